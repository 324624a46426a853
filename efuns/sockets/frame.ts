/** MUD mode: LPC values as saved text, each behind four bytes of length (most significant first). */
import { saveValue, restoreValue } from '../format/save.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { LpcError } from '../../driver/vm/errors.js'
import type { Value } from '../../driver/vm/values.js'
import { MAX_FRAME } from './limits.js'

/** The bytes of one message. FluffOS ends the text with a zero byte and counts it. */
export function encodeFrame(value: Value): Uint8Array {
  const text = Buffer.from(saveValue(value, MAX_FRAME) + '\0', 'utf8')
  const out = Buffer.alloc(4 + text.length)
  out.writeUInt32BE(text.length)
  text.copy(out, 4)
  return out
}

export function decodeFrame(F: Fiber, bytes: Uint8Array): Value {
  F.charge(bytes.length >> 2)
  const end = bytes.at(-1) === 0 ? bytes.length - 1 : bytes.length
  return restoreValue(F, Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('utf8'))
}

/** Puts messages together from chunks as they come. Throws LpcError for a length that cannot be. */
export class FrameReader {
  private parts: Buffer[] = []
  private have = 0
  private need = 4
  private header = true

  push(chunk: Uint8Array): Uint8Array[] {
    const out: Uint8Array[] = []
    this.parts.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))
    this.have += chunk.length
    // A peer that sends byte by byte must not make us keep a million buffers.
    if (this.parts.length > 256) this.parts = [Buffer.concat(this.parts, this.have)]
    while (this.have >= this.need) {
      const all = this.parts.length === 1 ? this.parts[0] : Buffer.concat(this.parts, this.have)
      const piece = all.subarray(0, this.need)
      this.parts = [all.subarray(this.need)]
      this.have -= this.need
      if (!this.header) out.push(new Uint8Array(piece))
      const length = this.header ? piece.readUInt32BE() : 4
      if (this.header && (length === 0 || length > MAX_FRAME)) throw new LpcError(`MUD message of ${length} bytes (limit ${MAX_FRAME}).`)
      this.need = length
      this.header = !this.header
    }
    return out
  }
}
