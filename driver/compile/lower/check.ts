/**
 * Type checks as FluffOS makes them: in every function with a declared type (`cx.strict`), never
 * in one without. Assignments, arguments, returns, calls. Operators are in check-operators.ts.
 * Run-time values are never trusted to match.
 */
import type * as A from '../../lang/ast.js'
import type { Loc } from '../../lang/source.js'
import { awaited, fits, showType, type LpcType } from '../../lang/types.js'
import type { FunctionContext } from './context.js'
import type { FunctionSig } from '../scope.js'

/** A void value stands for 0 where an int or anything may stand. */
function takes(to: LpcType, from: LpcType): boolean {
  if (from.base === 'void') return to.stars === 0 && (to.base === 'void' || to.base === 'int' || to.base === 'mixed' || to.base === 'unknown')
  return fits(to, from) || (to.base === 'buffer' && to.stars === 0 && (from.stars > 0 || from.base === 'string'))
}

export function checkAssign(cx: FunctionContext, to: LpcType, from: LpcType, target: A.LValue | A.Declarator, loc: Loc): void {
  if (!cx.strict || takes(to, from)) return
  const what = !('kind' in target) || target.kind === 'Ident' ? `variable ${target.name}` : 'this place'
  cx.mod.diag.error('LPC3031', `cannot assign ${showType(from)} to ${what} of type ${showType(to)}`, loc)
}

export function checkReturn(cx: FunctionContext, from: LpcType, loc: Loc): void {
  const to = cx.returnType
  if (!cx.strict || to.base === 'unknown') return
  // The promise an async function returns is followed: what it delivers is the result.
  if (cx.async && from.base === 'promise' && from.stars === 0) from = awaited(from)
  // `return f();` of a void f, or `return 0;`, in a void function.
  if (to.base === 'void') {
    if (from.base !== 'void' && from.base !== 'mixed' && !fits(to, from)) cx.mod.diag.error('LPC3032', `void function ${cx.name}() returns a value`, loc)
    return
  }
  if (!takes(to, from)) cx.mod.diag.error('LPC3033', `function ${cx.name}() returns ${showType(from)}, declared ${showType(to)}`, loc)
}

/** Argument count and types. `types` is null where a spread hides them. */
export function checkArgs(cx: FunctionContext, name: string, sig: Pick<FunctionSig, 'params' | 'varargs' | 'type'>, types: readonly LpcType[] | null, count: number, loc: Loc): void {
  const { params } = sig
  const rest = params.at(-1)?.rest ?? false
  // A callee without a declared type was not written with its arguments checked in mind.
  const checked = cx.strict && sig.type.base !== 'unknown'
  if (!types) {
    if (checked && !rest && !sig.varargs && !params.at(-1)?.optional) cx.mod.diag.error('LPC3037', `the arguments of ${name}() are fixed: '...' cannot spread an array over them`, loc)
    return
  }
  const least = sig.varargs ? 0 : params.filter((p) => !p.optional && !p.rest).length
  if (!rest && count > params.length) cx.mod.diag.warning('LPC3034', `too many arguments to ${name}(): ${count}, at most ${params.length} wanted`, loc)
  if (count < least) cx.mod.diag[checked ? 'error' : 'warning']('LPC3035', `too few arguments to ${name}(): ${count}, at least ${least} wanted`, loc)
  if (cx.strict) checkTypes(cx, name, params, types, loc)
}

/** Would checkArgs() have nothing to say? */
export function acceptsArgs(sig: Pick<FunctionSig, 'params' | 'varargs'>, types: readonly LpcType[], count: number): boolean {
  const { params } = sig
  const least = sig.varargs ? 0 : params.filter((p) => !p.optional && !p.rest).length
  return count >= least && (count <= params.length || (params.at(-1)?.rest ?? false)) && types.every((t, i) => !params[i] || params[i].rest || takes(params[i].type, t))
}

export function checkTypes(cx: FunctionContext, name: string, params: FunctionSig['params'], types: readonly LpcType[], loc: Loc): void {
  types.forEach((t, i) => {
    const p = params[i]
    if (p && !p.rest && !takes(p.type, t)) cx.mod.diag.error('LPC3036', `argument ${i + 1} of ${name}() is ${showType(t)}, wanted ${showType(p.type)}`, loc)
  })
}

/** `efun::f`, `::f` or `(: efun::f :)` goes round the simul_efun of that name: only where the master lets it. */
export function checkOverride(cx: FunctionContext, name: string, loc: Loc): void {
  const { opts } = cx.mod
  if (opts.mayOverride && opts.efuns.has(name) && !opts.mayOverride(loc.file, name)) cx.mod.diag.error('LPC3048', `efun::${name}() is not for this file: call ${name}()`, loc)
}
