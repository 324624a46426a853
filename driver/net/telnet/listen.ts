/** A telnet port, plain or TLS: who may come in, and how the port closes. */
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls'
import { Gate } from '../gate.js'
import { DEFAULT_NET_LIMITS, type NetLimits } from '../limits.js'
import type { Log } from '../log.js'
import { SocketTransport } from '../socket.js'
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
}

export interface TelnetListener {
  readonly port: number
  readonly stats: TelnetStats
  /** Stops listening, closes each client politely, resolves when all are gone. */
  close(): Promise<void>
}

const TLS_HANDSHAKE_MS = 10_000

export function listenTelnet(options: TelnetOptions): Promise<TelnetListener> {
  const { accept, log, tls } = options
  const limits = { ...DEFAULT_NET_LIMITS, ...options.limits }
  const mssp = options.mssp ?? (() => ({}))
  const stats = newStats()
  const gate = new Gate(limits)
  const wires = new Set<TelnetWire>()
  let allGone = (): void => {}

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
    if (!tls) start(socket)
  }

  const start = (socket: Socket | TLSSocket): void => {
    const transport = new SocketTransport(socket, tls !== undefined, limits)
    const wire = new TelnetWire(transport, { kind: tls ? 'telnets' : 'telnet', accept, limits, mssp, stats, log })
    wires.add(wire)
    socket.once('close', () => {
      wires.delete(wire)
      if (wires.size === 0) allGone()
    })
  }

  const server: Server = tls ? createTlsServer({ ...tls, handshakeTimeout: TLS_HANDSHAKE_MS, allowHalfOpen: true }) : createServer({ allowHalfOpen: true })
  server.on('connection', enter)
  server.on('secureConnection', start)
  server.on('tlsClientError', (error: Error) => log.debug({ err: error }, 'TLS handshake failed'))

  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      server.on('error', (error) => log.error({ err: error }, 'telnet listener failed'))
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address ? address.port : options.port,
        stats,
        async close() {
          const closed = new Promise<void>((done) => void server.close(() => done()))
          const gone = new Promise<void>((done) => {
            if (wires.size === 0) done()
            else allGone = done
          })
          for (const wire of wires) wire.close('shutting down')
          await Promise.all([closed, gone])
        },
      })
    })
  })
}
