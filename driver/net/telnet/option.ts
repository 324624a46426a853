/**
 * One telnet option on one connection: telnetlib's state (RFC 1143, the Q method) with the
 * transitions it gets wrong written again, requests that need no promise or timer, and
 * subnegotiations that cannot throw.
 */
import { MAX_REFUSALS } from '../limits.js'
import { TelnetOption } from './lib.js'
import type { TelnetLink } from './link.js'

export type OptionStanding = Pick<TelnetOption, 'us' | 'usq' | 'him' | 'himq' | 'enabledLocal' | 'enabledRemote'>

export class Option extends TelnetOption {
  #refusals = 0

  constructor(protected readonly link: TelnetLink, code: number) {
    super(link, code)
  }

  /** What a complete subnegotiation holds, without the option byte. May throw: it is counted. */
  protected received(_message: Buffer): void {}

  override subnegotiation(buffer: Buffer): void {
    if (this.link.reader.takeOverflow()) return this.link.protocolError('subnegotiation too long')
    try {
      this.received(buffer)
    } catch {
      this.link.protocolError('malformed subnegotiation')
    }
  }

  // RFC 1143: agreeing from NO sets YES and answers DO once. telnetlib leaves him at NO.
  override handleWill(): void {
    if (this.him === 'NO') {
      if (this.link.remoteOptions.has(this.code)) {
        this.link.writer.writeDo(this.code)
        this.him = 'YES'
      } else if (this.#refuses()) this.link.writer.writeDont(this.code)
    } else super.handleWill()
  }

  // RFC 1143: the WILL goes out before what the option sends once enabled; and WANTNO/OPPOSITE
  // empties the queue (telnetlib misspells it).
  override handleDo(): void {
    if (this.us === 'NO') {
      if (this.link.localOptions.has(this.code)) {
        this.link.writer.writeWill(this.code)
        this.us = 'YES'
      } else if (this.#refuses()) this.link.writer.writeWont(this.code)
    } else if (this.us === 'WANTNO' && this.usq === 'OPPOSITE') {
      this.usq = 'EMPTY'
      this.us = 'YES'
    } else super.handleDo()
  }

  /** Asks to enable or disable the option on our side. A request under way is queued behind. */
  askLocal(on: boolean): void {
    const [from, want, against] = on ? ['NO', 'WANTYES', 'WANTNO'] as const : ['YES', 'WANTNO', 'WANTYES'] as const
    if (on) this.link.localOptions.add(this.code)
    if (this.us === from) {
      this.us = want
      if (on) this.link.writer.writeWill(this.code)
      else this.link.writer.writeWont(this.code)
    } else if (this.us === against) this.usq = 'OPPOSITE'
    else if (this.us === want) this.usq = 'EMPTY'
    if (!on) this.link.localOptions.delete(this.code)
  }

  /** The same for the peer's side. */
  askRemote(on: boolean): void {
    const [from, want, against] = on ? ['NO', 'WANTYES', 'WANTNO'] as const : ['YES', 'WANTNO', 'WANTYES'] as const
    if (on) this.link.remoteOptions.add(this.code)
    if (this.him === from) {
      this.him = want
      if (on) this.link.writer.writeDo(this.code)
      else this.link.writer.writeDont(this.code)
    } else if (this.him === against) this.himq = 'OPPOSITE'
    else if (this.him === want) this.himq = 'EMPTY'
    if (!on) this.link.remoteOptions.delete(this.code)
  }

  /** Where the negotiation stands, for `resume` in another process. */
  get standing(): OptionStanding {
    return { us: this.us, usq: this.usq, him: this.him, himq: this.himq, enabledLocal: this.enabledLocal, enabledRemote: this.enabledRemote }
  }

  /** Goes on where `standing` was taken: nothing is sent, enabled() and disabled() are not called. */
  resume(s: OptionStanding): void {
    this.enabledLocal = s.enabledLocal
    this.enabledRemote = s.enabledRemote
    this.us = s.us
    this.usq = s.usq
    this.him = s.him
    this.himq = s.himq
    if (s.us !== 'NO') this.link.localOptions.add(this.code)
    if (s.him !== 'NO') this.link.remoteOptions.add(this.code)
  }

  /** A peer that asks again after each refusal would loop for ever with one that answers each. */
  #refuses(): boolean {
    return this.#refusals++ < MAX_REFUSALS
  }
}
