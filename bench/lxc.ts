/**
 * LXC vaults beside a bare container: lxc-execute with the same root, user id, filter and limits,
 * whose node writes one byte. Start, clone to first answer (LPC, cold and warm), stop, memory of
 * each. Needs root and the package lxc; `npm run bench -- lxc`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { WORKER_BUNDLE } from '../driver/roles/paths.js'
import type { Backend } from '../vaultd/backend.js'
import { SILENT } from '../vaultd/log.js'
import { openLxc } from '../vaultd/lxc/backend.js'
import { Groups } from '../vaultd/lxc/groups.js'
import { newOwner } from '../vaultd/lxc/owner.js'
import { LXC_ENVIRONMENT } from '../vaultd/lxc/probe.js'
import { firstUid } from '../vaultd/lxc/uids.js'
import { hardLimit } from '../vaultd/memory.js'
import { nodeFlags } from '../vaultd/process/command.js'
import { tree } from '../vaultd/process/proc.js'
import { freshState, until } from '../t/vaultd/base.js'
import { base } from '../t/vaultd/lxc-rig.js'
import { call, clone, Rig } from '../t/vaultd/rig.js'
import { median, type Row } from './measure.js'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15)
const SOURCE = 'string echo(string s) { return s; }'
const MANY = 20
/** After the snapshot of the worker has been made. */
const CACHE_MADE = 4_000

export async function run(): Promise<Row[]> {
  const state = freshState()
  const tiny = join(state, '..', 'tiny.cjs')
  writeFileSync(tiny, 'require("node:fs").writeSync(3, "x"); setInterval(() => {}, 1000)')
  const plain = await openLxc({ bundle: tiny, library: null, argv: [], state, base, log: SILENT })
  if ('missing' in plain) {
    console.log(`no LXC vaults here: ${plain.missing.join('; ')}`)
    return []
  }
  const groups = new Groups(plain.tools.hierarchies, newOwner())
  const cold = await Rig.start({ agent: { backend: 'lxc', base, worker: { bundle: WORKER_BUNDLE }, pool: { target: 0 } } })
  const warm = await Rig.start({ agent: { backend: 'lxc', base, worker: { bundle: WORKER_BUNDLE }, pool: { target: 4 } } })
  const meshes = { cold: await cold.mesh(), warm: await warm.mesh() }
  await new Promise((done) => setTimeout(done, CACHE_MADE))
  const times: Record<'bare' | 'ready' | 'cold' | 'warm' | 'stop', number[]> = { bare: [], ready: [], cold: [], warm: [], stop: [] }
  for (let i = -2; i < ROUNDS; i++) {
    const bareMs = await bare(plain.tools.lxcExecute, groups, state, i)
    const [readyMs, stopMs] = await toReady(cold.agents[0].backend, `vaultd-bench${i + 2}`)
    const coldMs = await toAnswer(meshes.cold)
    await until(() => cold.agents[0].backend.list().length === 0)
    await until(() => warm.agents[0].pool.warm === 4 && warm.agents[0].pool.starting === 0, 20_000)
    // Warm means: it has rehearsed.
    await new Promise((done) => setTimeout(done, 300))
    const warmMs = await toAnswer(meshes.warm)
    if (i < 0) continue
    times.bare.push(bareMs)
    times.ready.push(readyMs)
    times.stop.push(stopMs)
    times.cold.push(coldMs)
    times.warm.push(warmMs)
  }
  await warm.close()
  const each = await memoryOfEach(cold.agents[0].backend, 'vaultd-many')
  const eachBare = await memoryOfEach(plain, 'vaultd-tiny')
  await cold.close()
  await plain.close()
  await groups.close()
  const row = (name: string, list: number[]): Row => ({ name, value: median(list), unit: 'ms', peer: 'of a bare container', ratio: median(list.map((v, i) => v / times.bare[i])) })
  return [
    { name: 'bare container: spawn to the first byte', value: median(times.bare), unit: 'ms', peer: 'of itself', ratio: 1 },
    row('cold vault: spawn to READY', times.ready), row('cold clone: to the first answer', times.cold), row('warm clone: to the first answer', times.warm), row('stop', times.stop),
    { name: 'memory of an idle vault, proportional', value: each, unit: 'MiB', peer: 'of a bare container', ratio: each / eachBare },
  ]
}

/** The same container, groups and all, with a node that does nothing. */
async function bare(lxcExecute: string, groups: Groups, state: string, i: number): Promise<number> {
  const name = `vaultd-bare${process.pid}-${i + 2}`
  const id = firstUid() + 498
  const from = performance.now()
  await groups.create(name, { memory: hardLimit(128), cpu: 1, tasks: 40 })
  const define = (key: string, value: string) => ['-s', `lxc.${key}=${value}`]
  const child = spawn(lxcExecute, [
    '-n', name, '-P', base, '-f', join(state, 'vault.conf'), ...define('idmap', `u 0 ${id} 1`), ...define('idmap', `g 0 ${id} 1`),
    ...define('cgroup.dir.container', groups.container(name)), ...define('cgroup.dir.monitor', groups.monitor(name)), ...define('cgroup.dir.monitor.pivot', groups.pivot),
    '--', '/node/node', ...nodeFlags(128), '/app/tiny.cjs',
  ], { env: LXC_ENVIRONMENT, stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true, cwd: '/' })
  await once(child.stdio[3] as Duplex, 'data')
  const ms = performance.now() - from
  child.kill('SIGTERM')
  await once(child, 'exit')
  await groups.remove(name)
  return ms
}

async function toReady(backend: Backend, name: string): Promise<[number, number]> {
  const from = performance.now()
  const vault = await backend.start({ name, memory: 128 })
  await once(vault.port, 'data')
  const ms = performance.now() - from
  const stopping = performance.now()
  await backend.stop(name)
  return [ms, performance.now() - stopping]
}

async function toAnswer(mesh: Awaited<ReturnType<Rig['mesh']>>): Promise<number> {
  const from = performance.now()
  const [end] = await clone(mesh, { text: SOURCE })
  await call(end, 'echo', ['x'])
  const ms = performance.now() - from
  end.destruct()
  return ms
}

/** Proportional memory of a vault's processes (MiB), the mean of many that stand idle: what they share is counted once among them. */
async function memoryOfEach(backend: Backend, prefix: string): Promise<number> {
  for (let i = 0; i < MANY; i++) await once((await backend.start({ name: `${prefix}${i}`, memory: 128 })).port, 'data')
  await new Promise((done) => setTimeout(done, 1_500))
  const vaults = backend.list().filter((v) => v.name.startsWith(prefix))
  const kib = vaults.flatMap((v) => tree(v.pid)).reduce((sum, pid) => sum + Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0), 0)
  await Promise.all(vaults.map((v) => backend.stop(v.name)))
  return kib / 1024 / vaults.length
}
