/**
 * Copyover: connections outlive the driver. Before its end master->copyover_save() says what to
 * remember of each body; in the next process master->copyover_restore() makes it again.
 * Not for: how connections travel (driver/net/handover, driver/roles/successor).
 */
import type { Wire } from '../net/wire.js'
import type { Fiber } from '../vm/fiber.js'
import { LpcObject } from '../vm/object.js'
import type { Result } from '../vm/values.js'
import { after, apply } from './flow.js'
import { MAX_SAVED } from './limits.js'
import type { Session } from './session.js'
import type { World } from './world.js'

/** A connection without a session. */
export interface ReleasedSession {
  readonly wire: Wire
  /** master->copyover_save(); null: the client begins with the login again. */
  readonly saved: string | null
  /** Lines typed ahead that no command has seen. */
  readonly lines: readonly string[]
}

/** Takes all connections out of the world. */
export function releaseAll(world: World): ReleasedSession[] {
  return world.sessions.all().map((session) => session.release(saved(world, session)))
}

function saved(world: World, session: Session): string | null {
  const { ob } = session
  const { master } = world
  if (!ob || ob.destructed || !master) return null
  let text: string | null = null
  world.start({ player: ob, noWait: 'copyover_save()' }, (F) => {
    const r = apply(F, master, 'copyover_save', [ob])
    if (typeof r === 'string' && r.length <= MAX_SAVED) text = r
    else if (typeof r === 'string') world.log.warn({ object: ob.name, characters: r.length, limit: MAX_SAVED }, 'copyover_save() gave more than is remembered: its client logs in anew')
    return undefined
  })
  return text
}

/** Makes the body of a client that could not be taken along, as if its connection had just been lost. */
export function restoreAway(world: World, saved: string): void {
  const { master } = world
  if (!master) return
  world.start({}, (F) => after(F, apply(F, master, 'copyover_restore', [saved]), (ob) => {
    if (!(ob instanceof LpcObject) || ob.destructed || ob.remote) return undefined
    world.livings.becamePlayer(ob)
    F.player = ob
    return after(F, apply(F, ob, 'copyover_done', []), () => (ob.destructed || ob.interactive ? undefined : apply(F, ob, 'net_dead', [])))
  }))
}

/** Gives a connection its body again; one that has none begins with the login. */
export function restore(world: World, F: Fiber, session: Session, saved: string | null, lines: readonly string[]): Result {
  const { sessions } = world
  const master = saved === null ? null : world.master
  if (!master) return sessions.connect(F, session)
  return after(F, apply(F, master, 'copyover_restore', [saved ?? 0]), (ob) => {
    if (session.gone) return undefined
    if (!(ob instanceof LpcObject) || ob.destructed || ob.remote) return sessions.connect(F, session)
    sessions.bind(session, ob)
    F.player = ob
    for (const line of lines) session.line(line)
    return apply(F, ob, 'copyover_done', [])
  })
}
