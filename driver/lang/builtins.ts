/**
 * Forms that look like calls but have a grammar of their own: catch, time_expression, sscanf,
 * parse_command, new. Not for: efuns, which are calls like any other.
 */
import type { Block, Expr, LValue, NewClass } from './ast.js'
import type { Cursor } from './cursor.js'
import { commaExpression, expression, lvalue } from './expressions.js'
import { callArguments } from './postfix.js'
import { block } from './statements.js'

/** ( 'catch' | 'acatch' ) ( block | '(' comma_expr ')' ) */
export function catchExpression(p: Cursor): Expr {
  const t = p.advance()
  return { kind: 'Catch', loc: t.loc, body: blockOrExpression(p, t.text), async: t.kind === 'acatch' }
}

/** 'time_expression' ( block | '(' comma_expr ')' ) */
export function timeExpression(p: Cursor): Expr {
  const t = p.advance()
  return { kind: 'TimeExpr', loc: t.loc, body: blockOrExpression(p, t.text) }
}

function blockOrExpression(p: Cursor, word: string): Expr | Block {
  if (p.at('{')) return block(p)
  const open = p.expect('(', `or '{' after '${word}'`)
  const e = commaExpression(p)
  p.expectClose(')', open)
  return e
}

/** 'sscanf' '(' expr ',' expr { ',' lvalue } ')' */
export function sscanf(p: Cursor): Expr {
  const t = p.advance()
  const open = p.expect('(', "after 'sscanf'")
  const subject = expression(p)
  p.expect(',', 'after what sscanf reads')
  const format = expression(p)
  const targets = lvalues(p, 'sscanf')
  p.expectClose(')', open)
  return { kind: 'Sscanf', loc: t.loc, subject, format, targets }
}

/** 'parse_command' '(' expr ',' expr ',' expr { ',' lvalue } ')' */
export function parseCommand(p: Cursor): Expr {
  const t = p.advance()
  const open = p.expect('(', "after 'parse_command'")
  const command = expression(p)
  p.expect(',', 'after the command')
  const scope = expression(p)
  p.expect(',', 'after the objects')
  const pattern = expression(p)
  const targets = lvalues(p, 'parse_command')
  p.expectClose(')', open)
  return { kind: 'ParseCommand', loc: t.loc, command, scope, pattern, targets }
}

function lvalues(p: Cursor, word: string): LValue[] {
  const out: LValue[] = []
  while (p.accept(',')) {
    if (p.at(')')) break
    if (!p.accept('ref')) p.accept('&')
    out.push(lvalue(p, expression(p), word))
  }
  return out
}

/** 'new' '(' 'class' NAME { ',' [ NAME ':' ] expr } ')' | 'new' args */
export function newExpression(p: Cursor): Expr {
  const t = p.advance()
  if (!p.at('(')) p.fail('LPC2001', "expected '(' after 'new'")
  const word = p.peek(1).kind
  if (word !== 'class' && word !== 'struct') return { kind: 'NewObject', loc: t.loc, args: callArguments(p) }
  const open = p.advance()
  p.advance()
  const className = p.name('a class name').text
  const inits: NewClass['inits'][number][] = []
  while (p.accept(',')) {
    if (p.at(')')) break
    const named = p.at('NAME') && p.peek(1).kind === ':'
    const name = named ? p.advance().text : null
    if (named) p.advance()
    inits.push({ name, value: expression(p) })
  }
  p.expectClose(')', open)
  return { kind: 'NewClass', loc: t.loc, className, inits }
}
