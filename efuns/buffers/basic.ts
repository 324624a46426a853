/** Buffers: making, reading, writing, encodings. */
import { closeSync, constants, existsSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { BAD_ARGUMENT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { checkSize } from '../../driver/vm/ops.js'
import { live, isInt, type Int, type Value } from '../../driver/vm/values.js'
import { worldOf } from '../../driver/world/world.js'
import { efun, type Efun } from '../efun.js'
import { hostFailure, readable, regular, writable } from '../files/access.js'
import { decode, encode } from '../../driver/vm/encodings.js'

const family = 'buffers'
const since = '0.1'

/** Where `start` (negative: from the end) falls, or -1 outside. */
function position(size: number, start: Int | undefined): number {
  const at = Number(start ?? 0)
  const n = at < 0 ? size + at : at
  return n >= 0 && n < size ? n : -1
}

function limited(F: Fiber, bytes: Uint8Array): Uint8Array {
  checkSize(F, 'buffer', bytes.length, F.host.limits.bufferSize)
  F.charge(bytes.length >> 5)
  return bytes
}

function bytesOf(source: string | Uint8Array | Int): Uint8Array {
  if (typeof source === 'string') return new TextEncoder().encode(source)
  if (source instanceof Uint8Array) return source
  const n = Number(BigInt.asUintN(32, BigInt(source)))
  return Uint8Array.of(n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255)
}

/** Opens a file, does `work` with it and its size, and closes it. */
function withFile<T>(efun: string, path: string, host: string, flags: string | number, work: (fd: number, size: number) => T): T {
  try {
    const fd = openSync(host, flags)
    try {
      return work(fd, fstatSync(fd).size)
    } finally {
      closeSync(fd)
    }
  } catch (e) {
    throw hostFailure(efun, path, e)
  }
}

/** Bytes of a file; 0 when it may not be read, is none, or `start` is outside of it. */
function readFileBytes(F: Fiber, path: string, start: Int | undefined, length: number): Value {
  const host = readable(F, path, 'read_buffer')
  if (host === null || !regular(host) || length < 0) return 0
  return withFile('read_buffer', path, host, 'r', (fd, size) => {
    const at = position(size, start)
    if (at < 0) return 0
    const n = Math.min(size - at, length || size)
    checkSize(F, 'buffer', n, Math.min(F.host.limits.bufferSize, worldOf(F).limits.readFileSize))
    F.charge(n >> 5)
    const out = new Uint8Array(n)
    return out.subarray(0, readSync(fd, out, 0, n, at))
  })
}

function writeFileBytes(F: Fiber, path: string, start: Int, bytes: Uint8Array): 0 | 1 {
  const host = writable(F, path, 'write_buffer')
  if (host === null || (existsSync(host) && !regular(host))) return 0
  F.charge(bytes.length >> 5)
  return withFile('write_buffer', path, host, constants.O_RDWR | constants.O_CREAT, (fd, size) => {
    const at = Number(start) < 0 ? size + Number(start) : Number(start)
    // A hole would let a few bytes of LPC make a file of terabytes.
    if (at < 0 || at > size) return 0
    writeSync(fd, bytes, 0, bytes.length, at)
    return 1
  })
}

export default [
  efun({
    name: 'allocate_buffer', family, since, ticks: 2,
    sig: 'buffer allocate_buffer(int size)',
    doc: 'Returns a buffer of `size` bytes, all 0.\n\nA negative size, or one above the limit, is an error.',
    examples: ['sizeof(allocate_buffer(8)) == 8', 'allocate_buffer(2)[1] == 0'],
    seeAlso: ['bufferp', 'write_buffer', 'string_encode'],
  }, (F, size: Int) => {
    if (size < 0) throw new LpcError(`allocate_buffer(): illegal size ${size}.`, { code: BAD_ARGUMENT })
    checkSize(F, 'buffer', Number(size), F.host.limits.bufferSize)
    F.charge(Number(size) >> 8)
    return new Uint8Array(Number(size))
  }),
  efun({
    name: 'read_buffer', family, since, ticks: 20,
    sig: 'mixed read_buffer(string|buffer source, int start?, int length?)',
    doc: 'Returns the bytes of `buf` from `start` on as a string, up to the first byte that is 0.\n\nA negative `start` counts from the end. A `length` of 0, or none, means to the end. A `start` outside the buffer gives 0. Bytes are read as UTF-8. With the name of a file instead of a buffer, its bytes are returned as a buffer, or 0 when it may not be read.',
    examples: ['read_buffer(string_encode("hello", "utf-8"), 1, 3) == "ell"', 'read_buffer(allocate_buffer(2), 5) == 0'],
    seeAlso: ['write_buffer', 'string_decode'],
  }, (F, buf: string | Uint8Array, start: Int | undefined, length: Int | undefined) => {
    if (typeof buf === 'string') return readFileBytes(F, buf, start, Number(length ?? 0))
    const at = position(buf.length, start)
    const n = Number(length ?? 0)
    if (at < 0 || n < 0) return 0
    const part = n === 0 ? buf.subarray(at) : buf.subarray(at, at + n)
    F.charge(part.length >> 5)
    const zero = part.indexOf(0)
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(zero < 0 ? part : part.subarray(0, zero))
  }),
  efun({
    name: 'write_buffer', family, since, ticks: 20,
    sig: 'int write_buffer(string|buffer target, int start, string|buffer|int source)',
    doc: 'Writes `source` into `buf` at `start`, in place, and returns 1.\n\nA string is written as UTF-8, an int as four bytes in network order. When it does not fit, nothing is written and the result is 0. A negative `start` counts from the end. With the name of a file instead of a buffer the bytes are written into that file, which is made when there is none.',
    examples: ['write_buffer(allocate_buffer(4), 0, "abcd") == 1', 'write_buffer(allocate_buffer(4), 3, "zz") == 0'],
    seeAlso: ['read_buffer', 'allocate_buffer'],
  }, (F, buf: string | Uint8Array, start: Int, source: string | Uint8Array | Int) => {
    const bytes = bytesOf(source)
    if (typeof buf === 'string') return writeFileBytes(F, buf, start, bytes)
    const at = position(buf.length, start)
    if (at < 0 || at + bytes.length > buf.length) return 0
    F.charge(bytes.length >> 6)
    buf.set(bytes, at)
    return 1
  }),
  efun({
    name: 'to_buffer', family, since, ticks: 20,
    sig: 'buffer to_buffer(string|buffer|mixed *value)',
    doc: 'Converts a string (as UTF-8) or an array of bytes to a buffer.\n\nA buffer stays itself. Elements that are no ints from 0 to 255 are an error.',
    examples: ['sizeof(to_buffer("abc")) == 3', 'to_buffer(({ 1, 255 }))[1] == 255'],
    seeAlso: ['to_string', 'string_encode'],
  }, (F, v: string | Uint8Array | Value[]) => {
    if (v instanceof Uint8Array) return v
    if (typeof v === 'string') return limited(F, new TextEncoder().encode(v))
    checkSize(F, 'buffer', v.length, F.host.limits.bufferSize)
    F.charge(v.length * 8)
    return Uint8Array.from(v, (x) => {
      const n = live(x) ?? 0
      if (!isInt(n) || n < 0 || n > 255) throw new LpcError('Illegal array item in buffer conversion: must be ints 0..255.', { code: BAD_ARGUMENT })
      return Number(n)
    })
  }),
  efun({
    name: 'string_encode', family, since, ticks: 40,
    sig: 'buffer string_encode(string text, string encoding)',
    doc: 'Returns `text` as bytes in an encoding such as "utf-8", "utf-16le", "iso-8859-1", "gbk", "big5" or "shift_jis".\n\nCharacters the encoding does not have become its substitute: "?" in some, the control character SUB in those of one byte. An unknown encoding is an error.',
    examples: ['sizeof(string_encode("hi", "utf-8")) == 2', 'sizeof(string_encode("hi", "utf-16le")) == 4'],
    seeAlso: ['string_decode', 'buffer_transcode'],
  }, (F, text: string, encoding: string) => limited(F, encode('string_encode', text, encoding))),
  efun({
    name: 'string_decode', family, since, ticks: 50,
    sig: 'string string_decode(buffer bytes, string encoding)',
    doc: 'Returns the text that `bytes` are in an encoding such as "utf-8", "gbk" or "iso-8859-1".\n\nBytes that are none become U+FFFD. An unknown encoding is an error.',
    examples: ['string_decode(string_encode("hello", "utf-16le"), "utf-16le") == "hello"'],
    seeAlso: ['string_encode', 'read_buffer'],
  }, (F, bytes: Uint8Array, encoding: string) => {
    F.charge(bytes.length >> 5)
    const text = decode('string_decode', bytes, encoding)
    // A string ends at a 0: what was allocated beyond the text is none of it.
    const end = text.indexOf('\0')
    return end < 0 ? text : text.slice(0, end)
  }),
  efun({
    name: 'buffer_transcode', family, since, ticks: 60,
    sig: 'buffer buffer_transcode(buffer bytes, string from, string to)',
    doc: 'Returns `bytes`, which are text in the encoding `from`, in the encoding `to`.\n\nAn unknown encoding is an error.',
    examples: ['sizeof(buffer_transcode(string_encode("hi", "utf-8"), "utf-8", "utf-16le")) == 4'],
    seeAlso: ['string_encode', 'string_decode'],
  }, (F, bytes: Uint8Array, from: string, to: string) => limited(F, encode('buffer_transcode', decode('buffer_transcode', bytes, from), to))),
] as Efun[]
