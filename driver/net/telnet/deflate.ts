/**
 * The zlib layer below the out-queue (MCCP2). One piece at a time: the queue waits until a piece
 * has been compressed and the socket has room, so that a slow reader's backlog stays in the queue,
 * uncompressed and bounded.
 */
import { constants, createDeflate, type Deflate } from 'node:zlib'
import { MCCP_MEM_LEVEL, MCCP_WINDOW_BITS } from '../limits.js'

export interface DeflaterOwner {
  /** As Transport.send. */
  send(bytes: Buffer): boolean
  /** The next `write` may come. */
  ready(): void
}

export class Deflater {
  readonly #zlib: Deflate
  #busy = false
  #blocked = false
  #closed = false

  constructor(private readonly owner: DeflaterOwner) {
    this.#zlib = createDeflate({ windowBits: MCCP_WINDOW_BITS, memLevel: MCCP_MEM_LEVEL })
    this.#zlib.on('error', () => {})
    this.#zlib.on('data', (bytes: Buffer) => {
      if (!this.owner.send(bytes)) this.#blocked = true
    })
  }

  write(bytes: Buffer): void {
    this.#busy = true
    this.#zlib.write(bytes)
    this.#zlib.flush(constants.Z_SYNC_FLUSH, () => {
      this.#busy = false
      this.#tell()
    })
  }

  /** The socket has room again. */
  drained(): void {
    this.#blocked = false
    this.#tell()
  }

  /** Ends the zlib stream; `done` when its last byte is with the socket. */
  finish(done: () => void): void {
    this.#busy = true
    this.#zlib.once('end', () => {
      this.#closed = true
      done()
    })
    this.#zlib.end()
  }

  destroy(): void {
    this.#closed = true
    this.#zlib.destroy()
  }

  #tell(): void {
    if (!this.#busy && !this.#blocked && !this.#closed) this.owner.ready()
  }
}
