/**
 * What may follow a primary expression: calls, members, elements, ranges. Not for: `++` and `--`
 * (expressions.ts).
 */
import type { Arg, Expr } from './ast.js'
import type { Cursor } from './cursor.js'
import { commaExpression, expression, lvalue } from './expressions.js'
import { MAX_CHAIN } from './limits.js'
import { span, WORD, type Token } from './tokens.js'

/** What cannot be a function. */
const LITERALS: ReadonlySet<string> = new Set<Expr['kind']>(['IntLit', 'FloatLit', 'StringLit', 'ArrayLit', 'MappingLit'])

/** postfix: { '->' … | '.' … | '?.' … | '?->' … | '.?' '[' … | '[' … ']' | '(' … ')' } */
export function postfix(p: Cursor, e: Expr): Expr {
  for (let length = 0; ; length++) {
    if (length > MAX_CHAIN) p.limit(`more than ${MAX_CHAIN} calls or elements in a row`)
    switch (p.tok.kind) {
      case '->': case '?->': case '.': e = member(p, e); break
      case '?.': e = p.peek(1).kind === '[' ? optionalIndex(p, e) : member(p, e); break
      case '.?': e = optionalIndex(p, e); break
      case '[': e = subscript(p, e, false); break
      case '(':
        if (LITERALS.has(e.kind)) p.fail('LPC2001', 'only functions are called')
        e = { kind: 'Invoke', loc: e.loc, fn: e, args: callArguments(p) }
        break
      default: return e
    }
  }
}

/** '->' ( NAME | STRING | '(' expr ')' ) [ '(' args ')' ] and the same behind '.', '?.', '?->' */
function member(p: Cursor, object: Expr): Expr {
  const arrow = p.advance()
  const optional = arrow.kind[0] === '?'
  const t = p.tok
  if (t.kind === '(' && arrow.kind !== '.') {
    const open = p.advance()
    const name = commaExpression(p)
    p.expectClose(')', open)
    if (!p.at('(')) p.fail('LPC2001', "expected '(' and arguments after '->(…)'")
    return { kind: 'CallOther', loc: arrow.loc, target: object, name, args: callArguments(p), optional }
  }
  // Keywords are fine as member names: `m.default`, `ob->new()`.
  if (!(t.flags & WORD) && t.kind !== 'STRING') p.fail('LPC2002', `expected a name after '${arrow.text}', found '${t.text}'`)
  p.advance()
  const name = t.kind === 'STRING' ? (t.value as string) : t.text
  const loc = span(object.loc, t.loc) ?? t.loc
  if (!p.at('(')) return { kind: 'Member', loc, object, name, optional }
  return { kind: 'CallOther', loc, target: object, name, args: callArguments(p), optional }
}

/** ( '?.' | '.?' ) '[' comma_expr ']' */
function optionalIndex(p: Cursor, object: Expr): Expr {
  p.advance()
  if (!p.at('[')) p.fail('LPC2001', "expected '[' after '.?'")
  return subscript(p, object, true)
}

/** '[' [ '<' ] comma_expr [ '..' [ [ '<' ] comma_expr ] ] ']' | '[' '..' [ '<' ] comma_expr ']' */
function subscript(p: Cursor, object: Expr, optional: boolean): Expr {
  const open = p.advance()
  if (p.at('..')) return range(p, object, open, { kind: 'IntLit', loc: p.tok.loc, value: 0 }, false)
  const fromEnd = p.accept('<') !== null
  const index = commaExpression(p)
  if (p.at('..')) return range(p, object, open, index, fromEnd)
  const close = p.expectClose(']', open)
  const loc = span(object.loc, close.loc) ?? open.loc
  return optional ? { kind: 'Index', loc, object, index, fromEnd, optional } : { kind: 'Index', loc, object, index, fromEnd }
}

function range(p: Cursor, object: Expr, open: Token, from: Expr, fromEnd: boolean): Expr {
  p.advance()
  const toEnd = p.accept('<') !== null
  const to = p.at(']') && !toEnd ? null : commaExpression(p)
  const close = p.expectClose(']', open)
  return { kind: 'Range', loc: span(object.loc, close.loc) ?? open.loc, object, from, fromEnd, to, toEnd }
}

/** '(' [ arg { ',' arg } [ ',' ] ] ')' */
export function callArguments(p: Cursor): Arg[] {
  const open = p.expect('(', 'before arguments')
  const args = list(p, ')')
  p.expectClose(')', open)
  return args
}

/** args: [ arg { ',' arg } [ ',' ] ], up to a closing token */
export function list(p: Cursor, close: string): Arg[] {
  const args: Arg[] = []
  while (!p.at(close)) {
    args.push(argument(p))
    if (!p.accept(',')) break
  }
  return args
}

/** arg: ( 'ref' | '&' ) lvalue | expr [ '...' ] */
export function argument(p: Cursor): Arg {
  const t = p.tok
  const ref = p.accept('ref') !== null || p.accept('&') !== null
  const expr = expression(p)
  // FluffOS's rule: a range is a new string or array, not a place.
  if (ref && expr.kind === 'Range') p.diags.error('LPC2010', "'ref' needs a variable, an element or a member, not a range", expr.loc)
  if (ref) return { expr: lvalue(p, expr, "'ref'"), spread: false, ref, loc: t.loc }
  const spread = p.accept('...') !== null
  return { expr, spread, ref, loc: expr.loc }
}
