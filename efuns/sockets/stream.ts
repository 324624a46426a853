/**
 * Sockets over TCP, plain or with TLS: MUD, STREAM and their kin. A bound socket listens with
 * the host at once, since the host binds no other way; until socket_listen() it turns all away.
 */
import { connect as connectTcp, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { StringDecoder } from 'node:string_decoder'
import { connect as connectTls, createSecureContext, TLSSocket, type SecureContext } from 'node:tls'
import { LpcError } from '../../driver/vm/errors.js'
import type { Value } from '../../driver/vm/values.js'
import type { Address } from './address.js'
import { EE, Mode, SUCCESS } from './codes.js'
import { CONNECT_MS, HANG_UP_MS, LINGER_MS, MAX_PENDING, MAX_UNSENT } from './limits.js'
import { decodeFrame, FrameReader } from './frame.js'
import { LpcSocket } from './socket.js'

export interface TlsOptions {
  verify: boolean
  name: string
  /** PEM texts. */
  cert: string | null
  key: string | null
}

/** By then it is over, whatever comes meanwhile: a socket's own timeout counts silence only. */
function endAfter(s: Socket, ms: number): NodeJS.Timeout {
  const timer = setTimeout(() => s.destroy(), ms).unref()
  s.once('close', () => clearTimeout(timer))
  return timer
}

export class StreamSocket extends LpcSocket {
  readonly tlsOptions: TlsOptions = { verify: true, name: '', cert: null, key: null }
  private server: Server | null = null
  private context: SecureContext | null = null
  private pending: Socket[] = []
  private socket: Socket | null = null
  /** Until it is connected, and encrypted if it is to be. */
  private patience: NodeJS.Timeout | undefined
  /** The write callback must come before the next write. */
  private blocked = false
  private readonly text = new StringDecoder('utf8')
  private readonly frames = new FrameReader()

  get tls(): boolean {
    return this.mode === Mode.STREAM_TLS || this.mode === Mode.STREAM_TLS_BINARY
  }

  /** Binds; `done` gets SUCCESS or an error number. */
  bind(at: Address, done: (code: number) => void): void {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: false }, (s) => this.incoming(s))
    // The game's own listeners keep the process alive, not these.
    this.server = server.unref()
    server.once('error', (e: NodeJS.ErrnoException) => {
      if (this.server !== server) return
      this.server = null
      done(e.code === 'EADDRINUSE' ? EE.ADDRINUSE : EE.BIND)
    })
    server.listen({ host: at.host, port: at.port, backlog: MAX_PENDING, exclusive: true }, () => {
      server.on('error', () => this.ended())
      if (this.state !== 'UNBOUND') {
        server.close()
        return done(EE.BADF)
      }
      const { address, port } = server.address() as AddressInfo
      this.local = { host: address, port }
      this.state = 'BOUND'
      done(SUCCESS)
    })
  }

  listen(): number {
    if (this.tls) {
      const { cert, key } = this.tlsOptions
      if (!cert || !key) return EE.LISTEN
      try {
        this.context = createSecureContext({ cert, key })
      } catch {
        return EE.LISTEN
      }
    }
    this.state = 'LISTEN'
    return SUCCESS
  }

  private incoming(s: Socket): void {
    if (this.state !== 'LISTEN' || this.pending.length >= MAX_PENDING) return void s.destroy()
    this.pending.push(s)
    s.on('error', () => {})
    s.once('close', () => (this.pending = this.pending.filter((p) => p !== s)))
    this.call('read')
  }

  /** The oldest connection that waits; null when none does. */
  accept(make: () => StreamSocket): StreamSocket | null {
    const s = this.pending.shift()
    if (!s) return null
    const accepted = make()
    s.removeAllListeners('close')
    s.removeAllListeners('error')
    accepted.adopt(s, this.context)
    return accepted
  }

  private adopt(raw: Socket, context: SecureContext | null): void {
    if (!context) {
      this.use(raw)
      raw.resume()
      this.open()
      // As after connect(): from here on it may write.
      this.world.clock.soon(() => this.state === 'DATA_XFER' && this.call('write'))
      return
    }
    this.state = 'HANDSHAKE'
    this.blocked = true
    this.addresses(raw)
    const secure = new TLSSocket(raw, { isServer: true, secureContext: context })
    this.use(secure)
    this.patience = endAfter(secure, CONNECT_MS)
    secure.once('secure', () => this.ready())
  }

  connect(to: Address): number {
    const from = this.local
    this.server?.close()
    this.server = null
    const options = { host: to.host, port: to.port, ...(from && from.port ? { localAddress: from.host, localPort: from.port } : {}) }
    let s: Socket
    try {
      s = this.tls
        ? connectTls({ ...options, rejectUnauthorized: this.tlsOptions.verify, ...(this.tlsOptions.name ? { servername: this.tlsOptions.name } : {}) })
        : connectTcp(options)
    } catch {
      return EE.CONNECT
    }
    this.peer = to
    this.state = 'DATA_XFER'
    this.blocked = true
    this.use(s)
    this.patience = endAfter(s, CONNECT_MS)
    s.once(this.tls ? 'secureConnect' : 'connect', () => this.ready())
    return SUCCESS
  }

  /** Connected, and encrypted if it is to be. */
  private ready(): void {
    if (this.state === 'CLOSED') return
    clearTimeout(this.patience)
    this.open()
    this.blocked = false
    this.call('write')
  }

  private open(): void {
    this.state = 'DATA_XFER'
    if (this.socket) this.addresses(this.socket)
  }

  private addresses(s: Socket): void {
    if (s.localAddress) this.local = { host: s.localAddress, port: s.localPort ?? 0 }
    if (s.remoteAddress) this.peer = { host: s.remoteAddress, port: s.remotePort ?? 0 }
  }

  private use(s: Socket): void {
    this.socket = s.unref()
    s.setNoDelay(true)
    s.on('data', (chunk) => this.received(chunk))
    s.on('drain', () => {
      if (!this.blocked || this.state !== 'DATA_XFER') return
      this.blocked = false
      this.call('write')
    })
    s.on('error', () => {})
    s.on('close', () => {
      if (this.socket !== s || this.state === 'CLOSED') return
      const rest = this.mode === Mode.STREAM || this.mode === Mode.STREAM_TLS ? this.text.end() : ''
      if (rest) this.arrived(() => [rest])
      this.ended()
    })
  }

  private received(chunk: Buffer): void {
    if (this.state !== 'DATA_XFER') return
    switch (this.mode) {
      case Mode.MUD:
        try {
          for (const message of this.frames.push(chunk)) this.arrived((F) => [decodeFrame(F, message)])
        } catch (e) {
          if (!(e instanceof LpcError)) throw e
          this.world.log.warn({ owner: this.owner.name, peer: this.peer?.host }, e.message)
          this.ended()
        }
        return
      case Mode.STREAM:
      case Mode.STREAM_TLS: {
        const text = this.text.write(chunk)
        if (text !== '') this.arrived(() => [text])
        return
      }
      default: {
        const bytes = new Uint8Array(chunk)
        this.arrived(() => [bytes as Value])
      }
    }
  }

  /** Sends, or says why not. */
  write(bytes: Uint8Array): number {
    const s = this.socket
    if (!s || this.state === 'HANDSHAKE') return EE.NOTCONN
    if (this.blocked) return EE.ALREADY
    if (s.writableLength > 0 && s.writableLength + bytes.length > MAX_UNSENT) return EE.WOULDBLOCK
    s.write(bytes)
    if (!s.writableNeedDrain) return SUCCESS
    this.blocked = true
    return EE.CALLBACK
  }

  protected throttle(on: boolean): void {
    if (on) this.socket?.pause()
    else this.socket?.resume()
  }

  protected release(): void {
    this.server?.close()
    this.server = null
    for (const s of this.pending) s.destroy()
    this.pending = []
    const s = this.socket
    this.socket = null
    if (!s || s.destroyed) return
    if (s.connecting) return void s.destroy()
    s.removeAllListeners('data')
    s.resume()
    // What was written goes out, but not for ever.
    endAfter(s, LINGER_MS)
    s.end(() => endAfter(s, HANG_UP_MS))
  }
}
