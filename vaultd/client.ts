/**
 * The driver's side of the mesh: implements driver/mesh.ts. Asks the Core for workers, redeems
 * their tickets, and gives the engine one RemoteEnd per worker. Calls go straight to the worker, or
 * through the Core's relay where that is wanted or the way is cut; else the Core is needed for new clones only.
 */
import { Mapping } from '../driver/vm/mapping.js'
import type { CloneConfig, Mesh, Source } from '../driver/mesh.js'
import type { RemoteEnd, RemoteFailure } from '../driver/vm/object.js'
import { Float, type Value } from '../driver/vm/values.js'
import { keepToBestRoute } from '../netd/bestroute.js'
import { encodeValue } from '../netd/codec.js'
import type { Peer } from '../netd/control.js'
import { MeshError } from '../netd/errors.js'
import { remoteEnd } from '../netd/ghost.js'
import type { KeyPair } from '../netd/keys.js'
import { HEAD_START, HEAD_START_SHARE } from '../netd/limits.js'
import type { Link } from '../netd/link.js'
import type { Plain } from '../netd/plain.js'
import { dialRelay } from '../netd/relaylink.js'
import { dialRoutes } from '../netd/routes.js'
import { connect, type ObjectBridge, type Session } from '../netd/session.js'
import { dialTcp } from '../netd/tcp.js'
import { parseTicket, type Route, type TicketClaims } from '../netd/ticket.js'
import { ask } from './answer.js'
import { Early } from './early.js'
import { asVaultError, VaultError } from './errors.js'
import { MAX_COUNT, MAX_LEASE, MIN_LEASE, PROBES, RESPAWN_PAUSE } from './limits.js'
import type { Log } from './log.js'
import * as read from './plain-read.js'
import { SupervisedEnd } from './supervised.js'
import { readEnd, readWorkerRef, type WorkerRef } from './swarm.js'
import { Uplink } from './uplink.js'

export interface MeshOptions {
  readonly core: { readonly url: string; readonly key: Uint8Array }
  readonly keys: KeyPair
  /** Unique among drivers. */
  readonly name: string
  readonly invite?: string | null
  /** How objects and functions pass to workers and back; without it they do not. */
  readonly bridge?: ObjectBridge
  /** Silence after which the Core is held for dead (ms). */
  readonly memberLease?: number
  /** How often a session on its second-best route tries the best one (ms), if not by PROBES. */
  readonly probeEvery?: number
  readonly log: Log
}

/** A Mesh that tells more, for composition roots and tests. */
export interface DriverMesh extends Mesh {
  /** Resolves at the first join of the Core; rejects when it refuses us. */
  readonly joined: Promise<void>
  /** Workers this driver holds now. */
  readonly workers: number
}

/** One dial of Route A (ms): beyond, the address is not reachable from here. */
const DIAL_TIMEOUT = 3_000
/** A worker whose session has been destructed normally ends by itself; one that does not is killed through the Core after so long (ms). */
const KILL_AFTER = 250
/** At the end of the driver its workers may take so long to say goodbye (ms). */
const LEAVE_TIMEOUT = 1_000

export function connectMesh(options: MeshOptions): DriverMesh {
  return new ClientMesh(options)
}

/** Why a worker ended. */
interface End {
  readonly reason: string
  readonly details: NonNullable<RemoteFailure['details']>
}

interface Held {
  readonly session: Session
  readonly worker: string
  readonly incarnation: number
  readonly node: string
}

class ClientMesh implements DriverMesh {
  readonly #uplink: Uplink
  readonly #held = new Map<string, Held>()
  /** Workers whose end was told before their session stood. */
  readonly #endedEarly = new Map<string, End>()
  /** Clones under way, by the number that the Core knows them by. */
  readonly #making = new Map<number, Early>()
  #clones = 0
  #closed = false

  constructor(readonly options: MeshOptions) {
    this.#uplink = new Uplink({
      url: options.core.url, coreKey: options.core.key, keys: options.keys, invite: options.invite, lease: options.memberLease, log: options.log,
      hello: { role: 'driver', name: options.name },
      onPeer: (peer) => this.#joined(peer),
    })
  }

  get joined(): Promise<void> {
    return this.#uplink.joined
  }

  get workers(): number {
    return this.#held.size
  }

  #joined(peer: Peer): void {
    peer.on('exited', (v) => {
      const { worker, incarnation } = readWorkerRef(v)
      const f = read.record(v)
      const held = this.#held.get(worker)
      const reason = read.text(f, 'reason', 400)
      const end: End = { reason, details: readEnd(v) }
      if (held !== undefined && held.incarnation === incarnation && held.node === f.node) this.#lost(held, end)
      else if (held === undefined) this.#endedBefore(worker, end)
    })
    peer.on('ticket', (v) => {
      const f = read.record(v)
      this.#making.get(read.whole(f, 'clone', 1, Number.MAX_SAFE_INTEGER))?.begin(read.bytes(f, 'ticket', 1, 65536))
    })
  }

  #endedBefore(worker: string, end: End): void {
    this.#endedEarly.set(worker, end)
    // Most are workers that we ended ourselves: only the latest can matter.
    if (this.#endedEarly.size > MAX_COUNT) this.#endedEarly.delete(this.#endedEarly.keys().next().value!)
  }

  #lost(held: Held, end: End): void {
    if (held.session.state === 'closing') return
    held.session.close('WORKER_LOST', lostText(held.node, end.reason), end.details)
  }

  clone(source: Source, config: CloneConfig, owner: string, done: (failure: RemoteFailure | null, ends: RemoteEnd[]) => void): () => void {
    let over = false
    const ends: RemoteEnd[] = []
    const finish = (failure: RemoteFailure | null) => {
      if (over) return
      over = true
      clearTimeout(timer)
      if (failure !== null) for (const end of ends) end.destruct()
      done(failure, failure === null ? ends : [])
    }
    const timer = setTimeout(() => finish(asFailure(new VaultError('TIMEOUT', `clone_distributed: no worker within ${config.timeout} ms`))), config.timeout)
    void this.#cloneAll(source, config, owner, (end) => {
      if (over) end.destruct()
      else ends.push(end)
      return !over
    }).then(() => finish(null), (e) => finish(asFailure(e)))
    return () => finish(CANCELLED)
  }

  async #cloneAll(source: Source, config: CloneConfig, owner: string, got: (end: RemoteEnd) => boolean): Promise<void> {
    if (!(config.count >= 1 && config.count <= MAX_COUNT)) throw new VaultError('LIMIT', `clone_distributed: count must be from 1 to ${MAX_COUNT}`)
    const peer = this.#uplink.peer
    const request: Plain = {
      ...source, routing: config.routing, requires: config.requires, node: config.node, memory: config.memory, cpu: config.cpu, ttl: config.ttl, limits: { ...config.limits },
      lease: Math.round(Math.max(MIN_LEASE, Math.min(MAX_LEASE, config.lease))), timeout: config.timeout, isolation: config.isolation, args: encodeValue([...config.args]), owner,
    }
    await Promise.all(Array.from({ length: config.count }, async () => {
      const end = await this.#cloneOne(peer, request, config)
      const { restart } = config
      got(restart === undefined ? end : new SupervisedEnd(end, restart, (before, over, done) => {
        this.#again(before, over, request, config).then((next) => done(null, next), (e) => done(asFailure(e), null))
      }, this.options.log))
    }))
  }

  /** The next incarnation of a worker that died; tries until the clone's timeout is over. */
  async #again(before: RemoteEnd, over: boolean, request: Plain, config: CloneConfig): Promise<RemoteEnd> {
    const info = before.info()
    const ref = { worker: String(info.get('worker')), incarnation: Number(info.get('incarnation')) }
    const until = performance.now() + config.timeout
    // Known to be over, or over by its lease: there must never be two.
    const leaseOver = over ? 0 : performance.now() + Number(info.get('lease'))
    let ended = over
    for (;;) {
      try {
        ended ||= performance.now() > leaseOver || await this.#ends(ref)
        if (!ended) throw new VaultError('TIMEOUT', 'the last incarnation may still run')
        return await this.#cloneOne(this.#uplink.peer, { ...request as object, again: ref }, config)
      } catch (e) {
        if (this.#closed || performance.now() + RESPAWN_PAUSE > until) throw e
        await new Promise((next) => void setTimeout(next, RESPAWN_PAUSE))
      }
    }
  }

  /** Kills it; true when it is known not to run any more. */
  async #ends(ref: WorkerRef): Promise<boolean> {
    try {
      await ask(this.#uplink.peer, 'kill', { ...ref }, 1_000)
      return true
    } catch (e) {
      return asVaultError(e).code === 'NO_SUCH_WORKER'
    }
  }

  async #cloneOne(peer: Peer, request: Plain, config: CloneConfig): Promise<RemoteEnd> {
    const number = ++this.#clones
    const early = new Early({
      dial: (claims) => this.#dial(claims, claims.routes[0]),
      connect: (link, ticket, claims) => this.#connect(link, ticket, claims, config.timeout),
    })
    this.#making.set(number, early)
    try {
      return await this.#cloneNow(peer, { ...request as object, clone: number }, config, early)
    } finally {
      this.#making.delete(number)
      early.drop()
    }
  }

  #connect(link: Link, ticket: Uint8Array, claims: TicketClaims, patience?: number): Promise<Session> {
    return connect(link, { ticket, callerKeys: this.options.keys, bridge: this.options.bridge, lease: claims.limits.lease, patience, redial: () => this.#redial(claims) })
  }

  async #cloneNow(peer: Peer, request: Plain, config: CloneConfig, early: Early): Promise<RemoteEnd> {
    let answer: Plain
    try {
      answer = await ask(peer, 'spawn', request, config.timeout)
    } catch (e) {
      // Its own word has no cause: this is the connection's end, and nobody knows what became of the order.
      if (e instanceof VaultError && e.code === 'CLOSED' && e.cause !== undefined) throw new VaultError('CORE_DOWN', `the Core at ${this.options.core.url} was lost while the clone was made: ${e.message}`, { cause: e, sent: true })
      throw e
    }
    const f = read.record(answer)
    const ticket = read.bytes(f, 'ticket', 1, 65536)
    const claims = parseTicket(ticket)
    const ref = { worker: claims.worker, incarnation: claims.incarnation }
    let session: Session
    try {
      session = await early.take(ticket) ?? await this.#connect(await dialRoutes(claims.routes, (route) => this.#dial(claims, route)), ticket, claims)
    } catch (e) {
      // The vault stands and nobody holds it: do not wait for its lease.
      this.#kill(ref)
      if (e instanceof MeshError) throw new MeshError(e.code, `a worker was made on ${claims.node}, but cannot be reached: ${e.message}`, e.outcome, e)
      throw e
    }
    return this.#hold(session, claims, f, ticket)
  }

  #hold(session: Session, claims: TicketClaims, f: read.Fields, ticket: Uint8Array): RemoteEnd {
    const held: Held = { session, worker: claims.worker, incarnation: claims.incarnation, node: claims.node }
    this.#held.set(held.worker, held)
    session.onLost((failure) => {
      this.#held.delete(held.worker)
      if (failure.code !== 'DESTRUCTED' && !this.#closed) this.options.log.info({ worker: held.worker, node: held.node, reason: failure.message }, 'worker lost')
    })
    const early = this.#endedEarly.get(held.worker)
    this.#endedEarly.delete(held.worker)
    if (early !== undefined) this.#lost(held, early)
    // The routes stand in the order of preference.
    const [best] = claims.routes
    if (claims.routes.length > 1) {
      const { probeEvery } = this.options
      keepToBestRoute(session, best.kind, () => this.#dial(claims, best), probeEvery === undefined ? PROBES : [probeEvery, probeEvery], () => this.options.log.info({ worker: claims.worker, link: session.linkName }, 'back on the preferred route'))
    }
    const direct = claims.routes.find((r) => r.kind === 'direct')
    return remoteEnd(session, 0, {
      worker: held.worker, incarnation: held.incarnation, node: held.node, vault: read.text(f, 'vault', 64), isolation: read.text(f, 'isolation', 16),
      address: direct?.kind === 'direct' ? `${direct.host}:${direct.port}` : '', lease: claims.limits.lease, warm: f.warm === true ? 1 : 0,
    }, () => session.onLost(() => void setTimeout(() => this.#kill(held), KILL_AFTER).unref()), (grant, done) => {
      this.#ask('handoff', { ticket, key: grant.key, methods: grant.methods, delegable: grant.delegable }).then((t) => done(null, t as Uint8Array), (e) => done(asFailure(e), null))
    })
  }

  #dial({ worker }: TicketClaims, route: Route): Promise<Link> {
    if (route.kind === 'direct') return dialTcp(route.host, route.port, DIAL_TIMEOUT)
    return dialRelay(route.url, route.room, worker, this.options.keys, DIAL_TIMEOUT)
  }

  /**
   * After the connection broke. When nobody listens there any more, the worker is lost, now, unless
   * the Core says that it lives: then the interface is away, and it is worth trying until the lease ends.
   */
  async #redial(claims: TicketClaims): Promise<Link> {
    let direct = ''
    let relay = ''
    const note = (kind: Route['kind']) => (e: unknown): never => {
      const code = e instanceof MeshError ? e.code : ''
      if (kind === 'direct') direct = code
      else relay = code
      throw e
    }
    try {
      return await dialRoutes(claims.routes, (route) => this.#dial(claims, route).catch(note(route.kind)), Math.min(HEAD_START, claims.limits.lease * HEAD_START_SHARE))
    } catch (e) {
      const held = this.#held.get(claims.worker)
      // A node refuses as soon as the vault ends, and tells why a moment later: the Core knows when that has come.
      const refused = relay === 'REFUSED' || direct === 'REFUSED' || (relay === 'CLOSED' && claims.routes.every((r) => r.kind === 'relay'))
      const gone = refused && held !== undefined && !await this.#alive(held)
      if (gone && held !== undefined && held.incarnation === claims.incarnation) this.#lost(held, { reason: 'its vault is gone', details: { reason: 'EXIT' } })
      throw new MeshError('UNREACHABLE', e instanceof Error ? e.message : String(e), 'NOT_SENT', e)
    }
  }

  async #alive({ worker, incarnation }: Held): Promise<boolean> {
    try {
      return await ask(this.#uplink.peer, 'alive', { worker, incarnation }, 1_000) === true
    } catch {
      return false
    }
  }

  #kill({ worker, incarnation }: { worker: string; incarnation: number }): void {
    if (this.#uplink.up) this.#uplink.peer.notify('kill', { worker, incarnation })
  }

  resolve(uri: string, done: (failure: RemoteFailure | null, text: string) => void): void {
    this.#ask('resolve', { uri }).then((v) => done(null, String(v)), (e) => done(asFailure(e), ''))
  }

  status(done: (failure: RemoteFailure | null, status: Value) => void): void {
    this.#ask('status', null).then((v) => done(null, toValue(v)), (e) => done(asFailure(e), undefined))
  }

  async #ask(method: string, value: Plain): Promise<Plain> {
    return ask(this.#uplink.peer, method, value, 5_000)
  }

  /** Ends all workers of this driver and leaves. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const all = [...this.#held.values()]
    const gone = all.map((h) => new Promise<void>((done) => h.session.onLost(() => done())))
    for (const h of all) h.session.destruct(0)
    let timer: NodeJS.Timeout | undefined
    await Promise.race([Promise.all(gone), new Promise((done) => { timer = setTimeout(done, LEAVE_TIMEOUT) })])
    clearTimeout(timer)
    for (const h of this.#held.values()) h.session.close('CLOSED', 'the driver is closing')
    this.#uplink.close('the driver is closing')
  }
}

/** After these a worker may have been made, and its lease ends it. */
const UNCERTAIN = new Set<string>(['TIMEOUT', 'VAULT_DIED', 'NODE_LEFT'])

const CANCELLED: RemoteFailure = { code: 'CANCELLED', message: 'clone_distributed was cancelled', outcome: 'NOT_EXECUTED', trace: [] }

function lostText(node: string, reason: string): string {
  return `Worker lost (node ${node}): ${reason}`
}

/** What the caller of clone_distributed sees. A compile error's text is the rendered report, with the worker's file and line. */
function asFailure(e: unknown): RemoteFailure {
  if (e instanceof MeshError) return { code: e.code, message: e.message, outcome: e.outcome, trace: [] }
  const v = asVaultError(e)
  const outcome = v.code === 'CORE_DOWN' ? (v.details.sent ? 'UNKNOWN' : 'NOT_SENT') : v.code === 'RUNTIME' ? 'EXECUTED_FAILED' : UNCERTAIN.has(v.code) ? 'UNKNOWN' : 'NOT_EXECUTED'
  const message = v.code === 'COMPILE' && v.details.report !== undefined && v.details.report !== '' ? `${v.message}\n${v.details.report}` : v.message
  return { code: v.code, message, outcome, trace: readTrace(v.details.trace), ...(v.details.node === undefined ? {} : { node: v.details.node }) }
}

function readTrace(v: unknown): RemoteFailure['trace'] {
  if (!Array.isArray(v)) return []
  return v.slice(0, 64).map((t: Record<string, unknown>) => ({ program: String(t?.program ?? ''), line: Number(t?.line ?? 0) || 0, function: String(t?.function ?? ''), object: String(t?.object ?? '') }))
}

/** Plain data as LPC values: records as mappings, true and false as 1 and 0. */
export function toValue(v: Plain | undefined): Value {
  if (v === null || v === undefined) return 0
  if (typeof v === 'boolean') return v ? 1 : 0
  if (typeof v === 'number') return Number.isSafeInteger(v) ? v : new Float(v)
  if (typeof v === 'string') return v
  if (v instanceof Uint8Array) return v
  if (Array.isArray(v)) return v.map(toValue)
  return Mapping.of(Object.entries(v).map(([k, x]) => [k, toValue(x)] as const))
}
