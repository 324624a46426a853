/**
 * Does a function take what callers of the inherited one of its name may give it? Checked under
 * `#pragma pedantic` only: FluffOS lets a function be overridden by any other. Not for: prototypes (declare.ts).
 */
import type { Diagnostics } from '../lang/diagnostics.js'
import { fits, showType, type LpcType } from '../lang/types.js'
import type { FunctionInfo } from '../vm/program.js'
import type { FunctionSig } from './scope.js'

type Params = FunctionSig['params']

/** Reports the first argument that the new function would not take. */
export function checkOverriding(before: FunctionInfo, sig: FunctionSig, diag: Diagnostics): void {
  if (before.type.base === 'unknown') return
  const old = before.params as Params
  const count = Math.max(old.length, sig.params.length)
  for (let i = 0; i < count; i++) {
    const given = typeAt(old, i)
    if (!given) return
    const taken = typeAt(sig.params, i)
    if (!taken) {
      if (!before.varargs && !old[i].optional && !old[i].rest) complain(before, sig, `leaves out argument ${i + 1}, which it must be given`, diag)
      return
    }
    if (!fits(taken, given)) return complain(before, sig, `takes ${showType(taken)} as argument ${i + 1}, not ${showType(given)}`, diag)
  }
}

/** The type of argument `i`; the elements of a rest parameter go on for ever. */
function typeAt(params: Params, i: number): LpcType | null {
  const last = params.at(-1)
  if (last?.rest && i >= params.length - 1) return last.type.stars > 0 ? { ...last.type, stars: last.type.stars - 1 } : last.type
  return params[i]?.type ?? null
}

function complain(before: FunctionInfo, sig: FunctionSig, what: string, diag: Diagnostics): void {
  diag.error('LPC3017', `function ${sig.name}() ${what}: it overrides the one of ${before.program.file}`, sig.loc!)
}
