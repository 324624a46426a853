/** Chains of calls in one trip: how they end, and what others may make of them. */
import t from 'tap'
import type { RemoteFailure } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { MAX_PIPELINE } from '../../netd/limits.js'
import type { Callee, ObjectBridge } from '../../netd/session.js'
import type { Link } from '../../netd/link.js'
import { pair, type Pair } from './support.js'
import { object } from './values.js'

const thing = object('/thing')
function rig(ran: string[], held: Array<() => void> = []): { bootstrap: Callee; bridge: ObjectBridge } {
  const self: Callee = {
    call(method, args, _c, done) {
      ran.push(method)
      if (method === 'fail') return done({ code: 'LPC', message: 'as told', outcome: 'EXECUTED_FAILED', trace: [] }, undefined)
      if (method === 'hold') return void held.push(() => done(null, thing))
      done(null, method === 'me' ? thing : args[0])
    },
  }
  return { bootstrap: self, bridge: { exported: () => self, imported: () => thing, calleeOf: (v) => (v === thing ? self : undefined) } }
}
interface Ended { failure: RemoteFailure | null; value: Value; made: number }
const pipeline = (p: Pair, methods: string[], deadlineMs = 5000): Promise<Ended> =>
  new Promise((resolve) => void p.caller.pipeline(0, methods.map((method) => ({ method, args: [method] })), { deadlineMs }, (failure, value, made) => resolve({ failure, value, made })))

t.test('one trip, one answer; the first failure; what is no object', async (t) => {
  const ran: string[] = []
  const sent: number[] = []
  const { bootstrap, bridge } = rig(ran)
  const p = await pair(bootstrap, { worker: { bridge }, caller: { bridge }, wrap: (link: Link): Link => ({ name: link.name, get bufferedBytes() { return link.bufferedBytes }, start: (h) => link.start(h), close: (r) => link.close(r), send: (b) => (sent.push(b.length), link.send(b)) }) })
  t.teardown(() => p.close())
  await pipeline(p, ['me', 'x'])
  sent.length = 0
  t.match(await pipeline(p, ['me', 'me', 'me', 'end']), { failure: null, value: 'end', made: 4 })
  t.ok(sent.length <= 2, `${sent.length} records for four calls`)
  ran.length = 0
  t.match(await pipeline(p, ['me', 'fail', 'me', 'end']), { failure: { code: 'LPC', message: 'as told' }, made: 2 })
  t.same(ran, ['me', 'fail'], 'nothing is called on a failure')
  t.match(await pipeline(p, ['me', 'text', 'end']), { failure: null, value: 'text', made: 2 })
  t.match(await pipeline(p, Array<string>(MAX_PIPELINE + 1).fill('me')), { failure: { code: 'TOO_DEEP', outcome: 'NOT_SENT' } })
  t.match(await new Promise((resolve) => void p.caller.call(0, 'me', [], {}, (_f, v) => resolve(v === thing ? 'it' : v))), 'it', 'a plain call still gives the object')
})

const soon = () => new Promise((resolve) => setTimeout(resolve, 20))

t.test('out of time, cancelled, or lost in the middle: one end', async (t) => {
  const ran: string[] = []
  const held: Array<() => void> = []
  const { bootstrap, bridge } = rig(ran, held)
  const p = await pair(bootstrap, { worker: { bridge } })
  t.teardown(() => p.close())
  const late = pipeline(p, ['hold', 'end'], 500)
  while (held.length === 0) await soon()
  t.match(await late, { failure: { code: 'DEADLINE' } })
  // Another one's answer: whatever was said before has arrived.
  await pipeline(p, ['me', 'x'])
  held.shift()!()
  let cancel = () => {}
  const cancelled = new Promise<RemoteFailure | null>((resolve) => {
    cancel = p.caller.pipeline(0, [{ method: 'hold', args: [] }, { method: 'end', args: [] }], {}, (f) => resolve(f))
  })
  while (held.length === 0) await soon()
  cancel()
  t.match(await cancelled, { code: 'CANCELLED' })
  await pipeline(p, ['me', 'x'])
  held.shift()!()
  const lost = pipeline(p, ['hold', 'end'], 60_000)
  while (held.length === 0) await soon()
  p.sockets[0].resetAndDestroy()
  t.match((await lost).failure, { code: 'WORKER_LOST', outcome: 'UNKNOWN' })
  t.notOk(ran.includes('end'))
})

t.test('a side that keeps no results refuses calls on them', async (t) => {
  const p = await pair({ call: (_m, _a, _c, done) => done(null, 1) })
  t.teardown(() => p.close())
  t.match(await pipeline(p, ['a', 'b']), { failure: null, value: 1, made: 1 }, 'a value that is no object comes back')
})
