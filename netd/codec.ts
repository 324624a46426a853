/**
 * LPC values as bytes. Sharing and cycles are kept by back references; objects and functions
 * pass through a Refs pair. Safe on hostile bytes.
 */
import type { Closure } from '../driver/vm/closure.js'
import type { LpcObject } from '../driver/vm/object.js'
import type { ClassDef, Value } from '../driver/vm/values.js'

/** A reference on the wire. `mine`: id is in the sender's export table; else in the receiver's. */
export interface Ref {
  readonly mine: boolean
  readonly kind: 'object' | 'function'
  readonly id: number
  readonly name: string
}

export interface Refs {
  exportRef(ob: LpcObject | Closure): Ref
  importRef(ref: Ref): Value
  classDef?(name: string, members: readonly string[]): ClassDef | undefined
}

/** Throws MeshError TOO_DEEP, TOO_LARGE, or MALFORMED (an object and no refs). */
export declare function encodeValue(value: Value, refs?: Refs): Uint8Array
/** Throws MeshError MALFORMED, TOO_DEEP, TOO_LARGE; nothing else, whatever the bytes. */
export declare function decodeValue(bytes: Uint8Array, refs?: Refs): Value
