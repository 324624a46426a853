/**
 * Functionals and anonymous functions: `(: … :)` in all its forms, `$1`, `$(x)`,
 * `function (…) {…}`. Not for: what they capture (compile/).
 */
import type { Arg, Expr, Stmt } from './ast.js'
import type { Cursor, FunctionalContext } from './cursor.js'
import { atTypeLabel, commaExpression, expression } from './expressions.js'
import { parameters } from './parameters.js'
import { argument } from './postfix.js'
import { scopedName } from './primary.js'
import { atStatementKeyword, functionBlock, statementsUntil } from './statements.js'
import type { Token } from './tokens.js'
import { atBasicType, atType, stars, type } from './typenames.js'
import { MIXED } from './types.js'

/**
 * functional: '(' ':' ':' ')' | '(' ':' scoped-name [ ',' args ] ':' ')'
 *           | '(' ':' comma_expr ':' ')' | '(' ':' statements ':' ')'
 */
export function functional(p: Cursor): Expr {
  const open = p.advance()
  p.advance()
  p.enter()
  const outer = p.functional
  const own: FunctionalContext = { dollars: true, arity: 0, outer }
  p.functional = own
  const e = reference(p, open) ?? body(p, open, own)
  p.functional = outer
  p.leave()
  return e
}

/** `(: name :)`, `(: name, args :)`, `(: ::name :)`, `(: efun::name :)`; null if it is none of them. */
function reference(p: Cursor, open: Token): Expr | null {
  const { kind } = p.tok
  if (kind === 'NAME' && endsName(p, 1)) return bound(p, open, { scope: { kind: 'none' }, name: p.advance() })
  const at = kind === '::' ? 2 : kind === 'efun' || ((kind === 'NAME' || kind === 'STRING' || atTypeLabel(p)) && p.peek(1).kind === '::') ? 3 : 0
  if (at === 0 || !endsName(p, at)) return null
  const label = kind === '::' || kind === 'efun' ? null : kind === 'STRING' ? (p.advance().value as string) : p.advance().text
  return bound(p, open, scopedName(p, label))
}

/** What follows the name there makes it a reference: `:)` or `,`. */
function endsName(p: Cursor, ahead: number): boolean {
  const next = p.peek(ahead).kind
  return next === ',' || (next === ':' && p.peek(ahead + 1).kind === ')')
}

function bound(p: Cursor, open: Token, { scope, name }: ReturnType<typeof scopedName>): Expr {
  const args: Arg[] = []
  while (p.accept(',')) {
    if (p.at(':')) break
    args.push(argument(p))
  }
  close(p, open)
  return { kind: 'FunctionRef', loc: name.loc, scope, name: name.text, args }
}

function body(p: Cursor, open: Token, own: FunctionalContext): Expr {
  if (p.at(':')) {
    close(p, open)
    return { kind: 'ExprFunction', loc: open.loc, body: { kind: 'IntLit', loc: open.loc, value: 0 }, arity: 0 }
  }
  if (p.at('{') || p.at(';') || atStatementKeyword(p) || atType(p)) return statements(p, open, [])
  const e = commaExpression(p)
  if (p.at(';')) return statements(p, open, [{ kind: 'ExprStmt', loc: p.advance().loc, expr: e }])
  close(p, open)
  return { kind: 'ExprFunction', loc: open.loc, body: e, arity: own.arity }
}

/** '(' ':' statement… ':' ')', as LDMud writes it */
function statements(p: Cursor, open: Token, first: Stmt[]): Expr {
  const stmts = inFunction(p, p.functional, () => [...first, ...statementsUntil(p, ':')])
  const end = close(p, open)
  return { kind: 'AnonFunction', loc: open.loc, type: MIXED, async: false, params: [], body: { kind: 'Block', loc: open.loc, body: stmts, end: end.loc } }
}

/** Parses a function's body: what encloses the function does not enclose what is in it. */
function inFunction<T>(p: Cursor, context: FunctionalContext | null, rule: () => T): T {
  const { functional: outer, loops, switches, inDefault } = p
  p.functional = context
  p.loops = p.switches = 0
  p.inDefault = false
  const result = rule()
  p.functional = outer
  p.loops = loops
  p.switches = switches
  p.inDefault = inDefault
  return result
}

function close(p: Cursor, open: Token): Token {
  if (!p.at(':')) p.expectClose(':)', { ...open, text: '(:' })
  p.advance()
  return p.expectClose(')', { ...open, text: '(:' })
}

/** PARAM */
export function paramRef(p: Cursor): Expr {
  const t = p.advance()
  const index = t.value as number
  if (!p.functional?.dollars) p.diags.error('LPC2011', `'${t.text}' means something only inside (: … :)`, t.loc)
  else if (index > p.functional.arity) p.functional.arity = index
  return { kind: 'ParamRef', loc: t.loc, index }
}

/** '$' '(' comma_expr ')' — evaluated outside the functional, so `$1` in it is the outer one's. */
export function capture(p: Cursor): Expr {
  const t = p.advance()
  if (!p.at('(')) p.fail('LPC2001', "expected a number or '(' after '$'")
  const own = p.functional
  if (!own?.dollars) p.diags.error('LPC2011', "'$(…)' means something only inside (: … :)", t.loc)
  const open = p.advance()
  p.functional = own?.outer ?? null
  const expr = commaExpression(p)
  p.functional = own
  p.expectClose(')', open)
  return { kind: 'Capture', loc: t.loc, expr }
}

/** [ 'async' ] 'function' [ type '*'… ] '(' parameters ')' block */
export function anonymousFunction(p: Cursor): Expr {
  const { loc } = p.tok
  const async = p.atWord('async')
  if (async) p.advance()
  p.advance()
  const result = atBasicType(p) || p.at('class') || p.at('struct') || p.at('<') ? stars(p, type(p)) : MIXED
  return inFunction(p, { dollars: false, arity: 0, outer: p.functional }, () => {
    const { params } = parameters(p)
    if (!p.at('{') && !atStatementKeyword(p)) p.fail('LPC2001', "expected '{' after the parameters of a function")
    return { kind: 'AnonFunction', loc, type: result, async, params, body: functionBlock(p, 'the parameters of a function') }
  })
}

/** The value behind `:` or `=` of a parameter: `int n : (: 3 :)`, `int n = 3`. */
export function defaultValue(p: Cursor): Expr | null {
  const colon = p.accept(':')
  if (!colon && !p.accept('=')) return null
  if (colon && (!p.at('(') || p.peek(1).kind !== ':')) p.fail('LPC2001', "expected a functional (: … :) after ':' of a parameter")
  const outer = p.inDefault
  p.inDefault = true
  const value = colon ? functional(p) : expression(p)
  p.inDefault = outer
  return value
}
