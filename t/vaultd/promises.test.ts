/**
 * The table of promises of the design, a named test for each row, with real processes. Where a row is
 * tested elsewhere already, that is named here. That each fails when its promise is broken: docs/promises.md.
 *
 *   one outcome for each call, nothing twice   here; netd/simulation, netd/resume, death ("random kills"), failover
 *   order, destruct after calls                here; netd/session, failover
 *   the connection drops; A → B → A            here (the relay); failover (resets); netns, wireguard (silence); netd/resume
 *   the worker's node dies                     here; death (its vault); signals (its vault stopped)
 *   the caller dies                            death ("the driver dies", SIGKILL and SIGSTOP); core ("no Core, no caller")
 *   the Core dies                              here (kill -9); signals (again and again; stopped); core; relay ("the Core restarts"); starved (its disk)
 *   tickets                                    ticket; netd/session; relay ("who may not")
 *   A calls B calls A                          netd/session ("objects given away", "TOO_DEEP"); t/e2e for LPC
 *   one side floods                            here; netd/session (OVERLOADED); relay ("hostile ends")
 *   the relay looks                            relay ("ciphertext and sizes only"); ciphertext (its memory); netd/session
 */
import t from 'tap'
import type { RemoteEnd, RemoteFailure } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { generateKeyPair } from '../../netd/keys.js'
import { startAgent } from '../../vaultd/agent.js'
import { connectMesh } from '../../vaultd/client.js'
import { parseInvite } from '../../vaultd/invite.js'
import { allowed, crowd, freshState, until } from './base.js'
import { coreProcess } from './core-process.js'
import { nodeProcess } from './node-process.js'
import { bundle, call, clone, failureOf, gone, log, Rig } from './rig.js'

const WORKER = `const ran = {}; const l = []
exports.run = (id) => { ran[id] = (ran[id] || 0) + 1; return id }
exports.late = (id, ms) => { ran[id] = (ran[id] || 0) + 1; return new Promise((r) => setTimeout(() => r(id), ms)) }
exports.fail = (id) => { ran[id] = (ran[id] || 0) + 1; throw new Error('no luck ' + id) }
exports.never = () => new Promise(() => {})
exports.ran = () => JSON.stringify(ran)
exports.push = (x) => { l.push(x); return x }
exports.list = () => l
exports.echo = (x) => x`

const ROUTES = ['p2p_only', 'relay_only'] as const

for (const routing of ROUTES) t.test(`anything: every call ends once, in a value, an LPC error, or an outcome that is true; within its deadline (${routing})`, async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: WORKER }, { routing })
  const ends: Array<{ id: number; times: number; failure: RemoteFailure | null; value: Value; late: number }> = []
  const all: Array<Promise<void>> = []
  const methods = ['run', 'run', 'late', 'fail', 'never', 'nope'] as const
  for (let id = 0; id < 600; id++) {
    const method = methods[id % methods.length]
    const deadlineMs = method === 'never' ? 50 + (id % 200) : 10_000
    const from = performance.now()
    const end = { id, times: 0, failure: null as RemoteFailure | null, value: undefined as Value, late: 0 }
    ends.push(end)
    all.push(new Promise((done) => {
      const cancel = w.call(method, [id, id % 40], { chain: '', deadlineMs }, (failure, value) => {
        Object.assign(end, { times: end.times + 1, failure, value, late: performance.now() - from - deadlineMs })
        done()
      })
      if (id % 60 === 2) setTimeout(() => cancel?.(), 5)
    }))
    if (id % 10 === 0) await new Promise((done) => setTimeout(done, 4))
    // The relay drops its connections again and again.
    if (routing === 'relay_only' && id % 100 === 50) rig.core.relay.close()
  }
  await Promise.all(all)
  const ran = JSON.parse(String(await call(w, 'ran'))) as Record<string, number>
  t.ok(ends.every((e) => e.times === 1), 'each ended exactly once')
  t.ok(Object.values(ran).every((n) => n === 1), 'nothing ran twice')
  const late = Math.max(...ends.map((e) => e.late))
  t.ok(late < await allowed(1000), `nothing outlived its deadline: ${late.toFixed(0)} ms`)
  const wrong = ends.filter(({ id, failure, value }) => {
    const method = methods[id % methods.length]
    if (failure === null) return !(method === 'run' || method === 'late') || value !== id || ran[id] !== 1
    if (failure.outcome === 'EXECUTED_FAILED') return method !== 'fail' || ran[id] !== 1 || failure.message !== `no luck ${id}`
    if (failure.outcome === 'UNKNOWN') return !(failure.code === 'DEADLINE' && method === 'never') && failure.code !== 'CANCELLED'
    return ran[id] !== undefined
  })
  t.same(wrong, [])
  await gone(t, rig)
})

for (const routing of ROUTES) t.test(`calls from one object to one worker arrive in order; destruct after them (${routing})`, async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: WORKER }, { routing })
  const sizes = [1, 100_000, 10, 200_000, 3]
  const order: number[] = []
  const answers = Array.from({ length: 300 }, (_, i) => call(w, 'push', [`${i} ${'x'.repeat(sizes[i % 5] > 1000 && i > 50 ? 10 : sizes[i % 5])}`]).then((s) => { order.push(parseInt(String(s))) }))
  const list = call(w, 'list')
  w.destruct()
  await Promise.all(answers)
  // A long answer does not hold up short ones.
  t.same(order.sort((a, b) => a - b), [...Array(300).keys()], 'all answered')
  t.same((await list as string[]).map((s) => parseInt(s)), [...Array(300).keys()], 'and run in order, all before the destruct')
  t.match(await failureOf(call(w, 'push', ['late'])), { outcome: 'NOT_SENT' })
  t.ok(await until(() => rig.core.registry.running().length === 0))
  await gone(t, rig)
})

t.test('the connection drops: reconnect and go on within the lease (the relay, ten times)', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: WORKER }, { routing: 'relay_only' })
  const calls: Array<Promise<Value>> = []
  for (let i = 0; i < 10; i++) {
    for (let j = 0; j < 20; j++) {
      calls.push(call(w, 'push', [calls.length]))
      await new Promise((done) => setTimeout(done, 2))
    }
    rig.core.relay.close()
  }
  t.same(await Promise.all(calls), [...Array(200).keys()])
  t.same(await call(w, 'list'), [...Array(200).keys()])
  t.equal(rig.core.registry.tickets().length, 1, 'one ticket for all of it')
  await gone(t, rig)
})

for (const routing of ROUTES) t.test(`the worker's node dies: Worker lost (node …), within 50 ms of a reset, within the lease of silence (${routing})`, async (t) => {
  const rig = await Rig.start({ agent: null })
  const mesh = await rig.mesh()
  const lease = 1000
  const times: number[] = []
  for (const [signal, name] of [['SIGKILL', 'a'], ['SIGKILL', 'b'], ['SIGKILL', 'c'], ['SIGSTOP', 'd']] as const) {
    const node = await nodeProcess(rig, name)
    const [w] = await clone(mesh, { text: WORKER }, { routing, lease, node: name })
    const pending = failureOf(call(w, 'never', [], 20_000))
    await call(w, 'run', [1])
    const from = performance.now()
    node.child.kill(signal)
    const failure = await pending
    const ms = performance.now() - from
    t.match(failure, { code: 'WORKER_LOST', outcome: 'UNKNOWN', message: new RegExp(`Worker .*node ${name}`) }, `${signal}: ${ms.toFixed(1)} ms`)
    if (signal === 'SIGKILL') times.push(ms)
    else t.ok(ms < lease + await allowed(300), `silence: ${ms.toFixed(0)} ms at a lease of ${lease}`)
    t.match(await failureOf(call(w, 'run', [1])), { outcome: 'NOT_SENT' }, 'and what comes later says so at once')
    node.child.kill('SIGKILL')
  }
  const median = times.sort((a, b) => a - b)[1]
  t.ok(median < await allowed(50), `median ${median.toFixed(1)} ms of ${times.map((x) => x.toFixed(1)).join(', ')}`)
  await gone(t, rig)
})

t.test('the Core dies (kill -9): calls go on, clones fail at once with CORE_DOWN, on restart the registry agrees', async (t) => {
  const state = freshState()
  const first = await coreProcess(state)
  const at = { url: `ws://127.0.0.1:${first.port}/mesh`, key: first.key }
  const agent = await startAgent({ core: at, keys: generateKeyPair(), name: 'n1', invite: parseInvite(first.node).secret, state: freshState(), worker: { bundle }, pool: { target: 2 }, log })
  const mesh = connectMesh({ core: at, keys: generateKeyPair(), name: 'd1', invite: parseInvite(first.driver).secret, log })
  await mesh.joined
  const [w, x, y] = await clone(mesh, { text: WORKER }, { count: 3 }) as [RemoteEnd, RemoteEnd, RemoteEnd]
  const running = call(w, 'late', [7, 800])
  first.child.kill('SIGKILL')
  t.ok(await until(() => !agent.uplink.up))
  await new Promise((done) => setTimeout(done, 50))
  const from = performance.now()
  t.match(await failureOf(clone(mesh, { text: WORKER })), { code: 'CORE_DOWN', outcome: 'NOT_SENT' })
  const failed = performance.now() - from
  t.ok(failed < await allowed(50), `at once: ${failed.toFixed(1)} ms`)
  t.equal(await call(w, 'run', [1]), 1, 'calls go on')
  t.equal(await running, 7, 'the one that was running, too')
  x.destruct()
  t.ok(await until(() => agent.running === 2), 'a worker ends while there is no Core')
  const started = performance.now()
  const second = await coreProcess(state, first.port)
  const up = performance.now()
  const ids = [w, y].map((e) => e.info().get('worker')).sort()
  const agrees = async () => JSON.stringify(((await second.get('/api/v2/swarm/vaults')) as Array<{ worker: string }>).map((v) => v.worker).sort()) === JSON.stringify(ids)
  let agreed = false
  while (!(agreed = await agrees()) && performance.now() - up < 30_000) await new Promise((done) => setTimeout(done, 20))
  t.ok(agreed, `the registry agrees ${Math.round(performance.now() - up)} ms after the Core was back (${Math.round(up - started)} ms to start)`)
  let z: RemoteEnd[] = []
  // Both join again with growing pauses.
  while (z.length === 0 && performance.now() - up < 45_000) {
    z = await clone(mesh, { text: WORKER }).catch(() => [])
    await new Promise((done) => setTimeout(done, 50))
  }
  t.equal(await call(z[0], 'run', [2]), 2, 'and clones are made again')
  await mesh.close()
  await agent.close()
  second.child.kill('SIGKILL')
})

for (const routing of ROUTES) t.test(`one side floods: control frames do not queue behind data (${routing})`, async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  // At such a lease a beat that waited behind the flood would cost the session.
  const [w] = await clone(mesh, { text: WORKER }, { routing, lease: Math.min(3000, 600 * crowd()) })
  const big = 'x'.repeat(1 << 20)
  const until = performance.now() + 2500
  let answered = 0
  let refused = 0
  const latencies: number[] = []
  const trips = new Set<number>()
  const waiting = new Set<Promise<void>>()
  while (performance.now() < until) {
    const from = performance.now()
    const one: Promise<void> = call(w, 'echo', [big], 20_000).then(() => {
      answered++
      latencies.push(performance.now() - from)
      trips.add(Number(w.info().get('rtt_us')) / 1000)
    }, (f: RemoteFailure) => {
      if (f.code === 'OVERLOADED' && f.outcome === 'NOT_SENT') refused++
      else t.fail(`${f.code}: ${f.message}`)
    }).finally(() => waiting.delete(one))
    waiting.add(one)
    await new Promise((done) => (refused > 0 && waiting.size > 10 ? setTimeout(done, 5) : setImmediate(done)))
  }
  await Promise.all(waiting)
  const median = (all: number[]): number => all.sort((a, b) => a - b)[all.length >> 1]
  const [call1, ping] = [median(latencies), median([...trips])]
  t.ok(trips.size > 2 && ping < call1 / 2, `${trips.size} pings were answered meanwhile, in ${ping.toFixed(1)} ms; a call took ${call1.toFixed(0)} ms`)
  t.ok(refused > 0, `${refused} were told OVERLOADED, ${answered} of a megabyte answered`)
  t.equal(await call(w, 'echo', ['still here']), 'still here')
  await gone(t, rig)
})
