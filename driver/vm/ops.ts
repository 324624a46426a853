/**
 * LPC's operators, complete: what emitted code calls when its inline fast path (two safe ints)
 * does not apply. Semantics are FluffOS's (notes: int wraps at 64 bits, int op float promotes,
 * undefined and destructed objects are 0). Not for: indexing (access.ts).
 */
import { LpcError } from './errors.js'
import { Float, MAX_SAFE, canonical, isInt, live, toInt, truthy, type Int, type Value } from './values.js'
import { Mapping } from './mapping.js'
import { LpcObject } from './object.js'
import { join } from './text.js'
import { typeName, type TypeName } from './typename.js'
import { floatText, shortFloat } from './float-text.js'
import type { Fiber } from './fiber.js'

type BinaryName = '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '<<' | '>>' | '<' | '<=' | '>' | '>='

function bad(op: BinaryName, a: Value, b: Value): never {
  const av = live(a)
  const bv = live(b)
  if (op === '+') throw new LpcError(`Bad type argument to +.  Had ${typeName(av)} and ${typeName(bv)}.`, { code: 'BAD_ARGUMENT' })
  // FluffOS names the side that cannot take part; with a fitting left side it is the right one.
  const left = isInt(av) || (av instanceof Float && '-*/<=>='.includes(op)) || (typeof av === 'string' && '<=>='.includes(op))
  const side = left ? 2 : 1
  throw new LpcError(`Bad argument ${side} to ${op}: ${typeName(av)} ${op} ${typeName(bv)}.`, { code: 'BAD_ARGUMENT' })
}

/** 0 for undefined and destructed objects, else the value. */
function zero(v: Value): Value {
  return live(v) ?? 0
}

function wide(n: Int): bigint {
  return typeof n === 'bigint' ? n : BigInt(n)
}

/** The number behind an int or a float, or NaN-free undefined when it is neither. */
function num(v: Value): number | undefined {
  return typeof v === 'number' ? v : typeof v === 'bigint' ? Number(v) : v instanceof Float ? v.v : undefined
}

/** Both sides as doubles when at least one is a float. */
function floats(a: Value, b: Value): [number, number] | null {
  if (!(a instanceof Float) && !(b instanceof Float)) return null
  const x = num(a)
  const y = num(b)
  return x === undefined || y === undefined ? null : [x, y]
}

// ---- arithmetic ------------------------------------------------------------------------------

export function add(F: Fiber, a: Value, b: Value): Value {
  if (typeof a === 'string') {
    if (typeof b === 'string') return concat(F, a, b)
    if (typeof b === 'number') return concat(F, a, String(b))
  } else if (typeof a === 'number' && typeof b === 'number') return addNumbers(a, b)
  a = zero(a)
  b = zero(b)
  if (typeof a === 'number' && typeof b === 'number') return addNumbers(a, b)
  if (isInt(a) && isInt(b)) return canonical(wide(a) + wide(b))
  if (typeof a === 'string') {
    if (isInt(b)) return concat(F, a, String(b))
    if (b instanceof Float) return concat(F, a, floatText(b.v))
    if (b instanceof LpcObject) return concat(F, a, b.name)
  } else if (typeof b === 'string') {
    if (isInt(a)) return concat(F, String(a), b)
    if (a instanceof Float) return concat(F, floatText(a.v), b)
    if (a instanceof LpcObject) return concat(F, a.name, b)
  } else if (Array.isArray(a) && Array.isArray(b)) {
    checkSize(F, 'array', a.length + b.length, F.host.limits.arraySize)
    F.charge(a.length + b.length)
    return a.concat(b)
  } else if (a instanceof Mapping && b instanceof Mapping) {
    F.charge((a.size + b.size) * MAPPING_TICKS)
    const m = a.copy()
    for (const [k, v] of b) m.set(k, v)
    checkSize(F, 'mapping', m.size, F.host.limits.mappingSize)
    return m
  } else if (a instanceof Uint8Array && b instanceof Uint8Array) {
    checkSize(F, 'buffer', a.length + b.length, F.host.limits.bufferSize)
    F.charge((a.length + b.length) >> 4)
    const r = new Uint8Array(a.length + b.length)
    r.set(a)
    r.set(b, a.length)
    return r
  }
  const f = floats(a, b)
  if (f) return new Float(f[0] + f[1])
  if (a instanceof Uint8Array && (typeof b === 'string' || Array.isArray(b))) return add(F, a, bytesOf(F, b))
  bad('+', a, b)
}

/** Sums beyond 32 bits, which emitted code leaves to us. */
function addNumbers(a: number, b: number): Int {
  const r = a + b
  return r <= MAX_SAFE && r >= -MAX_SAFE ? r : canonical(BigInt(a) + BigInt(b))
}

function absorb(F: Fiber, a: Mapping, b: Mapping): Mapping {
  F.charge(b.size * MAPPING_TICKS)
  if (a === b) return a
  for (const [k, v] of b) {
    a.set(k, v)
    if (a.size > F.host.limits.mappingSize) checkSize(F, 'mapping', a.size, F.host.limits.mappingSize)
  }
  return a
}

/** `a += b`: stricter than `+`, a number takes nothing but numbers, and a mapping takes in the other one itself, as in FluffOS. */
export function addTo(F: Fiber, a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number' || typeof a === 'string') return add(F, a, b)
  const number = (v: Value) => isInt(v) || v instanceof Float
  if (a instanceof Mapping && b instanceof Mapping) return absorb(F, a, b)
  if (number(zero(a)) && !number(zero(b))) throw new LpcError('Left hand side of += is a number (or zero); right side is not a number.', { code: 'BAD_ARGUMENT' })
  return add(F, a, b)
}

function concat(F: Fiber, a: string, b: string): string {
  const n = a.length + b.length
  if (n > 1024) {
    checkSize(F, 'string', n, F.host.limits.stringLength)
    F.charge(b.length >> 6)
  }
  return n > LONG ? join(a, b) : a + b
}

/** Ticks of a pair that is put into another mapping. */
const MAPPING_TICKS = 20

/** Strings up to here are scanned and compared in no time; emitted code joins them in place. */
export const LONG = 256

export function checkSize(_F: Fiber, what: string, size: number, limit: number): void {
  if (size > limit) throw new LpcError(`${what[0].toUpperCase()}${what.slice(1)} too large: ${size} (limit ${limit}).`, { code: 'LIMIT' })
}

export function sub(F: Fiber, a: Value, b: Value): Value {
  a = zero(a)
  b = zero(b)
  if (isInt(a) && isInt(b)) {
    if (typeof a === 'number' && typeof b === 'number') {
      const r = a - b
      if (r <= MAX_SAFE && r >= -MAX_SAFE) return r
    }
    return canonical(wide(a) - wide(b))
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    F.charge(setTicks(a) + setTicks(b))
    const gone = keySet(b)
    return a.filter((v) => !gone.has(elementKey(v)))
  }
  const f = floats(a, b)
  if (f) return new Float(f[0] - f[1])
  bad('-', a, b)
}

/** Floats are equal by value and never to an int, empty arrays are one, undefined and destructed objects are 0. */
function elementKey(v: Value): unknown {
  v = zero(v)
  return v instanceof Float ? `f${v.v}` : typeof v === 'string' ? `s${v}` : Array.isArray(v) && v.length === 0 ? NOTHING : v
}

const NOTHING = Symbol('({})')

/** Ticks of an array whose elements go into a set, or are looked for in one. */
function setTicks(a: readonly Value[]): number {
  let ticks = a.length * 4
  for (const v of a) if (typeof v === 'string' && v.length > LONG) ticks += v.length >> 1
  return ticks
}

function keySet(a: Value[]): Set<unknown> {
  return new Set(a.map(elementKey))
}

export function mul(_F: Fiber, a: Value, b: Value): Value {
  a = zero(a)
  b = zero(b)
  if (isInt(a) && isInt(b)) {
    if (typeof a === 'number' && typeof b === 'number') {
      const r = a * b + 0
      if (r <= MAX_SAFE && r >= -MAX_SAFE) return r
    }
    return canonical(wide(a) * wide(b))
  }
  const f = floats(a, b)
  if (f) return new Float(f[0] * f[1])
  if (a instanceof Mapping && b instanceof Mapping) {
    const m = new Mapping()
    for (const [k, v] of a) if (b.has(v)) m.set(k, b.get(v))
    return m
  }
  bad('*', a, b)
}

export function div(_F: Fiber, a: Value, b: Value): Value {
  a = zero(a)
  b = zero(b)
  if (isInt(a) && isInt(b)) {
    if (b === 0) throw new LpcError('Division by zero.', { code: 'DIVISION' })
    if (typeof a === 'number' && typeof b === 'number') return Math.trunc(a / b) + 0
    return canonical(wide(a) / wide(b))
  }
  const f = floats(a, b)
  if (f) {
    if (f[1] === 0) throw new LpcError('Division by zero.', { code: 'DIVISION' })
    return new Float(f[0] / f[1])
  }
  bad('/', a, b)
}

export function mod(_F: Fiber, a: Value, b: Value): Value {
  a = zero(a)
  b = zero(b)
  if (isInt(a) && isInt(b)) {
    if (b === 0) throw new LpcError('Modulus by zero.', { code: 'DIVISION' })
    if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0
    return canonical(wide(a) % wide(b))
  }
  bad('%', a, b)
}

export function neg(_F: Fiber, a: Value): Value {
  a = zero(a)
  if (typeof a === 'number') return -a + 0
  if (typeof a === 'bigint') return canonical(-a)
  if (a instanceof Float) return new Float(-a.v)
  throw new LpcError('Bad argument to unary minus', { code: 'BAD_ARGUMENT' })
}

export function inc(F: Fiber, a: Value): Value {
  return step(F, a, 1, '++')
}

export function dec(F: Fiber, a: Value): Value {
  return step(F, a, -1, '--')
}

function step(F: Fiber, a: Value, by: 1 | -1, op: string): Value {
  a = zero(a)
  if (isInt(a)) return add(F, a, by)
  if (a instanceof Float) return new Float(a.v + by)
  throw new LpcError(`${op} of non-numeric argument`, { code: 'BAD_ARGUMENT' })
}

// ---- bits ------------------------------------------------------------------------------------

function bits(op: '&' | '|' | '^' | '<<' | '>>', a: Value, b: Value, fn: (x: bigint, y: bigint) => bigint): Value {
  a = zero(a)
  b = zero(b)
  if (!isInt(a) || !isInt(b)) bad(op, a, b)
  return canonical(fn(wide(a), wide(b)))
}

export function and(F: Fiber, a: Value, b: Value): Value {
  if (Array.isArray(a) && Array.isArray(b)) {
    F.charge(setTicks(a) + setTicks(b))
    const keep = keySet(b)
    return a.filter((v) => keep.has(elementKey(v)))
  }
  return bits('&', a, b, (x, y) => x & y)
}

export function or(F: Fiber, a: Value, b: Value): Value {
  if (Array.isArray(a) && Array.isArray(b)) {
    F.charge(setTicks(a) + setTicks(b))
    const have = keySet(a)
    return a.concat(b.filter((v) => !have.has(elementKey(v))))
  }
  return bits('|', a, b, (x, y) => x | y)
}

export function xor(_F: Fiber, a: Value, b: Value): Value {
  return bits('^', a, b, (x, y) => x ^ y)
}

/** Shift counts use their low six bits, as the hardware that FluffOS runs on does. */
export function shl(_F: Fiber, a: Value, b: Value): Value {
  return bits('<<', a, b, (x, y) => x << (y & 63n))
}

export function shr(_F: Fiber, a: Value, b: Value): Value {
  return bits('>>', a, b, (x, y) => x >> (y & 63n))
}

export function bnot(_F: Fiber, a: Value): Value {
  a = zero(a)
  if (!isInt(a)) throw new LpcError('Bad argument to ~', { code: 'BAD_ARGUMENT' })
  return canonical(~wide(a))
}

// ---- comparison ------------------------------------------------------------------------------

/** Equality: by value for ints, floats (1 == 1.0) and strings, by identity for the rest. */
/** Charges for a comparison of two texts: unit by unit as far as they agree. */
export function longTexts(F: Fiber, a: string, b: string): void {
  if (a.length > LONG && b.length > LONG) F.charge(Math.min(a.length, b.length) >> 5)
}

export function eq(F: Fiber, a: Value, b: Value): boolean {
  if (typeof a === 'string' && typeof b === 'string') {
    longTexts(F, a, b)
    return a === b
  }
  if (a === b) return true
  if (typeof a === 'string' || typeof b === 'string') return false
  a = zero(a)
  b = zero(b)
  if (a === b) return true
  if (a instanceof Float || b instanceof Float) {
    const x = num(a)
    const y = num(b)
    return x !== undefined && x === y
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    F.charge(a.length >> 6)
    return Buffer.compare(a, b) === 0
  }
  // All empty arrays are one, as in FluffOS, whose mudlibs test with == ({ }).
  if (Array.isArray(a) && Array.isArray(b)) return a.length === 0 && b.length === 0
  return false
}

function compare(F: Fiber, op: '<' | '<=' | '>' | '>=', a: Value, b: Value): [number | bigint | string, number | bigint | string] {
  if (typeof a === 'string' && typeof b === 'string') {
    longTexts(F, a, b)
    return [a, b]
  }
  a = zero(a)
  b = zero(b)
  const x = a instanceof Float ? a.v : a
  const y = b instanceof Float ? b.v : b
  if ((typeof x === 'number' || typeof x === 'bigint') && (typeof y === 'number' || typeof y === 'bigint')) return [x, y]
  return bad(op, a, b)
}

export function lt(F: Fiber, a: Value, b: Value): boolean {
  const [x, y] = compare(F, '<', a, b)
  return x < y
}

export function le(F: Fiber, a: Value, b: Value): boolean {
  const [x, y] = compare(F, '<=', a, b)
  return x <= y
}

export function gt(F: Fiber, a: Value, b: Value): boolean {
  const [x, y] = compare(F, '>', a, b)
  return x > y
}

export function ge(F: Fiber, a: Value, b: Value): boolean {
  const [x, y] = compare(F, '>=', a, b)
  return x >= y
}

// ---- conversion ------------------------------------------------------------------------------

/** `!x`: FluffOS keeps `!0.0` at 0 although branches take 0.0 as false. */
export function not(v: Value): 0 | 1 {
  return v instanceof Float || truthy(v) ? 0 : 1
}

/** A value on its way into a `float` variable: ints convert, 0 and undefined are 0.0. */
export function toF64(v: Value): number {
  if (v instanceof Float) return v.v
  if (typeof v === 'number') return v
  if (typeof v === 'bigint') return Number(v)
  const z = zero(v)
  if (z === 0) return 0
  throw new LpcError(`Bad assignment to a float variable: ${typeName(z)}.`, { code: 'BAD_ARGUMENT' })
}

/** A float on its way into an `int` variable: cut off; what does not fit is the least int. */
export function cut(v: number): Int {
  return toInt(Math.trunc(v))
}

/** A string or an array of bytes on its way into a `buffer` variable. */
export function bytesOf(F: Fiber, v: Value): Value {
  if (typeof v === 'string') {
    F.charge(v.length >> 4)
    return new Uint8Array(Buffer.from(v, 'utf8'))
  }
  if (v instanceof Uint8Array || zero(v) === 0) return v
  if (!Array.isArray(v)) throw new LpcError('Cannot convert value to buffer: expected string or array of ints 0..255.', { code: 'BAD_ARGUMENT' })
  F.charge(v.length >> 3)
  return Uint8Array.from(v, (x) => {
    const n = zero(x)
    if (typeof n === 'number' && n >= 0 && n <= 255) return n
    throw new LpcError('Illegal array item in buffer conversion: must be ints 0..255.', { code: 'BAD_ARGUMENT' })
  })
}

/** The value a switch compares: undefined and destructed objects are 0, whole floats stay floats. */
export function switchValue(v: Value): Value {
  return zero(v)
}

/** What goes into a variable declared `kind` in a program with strict_types: 0 or a value of that kind. */
export function typed(v: Value, kind: TypeName): Value {
  if (v === 0 || v === undefined || typeName(v) === kind) return v
  const got = zero(v)
  if (got !== 0) throw new LpcError(`Trying to put ${typeName(got)} in ${kind}`, { code: 'BAD_ARGUMENT' })
  return v
}

/** Of a switch whose cases are ints. */
export function switchInt(v: Value): Value {
  if (typeof v === 'number') return v
  const n = zero(v)
  if (!isInt(n)) throw new LpcError(`Bad argument 1 to switch: expected int, got ${typeName(n)}.`, { code: 'BAD_ARGUMENT' })
  return n
}

/** Of one whose cases are strings: 0 is what a string is before it is one. */
export function switchString(v: Value): Value {
  if (typeof v === 'string') return v
  const s = zero(v)
  if (s !== 0 && typeof s !== 'string') throw new LpcError(`Bad argument 1 to switch: expected string, got ${typeName(s)}.`, { code: 'BAD_ARGUMENT' })
  return s
}

/** For `%O`-free string building in template literals. */
export function templateText(v: Value): string {
  v = zero(v)
  if (typeof v === 'string') return v
  if (isInt(v)) return String(v)
  if (v instanceof Float) return shortFloat(v.v)
  if (v instanceof LpcObject) return v.name
  return `<${typeName(v)}>`
}
