/** A by-reference argument: copied in before the call, copied back after it. */
import type { Value } from './values.js'

export class Ref {
  constructor(public v: Value) {}

  /** A `ref` parameter that was called without `ref` gets a box of its own. */
  static of(v: Value | Ref): Ref {
    return v instanceof Ref ? v : new Ref(v)
  }
}
