/**
 * Function values: `(: f :)`, `(: expr :)`, `function (…) {…}`.
 * Not for: calling them (calls.ts).
 */
import type { Code } from './program.js'
import type { LpcObject } from './object.js'
import type { Segment } from './program.js'
import type { Value } from './values.js'

export type ClosureKind = 'local' | 'efun' | 'simul' | 'functional' | 'anonymous'

export class Closure {
  /** The owner when nothing is bound: as this object, `code` may be called in place. */
  readonly direct: LpcObject | null

  constructor(
    readonly kind: ClosureKind,
    /** The object that made it: calls run as this object. */
    readonly owner: LpcObject,
    /** The segment that `code` works in; meaningless for efuns. */
    readonly seg: Segment,
    /** Called as code(F, self, seg, ...bound, ...args). */
    readonly code: Code,
    /** Leading arguments bound by `(: f, a, b :)` (for functionals: captured values and locals). */
    readonly bound: readonly Value[],
    /** For `%O` and function_owner: what it is called. */
    readonly name: string,
    /** False when the code works on its own object's functions or variables: bind() refuses it. */
    readonly bindable = true,
  ) {
    this.direct = bound.length === 0 ? owner : null
  }
}
