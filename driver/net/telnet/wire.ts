/**
 * Telnet as a Wire: one client over one Transport. The parts: link (options), lines (input),
 * pace (its speed), queue (output), deflate (MCCP2). Here they are put together, and here is the
 * session's end: the transport's `closed`, which comes once whatever happened.
 */
import { GmcpSession } from '../gmcp.js'
import { guarded } from '../guard.js'
import { LineAssembler } from '../lines.js'
import type { NetLimits } from '../limits.js'
import type { Log } from '../log.js'
import { OutQueue } from '../outqueue.js'
import { Pace, TokenBucket } from '../pace.js'
import { decode, transliterate } from '../text.js'
import type { Transport, TransportEvents } from '../transport.js'
import type { HandedWire, TelnetState } from '../handover.js'
import type { Accept, TextCodec, Wire, WireEvents, WireInfo } from '../wire.js'
import { AYT, BRK, DM, EC, EL, EOR_MARK, GA, IAC, IP, OPTION } from './codes.js'
import { Deflater } from './deflate.js'
import { TelnetLink, type LinkOwner } from './link.js'
import { AGREED_LOCAL, AGREED_REMOTE, ASKED, OFFERED, OPTION_CLASSES } from './options/index.js'
import type { Gmcp } from './options/gmcp.js'
import type { TelnetStats } from './stats.js'

export interface TelnetWireOptions {
  readonly kind: WireInfo['kind']
  readonly accept: Accept
  readonly limits: NetLimits
  readonly mssp: () => Record<string, string | string[]>
  readonly stats: TelnetStats
  readonly log: Log
  /** A connection that another process has begun. */
  readonly resumed?: TelnetState
}

const PROMPT_EOR = Buffer.from([IAC, EOR_MARK])
const PROMPT_GA = Buffer.from([IAC, GA])
/** How long a client may take for what waits for it, before it is handed over. */
const HANDOVER_MS = 2_000
const LOST_MARK = Buffer.from('\r\n*** Output lost: you read too slowly. ***\r\n')

export class TelnetWire implements Wire, LinkOwner, TransportEvents {
  codec: TextCodec | null = null
  readonly info: WireInfo
  readonly events: WireEvents
  readonly gmcpSession: GmcpSession
  readonly lostMark = LOST_MARK
  readonly #link: TelnetLink
  readonly #lines: LineAssembler
  readonly #pace: Pace
  readonly #queue: OutQueue
  readonly #signals: TokenBucket
  #deflater: Deflater | null = null
  #firstLine: NodeJS.Timeout | null
  /** The client speaks telnet: it has sent a command. Netcat never does. */
  #telnet = false
  /** What was sent last is a prompt, to a client that had not sent a command yet. */
  #unmarked = false
  /**
   * A synch (Ctrl-C of some clients) sends IAC as urgent data, which Node drops: the DM behind it
   * then comes as data. It is told from a letter by the command before it.
   */
  #afterCommand = false
  #closing = false
  #closed = false

  constructor(private readonly transport: Transport, private readonly options: TelnetWireOptions) {
    const { limits, stats } = options
    this.info = options.resumed ? { ...options.resumed.info } : {
      kind: options.kind, address: transport.address, port: transport.port,
      client: '', terminal: '', cols: 80, rows: 24, utf8: true, screenReader: false, gmcp: false, links: '',
    }
    this.#queue = new OutQueue(this, limits)
    this.#lines = new LineAssembler({
      line: (text) => this.#pace.push(text),
      tooLong: () => {
        stats.linesTooLong++
        this.#notice(`Line too long (more than ${limits.lineBytes} bytes): ignored.`)
      },
      runaway: () => this.close('line without end'),
      interrupt: () => this.#interrupt(),
    }, limits, (bytes) => this.codec ? this.codec.decode(bytes) : decode(bytes))
    this.#pace = new Pace({
      line: (text) => this.#line(text),
      holding: (on) => on ? transport.pause() : transport.resume(),
      flooded: () => this.close('too much input'),
    }, limits)
    this.#signals = new TokenBucket(limits.signalsPerSecond, limits.signalBurst)
    this.#link = new TelnetLink(this, (kind, bytes) => this.#queue.push(kind, bytes), limits, OPTION_CLASSES)
    this.#firstLine = setTimeout(() => {
      this.#notice('Nothing heard from you: goodbye.')
      this.close('no first line')
    }, limits.firstLineMs)
    stats.connections++
    stats.accepted++
    transport.start(this)
    if (!options.resumed) this.#negotiate()
    this.gmcpSession = new GmcpSession({
      info: this.info,
      events: {
        gmcp: (name, data) => this.events.gmcp(name, data),
        window: (cols, rows) => this.events.window(cols, rows),
        interrupt: () => this.#interrupt(),
      },
      sendGmcp: (text) => this.#link.writer.writeSubnegotiation(OPTION.GMCP, text, 'gmcp'),
    })
    // Last: the world may use all of the wire at once.
    this.events = guarded(this, options.accept, options.log)
    if (options.resumed) this.#resume(options.resumed)
  }

  // Wire

  write(text: string): void {
    if (this.#closing) return
    this.#unmarked = false
    this.#link.writer.writeText('text', this.#encode(text))
  }

  prompt(text: string): void {
    if (this.#closing) return
    this.#unmarked = !this.#telnet
    this.#link.writer.writeText('prompt', this.#encode(text), this.#telnet ? this.#promptMark() : undefined)
  }

  #promptMark(): Buffer | undefined {
    if (this.#link.getOption(OPTION.EOR).us === 'YES') return PROMPT_EOR
    return this.#link.getOption(OPTION.SGA).us === 'YES' ? undefined : PROMPT_GA
  }

  echo(on: boolean): void {
    if (!this.#closing) this.#link.getOption(OPTION.ECHO).askLocal(!on)
  }

  gmcp(name: string, data: unknown): void {
    if (!this.#closing) (this.#link.getOption(OPTION.GMCP) as Gmcp).send(name, data)
  }

  close(reason: string): void {
    if (this.#closing) return
    this.#closing = true
    this.#link.reader.stop()
    this.#pace.stop()
    this.#endCompression()
    this.#queue.mark(() => {
      this.transport.end(reason)
      return true
    })
    // The peer may not be reading what comes before the mark.
    const timer = setTimeout(() => this.transport.destroy(reason), this.options.limits.closeGraceMs)
    this.#afterClose = () => clearTimeout(timer)
  }

  #afterClose = (): void => {}

  async handOver(): Promise<HandedWire | null> {
    if (this.#closing || !this.transport.release || this.transport.secure) {
      this.close('restarting')
      return null
    }
    this.#closing = true
    this.transport.pause()
    const unread = this.#link.reader.unfinished()
    const lines = this.#pace.take()
    // A zlib stream cannot go on in another process; there it is offered again.
    this.#link.getOption(OPTION.MCCP2).askLocal(false)
    this.#endCompression()
    const timer = setTimeout(() => this.transport.destroy('does not read'), HANDOVER_MS)
    const flushed = await new Promise<boolean>((done) => {
      this.#afterClose = () => done(false)
      this.#queue.mark(() => {
        done(true)
        return true
      })
    })
    clearTimeout(timer)
    const released = flushed ? await this.transport.release() : null
    if (!released) return null
    const { bytes, seen, afterCr } = this.#lines.take()
    this.#leave()
    return {
      handle: released.handle,
      state: {
        protocol: 'telnet', info: this.info, charsetKnown: this.#link.charsetKnown, modules: this.gmcpSession.modules, speaksTelnet: this.#telnet, afterCommand: this.#afterCommand,
        options: this.#link.standing(), line: { bytes: bytes.toString('base64'), seen, afterCr }, lines,
        unread: Buffer.concat([unread, released.unread]).toString('base64'),
      },
    }
  }

  #resume(s: TelnetState): void {
    this.#link.charsetKnown = s.charsetKnown
    this.#telnet = s.speaksTelnet
    this.#afterCommand = s.afterCommand
    this.gmcpSession.modules = s.modules
    for (const [code, standing] of s.options) this.#link.getOption(code).resume(standing)
    for (const code of AGREED_LOCAL) this.#link.localOptions.add(code)
    for (const code of AGREED_REMOTE) this.#link.remoteOptions.add(code)
    this.#link.getOption(OPTION.MCCP2).askLocal(true)
    this.#lines.resume({ ...s.line, bytes: Buffer.from(s.line.bytes, 'base64') })
    for (const line of s.lines) this.#pace.push(line)
    const unread = Buffer.from(s.unread, 'base64')
    if (unread.length > 0) this.data(unread)
  }

  // TransportEvents

  data(chunk: Buffer): void {
    this.options.stats.bytesIn += chunk.length
    try {
      this.#link.feed(chunk)
    } catch (error) {
      // A fault of ours costs this client its connection, not all of them theirs.
      this.options.log.error({ err: error, address: this.info.address }, 'telnet decoding failed')
      this.transport.destroy('internal error')
    }
  }

  drained(): void {
    if (this.#deflater) this.#deflater.drained()
    else this.#queue.drained()
  }

  ended(): void {
    this.#pace.whenIdle(() => this.close('client closed'))
  }

  closed(reason: string): void {
    if (this.#closed) return
    this.#leave()
    this.events.closed(reason)
  }

  /** Lets go of everything but the transport. */
  #leave(): void {
    this.#closed = true
    this.#closing = true
    this.#link.reader.stop()
    const { stats } = this.options
    stats.connections--
    stats.outputLost += this.#queue.lostBytes
    stats.gmcpLost += this.#queue.lostGmcp
    this.#pace.stop()
    this.#queue.stop()
    this.#deflater?.destroy()
    this.#heard()
    this.#afterClose()
  }

  // OutQueue's owner

  send(bytes: Buffer): boolean {
    if (this.#deflater) {
      this.#deflater.write(bytes)
      return false
    }
    return this.#sendRaw(bytes)
  }

  stuck(reason: string): void {
    this.transport.destroy(reason)
  }

  // LinkOwner

  dataByte(byte: number): void {
    const synch = this.#afterCommand && byte === DM
    this.#afterCommand = false
    if (!synch) this.#lines.byte(byte)
  }

  command(code: number): void {
    this.#telnet = true
    this.#afterCommand = true
    switch (code) {
      case IP:
      case BRK:
        return this.#interrupt()
      case AYT:
        return this.#notice('[Yes, here.]')
      case EC:
        return this.#lines.eraseCharacter()
      case EL:
        return this.#lines.eraseLine()
    }
  }

  /** Some clients show no prompt without its mark, and the first one left before they had spoken. */
  marksKnown(): void {
    if (this.#unmarked && !this.#closing) this.prompt('')
  }

  negotiates(): void {
    this.#telnet = true
  }

  subnegotiationRunaway(): void {
    this.#notice('Telnet subnegotiation without end: closing.')
    this.close('subnegotiation without end')
  }

  protocolError(what: string): void {
    this.options.stats.protocolErrors++
    this.options.log.debug({ what, address: this.info.address }, 'telnet protocol error')
  }

  allowSignal(): boolean {
    return this.#signals.take()
  }

  mssp(): Record<string, string | string[]> {
    try {
      return this.options.mssp()
    } catch (error) {
      this.options.log.error({ err: error }, 'the world failed to answer MSSP')
      return {}
    }
  }

  compress(on: boolean): void {
    if (!on) return this.#endCompression()
    this.#queue.mark(() => {
      this.#deflater ??= new Deflater({
        send: (bytes) => this.#sendRaw(bytes),
        ready: () => this.#queue.drained(),
      })
      this.info.compressed = true
      return true
    })
  }

  // Own

  #negotiate(): void {
    for (const code of AGREED_LOCAL) this.#link.localOptions.add(code)
    for (const code of AGREED_REMOTE) this.#link.remoteOptions.add(code)
    for (const code of ASKED) this.#link.getOption(code).askRemote(true)
    for (const code of OFFERED) this.#link.getOption(code).askLocal(true)
    // Compressing what TLS encrypts leaks its content by its length.
    if (!this.transport.secure) this.#link.getOption(OPTION.MCCP2).askLocal(true)
  }

  #line(text: string): void {
    this.#heard()
    this.events.line(text)
  }

  #heard(): void {
    if (this.#firstLine) clearTimeout(this.#firstLine)
    this.#firstLine = null
  }

  #interrupt(): void {
    if (!this.allowSignal()) return
    this.#lines.eraseLine()
    this.#pace.clear()
    this.events.interrupt()
  }

  #notice(text: string): void {
    this.write(`\n${text}\n`)
  }

  #sendRaw(bytes: Buffer): boolean {
    this.options.stats.bytesOut += bytes.length
    return this.transport.send(bytes)
  }

  #endCompression(): void {
    this.#queue.mark(() => {
      const deflater = this.#deflater
      if (!deflater) return true
      deflater.finish(() => {
        this.#deflater = null
        this.info.compressed = false
        if (!this.#closed) this.#queue.drained()
      })
      return false
    })
  }

  #encode(text: string): Buffer {
    const lines = text.replace(/\r?\n/g, '\r\n')
    if (this.codec) return Buffer.from(this.codec.encode(lines))
    return Buffer.from(this.info.utf8 ? lines : transliterate(lines))
  }
}
