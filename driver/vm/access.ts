/**
 * Indexing, ranges, class members, iteration: reading and writing parts of values.
 * Strings count grapheme clusters (text.ts). Not for: operators (ops.ts).
 */
import { LpcError } from './errors.js'
import type { Fiber } from './fiber.js'
import { bytesOf, checkSize } from './ops.js'
import { Mapping, type Pairs } from './mapping.js'
import { clusterAt, clusterLength, clusterRange, isSimple, textTicks } from './text.js'
import { typeName } from './typename.js'
import { ClassInstance, isInt, live, type ClassDef, type Value } from './values.js'

// Mudlibs compare these texts: they are FluffOS's.

function outOfBounds(what: string): LpcError {
  return new LpcError(`${what} index out of bounds.`, { code: 'INDEX' })
}

function notIndexable(v: Value): LpcError {
  const zero = v === 0 || v === undefined || typeName(v) === 'int' && typeof v === 'object'
  return new LpcError(zero ? 'Value being indexed is zero.' : `Cannot index value of type '${typeName(v)}'.`, { code: 'INDEX' })
}

/** The int of an index, or the error that says `wrong`. */
function position(v: Value, wrong: string): number {
  v = v === undefined ? 0 : v
  if (!isInt(v)) throw new LpcError(wrong, { code: 'INDEX' })
  return Number(v)
}

const ILLEGAL_INDEX = 'Illegal type of index'

/** The offset that `a[i]` reads, of something with `size` parts. */
function offset(size: number, i: Value, fromEnd: boolean, what: 'Array' | 'String' | 'Buffer'): number {
  if (!fromEnd) return position(i, `${what} indexes must be integers.`)
  return size - position(i, `Indexing ${what === 'Array' ? 'an' : 'a'} ${what.toLowerCase()} with an illegal type.`)
}

// ---- one element -----------------------------------------------------------------------------

/** `a[i]`, or `a[<i]` when `fromEnd`. */
export function index(a: Value, i: Value, fromEnd: boolean): Value {
  if (a instanceof Mapping) {
    if (fromEnd) throw new LpcError('A mapping cannot be indexed from its end.', { code: 'INDEX' })
    return a.get(i)
  }
  if (Array.isArray(a)) {
    const n = offset(a.length, i, fromEnd, 'Array')
    if (n < 0 && !fromEnd) throw new LpcError('Array index must be positive or zero.', { code: 'INDEX' })
    if (n < 0 || n >= a.length) throw outOfBounds('Array')
    return live(a[n])
  }
  if (typeof a === 'string') {
    const size = clusterLength(a)
    const n = offset(size, i, fromEnd, 'String')
    // One past the end reads the terminating 0, as C strings did.
    if (n === size) return 0
    if (n < 0 || n > size) throw fromEnd ? new LpcError('String rindex out of bounds.', { code: 'INDEX' }) : outOfBounds('String')
    return clusterAt(a, n)
  }
  if (a instanceof Uint8Array) {
    const n = offset(a.length, i, fromEnd, 'Buffer')
    if (n < 0 || n >= a.length) throw outOfBounds('Buffer')
    return a[n]
  }
  throw notIndexable(a)
}

/** `s[i]` where `s` is declared a string. */
export function charAt(s: Value, i: Value): Value {
  return typeof s === 'string' && typeof i === 'number' && i >= 0 && i < s.length && isSimple(s) ? s.charCodeAt(i) : index(s, i, false)
}

/** 1 for a simple string (text.ts), 2 for another, 0 for what is none; charges for the look. */
export function textKind(F: Fiber, s: Value): 0 | 1 | 2 {
  if (typeof s !== 'string') return 0
  if (s.length > 64) F.charge(textTicks(s))
  return isSimple(s) ? 1 : 2
}

/** `a[i] = v` for everything but strings, which are written back by their owner (withChar). */
export function setIndex(F: Fiber, a: Value, i: Value, fromEnd: boolean, v: Value): Value {
  if (a instanceof Mapping) {
    if (fromEnd) throw new LpcError('A mapping cannot be indexed from its end.', { code: 'INDEX' })
    a.set(i, v)
    if (a.size > F.host.limits.mappingSize) {
      a.delete(i)
      checkSize(F, 'mapping', a.size + 1, F.host.limits.mappingSize)
    }
    return v
  }
  if (Array.isArray(a)) {
    const n = fromEnd ? a.length - position(i, ILLEGAL_INDEX) : position(i, ILLEGAL_INDEX)
    if (n < 0 || n >= a.length) throw new LpcError('Array index out of bounds', { code: 'INDEX' })
    a[n] = v
    return v
  }
  if (a instanceof Uint8Array) {
    const n = fromEnd ? a.length - position(i, ILLEGAL_INDEX) : position(i, ILLEGAL_INDEX)
    if (n < 0 || n >= a.length) throw outOfBounds('Buffer')
    const byte = position(v, 'Illegal rhs to byte lvalue')
    if (byte < 0 || byte > 255) throw new LpcError('Buffer byte value out of range: must be 0..255.', { code: 'INDEX' })
    a[n] = byte
    return v
  }
  throw notIndexable(a)
}

/** The string with its i-th character replaced: what `s[i] = c` stores back. */
export function withChar(s: string, i: Value, fromEnd: boolean, c: Value): string {
  const size = clusterLength(s)
  const n = fromEnd ? size - position(i, ILLEGAL_INDEX) : position(i, ILLEGAL_INDEX)
  if (n < 0 || n >= size) throw new LpcError('Index out of bounds in string index lvalue.', { code: 'INDEX' })
  const ch = character(c)
  if (isWide(s, n)) throw wideCharacter()
  if (isSimple(s)) return s.slice(0, n) + ch + s.slice(n + 1)
  return clusterRange(s, 0, n - 1) + ch + clusterRange(s, n + 1, size - 1)
}

function character(c: Value): string {
  const code = position(c, 'Illegal rhs to byte lvalue')
  if (code === 0) throw new LpcError('Strings cannot contain 0 byte.', { code: 'INDEX' })
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new LpcError('Strings cannot contain invalid utf8 codepoint.', { code: 'INDEX' })
  return String.fromCodePoint(code)
}

/** What is assigned to the ref variable of a foreach over `whole`, whose elements are `items`. */
export function setItem(F: Fiber, whole: Value, items: Value[] | Uint8Array, i: number, v: Value): Value {
  // A string is walked as a copy: its characters are checked, and the string stays what it was.
  if (typeof whole === 'string') character(v)
  return setIndex(F, items, i, false, v)
}

// ---- ranges ----------------------------------------------------------------------------------

/** `a[i..j]`; `j` absent means to the end. Out-of-range parts are clipped, as FluffOS clips them. */
export function range(F: Fiber, a: Value, i: Value, iEnd: boolean, j: Value, jEnd: boolean, open: boolean): Value {
  const size = sizeForRange(a)
  const from = Math.max(0, iEnd ? size - position(i, RANGE_START) : position(i, RANGE_START))
  const to = open ? size - 1 : Math.min(size - 1, jEnd ? size - position(j, RANGE_END) : position(j, RANGE_END))
  if (typeof a === 'string') return to < from ? '' : clusterRange(a, from, to)
  F.charge(Math.max(0, to - from) >> 3)
  if (Array.isArray(a)) return to < from ? [] : a.slice(from, to + 1)
  return (a as Uint8Array).slice(from, Math.max(from, to + 1))
}

function sizeForRange(a: Value): number {
  if (typeof a === 'string') return clusterLength(a)
  if (Array.isArray(a) || a instanceof Uint8Array) return a.length
  throw new LpcError(`Cannot index type '${typeName(a)}' using [ .. ] operator.`, { code: 'INDEX' })
}

const RANGE_START = 'Illegal 1st index type to range'
const RANGE_END = 'Illegal 2nd index type to range'
const WRITTEN_START = 'Illegal 1st index type to range lvalue'
const WRITTEN_END = 'Illegal 2nd index type to range lvalue'

/** In what is written a negative place of a string counts from its end, as FluffOS has it, and nowhere else. */
function writtenAt(i: Value, fromEnd: boolean, size: number, text: boolean, fault: string): number {
  const n = position(i, fault)
  return fromEnd ? size - n : text && n < 0 ? size + n : n
}

/** The value to store back for `a[i..j] = v`. */
export function withRange(F: Fiber, a: Value, i: Value, iEnd: boolean, j: Value, jEnd: boolean, open: boolean, v: Value): Value {
  const size = sizeForRange(a)
  // The end first, as FluffOS looks; before its start it leaves the part between them twice.
  const text = typeof a === 'string'
  const to = open ? size - 1 : writtenAt(j, jEnd, size, text, WRITTEN_END)
  if (to < 0 && !open || to >= size) throw new LpcError('The 2nd index to range lvalue must be >= -1 and < sizeof(indexed value)', { code: 'INDEX' })
  const from = writtenAt(i, iEnd, size, text, WRITTEN_START)
  if (from < 0 || from > size || (iEnd && from === size && typeof a === 'string')) throw new LpcError('The 1st index to range lvalue must be >= 0 and <= sizeof(indexed value)', { code: 'INDEX' })
  if (typeof a === 'string') {
    if (typeof v !== 'string') throw new LpcError('Illegal rhs to string range lvalue.', { code: 'INDEX' })
    const r = (from > 0 ? clusterRange(a, 0, from - 1) : '') + v + (to + 1 < size ? clusterRange(a, to + 1, size - 1) : '')
    checkSize(F, 'string', r.length, F.host.limits.stringLength)
    return r
  }
  if (Array.isArray(a)) {
    if (!Array.isArray(v)) throw new LpcError('Illegal rhs to array range lvalue', { code: 'INDEX' })
    checkSize(F, 'array', a.length + v.length, F.host.limits.arraySize)
    return [...a.slice(0, from), ...v, ...a.slice(to + 1)]
  }
  v = bytesOf(F, v)
  if (!(v instanceof Uint8Array)) throw new LpcError(`A range of a buffer can only be replaced by a buffer, not ${typeName(v)}.`, { code: 'INDEX' })
  const b = a as Uint8Array
  checkSize(F, 'buffer', b.length + v.length, F.host.limits.bufferSize)
  const r = new Uint8Array(from + v.length + (size - to - 1))
  r.set(b.subarray(0, from))
  r.set(v, from)
  r.set(b.subarray(to + 1), from + v.length)
  return r
}

// ---- class members ---------------------------------------------------------------------------

/**
 * `o.name`, `o->name`: a member of a class, or the value of a mapping's key. A class without a name,
 * from a save file or assemble_class(), becomes one of `declared`. `ofMapping`: o came out of a mapping, by the same notation.
 */
export function member(o: Value, name: string, declared?: ClassDef, ofMapping = false): Value {
  if (o instanceof ClassInstance) {
    // First where it is: that may change the fields.
    const i = memberIndex(o, name, declared)
    return live(o.fields[i])
  }
  if (o instanceof Mapping) return live(o.get(name))
  throw notMember(ofMapping)
}

export function setMember(F: Fiber, o: Value, name: string, v: Value, declared?: ClassDef, ofMapping = false): Value {
  if (o instanceof ClassInstance) {
    const i = memberIndex(o, name, declared)
    return (o.fields[i] = v)
  }
  if (o instanceof Mapping) return setIndex(F, o, name, false, v)
  throw notMember(ofMapping)
}

/** `o?.name`: undefined where there is nothing to look in. */
export function memberOrNothing(o: Value, name: string): Value {
  return o instanceof Mapping || (o instanceof ClassInstance && o.indexOf(name) >= 0) ? member(o, name) : undefined
}

/** `o?.[i]` likewise. */
export function indexOrNothing(o: Value, i: Value, fromEnd: boolean): Value {
  if (o instanceof Mapping) return fromEnd ? undefined : live(o.get(i))
  if (!Array.isArray(o) && typeof o !== 'string' && !(o instanceof Uint8Array)) return undefined
  const size = sizeForRange(o)
  const n = fromEnd ? size - position(i, ILLEGAL_INDEX) : position(i, ILLEGAL_INDEX)
  return n >= 0 && n < size ? index(o, n, false) : undefined
}

function notMember(ofMapping: boolean): LpcError {
  return new LpcError(`Tried to take a member of something that isn't a ${ofMapping ? 'mapping' : 'class'}.`, { code: 'INDEX' })
}

function memberIndex(o: ClassInstance, name: string, declared?: ClassDef): number {
  if (declared && o.def.name === '') o.def = declared
  const i = o.indexOf(name)
  if (i < 0) throw new LpcError(`Class ${o.def.name} has no member ${name}.`, { code: 'INDEX' })
  return i
}

// ---- iteration -------------------------------------------------------------------------------

/** What foreach walks: elements, keys, or characters. Arrays are walked as they stand, and buffers whose bytes may be assigned (`ref`). */
export function iterate(F: Fiber, v: Value, pairs: boolean, ref = false): Value[] | Uint8Array {
  if (Array.isArray(v) && !pairs) return v
  if (ref && v instanceof Uint8Array && !pairs) return v
  if (v instanceof Mapping) {
    F.charge(v.size * 2)
    return v.keys()
  }
  if (typeof v === 'string' && !pairs) {
    F.charge(v.length >> 2)
    const n = clusterLength(v)
    return Array.from({ length: n }, (_, i) => letterAt(v, i))
  }
  if (v instanceof Uint8Array && !pairs) {
    F.charge(v.length)
    return Array.from(v)
  }
  throw cannotWalk(v, pairs)
}

function cannotWalk(v: Value, pairs: boolean): LpcError {
  return new LpcError(`Bad argument 2 to foreach: ${typeName(v)}${pairs ? ' with two variables' : ''}.`, { code: 'BAD_ARGUMENT' })
}

/** The same with two variables, of which none is `ref`. */
export function iteratePairs(F: Fiber, v: Value): Pairs {
  if (v instanceof Mapping) {
    F.charge(v.size * 2)
    return v.pairs()
  }
  throw cannotWalk(v, true)
}

/** What foreach makes of a character: -1 where it is several letters wide, as in FluffOS (`s[i]` reads its first). */
function letterAt(s: string, i: number): number {
  return isWide(s, i) ? -1 : clusterAt(s, i)
}

/** A character of more than four bytes in UTF-8, such as a flag: FluffOS's bound of what an int may replace. */
function isWide(s: string, i: number): boolean {
  return !isSimple(s) && Buffer.byteLength(clusterRange(s, i, i)) > 4
}

function wideCharacter(): LpcError {
  return new LpcError('Indexed character is multi-codepoint.', { code: 'INDEX' })
}

/** `foreach (ref c in s)` comes to `item`: it must be one that can be assigned. */
export function aim(whole: Value, item: Value): void {
  if (item === -1 && typeof whole === 'string') throw wideCharacter()
}

/** `foreach (k, ref v in m)`: what is assigned to v; a key that is gone stays gone. */
export function setPair(m: Mapping, key: Value, v: Value): Value {
  if (m.has(key)) m.set(key, v)
  return v
}

/** `f(xs...)`: the spread's elements. */
export function spread(F: Fiber, v: Value): Value[] {
  if (Array.isArray(v)) {
    F.charge(v.length * 2)
    return v
  }
  throw new LpcError(`Only an array can be spread with '...', not ${typeName(v)}.`, { code: 'BAD_ARGUMENT' })
}
