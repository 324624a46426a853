/**
 * One connection's telnet state: telnetlib's TelnetSocket with our reader, writer and options in
 * it. telnetlib's own piping is kept off the real socket (it never sees a reset, and lets option
 * answers overtake text), so it is given a stand-in and fed by us.
 */
import { EventEmitter } from 'node:events'
import { TelnetSocket } from './lib.js'
import type { GmcpSession } from '../gmcp.js'
import type { NetLimits } from '../limits.js'
import type { WireEvents, WireInfo } from '../wire.js'
import { Option, type OptionStanding } from './option.js'
import { Reader, type ReaderOwner } from './reader.js'
import { Writer, type Put } from './writer.js'

export type OptionClass = new (link: TelnetLink, code: number) => Option

/** What options see of the connection they belong to. */
export interface LinkOwner extends ReaderOwner {
  readonly info: WireInfo
  readonly events: WireEvents
  readonly gmcpSession: GmcpSession
  readonly mssp: () => Record<string, string | string[]>
  /** Whether the client may send another GMCP message, window size or the like just now. */
  allowSignal(): boolean
  /** The client has said whether it takes EOR. */
  marksKnown(): void
  /** All output from here on is compressed, or plain again. */
  compress(on: boolean): void
  /** Something the peer may not send; counted, otherwise without effect. */
  protocolError(what: string): void
}

/** What telnetlib's constructor touches of a socket. */
class StandIn extends EventEmitter {
  pipe(): void {}
  setEncoding(): void {}
  write(): boolean {
    return true
  }
  end(): void {}
}

/** What telnetlib puts on each socket, bound to the parts we replace. */
const EXPOSED = ['setEncoding', 'write', 'end', 'destroy', 'resume', 'pause', 'socket'] as const

export class TelnetLink extends TelnetSocket {
  declare reader: Reader
  declare writer: Writer
  /** CHARSET (or MNES's) has spoken; MTTS only guesses. */
  charsetKnown = false
  readonly #classes: ReadonlyMap<number, OptionClass>

  constructor(readonly owner: LinkOwner, put: Put, limits: NetLimits, classes: ReadonlyMap<number, OptionClass>) {
    super(new StandIn(), {})
    this.#classes = classes
    // telnetlib's own reader and writer go with the methods that hold them.
    for (const name of EXPOSED) Reflect.deleteProperty(this, name)
    this.reader = new Reader(this, owner, limits.subnegotiationBytes)
    this.writer = new Writer(this, put)
  }

  /** Bytes from the client, as they come. */
  feed(chunk: Buffer): void {
    this.reader.feed(chunk)
  }

  /** telnetlib's registry is one for the process; ours is the connection's. */
  override getOption(code: number): Option {
    let option = this.options.get(code) as Option | undefined
    if (!option) this.options.set(code, option = new (this.#classes.get(code) ?? Option)(this, code))
    return option
  }

  /** Where the negotiation of each option stands. */
  standing(): Array<readonly [number, OptionStanding]> {
    return [...this.options].map(([code, option]) => [code, (option as Option).standing] as const)
  }

  protocolError(what: string): void {
    this.owner.protocolError(what)
  }
}
