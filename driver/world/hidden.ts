/**
 * Objects that hid themselves: lists leave them out for all but those master->valid_hide() lets
 * hide too. While nothing is hidden this costs a comparison.
 */
import type { Fiber } from '../vm/fiber.js'
import type { LpcObject } from '../vm/object.js'
import { allowed } from './security.js'
import type { World } from './world.js'

const hidden = new WeakMap<World, Set<LpcObject>>()

/** May `F`'s object hide, and see what is hidden? */
export function mayHide(world: World, F: Fiber): boolean {
  return allowed(world, F, 'valid_hide', [F.self], false)
}

export function setHidden(world: World, ob: LpcObject, on: boolean): void {
  let set = hidden.get(world)
  if (!set) {
    hidden.set(world, (set = new Set()))
    const all = set
    world.onDestruct.add((gone) => void all.delete(gone))
  }
  if (on) set.add(ob)
  else set.delete(ob)
}

/** Those of a list that `F`'s object may know of. */
export function seen<T extends LpcObject>(world: World, F: Fiber, list: T[]): T[] {
  const set = hidden.get(world)
  if (!set || set.size === 0 || !list.some((ob) => set.has(ob)) || mayHide(world, F)) return list
  return list.filter((ob) => !set.has(ob))
}

export function seenOne(world: World, F: Fiber, ob: LpcObject | null | undefined): LpcObject | null {
  return ob ? (seen(world, F, [ob])[0] ?? null) : null
}
