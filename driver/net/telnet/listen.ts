/** A telnet port, plain or TLS: who may come in, and how the port closes. */
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls'
import { Gate } from '../gate.js'
import { DEFAULT_NET_LIMITS, type NetLimits } from '../limits.js'
import type { Log } from '../log.js'
import { DirectSocket, released, SocketTransport } from '../socket.js'
import type { HandedPort, NewState, TelnetState } from '../handover.js'
import type { SocketHandle } from '../transport.js'
import type { Accept } from '../wire.js'
import { newStats, type TelnetStats } from './stats.js'
import { TelnetWire } from './wire.js'

export interface TelnetOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** PEM key and certificate make it a `telnets` port. */
  readonly tls?: Pick<TlsOptions, 'key' | 'cert' | 'ca' | 'passphrase'>
  readonly accept: Accept
  readonly limits?: Partial<NetLimits>
  /** Values of the MSSP answer, asked for at each request. */
  readonly mssp?: () => Record<string, string | string[]>
  readonly log: Log
  /** A port that another process has opened; `host` and `port` then only name it. */
  readonly fd?: number
}

export interface TelnetListener {
  readonly port: number
  readonly stats: TelnetStats
  /** Takes a connection over from another process. False when it is gone already. */
  adopt(fd: number, state: TelnetState | NewState, accept?: Accept): boolean
  /** Keeps new clients waiting, for another process to go on with; null where that cannot be (TLS). */
  handOver(): HandedPort | null
  /** Stops listening, closes each client politely, resolves when all are gone. */
  close(): Promise<void>
}

export function listenTelnet(options: TelnetOptions): Promise<TelnetListener> {
  const { accept, log, tls } = options
  const limits = { ...DEFAULT_NET_LIMITS, ...options.limits }
  const mssp = options.mssp ?? (() => ({}))
  const stats = newStats()
  const gate = new Gate(limits)
  const wires = new Set<TelnetWire>()
  /** TLS handshakes that go on, by address and port. */
  const handshakes = new Map<string, { socket: Socket; late: NodeJS.Timeout }>()
  let allGone = (): void => {}
  /** The port and its clients are another process's. */
  let handed = false

  const enter = (socket: Socket): void => {
    socket.on('error', () => {})
    const address = socket.remoteAddress
    // The peer was gone before we looked.
    if (address === undefined) return void socket.destroy()
    const refusal = gate.enter(address)
    if (refusal !== null) {
      stats.refused++
      log.warn({ address, refusal }, 'telnet connection refused')
      if (tls) return void socket.destroy()
      socket.end(`${refusal}\r\n`)
      socket.resume()
      setTimeout(() => socket.destroy(), limits.closeGraceMs).unref()
      return
    }
    socket.once('close', () => gate.leave(address))
    if (tls) awaitHandshake(socket)
    else start(socket)
  }

  /** Node's own limit counts silence, and one that drips is never silent. */
  const awaitHandshake = (socket: Socket): void => {
    const peer = `${socket.remoteAddress} ${socket.remotePort}`
    handshakes.set(peer, { socket, late: setTimeout(() => socket.destroy(), limits.handshakeMs) })
    socket.once('close', () => handshakeEnded(peer))
  }

  const handshakeEnded = (peer: string): void => {
    clearTimeout(handshakes.get(peer)?.late)
    handshakes.delete(peer)
  }

  const start = (socket: Socket | TLSSocket, by = accept, resumed?: TelnetState): void => {
    const transport = new SocketTransport(socket, tls !== undefined, limits)
    const wire = new TelnetWire(transport, { kind: tls ? 'telnets' : 'telnet', accept: by, limits, mssp, stats, log, resumed })
    wires.add(wire)
    socket.once('close', () => {
      wires.delete(wire)
      if (wires.size === 0) allGone()
    })
  }

  const server: Server = tls ? createTlsServer({ ...tls, allowHalfOpen: true }) : createServer({ allowHalfOpen: true, pauseOnConnect: true })
  const arrive = (socket: Socket): void => enter(tls ? socket : DirectSocket.instead(socket))
  server.on('connection', arrive)
  server.on('secureConnection', (socket) => {
    handshakeEnded(`${socket.remoteAddress} ${socket.remotePort}`)
    start(socket)
  })
  server.on('tlsClientError', (error: Error) => log.debug({ err: error }, 'TLS handshake failed'))

  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.fd === undefined ? { port: options.port, host: options.host } : { fd: options.fd }, () => {
      server.off('error', reject)
      server.on('error', (error) => log.error({ err: error }, 'telnet listener failed'))
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address ? address.port : options.port,
        stats,
        adopt(fd, state, by = accept) {
          const socket = new DirectSocket({ fd, readable: true, writable: true, allowHalfOpen: true })
          socket.on('error', () => {})
          const address = socket.remoteAddress
          if (address === undefined) {
            socket.destroy()
            return false
          }
          if (state.protocol === 'new') {
            socket.unread = Buffer.from(state.unread, 'base64')
            enter(socket)
            return true
          }
          // It was let in by the process before: the count is kept, but nobody is sent away.
          if (gate.enter(address) === null) socket.once('close', () => gate.leave(address))
          start(socket, by, state)
          return true
        },
        handOver() {
          const { _handle: handle } = server as unknown as { _handle: SocketHandle | null }
          if (tls || !handle) return null
          handed = true
          const waiting: Socket[] = []
          server.removeListener('connection', arrive)
          server.on('connection', (socket) => {
            socket.on('error', () => {})
            waiting.push(socket)
          })
          return { handle, waiting: () => waiting.splice(0).flatMap((socket) => released(socket) ?? []) }
        },
        async close() {
          if (handed) return
          const closed = new Promise<void>((done) => void server.close(() => done()))
          const gone = new Promise<void>((done) => {
            if (wires.size === 0) done()
            else allGone = done
          })
          for (const { socket } of handshakes.values()) socket.destroy()
          for (const wire of wires) wire.close('shutting down')
          await Promise.all([closed, gone])
        },
      })
    })
  })
}
