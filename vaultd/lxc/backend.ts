/**
 * The backend `lxc`: each vault is a container made by lxc-execute, a child of the agent. It has
 * a user id of its own, no capabilities, a seccomp filter, a read-only root without a shell, no
 * network, and control group limits. Needs root.
 *
 * Not for: what a container is made of (config.ts, skeleton.ts, seccomp.ts), the groups (groups.ts).
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { Backend, Vault, VaultExit, VaultLimits, VaultSpec, VaultUsage } from '../backend.js'
import { asVaultError, VaultError } from '../errors.js'
import { signalOf } from '../exit.js'
import { DEFAULT_CPU, DEFAULT_MEMORY, STDERR_TAIL, STOP_TIMEOUT } from '../limits.js'
import type { Log } from '../log.js'
import { hardLimit } from '../memory.js'
import type { WorkerFiles } from '../process/command.js'
import { stdioWith } from '../process/inherited.js'
import { lowerLimits } from '../process/prlimit.js'
import { quickStart, type Quick } from '../process/quick.js'
import { lxcArguments, lxcConfig, type Places } from './config.js'
import { Groups } from './groups.js'
import { findWorker, killOrphans, type Worker } from './orphans.js'
import { newOwner } from './owner.js'
import { LXC_ENVIRONMENT, probeLxc, tryOne, type LxcTools } from './probe.js'
import { reapDead } from './reap.js'
import { seccompProfile } from './seccomp.js'
import { openFolder, skeletonFor } from './skeleton.js'
import { returnUid, takeUid } from './uids.js'

export interface LxcOptions extends WorkerFiles {
  /** Folder for the code cache and the configuration; made when missing. */
  readonly state: string
  /** Folder for the roots of containers, which every user must be able to look into: not below a private one. */
  readonly base?: string
  /** MiB of the vaults that the code cache is made for: those of the pool. */
  readonly memory?: number
  readonly log: Log
}

/** Debian's place for the data of a service; /run is often mounted noexec. */
const BASE = '/var/lib/hauki/vaults'

/** Processes and threads of one vault: node itself uses 7 to 11, LXC's init one. */
const MAX_TASKS = 40
/** Of those, LXC's init. */
const INIT_TASKS = 1
/** A vault's monitor that has not gone so long after its container is killed too (ms). */
const MONITOR_GRACE = 500

/** The worker is looked for until it runs (ms), then whether it still does. */
const FIND_EVERY = 10
const WATCH_EVERY = 200

interface Entry extends Vault {
  readonly child: ChildProcess
  readonly uid: number
  wanted: boolean
  stderr: string
  worker: Worker | null
  readonly gone: Promise<void>
}

/** Opens the backend, or tells precisely what it lacks. */
export async function openLxc(options: LxcOptions): Promise<LxcBackend | { readonly missing: readonly string[] }> {
  const { tools, missing } = await probeLxc()
  if (tools === null) return { missing }
  let backend: LxcBackend
  try {
    backend = new LxcBackend(options, tools)
  } catch (e) {
    return { missing: [asVaultError(e).message] }
  }
  const failure = await backend.prove()
  if (failure === null) return backend
  await backend.close()
  return { missing: [`a container does not start: ${failure}`] }
}

export class LxcBackend implements Backend {
  readonly kind = 'lxc'
  readonly isolation = 'lxc'
  readonly #vaults = new Map<string, Entry>()
  readonly #listeners: Array<(exit: VaultExit) => void> = []
  readonly #groups: Groups
  readonly #places: Places
  readonly #base: string
  /** This agent's folder below the base. */
  readonly #own: string
  readonly #stopCaching: () => void
  readonly #cleaning = new Set<Promise<unknown>>()
  #quick: Quick | null = null
  #closed = false

  constructor(readonly options: LxcOptions, readonly tools: LxcTools) {
    const owner = newOwner()
    this.#groups = new Groups(tools.hierarchies, owner)
    this.#base = options.base ?? BASE
    this.#own = join(this.#base, owner)
    const app = join(this.#own, 'app')
    openFolder(app)
    this.#give(options.bundle, app, basename(options.bundle))
    mkdirSync(options.state, { recursive: true, mode: 0o700 })
    this.#places = {
      lxc: this.#base, skeleton: skeletonFor(this.#base, tools.node, tools.libs), app, seccomp: join(options.state, 'vault.seccomp'), config: join(options.state, 'vault.conf'),
      node: tools.node, libraryFolders: tools.libraryFolders,
    }
    writeFileSync(this.#places.seccomp, seccompProfile(), { mode: 0o600 })
    writeFileSync(this.#places.config, lxcConfig(this.#places, options), { mode: 0o600 })
    this.#stopCaching = quickStart({ bundle: options.bundle, state: options.state, node: tools.node, heap: options.memory ?? DEFAULT_MEMORY, snapshots: true, log: options.log }, (quick) => {
      for (const [name, path] of quick.files) this.#give(path, app, name)
      this.#quick = quick
    })
  }

  /** Copies a file to where vaults read it; those that start meanwhile see all of it or nothing. */
  #give(from: string, folder: string, name: string): void {
    const part = join(folder, `${name}.new`)
    copyFileSync(from, part)
    chmodSync(part, 0o644)
    renameSync(part, join(folder, name))
  }

  #arguments(spec: VaultSpec, uid: number, check = false): string[] {
    const args = lxcArguments(this.#places, this.options, {
      name: spec.name, uid, heap: spec.memory,
      container: this.#groups.container(spec.name), monitor: this.#groups.monitor(spec.name), pivot: this.#groups.pivot,
    }, this.#quick, check)
    return this.tools.setpriv === null ? args : ['--pdeathsig', 'SIGKILL', this.tools.lxcExecute, ...args]
  }

  get #file(): string {
    return this.tools.setpriv ?? this.tools.lxcExecute
  }

  /** Starts node in a vault and lets it read the bundle; null, or why it failed. */
  async prove(): Promise<string | null> {
    const spec = { name: `vaultd-probe-${randomBytes(6).toString('hex')}`, memory: 64 }
    const uid = takeUid()
    try {
      await this.#create(spec)
      return await tryOne(this.#file, this.#arguments(spec, uid, true))
    } catch (e) {
      return asVaultError(e).message
    } finally {
      await this.#groups.remove(spec.name)
      returnUid(uid)
    }
  }

  #create(spec: VaultSpec): Promise<void> {
    return this.#groups.create(spec.name, { memory: hardLimit(spec.memory), cpu: spec.cpu ?? DEFAULT_CPU, tasks: MAX_TASKS })
  }

  onExit(listener: (exit: VaultExit) => void): void {
    this.#listeners.push(listener)
  }

  list(): readonly Vault[] {
    return [...this.#vaults.values()]
  }

  async start(spec: VaultSpec): Promise<Vault> {
    if (this.#closed) throw new VaultError('CLOSED', 'the vault backend is closed')
    const uid = takeUid()
    let child: ChildProcess
    try {
      await this.#create(spec)
      if (this.#closed) throw new VaultError('CLOSED', 'the vault backend is closed')
      // A session of its own: Ctrl-C in our terminal must reach us first, not them.
      child = spawn(this.#file, this.#arguments(spec, uid), { env: LXC_ENVIRONMENT, stdio: stdioWith(['ignore', 'ignore', 'pipe', 'pipe']), detached: true, cwd: '/' })
      await new Promise<void>((resolve, reject) => {
        child.once('error', (e) => reject(new VaultError('VAULT_FAILED', `cannot start ${this.#file}: ${e.message}`, { cause: e, retryable: true })))
        child.once('spawn', resolve)
      })
    } catch (e) {
      this.#clean(spec.name, uid)
      throw asVaultError(e)
    }
    return this.#adopt(spec, child, uid)
  }

  #adopt(spec: VaultSpec, child: ChildProcess, uid: number): Vault {
    const port = child.stdio[3] as Duplex
    let wentAway!: () => void
    const entry: Entry = {
      ...spec, pid: child.pid!, isolation: this.isolation, port, child, uid, wanted: false, stderr: '', worker: null,
      gone: new Promise((done) => { wentAway = done }),
    }
    this.#vaults.set(spec.name, entry)
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      entry.stderr = (entry.stderr + text).slice(-STDERR_TAIL)
    })
    const watch = () => {
      if (entry.worker !== null) return killOrphans(entry.worker)
      if ((entry.worker = findWorker(entry.pid)) === null) return
      clearInterval(timer)
      timer = setInterval(watch, WATCH_EVERY)
    }
    let timer = setInterval(watch, FIND_EVERY)
    child.once('exit', (code, signal) => {
      clearInterval(timer)
      this.#vaults.delete(spec.name)
      const usage = this.#groups.usage(spec.name)
      port.destroy()
      // stderr may still hold the reason of its death: give it this turn of the loop.
      setImmediate(() => {
        child.stderr!.destroy()
        for (const listener of this.#listeners) listener({ name: spec.name, ...ended(code, signal, entry.wanted), stderr: entry.stderr, wanted: entry.wanted, memory: spec.memory, usage })
        wentAway()
        this.#clean(spec.name, uid)
      })
    })
    if (this.#closed) this.#kill(entry)
    return entry
  }

  /** Removes the groups of a vault that has gone; its user id is free when nothing of it is left. */
  #clean(name: string, uid: number): void {
    const cleaning = this.#groups.remove(name).then((ok) => {
      if (ok) returnUid(uid)
      else this.options.log.error({ vault: name }, 'control groups of a vault could not be removed')
    }).finally(() => this.#cleaning.delete(cleaning))
    this.#cleaning.add(cleaning)
  }

  #kill(entry: Entry): void {
    entry.wanted = true
    const monitor = () => {
      if (entry.child.exitCode === null && entry.child.signalCode === null) entry.child.kill('SIGKILL')
    }
    // The monitor outlives its container by a moment and fetches its dead; it goes first only when there is nobody else.
    if (this.#groups.kill(entry.name)) setTimeout(monitor, MONITOR_GRACE).unref()
    else monitor()
  }

  async stop(name: string): Promise<void> {
    const entry = this.#vaults.get(name)
    if (entry === undefined) return
    this.#kill(entry)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((done) => {
      timer = setTimeout(() => {
        this.options.log.error({ vault: name, pid: entry.pid }, 'a killed vault has not gone')
        done()
      }, STOP_TIMEOUT)
    })
    await Promise.race([entry.gone, late])
    clearTimeout(timer)
  }

  #known(name: string): void {
    if (!this.#vaults.has(name)) throw new VaultError('NO_SUCH_WORKER', `no vault ${name}`)
  }

  async freeze(name: string, frozen: boolean): Promise<void> {
    this.#known(name)
    await this.#groups.freeze(name, frozen)
  }

  async limit(name: string, limits: VaultLimits): Promise<void> {
    this.#known(name)
    await this.#groups.limit(name, { memory: hardLimit(limits.memory), cpu: limits.cpu, tasks: limits.tasks === undefined ? undefined : limits.tasks + INIT_TASKS })
    const { worker, pid } = this.#vaults.get(name)!
    await lowerLimits(this.tools.prlimit, (worker ?? findWorker(pid))?.pid ?? 0, { files: limits.files })
  }

  usage(name: string): VaultUsage | null {
    return this.#groups.usage(name)
  }

  reap(): Promise<string[]> {
    return reapDead(this.tools.hierarchies, this.#base)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stopCaching()
    await Promise.all([...this.#vaults.keys()].map((name) => this.stop(name)))
    await Promise.all(this.#cleaning)
    rmSync(this.#own, { recursive: true, force: true })
    await this.#groups.close()
  }
}

/** LXC's init tells a signal as 128+n; that it was killed itself, which is our way of stopping, its monitor tells as 1. */
function ended(code: number | null, signal: string | null, wanted: boolean): { code: number | null; signal: string | null } {
  if (code === 1 && wanted) return { code: null, signal: 'SIGKILL' }
  const name = signalOf(code)
  return name === null ? { code, signal } : { code: null, signal: name }
}
