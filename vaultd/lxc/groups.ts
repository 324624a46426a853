/**
 * The control groups of one agent's vaults: `hauki/OWNER/VAULT` in every hierarchy. The limits
 * are set on VAULT; the container lives in `VAULT/p` below it, so that the figures of its death
 * can still be read when LXC has removed the container's own group. LXC's monitor is in `VAULT.m`.
 *
 * Not for: finding the hierarchies (hierarchies.ts), leftovers of other agents (reap.ts).
 */
import { readFileSync } from 'node:fs'
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { VaultUsage } from '../backend.js'
import { VaultError } from '../errors.js'
import { clear } from './clear.js'
import { having, type Hierarchy } from './hierarchies.js'

/** The folder of all LXC vaults in each hierarchy; other backends have their own, so that none sweeps another's. */
export const ROOT = 'hauki'
export const PROCESS_ROOT = 'hauki-process'

export interface GroupLimits {
  /** Bytes of all memory: heap, buffers, code, files in /tmp. */
  readonly memory: number
  /** Processors; 0.5 is half of one. */
  readonly cpu: number
  readonly tasks: number
}

/** Length of a period that the processor quota is dealt out in (µs): short, so that a throttled worker still answers. */
const PERIOD = 50_000
/** The kernel refuses a smaller quota (µs). */
const MIN_QUOTA = 1_000
/** Weight of one processor's worth, and the most there is, by version: 1024 and 100 are what a process has that is in no group. */
const WEIGHTS = { 1: { file: 'cpu.shares', one: 1_024, most: 262_144 }, 2: { file: 'cpu.weight', one: 100, most: 10_000 } } as const
/** A freezing that takes longer is reported as failed (ms): some task is held by the kernel. */
const FREEZE_TIMEOUT = 2_000

const quota = (cpu: number) => Math.max(MIN_QUOTA, Math.round(cpu * PERIOD))

export class Groups {
  readonly #memory: Hierarchy
  readonly #pids: Hierarchy
  readonly #cpu: Hierarchy
  readonly #usage: Hierarchy
  readonly #freezer: Hierarchy
  #prepared: Promise<void> | null = null

  /** Throws CONFIG when a controller is missing: probe.ts asks before. */
  constructor(readonly all: readonly Hierarchy[], readonly owner: string, readonly root = ROOT) {
    const need = (controller: string) => {
      const h = having(all, controller)
      if (h === null) throw new VaultError('CONFIG', `the control group controller "${controller}" is missing`)
      return h
    }
    this.#memory = need('memory')
    this.#pids = need('pids')
    this.#cpu = need('cpu')
    this.#usage = this.#cpu.version === 2 ? this.#cpu : having(all, 'cpuacct') ?? this.#cpu
    // Version 2 freezes without a controller.
    this.#freezer = having(all, 'freezer') ?? all.find((h) => h.version === 2) ?? need('freezer')
  }

  /** What LXC is told, relative to each hierarchy. */
  container(name: string): string {
    return `${this.root}/${this.owner}/${name}/p`
  }

  monitor(name: string): string {
    return `${this.root}/${this.owner}/${name}.m`
  }

  get pivot(): string {
    return `${this.root}/${this.owner}/pivot`
  }

  #at(h: Hierarchy, name: string): string {
    return join(h.folder, this.root, this.owner, name)
  }

  #ours(): Hierarchy[] {
    return [...new Set([this.#memory, this.#pids, this.#cpu, this.#usage, this.#freezer])]
  }

  /** Version 2 gives a controller to children only where it is told so, level by level. */
  async #prepare(): Promise<void> {
    for (const h of this.#ours()) {
      await mkdir(join(h.folder, this.root, this.owner), { recursive: true })
      if (h.version === 1) continue
      for (const level of [h.folder, join(h.folder, this.root), join(h.folder, this.root, this.owner)]) {
        for (const c of ['memory', 'pids', 'cpu']) if (h.controllers.includes(c)) await writeFile(join(level, 'cgroup.subtree_control'), `+${c}`)
      }
    }
    // All vaults together weigh as much as the machine, or many of them would share what one process gets.
    for (const level of [this.root, join(this.root, this.owner)]) await this.#weigh(join(this.#cpu.folder, level), availableParallelism())
  }

  #weigh(folder: string, cpus: number): Promise<void> {
    const { file, one, most } = WEIGHTS[this.#cpu.version]
    return offer(folder, file, Math.max(2, Math.min(most, Math.round(one * cpus))))
  }

  async create(name: string, limits: GroupLimits): Promise<void> {
    await (this.#prepared ??= this.#prepare())
    await Promise.all(this.#ours().map((h) => mkdir(this.#at(h, name), { recursive: true })))
    await this.limit(name, limits)
  }

  /** The files that a process writes its number to, to be in the groups of a vault. */
  joining(name: string): string[] {
    return this.#ours().map((h) => join(this.#at(h, name), 'cgroup.procs'))
  }

  /** Changes the limits of a vault that may be running. */
  async limit(name: string, { memory, cpu, tasks }: Pick<GroupLimits, 'memory' | 'cpu'> & Partial<GroupLimits>): Promise<void> {
    const m = this.#at(this.#memory, name)
    const c = this.#at(this.#cpu, name)
    const ofMemory = async () => {
      if (this.#memory.version === 2) {
        await set(m, 'memory.max', memory)
        await offer(m, 'memory.swap.max', 0)
        await offer(m, 'memory.oom.group', 1)
      } else {
        // Memory with swap may never be below memory: so it goes first when both rise, and last when they fall.
        await offer(m, 'memory.memsw.limit_in_bytes', memory)
        await set(m, 'memory.limit_in_bytes', memory)
        await offer(m, 'memory.memsw.limit_in_bytes', memory)
      }
    }
    const ofCpu = async () => {
      await this.#weigh(c, cpu)
      if (this.#cpu.version === 2) return set(c, 'cpu.max', `${quota(cpu)} ${PERIOD}`)
      await set(c, 'cpu.cfs_period_us', PERIOD)
      await set(c, 'cpu.cfs_quota_us', quota(cpu))
    }
    const ofTasks = async () => (tasks === undefined ? undefined : set(this.#at(this.#pids, name), 'pids.max', tasks))
    await Promise.all([ofMemory(), ofCpu(), ofTasks()])
  }

  async freeze(name: string, frozen: boolean): Promise<void> {
    const folder = this.#at(this.#freezer, name)
    const v2 = this.#freezer.version === 2
    await set(folder, v2 ? 'cgroup.freeze' : 'freezer.state', v2 ? (frozen ? 1 : 0) : frozen ? 'FROZEN' : 'THAWED')
    const done = v2 ? (frozen ? /^frozen 1$/m : /^frozen 0$/m) : frozen ? /^FROZEN/ : /^THAWED/
    const end = performance.now() + FREEZE_TIMEOUT
    while (!done.test(await readFile(join(folder, v2 ? 'cgroup.events' : 'freezer.state'), 'latin1'))) {
      if (performance.now() > end) throw new VaultError('TIMEOUT', `${name} did not ${frozen ? 'freeze' : 'thaw'} within ${FREEZE_TIMEOUT} ms`)
      await new Promise((next) => setTimeout(next, 2))
    }
  }

  /** Kills what runs in the container; LXC's monitor sees it and goes too. False when nothing runs there. */
  kill(name: string): boolean {
    let pids: number[]
    try {
      pids = readFileSync(join(this.#at(this.#pids, name), 'p', 'cgroup.procs'), 'latin1').split('\n').map(Number).filter((pid) => pid > 1)
    } catch {
      return false
    }
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // gone meanwhile
      }
    }
    // Version 1 keeps a frozen task's death for when it thaws.
    void offer(this.#at(this.#freezer, name), this.#freezer.version === 1 ? 'freezer.state' : 'cgroup.freeze', this.#freezer.version === 1 ? 'THAWED' : 0)
    return pids.length > 0
  }

  /** The figures of a vault that runs or has just ended. At once: they are wanted before the group is removed. */
  usage(name: string): VaultUsage | null {
    const number = (h: Hierarchy, file: string, line?: string): number | null => {
      try {
        const text = readFileSync(join(this.#at(h, name), file), 'latin1')
        const found = line === undefined ? text.trim() : new RegExp(`^${line} (\\d+)$`, 'm').exec(text)?.[1]
        return found === undefined || !/^\d+$/.test(found) ? null : Number(found)
      } catch {
        return null
      }
    }
    const [m, p, c, u] = [this.#memory, this.#pids, this.#cpu, this.#usage]
    const memoryLimit = number(m, m.version === 2 ? 'memory.max' : 'memory.limit_in_bytes')
    if (memoryLimit === null) return null
    const micro = (h: Hierarchy, line: string, v1Unit: number): number => (number(h, 'cpu.stat', line) ?? 0) / (h.version === 2 ? 1e6 : v1Unit)
    const quotaNow = this.#cpu.version === 2 ? Number(/^\d+/.exec(text(join(this.#at(c, name), 'cpu.max')))?.[0] ?? 0) : number(c, 'cpu.cfs_quota_us') ?? 0
    return {
      memoryLimit, memoryPeak: number(m, m.version === 2 ? 'memory.peak' : 'memory.max_usage_in_bytes'),
      // Version 1 counts a kill in the group of the killed only, which is gone by now: the peak must tell.
      outOfMemory: m.version === 2 ? number(m, 'memory.events', 'oom_kill') ?? 0 : null,
      cpuLimit: quotaNow / PERIOD, cpuSeconds: u.version === 2 ? micro(u, 'usage_usec', 1e6) : (number(u, 'cpuacct.usage') ?? 0) / 1e9,
      throttledSeconds: c.version === 2 ? micro(c, 'throttled_usec', 1e6) : micro(c, 'throttled_time', 1e9),
      tasksLimit: number(p, 'pids.max'), tasksPeak: number(p, 'pids.peak'),
    }
  }

  /** Removes a vault's groups when its processes are gone; those that are not are killed. False: something stayed. */
  async remove(name: string): Promise<boolean> {
    const folders = this.all.flatMap((h) => [this.#at(h, name), this.#at(h, `${name}.m`)])
    const left = await Promise.all(folders.map((f) => rmdir(f).then(() => null, (e: NodeJS.ErrnoException) => (e.code === 'ENOENT' ? null : f))))
    return clear(left.filter((f) => f !== null))
  }

  /** Removes everything of this agent. */
  async close(): Promise<void> {
    await clear(this.all.map((h) => join(h.folder, this.root, this.owner)))
    this.#prepared = null
    // Succeeds for the last agent of the machine.
    await Promise.all(this.all.map((h) => rmdir(join(h.folder, this.root)).catch(() => {})))
  }
}

const text = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

async function set(folder: string, file: string, value: string | number): Promise<void> {
  try {
    await writeFile(join(folder, file), String(value))
  } catch (e) {
    throw new VaultError('VAULT_FAILED', `cannot set ${file} of a vault's control group to ${value}: ${(e as NodeJS.ErrnoException).code ?? e}`, { cause: e })
  }
}

/** Of files that not every kernel has. */
async function offer(folder: string, file: string, value: string | number): Promise<void> {
  await writeFile(join(folder, file), String(value)).catch(() => {})
}
