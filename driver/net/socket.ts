/**
 * A TCP or TLS socket (of a server with allowHalfOpen) as a Transport. Its end is the socket's 'close', which comes after every kind of death.
 */
import { Socket } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { unmapped } from './addresses.js'
import type { NetLimits } from './limits.js'
import type { ReleasedSocket, SocketHandle, Transport, TransportEvents } from './transport.js'

const KEEPALIVE_MS = 60_000
/** How long a peer may take for what was sent last, before its socket goes to another process. */
const RELEASE_MS = 2_000
const RELEASE_LOOK_MS = 5

/** What all sockets read into: whoever gets the bytes is done with them when the call returns. */
const READ = Buffer.allocUnsafeSlow(65_536)

/**
 * A socket whose bytes are handed over as they are read, without the buffer and the queue that a
 * stream has for each of them: that was a tenth of a command.
 */
export class DirectSocket extends Socket {
  onBytes: (bytes: Buffer) => void = () => {}
  /** What came before it: another process had read it already. */
  unread: Buffer | null = null

  constructor(options: object) {
    super({ ...options, onread: { buffer: READ, callback: (length: number) => {
      this.onBytes(READ.subarray(0, length))
      return true
    } } } as ConstructorParameters<typeof Socket>[0])
  }

  /** Takes the place of one that a server has accepted and not begun to read (`pauseOnConnect`). */
  static instead(accepted: Socket): DirectSocket {
    const inside = accepted as unknown as { _handle: object | null }
    const direct = new DirectSocket({ handle: inside._handle, allowHalfOpen: true })
    inside._handle = null
    // The server counts it until then.
    accepted.destroy()
    return direct
  }
}

export class SocketTransport implements Transport {
  readonly address: string
  readonly port: number
  #reason = ''

  constructor(private readonly socket: Socket, readonly secure: boolean, private readonly limits: NetLimits) {
    this.address = unmapped(socket.remoteAddress ?? '')
    this.port = socket.remotePort ?? 0
    // At once: an 'error' without a listener is fatal to the process.
    socket.on('error', (error: NodeJS.ErrnoException) => { this.#reason ||= error.code ?? error.message })
    socket.setNoDelay(true)
    socket.setKeepAlive(true, KEEPALIVE_MS)
  }

  start(events: TransportEvents): void {
    if (this.socket instanceof DirectSocket) {
      const { socket } = this
      socket.onBytes = (bytes) => events.data(bytes)
      // Nothing is read before the next turn.
      if (socket.unread) queueMicrotask(() => events.data(socket.unread!))
      socket.resume()
    } else this.socket.on('data', (chunk: Buffer) => events.data(chunk))
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

  /** null: it is closed already, or the peer does not read what was sent last. */
  async release(): Promise<ReleasedSocket | null> {
    const { socket } = this
    if (this.secure || socket.destroyed) return null
    socket.pause()
    const end = performance.now() + RELEASE_MS
    // Node tells of an empty buffer only who waits for its own write.
    while (socket.writableLength > 0 && !socket.destroyed && performance.now() < end) await after(RELEASE_LOOK_MS)
    if (socket.writableLength > 0) socket.destroy()
    return released(socket)
  }
}

/** Stops reading, and gives what had come; null when the peer is gone. Writes under way would be lost. */
export function released(socket: Socket): ReleasedSocket | null {
  const { _handle: handle } = socket as unknown as { _handle: (SocketHandle & { readStop(): void }) | null }
  if (handle === null || socket.destroyed || socket.readableEnded) {
    socket.destroy()
    return null
  }
  socket.pause()
  const unread: Buffer[] = []
  for (let chunk = socket.read() as Buffer | null; chunk !== null; chunk = socket.read() as Buffer | null) unread.push(chunk)
  // Asking for more started it again.
  handle.readStop()
  return { handle, unread: Buffer.concat(unread) }
}
