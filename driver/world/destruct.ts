/**
 * The end of an object: shadows first, then its contents are offered move_or_destruct(), then it
 * leaves every table. What it still runs goes on to its end (FluffOS does the same); a fiber that
 * waits in it ends in an LPC error when it resumes.
 */
import { LIMIT, LpcError } from '../vm/errors.js'
import { abandonAwaits } from '../vm/async.js'
import type { Fiber } from '../vm/fiber.js'
import type { LpcObject } from '../vm/object.js'
import type { Result, Value } from '../vm/values.js'
import { after, apply, attempt, repeat, STOP } from './flow.js'
import { MAX_REFILLS } from './limits.js'
import { leave } from './move.js'
import { baseName } from './paths.js'
import { unlinkShadow } from './shadows.js'
import type { World } from './world.js'

export function destruct(world: World, F: Fiber, ob: LpcObject): Result {
  if (ob.destructed) return undefined
  if (ob === world.simulEfun || ob === world.master) return world.replaceVital(F, ob)
  // Shadows of the object go with it, outermost first.
  if (ob.shadowedBy && !ob.shadowing) {
    let top: LpcObject = ob
    while (top.shadowedBy) top = top.shadowedBy
    return after(F, destructShadows(world, F, top, ob), () => destruct(world, F, ob))
  }
  return after(F, notify(world, F, ob), () => after(F, empty(world, F, ob), () => {
    finish(world, F, ob)
    return undefined
  }))
}

function destructShadows(world: World, F: Fiber, top: LpcObject, root: LpcObject): Result {
  if (top === root) return undefined
  const below = top.shadowing ?? root
  unlinkShadow(top)
  return after(F, destruct(world, F, top), () => destructShadows(world, F, below, root))
}

/** on_destruct(), for objects that asked for it; its errors do not save the object. */
function notify(world: World, F: Fiber, ob: LpcObject): Result {
  if (!world.notifyDestruct.delete(ob)) return undefined
  return attempt(F, () => apply(F, ob, 'on_destruct'), () => undefined)
}

/** Every thing inside gets move_or_destruct(environment); what stays is destructed. */
function empty(world: World, F: Fiber, ob: LpcObject): Result {
  let left = (ob.inventory?.size ?? 0) + MAX_REFILLS
  return repeat(F, () => {
    if (ob.destructed || !ob.inventory || ob.inventory.size === 0) return STOP
    F.charge(20)
    if (left-- === 0) throw new LpcError(`destruct: ${ob.name} is filled again as fast as it is emptied.`, { code: LIMIT })
    // The oldest first: what comes in meanwhile waits its turn.
    const inner: LpcObject = ob.inventory.values().next().value!
    return after(F, apply(F, inner, 'move_or_destruct', [(ob.environment ?? 0) as Value]), () => {
      if (inner.destructed || inner.environment !== ob) return undefined
      return after(F, destruct(world, F, inner), () => {
        // A thing that cannot be got rid of must not keep us here for ever.
        if (!inner.destructed && inner.environment === ob) throw new LpcError(`destruct: Cannot empty ${ob.name}.`)
        return undefined
      })
    })
  })
}

function finish(world: World, F: Fiber, ob: LpcObject): void {
  if (ob.destructed) return
  unlinkShadow(ob)
  leave(ob)
  ob.destructed = true
  ob.destructedBy = F.id
  ob.dispatch = null
  world.objects.remove(ob)
  // A blueprint's program goes with it, so that the next load sees the file as it is now.
  if (!ob.clone && !ob.virtual && ob.name === baseName(ob.name)) world.loader.forget(ob.name, ob.program)
  world.livings.remove(ob)
  world.scheduler.died(ob)
  world.sessions.died(ob)
  for (const died of world.onDestruct) died(ob)
  abandonAwaits(ob)
  ob.commandsEnabled = false
  ob.actions = null
  if (ob.remote) {
    world.ghosts.delete(ob)
    ob.remote.destruct()
  }
  world.bury(F, ob)
}

/** Takes an object out of the world without asking anyone: for vital objects being replaced. */
export function discard(world: World, F: Fiber, ob: LpcObject): void {
  finish(world, F, ob)
}
