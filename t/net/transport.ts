/** A Transport in memory, for tests that feed thousands of byte streams. */
import type { ReleasedSocket, Transport, TransportEvents } from '../../driver/net/transport.js'

export class MemoryTransport implements Transport {
  readonly address = '192.0.2.1'
  readonly port = 1
  readonly secure = false
  sent = Buffer.alloc(0)
  over = ''
  paused = false
  #events!: TransportEvents

  start(events: TransportEvents): void {
    this.#events = events
  }

  feed(chunk: Buffer): void {
    if (this.over === '') this.#events.data(chunk)
  }

  send(bytes: Buffer): boolean {
    this.sent = Buffer.concat([this.sent, bytes])
    return true
  }

  /** Lets go; feeding it more is a mistake of the test. */
  release(): Promise<ReleasedSocket> {
    this.over = 'released'
    return Promise.resolve({ handle: { fd: -1, close() {} }, unread: Buffer.alloc(0) })
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
  }

  end(reason: string): void {
    this.destroy(reason)
  }

  destroy(reason: string): void {
    if (this.over !== '') return
    this.over = reason
    this.#events.closed(reason)
  }
}
