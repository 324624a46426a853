/** Handlers: functions that run when a promise settles, and the promises of what they return. */
import type { Closure } from '../../driver/vm/closure.js'
import { callClosure } from '../../driver/vm/calls.js'
import { LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { MAX_HANDLERS_PER_OBJECT } from '../../driver/vm/limits.js'
import type { LpcObject } from '../../driver/vm/object.js'
import { FULFILLED, LpcPromise } from '../../driver/vm/promise.js'
import { worldOf, type World } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { family, since } from './settle.js'

/** Handlers that did not run yet, by the object that attached them. */
const pending = new WeakMap<LpcObject, number>()

/** Counts one more thing that waits to be delivered for this_object(); gives what counts it out again. */
export function claim(F: Fiber, what: string): () => void {
  const owner = F.self
  const n = pending.get(owner) ?? 0
  if (n >= MAX_HANDLERS_PER_OBJECT) throw new LpcError(`Too many ${what} of ${owner.name} wait (limit ${MAX_HANDLERS_PER_OBJECT}).`, { code: LIMIT })
  pending.set(owner, n + 1)
  return () => void pending.set(owner, (pending.get(owner) ?? 1) - 1)
}

/** The promise of what the handler for `p`'s end returns; without one, it ends as `p` does. */
function chained(F: Fiber, p: LpcPromise, fulfilled: Closure | undefined, rejected: Closure | undefined): LpcPromise {
  const world = worldOf(F)
  const q = new LpcPromise()
  const player = world.config.thisPlayerInCallOut ? F.player : null
  const done = claim(F, 'promise handlers')
  try {
    p.react(world, () => {
      done()
      const fn = p.state === FULFILLED ? fulfilled : rejected
      if (fn) run(world, fn, p, q, player)
      else q.copy(world, p)
    })
  } catch (e) {
    done()
    throw e
  }
  return q
}

function run(world: World, fn: Closure, p: LpcPromise, q: LpcPromise, player: LpcObject | null): void {
  world.start({ player: player?.destructed ? null : player, quiet: true }, (G) => callClosure(G, fn, [p.value]), (error, value) => {
    if (error) q.fail(world, error)
    else q.fulfil(world, value)
  })
}

export const promise_then = efun({
  name: 'promise_then', family, since, ticks: 20,
  sig: 'promise promise_then(promise p, function on_fulfilled?, function on_rejected?)',
  doc: 'Has `on_fulfilled(value)` called when `p` is fulfilled, `on_rejected(reason)` when it is rejected or cancelled, and gives the promise of what the function returns. Without a function for how `p` ends, the promise given ends as `p` does.\n\nHandlers run as call_outs of 0 do: later in any case, in the order in which they were attached, each with ticks of its own and with the `this_player()` of now. An error in one rejects the promise given. Inside a function, `await` says the same in fewer words.',
  examples: ['promisep(promise_then(promise_create(), (: $1 + 1 :)))'],
  seeAlso: ['promise_catch', 'promise_create', 'promise_all'],
}, (F, p: LpcPromise, fulfilled: Closure | undefined, rejected: Closure | undefined) => chained(F, p, fulfilled, rejected))

export const promise_catch = efun({
  name: 'promise_catch', family, since, ticks: 20,
  sig: 'promise promise_catch(promise p, function on_rejected)',
  doc: 'The half of `promise_then()` for rejections: `on_rejected(reason)` is called when `p` is rejected or cancelled, and what it returns fulfils the promise given. A value goes through unchanged.',
  examples: ['promisep(promise_catch(promise_create(), (: 0 :)))'],
  seeAlso: ['promise_then', 'promise_reject'],
}, (F, p: LpcPromise, rejected: Closure) => chained(F, p, undefined, rejected))
