/**
 * Expressions with operators: a Pratt parser over the table in precedence.ts. Not for: what
 * stands between the operators (primary.ts, postfix.ts).
 */
import type { Expr, LValue, Unary, Update } from './ast.js'
import type { Cursor } from './cursor.js'
import { MAX_CHAIN } from './limits.js'
import { postfix } from './postfix.js'
import { INFIX, UNARY_POWER, type Infix } from './precedence.js'
import { primary } from './primary.js'
import type { Loc } from './source.js'
import { span, type Token } from './tokens.js'
import { atBasicType, stars, type } from './typenames.js'

/** comma_expr: expr { ',' expr } */
export function commaExpression(p: Cursor): Expr {
  const first = expression(p)
  if (!p.at(',')) return first
  const exprs = [first]
  while (p.accept(',')) exprs.push(expression(p))
  return { kind: 'Comma', loc: first.loc, exprs }
}

/** expr: operand { infix-operator expr }, as far as operators bind tighter than `min`. */
export function expression(p: Cursor, min = 0): Expr {
  p.enter()
  let left = operand(p)
  for (let length = 0; ; length++) {
    const infix = INFIX.get(p.tok.kind)
    if (infix === undefined || infix.power <= min) break
    if (length > MAX_CHAIN) p.limit(`the expression has more than ${MAX_CHAIN} operators in a row`)
    left = infixed(p, left, infix)
  }
  p.leave()
  return left
}

function infixed(p: Cursor, left: Expr, infix: Infix): Expr {
  const op = p.advance()
  switch (infix.kind) {
    case 'assign': {
      const target = lvalue(p, left, `'${op.text}'`)
      const value = expression(p)
      return { kind: 'Assign', loc: across(left, op, value), op: infix.op, target, value }
    }
    case 'ternary': return conditional(p, left, op)
    case 'logical': {
      const right = expression(p, infix.power)
      return { kind: 'Logical', loc: across(left, op, right), op: infix.op, left, right }
    }
    case 'binary': {
      const right = expression(p, infix.power)
      return { kind: 'Binary', loc: across(left, op, right), op: infix.op, left, right }
    }
  }
}

/** expr '?' expr ':' expr */
function conditional(p: Cursor, test: Expr, op: Token): Expr {
  const then = expression(p)
  p.expect(':', "in the conditional '? :'")
  const otherwise = expression(p)
  return { kind: 'Conditional', loc: across(test, op, otherwise), test, then, else: otherwise }
}

/** operand: ( '!' | '~' | '-' | '+' ) expr | ( '++' | '--' ) lvalue | cast expr | 'await' expr | primary postfix… */
function operand(p: Cursor): Expr {
  const kind = p.tok.kind
  switch (kind) {
    case '!': case '~': case '-': case '+': return unary(p, kind)
    case '++': case '--': return prefixUpdate(p, kind)
    case 'await': return { kind: 'Await', loc: p.advance().loc, operand: expression(p, UNARY_POWER) }
    case '(': if (atCast(p)) return cast(p)
  }
  const e = postfix(p, primary(p))
  return p.at('++') || p.at('--') ? postfixUpdate(p, e) : e
}

function unary(p: Cursor, op: Unary['op']): Expr {
  const t = p.advance()
  const e = expression(p, UNARY_POWER)
  return { kind: 'Unary', loc: span(t.loc, e.loc) ?? t.loc, op, operand: e }
}

function prefixUpdate(p: Cursor, op: Update['op']): Expr {
  const t = p.advance()
  p.enter()
  const e = postfix(p, primary(p))
  p.leave()
  return { kind: 'Update', loc: span(t.loc, e.loc) ?? t.loc, op, prefix: true, target: lvalue(p, e, `'${op}'`) }
}

function postfixUpdate(p: Cursor, e: Expr): Expr {
  const t = p.advance()
  return { kind: 'Update', loc: span(e.loc, t.loc) ?? e.loc, op: t.kind as Update['op'], prefix: false, target: lvalue(p, e, `'${t.kind}'`) }
}

/** A type in parentheses: `(object::f())` and `(function (int x) {…})` are none. */
function atCast(p: Cursor): boolean {
  const next = p.peek(1).kind
  if (next === 'class' || next === 'struct' || next === '<') return true
  if (p.peek(1).text === 'promise' && p.peek(2).kind === '<') return atTypeIn(p)
  if (!TYPE_WORDS.has(next)) return false
  const after = p.peek(2).kind
  return after !== '::' && (next !== 'function' || after === ')' || after === '*' || after === '|')
}

/** `(promise<int>)x`, and not `(promise < x)`. */
function atTypeIn(p: Cursor): boolean {
  const inner = p.peek(3).kind
  return TYPE_WORDS.has(inner) || inner === 'class' || inner === 'struct'
}

const TYPE_WORDS: ReadonlySet<string> = new Set(['void', 'mixed', 'int', 'float', 'string', 'object', 'mapping', 'function', 'buffer'])

/** cast: '(' type '*'… ')' expr */
function cast(p: Cursor): Expr {
  const open = p.advance()
  let t = stars(p, type(p))
  if (p.atWord('array')) {
    p.advance()
    t = { ...t, stars: t.stars + 1 }
  }
  p.expectClose(')', open)
  return { kind: 'Cast', loc: open.loc, type: t, operand: expression(p, UNARY_POWER) }
}

/** The expression as a place that can be assigned, or an error that says why it is none. */
export function lvalue(p: Cursor, e: Expr, use: string): LValue {
  switch (e.kind) {
    case 'Ident': case 'Range': case 'ParamRef': return e
    case 'Index': if (!e.optional) return e; break
    case 'Member': if (!e.optional) return e
  }
  const why = e.kind === 'Member' || e.kind === 'Index' ? "what '?.' yields" : e.kind === 'CallOther' || e.kind === 'Call' ? "a call's value" : 'this expression'
  p.diags.error('LPC2010', `${use} needs a variable, an element or a member, not ${why}`, e.loc)
  // Any target will do: the program does not compile.
  return { kind: 'Ident', loc: e.loc, name: '' }
}

/** The mark of an infix expression: all of it on one line, else its operator. */
function across(left: Expr, op: Token, right: Expr): Loc {
  return span(left.loc, right.loc) ?? op.loc
}

/** At a type word that begins an expression: `object::create()`. */
export function atTypeLabel(p: Cursor): boolean {
  return atBasicType(p) && p.peek(1).kind === '::'
}
