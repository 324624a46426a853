/**
 * Links over TCP and inherited descriptors, and the listener of Route A.
 */
import { connect, createServer, isIP, Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Duplex } from 'node:stream'
import { MeshError } from './errors.js'
import type { Link, LinkHandlers } from './link.js'

class SocketLink implements Link {
  private handlers: LinkHandlers | null = null
  private reason = 'closed by the other side'
  private over = false

  constructor(private readonly socket: Duplex, readonly name: string) {
    // Before start() an error must not become an uncaught exception.
    socket.on('error', (e: NodeJS.ErrnoException) => {
      this.reason = e.code ?? e.message
    })
  }

  get bufferedBytes(): number {
    return this.socket.writableLength
  }

  start(handlers: LinkHandlers): void {
    this.handlers = handlers
    const { socket } = this
    const finish = () => {
      if (this.over) return
      this.over = true
      handlers.close((socket as { reason?: string }).reason ?? this.reason)
    }
    if (socket.destroyed) return void queueMicrotask(finish)
    socket.on('data', (chunk: Buffer) => handlers.data(chunk))
    socket.on('end', () => socket.destroy())
    socket.on('close', finish)
  }

  send(bytes: Uint8Array): void {
    if (!this.over && !this.socket.destroyed && !this.socket.writableEnded) this.socket.write(bytes)
  }

  close(reason = 'closed here'): void {
    if (this.socket.destroyed || this.socket.writableEnded) return
    this.reason = reason
    this.socket.end()
    // A peer that never reads would keep it half open for ever.
    const t = setTimeout(() => this.socket.destroy(), CLOSE_GRACE)
    t.unref()
    this.socket.once('close', () => clearTimeout(t))
    if (this.handlers === null) this.socket.resume()
  }
}

/** How long a closed Link may take to flush. */
const CLOSE_GRACE = 1000

/** A connected socket, or a stream as good as one, as a Link. */
export function socketLink(socket: Duplex & { readonly name?: string }, name = socket.name ?? nameOf(socket)): Link {
  if (socket instanceof Socket) socket.setNoDelay(true)
  return new SocketLink(socket, name)
}

function nameOf(socket: Duplex): string {
  return socket instanceof Socket ? `tcp ${socket.remoteAddress ?? '?'}:${socket.remotePort ?? '?'}` : 'stream'
}

/** Rejects with MeshError: REFUSED if nobody listens there, UNREACHABLE for all else. */
export async function dialTcp(host: string, port: number, timeoutMs = 2000): Promise<Link> {
  return socketLink(await dialSocket(host, port, timeoutMs), `tcp ${host}:${port}`)
}

/** The same as a socket. */
export function dialSocket(host: string, port: number, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true })
    const timer = setTimeout(() => socket.destroy(new MeshError('UNREACHABLE', `${host}:${port} does not answer`)), timeoutMs)
    const failed = (e: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      reject(e instanceof MeshError ? e : new MeshError(e.code === 'ECONNREFUSED' ? 'REFUSED' : 'UNREACHABLE', `${host}:${port} cannot be reached (${e.code ?? e.message})`))
    }
    socket.once('error', failed)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeListener('error', failed)
      resolve(socket)
    })
  })
}

export interface TcpListener {
  readonly host: string
  readonly port: number
  close(): void
}

/**
 * Listens on exactly that address, on a random ephemeral port unless one is given. Rejects with
 * MeshError BAD_ADDRESS unless it is the numeric address of an interface of this machine: no
 * wildcard, no v4-mapped address, no name. Connections that did not come to that address are dropped.
 */
export function listenTcp(host: string, onSocket: (socket: Socket) => void, port = 0): Promise<TcpListener> {
  return new Promise((resolve, reject) => {
    if (!isOwnAddress(host)) return reject(new MeshError('BAD_ADDRESS', `${host || 'An empty address'} is not the address of an interface of this machine: name one to listen on.`))
    const server = createServer({ noDelay: true }, (socket) => {
      if (socket.localAddress !== host) return void socket.destroy()
      onSocket(socket)
    })
    server.once('error', (e) => reject(new MeshError('BAD_ADDRESS', `Cannot listen on ${host}:${port}: ${e.message}`)))
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address()
      if (address === null || typeof address === 'string') return reject(new MeshError('BAD_ADDRESS', `Cannot listen on ${host}.`))
      server.removeAllListeners('error')
      // EMFILE and the like: that connection is lost, the listener lives.
      server.on('error', () => {})
      resolve({ host, port: address.port, close: () => void server.close() })
    })
  })
}

/** A numeric unicast address that an interface has now. */
function isOwnAddress(host: string): boolean {
  if (isIP(host) === 0) return false
  for (const list of Object.values(networkInterfaces())) for (const a of list ?? []) if (a.address === host) return true
  return false
}

/** The first IPv4 address of a named interface (`lo`, `wg0`), or null: an interface that is missing must stop the start. */
export function addressOf(interfaceName: string): string | null {
  return networkInterfaces()[interfaceName]?.find((a) => a.family === 'IPv4')?.address ?? null
}
