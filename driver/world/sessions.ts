/**
 * All connections: accepting them through master->connect() and logon(), users(), exec(),
 * snooping. Not for: one connection's input and output (session.ts).
 */
import type { Accept, Wire } from '../net/wire.js'
import { applyDirect, NO_FUNCTION } from '../vm/calls.js'
import { LpcError } from '../vm/errors.js'
import type { Fiber } from '../vm/fiber.js'
import { LpcObject } from '../vm/object.js'
import type { Result } from '../vm/values.js'
import { after, apply } from './flow.js'
import { sessionOf } from './output.js'
import { restore, type ReleasedSession } from './copyover.js'
import { Session } from './session.js'
import type { World } from './world.js'

export class Sessions {
  private readonly list = new Set<Session>()
  private refusing: string | null = null

  constructor(private readonly world: World) {}

  get size(): number {
    return this.list.size
  }

  /** The Accept that driver/net calls for each new client. */
  readonly accept: Accept = (wire: Wire) => {
    const session = new Session(this.world, wire)
    this.list.add(session)
    this.world.log.info({ address: wire.info.address, kind: wire.info.kind }, 'Connection')
    const refused = this.refusing ?? (this.world.master ? null : 'The game is not ready yet.')
    if (refused !== null) {
      session.write(refused + '\n')
      session.close(refused)
      return session
    }
    // In a later turn: the wire hears of its events only when this returns.
    this.world.clock.soon(() => session.gone || session.run((F) => this.connect(F, session), () => this.stranded(session)))
    return session
  }

  /** As `accept`, for a connection that the process before this one had. */
  restoring({ saved, lines }: Pick<ReleasedSession, 'saved' | 'lines'>): Accept {
    return (wire) => {
      const session = new Session(this.world, wire)
      this.list.add(session)
      this.world.clock.soon(() => session.gone || session.run((F) => restore(this.world, F, session, saved, lines), () => this.stranded(session)))
      return session
    }
  }

  /** A connection that has no login before it: `ob` gets it at once. Null when no new ones are taken. */
  adopt(wire: Wire, ob: LpcObject): Session | null {
    if (this.refusing !== null) return null
    const session = new Session(this.world, wire)
    this.list.add(session)
    this.bind(session, ob)
    return session
  }

  /** master->connect() and logon(). */
  connect(F: Fiber, session: Session): Result {
    const master = this.world.master!
    const refuse = (why: string): Result => {
      session.write(why + '\n')
      session.close(why)
      return undefined
    }
    // As in FluffOS the master is this_player() until there is one.
    F.player = master
    return after(F, apply(F, master, 'connect', [session.wire.info.port]), (ob) => {
      F.player = null
      if (session.gone) return undefined
      if (!(ob instanceof LpcObject) || ob.destructed || ob.remote) return refuse('Connection refused.')
      this.bind(session, ob)
      F.player = ob
      const r = applyDirect(F, ob, 'logon', [])
      return r === NO_FUNCTION ? refuse('This game has no login.') : r
    })
  }

  /** An error in connect() or logon(): nobody would ever listen to this client. */
  private stranded(session: Session): void {
    session.write('The login failed; the error was logged.\n')
    session.close('The login failed.')
  }

  /** Gives a connection to an object; a connection it had before is closed. */
  bind(session: Session, ob: LpcObject): void {
    sessionOf(ob)?.close('Another connection took over.')
    if (session.ob) session.ob.interactive = null
    session.ob = ob
    ob.interactive = session
    this.world.livings.becamePlayer(ob)
  }

  /** exec(): moves the connection of `from` to `to`. */
  exec(F: Fiber, to: LpcObject, from: LpcObject): boolean {
    const session = sessionOf(from)
    if (!session || session.gone || to.destructed) return false
    if (to === from) return true
    if (sessionOf(to)) throw new LpcError(`exec: ${to.name} is interactive already.`)
    this.bind(session, to)
    if (F.player === from) F.player = to
    return true
  }

  users(): LpcObject[] {
    const out: LpcObject[] = []
    for (const s of this.list) if (s.ob) out.push(s.ob)
    return out
  }

  /** Starts (`victim`) or stops (null) snooping; a loop of snoopers is refused. */
  snoop(by: LpcObject, victim: LpcObject | null): boolean {
    for (const s of this.list) if (s.snooper === by) s.snooper = null
    if (!victim) return true
    const session = sessionOf(victim)
    if (!session) return false
    for (let ob: LpcObject | null = by; ob; ob = sessionOf(ob)?.snooper ?? null) if (ob === victim) return false
    session.snooper = by
    return true
  }

  /** Whom an object snoops. */
  snooping(by: LpcObject): LpcObject | null {
    for (const s of this.list) if (s.snooper === by) return s.ob
    return null
  }

  died(ob: LpcObject): void {
    for (const s of this.list) if (s.snooper === ob) s.snooper = null
    sessionOf(ob)?.close('The object is gone.')
  }

  /** The object that a client plays; null at the login of a mudlib that has none, or when it is gone. */
  playedBy(wire: Wire): LpcObject | null {
    for (const s of this.list) if (s.wire === wire) return s.ob
    return null
  }

  all(): readonly Session[] {
    return [...this.list]
  }

  /** New connections hear this from now on. */
  refuse(reason: string): void {
    this.refusing = reason
  }

  remove(session: Session): void {
    this.list.delete(session)
  }

  /** Refuses new connections from now on and ends those there are. */
  closeAll(reason: string): void {
    this.refuse(reason)
    for (const s of this.all()) {
      s.write(reason + '\n')
      s.close(reason)
    }
  }
}
