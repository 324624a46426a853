/**
 * A growing byte writer and a bounds-checked reader, little-endian. What the codecs and the frame
 * writer share. The reader throws MeshError MALFORMED past the end; the writer TOO_LARGE past its limit.
 */
import { isAscii, isUtf8 } from 'node:buffer'
import { MeshError } from './errors.js'

/** Up to here a loop beats the call into the runtime. */
const SHORT = 24

const f64 = new Float64Array(1)
const f64Bytes = new Uint8Array(f64.buffer)

export class Writer {
  buf: Buffer
  pos = 0

  constructor(readonly limit: number, initial = 1024) {
    this.buf = Buffer.allocUnsafeSlow(initial)
  }

  /** Makes room for `n` more bytes. */
  need(n: number): void {
    const want = this.pos + n
    if (want > this.buf.length) this.grow(want)
  }

  private grow(want: number): void {
    if (want > this.limit) throw new MeshError('TOO_LARGE', `More than ${this.limit} bytes to send at once.`)
    const next = Buffer.allocUnsafeSlow(Math.min(this.limit, Math.max(want, this.buf.length * 2)))
    this.buf.copy(next, 0, 0, this.pos)
    this.buf = next
  }

  u8(n: number): void {
    if (this.pos >= this.buf.length) this.need(1)
    this.buf[this.pos++] = n
  }

  u32(n: number): void {
    this.need(4)
    this.setU32(this.pos, n)
    this.pos += 4
  }

  /** A tag and a signed int of 2 or 4 bytes: one check of room for both. */
  tagged16(tag: number, n: number): void {
    if (this.pos + 3 > this.buf.length) this.need(3)
    const b = this.buf
    const p = this.pos
    b[p] = tag
    b[p + 1] = n
    b[p + 2] = n >> 8
    this.pos = p + 3
  }

  tagged32(tag: number, n: number): void {
    if (this.pos + 5 > this.buf.length) this.need(5)
    const b = this.buf
    const p = this.pos
    b[p] = tag
    b[p + 1] = n
    b[p + 2] = n >> 8
    b[p + 3] = n >> 16
    b[p + 4] = n >> 24
    this.pos = p + 5
  }

  /** Overwrites four bytes already written. */
  setU32(at: number, n: number): void {
    const b = this.buf
    b[at] = n
    b[at + 1] = n >>> 8
    b[at + 2] = n >>> 16
    b[at + 3] = n >>> 24
  }

  /** Unsigned LEB128, at most five bytes. */
  varint(n: number): void {
    this.need(5)
    while (n > 0x7f) {
      this.buf[this.pos++] = (n & 0x7f) | 0x80
      n >>>= 7
    }
    this.buf[this.pos++] = n
  }

  f64(n: number): void {
    this.need(8)
    f64[0] = n
    this.buf.set(f64Bytes, this.pos)
    this.pos += 8
  }

  i64(n: bigint): void {
    this.need(8)
    this.pos = this.buf.writeBigInt64LE(n, this.pos)
  }

  bytes(b: Uint8Array): void {
    this.need(b.length)
    this.buf.set(b, this.pos)
    this.pos += b.length
  }

  /** ASCII characters as bytes, if all are ASCII and `s` is short; else writes nothing and returns false. */
  shortAscii(s: string): boolean {
    this.need(s.length)
    const b = this.buf
    let p = this.pos
    for (let i = 0; i < s.length; i++) {
      const c = s.charCodeAt(i)
      if (c > 0x7f) return false
      b[p++] = c
    }
    this.pos = p
    return true
  }

  utf8(s: string, byteLength: number): void {
    this.need(byteLength)
    this.buf.write(s, this.pos, byteLength, 'utf8')
    this.pos += byteLength
  }

  /** Code units as they are, lone surrogates included. */
  utf16(s: string): void {
    this.need(s.length * 2)
    this.pos += this.buf.write(s, this.pos, s.length * 2, 'utf16le')
  }

  /** Starts anew. Memory that one large message took is given back. */
  reset(): void {
    this.pos = 0
    if (this.buf.length > 1 << 20) this.buf = Buffer.allocUnsafeSlow(4096)
  }

  /** What was written, copied. */
  take(): Uint8Array {
    return new Uint8Array(this.buf.subarray(0, this.pos))
  }
}

export class Reader {
  private readonly buf: Buffer

  constructor(bytes: Uint8Array, public pos = 0, readonly end = bytes.length) {
    this.buf = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.end - this.pos
  }

  u8(): number {
    if (this.pos >= this.end) throw short()
    return this.buf[this.pos++]
  }

  u32(): number {
    const p = this.advance(4)
    const b = this.buf
    return (b[p] | (b[p + 1] << 8) | (b[p + 2] << 16) | (b[p + 3] << 24)) >>> 0
  }

  i16(): number {
    const p = this.advance(2)
    return (this.buf[p] | (this.buf[p + 1] << 8)) << 16 >> 16
  }

  i32(): number {
    return this.u32() | 0
  }

  varint(): number {
    let n = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const b = this.u8()
      n += (b & 0x7f) * 2 ** shift
      if (b < 0x80) {
        if (n > 0xffffffff) break
        return n
      }
    }
    throw malformed('a number longer than 32 bits')
  }

  f64(): number {
    const p = this.advance(8)
    for (let i = 0; i < 8; i++) f64Bytes[i] = this.buf[p + i]
    return f64[0]
  }

  i64(): bigint {
    return this.buf.readBigInt64LE(this.advance(8))
  }

  /** A copy. */
  bytes(n: number): Uint8Array {
    const p = this.advance(n)
    return new Uint8Array(this.buf.subarray(p, p + n))
  }

  /** `n` bytes of ASCII; MALFORMED if any is not. */
  ascii(n: number): string {
    const p = this.advance(n)
    const b = this.buf
    if (n <= SHORT) {
      let s = ''
      for (let i = p; i < p + n; i++) {
        if (b[i] > 0x7f) throw malformed('a byte that is not ASCII')
        s += String.fromCharCode(b[i])
      }
      return s
    }
    if (!isAscii(b.subarray(p, p + n))) throw malformed('a byte that is not ASCII')
    return b.toString('latin1', p, p + n)
  }

  utf8(n: number): string {
    const p = this.advance(n)
    if (!isUtf8(this.buf.subarray(p, p + n))) throw malformed('text that is not UTF-8')
    return this.buf.toString('utf8', p, p + n)
  }

  utf16(n: number): string {
    const p = this.advance(n * 2)
    return this.buf.toString('utf16le', p, p + n * 2)
  }

  private advance(n: number): number {
    const p = this.pos
    if (n > this.end - p) throw short()
    this.pos = p + n
    return p
  }
}

export function malformed(what: string): MeshError {
  return new MeshError('MALFORMED', `Malformed message: ${what}.`)
}

function short(): MeshError {
  return malformed('it ends too early')
}
