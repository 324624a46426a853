/**
 * Primary expressions: literals, names, calls by name, parentheses. Not for: functionals
 * (functionals.ts), forms that look like calls but are not (builtins.ts).
 */
import type { Expr, MappingLit, Scope } from './ast.js'
import { catchExpression, newExpression, parseCommand, sscanf, timeExpression } from './builtins.js'
import type { Cursor } from './cursor.js'
import { atTypeLabel, commaExpression, expression } from './expressions.js'
import { anonymousFunction, capture, functional, paramRef } from './functionals.js'
import { callArguments, list } from './postfix.js'
import type { Loc } from './source.js'
import { describe, span, type Token } from './tokens.js'

const NO_SCOPE: Scope = { kind: 'none' }
const EFUN_SCOPE: Scope = { kind: 'efun' }

/** primary: literal | NAME [ args ] | [ label ] '::' NAME args | '(' … ')' | functional | built-in form */
export function primary(p: Cursor): Expr {
  const t = p.tok
  switch (t.kind) {
    case 'NAME': return atAsyncFunction(p) ? anonymousFunction(p) : named(p)
    case 'INT': p.advance(); return { kind: 'IntLit', loc: t.loc, value: t.value as number | bigint }
    case 'FLOAT': p.advance(); return { kind: 'FloatLit', loc: t.loc, value: t.value as number }
    case 'STRING': case '`': return text(p)
    case 'LINES': return lines(p)
    case '(': return parenthesized(p)
    case 'PARAM': return paramRef(p)
    case '$': return capture(p)
    case '::': case 'efun': return qualified(p, null)
    case 'function': if (!atTypeLabel(p)) return anonymousFunction(p); return qualified(p, p.advance().text)
    case 'catch': case 'acatch': return catchExpression(p)
    case 'new': return p.atNameLikeKeyword() ? named(p) : newExpression(p)
    case 'sscanf': return sscanf(p)
    case 'parse_command': return parseCommand(p)
    case 'time_expression': return timeExpression(p)
  }
  if (p.atNameLikeKeyword()) return named(p)
  if (atTypeLabel(p)) return qualified(p, p.advance().text)
  return p.fail('LPC2005', `expected an expression, found ${describe(t)}`)
}

/** `async function (…) {…}`, where `async` is no name. */
function atAsyncFunction(p: Cursor): boolean {
  return p.atWord('async') && p.peek(1).kind === 'function'
}

/** NAME | NAME args | NAME '::' NAME args */
function named(p: Cursor): Expr {
  const t = p.advance()
  if (p.at('(')) return { kind: 'Call', loc: t.loc, scope: NO_SCOPE, name: t.text, args: callArguments(p) }
  if (p.at('::')) return qualified(p, t.text)
  return { kind: 'Ident', loc: t.loc, name: t.text }
}

/** [ label ] '::' NAME args | 'efun' '::' NAME args */
function qualified(p: Cursor, label: string | null): Expr {
  const start = p.tok
  const { scope, name } = scopedName(p, label)
  if (!p.at('(')) p.fail('LPC2001', `expected '(' and arguments after '${name.text}': inherited functions are called by '::', not variables`)
  return { kind: 'Call', loc: span(start.loc, name.loc) ?? name.loc, scope, name: name.text, args: callArguments(p) }
}

/** The scope and name of `::f`, `label::f` (whose label was read) or `efun::f`. */
export function scopedName(p: Cursor, label: string | null): { scope: Scope; name: Token } {
  const efun = label === null && p.accept('efun') !== null
  p.expect('::', efun ? "after 'efun'" : 'before the name of an inherited function')
  const scope: Scope = efun ? EFUN_SCOPE : { kind: 'super', label }
  return { scope, name: efun && p.at('new') ? p.advance() : p.name('a function name') }
}

/** ( STRING | template )…, all one string; STRING '::' NAME args */
function text(p: Cursor): Expr {
  const first = p.tok
  if (first.kind === 'STRING' && p.peek(1).kind === '::') return qualified(p, p.advance().value as string)
  const parts: string[] = ['']
  const exprs: Expr[] = []
  let last: Loc = first.loc
  while (p.at('STRING') || p.at('`')) {
    if (p.at('`')) template(p, parts, exprs)
    else parts[parts.length - 1] += p.advance().value as string
    last = p.previous.loc
  }
  const loc = span(first.loc, last) ?? first.loc
  return exprs.length === 0 ? { kind: 'StringLit', loc, value: parts[0] } : { kind: 'TemplateLit', loc, parts, exprs }
}

/** '`' { TEXT | '${' expr '}' } '`' */
function template(p: Cursor, parts: string[], exprs: Expr[]): void {
  const open = p.advance()
  while (!p.accept('`')) {
    if (p.at('TEXT')) {
      parts[parts.length - 1] += p.advance().value as string
      continue
    }
    const start = p.at('${') ? p.advance() : p.expectClose('`', open)
    exprs.push(commaExpression(p))
    parts.push('')
    if (!p.accept('}$')) p.expectClose('}', start)
  }
}

function lines(p: Cursor): Expr {
  const { loc, value } = p.advance()
  const elements = (value as readonly string[]).map((line) => ({ expr: { kind: 'StringLit', loc, value: line } as const, spread: false, ref: false, loc }))
  return { kind: 'ArrayLit', loc, elements }
}

/** '(' ':' functional | '(' '{' array | '(' '[' mapping | '(' '*' expr ')' args | '(' comma_expr ')' */
function parenthesized(p: Cursor): Expr {
  switch (p.peek(1).kind) {
    case ':': return functional(p)
    case '{': return array(p)
    case '[': return mapping(p)
  }
  const open = p.advance()
  const star = p.accept('*')
  const e = commaExpression(p)
  p.expectClose(')', open)
  if (!star) return e
  if (!p.at('(')) p.fail('LPC2001', "expected '(' and arguments after '(*…)'")
  return { kind: 'Invoke', loc: open.loc, fn: e, args: callArguments(p) }
}

/** '(' '{' args '}' ')' */
function array(p: Cursor): Expr {
  const open = p.advance()
  const brace = p.advance()
  p.enter()
  const elements = list(p, '}')
  p.leave()
  p.expectClose('}', brace)
  const close = p.expectClose(')', open)
  return { kind: 'ArrayLit', loc: span(open.loc, close.loc) ?? open.loc, elements }
}

/** '(' '[' [ expr ':' expr { ',' expr ':' expr } [ ',' ] ] ']' ')' */
function mapping(p: Cursor): Expr {
  const open = p.advance()
  const bracket = p.advance()
  const entries: MappingLit['entries'][number][] = []
  while (!p.at(']')) {
    const key = expression(p)
    p.expect(':', 'after a mapping key')
    entries.push({ key, value: expression(p) })
    if (!p.accept(',')) break
  }
  p.expectClose(']', bracket)
  const close = p.expectClose(')', open)
  return { kind: 'MappingLit', loc: span(open.loc, close.loc) ?? open.loc, entries }
}
