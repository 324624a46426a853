/**
 * WebSocket clients that come back. A client gets `Session.Token {token, seconds}`; from then on
 * both sides count frames. When the connection breaks, the game hears nothing of it for a while:
 * what it says is kept. A client that comes with `Session.Resume {token, frame}`, its first
 * message, gets `Session.Resumed {token, replayed, lost}`, then the frames it has not seen.
 * Anything else is answered by `Session.Refused`, and the client is a new one.
 * Not for: frames (formats), one connection (wire).
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import { isLoopback } from '../addresses.js'
import { guarded } from '../guard.js'
import type { HandedWire, ResumeState } from '../handover.js'
import type { NetLimits } from '../limits.js'
import type { Log } from '../log.js'
import type { Accept, Wire, WireEvents, WireInfo } from '../wire.js'

/** What carries a resumable client just now. */
export interface Carrier {
  info: WireInfo
  write(text: string): void
  prompt(text: string): void
  gmcp(name: string, data: unknown): void
  /** A frame as it was sent before. */
  again(frame: Frame): void
  /** Calls back when all of the above has left. */
  whenSent(then: () => void): void
  close(reason: string): void
}

export interface Frame {
  readonly binary: boolean
  readonly bytes: Buffer
}

const TOKEN_BYTES = 18
/** How long a client may take for what waits for it, before it is handed over. */
const HANDOVER_MS = 1_000

export class Resumables {
  private readonly byToken = new Map<string, Resumable>()
  private readonly waiting = new Map<string, number>()

  constructor(private readonly accept: Accept, readonly limits: NetLimits, private readonly log: Log) {}

  /** Clients whose connection broke and who may come back. */
  get size(): number {
    let sum = 0
    for (const n of this.waiting.values()) sum += n
    return sum
  }

  /** A new client. */
  open(carrier: Carrier): Resumable {
    return new Resumable(this, carrier, carrier.info, this.accept, this.log)
  }

  /** A client of the process before, who is on its way back. */
  adopt(state: ResumeState, accept: Accept): void {
    const resumable = new Resumable(this, null, state.info, accept, this.log, state)
    if (!this.mayWait(resumable)) resumable.end('too many wait')
  }

  find(token: unknown): Resumable | null {
    return typeof token === 'string' ? this.byToken.get(token) ?? null : null
  }

  named(resumable: Resumable): string {
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    this.byToken.set(token, resumable)
    return token
  }

  restored(resumable: Resumable, token: string): void {
    this.byToken.set(token, resumable)
  }

  forget(token: string): void {
    this.byToken.delete(token)
  }

  /** Counts one that waits; false: its address has too many. */
  mayWait({ info: { address } }: Resumable): boolean {
    const here = this.waiting.get(address) ?? 0
    if (here >= (isLoopback(address) ? this.limits.perAddressLoopback : this.limits.perAddress)) return false
    this.waiting.set(address, here + 1)
    return true
  }

  waitsNoMore({ info: { address } }: Resumable): void {
    const here = (this.waiting.get(address) ?? 1) - 1
    if (here > 0) this.waiting.set(address, here)
    else this.waiting.delete(address)
  }

  /** Ends those who wait: the port closes. */
  close(): void {
    for (const r of [...this.byToken.values()]) if (!r.carrier) r.end('shutting down')
  }
}

/** One client over all its connections, as the world knows it. */
export class Resumable implements Wire {
  readonly info: WireInfo
  /** What the carrier tells. Its `closed` is broken() or end(). */
  readonly incoming: WireEvents
  readonly #events: WireEvents
  carrier: Carrier | null
  /** The latest frames: the first has number `#first`. */
  #frames: Frame[] = []
  #first = 0
  #bytes = 0
  #token = ''
  /** The one before, until the client has the new one. */
  #oldToken = ''
  #hidden = false
  #lost = false
  #spoken = false
  #over = false
  #timer: NodeJS.Timeout | null = null

  constructor(private readonly all: Resumables, carrier: Carrier | null, info: WireInfo, accept: Accept, log: Log, restored?: ResumeState) {
    this.carrier = carrier
    this.info = info
    if (restored) {
      this.#token = restored.token
      this.#hidden = restored.hidden
      this.#lost = restored.lost
      this.#first = restored.first
      this.#spoken = true
      this.#frames = restored.frames.map((f) => ({ binary: f.binary, bytes: Buffer.from(f.bytes, 'base64') }))
      all.restored(this, this.#token)
      this.#wait()
    }
    const events = this.#events = guarded(this, accept, log)
    this.incoming = {
      ...events,
      line: (text) => {
        this.#spoken = true
        events.line(text)
      },
    }
  }

  // Wire

  write(text: string): void {
    if (this.carrier) this.carrier.write(text)
    else this.#missed(text)
  }

  prompt(text: string): void {
    if (this.carrier) this.carrier.prompt(text)
    else if (text !== '') this.#missed(text)
  }

  echo(on: boolean): void {
    this.#hidden = !on
    this.carrier?.gmcp('Core.Echo', { on })
  }

  /** State that is told again and again: what is said to nobody is not kept. */
  gmcp(name: string, data: unknown): void {
    this.carrier?.gmcp(name, data)
  }

  close(reason: string): void {
    const { carrier } = this
    this.#forget()
    carrier?.close(reason)
  }

  async handOver(): Promise<HandedWire | null> {
    if (this.#over || !this.#spoken) {
      this.close('restarting')
      return null
    }
    const { carrier } = this
    // What the client will have got must be counted, or it would miss as much later.
    if (carrier) await Promise.race([new Promise<void>((done) => carrier.whenSent(done)), after(HANDOVER_MS)])
    this.#forget()
    carrier?.close('restarting')
    return {
      handle: null,
      state: {
        protocol: 'resume', info: this.info, token: this.#token, hidden: this.#hidden, lost: this.#lost, first: this.#first,
        frames: this.#frames.map((f) => ({ binary: f.binary, bytes: f.bytes.toString('base64') })),
      },
    }
  }

  // What the carrier tells

  /** A frame has left, the newest of all. */
  sent(by: Carrier | null, frame: Frame): void {
    if (this.#token === '' || by !== this.carrier) return
    this.#frames.push(frame)
    this.#bytes += frame.bytes.length
    this.#trim()
  }

  /** The connection is gone, `final` when we have closed it; `unsent` frames had not left. */
  broken(carrier: Carrier, final: boolean, unsent: readonly Frame[], reason: string): void {
    if (carrier !== this.carrier || this.#over) return
    if (final) return this.end(reason)
    this.carrier = null
    for (const frame of unsent) this.sent(null, frame)
    // Who has typed nothing yet has nothing to come back to.
    if (!this.#spoken || this.#token === '' || !this.all.mayWait(this)) return this.end(reason)
    this.#wait()
  }

  /** The client lists Session in `Core.Supports`: it knows how to come back. */
  tokenAsked(): void {
    if (!this.#over && this.#token === '') this.#name('Session.Token', {})
  }

  /** The client is back, having seen so many frames. */
  resume(carrier: Carrier, seen: unknown): void {
    const { carrier: old } = this
    if (this.#timer) {
      clearTimeout(this.#timer)
      this.all.waitsNoMore(this)
    }
    this.#timer = null
    this.carrier = carrier
    carrier.info = Object.assign(this.info, { address: carrier.info.address })
    old?.close('resumed elsewhere')
    const at = typeof seen === 'number' && Number.isSafeInteger(seen) ? seen - this.#first : -1
    const known = at >= 0 && at <= this.#frames.length
    const frames = known ? this.#frames.slice(at) : [...this.#frames]
    this.#name('Session.Resumed', { replayed: frames.length, lost: this.#lost || !known })
    this.#lost = false
    for (const frame of frames) carrier.again(frame)
    carrier.gmcp('Core.Echo', { on: !this.#hidden })
  }

  /** The client is gone for good. */
  end(reason: string): void {
    if (this.#over) return
    this.#forget()
    this.carrier = null
    this.#events.closed(reason)
  }

  // Own

  #wait(): void {
    this.#timer = setTimeout(() => {
      this.all.waitsNoMore(this)
      this.#timer = null
      this.end('did not come back')
    }, this.all.limits.resumeMs)
    this.#timer.unref()
  }

  #missed(text: string): void {
    this.sent(null, { binary: true, bytes: Buffer.from(text.replace(/\r?\n/g, '\r\n')) })
  }

  /** Tells the client a new token. Counting begins anew behind that message, on both sides. */
  #name(message: string, data: object): void {
    const { carrier } = this
    if (!carrier) return
    this.#oldToken = this.#token
    this.#token = this.all.named(this)
    carrier.gmcp(message, { token: this.#token, seconds: this.all.limits.resumeMs / 1000, ...data })
    carrier.whenSent(() => {
      this.all.forget(this.#oldToken)
      this.#frames = []
      this.#first = 0
      this.#bytes = 0
    })
  }

  #trim(): void {
    let drop = 0
    while (this.#bytes > this.all.limits.replayBytes && drop < this.#frames.length) this.#bytes -= this.#frames[drop++].bytes.length
    if (drop === 0) return
    this.#frames.splice(0, drop)
    this.#first += drop
    if (!this.carrier) this.#lost = true
  }

  #forget(): void {
    this.#over = true
    this.all.forget(this.#token)
    this.all.forget(this.#oldToken)
    if (this.#timer) {
      clearTimeout(this.#timer)
      this.all.waitsNoMore(this)
    }
    this.#timer = null
  }
}
