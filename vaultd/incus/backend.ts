/**
 * The backend `incus`: each vault is an ephemeral container made through the REST API of Incus
 * or LXD, here or on a member of its cluster, which chooses where. The worker is started by the
 * API's exec and spoken to through it.
 *
 * Not for: the API itself (api.ts, exec.ts), what a container is (instance.ts, image.ts), what a
 * server is told of it meanwhile (events.ts).
 */
import { realpathSync } from 'node:fs'
import type { Backend, Vault, VaultExit, VaultLimits, VaultSpec, VaultUsage } from '../backend.js'
import { asVaultError, VaultError } from '../errors.js'
import { DEFAULT_CPU, DEFAULT_MEMORY, INCUS_PROOF_TIMEOUT, STOP_TIMEOUT } from '../limits.js'
import type { Log } from '../log.js'
import { hardLimit } from '../memory.js'
import type { WorkerFiles } from '../process/command.js'
import { quickStart, type Quick } from '../process/quick.js'
import { Api, ApiError, fields, text, type ServerOptions } from './api.js'
import { watchEvents } from './events.js'
import { Exec } from './exec.js'
import { provide, type Root } from './image.js'
import { BLOCK, FIRST_ID, IDS, instance, INIT_TASKS, limitsConfig, MAX_TASKS, workerCommand, workerEnvironment } from './instance.js'
import { reapOwner, remove } from './reap.js'
import { least, Spread } from './spread.js'

export interface IncusOptions extends WorkerFiles {
  readonly server: ServerOptions
  /** Folder for the code cache and this agent's name for what it makes; made when missing. */
  readonly state: string
  /** Storage pool of the containers' roots. */
  readonly pool: string
  /** A member of the cluster, or `@group`; '' lets the cluster choose. */
  readonly target: string
  readonly memory?: number
  readonly log: Log
}

/** What containers are made of at the moment. */
interface Image {
  readonly fingerprint: string
  readonly quick: Quick | null
}

/** What open.ts found out. */
export interface Ground {
  readonly api: Api
  readonly owner: string
  readonly root: Root
  /** Which block of ids is ours. */
  readonly block: number
  /** This member's name in a cluster, or ''. */
  readonly member: string
  readonly clustered: boolean
}

interface Entry extends Vault {
  readonly exec: Exec
  readonly slot: number
  /** What its image has for a quicker start. */
  readonly quick: Quick | null
  wanted: boolean
  /** What limit() has set since. */
  limited?: VaultLimits
  /** What the server last said that it has used, where somebody wants to know. */
  used?: VaultUsage
  /** It is being moved: the container stays when the worker ends. */
  moving: boolean
  readonly gone: Promise<void>
}

/** The worker was told to die; its container is stopped by force if it has not so long after (ms). */
const KILL_GRACE = 1_000
/** A container that has stopped takes its worker's streams along; if they do not tell within this (ms), the event counts. */
const STREAM_GRACE = 1_000
/** The server is asked so often what a vault has used, if that is limited (ms): an answer costs it some milliseconds. */
const METER_EVERY = 250

export class IncusBackend implements Backend {
  readonly kind = 'incus'
  readonly isolation = 'lxc'
  /** The API changes no resource limit of a process that runs. */
  readonly filesAtStart = true
  readonly #vaults = new Map<string, Entry>()
  /** Name → the member that was chosen. */
  readonly #starting = new Map<string, string>()
  readonly #spread: Spread
  readonly #cleaning = new Set<Promise<unknown>>()
  readonly #listeners: Array<(exit: VaultExit) => void> = []
  readonly #slots = new Set<number>()
  readonly #node = realpathSync(process.execPath)
  readonly #stopCaching: () => void
  readonly #stopEvents: () => void
  #image: Promise<Image>
  /** Fingerprints of ours. */
  readonly #images = new Set<string>()
  #closed = false

  constructor(readonly options: IncusOptions, readonly ground: Ground) {
    this.#spread = new Spread(ground.api, ground.clustered)
    this.#image = this.#provide(null)
    this.#image.catch(() => {})
    this.#stopCaching = quickStart({ bundle: options.bundle, state: options.state, node: this.#node, heap: options.memory ?? DEFAULT_MEMORY, snapshots: false, log: options.log }, (quick) => {
      this.#provide(quick).then((image) => {
        this.#image = Promise.resolve(image)
      }, (e) => options.log.warn({ error: String(e) }, 'the image with the code cache could not be made: cold starts are slower'))
    })
    this.#stopEvents = watchEvents(ground.api, options.log, (name) => this.#vanished(name))
  }

  #provide(quick: Quick | null): Promise<Image> {
    return provide(this.ground.api, this.ground.root, this.options, quick, this.#images).then((fingerprint) => ({ fingerprint, quick }))
  }

  onExit(listener: (exit: VaultExit) => void): void {
    this.#listeners.push(listener)
  }

  list(): readonly Vault[] {
    return [...this.#vaults.values()]
  }

  /** Starts node in a container and lets it read the bundle; null, or why it failed. */
  async prove(name: string): Promise<string | null> {
    const slot = this.#takeSlot()
    try {
      await this.#create({ name, memory: 64 }, slot, this.options.target)
      const exec = await Exec.start(this.ground.api, name, workerCommand(this.options, { memory: 64 }, null, true), workerEnvironment(this.options, this.ground.root.libraryFolders))
      const late = setTimeout(() => exec.cut(), INCUS_PROOF_TIMEOUT)
      const { code, signal } = await exec.ended
      clearTimeout(late)
      exec.port.destroy()
      if (code === null && signal === null) return 'the server did not say how node ended'
      return code === 0 ? null : `node ended with ${signal ?? code}: ${exec.stderr.trim().split('\n')[0]}`
    } catch (e) {
      return asVaultError(e).message
    } finally {
      await remove(this.ground.api, name).catch(() => {})
      this.#slots.delete(slot)
    }
  }

  #takeSlot(): number {
    for (let slot = 0; slot < BLOCK; slot++) {
      if (this.#slots.has(slot)) continue
      this.#slots.add(slot)
      return slot
    }
    throw new VaultError('LIMIT', `this agent has ids for ${BLOCK} vaults only`, { retryable: true })
  }

  /** A container that runs, without a worker. Gives what its image has: a better one may be there a moment later. */
  async #create(spec: VaultSpec, slot: number, target: string): Promise<Quick | null> {
    const { api, owner, block } = this.ground
    const { pool, library } = this.options
    const make = ({ fingerprint }: Image) => api.run('POST', `/1.0/instances${target === '' ? '' : `?target=${encodeURIComponent(target)}`}`, instance({
      name: spec.name, owner, image: fingerprint, pool, node: this.#node, library,
      memory: hardLimit(spec.memory), cpu: spec.cpu ?? DEFAULT_CPU, files: spec.files, firstId: FIRST_ID + (block * BLOCK + slot) * IDS,
    }))
    let image = await this.#image
    try {
      await make(image)
    } catch (e) {
      // Another agent, with another worker, has swept our image away.
      if (!(e instanceof ApiError && /image.*not (found|provided)/i.test(e.message))) throw e
      image = await this.#provide(image.quick)
      this.#image = Promise.resolve(image)
      await make(image)
    }
    try {
      await this.#state(spec.name, 'start')
    } catch (e) {
      throw new VaultError('VAULT_FAILED', `${asVaultError(e).message}${await this.#reason(spec.name)}`, { cause: e, retryable: true })
    }
    return image.quick
  }

  /** Why a container did not start: the server keeps that to its log. */
  async #reason(name: string): Promise<string> {
    const log = await this.ground.api.file(`/1.0/instances/${name}/logs/lxc.log`).catch(() => '')
    const first = log.split('\n').find((line) => / ERROR /.test(line))
    return first === undefined ? '' : ` (${first.split(' - ').at(-1)!.slice(0, 200)})`
  }

  async start(spec: VaultSpec): Promise<Vault> {
    if (this.#closed) throw new VaultError('CLOSED', 'the vault backend is closed')
    const slot = this.#takeSlot()
    this.#starting.set(spec.name, '')
    try {
      const members = await this.#spread.members()
      const target = this.options.target !== '' ? this.options.target : least(members, [...[...this.#vaults.values()].map((v) => v.location ?? ''), ...this.#starting.values()])
      this.#starting.set(spec.name, target)
      return await this.#begin(spec, slot, await this.#create(spec, slot, target))
    } catch (e) {
      await remove(this.ground.api, spec.name).catch((left: unknown) => this.options.log.error({ vault: spec.name, error: String(left) }, 'a vault that did not start could not be removed'))
      this.#slots.delete(slot)
      throw new VaultError('VAULT_FAILED', asVaultError(e).message, { cause: e, retryable: true })
    } finally {
      this.#starting.delete(spec.name)
    }
  }

  /** Starts the worker in a container that runs. */
  async #begin(spec: VaultSpec, slot: number, quick: Quick | null): Promise<Vault> {
    const { api, root, member } = this.ground
    const [exec, about, state] = await Promise.all([
      Exec.start(api, spec.name, workerCommand(this.options, spec, quick), workerEnvironment(this.options, root.libraryFolders)),
      api.get(`/1.0/instances/${spec.name}`), api.get(`/1.0/instances/${spec.name}/state`),
    ])
    const where = text(about.location)
    let wentAway!: () => void
    const entry: Entry = {
      ...spec, isolation: this.isolation, exec, slot, quick, port: exec.port, location: where, wanted: false, moving: false,
      // Its init, if it is a process of this machine: the number means nothing elsewhere.
      pid: where === 'none' || where === member ? Number(state.pid) : 0,
      gone: new Promise((done) => { wentAway = done }),
    }
    this.#vaults.set(spec.name, entry)
    const cleaning = exec.ended.then((how) => this.#ended(entry, how)).then(wentAway).finally(() => this.#cleaning.delete(cleaning))
    this.#cleaning.add(cleaning)
    if (this.#closed) void this.stop(spec.name)
    return entry
  }

  async #ended(entry: Entry, how: { code: number | null; signal: string | null }): Promise<void> {
    const { name, memory, wanted } = entry
    const usage = await this.#usage(entry).catch(() => null)
    this.#vaults.delete(name)
    entry.port.destroy()
    for (const listener of this.#listeners) listener({ name, ...how, stderr: entry.exec.stderr, wanted, memory, usage })
    if (entry.moving) return
    await remove(this.ground.api, name).catch((e: unknown) => this.options.log.error({ vault: name, error: String(e) }, 'a vault could not be removed'))
    this.#slots.delete(entry.slot)
  }

  async #usage(entry: Entry): Promise<VaultUsage> {
    const state = await this.ground.api.get(`/1.0/instances/${entry.name}/state`)
    const memory = fields(state.memory)
    return {
      memoryLimit: hardLimit(entry.limited?.memory ?? entry.memory), memoryPeak: Number(memory.usage_peak) || null, outOfMemory: null,
      cpuLimit: entry.limited?.cpu ?? entry.cpu ?? DEFAULT_CPU, cpuSeconds: Number(fields(state.cpu).usage) / 1e9, throttledSeconds: 0, tasksLimit: entry.limited?.tasks === undefined ? MAX_TASKS : entry.limited.tasks + INIT_TASKS, tasksPeak: null,
    }
  }

  /** The server says that a container has stopped. */
  #vanished(name: string): void {
    const entry = this.#vaults.get(name)
    if (entry === undefined) return
    setTimeout(() => entry.exec.cut(), STREAM_GRACE).unref()
  }

  async stop(name: string): Promise<void> {
    const entry = this.#vaults.get(name)
    if (entry === undefined) return
    entry.wanted = true
    entry.exec.kill()
    const force = setTimeout(() => {
      const end = entry.moving ? this.#state(name, 'stop', true) : remove(this.ground.api, name)
      end.catch((e: unknown) => this.options.log.error({ vault: name, error: String(e) }, 'a vault could not be stopped by force')).finally(() => entry.exec.cut())
    }, KILL_GRACE)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((done) => {
      timer = setTimeout(() => {
        this.options.log.error({ vault: name }, 'a killed vault has not gone')
        done()
      }, STOP_TIMEOUT)
    })
    await Promise.race([entry.gone, late])
    clearTimeout(force)
    clearTimeout(timer)
  }

  #known(name: string): Entry {
    const entry = this.#vaults.get(name)
    if (entry === undefined) throw new VaultError('NO_SUCH_WORKER', `no vault ${name}`)
    return entry
  }

  #state(name: string, action: 'start' | 'stop' | 'freeze' | 'unfreeze', force = false): Promise<unknown> {
    return this.ground.api.run('PUT', `/1.0/instances/${name}/state`, { action, force, timeout: 10 })
  }

  async freeze(name: string, frozen: boolean): Promise<void> {
    this.#known(name)
    await this.#state(name, frozen ? 'freeze' : 'unfreeze')
  }

  usage(name: string): VaultUsage | null {
    return this.#vaults.get(name)?.used ?? null
  }

  /** Rejects when the server cannot tell: a limit that nobody looks at is none. Later it may be silent for a while. */
  async meter(name: string): Promise<void> {
    const entry = this.#known(name)
    if (entry.used !== undefined) return
    entry.used = await this.#usage(entry)
    const again = async (): Promise<void> => {
      if (this.#vaults.get(name) !== entry) return
      await this.#usage(entry).then((usage) => { entry.used = usage }, () => {})
      setTimeout(() => void again(), METER_EVERY).unref()
    }
    setTimeout(() => void again(), METER_EVERY).unref()
  }

  async limit(name: string, limits: VaultLimits): Promise<void> {
    this.#known(name).limited = limits
    await this.ground.api.run('PATCH', `/1.0/instances/${name}`, { config: { ...limitsConfig(hardLimit(limits.memory), limits.cpu), ...(limits.tasks === undefined ? {} : { 'limits.processes': String(limits.tasks + INIT_TASKS) }) } })
  }

  /** Ends the worker, moves its container to another member, and starts a new worker in it: for emptying a machine. The old worker's exit is reported as wanted. */
  async migrate(name: string, member: string): Promise<Vault> {
    const entry = this.#known(name)
    const { api } = this.ground
    const path = `/1.0/instances/${name}`
    entry.moving = true
    try {
      // Else the server deletes what stops.
      await api.run('PATCH', path, { ephemeral: false })
      await this.stop(name)
      await this.#state(name, 'stop', true)
      await api.run('POST', `${path}?target=${encodeURIComponent(member)}`, { name, migration: true })
      await api.run('PATCH', path, { ephemeral: true })
      await this.#state(name, 'start')
      return await this.#begin({ name, memory: entry.memory, cpu: entry.cpu, files: entry.files }, entry.slot, entry.quick)
    } catch (e) {
      entry.moving = false
      await remove(api, name).catch(() => {})
      this.#slots.delete(entry.slot)
      throw new VaultError('VAULT_FAILED', `${name} could not be moved to ${member}: ${asVaultError(e).message}`, { cause: e })
    }
  }

  /** Removes what an earlier run of this agent left, here and on every member. */
  async reap(): Promise<string[]> {
    return reapOwner(this.ground.api, this.ground.owner, new Set([...this.#vaults.keys(), ...this.#starting.keys()]), this.#images)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stopCaching()
    this.#stopEvents()
    await Promise.all([...this.#vaults.keys()].map((name) => this.stop(name)))
    await Promise.all(this.#cleaning)
    this.ground.api.close()
  }
}
