/**
 * Plain JavaScript values on the control plane: null, booleans, numbers, strings, bytes, arrays, records.
 * The same care on hostile bytes as codec.ts. Not for: LPC values (codec.ts).
 */
import { malformed, Reader, Writer } from './bytes.js'
import { MeshError } from './errors.js'
import { MAX_FRAME, MAX_NAME, MAX_PLAIN_DEPTH, MAX_VALUE_CONTAINERS } from './limits.js'

export type Plain = null | boolean | number | string | Uint8Array | readonly Plain[] | { readonly [key: string]: Plain | undefined }

const NULL = 0
const FALSE = 1
const TRUE = 2
const INT = 3
const DOUBLE = 4
const TEXT = 5
const BYTES = 6
const LIST = 7
const RECORD = 8

/** Members that are undefined are left out. Throws MeshError TOO_DEEP, TOO_LARGE, MALFORMED. */
export function encodePlain(value: Plain): Uint8Array {
  const w = new Writer(MAX_FRAME, 256)
  writePlain(w, value)
  return w.take()
}

export function writePlain(w: Writer, value: Plain | undefined, depth = 0): void {
  switch (typeof value) {
    case 'undefined':
      return w.u8(NULL)
    case 'boolean':
      return w.u8(value ? TRUE : FALSE)
    case 'number':
      if (Object.is(value | 0, value)) return w.tagged32(INT, value)
      w.u8(DOUBLE)
      return w.f64(value)
    case 'string':
      w.u8(TEXT)
      return text(w, value)
    case 'object':
      if (value === null) return w.u8(NULL)
      return writeContainer(w, value, depth)
    default:
      throw malformed(`a ${typeof value} cannot be sent`)
  }
}

function writeContainer(w: Writer, value: Exclude<Plain, null | boolean | number | string>, depth: number): void {
  if (depth >= MAX_PLAIN_DEPTH) throw new MeshError('TOO_DEEP', `A value nested deeper than ${MAX_PLAIN_DEPTH} cannot be sent.`)
  if (value instanceof Uint8Array) {
    w.u8(BYTES)
    w.varint(value.length)
    return w.bytes(value)
  }
  if (isList(value)) {
    w.u8(LIST)
    w.varint(value.length)
    for (const v of value) writePlain(w, v, depth + 1)
    return
  }
  const keys = Object.keys(value).filter((k) => value[k] !== undefined)
  w.u8(RECORD)
  w.varint(keys.length)
  for (const k of keys) {
    text(w, k)
    writePlain(w, value[k], depth + 1)
  }
}

/** Throws MeshError MALFORMED, TOO_DEEP, TOO_LARGE; nothing else, whatever the bytes. */
export function decodePlain(bytes: Uint8Array): Plain {
  const r = new Reader(bytes)
  const budget = { containers: 0 }
  const v = readPlain(r, 0, budget)
  if (r.left !== 0) throw malformed('bytes after the end of the value')
  return v
}

function readPlain(r: Reader, depth: number, budget: { containers: number }): Plain {
  const tag = r.u8()
  switch (tag) {
    case NULL:
      return null
    case FALSE:
      return false
    case TRUE:
      return true
    case INT:
      return r.i32()
    case DOUBLE:
      return r.f64()
    case TEXT:
      return r.utf8(r.varint())
    case BYTES:
      return r.bytes(r.varint())
    case LIST:
    case RECORD:
      break
    default:
      throw malformed(`unknown tag ${tag}`)
  }
  const n = r.varint()
  if (n > r.left) throw malformed('it promises more than it holds')
  if (depth >= MAX_PLAIN_DEPTH) throw new MeshError('TOO_DEEP', `A value nested deeper than ${MAX_PLAIN_DEPTH}.`)
  if (++budget.containers > MAX_VALUE_CONTAINERS) throw new MeshError('TOO_LARGE', `More than ${MAX_VALUE_CONTAINERS} lists and records in one message.`)
  if (tag === LIST) {
    const list: Plain[] = []
    for (let i = 0; i < n; i++) list.push(readPlain(r, depth + 1, budget))
    return list
  }
  const record: { [key: string]: Plain } = {}
  for (let i = 0; i < n; i++) {
    const length = r.varint()
    if (length > MAX_NAME) throw malformed('a name that is too long')
    const key = r.utf8(length)
    if (key === '__proto__' || Object.hasOwn(record, key)) throw malformed('a name that comes twice, or may not come')
    record[key] = readPlain(r, depth + 1, budget)
  }
  return record
}

function text(w: Writer, s: string): void {
  const n = Buffer.byteLength(s)
  w.varint(n)
  w.utf8(s, n)
}

function isList(v: object): v is readonly Plain[] {
  return Array.isArray(v)
}
