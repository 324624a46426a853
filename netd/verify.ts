/**
 * The bounds check of an envelope, run before any field is read. JavaScript's FlatBuffers runtime
 * has none: it follows any offset and reads zeros past the end.
 *
 * The check also finds each field, so that frame.ts reads what was verified and nothing else.
 */

/** Schema ids. */
export const KIND = 0, FLAGS = 1, CALL_LO = 2, CALL_HI = 3, TARGET = 4, INCARNATION = 5, METHOD = 6, METHOD_ID = 7, DEADLINE = 8, CHAIN = 9, DEPTH = 10, REFS = 11, BODY = 12, TRACE = 13

/** Fields by schema id, with the size of a scalar or of a vector's element. */
const SCALAR = 0
const VECTOR = 1
const STRING = 2
const FIELDS: ReadonlyArray<readonly [size: number, form: number]> = [
  [1, SCALAR], // kind
  [1, SCALAR], // flags
  [4, SCALAR], // call_lo
  [4, SCALAR], // call_hi
  [4, SCALAR], // target
  [4, SCALAR], // incarnation
  [1, STRING], // method
  [2, SCALAR], // method_id
  [4, SCALAR], // deadline
  [1, VECTOR], // chain
  [1, SCALAR], // depth
  [4, VECTOR], // refs
  [1, VECTOR], // body
  [1, VECTOR], // trace
]
const COUNT = FIELDS.length
const SIZE = Uint8Array.from(FIELDS, (f) => f[0])
const FORM = Uint8Array.from(FIELDS, (f) => f[1])

/** Where each field's bytes begin (for vectors: the first element); -1 if absent. */
export interface Slots {
  readonly at: Int32Array
  /** Elements, for vectors. */
  readonly length: Int32Array
}

export function newSlots(): Slots {
  return { at: new Int32Array(COUNT), length: new Int32Array(COUNT) }
}

/**
 * Verifies the envelope in `b[start, end)` and fills `slots`. Returns null, or what is wrong with it.
 * Alignment is relative to `start`, as FlatBuffers defines it.
 */
export function verifyEnvelope(b: Uint8Array, start: number, end: number, slots: Slots): string | null {
  if (end - start < 12) return 'an envelope that is too short'
  const root = u32(b, start)
  if (root < 4 || root > end - start - 4 || (root & 3) !== 0) return 'a root outside its envelope'
  const table = start + root
  const vtable = table - (u32(b, table) | 0)
  if (vtable < start || vtable > end - 4 || ((vtable - start) & 1) !== 0) return 'a vtable outside its envelope'
  const vtableSize = u16(b, vtable)
  if (vtableSize < 4 || (vtableSize & 1) !== 0 || vtableSize > end - vtable) return 'a vtable of impossible size'
  const tableSize = u16(b, vtable + 2)
  if (tableSize < 4 || tableSize > end - table) return 'a table of impossible size'
  const { at, length } = slots
  const fields = (vtableSize - 4) >> 1
  for (let i = 0; i < COUNT; i++) {
    at[i] = -1
    const offset = i < fields ? u16(b, vtable + 4 + i * 2) : 0
    if (offset === 0) continue
    const form = FORM[i]
    const size = form === SCALAR ? SIZE[i] : 4
    const field = table + offset
    if (offset < 4 || offset + size > tableSize || ((field - start) & (size - 1)) !== 0) return 'a field outside its table'
    if (form === SCALAR) {
      at[i] = field
      continue
    }
    const far = u32(b, field)
    if (far < 4 || far > end - field - 4 || ((field + far - start) & 3) !== 0) return 'a vector outside its envelope'
    const vector = field + far
    const n = u32(b, vector)
    const terminator = form === STRING ? 1 : 0
    if (n > (end - vector - 4 - terminator) / SIZE[i]) return 'a vector longer than its envelope'
    if (terminator !== 0 && b[vector + 4 + n] !== 0) return 'a string without its end'
    at[i] = vector + 4
    length[i] = n
  }
  for (let i = COUNT; i < fields; i++) if (u16(b, vtable + 4 + i * 2) >= tableSize) return 'a field outside its table'
  return null
}

function u16(b: Uint8Array, at: number): number {
  return b[at] | (b[at + 1] << 8)
}

function u32(b: Uint8Array, at: number): number {
  return (b[at] | (b[at + 1] << 8) | (b[at + 2] << 16) | (b[at + 3] << 24)) >>> 0
}
