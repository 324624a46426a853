/** Async functions under way: giving others a turn, looking at them, giving them up. */
import { cancelBody } from '../../driver/vm/async.js'
import { BAD_ARGUMENT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { Mapping } from '../../driver/vm/mapping.js'
import type { LpcObject } from '../../driver/vm/object.js'
import { LpcPromise } from '../../driver/vm/promise.js'
import { LpcFrame } from '../../driver/vm/resume.js'
import type { Value } from '../../driver/vm/values.js'
import { TURN_MS } from '../../driver/world/limits.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { family, since } from './settle.js'
import { claim } from './then.js'

export const async_yield = efun({
  name: 'async_yield', family, since, ticks: 20,
  sig: 'promise async_yield()',
  doc: 'A promise that is fulfilled with 0 once the driver has read the network, run commands and fired timers. `await async_yield();` in a long loop lets the players be served in between; awaiting a settled promise does not, as that goes on in the same turn as long as the turn is short.',
  examples: ['promise_status(async_yield()) == 0'],
  seeAlso: ['sleep', 'call_out', 'async_info'],
}, (F) => {
  const world = worldOf(F)
  const p = new LpcPromise()
  const done = claim(F, 'promise handlers')
  world.clock.soon(() => {
    done()
    p.fulfil(world, 0)
  })
  return p
})

export const promise_cancel = efun({
  name: 'promise_cancel', family, since, ticks: 20,
  sig: 'int promise_cancel(promise p)',
  doc: 'Asks the async function that `p` is the result of to give up: what it waits for, or else its next `await`, ends in the error `"*async function cancelled"`. 1 when it was asked, 0 when it has ended.\n\nThe function may catch that, clean up (awaiting, too) and even return a value as if nothing had been. If it does not, `p` is cancelled: `promise_status()` is 3, and who awaits `p` gets the same error. What the function waited for goes on by itself. An error for a promise that is no async function\'s.',
  examples: ['catch(promise_cancel(promise_create())) != 0'],
  seeAlso: ['promise_status', 'promise_race', 'abort'],
}, (_F, p: LpcPromise) => {
  if (p.payload === null) throw new LpcError('Bad argument 1 to promise_cancel(): the promise does not belong to an async function.', { code: BAD_ARGUMENT })
  return cancelBody(p) ? 1 : 0
})

/** Where a fiber waits; undefined when that object is gone, and with it the way on. */
function innermost(F: Fiber): { object: LpcObject; function: string; program: string; line: number } | undefined {
  const frame = F.parked.findLast((f) => f instanceof LpcFrame)
  return frame instanceof LpcFrame && !frame.self.destructed ? { ...frame.place, object: frame.self } : undefined
}

export const async_info = efun({
  name: 'async_info', family, since, ticks: 250,
  sig: 'mixed async_info(int statistics?)',
  doc: 'The async functions that wait now, oldest first: mappings with `id` (for `abort()`), `object`, `function`, `file` and `line` of the place, and `ready` (1 when what it awaits has settled). `promise` (its result) and `awaiting` are there for functions of this object, 0 for those of others, as who holds a promise can settle or cancel it.\n\nWith `statistics` 1, one mapping about the queue: `suspended`, `pending_deliveries`, and `drain_yields`, which counts how often there was more to deliver than fits a turn of `drain_eval_budget` µs.',
  examples: ['arrayp(async_info())', 'async_info(1)["drain_yields"] >= 0'],
  seeAlso: ['fibers', 'call_out_info', 'promise_cancel'],
}, (F, statistics: Value) => {
  const { fibers, deliveries } = worldOf(F)
  const waiting = fibers.all().flatMap((f) => {
    const place = f.promise && f.state === 'waiting' ? innermost(f) : undefined
    return place ? [{ f, place }] : []
  }).sort((a, b) => a.f.id - b.f.id)
  F.charge(waiting.length * 10)
  if (statistics) return Mapping.of([['suspended', waiting.length], ['pending_deliveries', deliveries.pending], ['drain_yields', deliveries.yields], ['drain_eval_budget', TURN_MS * 1_000]])
  return waiting.map(({ f, place }) => {
    const mine = place.object === F.self
    return Mapping.of([
      ['id', f.id],
      ['object', place.object],
      ['function', place.function],
      ['file', place.program],
      ['line', place.line],
      ['promise', mine ? f.promise! : 0],
      ['awaiting', mine ? (f.awaited ?? 0) : 0],
      ['ready', f.awaited?.settled ? 1 : 0],
    ])
  })
})
