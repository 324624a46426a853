/**
 * A TCP or TLS socket (of a server with allowHalfOpen) as a Transport. Its end is the socket's 'close', which comes after every kind of death.
 */
import type { Socket } from 'node:net'
import type { NetLimits } from './limits.js'
import type { Transport, TransportEvents } from './transport.js'

const KEEPALIVE_MS = 60_000

export class SocketTransport implements Transport {
  readonly address: string
  readonly port: number
  #reason = ''

  constructor(private readonly socket: Socket, readonly secure: boolean, private readonly limits: NetLimits) {
    this.address = socket.remoteAddress ?? ''
    this.port = socket.remotePort ?? 0
    // At once: an 'error' without a listener is fatal to the process.
    socket.on('error', (error: NodeJS.ErrnoException) => { this.#reason ||= error.code ?? error.message })
    socket.setNoDelay(true)
    socket.setKeepAlive(true, KEEPALIVE_MS)
  }

  start(events: TransportEvents): void {
    this.socket.on('data', (chunk: Buffer) => events.data(chunk))
    this.socket.on('drain', () => events.drained())
    this.socket.on('end', () => events.ended())
    this.socket.once('close', () => events.closed(this.#reason || 'closed'))
    if (this.socket.destroyed) queueMicrotask(() => events.closed(this.#reason || 'closed'))
  }

  send(bytes: Buffer): boolean {
    if (this.socket.destroyed || this.socket.writableEnded) return true
    return this.socket.write(bytes)
  }

  pause(): void {
    this.socket.pause()
  }

  resume(): void {
    this.socket.resume()
  }

  end(reason: string): void {
    this.#reason ||= reason
    if (this.socket.destroyed) return
    this.socket.end()
    const timer = setTimeout(() => this.socket.destroy(), this.limits.closeGraceMs)
    this.socket.once('close', () => clearTimeout(timer))
    // A paused socket never sees the peer's FIN.
    this.socket.resume()
  }

  destroy(reason: string): void {
    this.#reason ||= reason
    this.socket.destroy()
  }
}
