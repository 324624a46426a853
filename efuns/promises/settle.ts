/** Making promises, settling them, looking at them. */
import { LpcError } from '../../driver/vm/errors.js'
import { LpcPromise, PENDING, reason, rejection } from '../../driver/vm/promise.js'
import { completeTrace } from '../../driver/vm/trace.js'
import { live, type Value } from '../../driver/vm/values.js'
import { efun } from '../efun.js'

export const family = 'promises'
export const since = '0.1'

/** The promise, if LPC may settle it. */
function unsettled(p: LpcPromise, name: string): LpcPromise {
  if (p.settled || p.committed) throw new LpcError(`${name}(): the promise is already settled.`, { code: 'SETTLED' })
  return p
}

export const promise_create = efun({
  name: 'promise_create', family, since, ticks: 10,
  sig: 'promise promise_create()',
  doc: 'Gives a new promise: a value that stands for a result which is not there yet. `promise_resolve()` or `promise_reject()` settles it, once.\n\nTwo promises are equal only if they are the same one; they are keys of mappings by identity, `copy()` leaves them alone and `save_object()` saves 0.',
  examples: ['promise_status(promise_create()) == 0', 'typeof(promise_create()) == "promise"'],
  seeAlso: ['promise_resolve', 'promise_reject', 'promise_then', 'promisep'],
}, () => new LpcPromise())

export const promise_resolve = efun({
  name: 'promise_resolve', family, since, ticks: 10,
  sig: 'void promise_resolve(promise p, mixed value?)',
  doc: 'Fulfils a promise with `value`, 0 when left out. What awaits it, and the handlers of `promise_then()`, hear of it soon, never before this returns.\n\nWith a promise as `value`, `p` follows that one and ends as it does; until then nobody else may settle `p`. It is an error to settle a promise twice.',
  examples: ['evaluate(function(promise p) { promise_resolve(p, 5); return promise_result(p); }, promise_create()) == 5'],
  seeAlso: ['promise_create', 'promise_reject', 'promise_then'],
}, (F, p: LpcPromise, value: Value) => {
  unsettled(p, 'promise_resolve')
  if (value === p) throw new LpcError('promise_resolve(): a promise cannot follow itself.', { code: 'BAD_ARGUMENT' })
  p.fulfil(F.host, value ?? 0)
  return 0
})

export const promise_reject = efun({
  name: 'promise_reject', family, since, ticks: 3_000,
  sig: 'void promise_reject(promise p, mixed reason?)',
  doc: 'Rejects a promise: an `await` of it ends in an error, of which `catch()` gives `reason`. A reason that is 0, or left out, becomes `"*promise rejected"`, for `catch()` to give something true.\n\nA rejection that nobody has asked for by the end of the turn goes to the master\'s `error_handler()`, with the place that rejected. It is an error to settle a promise twice.',
  examples: ['evaluate(function(promise p) { promise_reject(p, "no"); return promise_result(p); }, promise_create()) == "no"'],
  seeAlso: ['promise_create', 'promise_resolve', 'promise_catch'],
}, (F, p: LpcPromise, why: Value) => {
  unsettled(p, 'promise_reject')
  if (why === p) throw new LpcError('promise_reject(): a promise cannot be its own reason.', { code: 'BAD_ARGUMENT' })
  const value = reason(why)
  const text = typeof value === 'string' ? value.replace(/^\*|\n$/g, '') : rejection(Object.assign(new LpcPromise(), { value })).message
  const error = new LpcError(text, { code: 'REJECTED', thrown: value })
  completeTrace(F, error, F.parked)
  p.player = F.player
  p.fail(F.host, error)
  return 0
})

export const promise_status = efun({
  name: 'promise_status', family, since, ticks: 10,
  sig: 'int promise_status(promise p)',
  doc: 'The state of a promise: 0 pending, 1 fulfilled, 2 rejected, 3 cancelled (see `promise_cancel()`). `#include <promise.h>` has names for them.',
  examples: ['promise_status(promise_create()) == 0', 'evaluate(function(promise p) { promise_resolve(p); return promise_status(p); }, promise_create()) == 1'],
  seeAlso: ['promise_result'],
}, (_F, p: LpcPromise) => p.state)

export const promise_result = efun({
  name: 'promise_result', family, since, ticks: 2,
  sig: 'mixed promise_result(promise p)',
  doc: 'What a settled promise was fulfilled with, or the reason of its rejection, which then counts as handled. An error while it is pending.',
  examples: ['catch(promise_result(promise_create())) != 0'],
  seeAlso: ['promise_status', 'promise_then'],
}, (_F, p: LpcPromise) => {
  if (p.state === PENDING) throw new LpcError('promise_result(): the promise is pending.', { code: 'PENDING' })
  p.observed = true
  return live(p.value)
})
