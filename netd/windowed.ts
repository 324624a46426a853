/**
 * A stream of bytes over a carrier of messages that cannot be held up (a relay): each side may have
 * RELAY_WINDOW bytes on the way that the other has not yet consumed, so that what the relay must
 * hold of one direction is bounded whoever reads slowly.
 *
 * Not for: which carrier (relaylink.ts, vaultd/relay.ts), what the bytes are.
 */
import { Duplex } from 'node:stream'
import { RELAY_WINDOW, WS_MESSAGE } from './limits.js'

export interface Carrier {
  /** At most WS_MESSAGE bytes; they belong to the carrier. */
  send(bytes: Uint8Array): void
  /** The other side may send `n` bytes more. */
  credit(n: number): void
  /** After what was sent has left. */
  close(): void
  /** Now. */
  abort(): void
}

/** Credit is given back in portions. */
const CREDIT_STEP = RELAY_WINDOW / 8

export class WindowedStream extends Duplex {
  #credit = RELAY_WINDOW
  #window = RELAY_WINDOW
  #owed = 0
  #paused = 0
  #held: { bytes: Uint8Array; done: () => void } | null = null
  /** Why it ended, for whoever asks. */
  reason = 'closed by the other side'

  constructor(readonly name: string, private readonly carrier: Carrier) {
    super({ readableHighWaterMark: RELAY_WINDOW / 4, writableHighWaterMark: RELAY_WINDOW / 4, allowHalfOpen: false })
    // An owner that has not begun to listen yet must not be ended by it.
    this.on('error', () => {})
  }

  // -- from the carrier

  received(bytes: Uint8Array): void {
    if (this.destroyed) return
    this.#window -= bytes.length
    if (this.#window < 0) return this.fail('the other side sent more than the window')
    if (this.push(bytes)) this.#consumed(bytes.length)
    else this.#paused += bytes.length
  }

  credited(n: number): void {
    this.#credit += n
    if (!Number.isInteger(n) || n < 1 || this.#credit > RELAY_WINDOW) return this.fail('the other side gave credit that nobody owed')
    const held = this.#held
    if (held === null) return
    this.#held = null
    this.#pump(held.bytes, held.done)
  }

  ended(reason: string): void {
    this.reason = reason
    if (!this.destroyed) this.destroy()
  }

  fail(reason: string): void {
    this.reason = reason
    this.destroy()
  }

  // -- the stream

  override _read(): void {
    const n = this.#paused
    this.#paused = 0
    if (n > 0) this.#consumed(n)
  }

  override _write(bytes: Buffer, _encoding: string, done: () => void): void {
    this.#pump(bytes, done)
  }

  override _final(done: () => void): void {
    this.carrier.close()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#held = null
    this.carrier.abort()
    done(error)
  }

  /** As a socket's: closes when what was written has left. */
  destroySoon(): void {
    if (this.writableEnded) return
    this.end()
  }

  #pump(bytes: Uint8Array, done: () => void): void {
    let at = 0
    while (at < bytes.length) {
      const n = Math.min(bytes.length - at, this.#credit, WS_MESSAGE)
      if (n === 0) {
        this.#held = { bytes: bytes.subarray(at), done }
        return
      }
      this.#credit -= n
      this.carrier.send(n === bytes.length ? bytes : bytes.subarray(at, at + n))
      at += n
    }
    done()
  }

  #consumed(n: number): void {
    this.#owed += n
    if (this.#owed < CREDIT_STEP || this.destroyed) return
    const owed = this.#owed
    this.#owed = 0
    this.#window += owed
    this.carrier.credit(owed)
  }
}
