/** Fibers for verbs: one that may wait, as a promise, and one that may not. */
import { CANCELLED, LpcError } from '../vm/errors.js'
import type { Fiber, FiberOptions } from '../vm/fiber.js'
import type { LpcObject } from '../vm/object.js'
import type { Result, Value } from '../vm/values.js'
import type { World } from '../world/world.js'
import { fromLpc, PlannerError } from './errors.js'

/** Runs `body`, which may wait. Rejects with a PlannerError, after the game's error handler heard of it. */
export function inFiber(world: World, options: FiberOptions, body: (F: Fiber) => Result, ended: (F: Fiber) => void = () => {}): Promise<Value> {
  return new Promise((done, fail) => {
    let fiber: Fiber
    world.start(
      options,
      (F) => body((fiber = F)),
      (error, value) => {
        ended(fiber)
        if (!error) done(value)
        else fail(error.code === CANCELLED ? new PlannerError('CANCELLED', error.message) : fromLpc(error))
      },
    )
  })
}

/**
 * Runs `body` at once on behalf of `ob` (null: of nobody); it may not wait. What it throws comes
 * out, LPC's errors as PlannerError, and is not reported: the planner alone is to know.
 */
export function within<T>(world: World, ob: LpcObject | null, body: (F: Fiber) => T): T {
  let out: T | undefined
  let failed: { error: unknown } | null = null
  world.start({ player: ob, origin: ob, noWait: 'a planner\'s request' }, (F) => {
    try {
      out = body(F)
    } catch (error) {
      failed = { error }
    }
    return undefined
  })
  if (failed === null) return out as T
  const { error } = failed as { error: unknown }
  throw error instanceof LpcError ? fromLpc(error) : error
}
