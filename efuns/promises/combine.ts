/** Promises of several: all, any, the first, all however they end. */
import { BAD_ARGUMENT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { FULFILLED, LpcPromise, REASONS } from '../../driver/vm/promise.js'
import { live, type Value } from '../../driver/vm/values.js'
import { efun } from '../efun.js'
import { family, since } from './settle.js'
import { claim } from './then.js'

const plain = 'What is no promise counts as fulfilled with itself.'

/** Hears of the end of each input, by position; what is no promise has ended as it is. */
function each(F: Fiber, list: Value[], heard: (i: number, p: LpcPromise) => void): void {
  F.charge(list.length * 40)
  list.forEach((v, i) => {
    if (!(v instanceof LpcPromise)) return heard(i, Object.assign(new LpcPromise(), { state: FULFILLED, value: live(v) }))
    const done = claim(F, 'promise handlers')
    try {
      v.react(F.host, (p) => {
        done()
        heard(i, p)
      })
    } catch (e) {
      done()
      throw e
    }
  })
}

export const promise_all = efun({
  name: 'promise_all', family, since, ticks: 20,
  sig: 'promise promise_all(mixed *promises)',
  doc: `The promise of an array of all their values, each in the place of its promise. When one is rejected, so is this one at once, with the same reason; the others go on by themselves. ${plain} An empty array is fulfilled with an empty array.\n\nWith remote objects: \`async mixed ask(object w) { return w->job(); }\` and \`await promise_all(map(workers, (: ask :)))\` have all the calls in flight together.`,
  examples: ['promise_status(promise_all(({ }))) == 1', 'promise_result(promise_all(({ 1, 2 })))[1] == 2'],
  seeAlso: ['promise_all_settled', 'promise_any', 'promise_race'],
}, (F, list: Value[]) => {
  const all = new LpcPromise()
  const values: Value[] = list.map(() => 0)
  let left = list.length
  if (left === 0) all.fulfil(F.host, values)
  each(F, list, (i, p) => {
    if (p.state !== FULFILLED) return all.copy(F.host, p)
    values[i] = p.value
    if (--left === 0) all.fulfil(F.host, values)
  })
  return all
})

export const promise_all_settled = efun({
  name: 'promise_all_settled', family, since, ticks: 100,
  sig: 'promise promise_all_settled(mixed *promises)',
  doc: `The promise of an array that tells how each ended: \`([ "status": 1, "value": v ])\`, or \`([ "status": 2, "reason": r ])\` (3 where it was cancelled). It is never rejected. ${plain}`,
  examples: ['promise_result(promise_all_settled(({ 7 })))[0]["value"] == 7'],
  seeAlso: ['promise_all', 'promise_status'],
}, (F, list: Value[]) => {
  const all = new LpcPromise()
  const ends: Value[] = list.map(() => 0)
  let left = list.length
  if (left === 0) all.fulfil(F.host, ends)
  each(F, list, (i, p) => {
    ends[i] = Mapping.of([['status', p.state], [p.state === FULFILLED ? 'value' : 'reason', p.value]])
    if (--left === 0) all.fulfil(F.host, ends)
  })
  return all
})

export const promise_any = efun({
  name: 'promise_any', family, since, ticks: 20,
  sig: 'promise promise_any(mixed *promises)',
  doc: `The promise of the first value: rejections count only when all are rejected, and then the reason is an array of the reasons, each in its place. ${plain} Of an empty array nothing can come: it is rejected.`,
  examples: ['promise_result(promise_any(({ promise_create(), 3 }))) == 3'],
  seeAlso: ['promise_race', 'promise_all'],
}, (F, list: Value[]) => {
  const any = new LpcPromise()
  const reasons: Value[] = list.map(() => 0)
  let left = list.length
  if (left === 0) any.fail(F.host, new LpcError(REASONS.anyEmpty.slice(1), { code: 'REJECTED', thrown: REASONS.anyEmpty }))
  each(F, list, (i, p) => {
    if (p.state === FULFILLED) return any.copy(F.host, p)
    reasons[i] = p.value
    if (--left === 0) any.fail(F.host, new LpcError('All promises were rejected.', { code: 'REJECTED', thrown: reasons }))
  })
  return any
})

export const promise_race = efun({
  name: 'promise_race', family, since, ticks: 20,
  sig: 'promise promise_race(mixed *promises)',
  doc: `The promise that ends as the first of them does, be it with a value or a rejection. The others go on, and what becomes of them is dropped: a way to stop waiting, not to stop work. ${plain} An empty array, of which nothing could ever come, is an error.\n\n\`await promise_race(({ p, call_out(5) }))\` waits five seconds at most.`,
  examples: ['promise_result(promise_race(({ 3, promise_create() }))) == 3', 'catch(promise_race(({ }))) != 0'],
  seeAlso: ['promise_any', 'promise_cancel', 'call_out'],
}, (F, list: Value[]) => {
  if (list.length === 0) throw new LpcError('Bad argument 1 to promise_race(): the array is empty.', { code: BAD_ARGUMENT })
  const first = new LpcPromise()
  each(F, list, (_i, p) => first.copy(F.host, p))
  return first
})

