import t from 'tap'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startTime } from '../../vaultd/process/proc.js'
import { folder, until } from './base.js'
import { ADD, call, clone, failureOf, gone, Rig } from './rig.js'

const mudlib = join(folder, 'mudlib')
for (const dir of ['workers', 'std', 'secure']) mkdirSync(join(mudlib, dir), { recursive: true })
writeFileSync(join(mudlib, 'workers/web_scout.c'), '// inherit /std/base.c\nexports.analyze = (x) => exports.base() + x')
writeFileSync(join(mudlib, 'std/base.c'), '// inherit /std/root.c\nexports.base = () => exports.root() + "base "')
writeFileSync(join(mudlib, 'std/root.c'), 'exports.root = () => "root "')
writeFileSync(join(mudlib, 'secure/passwords.c'), 'secret')
const wiki = { wiki: { folder: mudlib, only: ['workers/'], library: ['std/', 'include/'] } }

for (const isolation of ['bubblewrap', 'unshare', 'none'] as const) t.test(`a worker from text: made, called, destructed (${isolation})`, async (t) => {
  const rig = await Rig.start({ agent: { isolation } })
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
  t.ok(await until(() => rig.core.registry.running().length === 0))
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
  t.match(await failureOf(clone(mesh, { text: 'throw new Error("in create")' })), { code: 'RUNTIME', message: /in create/, node: 'n1', trace: [{ program: '/worker.c', function: 'create' }] })
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
  t.ok(await until(() => rig.core.registry.running().length === 0))
  await gone(t, rig)
})
