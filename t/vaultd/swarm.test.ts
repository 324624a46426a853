import t from 'tap'
import { spawn as spawnProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKeyPair } from '../../netd/keys.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { connectMesh } from '../../vaultd/client.js'
import { startCore } from '../../vaultd/core.js'
import { parseInvite } from '../../vaultd/invite.js'
import { startTime, tree } from '../../vaultd/process/proc.js'
import { folder, freshState, until } from './base.js'
import { call, clone, defaults, failureOf, log, Rig } from './rig.js'

const ADD = 'let n = 0; exports.add = (x) => n += x; exports.echo = (x) => x; exports.fail = () => { throw new Error("no luck") }; exports.never = () => new Promise(() => {}); exports.spin = () => { for (;;); }'

const mudlib = join(folder, 'mudlib')
for (const dir of ['workers', 'std', 'secure']) mkdirSync(join(mudlib, dir), { recursive: true })
writeFileSync(join(mudlib, 'workers/web_scout.c'), '// inherit /std/base.c\nexports.analyze = (x) => exports.base() + x')
writeFileSync(join(mudlib, 'std/base.c'), '// inherit /std/root.c\nexports.base = () => exports.root() + "base "')
writeFileSync(join(mudlib, 'std/root.c'), 'exports.root = () => "root "')
writeFileSync(join(mudlib, 'secure/passwords.c'), 'secret')
const wiki = { wiki: { folder: mudlib, only: ['workers/', 'std/'] } }

/** Of all vaults a rig has: none may be left afterwards. */
async function gone(t: { same(a: unknown, b: unknown, text: string): unknown }, rig: Rig): Promise<void> {
  t.same(await rig.close(), [], 'no process is left')
}

t.test('a worker from text: made, called, destructed', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: ADD })
  t.equal(await call(w, 'add', [5]), 5)
  t.equal(await call(w, 'add', [6]), 11)
  t.equal(w.info().get('node'), 'n1')
  t.equal(rig.core.registry.running().length, 1)
  t.ok(await until(() => rig.core.registry.tickets()[0].redeemedAt !== null), 'the redeemed ticket is recorded')
  const [pid] = rig.note()
  t.ok(startTime(pid) !== null)
  w.destruct()
  t.ok(await until(() => rig.core.registry.running().length === 0, 1000))
  t.equal(rig.core.registry.workers()[0].endReason, 'destructed')
  t.equal(mesh.workers, 0)
  t.equal((await failureOf(call(w, 'add', [1]))).code, 'DESTRUCTED')
  await gone(t, rig)
})

t.test('a worker from a gem-pointer, with what it inherits', async (t) => {
  const rig = await Rig.start({ core: { authorities: wiki, library: 'wiki' } })
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { pointer: 'gem-pointer://wiki/workers/web_scout' })
  t.equal(await call(w, 'analyze', ['x']), 'root base x')
  const [v] = await clone(mesh, { text: '// inherit /std/base.c\nexports.f = () => exports.base()' })
  t.equal(await call(v, 'f'), 'root base ', 'text inherits from the library')
  t.match(await failureOf(clone(mesh, { pointer: 'gem-pointer://wiki/workers/nope' })), { code: 'NO_SUCH_FILE', message: /no document at gem-pointer:\/\/wiki\/workers\/nope/ })
  t.match(await failureOf(clone(mesh, { pointer: 'gem-pointer://wiki/secure/passwords' })), { code: 'NO_SUCH_FILE' }, 'what is not served is not there')
  t.match(await failureOf(clone(mesh, { text: '// inherit /secure/passwords.c' })), { code: 'COMPILE', message: /no file \/secure\/passwords.c/ })
  t.match(await failureOf(clone(mesh, { pointer: 'gem-pointer://wiki/../x' })), { code: 'BAD_REQUEST' })
  const text = await new Promise((done) => mesh.resolve('gem-pointer://wiki/workers/web_scout', (_f, body) => done(body)))
  t.match(text, /exports\.analyze/)
  await gone(t, rig)
})

t.test('errors reach the caller with their place', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  t.match(await failureOf(clone(mesh, { text: 'exports.x = (' })), { code: 'COMPILE', message: /\/worker\.c: Unexpected/, outcome: 'NOT_EXECUTED' })
  t.match(await failureOf(clone(mesh, { text: 'throw new Error("in create")' })), { code: 'RUNTIME', message: /in create/, trace: [{ program: '/worker.c', function: 'create' }] })
  const [w] = await clone(mesh, { text: ADD })
  t.match(await failureOf(call(w, 'fail')), { message: /no luck/, outcome: 'EXECUTED_FAILED', trace: [{ program: '/worker.c', line: 7 }] })
  t.match(await failureOf(call(w, 'nope')), { code: 'NO_SUCH_METHOD' })
  t.match(await failureOf(call(w, 'never', [], 50)), { code: 'DEADLINE' })
  t.equal(await call(w, 'add', [1]), 1, 'and it still works')
  t.equal(rig.core.registry.running().length, 1, 'what failed left no worker')
  t.ok(await until(() => rig.agents[0].backend.list().length === 3), 'nor a vault: one worker, two warm')
  await gone(t, rig)
})

t.test('no node: the text says why', async (t) => {
  const rig = await Rig.start({ agent: null })
  const mesh = await rig.mesh()
  t.match(await failureOf(clone(mesh, { text: ADD })), { code: 'NO_NODE', message: /none has joined/ })
  await rig.agent({ tags: ['cpu'], isolation: 'none' })
  t.match(await failureOf(clone(mesh, { text: ADD }, { requires: ['gpu'] })), { code: 'NO_NODE', message: /n1 lacks "gpu"/ })
  t.match(await failureOf(clone(mesh, { text: ADD }, { isolation: 'lxc' })), { code: 'NO_NODE', message: /isolates by "none" only/ })
  t.match(await failureOf(clone(mesh, { text: ADD }, { node: 'n9' })), { code: 'NO_SUCH_NODE' })
  t.match(await failureOf(clone(mesh, { text: ADD }, { count: 9999 })), { code: 'LIMIT' })
  t.equal((await clone(mesh, { text: ADD }, { requires: ['cpu'], node: 'n1' })).length, 1)
  await gone(t, rig)
})

t.test('kill -9 of a worker during a call: the caller knows within 50 ms', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  for (let round = 0; round < 3; round++) {
    const [w] = await clone(mesh, { text: ADD })
    const pending = failureOf(call(w, 'never'))
    await call(w, 'add', [1])
    const { vault } = { vault: w.info().get('vault') }
    const outer = rig.agents[0].backend.list().find((v) => v.name === vault)!
    const inner = tree(outer.pid).at(-1)!
    rig.note()
    process.kill(inner, 'SIGKILL')
    await until(() => startTime(inner) === null)
    const from = performance.now()
    const failure = await pending
    const ms = performance.now() - from
    t.match(failure, { code: 'WORKER_LOST', outcome: 'UNKNOWN', message: /Worker lost \(node n1\)/ })
    t.ok(ms < 50, `${ms.toFixed(1)} ms`)
    t.match(await failureOf(call(w, 'add', [1])), { outcome: 'NOT_SENT' })
  }
  t.ok(await until(() => rig.core.registry.running().length === 0))
  t.match(rig.core.registry.workers()[0].endReason, /killed/)
  await gone(t, rig)
})

t.test('count: made side by side; on failure none stays', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  const ws = await clone(mesh, { text: ADD }, { count: 5 })
  t.equal(ws.length, 5)
  t.same(await Promise.all(ws.map((w, i) => call(w, 'add', [i]))), [0, 1, 2, 3, 4])
  t.equal(new Set(ws.map((w) => w.info().get('worker'))).size, 5)
  await failureOf(clone(mesh, { text: ADD }, { count: 3, timeout: 1 }))
  t.ok(await until(() => rig.core.registry.running().length === 5), 'those of the failed request are gone')
  await gone(t, rig)
})

t.test('fifty workers from one loop', async (t) => {
  const rig = await Rig.start({ agent: { pool: { target: 8 } } })
  const mesh = await rig.mesh()
  const from = performance.now()
  const ws = await Promise.all(Array.from({ length: 50 }, () => clone(mesh, { text: ADD }).then(([w]) => w)))
  t.comment(`50 workers in ${(performance.now() - from).toFixed(0)} ms`)
  const answers = await Promise.all(ws.map((w, i) => call(w, 'echo', [i])))
  t.same(answers, ws.map((_, i) => i))
  rig.note()
  for (const w of ws) w.destruct()
  t.ok(await until(() => rig.core.registry.running().length === 0, 5_000))
  await gone(t, rig)
})

t.test('the driver dies: the lease ends its vaults', async (t) => {
  const rig = await Rig.start()
  const keys = generateKeyPair()
  rig.core.enroll(keys.publicKey, 'driver', 'mortal')
  const script = join(folder, 'driver.mjs')
  writeFileSync(script, `
    import { connectMesh } from ${JSON.stringify(new URL('../../vaultd/client.js', import.meta.url).href)}
    import { SILENT } from ${JSON.stringify(new URL('../../vaultd/log.js', import.meta.url).href)}
    const b = (s) => new Uint8Array(Buffer.from(s, 'hex'))
    const mesh = connectMesh({ core: { url: ${JSON.stringify(rig.core.url)}, key: b('${Buffer.from(rig.core.keys.publicKey).toString('hex')}') }, keys: { publicKey: b('${Buffer.from(keys.publicKey).toString('hex')}'), secretKey: b('${Buffer.from(keys.secretKey).toString('hex')}') }, name: 'mortal', log: SILENT })
    await mesh.joined
    mesh.clone({ text: 'exports.f = () => 1' }, ${JSON.stringify({ ...defaults, lease: 1000 })}, '/x', (f, [w]) => {
      if (f) { console.log(JSON.stringify(f)); process.exit(1) }
      w.call('f', [], { chain: '', deadlineMs: 1000 }, () => console.log('up'))
    })
    setInterval(() => {}, 1000)`)
  for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
    const child = spawnProcess(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(child.stdout!.setEncoding('utf8'), 'data') as [string]
    t.equal(line.trim(), 'up')
    const [w] = rig.core.registry.running()
    const pids = rig.note()
    // It is left alone for two leases: the beats alone keep it.
    await new Promise((done) => setTimeout(done, 2_000))
    t.equal(rig.core.registry.running().length, 1, 'beats renew the lease')
    const from = performance.now()
    child.kill(signal)
    t.ok(await until(() => rig.core.registry.running().length === 0, 5_000))
    const ms = performance.now() - from
    t.ok(ms < 2_000, `${signal}: after ${ms.toFixed(0)} ms, lease 1000`)
    t.ok(await until(() => pids.every((p) => startTime(p) === null || rig.agents[0].backend.list().some((v) => tree(v.pid).includes(p))), 1000), 'its processes are gone')
    t.comment(`${signal}: ${rig.core.registry.worker(w.id, 1)?.endReason}`)
    child.kill('SIGKILL')
  }
  await gone(t, rig)
})

t.test('close of the driver ends its workers at once', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  await clone(mesh, { text: ADD }, { count: 3, lease: 60_000 })
  const pids = rig.note()
  const from = performance.now()
  await mesh.close()
  t.ok(await until(() => rig.agents[0].running === 0, 2_000))
  t.ok(performance.now() - from < 1_000, 'not by the lease')
  t.ok(pids.length >= 3)
  await gone(t, rig)
})

t.test('ttl ends a worker; a stuck one is ended through destruct', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: ADD }, { ttl: 300 })
  t.equal(await call(w, 'add', [1]), 1)
  t.ok(await until(() => rig.core.registry.running().length === 0, 2_000))
  t.match(await failureOf(call(w, 'add', [1])), { outcome: 'NOT_SENT' })
  const [s] = await clone(mesh, { text: ADD })
  void failureOf(call(s, 'spin', [], 60_000))
  await new Promise((done) => setTimeout(done, 50))
  s.destruct()
  t.ok(await until(() => rig.core.registry.running().length === 0, 4_000), 'an endless loop does not save it')
  await gone(t, rig)
})

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
  t.ok(performance.now() - from < 100, 'at once')
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
  t.ok(await until(() => { void clone(mesh, { text: ADD }).then((e) => { again = e }, () => {}); return again.length > 0 || rig.core.registry.running().length > 1 }, 8_000), 'the driver joins again')
  t.equal(await call(w, 'add', [1]), 2)
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
  const { readFileSync } = await import('node:fs')
  writeFileSync(join(state, 'core.key'), readFileSync(join(rig.state, 'core.key')), { mode: 0o600 })
  rig.core = await startCore({ state, port, log })
  t.same(rig.core.keys.publicKey, keys.publicKey)
  rig.core.enroll(rig.agents[0].options.keys.publicKey, 'node', 'n1')
  t.ok(await until(() => rig.core.registry.running().length === 1, 8_000))
  t.equal(rig.core.registry.running()[0].id, w.info().get('worker'))
  t.equal(await call(w, 'add', [1]), 1)
  await gone(t, rig)
})

t.test('two nodes: spread, and a node that dies', async (t) => {
  const rig = await Rig.start()
  await rig.agent({ isolation: 'none' })
  const mesh = await rig.mesh()
  const ws = await clone(mesh, { text: ADD }, { count: 6 })
  t.same(ws.map((w) => w.info().get('node')).sort(), ['n1', 'n1', 'n1', 'n2', 'n2', 'n2'])
  const on = (name: string) => ws.filter((w) => w.info().get('node') === name)
  const pending = on('n2').map((w) => failureOf(call(w, 'never')))
  await Promise.all(on('n2').map((w) => call(w, 'add', [1])))
  rig.note()
  await rig.agents[1].close()
  for (const f of await Promise.all(pending)) t.match(f, { code: 'WORKER_LOST', message: /node n2/ })
  t.same(await Promise.all(on('n1').map((w) => call(w, 'add', [1]))), [1, 1, 1], 'the other node does not notice')
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
  const { readFileSync } = await import('node:fs')
  const token = readFileSync(join(rig.state, 'api.token'), 'utf8').trim()
  t.match(await (await fetch(`${base}/healthz`)).json(), { ok: true, nodes: 1 })
  t.match(await (await fetch(`${base}/api/v2/swarm/nodes`)).json(), [{ name: 'n1', alive: true }])
  const post = (body: unknown, headers: Record<string, string> = { authorization: `Bearer ${token}` }) => fetch(`${base}/api/v2/swarm/spawn`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
  const caller = Buffer.from(generateKeyPair().publicKey).toString('hex')
  t.equal((await post({ text: ADD, caller }, {})).status, 401)
  t.equal((await post('{')).status, 400)
  t.equal((await post({ text: ADD })).status, 400)
  t.equal((await post('x'.repeat(3 << 20))).status, 413)
  t.equal((await post({ text: 'exports.x = (', caller })).status, 422)
  t.equal((await post({ text: ADD, caller, requires: ['gpu'] })).status, 503)
  const made = await post({ text: ADD, caller, lease: 600 })
  t.equal(made.status, 201)
  const body = await made.json() as { worker: string; routes: unknown[] }
  t.match(await (await fetch(`${base}/api/v2/swarm/workers`)).json(), [{ worker: body.worker, ended_at: null }])
  t.match(await (await fetch(`${base}/api/v2/swarm/vaults`)).json(), [{ worker: body.worker, node: 'n1' }])
  t.match(await (await fetch(`${base}/metrics`)).text(), /hauki_workers 1/)
  t.ok(await until(() => rig.core.registry.running().length === 0, 3_000), 'nobody came for it: the lease ended it')
  t.equal((await fetch(`${base}/nope`)).status, 404)
  await gone(t, rig)
})

t.test('a Core that would listen everywhere does not start', async (t) => {
  for (const host of ['0.0.0.0', '::', '']) await t.rejects(startCore({ state: freshState(), host, log }), { code: 'CONFIG' })
})
