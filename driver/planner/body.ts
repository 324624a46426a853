/**
 * A planner's body in the game, and the wire that connects it: text without colour, prompts or
 * pages. What a command shows until the next prompt is that command's answer; the rest are events.
 */
import type { Wire, WireInfo } from '../net/wire.js'
import { LpcObject } from '../vm/object.js'
import { apply } from '../world/flow.js'
import { sessionOf } from '../world/output.js'
import type { Session } from '../world/session.js'
import type { World } from '../world/world.js'
import { PlannerError } from './errors.js'
import type { Events } from './events.js'
import { inFiber } from './in-fiber.js'
import { BODY_IDLE_MS, EVENT_CHARS, MAX_COMMANDS, MAX_GMCP, OUTPUT_CHARS } from './limits.js'
import { clip, untrusted } from './untrusted.js'

export interface CommandOutput {
  readonly text: string
  readonly truncated: boolean
  readonly gmcp: ReadonlyArray<{ readonly name: string; readonly data: unknown }>
  /** The game waits for a hidden line, such as a password. */
  readonly hidden: boolean
  readonly ticks: number
}

interface Cycle {
  text: string
  truncated: boolean
  gmcp: Array<{ name: string; data: unknown }>
  done(output: Omit<CommandOutput, 'ticks'>): void
  failed(e: PlannerError): void
}

/** Escape sequences, and control characters but TAB and LF. */
const NOT_TEXT = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.)?|[\u0000-\u0008\u000b-\u001f\u007f]/g

class BodyWire implements Wire {
  readonly info: WireInfo = {
    kind: 'json', address: 'planner', port: 0, client: 'planner', terminal: 'dumb', cols: 0, rows: 0, utf8: true, screenReader: true, gmcp: true, links: '',
  }
  cycle: Cycle | null = null
  closed = false
  hidden = false

  constructor(private readonly events: Events) {}

  write(text: string): void {
    const plain = text.replace(NOT_TEXT, '')
    const cycle = this.cycle
    if (!cycle) {
      if (plain.trim() !== '') this.events.push('output', untrusted(clip(plain, EVENT_CHARS)))
      return
    }
    const kept = clip(plain, OUTPUT_CHARS - cycle.text.length)
    if (kept.length < plain.length) cycle.truncated = true
    cycle.text += kept
  }

  prompt(text: string): void {
    if (text) this.write(text)
    const cycle = this.cycle
    this.cycle = null
    cycle?.done({ text: cycle.text, truncated: cycle.truncated, gmcp: cycle.gmcp, hidden: this.hidden })
  }

  echo(on: boolean): void {
    this.hidden = !on
  }

  gmcp(name: string, data: unknown): void {
    if (this.cycle && this.cycle.gmcp.length < MAX_GMCP) this.cycle.gmcp.push({ name, data })
  }

  close(): void {
    this.closed = true
    this.cycle?.failed(new PlannerError('CANCELLED', 'The body left the game.'))
    this.cycle = null
  }
}

export class Body {
  private ob: LpcObject | null = null
  private wire: BodyWire | null = null
  private session: Session | null = null
  private entering: Promise<LpcObject> | null = null
  private queue: Promise<unknown> = Promise.resolve()
  private waiting = 0
  private idle: (() => void) | null = null

  constructor(private readonly world: World, private readonly principal: string, private readonly events: Events) {}

  /** The body, made and connected if need be. Somebody who is logged in as the planner keeps the connection. */
  async object(): Promise<LpcObject> {
    this.rest()
    if (this.ob && !this.ob.destructed && this.ob.interactive) return this.ob
    this.entering ??= this.enter().finally(() => { this.entering = null })
    return this.entering
  }

  private async enter(): Promise<LpcObject> {
    const { world } = this
    const master = world.master
    if (!master) throw new PlannerError('BUSY', 'The game is not ready yet.')
    const ob = await inFiber(world, {}, (F) => apply(F, master, 'planner_body', [this.principal]))
    if (!(ob instanceof LpcObject) || ob.destructed) throw new PlannerError('DENIED', 'The game gives this planner no body.')
    this.ob = ob
    if (ob.interactive) return ob
    const wire = (this.wire = new BodyWire(this.events))
    const session = (this.session = world.sessions.adopt(wire, ob))
    if (!session) throw new PlannerError('BUSY', 'The game takes no new connections.')
    await this.cycle(wire, () => session.run((F) => apply(F, master, 'planner_enter', [ob])))
    if (ob.destructed) throw new PlannerError('DENIED', 'The game gave this planner no lasting body.')
    return ob
  }

  /** The next line is a secret, such as a password: it belongs in no log. */
  get hidden(): boolean {
    return this.wire?.hidden ?? false
  }

  /** Does what a player would have typed. One after the other; `cancelled` is given what interrupts it. */
  async command(line: string, started: (cancel: () => void) => void): Promise<CommandOutput> {
    if (this.waiting >= MAX_COMMANDS) throw new PlannerError('QUOTA', 'Too many commands wait.', { quota: 'commands_waiting', limit: MAX_COMMANDS, retry_after_ms: 1_000 })
    this.waiting++
    let over = false
    let interrupt = (): void => { over = true }
    started(() => interrupt())
    const turn = this.queue.then(async () => {
      await this.object()
      const { session, wire } = this
      if (!session || !wire || session.gone || sessionOf(this.ob!) !== session) throw new PlannerError('BUSY', 'Somebody else is connected to the body of this planner.')
      if (over) throw new PlannerError('CANCELLED', 'It was cancelled.')
      interrupt = () => session.interrupt()
      const before = session.ticks
      const output = await this.cycle(wire, () => session.line(line))
      return { ...output, ticks: session.ticks - before }
    })
    this.queue = turn.catch(() => {})
    try {
      return await turn
    } finally {
      this.waiting--
    }
  }

  private cycle(wire: BodyWire, begin: () => void): Promise<Omit<CommandOutput, 'ticks'>> {
    return new Promise((done, failed) => {
      wire.cycle = { text: '', truncated: false, gmcp: [], done, failed }
      begin()
    })
  }

  /** Without requests the body goes, as a player's does whose connection is lost. */
  private rest(): void {
    this.idle?.()
    this.idle = this.world.clock.after(BODY_IDLE_MS, () => this.leave('idle'))
  }

  /** Ends what waits in its name beside jobs and commands, such as what background() started. */
  stop(reason: string): void {
    if (this.ob) for (const F of this.world.fibers.of(this.ob)) F.cancel(reason)
  }

  leave(reason: string): void {
    this.idle?.()
    this.idle = null
    const { session, wire } = this
    this.session = this.wire = this.ob = null
    wire?.close()
    if (session && !session.gone) session.closed(reason)
  }
}
