/** A framed subprotocol as a Wire: one client over one WebSocket. One BINARY frame is one output cycle. */
import { GmcpSession, setWindow } from '../gmcp.js'
import { guarded } from '../guard.js'
import { LineAssembler } from '../lines.js'
import type { NetLimits } from '../limits.js'
import type { Log } from '../log.js'
import { OutQueue, type Kind } from '../outqueue.js'
import { Pace, TokenBucket } from '../pace.js'
import type { Accept, OpenSide, SideEvents, Wire, WireEvents, WireInfo } from '../wire.js'
import type { Format } from './formats.js'
import type { Carrier, Frame, Resumable, Resumables } from './resume.js'
import type { WebStats } from './stats.js'
import type { RawSocket, RawSocketEvents } from './uws.js'

export interface WsWireOptions {
  readonly address: string
  readonly format: Format
  readonly accept: Accept
  readonly limits: NetLimits
  readonly stats: WebStats
  readonly log: Log
  /** Absent: a client whose connection breaks is gone. */
  readonly resumables?: Resumables
  /** Further protocols by name. */
  readonly sides?: ReadonlyMap<string, OpenSide>
  /** Called once, when the client is gone. */
  readonly gone: () => void
}

const LF = 10
const NORMAL = 1000
const LOST_MARK = Buffer.from('\r\n*** Output lost: you read too slowly. ***\r\n')

/** Text leaves in BINARY frames, the rest in TEXT. */
function isBinary(kind: Kind): boolean {
  return kind !== 'gmcp' && kind !== 'message'
}

export class WsWire implements Wire, Carrier, RawSocketEvents {
  info: WireInfo
  readonly lostMark = LOST_MARK
  #events: WireEvents
  /** The client over all its connections, where the format can say so. */
  #client: Resumable | null = null
  readonly #gmcp: GmcpSession
  readonly #lines: LineAssembler
  readonly #pace: Pace
  readonly #queue: OutQueue
  readonly #signals: TokenBucket
  readonly #sides = new Map<string, SideEvents>()
  #firstLine: NodeJS.Timeout | null
  #grace: NodeJS.Timeout | null = null
  #reason = ''
  #closing = false
  #closed = false
  /** A side has taken the connection over. */
  #left = false

  constructor(private readonly socket: RawSocket, private readonly options: WsWireOptions) {
    const { limits, stats, format } = options
    this.info = {
      kind: format.kind, address: options.address, port: 0,
      client: '', terminal: 'xterm-256color', cols: 80, rows: 24, utf8: true, screenReader: false, gmcp: format.gmcp, links: '',
    }
    this.#queue = new OutQueue(this, limits, true)
    this.#lines = new LineAssembler({
      line: (text) => this.#pace.push(text),
      tooLong: () => {
        stats.linesTooLong++
        this.#notice(`Line too long (more than ${limits.lineBytes} bytes): ignored.`)
      },
      runaway: () => this.close('line without end'),
      interrupt: () => this.#interrupt(),
    }, limits)
    this.#pace = new Pace({
      line: (text) => this.#line(text),
      holding: () => {},
      flooded: () => {
        this.#notice('Too much input at once: closing.')
        this.close('too much input')
      },
    }, limits)
    this.#signals = new TokenBucket(limits.signalsPerSecond, limits.signalBurst)
    this.#firstLine = setTimeout(() => {
      this.#notice('Nothing heard from you: goodbye.')
      this.close('no first line')
    }, limits.firstLineMs)
    const wire = this
    this.#gmcp = new GmcpSession({
      get info() {
        return wire.info
      },
      events: {
        gmcp: (name, data) => this.#gmcpIn(name, data),
        window: (cols, rows) => this.#events.window(cols, rows),
        interrupt: () => this.#interrupt(),
      },
      sendGmcp: (text) => this.#put('gmcp', text),
    })
    // Last: the world may use all of the wire at once.
    if (format.gmcp && options.resumables) {
      this.#client = options.resumables.open(this)
      this.#events = this.#client.incoming
    } else this.#events = guarded(this, options.accept, options.log)
  }

  // Wire

  write(text: string): void {
    if (!this.#left) this.#put('text', text.replace(/\r?\n/g, '\r\n'))
  }

  prompt(text: string): void {
    if (!this.#left) this.#put('prompt', text.replace(/\r?\n/g, '\r\n'))
  }

  /** As GMCP `Core.Echo {"on": bool}`; a format without GMCP cannot say it. */
  echo(on: boolean): void {
    this.gmcp('Core.Echo', { on })
  }

  gmcp(name: string, data: unknown): void {
    if (!this.info.gmcp || this.#left || !this.#gmcp.supports(name)) return
    const frame = this.options.format.gmcpFrame(name, data)
    if (frame === null) this.#protocolError('GMCP message out that is no JSON or too long')
    else this.#put('gmcp', frame)
  }

  close(reason: string): void {
    if (this.#closing) return
    this.#closing = true
    this.#reason ||= reason
    this.#pace.stop()
    this.#queue.mark(() => {
      this.socket.end(NORMAL, reason)
      return true
    })
    this.#grace = setTimeout(() => this.socket.destroy(), this.options.limits.closeGraceMs)
  }

  // Carrier

  again({ binary, bytes }: Frame): void {
    if (!this.#closing) this.#queue.push(binary ? 'text' : 'gmcp', bytes)
  }

  whenSent(then: () => void): void {
    this.#queue.mark(() => {
      then()
      return true
    })
  }

  // RawSocketEvents

  message(bytes: Buffer, binary: boolean): void {
    this.options.stats.bytesIn += bytes.length
    if (this.#closing) return
    const input = this.options.format.read(bytes, binary)
    switch (input.type) {
      case 'keys':
        if (this.#left) return
        for (const byte of input.bytes) this.#lines.byte(byte)
        if (input.whole && input.bytes.length > 0 && input.bytes[input.bytes.length - 1] !== LF) this.#lines.byte(LF)
        return
      case 'gmcp':
        if (this.#signals.take()) this.#gmcp.receive(input.message)
        return
      case 'window':
        if (this.#signals.take()) setWindow(this.info, this.#events, input.cols, input.rows)
        return
      case 'side':
        return this.#side(input.proto, input.id, input.data)
      case 'bad':
        this.#protocolError(input.why)
    }
  }

  drained(): void {
    this.#queue.drained()
  }

  closed(code: number, reason: string): void {
    if (this.#closed) return
    const ours = this.#closing
    this.#closed = true
    this.#closing = true
    const { stats, gone } = this.options
    stats.connections--
    stats.outputLost += this.#queue.lostBytes
    stats.gmcpLost += this.#queue.lostGmcp
    this.#pace.stop()
    const unsent = this.#queue.unsent().map(({ kind, bytes }) => ({ binary: isBinary(kind), bytes }))
    this.#queue.stop()
    this.#heard()
    if (this.#grace) clearTimeout(this.#grace)
    for (const side of this.#sides.values()) side.closed()
    const why = this.#reason || reason || `WebSocket ${code}`
    if (!this.#client) this.#events.closed(why)
    else this.#client.broken(this, ours, unsent, why)
    gone()
  }

  // OutQueue's owner

  send(bytes: Buffer, kind: Kind): boolean {
    this.options.stats.bytesOut += bytes.length
    if (kind !== 'message') this.#client?.sent(this, { binary: isBinary(kind), bytes })
    return this.socket.send(bytes, isBinary(kind))
  }

  stuck(reason: string): void {
    this.#reason ||= reason
    this.socket.destroy()
  }

  // Own

  #put(kind: Kind, text: string): void {
    if (!this.#closing) this.#queue.push(kind, Buffer.from(text))
  }

  #side(proto: string, id: string, data: string): void {
    const { sides, format, address } = this.options
    const open = sides?.get(proto)
    if (!open || !format.sideFrame) return this.#protocolError('unknown proto')
    this.#heard()
    let events = this.#sides.get(proto)
    if (!events) {
      events = open({
        address,
        wire: () => this.#client ?? this,
        send: (to, text) => this.#put('message', format.sideFrame!(proto, to, text)),
        leaveGame: (reason) => {
          if (this.#left) return
          this.#left = true
          this.#pace.clear()
          if (this.#client) this.#client.end(reason)
          else this.#events.closed(reason)
        },
        close: (reason) => this.close(reason),
      })
      this.#sides.set(proto, events)
    }
    events.message(id, data)
  }

  #gmcpIn(name: string, data: unknown): void {
    if (name === 'Session.Resume') return this.#resume(data)
    if (name.startsWith('Core.Supports') && this.#gmcp.modules?.includes('session')) this.#client?.tokenAsked()
    this.#events.gmcp(name, data)
  }

  #resume(data: unknown): void {
    const { token, frame } = typeof data === 'object' && data !== null ? data as Record<string, unknown> : {}
    const fresh = this.#client
    const found = this.options.resumables?.find(token)
    if (!fresh || !found || found === fresh || this.#left) return this.gmcp('Session.Refused', { reason: 'That session is over.' })
    this.#heard()
    fresh.end('resumed another session')
    this.#client = found
    this.#events = found.incoming
    found.resume(this, frame)
  }

  #line(text: string): void {
    this.#heard()
    this.#events.line(text)
  }

  #heard(): void {
    if (this.#firstLine) clearTimeout(this.#firstLine)
    this.#firstLine = null
  }

  #interrupt(): void {
    if (!this.#signals.take()) return
    this.#lines.eraseLine()
    this.#pace.clear()
    this.#events.interrupt()
  }

  #notice(text: string): void {
    this.write(`\n${text}\n`)
  }

  #protocolError(what: string): void {
    this.options.stats.protocolErrors++
    this.options.log.debug({ what, address: this.info.address }, 'WebSocket protocol error')
  }
}
