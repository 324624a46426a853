/**
 * The Core as a caller of workers, for those who speak JSON instead of frames: it redeems a ticket on
 * their behalf and holds the session. What they say is therefore not sealed from the Core.
 * Not for: JSON-RPC (jsonrpc.ts), HTTP (http.ts).
 */
import { createHash } from 'node:crypto'
import { MeshError } from '../netd/errors.js'
import { generateKeyPair } from '../netd/keys.js'
import type { Link } from '../netd/link.js'
import { connect, type Session } from '../netd/session.js'
import { socketLink } from '../netd/tcp.js'
import { issueTicket, newJti, parseTicket } from '../netd/ticket.js'
import { WindowedStream } from '../netd/windowed.js'
import type { Core } from './core.js'
import { VaultError } from './errors.js'
import type { Pair } from './relay.js'
import { GATEWAY_IDLE, GATEWAY_SESSIONS, TICKET_TTL, TOKEN_IDLE } from './limits.js'
import type { WorkerRow } from './registry.js'

interface Held {
  readonly worker: string
  readonly session: Promise<Session>
  readonly idle: number
  timer: NodeJS.Timeout | null
}

const IN_FLIGHT = 64

export class Gateway {
  /** Lives as long as this process: its tickets are worth nothing to anybody else. */
  readonly keys = generateKeyPair()
  /** By hash of the ticket, and by `token worker` for holders of the api token. */
  readonly #held = new Map<string, Held>()

  constructor(private readonly core: Core) {}

  get sessions(): number {
    return this.#held.size
  }

  /** Redeems a ticket that was issued to this gateway: its holder keeps the worker alive by using it. */
  async redeem(ticket: Uint8Array): Promise<void> {
    const claims = parseTicket(ticket)
    await this.#hold(hashOf(ticket), claims.worker, GATEWAY_IDLE, () => this.#connect(claims.worker, ticket))
  }

  /** The session of whoever holds that ticket. Throws DENIED. */
  async byTicket(worker: string, ticket: Uint8Array): Promise<Session> {
    const held = this.#held.get(hashOf(ticket))
    if (held === undefined || held.worker !== worker) throw new VaultError('DENIED', 'that ticket is not for this worker, was never issued to this gateway, or has not been used for too long')
    return this.#use(held)
  }

  /** A session for the operator. Throws NO_SUCH_WORKER, CLOSED, LIMIT. */
  async byToken(worker: string): Promise<Session> {
    const row = this.core.relay.running(worker)
    const key = `token ${worker}`
    const held = this.#held.get(key)
    if (held !== undefined) return this.#use(held)
    return this.#hold(key, worker, TOKEN_IDLE, () => this.#connect(worker, this.#ticket(row)))
  }

  #ticket(row: WorkerRow): Uint8Array {
    const node = this.core.nodes.get(row.node)
    if (node === undefined || row.workerKey === null) throw new VaultError('CLOSED', `node ${row.node} is away`)
    const now = Date.now()
    const jti = newJti()
    const ticket = issueTicket({
      jti, issuedAt: now, expiresAt: now + TICKET_TTL, sessionExpiresAt: 0, worker: row.id, incarnation: row.incarnation, workerKey: row.workerKey, callerKey: this.keys.publicKey,
      node: row.node, bootEpoch: node.hello.bootEpoch, routes: [this.core.relayRoute(row.id, row.incarnation, this.keys.publicKey)], methods: null, limits: { inFlight: IN_FLIGHT, lease: row.lease },
    }, this.core.keys)
    this.core.registry.ticketIssued(jti, row.id, row.incarnation, this.keys.publicKey, now, now + TICKET_TTL)
    return ticket
  }

  async #hold(key: string, worker: string, idle: number, open: () => Promise<Session>): Promise<Session> {
    if (this.#held.size >= GATEWAY_SESSIONS) throw new VaultError('LIMIT', `${this.#held.size} workers are held by HTTP already`)
    const held: Held = { worker, idle, session: open(), timer: null }
    this.#held.set(key, held)
    const drop = () => {
      if (this.#held.get(key) === held) this.#held.delete(key)
      if (held.timer !== null) clearTimeout(held.timer)
    }
    held.session.then((s) => s.onLost(drop), drop)
    return this.#use(held)
  }

  async #use(held: Held): Promise<Session> {
    const session = await held.session
    if (held.timer !== null) clearTimeout(held.timer)
    held.timer = setTimeout(() => session.close('CLOSED', `not used for ${held.idle} ms`), held.idle)
    held.timer.unref()
    return session
  }

  async #connect(worker: string, ticket: Uint8Array): Promise<Session> {
    const dial = () => this.#dial(worker, hashOf(ticket))
    return connect(await dial(), { ticket, callerKeys: this.keys, redial: dial, lease: parseTicket(ticket).limits.lease })
  }

  /** Through the relay, whose other end is this process. */
  async #dial(worker: string, use: string): Promise<Link> {
    const { relay } = this.core
    let pair: Pair
    try {
      pair = await relay.open(relay.running(worker), relay.account(worker, use))
    } catch (e) {
      // REFUSED ends the session now, anything else with the lease.
      throw e instanceof VaultError ? new MeshError(e.code === 'NO_SUCH_WORKER' || e.code === 'NODE_LEFT' ? 'REFUSED' : 'UNREACHABLE', e.message, 'NOT_SENT', e) : e
    }
    const stream = new WindowedStream(`relay to ${worker}`, {
      send: (bytes) => pair.data('caller', bytes),
      credit: (n) => pair.credit('caller', n),
      close: () => pair.end('the gateway hung up'),
      abort: () => pair.end('the gateway hung up'),
    })
    pair.attach('caller', {
      send(bytes) {
        stream.received(Buffer.from(bytes))
        return true
      },
      credit: (n) => stream.credited(n),
      close: (reason) => stream.ended(reason),
    })
    return socketLink(stream)
  }

  close(): void {
    for (const held of this.#held.values()) {
      if (held.timer !== null) clearTimeout(held.timer)
      held.session.then((s) => s.close('CLOSED', 'the Core is closing'), () => {})
    }
  }
}

function hashOf(ticket: Uint8Array): string {
  return createHash('sha256').update(ticket).digest('hex')
}
