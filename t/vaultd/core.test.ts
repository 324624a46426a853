import t from 'tap'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKeyPair } from '../../netd/keys.js'
import type { Mapping } from '../../driver/vm/mapping.js'
import { connectMesh } from '../../vaultd/client.js'
import { startCore } from '../../vaultd/core.js'
import { parseInvite } from '../../vaultd/invite.js'
import { encodeValue } from '../../netd/codec.js'
import { spawn } from '../../vaultd/spawn.js'
import { readSpawn } from '../../vaultd/swarm.js'
import { allowed, folder, freshState, until } from './base.js'
import { ADD, call, clone, failureOf, gone, log, Rig } from './rig.js'

t.test('the Core dies: calls go on, clones fail at once, the registry agrees afterwards', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  const [w, x] = await clone(mesh, { text: ADD }, { count: 2 })
  const { port } = rig.core
  await rig.core.close()
  t.equal(await call(w, 'add', [1]), 1, 'a call needs no Core')
  t.ok(await until(() => rig.agents[0].uplink.up === false))
  const from = performance.now()
  t.match(await failureOf(clone(mesh, { text: ADD })), { code: 'CORE_DOWN', outcome: 'NOT_SENT' })
  const ms = performance.now() - from
  t.ok(ms < await allowed(100), `at once: ${ms.toFixed(1)} ms`)
  x.destruct()
  t.ok(await until(() => rig.agents[0].running === 1), 'destruct needs no Core either')
  rig.core = await startCore({ state: rig.state, port, log })
  t.equal(rig.core.registry.running().length, 2, 'as it was left')
  t.ok(await until(() => rig.core.registry.running().length === 1), 'as it is')
  t.equal(rig.core.registry.running()[0].id, w.info().get('worker'))
  t.ok(await until(() => rig.core.candidates().some((c) => c.alive)))
  t.ok(await until(() => { let ok = false; mesh.status((f) => { ok = f === null }); return ok || rig.core.status().nodes.length > 0 }))
  await mesh.joined
  let again: Awaited<ReturnType<typeof clone>> = []
  t.ok(await until(() => { void clone(mesh, { text: ADD }).then((e) => { again = e }, () => {}); return again.length > 0 || rig.core.registry.running().length > 1 }), 'the driver joins again')
  t.equal(await call(w, 'add', [1]), 2)
  await gone(t, rig)
})

t.test('no Core, no caller: the node ends the vault by its own watch', async (t) => {
  const rig = await Rig.start()
  const caller = generateKeyPair()
  await spawn(rig.core, readSpawn({ text: ADD, lease: 800, timeout: 10_000, args: encodeValue([]) }), { key: caller.publicKey, name: 'test' })
  rig.note()
  t.equal(rig.agents[0].running, 1)
  await rig.core.close()
  const from = performance.now()
  t.ok(await until(() => rig.agents[0].running === 0))
  const ms = performance.now() - from
  t.ok(ms < await allowed(1_600), `within two leases: ${ms.toFixed(0)} ms`)
  t.ok(await until(() => rig.agents[0].backend.list().length <= 2))
  await gone(t, rig)
})

t.test('a lost registry is rebuilt from what the nodes announce', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: ADD })
  const { port, keys } = rig.core
  await rig.core.close()
  const state = freshState()
  mkdirSync(state, { recursive: true })
  writeFileSync(join(state, 'core.key'), readFileSync(join(rig.state, 'core.key')), { mode: 0o600 })
  rig.core = await startCore({ state, port, log })
  t.same(rig.core.keys.publicKey, keys.publicKey)
  rig.core.enroll(rig.agents[0].options.keys.publicKey, 'node', 'n1')
  t.ok(await until(() => rig.core.registry.running().length === 1))
  t.equal(rig.core.registry.running()[0].id, w.info().get('worker'))
  t.equal(await call(w, 'add', [1]), 1)
  await gone(t, rig)
})

t.test('members join by invite, once', async (t) => {
  const rig = await Rig.start()
  const invite = parseInvite(rig.core.invite('driver'))
  const join = (keys = generateKeyPair(), name = 'guest') => connectMesh({ core: { url: invite.url, key: invite.coreKey }, keys, name, invite: invite.secret, log })
  const keys = generateKeyPair()
  const a = join(keys)
  await a.joined
  t.equal((await clone(a, { text: ADD })).length, 1)
  const b = join(generateKeyPair(), 'other')
  t.match(await failureOf(b.joined), { code: 'DENIED', message: /invite is unknown/ })
  const stranger = connectMesh({ core: { url: rig.core.url, key: rig.core.keys.publicKey }, keys: generateKeyPair(), name: 'x', log })
  t.match(await failureOf(stranger.joined), { code: 'DENIED', message: /not enrolled/ })
  await a.close()
  const c = connectMesh({ core: { url: invite.url, key: invite.coreKey }, keys, name: 'guest', log })
  await c.joined
  t.pass('later without it')
  for (const m of [b, c, stranger]) await m.close()
  await gone(t, rig)
})

t.test('revoked while clones are made: what was under way comes to nothing, and is not called the end of the Core', async (t) => {
  for (const role of ['node', 'driver'] as const) {
    const rig = await Rig.start({ agent: { isolation: 'none' } })
    const mesh = await rig.mesh()
    await clone(mesh, { text: ADD })
    const made = Array.from({ length: 8 }, () => clone(mesh, { text: ADD }).then(([w]) => call(w, 'add', [1])).then(() => 'made', (f: { code: string; outcome: string }) => `${f.code} ${f.outcome}`))
    t.ok(await until(() => rig.core.closures.size > 0), 'orders are under way')
    await rig.core.revoke(role, role === 'node' ? 'n1' : 'd1')
    const ends = [...new Set(await Promise.all(made))]
    t.same(ends.filter((end) => !/^(made|WORKER_LOST UNKNOWN|WORKER_LOST NOT_SENT|CORE_DOWN UNKNOWN|DENIED NOT_EXECUTED|NODE_LEFT UNKNOWN|CLOSED NOT_EXECUTED|UNREACHABLE NOT_SENT|REFUSED NOT_SENT|HANDSHAKE NOT_SENT)$/.test(end)), [], ends.join(', '))
    t.ok(role === 'driver' || !ends.some((end) => end.startsWith('CORE_DOWN')), 'the Core is there')
    t.ok(await until(() => rig.agents[0].running === 0 && rig.core.registry.running().length === 0), `a revoked ${role} has no workers`)
    await gone(t, rig)
  }
})

t.test('status as LPC values', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  await clone(mesh, { text: ADD })
  const status = await new Promise<unknown>((done) => mesh.status((_f, v) => done(v))) as Mapping
  const [node] = status.get('nodes') as Mapping[]
  t.equal(node.get('name'), 'n1')
  t.equal((status.get('workers') as Mapping[]).length, 1)
  await gone(t, rig)
})

t.test('HTTP', async (t) => {
  const rig = await Rig.start()
  const base = `http://127.0.0.1:${rig.core.port}`
  const token = readFileSync(join(rig.state, 'api.token'), 'utf8').trim()
  t.match(await (await fetch(`${base}/healthz`)).json(), { ok: true, nodes: 1 })
  t.match(await (await fetch(`${base}/api/v2/swarm/nodes`)).json(), [{ name: 'n1', alive: true }])
  const post = (body: unknown, headers: Record<string, string> = { authorization: `Bearer ${token}` }) => fetch(`${base}/api/v2/swarm/spawn`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
  const caller = Buffer.from(generateKeyPair().publicKey).toString('hex')
  t.equal((await post({ text: ADD, caller }, {})).status, 401)
  t.equal((await post('{')).status, 400)
  t.equal((await post({ text: ADD, caller: 'nobody' })).status, 400)
  t.equal((await post('x'.repeat(3 << 20))).status, 413)
  t.equal((await post({ text: 'exports.x = (', caller })).status, 422)
  t.equal((await post({ text: ADD, caller, requires: ['gpu'] })).status, 503)
  const made = await post({ text: ADD, caller, lease: 600 })
  t.equal(made.status, 201)
  const body = await made.json() as { worker: string; routes: unknown[] }
  t.match(await (await fetch(`${base}/api/v2/swarm/workers`)).json(), [{ worker: body.worker, ended_at: null }])
  t.match(await (await fetch(`${base}/api/v2/swarm/vaults`)).json(), [{ worker: body.worker, node: 'n1' }])
  t.match(await (await fetch(`${base}/metrics`)).text(), /hauki_workers 1/)
  t.ok(await until(() => rig.core.registry.running().length === 0), 'nobody came for it: the lease ended it')
  t.equal((await fetch(`${base}/nope`)).status, 404)
  await gone(t, rig)
})

t.test('a Core that would listen everywhere does not start', async (t) => {
  for (const host of ['0.0.0.0', '::', '']) await t.rejects(startCore({ state: freshState(), host, log }), { code: 'CONFIG' })
})

t.test('tools on this machine find the Core while it is there, and are not sent to one that has stopped', async (t) => {
  const state = freshState()
  const noteAt = join(folder, 'core.json')
  const core = await startCore({ state, noteAt, log })
  t.match(JSON.parse(readFileSync(noteAt, 'utf8')), { url: core.url })
  await core.close()
  t.notOk(existsSync(noteAt))
})
