/**
 * Warnings that need no types: what is never used, what hides something, what never runs, what
 * ends without a value. Each kind has a pragma (lang/diagnostics.ts).
 */
import type * as A from '../../lang/ast.js'
import type { Loc } from '../../lang/source.js'
import { showType } from '../../lang/types.js'
import type { OwnFunction } from '../scope.js'
import { completes } from './completes.js'
import type { FunctionContext, LocalVar } from './context.js'

/** Locals whose scope ends. */
export function warnUnused(cx: FunctionContext, locals: Iterable<LocalVar>): void {
  for (const v of locals) if (!v.used) cx.mod.diag.warning('LPC3070', `local variable ${v.name} is never used`, v.loc)
}

/** A local, or a parameter, of the name of something that is then out of reach. */
export function warnShadow(cx: FunctionContext, name: string, loc: Loc): void {
  const { variables, functions } = cx.mod.scope
  const hidden = variables.get(name) ?? functions.get(name)
  // A header does not know the names of those who include it.
  if (!hidden || (hidden.loc && hidden.loc.file !== loc.file)) return
  const what = variables.has(name) ? 'the global variable' : 'the function'
  cx.mod.diag.warning('LPC3072', `${name} hides ${what} of that name`, loc, hidden.loc ? [{ message: 'declared here', loc: hidden.loc }] : [])
}

/** The first statement of a list that never runs. A `break` behind a `return` is a habit, and harmless. */
export function warnUnreachable(cx: FunctionContext, list: readonly A.Stmt[]): void {
  const end = list.findIndex((s) => !completes(s))
  if (end < 0) return
  const next = list.slice(end + 1).find((s) => s.kind !== 'Empty')
  if (next && next.kind !== 'Break') cx.mod.diag.warning('LPC3071', 'this never runs', next.loc)
}

/** A function with a result whose end can be reached. 0 is what it gives then, which `mixed` may mean. */
export function warnReturn(cx: FunctionContext, fn: OwnFunction): void {
  const { type, decl, name } = fn
  if (!cx.mod.warnsReturn || type.base === 'void' || type.base === 'unknown' || (type.base === 'mixed' && type.stars === 0)) return
  if (completes(decl.body!) && !raises(decl.body!.body.at(-1))) cx.mod.diag.warning('LPC3073', `function ${name}() is to return ${showType(type)}, and may end without`, decl.body!.end)
}

/** `error(…)` and `throw(…)` do not come back. */
function raises(s: A.Stmt | undefined): boolean {
  return s?.kind === 'ExprStmt' && s.expr.kind === 'Call' && (s.expr.name === 'error' || s.expr.name === 'throw')
}
