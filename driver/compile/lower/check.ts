/**
 * Type checks, as FluffOS makes them under `#pragma strict_types`: assignments, arguments,
 * returns. Without the pragma nothing is reported. Run-time values are never trusted to match.
 */
import type * as A from '../../lang/ast.js'
import type { Loc } from '../../lang/source.js'
import { fits, showType, type LpcType } from '../../lang/types.js'
import type { FunctionContext } from './context.js'
import type { FunctionSig } from '../scope.js'

export function checkAssign(cx: FunctionContext, to: LpcType, from: LpcType, target: A.LValue | null, loc: Loc): void {
  if (!cx.mod.strict || fits(to, from) || from.base === 'void') {
    if (from.base === 'void' && cx.mod.strict) cx.mod.diag.error('LPC3030', 'the value of a void function is used', loc)
    return
  }
  const what = target?.kind === 'Ident' ? `variable ${target.name}` : 'this place'
  cx.mod.diag.error('LPC3031', `cannot assign ${showType(from)} to ${what} of type ${showType(to)}`, loc)
}

export function checkReturn(cx: FunctionContext, from: LpcType, loc: Loc): void {
  if (!cx.mod.strict || cx.returnType.base === 'unknown') return
  // `return f();` of a void f in a void function: a tail call, as FluffOS allows.
  if (cx.returnType.base === 'void' && from.base === 'void') return
  if (cx.returnType.base === 'void') return cx.mod.diag.error('LPC3032', `void function ${cx.name}() returns a value`, loc)
  if (!fits(cx.returnType, from)) cx.mod.diag.error('LPC3033', `function ${cx.name}() returns ${showType(from)}, declared ${showType(cx.returnType)}`, loc)
}

/** Argument count always, argument types when strict. `types` is null where a spread hides them. */
export function checkArgs(cx: FunctionContext, name: string, sig: Pick<FunctionSig, 'params' | 'varargs'>, types: readonly LpcType[] | null, count: number, loc: Loc): void {
  const { params } = sig
  const hasRest = params.at(-1)?.rest ?? false
  const most = hasRest ? Infinity : params.length
  const least = sig.varargs ? 0 : params.filter((p) => !p.optional && !p.rest).length
  if (types) {
    if (count > most) cx.mod.diag[cx.mod.strict ? 'error' : 'warning']('LPC3034', `too many arguments to ${name}(): ${count}, at most ${most} wanted`, loc)
    if (count < least) cx.mod.diag[cx.mod.strict ? 'error' : 'warning']('LPC3035', `too few arguments to ${name}(): ${count}, at least ${least} wanted`, loc)
    if (cx.mod.strict) {
      types.forEach((t, i) => {
        const p = params[Math.min(i, params.length - 1)]
        if (p && !p.rest && !fits(p.type, t)) cx.mod.diag.error('LPC3036', `argument ${i + 1} of ${name}() is ${showType(t)}, wanted ${showType(p.type)}`, loc)
      })
    }
  }
}

/** `efun::f`, `::f` or `(: efun::f :)` goes round the simul_efun of that name: only where the master lets it. */
export function checkOverride(cx: FunctionContext, name: string, loc: Loc): void {
  const { opts } = cx.mod
  if (opts.mayOverride && opts.efuns.has(name) && !opts.mayOverride(loc.file, name)) cx.mod.diag.error('LPC3048', `efun::${name}() is not for this file: call ${name}()`, loc)
}
