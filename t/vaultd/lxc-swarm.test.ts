import t from 'tap'
import { tree } from '../../vaultd/process/proc.js'
import { until } from './base.js'
import { base, groupsOf, whyNot } from './lxc-rig.js'
import { ADD, call, clone, failureOf, gone, Rig } from './rig.js'

const skip = await whyNot()
if (skip !== null) t.comment(`no LXC vaults here, skipped: ${skip}`)
const here = { skip: skip ?? false as const }
const agent = { backend: 'lxc' as const, base, pool: { target: 2 } }

t.test('a clone from its birth to its end, in an LXC vault', here, async (t) => {
  const rig = await Rig.start({ agent })
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: ADD }, { isolation: 'lxc' })
  t.equal(w.info().get('isolation'), 'lxc')
  t.equal(await call(w, 'add', [2]), 2)
  t.equal(await call(w, 'add', [3]), 5)
  t.equal(await call(w, 'echo', ['x'.repeat(100_000)]), 'x'.repeat(100_000))
  t.match(await failureOf(call(w, 'fail')), { code: 'ERROR', message: 'no luck' })
  const vault = rig.agents[0].backend.list().find((v) => v.name === w.info().get('vault'))!
  const pids = tree(vault.pid)
  t.ok(pids.length >= 3)
  w.destruct()
  t.ok(await until(() => !rig.agents[0].backend.list().some((v) => v.name === vault.name)), 'destruct ends the vault')
  t.ok(await until(() => groupsOf(process.pid).every((g) => !g.includes(vault.name))))
  await gone(t, rig)
  t.same(groupsOf(process.pid), [])
})

t.test('how a worker ended, with the figures, is what its caller gets', here, async (t) => {
  const rig = await Rig.start({ agent })
  const mesh = await rig.mesh()
  const source = `
    const need = (m) => process.mainModule.require(m)
    exports.ok = () => 1
    exports.heap = () => { const a = []; for (;;) a.push({ x: [1, 2, 3] }) }
    exports.buffers = () => { const a = []; for (;;) a.push(Buffer.alloc(1 << 20, 1)) }
    exports.exit = (n) => { process.exit(n) }
    exports.segv = () => { process.kill(process.pid, 'SIGSEGV'); return new Promise(() => {}) }
    exports.fork = () => new Promise(() => { const { spawn } = need('child_process'); const all = []; for (let i = 0; i < 100; i++) { const c = spawn('/node/node', ['-e', 'setInterval(()=>{},1000)'], { stdio: 'ignore' }); c.on('error', () => {}); all.push(c) } setTimeout(() => process.exit(9), 200) })
    exports.spin = () => { for (;;); }`
  const lost = async (method: string, config: Parameters<typeof clone>[2] = {}, args: number[] = []) => {
    // A worker at the end of its heap collects garbage for seconds on a loaded machine: the lease must not be first.
    const [w] = await clone(mesh, { text: source }, { lease: 20_000, ...config })
    t.equal(await call(w, 'ok'), 1)
    const failure = await failureOf(call(w, method, args))
    t.match(failure, { code: 'WORKER_LOST', outcome: 'UNKNOWN' }, method)
    return failure.message
  }
  const [heap, small, buffers, exit, segv, fork] = await Promise.all([
    lost('heap', { memory: 128 }), lost('buffers', { memory: 32 }), lost('buffers'), lost('exit', {}, [7]), lost('segv'), lost('fork'),
  ])
  t.match(heap, /Worker lost \(node n1\): out of memory: its heap of 128 MiB is full \([\d.]+ MiB of 256 MiB in all were used\)/)
  t.match(small, /out of memory: all of its 112 MiB were in use/, 'the clone asked for less than the warm vault had')
  t.match(buffers, /out of memory: all of its 256 MiB were in use \(heap limit 128 MiB\)/)
  t.match(exit, /ended with status 7/)
  t.match(segv, /ended with SIGSEGV/)
  t.match(fork, /reached its limit of 40 processes and threads, then ended with status 9/)
  const [w] = await clone(mesh, { text: source }, { cpu: 0.1 })
  t.match(await failureOf(call(w, 'spin', [], 1_500)), { code: 'DEADLINE' }, 'a busy one is held back; its caller has a deadline')
  const vault = rig.agents[0].backend.list().find((v) => v.name === w.info().get('vault'))!
  const [usage] = await Promise.all([new Promise<{ cpuLimit: number; cpuSeconds: number; throttledSeconds: number }>((done) => rig.agents[0].backend.onExit((e) => { if (e.name === vault.name) done(e.usage!) })), w.destruct()])
  t.equal(usage.cpuLimit, 0.1, 'the processors the clone asked for')
  t.ok(usage.throttledSeconds > 0.2, `it was held back for ${usage.throttledSeconds} s`)
  await gone(t, rig)
  t.same(groupsOf(process.pid), [])
})

t.test('heartbeats that lie: no worker outlives its lease by them, none harms the agent', here, async (t) => {
  const rig = await Rig.start({ agent })
  const mesh = await rig.mesh()
  // It writes to the descriptor itself, past the worker's own code. A control chunk is length, type 0, channel 0, and a message by the plain codec.
  const source = `
    const fs = process.mainModule.require('fs')
    const chunk = (type, channel, body) => { const h = Buffer.alloc(9); h.writeUInt32LE(body.length); h[4] = type; h.writeUInt32LE(channel, 5); return Buffer.concat([h, body]) }
    exports.ok = () => 1
    exports.lie = (s) => { setInterval(() => { try { fs.writeSync(3, chunk(0, 0, Buffer.from(s, 'hex'))) } catch {} }, 20); return 1 }
    exports.wait = () => new Promise(() => {})
    exports.flood = () => { const b = chunk(0, 0, Buffer.alloc(60000, 7)); for (;;) try { fs.writeSync(3, b) } catch (e) { if (e.code !== 'EAGAIN') return 0 } }`
  const { encodePlain } = await import('../../netd/plain.js')
  const hex = (m: Parameters<typeof encodePlain>[0]) => Buffer.from(encodePlain(m)).toString('hex')
  const [bystander] = await clone(mesh, { text: ADD }, { lease: 60_000 })
  // Channels that it has not: the lease is counted by bytes of a caller that was let in, and the caller has gone.
  const liar = await rig.mesh()
  const [w] = await clone(liar, { text: source }, { lease: 600 })
  t.equal(await call(w, 'lie', [hex({ type: 'TICK', channels: [1, 2, 3, 4, 99], owners: [1, 2, 3, 4, 99], heap: 1 })]), 1)
  t.equal(await call(w, 'ok'), 1)
  await liar.close()
  t.ok(await until(() => rig.agents[0].running === 1), 'its lease ends it')
  for (const lie of [{ type: 'TICK', channels: [1], owners: [], heap: -1 }, { type: 'TICK', channels: 'all', owners: [], heap: 1 }, { type: 'TICK', channels: [], owners: [], heap: 1e300 }, { type: 'TICK', channels: [], heap: 1 }, { type: 'READY', protocol: 1, key: new Uint8Array(32) }, { type: 'INJECTED' }, { type: 'EXIT', reason: 'x'.repeat(4000) }, { type: 'NONSENSE' }]) {
    const [v] = await clone(mesh, { text: source })
    await call(v, 'lie', [hex(lie)]).catch(() => {})
    t.match(await failureOf(call(v, 'wait', [], 3_000)), { code: 'WORKER_LOST' }, JSON.stringify(lie).slice(0, 50))
  }
  const [f] = await clone(mesh, { text: source })
  t.match(await failureOf(call(f, 'flood', [], 5_000)), { code: 'WORKER_LOST' }, 'a flood of malformed ones')
  t.equal(await call(bystander, 'add', [1]), 1, 'the neighbour does not notice')
  // Well-formed ones that mean nothing, thousands with each write: empty data for its caller's own channel.
  const [e] = await clone(mesh, { text: `${source}; exports.empty = () => { const b = Buffer.concat(Array.from({ length: 7000 }, () => chunk(3, 1, Buffer.alloc(0)))); const go = () => { try { fs.writeSync(3, b) } catch {} setImmediate(go) }; go(); return 1 }` })
  const flooding = failureOf(call(e, 'empty', [], 30_000))
  const answers: unknown[] = []
  for (let i = 0; i < 40; i++) answers.push(await call(bystander, 'echo', [i]))
  t.same(answers, Array.from({ length: 40 }, (_, i) => i), 'nor one of empty ones')
  e.destruct()
  t.ok(await until(() => !rig.agents[0].backend.list().some((v) => v.name === e.info().get('vault'))), 'and it ends when it is told')
  await flooding
  await gone(t, rig)
  t.same(groupsOf(process.pid), [])
})

t.test('a node that cannot: the clone says what was missing', here, async (t) => {
  const rig = await Rig.start({ agent: { backend: 'process' } })
  const mesh = await rig.mesh()
  t.match(await failureOf(clone(mesh, { text: ADD }, { isolation: 'lxc' })), { code: 'NO_NODE', message: /"lxc" was asked/ })
  await gone(t, rig)
})

t.test('fifty workers on three nodes from one request', here, async (t) => {
  const rig = await Rig.start({ agent })
  await rig.agent(agent)
  await rig.agent(agent)
  const mesh = await rig.mesh()
  const from = performance.now()
  const ws = await clone(mesh, { text: ADD }, { count: 50, isolation: 'lxc', timeout: 60_000 })
  t.same(await Promise.all(ws.map((w, i) => call(w, 'add', [i]))), ws.map((_, i) => i))
  t.comment(`50 workers answer after ${Math.round(performance.now() - from)} ms`)
  t.equal(new Set(ws.map((w) => w.info().get('node'))).size, 3)
  await gone(t, rig)
  t.same(groupsOf(process.pid), [])
})
