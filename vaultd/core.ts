/**
 * The Core: members join over the control plane, nodes announce what they run, and the registry
 * is kept in step with it. Placement is in spawn.ts, HTTP in http.ts, the choice in matchmaker.ts.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createControlServer, type ControlServer, type Peer } from '../netd/control.js'
import { keyToText, loadOrCreateKeys, type KeyPair } from '../netd/keys.js'
import type { Link } from '../netd/link.js'
import type { Plain } from '../netd/plain.js'
import type { Route } from '../netd/ticket.js'
import { serve } from './answer.js'
import { VaultError } from './errors.js'
import { createInvite, findInvite } from './invite.js'
import { MAX_FILES_PER_REQUEST, NODE_GONE_AFTER, NODE_SILENT_AFTER } from './limits.js'
import type { Log } from './log.js'
import type { Candidate } from './matchmaker.js'
import { createMetrics, type CoreMetrics } from './metrics.js'
import { bytes, optionalText, record, text, texts } from './plain-read.js'
import { Registry, type Role, type WorkerRow } from './registry.js'
import { openServer, type HttpServer } from './http.js'
import { Gateway } from './gateway.js'
import { handOff } from './handoff.js'
import { Relay, type RelayLimits } from './relay.js'
import type { Closure } from './closure.js'
import { Sources, type Authority } from './sources.js'
import { spawn, type Placement } from './spawn.js'
import { checkName, readAnnounce, readEnd, readLoad, readNodeHello, readSpawn, readSpawned, readWorkerRef, type Load, type NodeHello, type Spawned, type WorkerRef } from './swarm.js'

export interface CoreOptions {
  /** Folder of `core.key`, `registry.db` and `api.token`. */
  readonly state: string
  /** Address to listen on: one address, never a wildcard. Port 0 for any. */
  readonly host?: string
  readonly port?: number
  /** meshfs: authority → folder, or folder and the prefixes served. */
  readonly authorities?: Readonly<Record<string, Authority | string>>
  /** Authority that workers made from text inherit from. */
  readonly library?: string
  /** Silence after which a member is held for dead (ms). */
  readonly memberLease?: number
  /** `ws://host:port` under which members reach this Core, if not the address it listens on. */
  readonly advertise?: string
  readonly relay?: Partial<RelayLimits>
  /** After so long without its node a worker is held for ended (ms). */
  readonly nodeGoneAfter?: number
  /** File for tools on this machine: `{ url, key }` while the Core listens. */
  readonly noteAt?: string
  readonly log: Log
}

export interface NodeState {
  readonly hello: NodeHello
  readonly peer: Peer
  load: Load
  heard: number
  readonly joinedAt: number
}

const TAGS = new WeakMap<NodeHello, ReadonlySet<string>>()

/** A placement looks at every node: what does not change is made once. */
function tagsOf(hello: NodeHello): ReadonlySet<string> {
  let tags = TAGS.get(hello)
  if (tags === undefined) TAGS.set(hello, tags = new Set(hello.tags))
  return tags
}

/** How often the Core looks for nodes that do not come back (ms). */
const SWEEP_EVERY = 1_000

/** How much a fresh vault takes at first, MiB: counted against the node until its next heartbeat tells the truth. */
const EXPECTED_FOOTPRINT = 24

/** Opens the registry, listens. Throws CONFIG, and what the address says. */
export async function startCore(options: CoreOptions): Promise<Core> {
  const core = new Core(options)
  try {
    await core.listen()
  } catch (e) {
    await core.close()
    throw e
  }
  return core
}

export class Core {
  readonly keys: KeyPair
  readonly registry: Registry
  readonly sources: Sources
  readonly metrics: CoreMetrics
  readonly relay: Relay
  readonly gateway: Gateway
  readonly nodes = new Map<string, NodeState>()
  /** Workers that are being made, and what files their nodes may have for them. */
  readonly closures = new Map<string, Closure>()
  /** Who wants to hear where a worker will be, before it is made. */
  readonly expecting = new Map<string, (where: Spawned) => void>()
  /** Drivers that are here, by key. */
  readonly #drivers = new Map<string, Peer>()
  readonly #control: ControlServer
  #http: HttpServer | null = null
  /** Nodes whose connection was closed from there, not by silence: their process has ended. */
  readonly #hungUp = new Set<string>()
  readonly #sweeper: NodeJS.Timeout
  /** When each node that has running workers was last here (monotonic ms). */
  readonly #away = new Map<string, number>()
  #closed = false

  constructor(readonly options: CoreOptions) {
    this.registry = new Registry(join(options.state, 'registry.db'))
    this.keys = loadOrCreateKeys(join(options.state, 'core.key'))
    this.sources = new Sources(options.authorities ?? {}, options.library)
    this.metrics = createMetrics(this)
    this.relay = new Relay(this, this.keys, options.relay)
    this.gateway = new Gateway(this)
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_EVERY)
    this.#sweeper.unref()
    this.#control = createControlServer({
      keys: this.keys,
      hello: { role: 'core' },
      lease: options.memberLease,
      admit: (key, hello) => this.#admit(key, hello),
      onPeer: (peer) => this.#joined(peer),
      onRefused: (code, detail) => {
        this.metrics.refused.inc({ code })
        options.log.warn({ code, detail }, 'refused a member')
      },
    })
  }

  async listen(): Promise<void> {
    this.#http = await openServer(this, this.options.host ?? '127.0.0.1', this.options.port ?? 0)
    if (this.options.noteAt === undefined) return
    try {
      writeFileSync(this.options.noteAt, JSON.stringify({ url: this.url, key: keyToText(this.keys.publicKey) }))
    } catch (e) {
      this.options.log.error({ file: this.options.noteAt, error: (e as Error).message }, 'tools on this machine will not find this Core')
    }
  }

  accept(link: Link): void {
    this.#control.accept(link)
  }

  get port(): number {
    return this.#http?.port ?? 0
  }

  /** Where members join. */
  get url(): string {
    return `${this.base}/mesh`
  }

  get base(): string {
    return this.options.advertise ?? `ws://${this.options.host ?? '127.0.0.1'}:${this.port}`
  }

  /** Route B to a worker, for the holder of that key. */
  relayRoute(worker: string, incarnation: number, callerKey: Uint8Array): Route {
    return { kind: 'relay', url: `${this.base}/api/v2/ephemeral/${worker}`, room: this.relay.room(worker, incarnation, callerKey) }
  }

  /** A new one-time invite. */
  invite(role: Role): string {
    this.registry.event(Date.now(), 'invited', null, null, { role })
    return createInvite(this.registry, this.url, this.keys.publicKey, role, Date.now())
  }

  /** Enrols a key without an invite: for roles in the same process. */
  enroll(key: Uint8Array, role: Role, name: string): void {
    this.registry.enroll(key, role, checkName(name, 'the name'), Date.now())
  }

  #admit(key: Uint8Array, hello: Plain): string | null {
    try {
      const f = record(hello, 'the hello')
      const role = text(f, 'role', 16)
      if (role !== 'node' && role !== 'driver') return 'role must be "node" or "driver"'
      const name = checkName(text(f, 'name'), 'the name')
      if (role === 'node') readNodeHello(hello)
      const known = this.registry.enrolled(key)
      if (known === null) {
        const proof = optionalText(f, 'invite', 64)
        if (proof === null) return 'this key is not enrolled: join with an invite'
        const invite = findInvite(this.registry.openInvites(Date.now()), proof, key)
        if (invite === null) return 'the invite is unknown, used or expired'
        this.registry.redeemInvite(invite, key, role, name, Date.now())
        this.registry.event(Date.now(), 'enrolled', role === 'node' ? name : null, null, { role, name, key: keyToText(key) })
        return null
      }
      if (known.role !== role || known.name !== name) return `this key is enrolled as ${known.role} "${known.name}"`
      return null
    } catch (e) {
      if (e instanceof VaultError) return e.message
      throw e
    }
  }

  #joined(peer: Peer): void {
    const f = record(peer.hello)
    if (f.role === 'node') this.#nodeJoined(peer, readNodeHello(peer.hello))
    else this.#driverJoined(peer, text(f, 'name'))
  }

  // -- drivers

  #driverJoined(peer: Peer, name: string): void {
    const key = keyToText(peer.key)
    this.#drivers.get(key)?.close('joined again from elsewhere')
    this.#drivers.set(key, peer)
    peer.onClose(() => {
      if (this.#drivers.get(key) === peer) this.#drivers.delete(key)
    })
    serve(peer, 'spawn', async (v) => {
      const request = readSpawn(v)
      const early = request.clone === null ? undefined : (ticket: Uint8Array) => peer.notify('ticket', { clone: request.clone, ticket })
      return placed(await spawn(this, request, { key: peer.key, name: request.owner === '' ? name : `${name} ${request.owner}` }, early))
    })
    serve(peer, 'kill', async (v) => {
      await this.kill(readWorkerRef(v), peer.key)
      return null
    })
    serve(peer, 'handoff', (v) => handOff(this, v, peer.key))
    serve(peer, 'alive', (v) => this.alive(readWorkerRef(v)))
    serve(peer, 'resolve', (v) => new TextDecoder().decode(this.sources.read(text(record(v), 'uri', 512)).bytes))
    serve(peer, 'status', () => this.status())
  }

  // -- nodes

  #nodeJoined(peer: Peer, hello: NodeHello): void {
    const before = this.nodes.get(hello.name)
    const now = Date.now()
    // Not a candidate until it has announced what it runs: room is not known before.
    const node: NodeState = { hello, peer, load: { freeMemory: 0, load: 0, running: 0, warm: 0 }, heard: 0, joinedAt: now }
    this.nodes.set(hello.name, node)
    this.#hungUp.delete(hello.name)
    before?.peer.close('joined again')
    peer.onClose((reason) => {
      if (this.nodes.get(hello.name) !== node) return
      this.nodes.delete(hello.name)
      if (this.#closed) return
      if (!/nothing heard/.test(reason)) this.#hungUp.add(hello.name)
      this.options.log.warn({ node: hello.name, reason }, 'node left')
      this.registry.event(Date.now(), 'node_left', hello.name, null, { reason })
    })
    serve(peer, 'announce', (v) => {
      const workers = readAnnounce(v)
      this.#heard(node, readLoad(v))
      this.#kept(() => this.registry.transaction(() => {
        this.registry.saveNode({
          name: hello.name, key: peer.key, bootEpoch: hello.bootEpoch, isolation: hello.isolation, backend: hello.backend, address: hello.address, tags: hello.tags,
          cpus: hello.cpus, memory: hello.memory, joinedAt: now, seenAt: now,
        })
        this.registry.event(now, 'node_joined', hello.name, null, { running: workers.length, bootEpoch: hello.bootEpoch })
        for (const w of workers) {
          const known = this.registry.worker(w.worker, w.incarnation)
          if (known !== null && known.node !== hello.name) {
            this.options.log.warn({ node: hello.name, worker: w.worker, of: known.node }, "a node announced another's worker")
            continue
          }
          this.registry.saveWorker({ ...w, id: w.worker, node: hello.name, endedAt: null, endReason: null })
        }
      }))
      const really = new Set(workers.map((w) => `${w.worker}/${w.incarnation}`))
      for (const w of this.registry.running(hello.name)) {
        if (!really.has(`${w.id}/${w.incarnation}`)) this.#ended(w, 'no longer there when its node came back')
      }
      this.options.log.info({ node: hello.name, isolation: hello.isolation, running: workers.length }, 'node joined')
      return null
    })
    peer.on('heartbeat', (v) => this.#quietly(node, () => this.#heard(node, readLoad(v))))
    peer.on('placed', (v) => this.#quietly(node, () => {
      const { worker } = readWorkerRef(v)
      if (this.closures.get(worker)?.node === hello.name) this.expecting.get(worker)?.(readSpawned(v))
    }))
    peer.on('exited', (v) => this.#quietly(node, () => {
      const w = this.#workerOf(node, v)
      if (w !== null) this.#ended(w, text(record(v), 'reason', 400), readEnd(v))
    }))
    peer.on('redeemed', (v) => this.#quietly(node, () => {
      this.registry.ticketRedeemed(bytes(record(v), 'jti', 16, 16), Date.now())
      this.metrics.redeemed.inc()
    }))
    peer.on('refused', (v) => this.#quietly(node, () => {
      const { worker } = readWorkerRef(v)
      const code = text(record(v), 'code', 64)
      this.metrics.refused.inc({ code })
      this.registry.event(Date.now(), 'refused', hello.name, worker, { code, detail: text(record(v), 'detail', 400) })
    }))
    serve(peer, 'files', (v) => {
      const f = record(v)
      const closure = this.closures.get(text(f, 'worker', 64))
      const found: Record<string, string> = Object.create(null)
      if (closure === undefined || this.nodes.get(closure.node)?.peer !== peer) return found
      for (const path of texts(f, 'paths', MAX_FILES_PER_REQUEST, 1024)) {
        const body = this.sources.file(closure, path)
        if (body !== null) found[path] = body
      }
      return Object.assign(found, this.sources.everywhere(closure))
    })
  }

  /** What a full disk keeps from being remembered is known all the same. */
  #kept(write: () => void): void {
    try {
      write()
    } catch (e) {
      if (!(e instanceof VaultError && e.code === 'DISK_FULL')) throw e
      this.options.log.error({ error: e.message }, 'the registry cannot be written')
    }
  }

  /** A node's notice that is malformed is logged, never more: nobody waits for an answer. */
  #quietly(node: NodeState, fn: () => void): void {
    try {
      fn()
    } catch (e) {
      if (!(e instanceof VaultError)) throw e
      this.options.log.warn({ node: node.hello.name, error: e.message }, 'a node sent something malformed')
    }
  }

  #heard(node: NodeState, load: Load): void {
    node.load = load
    node.heard = performance.now()
  }

  /** The worker a node speaks of, if it is that node's. */
  #workerOf(node: NodeState, v: Plain): WorkerRow | null {
    const { worker, incarnation } = readWorkerRef(v)
    const row = this.registry.worker(worker, incarnation)
    return row !== null && row.node === node.hello.name ? row : null
  }

  #ended(w: WorkerRow, reason: string, details: Plain = { reason: 'NODE_LOST' }): void {
    if (!this.registry.endWorker(w.id, w.incarnation, Date.now(), reason)) return
    this.registry.event(Date.now(), 'worker_ended', w.node, w.id, { reason })
    this.metrics.ended.inc()
    this.relay.ended(w.id)
    this.#drivers.get(keyToText(w.owner))?.notify('exited', { worker: w.id, incarnation: w.incarnation, reason, node: w.node, details })
  }

  // -- what spawn.ts and http.ts use

  candidates(): Candidate[] {
    const now = performance.now()
    const drained = this.registry.drained()
    return [...this.nodes.values()].map((n) => ({
      name: n.hello.name, tags: tagsOf(n.hello), isolation: n.hello.isolation, cpus: n.hello.cpus, maxVaults: n.hello.maxVaults,
      freeMemory: n.load.freeMemory, load: n.load.load, running: n.load.running, warm: n.load.warm,
      drained: drained.has(n.hello.name), alive: n.heard > 0 && !n.peer.closed && now - n.heard < NODE_SILENT_AFTER,
    }))
  }

  /** Nodes that belong to the swarm and are not connected. */
  awayNodes(): string[] {
    return this.registry.listEnrolled().filter((m) => m.role === 'node' && !this.nodes.has(m.name)).map((m) => m.name)
  }

  /** Counts a vault that a node has been ordered to make, until its next heartbeat. */
  promise(name: string): void {
    const n = this.nodes.get(name)
    if (n !== undefined) n.load = { ...n.load, running: n.load.running + 1, freeMemory: n.load.freeMemory - EXPECTED_FOOTPRINT, warm: Math.max(0, n.load.warm - 1) }
  }

  /** Its connection was closed from there and it has not come back. */
  hungUp(node: string): boolean {
    return this.#hungUp.has(node)
  }

  alive({ worker, incarnation }: WorkerRef): boolean {
    const row = this.registry.worker(worker, incarnation)
    return row !== null && row.endedAt === null && this.nodes.has(row.node)
  }

  /** Nodes that are away for too long: what they ran is held for ended. An announcement would bring it back. */
  #sweep(): void {
    const now = performance.now()
    this.registry.catchUp()
    for (const w of this.registry.running()) {
      if (this.nodes.has(w.node)) {
        this.#away.delete(w.node)
        continue
      }
      const since = this.#away.get(w.node) ?? now
      this.#away.set(w.node, since)
      if (now - since >= (this.options.nodeGoneAfter ?? NODE_GONE_AFTER)) this.#ended(w, `node ${w.node} did not come back`)
    }
    for (const name of this.nodes.keys()) this.#away.delete(name)
  }

  // -- what operators do

  members() {
    return this.registry.listEnrolled().map((m) => ({
      role: m.role, name: m.name, key: keyToText(m.key), enrolled_at: m.enrolledAt, drained: m.drainedAt !== null,
      here: m.role === 'node' ? this.nodes.has(m.name) : this.#drivers.has(keyToText(m.key)),
    }))
  }

  /** A drained node keeps its workers and gets no new ones. Throws NO_SUCH_NODE. */
  drain(name: string, drained: boolean): boolean {
    if (!this.registry.drain(name, drained ? Date.now() : null)) throw new VaultError('NO_SUCH_NODE', `no node is named "${name}"`)
    this.registry.event(Date.now(), drained ? 'node_drained' : 'node_undrained', name, null)
    return drained
  }

  /** The key is worth nothing from now on: a node's workers are killed, a driver's too. Throws NO_SUCH_NODE. */
  async revoke(role: Role, name: string): Promise<{ role: Role; name: string; workers: number }> {
    const member = this.registry.listEnrolled().find((m) => m.role === role && m.name === name)
    if (member === undefined) throw new VaultError('NO_SUCH_NODE', `no ${role} is named "${name}"`)
    const now = Date.now()
    this.registry.revoke(member.key, now)
    const running = () => this.registry.running().filter((w) => (role === 'node' ? w.node === name : keyToText(w.owner) === keyToText(member.key)))
    const theirs = running()
    this.registry.event(now, 'revoked', role === 'node' ? name : null, null, { role, name, key: keyToText(member.key), workers: theirs.length })
    const peer = role === 'node' ? this.nodes.get(name)?.peer : this.#drivers.get(keyToText(member.key))
    if (role === 'node') {
      // Nothing more goes there; it ends also what it is making now, of which only it knows.
      this.nodes.delete(name)
      await peer?.call('dismiss', null, { deadlineMs: 5_000 }).catch(() => {})
    } else {
      await Promise.allSettled(theirs.map((w) => this.kill({ worker: w.id, incarnation: w.incarnation }, null)))
    }
    for (const w of running()) this.#ended(w, `${role} ${name} was revoked`)
    peer?.close('revoked')
    return { role, name, workers: theirs.length }
  }

  /** Throws NO_SUCH_WORKER, DENIED (another's worker), CLOSED (its node is away). */
  async kill(ref: WorkerRef, by: Uint8Array | null): Promise<void> {
    const row = this.registry.worker(ref.worker, ref.incarnation)
    if (row === null || row.endedAt !== null) throw new VaultError('NO_SUCH_WORKER', `no worker ${ref.worker} runs`)
    if (by !== null && keyToText(by) !== keyToText(row.owner)) throw new VaultError('DENIED', `worker ${ref.worker} belongs to another`)
    const node = this.nodes.get(row.node)
    if (node === undefined) throw new VaultError('CLOSED', `node ${row.node} is away; the lease ends the worker`)
    await node.peer.call('kill', { worker: ref.worker, incarnation: ref.incarnation }, { deadlineMs: 5_000 })
  }

  status() {
    const now = performance.now()
    const here = new Map(this.candidates().map((c) => [c.name, c]))
    return {
      nodes: this.registry.nodes().map((n) => {
        const c = here.get(n.name)
        return {
          name: n.name, alive: c?.alive ?? false, drained: c?.drained ?? false, isolation: n.isolation, backend: n.backend, address: n.address, tags: n.tags, cpus: n.cpus, memory: n.memory,
          free_memory: c?.freeMemory ?? 0, load: c?.load ?? 0, running: c?.running ?? 0, warm: c?.warm ?? 0, silent_ms: c === undefined ? -1 : Math.round(now - (this.nodes.get(n.name)?.heard ?? now)),
        }
      }),
      workers: this.registry.running().map(workerStatus),
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearInterval(this.#sweeper)
    this.gateway.close()
    this.relay.close()
    this.#control.close()
    this.#http?.close()
    if (this.options.noteAt !== undefined && this.#http !== null) rmSync(this.options.noteAt, { force: true })
    // The goodbyes leave and the port is free in the next turn of the loop.
    await new Promise((done) => setImmediate(done))
    this.registry.close()
  }
}

export function workerStatus(w: WorkerRow) {
  return {
    worker: w.id, incarnation: w.incarnation, node: w.node, vault: w.vault, isolation: w.isolation, owner: w.ownerName, source: w.source, source_hash: w.sourceHash,
    lease: w.lease, started_at: w.startedAt, ended_at: w.endedAt, end_reason: w.endReason,
  }
}

/** A placement as it goes to the caller. */
export function placed(p: Placement): Plain {
  return { ticket: p.ticket, worker: p.worker, incarnation: p.incarnation, node: p.node, isolation: p.isolation, vault: p.vault, lease: p.lease, warm: p.warm }
}
