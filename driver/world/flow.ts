/**
 * Small combinators for native code that calls LPC: each goes on at once when the call returned,
 * and parks itself when the fiber has to wait. Not for: LPC frames, which park themselves.
 */
import { applyDirect, NO_FUNCTION } from '../vm/calls.js'
import type { Fiber } from '../vm/fiber.js'
import type { LpcObject } from '../vm/object.js'
import { WAIT, type Result, type Value } from '../vm/values.js'

/** A driver apply whose absence is no news: undefined when the object lacks the function. */
export function apply(F: Fiber, ob: LpcObject, name: string, args: Value[] = []): Result {
  const r = applyDirect(F, ob, name, args)
  return r === NO_FUNCTION ? undefined : r
}

/** `k` gets the value of `r`, now or after the wait. */
export function after(F: Fiber, r: Result, k: (value: Value) => Result): Result {
  return r === WAIT ? F.parkNative(k) : k(r)
}

/** Stops each() early. */
export const STOP: unique symbol = Symbol('stop')

/** Calls `fn` for each item in order, one after the other's wait. Gives undefined. */
export function each<T>(F: Fiber, items: readonly T[], fn: (item: T, index: number) => Result | typeof STOP): Result {
  const from = (start: number): Result => {
    for (let i = start; i < items.length; i++) {
      const r = fn(items[i], i)
      if (r === STOP) return undefined
      if (r === WAIT) return F.parkNative(() => from(i + 1))
    }
    return undefined
  }
  return from(0)
}

/** Calls `step` until it says STOP. */
export function repeat(F: Fiber, step: () => Result | typeof STOP): Result {
  for (;;) {
    const r = step()
    if (r === STOP) return undefined
    if (r === WAIT) return F.parkNative(() => repeat(F, step))
  }
}

/** Runs `body`, then `done` whether it gave a value or an error, now or after waits. */
export function ensure(F: Fiber, body: () => Result, done: () => void): Result {
  let r: Result
  try {
    r = body()
  } catch (e) {
    done()
    throw e
  }
  if (r === WAIT) {
    return F.parkNative(
      (v) => {
        done()
        return v
      },
      (e) => {
        done()
        throw e
      },
    )
  }
  done()
  return r
}

/** Runs `body`; an error that LPC's catch could stop goes to `handle`, with the context put back. */
export function attempt(F: Fiber, body: () => Result, handle: (error: unknown) => Result): Result {
  const { sp, player } = F
  const failed = (e: unknown): Result => {
    F.caught(e, sp, player)
    return handle(e)
  }
  let r: Result
  try {
    r = body()
  } catch (e) {
    return failed(e)
  }
  return r === WAIT ? F.parkNative((v) => v, failed) : r
}
