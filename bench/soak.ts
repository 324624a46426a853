/**
 * Spawns and kills in a row, and what is left of them: nothing. `node dist/bench/soak.js [N]`,
 * a thousand by default, on every backend that this machine has. Some are killed while they
 * start, some frozen, some when they run. Exit status 1 when anything is left.
 */
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Backend } from '../vaultd/backend.js'
import { SILENT } from '../vaultd/log.js'
import { openLxc } from '../vaultd/lxc/backend.js'
import { PROCESS_ROOT, ROOT } from '../vaultd/lxc/groups.js'
import { hierarchies } from '../vaultd/lxc/hierarchies.js'
import { processBackend } from '../vaultd/process/backend.js'
import { freshState, until } from '../t/vaultd/base.js'
import { base, groupsOf, mounts, processesWith } from '../t/vaultd/lxc-rig.js'
import { obey } from '../t/vaultd/obey.js'

const AT_ONCE = 4

export interface Left {
  readonly processes: number
  readonly groups: number
  readonly mounts: number
  readonly files: number
  readonly descriptors: number
}

export interface Soak {
  readonly vaults: number
  readonly perSecond: number
  /** More than before. */
  readonly left: Left
  /** MiB that this process grew by. */
  readonly grown: number
}

/** @param state the backend's folder. @param marker what the arguments of its processes hold, and of no others'. */
export async function soak(backend: Backend, state: string, marker: string, vaults: number): Promise<Soak> {
  const count = (): Left => ({
    processes: processesWith(marker).length, groups: groupsOf(process.pid).filter((g) => g.includes('vaultd-')).length, mounts: mounts(state, base),
    files: files(state) + files(base), descriptors: readdirSync('/proc/self/fd').length,
  })
  // The first round makes what stays: folders of the agent, the code cache.
  await round(backend, -1, true)
  await until(() => groupsOf(process.pid).every((g) => !g.includes('vaultd-')), 5_000)
  const [before, memory] = [count(), resident()]
  const from = performance.now()
  for (let i = 0; i < vaults; i += AT_ONCE) await round(backend, i, i % (2 * AT_ONCE) === 0)
  const seconds = (performance.now() - from) / 1000
  await until(() => JSON.stringify(count()) === JSON.stringify(before), 5_000)
  const after = count()
  const left = Object.fromEntries(Object.entries(after).map(([k, v]) => [k, v - before[k as keyof Left]])) as unknown as Left
  return { vaults, perSecond: vaults / seconds, left, grown: resident() - memory }
}

async function round(backend: Backend, i: number, wait: boolean): Promise<void> {
  const all = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => backend.start({ name: `vaultd-soak${process.pid}-${i + 1}-${n}`, memory: 32 })))
  if (wait) {
    await Promise.all(all.map(async (v) => {
      v.port.write('1\n')
      await once(v.port, 'data')
    }))
    await backend.freeze(all[0].name, true)
  } else {
    // A kill may come at any moment of a start.
    await new Promise((done) => setTimeout(done, (i / AT_ONCE) % 60))
  }
  await Promise.all(all.map((v) => backend.stop(v.name)))
}

function files(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true }).length
  } catch {
    return 0
  }
}

const resident = () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? 0) / 1024

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const vaults = Number(process.argv[2] ?? 1_000)
  let bad = false
  const options = { bundle: obey, library: null, argv: [], log: SILENT }
  for (const kind of ['process', 'lxc'] as const) {
    const state = freshState()
    const b = kind === 'lxc' ? await openLxc({ ...options, state, base }) : await processBackend({ ...options, state })
    if ('missing' in b) {
      console.log(`${kind}: not here: ${b.missing.join('; ')}`)
      continue
    }
    const s = await soak(b, state, kind === 'lxc' ? base : obey, vaults)
    await b.close()
    const rest = [...groupsOf(process.pid), ...hierarchies().flatMap((h) => [join(h.folder, ROOT), join(h.folder, PROCESS_ROOT)]).filter((f) => files(f) > 0)]
    bad ||= Object.values(s.left).some((n) => n > 0) || groupsOf(process.pid).length > 0
    console.log(`${kind}: ${s.vaults} spawned and killed, ${s.perSecond.toFixed(1)} a second; left: ${Object.entries(s.left).map(([k, n]) => `${n} ${k}`).join(', ')}; this process grew by ${s.grown.toFixed(1)} MiB; groups after the end: ${rest.length}`)
  }
  process.exit(bad ? 1 : 0)
}
