import t from 'tap'
import type { RemoteFailure } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { MeshError } from '../../netd/errors.js'
import { acceptResume, startResume } from '../../netd/handshake.js'
import type { Link } from '../../netd/link.js'
import { dialTcp } from '../../netd/tcp.js'
import { call, callee, pair, ticket } from './support.js'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

t.test('connections that break again and again: every call runs once, in order, and is answered', async (t) => {
  const ran: Value[] = []
  const p = await pair(callee({ note: (n) => (ran.push(n), n) }), { resumable: true })
  t.teardown(() => p.close())
  const answers: Array<Promise<Value>> = []
  for (let i = 0; i < 2000; i++) {
    answers.push(call(p.caller, 'note', [i]).then(({ failure, value }) => failure?.code ?? value))
    if (i % 100 === 99) {
      // Cut in the middle of traffic, now from this side, now from that.
      await turn()
      if (i % 200 === 99) p.sockets[p.sockets.length - 1].resetAndDestroy()
      else p.sockets[p.sockets.length - 1].destroy()
    }
    if (i % 37 === 0) await turn()
    // No more in flight than a session allows.
    if (i % 500 === 499) await Promise.all(answers)
  }
  t.same(await Promise.all(answers), [...Array(2000).keys()])
  t.same(ran, [...Array(2000).keys()])
  t.ok(p.sockets.length > 5, `${p.sockets.length} connections`)
  t.equal(p.acceptor.sessions.size, 1)
})

t.test('calls made while there is no connection wait for the next one', async (t) => {
  let open = true
  const p = await pair(callee({ echo: (v) => v }), {
    resumable: true,
    caller: { redial: async (): Promise<Link> => {
      if (!open) throw new MeshError('UNREACHABLE', 'cut')
      return dialTcp('127.0.0.1', p.port)
    } },
  })
  t.teardown(() => p.close())
  open = false
  p.sockets[0].destroy()
  while (p.caller.state === 'open') await turn()
  t.equal(p.caller.state, 'reconnecting')
  const waiting = call(p.caller, 'echo', ['later'])
  const big = call(p.caller, 'echo', ['b'.repeat(200_000)])
  open = true
  t.equal((await waiting).value, 'later')
  t.equal((await big).value, 'b'.repeat(200_000))
  t.equal(p.caller.state, 'open')
})

t.test('nobody listens any more: lost at once. Nobody answers: lost with the lease, and what was not sent says so', async (t) => {
  const p = await pair({ call: () => {} }, { resumable: true, ticket: ticket({ limits: { inFlight: 1024, lease: 600_000 } }), caller: { lease: 600_000, redial: async () => { throw new MeshError('REFUSED', 'nobody there') } } })
  const sent = call(p.caller, 'wait')
  await turn()
  await turn()
  p.sockets[0].resetAndDestroy()
  t.match((await sent).failure, { code: 'WORKER_LOST', outcome: 'UNKNOWN', message: /nobody there/ }, 'told by the reset, not by the lease')
  p.close()

  const q = await pair({ call: () => {} }, { resumable: true, caller: { lease: 300, redial: async () => { throw new MeshError('UNREACHABLE', 'cut') } } })
  q.sockets[0].destroy()
  while (q.caller.state === 'open') await turn()
  const unsent = call(q.caller, 'wait')
  t.match((await unsent).failure, { code: 'WORKER_LOST', outcome: 'NOT_SENT' })
  const worker = new Promise<RemoteFailure>((resolve) => q.worker.onLost(resolve))
  t.match(await worker, { code: 'WORKER_LOST' })
  q.close()
})

t.test('a RESUME without the secret, or used twice, moves nothing', async (t) => {
  const p = await pair(callee({ echo: (v) => v }), { resumable: true })
  t.teardown(() => p.close())
  const forged = startResume(p.caller.id, Buffer.alloc(32, 7), 1, 0)
  const { ask } = await import('../../netd/opening.js')
  const { systemClock } = await import('../../netd/clock.js')
  const { Kind } = await import('../../netd/frame.js')
  const code = await ask(await dialTcp('127.0.0.1', p.port), systemClock, Kind.RESUME, forged.body, Kind.RESUMED, () => 'moved').catch((e: MeshError) => e.code)
  t.equal(code, 'WORKER_LOST')
  t.equal((await call(p.caller, 'echo', [5])).value, 5)
  t.equal(acceptResume({ body: forged.body, id: p.caller.id, attempt: 1, received: 0, nonce: new Uint8Array(32) }, Buffer.alloc(32, 8), 0), null)
})

t.test('a recorded RESUME does not work a second time', async (t) => {
  const seen: Buffer[] = []
  const p = await pair(callee({ echo: (v) => v }), {
    resumable: true,
    wrap: (link) => ({ name: link.name, get bufferedBytes() { return link.bufferedBytes }, start: (h) => link.start(h), close: (r) => link.close(r), send: (b) => (seen.push(Buffer.from(b)), link.send(b)) }),
  })
  t.teardown(() => p.close())
  await call(p.caller, 'echo', [1])
  const before = seen.length
  p.sockets[0].destroy()
  t.equal((await call(p.caller, 'echo', [2])).value, 2)
  const recorded = seen[before]
  const link = await dialTcp('127.0.0.1', p.port)
  const closed = new Promise<void>((resolve) => link.start({ data: () => {}, close: () => resolve() }))
  link.send(recorded)
  await closed
  t.equal((await call(p.caller, 'echo', [3])).value, 3)
  t.equal(p.sockets.length, 3)
})
