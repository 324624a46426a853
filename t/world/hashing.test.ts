/** Whose password is hashed next: origins take turns, and those that send many are refused. */
import t from 'tap'
import { Lanes, MAX_IN_LANE, MAX_RUNNING, MAX_WAITING } from '../../efuns/system/hashing.js'
import { LIMIT } from '../../driver/vm/errors.js'

t.test('one who sends many waits behind their own, and others go between', async (t) => {
  const lanes = new Lanes()
  const order: string[] = []
  const ends: Array<() => void> = []
  const submit = (origin: string): void => lanes.submit(origin, () => new Promise<void>((end) => ends.push(end)), () => order.push(origin))
  for (let i = 0; i < MAX_RUNNING + MAX_IN_LANE; i++) submit('flood')
  t.throws(() => submit('flood'), { code: LIMIT }, 'its lane is full')
  submit('ann')
  submit('bert')
  t.equal(ends.length, MAX_RUNNING, 'few run')
  while (ends.length) {
    ends.shift()!()
    await new Promise((next) => setImmediate(next))
  }
  t.ok(order.indexOf('ann') < MAX_RUNNING + 3 && order.indexOf('bert') < MAX_RUNNING + 4, order.slice(0, 8).join(' '))
  t.equal(order.length, MAX_RUNNING + MAX_IN_LANE + 2, 'all of them end')
})

t.test('all lanes together are bounded; a job that fails makes room too', async (t) => {
  const lanes = new Lanes()
  const fails: Array<() => void> = []
  let failed = 0
  const submit = (origin: string): void => lanes.submit(origin, () => new Promise<void>((_, no) => fails.push(() => no(new TypeError('no')))), (e) => { if (e) failed++ })
  for (let i = 0; i < MAX_RUNNING + MAX_WAITING; i++) submit(`place ${i}`)
  t.throws(() => submit('one more'), { code: LIMIT })
  for (let i = 0; i < MAX_RUNNING + MAX_WAITING; i++) {
    fails.shift()!()
    await new Promise((next) => setImmediate(next))
  }
  t.equal(failed, MAX_RUNNING + MAX_WAITING)
  submit('later')
  t.equal(fails.length, 1)
})
