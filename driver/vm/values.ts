/**
 * LPC values as JavaScript values, and the predicates over them.
 *
 *   int      number while |n| <= 2^53-1, else bigint: always canonical, 64-bit two's complement
 *   float    Float (boxed: 1.0 is not 1); the compiler unboxes it inside functions
 *   string   string      array   Value[]      buffer  Uint8Array
 *   mapping  Mapping     class   ClassInstance function Closure      object  LpcObject
 *   promise  LpcPromise
 *   undefined is LPC's undefined zero: it behaves as 0 and undefinedp() is true.
 *
 * Not for: arithmetic (ops.ts), printing (efuns/format).
 */
import type { Closure } from './closure.js'
import { LpcObject } from './object.js'
import type { Mapping } from './mapping.js'
import type { LpcPromise } from './promise.js'

export class Float {
  constructor(readonly v: number) {}
}

/** The layout of one LPC class/struct declaration. */
export interface ClassDef {
  readonly name: string
  readonly members: readonly string[]
  /** The layout of that name since its program was recompiled. */
  successor?: ClassDef
}

export class ClassInstance {
  constructor(public def: ClassDef, public fields: Value[]) {}

  /** Where a member is, in the layout of now if the one it was made with lacks it; -1 for none. */
  indexOf(name: string): number {
    const i = this.def.members.indexOf(name)
    if (i >= 0 || !this.def.successor) return i
    let next = this.def.successor
    while (next.successor) next = next.successor
    const { members } = this.def
    this.fields = next.members.map((m) => (members.includes(m) ? this.fields[members.indexOf(m)] : undefined))
    this.def = next
    return next.members.indexOf(name)
  }
}

export type Int = number | bigint
export type Value = undefined | Int | Float | string | Value[] | Uint8Array | Mapping | ClassInstance | Closure | LpcObject | LpcPromise

/**
 * What a call returns when its fiber has to wait (DESIGN §4). Whoever sees it parks its own
 * frame and returns it too. It is never an LPC value.
 */
export const WAIT: unique symbol = Symbol('WAIT')
export type Wait = typeof WAIT
/** The outcome of anything that may suspend. */
export type Result = Value | Wait

export const MAX_SAFE = Number.MAX_SAFE_INTEGER

/** Any integer to its canonical form, wrapped to 64 bits. */
export function canonical(n: bigint): Int {
  const w = BigInt.asIntN(64, n)
  return w >= -9007199254740991n && w <= 9007199254740991n ? Number(w) : w
}

/** A JavaScript number, already integral, to an LPC int: the least int when it does not fit, as the hardware that FluffOS runs on has it. */
export function toInt(n: number): Int {
  if (n >= -MAX_SAFE && n <= MAX_SAFE) return n + 0
  if (!(n < 9223372036854775807 && n >= -9223372036854775808)) return -9223372036854775808n
  return canonical(BigInt(n))
}

export function isInt(v: Value): v is Int {
  return typeof v === 'number' || typeof v === 'bigint'
}

/** A destructed object reads as the undefined 0 everywhere: efuns and operators look at values through this. */
export function live(v: Value): Value {
  return v instanceof LpcObject && v.destructed ? undefined : v
}

/** LPC truth: 0, undefined, 0.0 and destructed objects are false; everything else is true. */
export function truthy(v: Value): boolean {
  if (typeof v === 'object') {
    if (v instanceof LpcObject) return !v.destructed
    if (v instanceof Float) return v.v !== 0
    return true
  }
  return v !== 0 && v !== undefined
}
