/**
 * The fibers that wait, by the player they belong to: for the limit, for `ps`-like commands, and
 * for shutting down. Running ones are not here: they end or wait within the turn.
 */
import type { Fiber } from '../vm/fiber.js'
import type { LpcObject } from '../vm/object.js'
import { MAX_DRIVER_FIBERS } from './limits.js'

export class Fibers {
  private readonly byOwner = new Map<LpcObject | null, Set<Fiber>>()
  private readonly owners = new WeakMap<Fiber, LpcObject | null>()

  /** Keeps a fiber that waits; ends it at once when its player has too many, and says so. */
  add(F: Fiber, perUser: number): string | null {
    const owner = F.player
    let set = this.byOwner.get(owner)
    if (!set) this.byOwner.set(owner, (set = new Set()))
    set.add(F)
    this.owners.set(F, owner)
    const limit = owner ? perUser : MAX_DRIVER_FIBERS
    if (set.size <= limit) return null
    const why = tooMany(limit)
    F.cancel(why)
    return why
  }

  /** Why a fiber that does not wait yet may not begin to. */
  refuses(F: Fiber, perUser: number): string | null {
    if (this.owners.has(F)) return null
    const limit = F.player ? perUser : MAX_DRIVER_FIBERS
    return (this.byOwner.get(F.player)?.size ?? 0) < limit ? null : tooMany(limit)
  }

  remove(F: Fiber): void {
    const owner = this.owners.get(F)
    if (owner === undefined) return
    const set = this.byOwner.get(owner)
    if (set?.delete(F) && set.size === 0) this.byOwner.delete(owner)
  }

  of(owner: LpcObject | null): Fiber[] {
    return [...(this.byOwner.get(owner) ?? [])]
  }

  all(): Fiber[] {
    return [...this.byOwner.values()].flatMap((s) => [...s])
  }
}

function tooMany(limit: number): string {
  return `Too many suspended evaluations (limit ${limit}).`
}
