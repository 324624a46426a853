/**
 * One connection and the object it is bound to. Input lines are run in order, each as a fiber of
 * its own: the next one waits for the last. Output of one turn leaves together.
 * Not for: who connects (sessions.ts), bytes and protocols (driver/net).
 */
import { networkOf } from '../net/addresses.js'
import type { Wire, WireEvents } from '../net/wire.js'
import { NO_FUNCTION, applyDirect } from '../vm/calls.js'
import { decode, encode } from '../vm/encodings.js'
import { CANCELLED, type LpcError } from '../vm/errors.js'
import type { Fiber } from '../vm/fiber.js'
import type { LpcObject } from '../vm/object.js'
import { truthy, type Result } from '../vm/values.js'
import { runCommand } from './commands.js'
import type { ReleasedSession } from './copyover.js'
import { after, apply } from './flow.js'
import { MAX_BUFFERED, MAX_QUEUED_LINES } from './limits.js'
import type { World } from './world.js'

/** The escape sequences of links: for the client that asked for them, not for who looks on. */
const LINK_MARKS = /\x1b\](?:8|68);[^\x07\x1b]*(?:\x07|\x1b\\)/g

/** Who gets the next line instead of the command parser. One line, then it is gone. */
export interface InputHandler {
  run(F: Fiber, line: string): Result
  /** Not echoed, and `!` is no escape: a password may begin with it. */
  readonly noEcho: boolean
  readonly noEscape: boolean
}

export class Session implements WireEvents {
  ob: LpcObject | null = null
  snooper: LpcObject | null = null
  /** No wire any more. */
  gone = false
  lastInput: number
  /** Ticks of all the commands it ran that have ended. */
  ticks = 0
  readonly since: number

  private handler: InputHandler | null = null
  private readonly queue: string[] = []
  private overflowed = false
  private busy = false
  private fiber: Fiber | null = null
  private out = ''
  private flushing = false
  /** A command runs, and its end flushes: no need to ask for it at each piece of text. */
  private running = false
  /** The cursor stands behind a prompt: what comes unasked starts on a line of its own. */
  private atPrompt = false

  constructor(private readonly world: World, readonly wire: Wire) {
    this.since = this.lastInput = world.now()
    if (wire.info.encoding) this.setEncoding(wire.info.encoding)
  }

  /** The client speaks `name`, known to vm/encodings; null for UTF-8. */
  setEncoding(name: string | null): void {
    this.wire.info.encoding = name ?? undefined
    this.wire.codec = name === null ? null : { encode: (text) => encode('output', text, name), decode: (bytes) => decode('input', bytes, name) }
  }

  /** Where it comes from, as one customer: what is counted by origin goes by this. */
  get network(): string {
    return networkOf(this.wire.info.address)
  }

  // ---- what the wire tells -------------------------------------------------------------------

  line(text: string): void {
    if (this.gone) return
    this.atPrompt = false
    this.lastInput = this.world.now()
    if (this.queue.length >= MAX_QUEUED_LINES) {
      if (!this.overflowed) this.write('Too many lines are waiting; the rest is dropped.\n')
      this.overflowed = true
      return
    }
    this.queue.push(text)
    this.pump()
  }

  interrupt(): void {
    this.queue.length = 0
    this.fiber?.cancel('Interrupted.')
  }

  gmcp(name: string, data: unknown): void {
    const ob = this.ob
    if (!ob || this.gone) return
    this.world.start({ player: ob }, (F) => apply(F, ob, 'gmcp', [data === undefined ? name : `${name} ${JSON.stringify(data)}`]))
  }

  window(cols: number, rows: number): void {
    const ob = this.ob
    if (!ob || this.gone) return
    this.world.start({ player: ob }, (F) => apply(F, ob, 'window_size', [cols, rows]))
  }

  closed(reason: string): void {
    if (this.gone) return
    this.gone = true
    this.queue.length = 0
    this.handler = null
    this.out = ''
    this.world.sessions.remove(this)
    const ob = this.ob
    this.ob = null
    this.world.log.info({ address: this.wire.info.address, object: ob?.name, reason }, 'Connection closed')
    if (!ob) return
    ob.interactive = null
    this.world.start({ player: ob }, (F) => apply(F, ob, 'net_dead'))
  }

  // ---- input ---------------------------------------------------------------------------------

  get hasHandler(): boolean {
    return this.handler !== null
  }

  /** The next line goes to `handler`. False when another one waits already. */
  setHandler(handler: InputHandler): boolean {
    if (this.handler || this.gone) return false
    this.handler = handler
    if (handler.noEcho) this.wire.echo(false)
    return true
  }

  /** The next line is a command again. False when it was one anyway. */
  dropHandler(): boolean {
    const had = this.handler !== null
    if (this.handler?.noEcho) this.wire.echo(true)
    this.handler = null
    return had
  }

  /** Runs `body` as this session's current fiber; the next line waits for its end. `failed` hears of an error. */
  run(body: (F: Fiber) => Result, failed?: () => void): void {
    this.busy = true
    const { counters, clock } = this.world
    const began = clock.mono()
    let running: Fiber
    this.running = true
    const F = this.world.start({ player: this.ob }, (G) => body((running = G)), (error) => {
      this.ticks += running.spent
      counters.commands++
      counters.commandTime.add(clock.mono() - began)
      if (error) failed?.()
      this.ended(error)
    })
    this.running = false
    if (F.state === 'waiting') this.fiber = F
    if (this.out !== '') this.flushSoon()
  }

  private pump(): void {
    if (this.busy || this.gone || this.queue.length === 0 || !this.ob) return
    const line = this.queue.shift()!
    this.overflowed = false
    this.run((F) => this.dispatch(F, this.ob!, line))
  }

  private dispatch(F: Fiber, ob: LpcObject, line: string): Result {
    ob.lastUsed = this.world.now()
    const h = this.handler
    if (h && !(line.startsWith('!') && line.length > 1 && !h.noEcho && !h.noEscape)) {
      this.handler = null
      if (h.noEcho) {
        this.wire.echo(true)
        // The client did not echo the line's end either.
        this.write('\n')
      } else this.snoop(`% ${line}\n`)
      return h.run(F, line)
    }
    if (h) line = line.slice(1)
    this.snoop(`% ${line}\n`)
    return after(F, apply(F, ob, 'process_input', [line]), (r) => {
      if (typeof r !== 'string' && truthy(r)) return undefined
      return ob.destructed ? undefined : runCommand(this.world, F, ob, typeof r === 'string' ? r : line)
    })
  }

  private ended(error: LpcError | null): void {
    this.fiber = null
    if (this.gone) return
    if (error?.code === CANCELLED) this.write(`${error.message}\n`)
    const ob = this.ob
    if (!ob || this.handler) return this.idle()
    const F = this.world.start(
      { player: ob },
      (F) => {
        const r = applyDirect(F, ob, 'write_prompt', [])
        if (r !== NO_FUNCTION) return r
        this.write(this.world.config.defaultPrompt)
        return undefined
      },
      () => this.idle(),
    )
    if (F.state === 'waiting') this.fiber = F
  }

  private idle(): void {
    this.fiber = null
    this.flush(true)
    this.busy = false
    // In a later turn, so that one player's pasted script does not hold up the rest.
    if (this.queue.length > 0) this.world.clock.soon(() => this.pump())
  }

  // ---- output --------------------------------------------------------------------------------

  write(text: string): void {
    if (this.gone || text === '') return
    this.out += text
    if (this.out.length > MAX_BUFFERED) this.flush(false)
    else if (!this.running) this.flushSoon()
  }

  private flushSoon(): void {
    if (this.flushing) return
    this.flushing = true
    this.world.clock.soon(() => {
      this.flushing = false
      this.flush(false)
    })
  }

  /** Hands the text to the wire. With `prompt`, an unfinished last line stays as the prompt. */
  flush(prompt: boolean): void {
    if (this.gone) return
    const text = this.out
    this.out = ''
    if (text) this.snoop(text)
    if (!prompt) {
      if (text) this.wire.write(this.atPrompt && !text.startsWith('\n') ? `\n${text}` : text)
      if (text) this.atPrompt = false
      return
    }
    this.wire.prompt(text)
    this.atPrompt = text !== '' && !text.endsWith('\n')
  }

  private snoop(shown: string): void {
    const snooper = this.snooper
    if (!snooper || snooper.destructed) return
    const text = shown.replace(LINK_MARKS, '')
    if (this.world.config.receiveSnoop) this.world.start({}, (F) => apply(F, snooper, 'receive_snoop', [text]))
    else (snooper.interactive as Session | null)?.write(text.replace(/^(?=.)/gm, '%'))
  }

  /** Ends here without closing the client, for another process to go on with. */
  release(saved: string | null): ReleasedSession {
    this.flush(false)
    this.gone = true
    this.fiber?.cancel('The game restarts.')
    if (this.ob) this.ob.interactive = null
    this.ob = null
    this.world.sessions.remove(this)
    return { wire: this.wire, saved, lines: this.queue.splice(0) }
  }

  /** Sends what is queued, then closes; net_dead() is not called. */
  close(reason: string): void {
    if (this.gone) return
    this.flush(false)
    this.gone = true
    this.fiber?.cancel('Connection closed.')
    if (this.ob) this.ob.interactive = null
    this.ob = null
    this.world.sessions.remove(this)
    this.wire.close(reason)
  }
}
