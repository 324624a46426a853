/** The binary frames of a WebSocket as a Transport, for telnet inside a WebSocket. uWebSockets.js cannot pause reading. */
import type { Transport, TransportEvents } from '../transport.js'
import type { RawSocket, RawSocketEvents } from './uws.js'

const NORMAL = 1000

export class WsTransport implements Transport, RawSocketEvents {
  readonly port = 0
  readonly secure = false
  #events: TransportEvents | null = null
  #reason = ''

  constructor(private readonly socket: RawSocket, readonly address: string, private readonly gone: () => void) {}

  start(events: TransportEvents): void {
    this.#events = events
  }

  send(bytes: Buffer): boolean {
    return this.socket.send(bytes, true)
  }

  pause(): void {}

  resume(): void {}

  end(reason: string): void {
    this.#reason ||= reason
    this.socket.end(NORMAL, reason)
  }

  destroy(reason: string): void {
    this.#reason ||= reason
    this.socket.destroy()
  }

  /** TEXT frames have no meaning here; their bytes are taken as telnet too. */
  message(bytes: Buffer): void {
    this.#events?.data(bytes)
  }

  drained(): void {
    this.#events?.drained()
  }

  closed(code: number, reason: string): void {
    this.#events?.closed(this.#reason || reason || `WebSocket ${code}`)
    this.gone()
  }
}
