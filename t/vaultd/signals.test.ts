/**
 * The Core killed again and again while clones are made; the Core and a worker stopped (SIGSTOP) and,
 * where that is possible, continued. Nodes and drivers: promises.test.ts, death.test.ts.
 */
import t from 'tap'
import type { RemoteEnd, RemoteFailure } from '../../driver/vm/object.js'
import { generateKeyPair } from '../../netd/keys.js'
import { startAgent, type Agent } from '../../vaultd/agent.js'
import { connectMesh, type DriverMesh } from '../../vaultd/client.js'
import { parseInvite } from '../../vaultd/invite.js'
import { tree } from '../../vaultd/process/proc.js'
import { allowed, crowd, freshState, until } from './base.js'
import { coreProcess, type CoreProcess } from './core-process.js'
import { ADD, bundle, call, clone, failureOf, gone, log, Rig } from './rig.js'

interface Apart {
  core: CoreProcess
  readonly state: string
  readonly agent: Agent
  readonly mesh: DriverMesh
}

/** A Core in its own process, a node and a driver here. */
async function apart(t: { teardown(fn: () => unknown): unknown }, memberLease?: number): Promise<Apart> {
  const state = freshState()
  const core = await coreProcess(state)
  const at = { url: `ws://127.0.0.1:${core.port}/mesh`, key: core.key }
  const agent = await startAgent({ core: at, keys: generateKeyPair(), name: 'n1', invite: parseInvite(core.node).secret, state: freshState(), worker: { bundle }, pool: { target: 2 }, log })
  const mesh = connectMesh({ core: at, keys: generateKeyPair(), name: 'd1', invite: parseInvite(core.driver).secret, memberLease, log })
  await mesh.joined
  const all: Apart = { core, state, agent, mesh }
  t.teardown(async () => {
    await mesh.close()
    await agent.close()
    all.core.child.kill('SIGCONT')
    all.core.child.kill('SIGKILL')
  })
  return all
}

const known = async (core: CoreProcess): Promise<string[]> => ((await core.get('/api/v2/swarm/vaults')) as Array<{ worker: string }>).map((v) => v.worker).sort()
const names = (ends: readonly RemoteEnd[]): string[] => ends.map((e) => String(e.info().get('worker'))).sort()

/** Looks again and again at what gives no event. */
async function becomes<T>(look: () => Promise<T>, want: T, ms = 30_000): Promise<T> {
  const end = performance.now() + ms
  for (;;) {
    const is = await look().catch(() => null as T)
    if (JSON.stringify(is) === JSON.stringify(want) || performance.now() > end) return is
    await new Promise((done) => setTimeout(done, 20))
  }
}

t.test('the Core is killed at any moment while clones are made: each ends once, what was made works, the registry agrees, nothing is left over', async (t) => {
  const a = await apart(t)
  const made: RemoteEnd[] = []
  const codes = new Map<string, number>()
  let over = false
  const maker = async (): Promise<void> => {
    while (!over) {
      await clone(a.mesh, { text: ADD }, { lease: 2000, timeout: 5000 }).then((ends) => {
        made.push(...ends)
        if (made.length > 8) made.shift()!.destruct()
      }, (e: RemoteFailure) => codes.set(e.code, (codes.get(e.code) ?? 0) + 1))
      await new Promise((done) => setTimeout(done, 10))
    }
  }
  const makers = [maker(), maker()]
  let seed = 7
  for (let round = 0; round < 4; round++) {
    const before = made.at(-1)
    await until(() => made.at(-1) !== before)
    seed = (seed * 48_271) % 2_147_483_647
    await new Promise((done) => setTimeout(done, seed % 120))
    const died = new Promise((done) => a.core.child.once('exit', done))
    a.core.child.kill('SIGKILL')
    await died
    a.core = await coreProcess(a.state, a.core.port)
  }
  over = true
  await Promise.all(makers)
  t.same([...codes.keys()].filter((c) => !['CORE_DOWN', 'CLOSED', 'UNREACHABLE', 'NO_NODE', 'TIMEOUT'].includes(c)), [], JSON.stringify([...codes]))
  t.same(await Promise.all(made.map((w) => call(w, 'add', [5]))), made.map(() => 5), `${made.length} workers answer`)
  t.ok(await until(() => a.agent.running === made.length), 'vaults whose clone came to nothing end with their lease')
  t.same(await becomes(() => known(a.core), names(made)), names(made), 'the registry agrees')
})

t.test('the Core is stopped: calls go on, clones end in time, then fail at once; continued, all is as before', async (t) => {
  const a = await apart(t, 800)
  const [w] = await clone(a.mesh, { text: ADD }) as [RemoteEnd]
  a.core.child.kill('SIGSTOP')
  const from = performance.now()
  const failure = await failureOf(clone(a.mesh, { text: ADD }, { timeout: 5000 }))
  t.match(failure, { code: /CORE_DOWN|CLOSED|TIMEOUT/ })
  const inTime = performance.now() - from
  t.ok(inTime < await allowed(5500), `${inTime.toFixed(0)} ms`)
  const later = performance.now()
  t.match(await failureOf(clone(a.mesh, { text: ADD })), { code: 'CORE_DOWN', outcome: 'NOT_SENT' })
  const ms = performance.now() - later
  t.ok(ms < await allowed(50), `at once: ${ms.toFixed(1)} ms`)
  t.equal(await call(w, 'add', [1]), 1)
  a.core.child.kill('SIGCONT')
  let again: RemoteEnd[] = []
  t.ok(await becomes(async () => {
    if (again.length === 0) again = await clone(a.mesh, { text: ADD })
    return again.length
  }, 1) === 1, 'clones are made again')
  t.equal(await call(w, 'add', [1]), 2)
  t.same(await becomes(() => known(a.core), names([w, ...again])), names([w, ...again]))
})

t.test('a worker is stopped: lost within the lease, and its vault is ended', async (t) => {
  const rig = await Rig.start({ agent: { pool: { target: 0 } } })
  const mesh = await rig.mesh()
  const lease = Math.min(3000, 600 * crowd())
  const [w] = await clone(mesh, { text: ADD }, { lease })
  const pending = failureOf(call(w, 'never', [], 60_000))
  const pids = rig.note()
  await call(w, 'add', [1])
  const from = performance.now()
  for (const pid of rig.agents[0].pids().flatMap(tree)) process.kill(pid, 'SIGSTOP')
  t.match(await pending, { code: 'WORKER_LOST', outcome: 'UNKNOWN' })
  const ms = performance.now() - from
  t.ok(ms < lease + await allowed(300), `${Math.round(ms)} ms at a lease of ${Math.round(lease)}`)
  t.ok(await until(() => rig.core.registry.running().length === 0, 2 * lease + 5000), 'the node has ended it')
  t.ok(pids.length > 0)
  await gone(t, rig)
})
