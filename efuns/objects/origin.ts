/**
 * origin(): how the running function was called, read from the JavaScript frames between it and
 * its caller. Costs nothing until somebody asks.
 * After a wait those frames are gone; what the fiber keeps tells local from not local.
 */
import type { Fiber } from '../../driver/vm/fiber.js'
import { LEAVE } from '../../driver/vm/fiber.js'
import { currentSteps, type Step } from '../../driver/vm/trace.js'
import { efun } from '../efun.js'

/** Emitted names of function values, as positions give them. */
const FUNCTIONAL = /(\(: :\)|\(function\)| function)$/

/** Efuns that are not callers of their own: they stand for a call in the source. */
const TRANSPARENT: Readonly<Record<string, string>> = { efun_call_other: 'call_other', efun_evaluate: 'function pointer' }

function between(helpers: readonly string[]): string | null {
  // bounded: the frames of one trace, MAX_TRACE at most
  for (const h of helpers) {
    if (h.startsWith('efun_')) return TRANSPARENT[h] ?? 'efun'
    switch (h) {
      case 'callSimul': return 'simul'
      case 'callOther': case 'callN': case 'callNamed': return 'call_other'
      // A pointer to a function of an object: those of efuns, and inline functions, have been told apart before.
      case 'callClosure': case 'callClosure1': case 'callClosure2': return 'local'
      // create(), init(), id(), catch_tell() and so on: the driver calls them, whatever efun led there.
      case 'apply': return helpers.includes('fire') ? 'internal' : 'driver'
      // Scheduler: a call_out.
      case 'fire': return 'internal'
    }
  }
  return null
}

function afterWait(F: Fiber): string {
  const below = F.parked.at(-1)
  if (!below) return 'driver'
  if (below.place) return 'local'
  if (below !== LEAVE) return 'efun'
  return F.parked.at(-2)?.place ? 'call_other' : 'driver'
}

function originOf(F: Fiber, above: readonly string[], step: Step | undefined): string {
  // A pointer to the efun itself, `(: origin :)`.
  if (above.includes('pointedEfun')) return 'function pointer'
  if (!step) return 'driver'
  if (FUNCTIONAL.test(step.entry.function)) return 'functional'
  const how = between(step.helpers)
  if (how) return how
  if (step.resumed) return afterWait(F)
  if (step.entered) return 'call_other'
  if (step.pointed) return 'local'
  return step.helpers.length > 0 ? 'driver' : 'local'
}

export const origin = efun({
  name: 'origin', family: 'objects', since: '0.1', ticks: 2_000,
  sig: 'string origin()',
  doc: 'How the running function was called: `"local"` by a function of this object or through a pointer to it, `"call_other"` from outside, `"simul"` as a simul_efun, `"efun"` by an efun such as `filter()` that was given its name, `"function pointer"` when `origin` itself is the pointer, `"functional"` when it is itself an inline function, `"internal"` by a call_out, `"driver"` by the driver (create, init, heart_beat, …). `<origin.h>` has names for them.\n\nOnce the function has waited, `"local"`, `"efun"`, `"call_other"` and `"driver"` are told apart, the others are not.',
  examples: ['stringp(origin())', 'evaluate((: origin :)) == "function pointer"', 'evaluate((: origin() :)) == "functional"'],
  seeAlso: ['call_stack', 'previous_object'],
}, (F) => {
  const { above, steps } = currentSteps()
  return originOf(F, above, steps[0])
})
