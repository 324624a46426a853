/**
 * Route B, at the Core: joins a caller's connection with one that the worker's node dials in, and
 * carries bytes between them. They are sealed from end to end, so that there is nothing to see here
 * but their number. Who may: netd/relaypass.ts. The sockets: relay-port.ts.
 *
 * What it holds is bounded: a side may have RELAY_WINDOW bytes here that the other has not credited.
 */
import { randomBytes } from 'node:crypto'
import { readPass, roomOf, roomSecret, sameRoom } from '../netd/relaypass.js'
import { RELAY_WINDOW } from '../netd/limits.js'
import type { Peer } from '../netd/control.js'
import type { KeyPair } from '../netd/keys.js'
import { ask } from './answer.js'
import type { Core } from './core.js'
import { VaultError } from './errors.js'
import { MAX_RELAY_BYTES, MAX_RELAY_PAIRS, MAX_RELAY_TIME, MAX_RELAY_WAITING, RELAY_DIAL_TIMEOUT, RELAY_SETTLED_AFTER } from './limits.js'
import type { WorkerRow } from './registry.js'

export interface RelayLimits {
  /** Bytes one caller may have relayed to and from one worker, in all. */
  readonly bytes: number
  /** How long one connection may last (ms); its session goes on with the next one. */
  readonly time: number
  /** Connections at once. */
  readonly pairs: number
}

export const RELAY_LIMITS: RelayLimits = { bytes: MAX_RELAY_BYTES, time: MAX_RELAY_TIME, pairs: MAX_RELAY_PAIRS }

/** One side's socket. */
export interface Leg {
  /** The bytes are the carrier's only until it returns. False when they had to be dropped. */
  send(bytes: Uint8Array): boolean
  credit(n: number): void
  close(reason: string): void
}

/** What one caller and one worker have used up. */
export interface Account {
  number: number
  bytes: number
  pair: Pair | null
}

type Side = 'caller' | 'node'
const other = { caller: 'node', node: 'caller' } as const

export class Pair {
  #legs: { caller: Leg | null; node: Leg | null } = { caller: null, node: null }
  /** Bytes from each side that the other has not credited. */
  readonly #unread = { caller: 0, node: 0 }
  #timer: NodeJS.Timeout | null = null
  over: string | null = null

  constructor(private readonly relay: Relay, readonly worker: string, private readonly account: Account) {}

  attach(side: Side, leg: Leg): void {
    if (this.over !== null) return leg.close(this.over)
    this.#legs[side] = leg
    if (this.#legs.caller === null || this.#legs.node === null) return
    const { time } = this.relay.limits
    this.#timer = setTimeout(() => this.end(`relayed for ${time} ms: connect anew`), Math.min(time, 2 ** 31 - 1))
    this.#timer.unref()
  }

  data(from: Side, bytes: Uint8Array): void {
    if (this.over !== null) return
    const to = this.#legs[other[from]]
    if (to === null) return this.end('bytes before both sides were there')
    this.#unread[from] += bytes.length
    if (this.#unread[from] > RELAY_WINDOW) return this.end('more than the window')
    this.account.bytes += bytes.length
    this.relay.bytes += bytes.length
    if (this.account.bytes > this.relay.limits.bytes) return this.end(`more than ${this.relay.limits.bytes} bytes were relayed to this worker`)
    if (!to.send(bytes)) this.end('the other side does not read')
  }

  credit(from: Side, n: number): void {
    if (this.over !== null) return
    const to = this.#legs[other[from]]
    const unread = this.#unread[other[from]] - n
    if (to === null || !Number.isInteger(n) || n < 1 || unread < 0) return this.end('credit that nobody owed')
    this.#unread[other[from]] = unread
    to.credit(n)
  }

  end(reason: string): void {
    if (this.over !== null) return
    this.over = reason
    if (this.#timer !== null) clearTimeout(this.#timer)
    if (this.account.pair === this) this.account.pair = null
    this.relay.forget(this, reason)
    this.#legs.caller?.close(reason)
    this.#legs.node?.close(reason)
  }
}

/** A connection that waits for the worker's node; `arrived` rejects with VaultError CLOSED or TIMEOUT. */
export interface Opening {
  readonly pair: Pair
  readonly arrived: Promise<void>
}

interface Waiting {
  readonly pair: Pair
  readonly arrived: () => void
}

export class Relay {
  /** Relayed since the start. */
  bytes = 0
  readonly limits: RelayLimits
  readonly #secret: Uint8Array
  readonly #pairs = new Set<Pair>()
  readonly #waiting = new Map<string, Waiting>()
  /** By worker, then by room; of the gateway, by session. */
  readonly #accounts = new Map<string, Map<string, Account>>()
  readonly #since = performance.now()

  constructor(private readonly core: Core, keys: KeyPair, limits: Partial<RelayLimits> = {}) {
    this.limits = { ...RELAY_LIMITS, ...limits }
    this.#secret = roomSecret(keys)
  }

  get pairs(): number {
    return this.#pairs.size
  }

  /** What a ticket's relay route says. */
  room(worker: string, incarnation: number, callerKey: Uint8Array): string {
    return roomOf(this.#secret, worker, incarnation, callerKey)
  }

  /** Lets a caller in by its pass. Throws NO_SUCH_WORKER (it is gone), NODE_LEFT, CLOSED (its node is away), DENIED, LIMIT. */
  admit(worker: string, header: string): Opening {
    const row = this.running(worker)
    const pass = readPass(header, worker, (key, room) => sameRoom(room, this.room(row.id, row.incarnation, key)))
    if (pass === null) throw this.#refused(row, 'RELAY_DENIED', 'no pass of a ticket holder')
    if (this.core.registry.isRevoked(pass.callerKey)) throw this.#refused(row, 'RELAY_REVOKED', 'the key was revoked')
    const account = this.account(worker, pass.room)
    if (pass.number <= account.number) throw this.#refused(row, 'RELAY_REPLAYED', 'this pass has been used before')
    account.number = pass.number
    return this.begin(row, account)
  }

  /** The worker's row. Throws NO_SUCH_WORKER; CLOSED while it may yet be announced. */
  running(worker: string): WorkerRow {
    const row = this.core.registry.latest(worker)
    if (row !== null && row.endedAt === null) return row
    // A Core that has just come up without its registry does not know yet what runs.
    if (row === null && performance.now() - this.#since < RELAY_SETTLED_AFTER) throw new VaultError('CLOSED', `worker ${worker} has not been announced yet`)
    throw new VaultError('NO_SUCH_WORKER', `no worker ${worker} runs`)
  }

  /** begin(), to the end. */
  async open(row: WorkerRow, account: Account): Promise<Pair> {
    const { pair, arrived } = this.begin(row, account)
    await arrived
    return pair
  }

  /** Has the worker's node dial in. One connection per account: an older one ends. */
  begin(row: WorkerRow, account: Account): Opening {
    if (account.bytes > this.limits.bytes) throw new VaultError('LIMIT', `more than ${this.limits.bytes} bytes were relayed to worker ${row.id}`)
    const node = this.core.nodes.get(row.node)
    if (node === undefined) throw new VaultError(this.core.hungUp(row.node) ? 'NODE_LEFT' : 'CLOSED', `node ${row.node} is away`)
    account.pair?.end('replaced by a newer connection')
    if (this.#pairs.size >= this.limits.pairs || this.#waiting.size >= MAX_RELAY_WAITING) throw new VaultError('LIMIT', `the relay has ${this.#pairs.size} connections`)
    const pair = new Pair(this, row.id, account)
    account.pair = pair
    this.#pairs.add(pair)
    const arrived = this.#callNode(row, node.peer, pair)
    // Whoever waits for it hears of it; a caller that has gone meanwhile need not.
    arrived.catch(() => {})
    return { pair, arrived }
  }

  async #callNode(row: WorkerRow, peer: Peer, pair: Pair): Promise<void> {
    const token = randomBytes(24).toString('base64url')
    try {
      await new Promise<void>((arrived, reject) => {
        this.#waiting.set(token, { pair, arrived })
        ask(peer, 'relay', { worker: row.id, incarnation: row.incarnation, token }, RELAY_DIAL_TIMEOUT).then(() => {
          if (this.#waiting.has(token)) reject(new VaultError('CLOSED', `node ${row.node} did not dial in`))
        }, reject)
      })
    } catch (e) {
      pair.end('its node did not dial in')
      throw e
    } finally {
      this.#waiting.delete(token)
    }
  }

  /** A node has dialled in with a token it was told: once. */
  arrive(token: string): Pair | null {
    const waiting = this.#waiting.get(token)
    if (waiting === undefined) return null
    this.#waiting.delete(token)
    waiting.arrived()
    return waiting.pair
  }

  forget(pair: Pair, reason: string): void {
    this.#pairs.delete(pair)
    this.core.options.log.debug({ worker: pair.worker, reason }, 'relay closed')
  }

  /** The worker has ended: nothing more is carried, nothing more remembered. */
  ended(worker: string): void {
    for (const account of this.#accounts.get(worker)?.values() ?? []) account.pair?.end('the worker has ended')
    this.#accounts.delete(worker)
  }

  close(): void {
    for (const pair of [...this.#pairs]) pair.end('the Core is closing')
  }

  /** What is counted for one user of a worker. A room of the gateway's own is named by it. */
  account(worker: string, room: string): Account {
    let rooms = this.#accounts.get(worker)
    if (rooms === undefined) this.#accounts.set(worker, (rooms = new Map()))
    let account = rooms.get(room)
    if (account === undefined) rooms.set(room, (account = { number: 0, bytes: 0, pair: null }))
    return account
  }

  #refused(row: WorkerRow, code: string, text: string): VaultError {
    this.core.metrics.refused.inc({ code })
    this.core.options.log.warn({ worker: row.id, code }, 'refused a relay connection')
    return new VaultError('DENIED', text)
  }
}
