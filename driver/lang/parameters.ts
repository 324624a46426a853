/**
 * Parameter lists of functions and anonymous functions. Not for: arguments of calls (postfix.ts).
 */
import type { Param } from './ast.js'
import type { Cursor } from './cursor.js'
import { defaultValue } from './functionals.js'
import type { Loc } from './source.js'
import { atType, stars, type } from './typenames.js'
import { arrayOf, MIXED, type LpcType } from './types.js'

export interface ParameterList {
  readonly params: readonly Param[]
  /** A parameter was marked `varargs`, as old code does: it stands for the whole function. */
  readonly varargs: boolean
}

/** '(' [ parameter { ',' parameter } ] ')' | '(' 'void' ')' */
export function parameters(p: Cursor): ParameterList {
  const open = p.expect('(', 'before parameters')
  const params: Param[] = []
  let varargs = false
  if (p.at('void') && p.peek(1).kind === ')') p.advance()
  while (!p.at(')')) {
    const marked = p.accept('varargs') !== null
    const one = parameter(p)
    // LDMud's `varargs int *more` at the end is `int *more...`.
    const collects = marked && one.type.stars > 0 && p.at(')')
    varargs ||= marked && !collects
    params.push(collects ? { ...one, rest: true } : one)
    if (!p.accept(',')) break
    if (p.at(')')) p.diags.error('LPC2001', "expected a parameter after ','", p.tok.loc)
  }
  p.expectClose(')', open)
  for (const r of params.slice(0, -1)) if (r.rest) p.diags.error('LPC2016', "'...' can only follow the last parameter", r.loc)
  return { params, varargs }
}

/** parameter: [ type ] [ 'ref' | '&' ] '*'… [ NAME ] [ ':' functional | '=' expr ] [ '...' ] */
function parameter(p: Cursor): Param {
  const start = p.tok.loc
  let ref = isRef(p)
  const typed = atParameterType(p)
  const base = typed ? type(p) : MIXED
  ref = isRef(p) || ref
  const t = stars(p, base)
  ref = isRef(p) || ref
  // In a prototype the name may be missing, but then there must be a type.
  const name = p.at('NAME') || !typed ? p.name('a parameter') : null
  const value = name ? defaultValue(p) : null
  const rest = p.accept('...') !== null
  return { loc: name?.loc ?? start, name: name?.text ?? '', type: checked(p, rest ? restType(t) : t, name?.loc ?? start), ref, rest, default: value, untyped: !typed }
}

/** `int x...` collects into an array; so does `int *x...`, which says so itself. `mixed x...` may be reused for anything. */
function restType(t: LpcType): LpcType {
  return t.stars > 0 || t.base === 'mixed' ? t : arrayOf(t)
}

function checked(p: Cursor, t: LpcType, loc: Loc): LpcType {
  if (t.base === 'void') p.diags.error('LPC2009', 'a parameter cannot be void', loc)
  return t
}

/** In a parameter `function` is always a type: `function f`, `function`. */
function atParameterType(p: Cursor): boolean {
  return atType(p) || p.at('function')
}

function isRef(p: Cursor): boolean {
  return p.accept('ref') !== null || p.accept('&') !== null
}
