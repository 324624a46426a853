/**
 * The backend `process`: vaults are child processes under bubblewrap, else unshare, else plain.
 * Needs no root. The child inherits one socketpair as descriptor 3 and nothing else.
 *
 * Each vault leaves a record (pid and start time) in the state folder while it lives, by which
 * reap() finds what a killed agent left.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { Backend, Vault, VaultExit, VaultLimits, VaultSpec, VaultUsage } from '../backend.js'
import { VaultError } from '../errors.js'
import { signalOf } from '../exit.js'
import type { Isolation } from '../isolation.js'
import { DEFAULT_CPU, DEFAULT_MEMORY, STDERR_TAIL, STOP_TIMEOUT } from '../limits.js'
import type { Log } from '../log.js'
import { hierarchies } from '../lxc/hierarchies.js'
import { PROCESS_ROOT } from '../lxc/groups.js'
import { reapDead } from '../lxc/reap.js'
import { command, environment, type WorkerFiles } from './command.js'
import { signal } from './governor.js'
import { stdioWith } from './inherited.js'
import { lowerLimits } from './prlimit.js'
import { startTime, tree } from './proc.js'
import { quickStart, type Quick } from './quick.js'
import { openRestraint, type Restraint } from './restraint.js'
import { addQuick } from './skeleton.js'
import { probe, type Probe } from './probe.js'

export interface ProcessOptions extends WorkerFiles {
  /** Folder for the records; made when missing. */
  readonly state: string
  /** The best level to use: for tests, and for machines where a level misbehaves. */
  readonly most?: Isolation
  /** MiB of the vaults that the code cache is made for: those of the pool. */
  readonly memory?: number
  /** False: no control groups, though this user could make some. */
  readonly groups?: boolean
  readonly log: Log
}

interface Entry extends Vault {
  readonly child: ChildProcess
  wanted: boolean
  stderr: string
  readonly gone: Promise<void>
}

/** From the end of a vault's descriptor to its own exit (ms); what lives on is killed. */
const LAST_BREATH = 1_000

export async function processBackend(options: ProcessOptions): Promise<ProcessBackend> {
  const found = await probe(options, join(options.state, 'root'), options.most)
  if (found.level === 'none') {
    options.log.warn({ missing: found.missing }, 'VAULTS ARE NOT ISOLATED: workers run as plain processes with the rights of this user. Install bubblewrap and allow user namespaces.')
  } else if (found.missing.length > 0) {
    options.log.info({ isolation: found.level, missing: found.missing }, 'vaults are isolated, though not by the first choice')
  }
  return new ProcessBackend(options, found, await openRestraint(options.groups !== false))
}

export class ProcessBackend implements Backend {
  readonly kind = 'process'
  readonly isolation: Isolation
  readonly #vaults = new Map<string, Entry>()
  readonly #records: string
  readonly #listeners: Array<(exit: VaultExit) => void> = []
  readonly #stopCaching: () => void
  readonly #cleaning = new Set<Promise<void>>()
  #quick: Quick | null = null
  #closed = false

  constructor(readonly options: ProcessOptions, readonly found: Probe, readonly restraint: Restraint) {
    this.isolation = found.level
    this.#records = join(options.state, 'vaults')
    mkdirSync(this.#records, { recursive: true, mode: 0o700 })
    this.#stopCaching = quickStart({ bundle: options.bundle, state: options.state, node: found.tools.node, heap: options.memory ?? DEFAULT_MEMORY, snapshots: true, log: options.log }, (quick) => {
      if (this.isolation === 'unshare') addQuick(join(options.state, 'root'), quick)
      this.#quick = quick
    })
  }

  onExit(listener: (exit: VaultExit) => void): void {
    this.#listeners.push(listener)
  }

  list(): readonly Vault[] {
    return [...this.#vaults.values()]
  }

  async start(spec: VaultSpec): Promise<Vault> {
    if (this.#closed) throw new VaultError('CLOSED', 'the vault backend is closed')
    const plain = command(this.isolation, this.found.tools, this.options, spec.memory, this.#quick, join(this.options.state, 'root'))
    const { file, args } = await this.restraint.prepare(spec.name, { memory: spec.memory, cpu: spec.cpu ?? DEFAULT_CPU }, plain)
    try {
      if (this.#closed) throw new VaultError('CLOSED', 'the vault backend is closed')
      return await this.#spawn(spec, file, args)
    } catch (e) {
      await this.restraint.ended(spec.name)
      throw e
    }
  }

  #spawn(spec: VaultSpec, file: string, args: readonly string[]): Promise<Vault> {
    const folder = this.#folder(spec.name)
    if (folder !== null) mkdirSync(folder, { recursive: true, mode: 0o700 })
    // A session of its own: Ctrl-C in our terminal must reach us first, not them.
    const child = spawn(file, args, { env: { ...environment(this.isolation, this.found.tools, this.options), ...(folder === null ? {} : { TMPDIR: folder }) }, stdio: stdioWith(['ignore', 'ignore', 'pipe', 'pipe']), detached: true, cwd: '/' })
    return new Promise((resolve, reject) => {
      child.once('error', (e) => reject(new VaultError('VAULT_FAILED', `cannot start ${file}: ${e.message}`, { cause: e, retryable: true })))
      child.once('spawn', () => {
        try {
          this.#record(spec.name, child.pid!)
        } catch (e) {
          // Nobody would find it after a crash of ours.
          child.kill('SIGKILL')
          child.once('exit', () => this.#forget(spec.name))
          return reject(e)
        }
        resolve(this.#adopt(spec, child))
      })
    })
  }

  /** By this the next agent finds what a crash of ours leaves. Throws DISK_FULL, VAULT_FAILED. */
  #record(name: string, pid: number): void {
    const path = join(this.#records, name)
    try {
      writeFileSync(path, `${pid} ${startTime(pid) ?? ''}`, { mode: 0o600 })
    } catch (e) {
      const { code } = e as NodeJS.ErrnoException
      throw new VaultError(code === 'ENOSPC' || code === 'EDQUOT' ? 'DISK_FULL' : 'VAULT_FAILED', `the node cannot write ${path} (${code}): no new vaults until it can; those that run go on`, { cause: e, retryable: true })
    }
  }

  /** Where a vault that shares this machine's files may leave some; null: it has a /tmp of its own. */
  #folder(name: string): string | null {
    return this.isolation === 'none' ? join(this.options.state, 'tmp', name) : null
  }

  #adopt(spec: VaultSpec, child: ChildProcess): Vault {
    const pid = child.pid!
    const port = child.stdio[3] as Duplex
    let wentAway!: () => void
    const entry: Entry = {
      ...spec, pid, isolation: this.isolation, port, child, wanted: false, stderr: '',
      gone: new Promise((done) => { wentAway = done }),
    }
    this.#vaults.set(spec.name, entry)
    this.restraint.started(spec.name, pid)
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      entry.stderr = (entry.stderr + text).slice(-STDERR_TAIL)
    })
    child.once('exit', (code, signal) => {
      this.#vaults.delete(spec.name)
      this.#forget(spec.name)
      port.destroy()
      const usage = this.restraint.usage(spec.name)
      // stderr may still hold the reason of its death: give it this turn of the loop.
      setImmediate(() => {
        child.stderr!.destroy()
        const how = ended(code, signal, entry.stderr)
        for (const listener of this.#listeners) listener({ name: spec.name, ...how, stderr: entry.stderr, wanted: entry.wanted, memory: spec.memory, usage })
        wentAway()
        const cleaning = this.restraint.ended(spec.name).finally(() => this.#cleaning.delete(cleaning))
        this.#cleaning.add(cleaning)
      })
    })
    if (this.#closed) this.#kill(entry)
    return entry
  }

  #forget(name: string): void {
    rmSync(join(this.#records, name), { force: true })
    const folder = this.#folder(name)
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
  }

  #kill(entry: Entry): void {
    entry.wanted = true
    // The group first (a plain child may have children); bubblewrap and unshare take their namespace along.
    for (const target of [-entry.pid, entry.pid]) {
      try {
        process.kill(target, 'SIGKILL')
      } catch {
        // gone already
      }
    }
  }

  async stop(name: string): Promise<void> {
    const entry = this.#vaults.get(name)
    if (entry === undefined) return
    // It has closed its descriptor: most likely it is ending by itself, and how it does is of interest.
    if (entry.port.readableEnded || entry.port.errored !== null) await Promise.race([entry.gone, new Promise((done) => setTimeout(done, LAST_BREATH))])
    if (!this.#vaults.has(name)) return
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

  async freeze(name: string, frozen: boolean): Promise<void> {
    const entry = this.#known(name)
    this.restraint.frozen(name, frozen)
    signal(entry.pid, frozen ? 'SIGSTOP' : 'SIGCONT')
  }

  #known(name: string): Entry {
    const entry = this.#vaults.get(name)
    if (entry === undefined) throw new VaultError('NO_SUCH_WORKER', `no vault ${name}`)
    return entry
  }

  async limit(name: string, limits: VaultLimits): Promise<void> {
    const entry = this.#known(name)
    await this.restraint.limit(name, limits)
    // Without groups of its own the number of processes is one of the user's, if the vault has not its own namespace of users.
    await lowerLimits(this.found.tools.prlimit, tree(entry.pid).at(-1)!, { files: limits.files, tasks: this.isolation === 'none' || this.restraint.kind === 'groups' ? undefined : limits.tasks })
  }

  usage(name: string): VaultUsage | null {
    return this.restraint.usage(name)
  }

  async reap(): Promise<string[]> {
    const names: string[] = []
    for (const name of readdirSync(this.#records)) {
      if (this.#vaults.has(name)) continue
      const [pid, started] = readFileSync(join(this.#records, name), 'latin1').split(' ')
      // The same pid with another start time is somebody else.
      if (Number(pid) > 1 && started !== '' && startTime(Number(pid)) === started) {
        for (const p of tree(Number(pid)).reverse()) {
          try {
            process.kill(p, 'SIGKILL')
          } catch {
            // gone meanwhile
          }
        }
      }
      this.#forget(name)
      names.push(name)
    }
    // Groups of agents that are dead, wherever their records are.
    if (this.restraint.kind === 'groups') await reapDead(hierarchies(), '', PROCESS_ROOT)
    return names
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stopCaching()
    await Promise.all([...this.#vaults.keys()].map((name) => this.stop(name)))
    await Promise.all(this.#cleaning)
    await this.restraint.close()
  }
}

/** Under bubblewrap a signal arrives as 128+n; `unshare --kill-child` stumbles over its child's SIGKILL and exits with 1. */
function ended(code: number | null, signal: string | null, stderr: string): { code: number | null; signal: string | null } {
  if (code === 1 && /^unshare: sigprocmask/m.test(stderr)) return { code: null, signal: 'SIGKILL' }
  const name = signalOf(code)
  return name === null ? { code, signal } : { code: null, signal: name }
}
