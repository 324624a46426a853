/**
 * The node agent: offers this machine's vaults to a Core. Takes SPAWN and KILL orders, owns the
 * Route A listeners, watches each worker's lease by itself (the Core may be dead), and tells the
 * Core how loaded it is.
 *
 * Not for: starting processes (backend), the descriptor (port.ts), the warm pool (pool.ts).
 */
import { randomBytes } from 'node:crypto'
import { availableParallelism, freemem, loadavg, networkInterfaces, totalmem } from 'node:os'
import { performance } from 'node:perf_hooks'
import type { Peer } from '../netd/control.js'
import type { KeyPair } from '../netd/keys.js'
import type { Plain } from '../netd/plain.js'
import { dialCarrier } from '../netd/relaylink.js'
import { ask, serve } from './answer.js'
import type { Backend, VaultExit } from './backend.js'
import { openBackend, type BackendChoice, type IncusChoice } from './backends.js'
import { asVaultError, VaultError } from './errors.js'
import { cpuFigures, exitCode, exitFigures, explainExit, type EndCode } from './exit.js'
import { openFirewall, type Firewall } from './firewall.js'
import { Egress, Meter, type EgressOptions } from './egress/egress.js'
import type { Isolation } from './isolation.js'
import { DEFAULT_CPU, HEARTBEAT_EVERY, MAX_FILES_PER_REQUEST, MAX_VAULTS, RELAY_DIAL_TIMEOUT } from './limits.js'
import { Dialer } from './dial.js'
import { addressComes, Listeners, type RouteA } from './listener.js'
import type { Log } from './log.js'
import { record } from './plain-read.js'
import { Pool } from './pool.js'
import type { VaultPort } from './port.js'
import { overQuota, type Over } from './quota.js'
import { memoryAvailable } from './process/proc.js'
import { readOrder, readRelay, readWorkerRef, type SpawnOrder, type WorkerRef } from './swarm.js'
import { Uplink } from './uplink.js'

export interface AgentOptions {
  readonly core: { readonly url: string; readonly key: Uint8Array }
  readonly keys: KeyPair
  /** Unique in the swarm. */
  readonly name: string
  /** The secret of an invite, when the key is not enrolled yet. */
  readonly invite?: string | null
  /** The Core has let us in for the first time. */
  onJoined?(): void
  /** Folder for the records of running vaults. */
  readonly state: string
  /** The bundled worker program: one file, and its arguments. */
  readonly worker: { readonly bundle: string; readonly argv?: readonly string[]; readonly library?: string | null }
  /** Interface Route A listens on. Default the loopback. */
  readonly interface?: string
  /** What the machine's interfaces are, for tests that take one away. */
  readonly interfaces?: typeof networkInterfaces
  /** An nftables rule keeps other interfaces from that address (root). */
  readonly firewall?: boolean
  readonly tags?: readonly string[]
  /** Warm vaults to keep, and MiB of each. */
  readonly pool?: { readonly target?: number; readonly memory?: number }
  readonly maxVaults?: number
  /** What makes the vaults; default `process`. */
  readonly backend?: BackendChoice
  /** Folder for the roots of LXC containers, which every user can look into; default below /var/lib. */
  readonly base?: string
  /** False: the backend `process` makes no control groups, though it could. */
  readonly groups?: boolean
  /** For the backend `incus`: where its server is. */
  readonly incus?: IncusChoice
  /** What workers may ask of the world; default nothing. */
  readonly egress?: EgressOptions
  /** The best isolation to use; default the best there is. */
  readonly isolation?: Isolation
  readonly log: Log
}

/** A worker whose loop gave no sign for so long is stuck (ms): far above any slice of ticks, even on a loaded machine. */
const STUCK_AFTER = 15_000
/** For how long it is known how a vault ended: stop() waits until all is cleared up behind it, which a busy server takes its time for. */
const EXIT_KEPT = 60_000
/** How often leases are looked at (ms). */
const WATCH_EVERY = 100
/** If the watch itself came later than this (ms), the machine slept or was starved: that time counts for nobody. */
const OWN_PAUSE = 500

const DEFAULT_TARGET = 4
const STUCK = 'stuck'
const OWN_REASONS: Readonly<Record<string, EndCode>> = { stuck: 'STUCK', 'ttl expired': 'TTL', 'lease expired': 'LEASE', destructed: 'DESTRUCTED', 'the node is closing': 'NODE_LOST', 'the node was revoked': 'NODE_LOST' }

interface Worker {
  readonly order: SpawnOrder
  readonly port: VaultPort
  readonly meter: Meter
  /** Processor time that the vault had used before it had this guest (s). */
  readonly cpuBefore: number
  /** The worker's own. */
  readonly key: Uint8Array
  readonly startedAt: number
  route: RouteA | null
  ttlTimer: NodeJS.Timeout | null
  ended: string | null
}

/** Joins the Core, fills the pool. Resolves when both have happened; throws what cannot be mended by waiting. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { interface: name = 'lo', firewall: wanted = false } = options
  const bound = await addressComes(name, options.log, options.interfaces)
  const egress = new Egress(options.egress ?? { allow: [] }, options.log)
  const backend = await openBackend({
    choice: options.backend ?? 'process', bundle: options.worker.bundle, library: options.worker.library ?? null, argv: options.worker.argv ?? [],
    state: options.state, base: options.base, incus: options.incus, groups: options.groups, most: options.isolation, memory: options.pool?.memory, log: options.log,
  })
  const left = await backend.reap()
  if (left.length > 0) options.log.warn({ vaults: left }, 'removed vaults that an earlier run left behind')
  if (!wanted && name !== 'lo' && process.getuid?.() === 0) options.log.info({ interface: name }, 'node.firewall = true would keep other interfaces from its address (nftables)')
  const firewall = wanted ? openFirewall(bound) : null
  const agent = new Agent(options, backend, egress, firewall)
  agent.uplink.joined.then(() => options.onJoined?.(), () => {})
  try {
    await Promise.all([agent.uplink.joined, agent.pool.fill()])
  } catch (e) {
    await agent.close()
    throw e
  }
  return agent
}

export class Agent {
  readonly bootEpoch = randomBytes(8).toString('hex')
  readonly pool: Pool
  readonly listeners: Listeners
  readonly uplink: Uplink
  readonly #workers = new Map<string, Worker>()
  readonly #exits = new Map<string, VaultExit>()
  /** Orders under way: they count against the room there is. */
  #pending = 0
  /** How often the Core has sent all workers away: orders that were under way then come to nothing. */
  #dismissed = 0
  #lastWatch = performance.now()
  readonly #timers: NodeJS.Timeout[] = []
  #closed = false

  constructor(readonly options: AgentOptions, readonly backend: Backend, readonly egress: Egress, readonly firewall: Firewall | null = null) {
    this.listeners = new Listeners(options.interface ?? 'lo', options.log, options.interfaces ?? networkInterfaces)
    this.pool = new Pool({ backend, target: options.pool?.target ?? DEFAULT_TARGET, memory: options.pool?.memory, log: options.log })
    backend.onExit((exit) => {
      this.#exits.set(exit.name, exit)
      setTimeout(() => this.#exits.delete(exit.name), EXIT_KEPT).unref()
    })
    this.uplink = new Uplink({
      url: options.core.url, coreKey: options.core.key, keys: options.keys, invite: options.invite, log: options.log,
      hello: {
        role: 'node', name: options.name, bootEpoch: this.bootEpoch, isolation: backend.isolation, backend: backend.kind, address: this.listeners.bound.address,
        tags: options.tags ?? [], cpus: availableParallelism(), memory: Math.floor(totalmem() / 1048576), maxVaults: this.maxVaults,
      },
      onPeer: (peer) => this.#join(peer),
    })
    this.#timers.push(setInterval(() => this.#watch(), WATCH_EVERY), setInterval(() => this.#beat(), HEARTBEAT_EVERY))
  }

  get maxVaults(): number {
    return Math.min(MAX_VAULTS, this.options.maxVaults ?? MAX_VAULTS)
  }

  get running(): number {
    return this.#workers.size
  }

  /** The process ids of what runs, for tests and status. */
  pids(): number[] {
    return this.backend.list().map((v) => v.pid)
  }

  async #join(peer: Peer): Promise<void> {
    serve(peer, 'spawn', (v) => this.#spawn(readOrder(v)))
    serve(peer, 'kill', async (v) => {
      await this.#end(this.#worker(readWorkerRef(v)), 'destructed')
      return null
    })
    serve(peer, 'dismiss', async () => {
      this.#dismissed++
      await Promise.all([...this.#workers.values()].map((w) => this.#end(w, 'the node was revoked')))
      return null
    })
    serve(peer, 'relay', async (v) => {
      const order = readRelay(v)
      const { port } = this.#worker(order)
      port.splice(await dialCarrier(this.options.core.url.replace(/\/mesh$/, '/api/v2/relay'), `Hauki-Node ${order.token}`, 'relay', RELAY_DIAL_TIMEOUT))
      return null
    })
    await ask(peer, 'announce', { workers: [...this.#workers.values()].filter((w) => w.ended === null).map((w) => this.#announcement(w)), ...this.#load() }, 5_000)
  }

  #worker({ worker, incarnation }: WorkerRef): Worker {
    const w = this.#workers.get(worker)
    if (w === undefined || w.ended !== null || w.order.incarnation !== incarnation) throw new VaultError('NO_SUCH_WORKER', `no worker ${worker} here`)
    return w
  }

  #announcement(w: Worker): Plain {
    const { worker, incarnation, owner, ownerName, source, sourceHash, lease } = w.order
    return { worker, incarnation, key: w.key, owner, ownerName, source, sourceHash, lease, vault: w.port.vault.name, isolation: w.port.vault.isolation, startedAt: w.startedAt }
  }

  #load() {
    return { freeMemory: memoryAvailable() ?? Math.floor(freemem() / 1048576), load: loadavg()[0], running: this.#workers.size + this.#pending, warm: this.pool.warm }
  }

  #beat(): void {
    if (this.uplink.up) this.uplink.peer.notify('heartbeat', this.#load())
  }

  #tell(method: string, value: Plain): void {
    // What the Core misses it learns from the announcement when it is back.
    if (this.uplink.up) this.uplink.peer.notify(method, value)
  }

  async #spawn(order: SpawnOrder): Promise<Plain> {
    if (this.#closed) throw new VaultError('CLOSED', 'the node is closing', { retryable: true })
    if (this.#workers.size + this.#pending >= this.maxVaults) throw new VaultError('LIMIT', `the node runs ${this.maxVaults} vaults already`, { retryable: true })
    if (this.#workers.has(order.worker)) throw new VaultError('BAD_REQUEST', `worker ${order.worker} runs here already`)
    this.#pending++
    const era = this.#dismissed
    let port: VaultPort | null = null
    let worker: Worker | null = null
    try {
      const { tasks, files, ticks, cpuSeconds } = order.limits
      const taken = await this.pool.take(order.memory, this.backend.filesAtStart ? files : undefined)
      port = taken.port
      if (cpuSeconds !== undefined) await this.backend.meter?.(port.vault.name)
      const meter = new Meter(this.egress, order.worker, (detail) => this.#tell('refused', { worker: order.worker, incarnation: order.incarnation, code: 'EGRESS', detail }))
      const cpuBefore = cpuSeconds === undefined ? 0 : this.backend.usage?.(port.vault.name)?.cpuSeconds ?? 0
      worker = { order, port, meter, cpuBefore, key: taken.key, startedAt: Date.now(), route: null, ttlTimer: null, ended: null }
      this.#listen(worker)
      if (order.cpu !== null || tasks !== undefined || files !== undefined || (order.memory !== null && order.memory < port.vault.memory)) {
        await this.backend.limit?.(port.vault.name, { memory: order.memory ?? port.vault.memory, cpu: order.cpu ?? DEFAULT_CPU, tasks, files })
      }
      const injected = port.inject({
        worker: order.worker, incarnation: order.incarnation, main: order.main, files: order.files, simulEfun: order.simulEfun, include: order.include, args: order.args,
        memory: order.memory ?? this.pool.memory, ticks: ticks ?? null, lease: order.lease, core: this.options.core.key, bootEpoch: this.bootEpoch,
      }, (paths) => this.#files(order, paths))
      // Whatever becomes of it is seen below; meanwhile its port opens, and its caller may come.
      injected.catch(() => {})
      if (order.direct) worker.route = await this.listeners.open((socket) => taken.port.splice(socket), () => taken.port.disconnect())
      const spawned = { key: taken.key, vault: port.vault.name, isolation: port.vault.isolation, host: worker.route?.host ?? '', port: worker.route?.port ?? 0, warm: taken.warm }
      if (order.early) this.#tell('placed', { worker: order.worker, incarnation: order.incarnation, ...spawned })
      await injected
      if (era !== this.#dismissed) throw new VaultError('CLOSED', 'the node was revoked', { retryable: true })
      if (worker.ended !== null || this.#closed) throw new VaultError('VAULT_DIED', worker.ended ?? 'the node is closing', { retryable: true })
      port.lastHeard = performance.now()
      const standing = worker
      if (order.ttl !== null) worker.ttlTimer = setTimeout(() => void this.#end(standing, 'ttl expired'), Math.min(order.ttl, 0x7fffffff))
      this.#workers.set(order.worker, worker)
      this.options.log.info({ worker: order.worker, vault: port.vault.name, pid: port.vault.pid, port: worker.route?.port ?? 0, warm: taken.warm }, 'worker started')
      return spawned
    } catch (e) {
      const error = asVaultError(e)
      if (port === null) throw error
      // A guest of whatever kind was in it: it ends here, before the answer.
      worker?.route?.close()
      port.close()
      await this.backend.stop(port.vault.name)
      if (error.code !== 'VAULT_DIED' && error.code !== 'PROTOCOL') throw error
      throw new VaultError('VAULT_DIED', `the vault died while the worker was made: ${this.#how(port.vault.name) ?? error.message}`)
    } finally {
      this.#pending--
    }
  }

  #listen(worker: Worker): void {
    const { order } = worker
    const dialer = new Dialer(this.options.core.key, worker.key)
    worker.port.events = {
      exit: (reason) => void this.#end(worker, reason),
      closed: (error) => void this.#end(worker, error === null ? null : error.message),
      dial: (ticket, pass, best) => dialer.dial(ticket, pass, best),
      http: (question, answer) => worker.meter.ask(question, answer),
      redeemed: (jti) => this.#tell('redeemed', { worker: order.worker, incarnation: order.incarnation, jti }),
      refused: (code, detail) => {
        this.options.log.warn({ worker: order.worker, code, detail }, 'a connection was refused')
        this.#tell('refused', { worker: order.worker, incarnation: order.incarnation, code, detail })
      },
    }
  }

  async #files({ worker, authority }: SpawnOrder, paths: string[]): Promise<Record<string, string>> {
    if (authority === '') return {}
    const found: Record<string, string> = Object.create(null)
    for (let i = 0; i < paths.length; i += MAX_FILES_PER_REQUEST) {
      const answer = record(await ask(this.uplink.peer, 'files', { worker, paths: paths.slice(i, i + MAX_FILES_PER_REQUEST) }, 5_000))
      for (const [path, body] of Object.entries(answer)) if (typeof body === 'string') found[path] = body
    }
    return found
  }

  /** Ends a worker at once, for whatever reason; null when it ended by itself. Harmless when repeated. */
  async #end(worker: Worker, reason: string | null, code: EndCode | null = null): Promise<void> {
    if (worker.ended !== null) return
    worker.ended = reason ?? 'died'
    worker.route?.close()
    worker.meter.close()
    if (worker.ttlTimer !== null) clearTimeout(worker.ttlTimer)
    worker.port.close()
    const { name } = worker.port.vault
    // One that died by itself keeps its own exit status: a kill that comes after does not change it.
    await this.backend.stop(name)
    const why = reason === STUCK ? this.#stuck(name) : reason ?? this.#how(name) ?? 'the worker ended'
    worker.ended = why
    if (this.#workers.get(worker.order.worker) === worker) {
      this.#workers.delete(worker.order.worker)
      this.options.log.info({ worker: worker.order.worker, vault: name, reason: why }, 'worker ended')
      this.#tell('exited', { worker: worker.order.worker, incarnation: worker.order.incarnation, reason: why, details: { reason: this.#code(name, reason, code), ...exitFigures(this.#exits.get(name)) } })
    }
  }

  /** Why in one word. @param reason the agent's own, or the guest's; null when it ended by itself. */
  #code(name: string, reason: string | null, code: EndCode | null): EndCode {
    const exit = this.#exits.get(name)
    if (code !== null) return code
    if (reason === null) return exit === undefined ? 'EXIT' : exitCode(exit)
    return OWN_REASONS[reason] ?? 'EXIT'
  }

  #how(name: string): string | null {
    const exit = this.#exits.get(name)
    return exit === undefined ? null : explainExit(exit)
  }

  #stuck(name: string): string {
    const figures = cpuFigures(this.#exits.get(name)?.usage)
    return `${STUCK}: its loop gave no sign for ${STUCK_AFTER / 1000} s${figures === '' ? '' : `; it ${figures}`}`
  }

  #over({ order: { limits }, port, meter, cpuBefore }: Worker): Over | null {
    if (limits.bytes === undefined && limits.cpuSeconds === undefined) return null
    const used = limits.cpuSeconds === undefined ? undefined : this.backend.usage?.(port.vault.name)?.cpuSeconds
    return overQuota(limits, { cpuSeconds: used === undefined ? null : used - cpuBefore, bytes: port.traffic + meter.bytes })
  }

  #watch(): void {
    const now = performance.now()
    const gap = now - this.#lastWatch
    this.#lastWatch = now
    for (const worker of this.#workers.values()) {
      if (worker.ended !== null) continue
      const over = this.#over(worker)
      if (over !== null) {
        void this.#end(worker, over.text, over.code)
        continue
      }
      if (gap > OWN_PAUSE) {
        worker.port.lastHeard += gap
        worker.port.lastTick += gap
      } else if (now - worker.port.lastHeard > worker.order.lease) {
        void this.#end(worker, 'lease expired')
      } else if (now - worker.port.lastTick > Math.max(STUCK_AFTER, worker.order.lease)) {
        void this.#end(worker, STUCK)
      }
    }
  }

  /** Kills all vaults and leaves. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    for (const timer of this.#timers) clearInterval(timer)
    this.pool.close()
    this.listeners.close()
    this.firewall?.close()
    await Promise.all([...this.#workers.values()].map((w) => this.#end(w, 'the node is closing')))
    await this.backend.close()
    this.uplink.close('the node is closing')
  }
}
