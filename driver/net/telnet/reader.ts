/**
 * telnetlib's reader, guarded. It decodes; around it we see the commands it drops, keep data and
 * commands in their order, end a subnegotiation that another command interrupts (telnetlib would
 * swallow all input until SE), and bound what a subnegotiation may hold.
 */
import type { TransformCallback } from 'node:stream'
import { SUBNEGOTIATION_RUNAWAY } from '../limits.js'
import { DONT, IAC, SB, SE } from './codes.js'
import { TelnetReader } from './lib.js'

export interface ReaderOwner {
  /** One byte of user data, unescaped. */
  dataByte(byte: number): void
  /** A command without an option: IP, AYT, EC, … */
  command(code: number): void
  /** An option command or subnegotiation begins: the peer speaks telnet. */
  negotiates(): void
  /** A subnegotiation far over its limit. */
  subnegotiationRunaway(): void
}

const enum State { Data, Iac, Option, Sb, SbIac }
/** IAC SB and the option, and a byte to be over the limit still. */
const MARGIN = 8
const SE_ALONE = Buffer.from([SE])
const IAC_ALONE = Buffer.from([IAC])
const NO_BYTES = Buffer.alloc(0)
const NOTHING = (): void => {}

export class Reader extends TelnetReader {
  #state = State.Data
  #held = 0
  #stopped = false
  /** The bytes of a command or subnegotiation that has begun and not ended. */
  #tail: Buffer = NO_BYTES

  constructor(link: object, private readonly owner: ReaderOwner, private readonly subnegotiationBytes: number) {
    // Room for the option byte; telnetlib's own check (which would jam the stream) never fires.
    super(link, { subnegotiationBufferMax: subnegotiationBytes + 2 })
    this.on('error', NOTHING)
  }

  /** Nothing more is decoded, not even the rest of this chunk. */
  stop(): void {
    this.#stopped = true
  }

  /** Stops, and gives what was begun: fed to another reader first, it goes on there. */
  unfinished(): Buffer {
    this.#stopped = true
    return this.#tail
  }

  /** Whether the subnegotiation just ended was longer than allowed. */
  takeOverflow(): boolean {
    const over = this.#held > this.subnegotiationBytes + 1
    this.#held = 0
    return over
  }

  override _pushData(byte: number): void {
    if (!this.#stopped) this.owner.dataByte(byte)
  }

  override _pushSubnegotiationData(byte: number): void {
    this.#held++
    if (this.#held <= this.subnegotiationBytes + 1) super._pushSubnegotiationData(byte)
    else if (this.#held === this.subnegotiationBytes * SUBNEGOTIATION_RUNAWAY) this.owner.subnegotiationRunaway()
  }

  /** Lines are ours: telnetlib ends them on CR LF only. */
  override _maybeFlush(): void {}

  /** Beyond the limit the rest is not kept: it would be dropped at its end anyway. */
  #open(begun: number | null, chunk: Buffer): Buffer {
    // At -1 its IAC was the last byte of the chunk before.
    const tail = begun === null ? Buffer.concat([this.#tail, chunk]) : begun < 0 ? Buffer.concat([IAC_ALONE, chunk]) : Buffer.from(chunk.subarray(begun))
    return tail.length > this.subnegotiationBytes + MARGIN ? tail.subarray(0, this.subnegotiationBytes + MARGIN) : tail
  }

  /** Bytes from the client, decoded at once: nothing of it waits, so that the stream around it is left out. */
  feed(chunk: Buffer): void {
    if (this.#state !== State.Data || chunk.includes(IAC)) return this._transform(chunk, 'utf8', NOTHING)
    for (const byte of chunk) this._pushData(byte)
  }

  override _transform(chunk: Buffer, encoding: BufferEncoding, done: TransformCallback): void {
    // A command at a time, so that what it does shows before the next: it may end the session.
    const decode = (bytes: Buffer): void => {
      if (bytes.length > 0 && !this.#stopped) super._transform(bytes, encoding, NOTHING)
    }
    let from = 0
    // Where what is open now began in this chunk; null: before it.
    let begun: number | null = null
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]
      switch (this.#state) {
        case State.Data:
          if (byte === IAC) {
            this.#state = State.Iac
            begun = at
          }
          break
        case State.Iac:
          if (byte >= SB && byte <= DONT) {
            this.#state = byte === SB ? State.Sb : State.Option
            decode(chunk.subarray(from, at + 1))
            from = at + 1
            this.owner.negotiates()
          } else {
            this.#state = State.Data
            if (byte === IAC) break
            decode(chunk.subarray(from, at + 1))
            from = at + 1
            if (!this.#stopped) this.owner.command(byte)
          }
          break
        case State.Option:
          this.#state = State.Data
          decode(chunk.subarray(from, at + 1))
          from = at + 1
          break
        case State.Sb:
          if (byte === IAC) this.#state = State.SbIac
          break
        case State.SbIac:
          if (byte === IAC) this.#state = State.Sb
          else if (byte === SE) {
            this.#state = State.Data
            decode(chunk.subarray(from, at + 1))
            from = at + 1
          } else {
            // The peer forgot SE: end what it began, then take its command as one.
            decode(chunk.subarray(from, at))
            decode(SE_ALONE)
            decode(IAC_ALONE)
            from = at
            begun = at - 1
            this.#state = State.Iac
            at--
          }
      }
    }
    decode(chunk.subarray(from))
    this.#tail = this.#state === State.Data ? NO_BYTES : this.#open(begun, chunk)
    done()
  }
}
