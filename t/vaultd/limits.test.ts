// What one clone may use, on every backend that runs here; how its end reaches the caller.
import t from 'tap'
import type { CloneConfig } from '../../driver/mesh.js'
import { WORKER_BUNDLE } from '../../driver/roles/paths.js'
import type { AgentOptions } from '../../vaultd/agent.js'
import { overQuota } from '../../vaultd/quota.js'
import { openRestraint } from '../../vaultd/process/restraint.js'
import { until } from './base.js'
import { base, groupsOf, whyNot } from './lxc-rig.js'
import { ADD, call, clone, failureOf, gone, Rig } from './rig.js'

const noLxc = await whyNot()
const restraint = await openRestraint(true)
await restraint.close()
const noGroups = restraint.kind === 'groups' ? null : 'no control groups can be made here'
const backends: Array<{ name: string; agent: Partial<AgentOptions>; skip: string | null }> = [
  { name: 'process, control groups', agent: { backend: 'process' }, skip: noGroups },
  { name: 'process, sampling', agent: { backend: 'process', groups: false }, skip: null },
  { name: 'lxc', agent: { backend: 'lxc', base }, skip: noLxc },
]

const SOURCE = `
  const need = (m) => process.mainModule.require(m)
  exports.ok = () => 1
  exports.burn = (ms) => { const from = process.cpuUsage(), end = performance.now() + ms; while (performance.now() < end); const d = process.cpuUsage(from); return Math.round((d.user + d.system) / 1000) }
  exports.open = () => { const fs = need('fs'), all = []; try { for (;;) all.push(fs.openSync('/proc/self/status')) } catch (e) { for (const f of all) fs.closeSync(f); return e.code + ' ' + (all.length < 60) } }
  exports.fork = () => { const cp = need('child_process'); let n = 0; return new Promise((done) => { for (let i = 0; i < 30; i++) { const c = cp.spawn('/node/node', ['-e', 'setTimeout(()=>{},3000)'], { stdio: 'ignore' }); c.on('error', () => {}); c.on('exit', (code) => { if (code) n++ }); if (c.pid === undefined) n++ } setTimeout(() => done(n), 600) }) }
  exports.buffers = () => { const a = []; for (;;) a.push(Buffer.alloc(1 << 20, 1)) }
  exports.heap = () => { const a = []; for (;;) a.push({ x: [1, 2, 3] }) }
  exports.exit = (n) => { process.exit(n) }
  exports.sys = () => { process.kill(process.pid, 'SIGSYS'); return new Promise(() => {}) }
  exports.much = (n) => 'x'.repeat(n)
  exports.never = () => new Promise(() => {})`

for (const { name, agent, skip } of backends) t.test(name, { skip: skip ?? false }, async (t) => {
  const rig = await Rig.start({ agent: { ...agent, pool: { target: 3 } } })
  const mesh = await rig.mesh()
  const make = async (config: Partial<CloneConfig>) => {
    const [w] = await clone(mesh, { text: SOURCE }, { lease: 30_000, ...config })
    t.equal(await call(w, 'ok'), 1)
    return w
  }
  const lost = async (config: Partial<CloneConfig>, method: string, ...args: number[]) => {
    const w = await make(config)
    // What is looked at a few times a second may be answered before.
    const failure = await failureOf(call(w, method, args, 20_000).then(() => call(w, 'never', [], 20_000)))
    t.match(failure, { code: 'WORKER_LOST', outcome: 'UNKNOWN' })
    return [failure.message.replace(/^.*?\(node n1\): /, ''), failure.details?.reason] as [string, string]
  }

  const slow = await make({ cpu: 0.2 })
  // What was saved up while it was idle goes first.
  await call(slow, 'burn', [300])
  const used = await call(slow, 'burn', [1_200]) as number
  t.ok(used < 700, `0.2 processors: ${used} ms of processor time in 1200`)
  slow.destruct()

  const [few, narrow] = await Promise.all([make({ limits: { tasks: 20 } }), make({ limits: { files: 60 } })])
  t.equal(await call(narrow, 'open'), 'EMFILE true', 'open files')
  // Without a group the number is one of the user's, and the kernel counts none for root.
  if (agent.groups !== false || process.getuid?.() !== 0) t.ok(await call(few, 'fork') as number > 20, 'processes: most of thirty do not start')
  narrow.destruct()
  few.destruct()

  const [burnt, much, oom, heap, exit, sys] = await Promise.all([
    lost({ limits: { cpuSeconds: 0.6 } }, 'burn', 15_000), lost({ limits: { bytes: 100_000 } }, 'much', 400_000), lost({ memory: 64 }, 'buffers'), lost({ memory: 64 }, 'heap'), lost({}, 'exit', 7), lost({}, 'sys'),
  ])
  t.match(burnt, [/^over its processor time: used [\d.]+ s of 0.6 s/, 'CPU'])
  t.match(much, [/^over its traffic: \d+ bytes in and out of 100000/, 'BYTES'])
  t.match(oom, [/out of memory/, 'OOM'])
  t.match(heap, [/out of memory/, 'OOM'])
  t.match(exit, [/ended with status 7/, 'EXIT'])
  t.match(sys, [/killed for a forbidden system call/, 'SECCOMP'])
  t.ok(await until(() => rig.core.registry.running().length === 0))
  await gone(t, rig)
  t.same(groupsOf(process.pid), [], 'no control group is left')
})

t.test('ticks of one evaluation', async (t) => {
  const rig = await Rig.start({ agent: { worker: { bundle: WORKER_BUNDLE }, pool: { target: 1 } } })
  const mesh = await rig.mesh()
  const text = 'int spin(int n) { int s; for (int i = 0; i < n; i++) s += i; return s; }'
  const [w] = await clone(mesh, { text }, { limits: { ticks: 2_000 } })
  t.equal(await call(w, 'spin', [100]), 4950)
  t.match(await failureOf(call(w, 'spin', [1_000_000])), { code: /TICKS|EVAL|COST/i, outcome: 'EXECUTED_FAILED' })
  t.equal(await call(w, 'spin', [100]), 4950, 'and it goes on')
  await gone(t, rig)
})

t.test('limits that cannot be are refused', async (t) => {
  const rig = await Rig.start({ agent: { isolation: 'none' } })
  const mesh = await rig.mesh()
  for (const limits of [{ tasks: 1 }, { files: 5 }, { bytes: 0 }, { ticks: 1 }, { cpuSeconds: -1 }, { cpuSeconds: NaN }, { tasks: 'x' }, { files: 1e9 }]) {
    t.match(await failureOf(clone(mesh, { text: ADD }, { limits } as Partial<CloneConfig>)), { code: 'BAD_REQUEST' }, JSON.stringify(limits))
  }
  t.equal(overQuota({}, { cpuSeconds: 1e9, bytes: 1e18 }), null)
  t.equal(overQuota({ cpuSeconds: 1 }, { cpuSeconds: null, bytes: 0 }), null)
  await gone(t, rig)
})
