// Control groups of version 2, in a folder that stands for the hierarchy: what is written where, and
// what is read of it. That the kernel keeps to it is tested with version 1, where a machine has only that.
import t from 'tap'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { explainExit } from '../../vaultd/exit.js'
import { Groups } from '../../vaultd/lxc/groups.js'
import type { Hierarchy } from '../../vaultd/lxc/hierarchies.js'
import { freshState } from './base.js'

const MIB = 1048576
function hierarchy(): Hierarchy {
  const folder = freshState()
  mkdirSync(folder, { recursive: true })
  return { folder, version: 2, controllers: ['cpuset', 'cpu', 'io', 'memory', 'pids'] }
}

t.test('limits, freezing, figures', async (t) => {
  const h = hierarchy()
  const owner = '999999999-1-1-1'
  const g = new Groups([h], owner)
  const at = (...parts: string[]) => join(h.folder, 'hauki', owner, ...parts)
  const file = (...parts: string[]) => readFileSync(at(...parts), 'utf8')
  await g.create('vaultd-a', { memory: 256 * MIB, cpu: 0.5, tasks: 40 })
  for (const level of [h.folder, join(h.folder, 'hauki'), at()]) t.ok(existsSync(join(level, 'cgroup.subtree_control')), 'controllers are given on, level by level')
  t.equal(file('vaultd-a', 'memory.max'), String(256 * MIB))
  t.equal(file('vaultd-a', 'memory.swap.max'), '0')
  t.equal(file('vaultd-a', 'memory.oom.group'), '1')
  t.equal(file('vaultd-a', 'cpu.max'), '25000 50000')
  t.equal(file('vaultd-a', 'cpu.weight'), '50')
  t.equal(file('vaultd-a', 'pids.max'), '40')
  await g.limit('vaultd-a', { memory: 128 * MIB, cpu: 2, tasks: 20 })
  t.same([file('vaultd-a', 'memory.max'), file('vaultd-a', 'cpu.max'), file('vaultd-a', 'pids.max')], [String(128 * MIB), '100000 50000', '20'])
  t.same(g.joining('vaultd-a'), [at('vaultd-a', 'cgroup.procs')])
  t.equal(g.container('vaultd-a'), `hauki/${owner}/vaultd-a/p`)

  writeFileSync(at('vaultd-a', 'cgroup.events'), 'populated 1\nfrozen 0\n')
  const freezing = g.freeze('vaultd-a', true)
  await new Promise((done) => setTimeout(done, 20))
  t.equal(file('vaultd-a', 'cgroup.freeze'), '1')
  writeFileSync(at('vaultd-a', 'cgroup.events'), 'populated 1\nfrozen 1\n')
  await freezing
  await t.rejects(g.freeze('vaultd-a', false), { code: 'TIMEOUT' }, 'a task that the kernel holds')

  writeFileSync(at('vaultd-a', 'memory.peak'), `${128 * MIB}\n`)
  writeFileSync(at('vaultd-a', 'memory.events'), 'low 0\nhigh 0\nmax 31\noom 1\noom_kill 2\n')
  writeFileSync(at('vaultd-a', 'cpu.stat'), 'usage_usec 1500000\nuser_usec 1\nsystem_usec 1\nnr_periods 3\nnr_throttled 2\nthrottled_usec 250000\n')
  writeFileSync(at('vaultd-a', 'pids.peak'), '20\n')
  const usage = g.usage('vaultd-a')!
  t.same(usage, { memoryLimit: 128 * MIB, memoryPeak: 128 * MIB, outOfMemory: 2, cpuLimit: 2, cpuSeconds: 1.5, throttledSeconds: 0.25, tasksLimit: 20, tasksPeak: 20 })
  t.match(explainExit({ name: 'vaultd-a', code: null, signal: 'SIGKILL', stderr: '', wanted: false, memory: 64, usage }), /^out of memory: all of its 128 MiB/)
  t.equal(g.usage('vaultd-b'), null)
})
