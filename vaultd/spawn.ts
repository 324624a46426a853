/**
 * SPAWN_DISTRIBUTED, at the Core: resolve the source, choose a node, order the vault, record the
 * worker, sign the ticket. A node that fails for its own reasons is left aside and the next is
 * asked; a source that does not compile is the caller's own and final.
 */
import { randomBytes } from 'node:crypto'
import { fingerprint, keyToText } from '../netd/keys.js'
import { routesFor } from '../netd/routes.js'
import { issueTicket, newJti, type Route } from '../netd/ticket.js'
import { ask } from './answer.js'
import { Closure } from './closure.js'
import type { Core } from './core.js'
import { asVaultError, VaultError } from './errors.js'
import type { Isolation } from './isolation.js'
import { DEFAULT_MEMORY, INJECT_TIMEOUT, TICKET_TTL } from './limits.js'
import { choose, type Candidate } from './matchmaker.js'
import type { Resolved } from './sources.js'
import { readSpawned, type SpawnRequest, type Spawned, type WorkerRef } from './swarm.js'

export interface Placement {
  readonly ticket: Uint8Array
  readonly worker: string
  readonly incarnation: number
  readonly node: string
  readonly vault: string
  readonly isolation: Isolation
  readonly lease: number
  readonly warm: boolean
  readonly routes: readonly Route[]
}

/** Nodes one clone may be tried on. */
const MAX_ATTEMPTS = 3
/** Calls of one session that may wait at the worker: netd's own limit is the same. */
const IN_FLIGHT = 1_024

interface Caller {
  readonly key: Uint8Array
  readonly name: string
}

/** One worker to be made, on one node. */
interface Birth {
  readonly node: string
  readonly request: SpawnRequest
  readonly source: Resolved
  readonly caller: Caller
  readonly worker: string
  readonly incarnation: number
}

interface Issued {
  readonly ticket: Uint8Array
  readonly routes: readonly Route[]
}

/** Places one worker for `caller`. @param early is told the ticket while the worker is still being made. Throws NO_NODE, NO_SUCH_FILE, COMPILE, RUNTIME, VAULT_DIED, TIMEOUT, … */
export async function spawn(core: Core, request: SpawnRequest, caller: Caller, early?: (ticket: Uint8Array) => void): Promise<Placement> {
  const began = performance.now()
  try {
    core.registry.checkDisk(Date.now())
    if (request.again !== null) mayFollow(core, request.again, caller.key)
    const source = core.sources.resolve(request.source)
    const placement = await place(core, request, source, caller, began, early)
    core.metrics.spawnSeconds.observe({ warm: String(placement.warm) }, (performance.now() - began) / 1000)
    return placement
  } catch (e) {
    const error = asVaultError(e)
    core.metrics.spawnFailed.inc({ code: error.code })
    core.registry.event(Date.now(), 'spawn_failed', null, null, { code: error.code, message: error.message.slice(0, 500), owner: caller.name })
    throw error
  }
}

async function place(core: Core, request: SpawnRequest, source: Resolved, caller: Caller, began: number, early?: (ticket: Uint8Array) => void): Promise<Placement> {
  const avoid = new Set<string>()
  for (let attempt = 1; ; attempt++) {
    let node: Candidate
    try {
      node = choose(core.candidates(), { ...request, memory: request.memory ?? DEFAULT_MEMORY, avoid }, () => core.awayNodes())
    } catch (e) {
      throw asVaultError(e)
    }
    core.promise(node.name)
    const worker = request.again?.worker ?? `w_${randomBytes(8).toString('hex')}`
    const incarnation = core.registry.nextIncarnation(worker)
    try {
      const left = request.timeout - (performance.now() - began)
      if (left <= 0) throw new VaultError('TIMEOUT', `not placed within ${request.timeout} ms`)
      const birth: Birth = { node: node.name, request, source, caller, worker, incarnation }
      let issued: Issued | null = null
      const spawned = await order(core, birth, left, early === undefined ? null : (where) => {
        if (issued !== null) return
        issued = issue(core, birth, where)
        early(issued.ticket)
      })
      try {
        return record(core, birth, spawned, issued ?? issue(core, birth, spawned))
      } catch (e) {
        // Nobody will come for it.
        core.nodes.get(node.name)?.peer.notify('kill', { worker, incarnation })
        throw e
      }
    } catch (e) {
      const error = asVaultError(e)
      core.registry.event(Date.now(), 'placement_failed', node.name, worker, { code: error.code, message: error.message.slice(0, 500) })
      if (error.details.retryable !== true || attempt === MAX_ATTEMPTS) throw error
      core.options.log.warn({ node: node.name, error: error.message }, 'a node failed a clone; trying another')
      avoid.add(node.name)
      // If it was the only one, its own reason says more than "no node".
      if (!core.candidates().some((c) => !avoid.has(c.name))) throw error
    }
  }
}

/** The next incarnation is for the owner of the last one, and only when that has ended: never two at once. */
function mayFollow(core: Core, last: WorkerRef, key: Uint8Array): void {
  const row = core.registry.worker(last.worker, last.incarnation)
  if (row === null || keyToText(row.owner) !== keyToText(key)) throw new VaultError('NO_SUCH_WORKER', `no worker ${last.worker} of yours is known`)
  // Its owner has waited for its lease: should its node still come back, it has no caller and ends.
  if (row.endedAt === null && core.nodes.has(row.node)) throw new VaultError('BAD_REQUEST', `worker ${last.worker} still runs`, { retryable: true })
}

async function order(core: Core, { node: name, request, source, caller, worker, incarnation }: Birth, left: number, placed: ((where: Spawned) => void) | null): Promise<Spawned> {
  const node = core.nodes.get(name)
  if (node === undefined) throw new VaultError('CLOSED', `node ${name} left`, { retryable: true })
  core.closures.set(worker, new Closure(name, source.authority, source.text))
  if (placed !== null) core.expecting.set(worker, placed)
  try {
    return readSpawned(await ask(node.peer, 'spawn', {
      worker, incarnation, main: source.main, files: { [source.main]: source.text }, authority: source.authority, args: request.args,
      memory: request.memory, cpu: request.cpu, limits: { ...request.limits }, lease: request.lease, ttl: request.ttl, direct: request.routing !== 'relay_only', early: placed !== null, owner: caller.key, ownerName: caller.name, source: source.source, sourceHash: source.hash,
      ...core.sources.everywhereOf(source.authority),
    }, left))
  } catch (e) {
    // The connection was lost with the order under way: should a vault have come of it, its lease ends it.
    if (e instanceof VaultError && e.code === 'CLOSED' && e.cause !== undefined) throw new VaultError('NODE_LEFT', `node ${name} was lost while it made the worker: ${e.message}`, { cause: e, retryable: true })
    if (e instanceof VaultError && e.code === 'RUNTIME') throw new VaultError(e.code, e.message, { ...e.details, node: name })
    throw e
  } finally {
    core.closures.delete(worker)
    core.expecting.delete(worker)
  }
}

/** The ticket, which also waits while the worker is made. */
function issue(core: Core, { node, request, caller, worker, incarnation }: Birth, s: Spawned): Issued {
  const at = Date.now()
  const { bootEpoch } = core.nodes.get(node)?.hello ?? { bootEpoch: '' }
  const direct: Route[] = s.port > 0 ? [{ kind: 'direct', host: s.host, port: s.port }] : []
  const routes = routesFor([...direct, core.relayRoute(worker, incarnation, caller.key)], request.routing)
  const jti = newJti()
  const expiresAt = at + TICKET_TTL + INJECT_TIMEOUT
  const ticket = issueTicket({
    jti, issuedAt: at, expiresAt, sessionExpiresAt: request.ttl === null ? 0 : at + request.ttl, worker, incarnation, workerKey: s.key, callerKey: caller.key,
    node, bootEpoch, routes, methods: null, limits: { inFlight: IN_FLIGHT, lease: request.lease },
  }, core.keys)
  core.registry.ticketIssued(jti, worker, incarnation, caller.key, at, expiresAt)
  return { ticket, routes }
}

function record(core: Core, { node, request, source, caller, worker, incarnation }: Birth, s: Spawned, { ticket, routes }: Issued): Placement {
  if (core.registry.isRevoked(caller.key)) throw new VaultError('DENIED', 'the key was revoked meanwhile')
  const now = Date.now()
  core.registry.transaction(() => {
    core.registry.saveWorker({
      id: worker, incarnation, node, vault: s.vault, isolation: s.isolation, owner: caller.key, ownerName: caller.name, source: source.source, sourceHash: source.hash,
      lease: request.lease, workerKey: s.key, startedAt: now, endedAt: null, endReason: null,
    })
    core.registry.event(now, 'worker_started', node, worker, { caller: fingerprint(caller.key), source: source.source, hash: source.hash })
  })
  return { ticket, worker, incarnation, node, vault: s.vault, isolation: s.isolation, lease: request.lease, warm: s.warm, routes }
}
