/** A by-reference argument: copied in before the call, copied back after it. */
import { LpcError } from './errors.js'
import type { Value } from './values.js'

export class Ref {
  constructor(public v: Value) {}

  /** What a `ref` parameter was called with; one that was left out gets a box of its own. */
  static of(v: Value | Ref): Ref {
    if (v instanceof Ref) return v
    if (v !== undefined) throw new LpcError('Non-reference value passed as reference argument.', { code: 'BAD_ARGUMENT' })
    return new Ref(v)
  }
}
