/**
 * Records over a Link: a four-byte length, then that many bytes. A record is one handshake frame
 * or one sealed batch of frames. Not for: what is in them (wire.ts, handshake.ts).
 */
import type { Link } from './link.js'
import { MAX_HANDSHAKE, MAX_RECORD } from './limits.js'

export interface RecordHandlers {
  /** A whole record; the bytes belong to the receiver until it returns. */
  record(bytes: Buffer): void
  /** The Link is gone, or broke the framing. Called once. */
  closed(reason: string): void
}

/** Takes a Link over. The handlers may be changed between records, the bound is raised after the handshake. */
export class RecordLink {
  private limit = MAX_HANDSHAKE
  private over = false
  /** Closed from here: the Link may take a moment to follow. */
  private deaf = false
  /** A record that has not come whole. */
  private parts: Buffer[] = []
  private have = 0
  private want = 4

  constructor(readonly link: Link, public handlers: RecordHandlers) {
    link.start({ data: (bytes) => this.data(bytes), close: (reason) => this.finish(reason) })
  }

  /** From now on records of full size are taken. */
  opened(): void {
    this.limit = MAX_RECORD
  }

  /** `record` starts with four bytes of room for the length. Takes it over. */
  send(record: Uint8Array): void {
    const n = record.length - 4
    record[0] = n
    record[1] = n >>> 8
    record[2] = n >>> 16
    record[3] = n >>> 24
    this.link.send(record)
  }

  /** What still arrives is dropped. */
  close(reason: string): void {
    this.deaf = true
    this.parts = []
    this.link.close(reason)
  }

  private data(bytes: Uint8Array): void {
    if (this.deaf) return
    let b = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (this.have > 0) {
      const missing = this.want - this.have
      // The common case of a long record: keep the piece, touch nothing else.
      if (b.length < missing) return this.keep(b)
      this.parts.push(b)
      b = Buffer.concat(this.parts)
      this.parts = []
      this.have = 0
      this.want = 4
    }
    let p = 0
    while (!this.deaf && b.length - p >= 4) {
      const n = b.readUInt32LE(p)
      if (n > this.limit) return this.breakOff(`a record of ${n} bytes`)
      if (b.length - p - 4 < n) {
        this.want = n + 4
        break
      }
      p += 4
      this.handlers.record(b.subarray(p, p + n))
      p += n
    }
    if (!this.deaf && p < b.length) this.keep(b.subarray(p))
  }

  private keep(b: Buffer): void {
    this.parts.push(Buffer.from(b))
    this.have += b.length
  }

  private breakOff(what: string): void {
    this.close(what)
    this.finish(what)
  }

  private finish(reason: string): void {
    if (this.over) return
    this.over = this.deaf = true
    this.parts = []
    this.handlers.closed(reason)
  }
}
