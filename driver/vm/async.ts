/**
 * Async functions and await. Calling an async function runs its body as a fiber of its own, with
 * the caller's stack and ticks, up to its first wait; the caller gets the promise of its result.
 * `await` is legal wherever an expression is: it suspends the fiber it stands in.
 */
import { EVAL_COST, LIMIT, LpcError } from './errors.js'
import type { Fiber } from './fiber.js'
import { ASYNC_ERROR_TICKS, ASYNC_TICKS } from './limits.js'
import type { LpcObject } from './object.js'
import type { Code } from './program.js'
import { FULFILLED, LpcPromise, OWNER_GONE, PROMISE_CANCELLED, REASONS, rejection, type Reaction } from './promise.js'
import type { Result, Value, Wait } from './values.js'

/** Fibers that await, by the object in which the await stands. */
const awaiting = new WeakMap<LpcObject, Set<Fiber>>()

/** `code` as an async function whose result is declared to be of type `payload`. */
export function asyncing(code: Code, payload: string): Code {
  return (F, self, seg, ...args) => startAsync(F, (G) => code(G, self, seg, ...args), payload)
}

function startAsync(F: Fiber, body: (G: Fiber) => Result, payload: string | null): LpcPromise {
  const p = new LpcPromise(payload)
  p.player = F.player
  const { host } = F
  let tooLong: LpcError | null = null
  let inCall = true
  let failed = false
  const G = host.branch(F, (fiber) => {
    p.body = fiber
    fiber.promise = p
    return body(fiber)
  }, (error, value) => {
    if (!error) return p.fulfil(host, value)
    failed = true
    if (inCall && error.code === EVAL_COST) tooLong = error
    p.fail(host, error.fatal ? ended(error) : error)
  })
  inCall = false
  // The caller's own evaluation paid for the work up to the first wait.
  F.ticks -= G.used + (failed ? ASYNC_ERROR_TICKS : ASYNC_TICKS)
  // Ticks that ran out are the caller's: no promise may swallow that.
  if (tooLong) {
    p.observed = true
    throw tooLong
  }
  if (F.ticks < 0) F.outOfTicks()
  return p
}

/** An error that ended a whole fiber, as one that those who await it may catch. */
function ended(error: LpcError): LpcError {
  const cancelled = error.code === 'CANCELLED'
  const e = new LpcError(error.message, cancelled ? { code: PROMISE_CANCELLED, thrown: REASONS.cancelled } : { code: error.code })
  e.trace = error.trace
  e.complete = true
  return e
}

/** `await v`: what is no promise is its own value; a promise is always waited for, be it settled. */
export function awaitValue(F: Fiber, v: Value): Result {
  if (!(v instanceof LpcPromise)) return v
  const request = F.cancelRequest
  if (request) {
    F.cancelRequest = null
    throw request
  }
  const { host, self: place } = F
  if (place?.destructed) throw new LpcError('Cannot await in a destructed object.', { code: 'DESTRUCTED' })
  const refused = host.refusesToWait(F)
  if (refused) throw new LpcError(refused, { code: LIMIT })
  F.charge(20)
  const result: Wait = F.suspend('a promise', (wake) => {
    const reaction: Reaction = (p) => {
      enlist(place, F, false)
      if (p.state === FULFILLED) wake(null, p.value, true)
      else wake(rejection(p), undefined, true)
    }
    v.react(host, reaction)
    enlist(place, F, true)
    return () => {
      enlist(place, F, false)
      v.forget(reaction)
    }
  })
  F.awaited = v
  return result
}

function enlist(place: LpcObject | undefined, F: Fiber, waits: boolean): void {
  if (!waits) F.awaited = null
  if (!place) return
  const set = awaiting.get(place)
  if (waits) {
    if (set) set.add(F)
    else awaiting.set(place, new Set([F]))
  } else if (set?.delete(F) && set.size === 0) awaiting.delete(place)
}

/** The object is gone: what awaits in it will never go on, and ends now. */
export function abandonAwaits(ob: LpcObject): void {
  for (const F of awaiting.get(ob) ?? []) {
    const error = new LpcError(`Object ${ob.name} was destructed while a function of it awaited a promise.`, { code: OWNER_GONE, thrown: REASONS.destructed })
    F.interrupt(error)
  }
}

/** promise_cancel(): false when there is nothing left to cancel. */
export function cancelBody(p: LpcPromise): boolean {
  const F = p.body
  if (!F || p.settled || F.state === 'done') return false
  const error = new LpcError('async function cancelled', { code: PROMISE_CANCELLED, thrown: REASONS.cancelled })
  if (!F.interrupt(error)) F.cancelRequest = error
  return true
}
