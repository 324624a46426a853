/**
 * The swarm registry: SQLite in WAL mode. Keys, nodes, workers, tickets, events, as they stand.
 * Every change is one transaction; a kill -9 of the Core loses none that was answered.
 * (synchronous=NORMAL: a crash of the machine may lose the last ones, and the nodes announce
 * what really runs.)
 *
 * A disk that takes no more stops what must be kept (new workers, keys) with DISK_FULL and nothing
 * else: events are dropped, ends of workers wait here until there is room.
 *
 * Not for: who decides (core.ts), migrations themselves (migrate.ts).
 */
import Database from 'better-sqlite3'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { VaultError } from './errors.js'
import { MAX_ENDED_WORKERS, MAX_ENROLLED, MAX_EVENTS, MAX_OPEN_INVITES } from './limits.js'
import { migrate } from './migrate.js'

export type Role = 'node' | 'driver'

export interface Enrolled {
  readonly key: Uint8Array
  readonly role: Role
  readonly name: string
}

export interface NodeRow {
  readonly name: string
  readonly key: Uint8Array
  readonly bootEpoch: string
  readonly isolation: string
  readonly backend: string
  readonly address: string
  readonly tags: readonly string[]
  readonly cpus: number
  readonly memory: number
  readonly joinedAt: number
  readonly seenAt: number
}

export interface WorkerRow {
  readonly id: string
  readonly incarnation: number
  readonly node: string
  readonly vault: string
  readonly isolation: string
  readonly owner: Uint8Array
  readonly ownerName: string
  /** Gem-pointer, or `text`. */
  readonly source: string
  readonly sourceHash: string
  readonly lease: number
  /** Null in rows of before it was kept. */
  readonly workerKey: Uint8Array | null
  readonly startedAt: number
  readonly endedAt: number | null
  readonly endReason: string | null
}

export interface EventRow {
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly node: string | null
  readonly worker: string | null
  readonly detail: string
}

const WORKER = 'id, incarnation, node, vault, isolation, owner, owner_name AS ownerName, source, source_hash AS sourceHash, lease, worker_key AS workerKey, started_at AS startedAt, ended_at AS endedAt, end_reason AS endReason'

/** SQLite's codes for a disk that takes no more. */
const DISK = /^SQLITE_(FULL|IOERR|READONLY)/

/** Old rows are pruned once per so many events: not at each. */
const PRUNE_EVERY = 500

export class Registry {
  readonly #db: Database.Database
  readonly #statements = new Map<string, Database.Statement>()
  #untilPrune = PRUNE_EVERY
  /** Ends of workers that the disk did not take. */
  #drained: ReadonlySet<string> | null = null
  readonly #late = new Map<string, { readonly id: string; readonly incarnation: number; readonly at: number; readonly reason: string }>()
  /** Why nothing can be written now; null while it can. */
  fault: string | null = null

  /** Opens or makes the file. Throws CONFIG when it is damaged or newer than this program. */
  constructor(readonly path: string) {
    try {
      if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      this.#db = new Database(path)
      this.#db.pragma('journal_mode = WAL')
      this.#db.pragma('synchronous = NORMAL')
      this.#db.pragma('busy_timeout = 2000')
      migrate(this.#db)
    } catch (e) {
      throw new VaultError('CONFIG', `registry ${path}: ${e instanceof Error ? e.message : e}. A lost registry is rebuilt from what the nodes announce: move the file away to start anew (nodes and drivers then need new invites).`, { cause: e })
    }
  }

  #run(sql: string, ...args: unknown[]): Database.RunResult {
    return this.#written(() => this.#prepare(sql).run(...args))
  }

  /** Throws DISK_FULL. */
  #written<T>(write: () => T): T {
    try {
      const result = write()
      this.fault = null
      return result
    } catch (e) {
      const code = (e as { code?: unknown }).code
      if (typeof code !== 'string' || !DISK.test(code)) throw e
      this.fault = code
      throw new VaultError('DISK_FULL', `the Core cannot write ${this.path} (${code}): no new clones until there is room; what runs goes on`, { cause: e })
    }
  }

  /** Makes sure, after a write has failed, that it can be written again. Throws DISK_FULL. */
  checkDisk(now: number): void {
    if (this.fault !== null) this.#run('INSERT INTO events (at, kind, detail) VALUES (?,?,?)', now, 'disk_has_room', '{}')
  }

  /** Writes what the disk did not take before, if it does now. */
  catchUp(): void {
    for (const [key, { id, incarnation, at, reason }] of this.#late) {
      if (!unlessFull(() => this.#end(id, incarnation, at, reason))) return
      this.#late.delete(key)
    }
  }

  #prepare(sql: string): Database.Statement {
    let s = this.#statements.get(sql)
    if (s === undefined) this.#statements.set(sql, (s = this.#db.prepare(sql)))
    return s
  }

  // -- keys and invites

  enrolled(key: Uint8Array): Enrolled | null {
    return (this.#prepare('SELECT key, role, name FROM enrolled WHERE key = ? AND revoked_at IS NULL').get(key) as Enrolled | undefined) ?? null
  }

  listEnrolled(): Array<Enrolled & { enrolledAt: number; drainedAt: number | null }> {
    return this.#prepare('SELECT key, role, name, enrolled_at AS enrolledAt, drained_at AS drainedAt FROM enrolled WHERE revoked_at IS NULL ORDER BY role, name').all() as Array<Enrolled & { enrolledAt: number; drainedAt: number | null }>
  }

  /** False when there is no such node. */
  drain(node: string, at: number | null): boolean {
    this.#drained = null
    return this.#run("UPDATE enrolled SET drained_at = ? WHERE role = 'node' AND name = ? AND revoked_at IS NULL", at, node).changes > 0
  }

  /** Asked at each placement: read once, until something changes it. */
  drained(): ReadonlySet<string> {
    return this.#drained ??= new Set((this.#prepare("SELECT name FROM enrolled WHERE role = 'node' AND drained_at IS NOT NULL AND revoked_at IS NULL").all() as Array<{ name: string }>).map((r) => r.name))
  }

  /** Enrols a key. A name that another key holds is refused with DENIED: names are what people see. */
  enroll(key: Uint8Array, role: Role, name: string, now: number): void {
    const known = this.enrolled(key)
    // Nothing to write: a Core whose disk is full starts with the members that it has.
    if (known?.role === role && known.name === name) return
    this.#drained = null
    const { n } = this.#prepare('SELECT count(*) AS n FROM enrolled').get() as { n: number }
    if (n >= MAX_ENROLLED) throw new VaultError('LIMIT', `more than ${MAX_ENROLLED} keys are enrolled`)
    const holder = this.#prepare('SELECT key FROM enrolled WHERE role = ? AND name = ?').get(role, name) as { key: Uint8Array } | undefined
    if (holder !== undefined && Buffer.compare(holder.key, key) !== 0) throw new VaultError('DENIED', `the ${role} name "${name}" belongs to another key`)
    this.#run('INSERT INTO enrolled (key, role, name, enrolled_at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET role = excluded.role, name = excluded.name, revoked_at = NULL', key, role, name, now)
  }

  isRevoked(key: Uint8Array): boolean {
    return this.#prepare('SELECT 1 FROM enrolled WHERE key = ? AND revoked_at IS NOT NULL').get(key) !== undefined
  }

  revoke(key: Uint8Array, now: number): boolean {
    this.#drained = null
    // The name is free again for another key.
    return this.#run("UPDATE enrolled SET revoked_at = ?, name = name || ' revoked ' || hex(key) WHERE key = ? AND revoked_at IS NULL", now, key).changes > 0
  }

  addInvite(secretHash: Uint8Array, role: Role, now: number, expiresAt: number): void {
    this.#run('DELETE FROM invites WHERE expires_at < ?', now)
    const { n } = this.#prepare('SELECT count(*) AS n FROM invites WHERE used_at IS NULL').get() as { n: number }
    if (n >= MAX_OPEN_INVITES) throw new VaultError('LIMIT', `${n} invites are open already`)
    this.#run('INSERT INTO invites (secret_hash, role, created_at, expires_at) VALUES (?, ?, ?, ?)', secretHash, role, now, expiresAt)
  }

  /** Hashes of the invites that may still be used. */
  openInvites(now: number): Uint8Array[] {
    return (this.#prepare('SELECT secret_hash AS hash FROM invites WHERE used_at IS NULL AND expires_at >= ?').all(now) as Array<{ hash: Uint8Array }>).map((r) => r.hash)
  }

  /** Uses an invite once and enrols the key, or neither. */
  redeemInvite(secretHash: Uint8Array, key: Uint8Array, role: Role, name: string, now: number): void {
    this.transaction(() => {
      const used = this.#run('UPDATE invites SET used_at = ?, used_by = ? WHERE secret_hash = ? AND role = ? AND used_at IS NULL AND expires_at >= ?', now, key, secretHash, role, now)
      if (used.changes !== 1) throw new VaultError('DENIED', `the invite is unknown, used, expired, or not for a ${role}`)
      this.enroll(key, role, name, now)
    })
  }

  // -- nodes

  saveNode(n: NodeRow): void {
    this.#run(`INSERT INTO nodes (name, key, boot_epoch, isolation, backend, address, tags, cpus, memory, joined_at, seen_at) VALUES (?,?,?,?,?,?,?,?,?,?,?)
      ON CONFLICT (name) DO UPDATE SET key = excluded.key, boot_epoch = excluded.boot_epoch, isolation = excluded.isolation, backend = excluded.backend, address = excluded.address,
      tags = excluded.tags, cpus = excluded.cpus, memory = excluded.memory, joined_at = excluded.joined_at, seen_at = excluded.seen_at`,
    n.name, n.key, n.bootEpoch, n.isolation, n.backend, n.address, JSON.stringify(n.tags), n.cpus, n.memory, n.joinedAt, n.seenAt)
  }

  nodeSeen(name: string, at: number): void {
    this.#run('UPDATE nodes SET seen_at = ? WHERE name = ?', at, name)
  }

  nodes(): NodeRow[] {
    const rows = this.#prepare('SELECT name, key, boot_epoch AS bootEpoch, isolation, backend, address, tags, cpus, memory, joined_at AS joinedAt, seen_at AS seenAt FROM nodes ORDER BY name').all() as NodeRow[]
    return rows.map((r) => ({ ...r, tags: JSON.parse(r.tags as unknown as string) as string[] }))
  }

  // -- workers

  /** The incarnation a new worker of that id gets: one more than any before. */
  nextIncarnation(id: string): number {
    return ((this.#prepare('SELECT max(incarnation) AS n FROM workers WHERE id = ?').get(id) as { n: number | null }).n ?? 0) + 1
  }

  saveWorker(w: WorkerRow): void {
    if (w.endedAt === null) this.#late.delete(keyOf(w))
    this.#run(`INSERT INTO workers (id, incarnation, node, vault, isolation, owner, owner_name, source, source_hash, lease, worker_key, started_at, ended_at, end_reason) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)
      ON CONFLICT (id, incarnation) DO UPDATE SET node = excluded.node, vault = excluded.vault, worker_key = coalesce(excluded.worker_key, worker_key), ended_at = excluded.ended_at, end_reason = excluded.end_reason`,
    w.id, w.incarnation, w.node, w.vault, w.isolation, w.owner, w.ownerName, w.source, w.sourceHash, w.lease, w.workerKey, w.startedAt, w.endedAt, w.endReason)
  }

  /** False when it had ended before. */
  endWorker(id: string, incarnation: number, at: number, reason: string): boolean {
    const key = keyOf({ id, incarnation })
    if (this.#late.has(key)) return false
    let ended = false
    if (unlessFull(() => { ended = this.#end(id, incarnation, at, reason) })) return ended
    const row = this.worker(id, incarnation)
    if (row === null || row.endedAt !== null) return false
    this.#late.set(key, { id, incarnation, at, reason })
    return true
  }

  #end(id: string, incarnation: number, at: number, reason: string): boolean {
    return this.#run('UPDATE workers SET ended_at = ?, end_reason = ? WHERE id = ? AND incarnation = ? AND ended_at IS NULL', at, reason, id, incarnation).changes > 0
  }

  /** A row as it would be if the disk had taken all. */
  #asItIs(row: WorkerRow): WorkerRow {
    const late = this.#late.get(keyOf(row))
    return late === undefined ? row : { ...row, endedAt: late.at, endReason: late.reason }
  }

  worker(id: string, incarnation: number): WorkerRow | null {
    const row = this.#prepare(`SELECT ${WORKER} FROM workers WHERE id = ? AND incarnation = ?`).get(id, incarnation) as WorkerRow | undefined
    return row === undefined ? null : this.#asItIs(row)
  }

  /** The newest incarnation of that id. */
  latest(id: string): WorkerRow | null {
    const row = this.#prepare(`SELECT ${WORKER} FROM workers WHERE id = ? ORDER BY incarnation DESC LIMIT 1`).get(id) as WorkerRow | undefined
    return row === undefined ? null : this.#asItIs(row)
  }

  /** Those that run by what is known, of one node or of all. */
  running(node?: string): WorkerRow[] {
    const rows = (node === undefined
      ? this.#prepare(`SELECT ${WORKER} FROM workers WHERE ended_at IS NULL ORDER BY started_at`).all()
      : this.#prepare(`SELECT ${WORKER} FROM workers WHERE ended_at IS NULL AND node = ? ORDER BY started_at`).all(node)) as WorkerRow[]
    return this.#late.size === 0 ? rows : rows.filter((r) => !this.#late.has(keyOf(r)))
  }

  workers(limit = 1000): WorkerRow[] {
    return this.#prepare(`SELECT ${WORKER} FROM workers ORDER BY ended_at IS NOT NULL, coalesce(ended_at, started_at) DESC LIMIT ?`).all(limit).map((r) => this.#asItIs(r as WorkerRow))
  }

  // -- tickets

  ticketIssued(jti: Uint8Array, worker: string, incarnation: number, caller: Uint8Array, issuedAt: number, expiresAt: number): void {
    this.#run('INSERT INTO tickets (jti, worker, incarnation, caller, issued_at, expires_at) VALUES (?,?,?,?,?,?)', jti, worker, incarnation, caller, issuedAt, expiresAt)
  }

  /** For the record: that a ticket works once is the worker's own doing. False when it was unknown or redeemed before. */
  ticketRedeemed(jti: Uint8Array, at: number): boolean {
    let first = false
    unlessFull(() => { first = this.#run('UPDATE tickets SET redeemed_at = ? WHERE jti = ? AND redeemed_at IS NULL', at, jti).changes > 0 })
    return first
  }

  tickets(): Array<{ jti: Uint8Array; worker: string; redeemedAt: number | null }> {
    return this.#prepare('SELECT jti, worker, redeemed_at AS redeemedAt FROM tickets ORDER BY issued_at').all() as Array<{ jti: Uint8Array; worker: string; redeemedAt: number | null }>
  }

  // -- events

  event(at: number, kind: string, node: string | null, worker: string | null, detail: object = {}): void {
    const write = (): void => {
      this.#run('INSERT INTO events (at, kind, node, worker, detail) VALUES (?,?,?,?,?)', at, kind, node, worker, JSON.stringify(detail))
      if (--this.#untilPrune <= 0) this.prune(at)
    }
    // A transaction that the disk has ended must not go on.
    if (this.#db.inTransaction) write()
    else unlessFull(write)
  }

  events(after = 0, limit = 1000): EventRow[] {
    return this.#prepare('SELECT seq, at, kind, node, worker, detail FROM events WHERE seq > ? ORDER BY seq LIMIT ?').all(after, limit) as EventRow[]
  }

  /** Keeps the newest MAX_EVENTS, MAX_ENDED_WORKERS, and tickets of a day. */
  prune(now: number): void {
    this.#untilPrune = PRUNE_EVERY
    this.transaction(() => {
      this.#run('DELETE FROM events WHERE seq <= (SELECT max(seq) FROM events) - ?', MAX_EVENTS)
      this.#run('DELETE FROM workers WHERE ended_at IS NOT NULL AND ended_at < (SELECT min(ended_at) FROM (SELECT ended_at FROM workers WHERE ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT ?))', MAX_ENDED_WORKERS)
      this.#run('DELETE FROM tickets WHERE expires_at < ?', now - 86_400_000)
    })
  }

  transaction<T>(fn: () => T): T {
    return this.#written(() => this.#db.transaction(fn)())
  }

  close(): void {
    this.#db.close()
  }
}

const keyOf = (w: { readonly id: string; readonly incarnation: number }): string => `${w.id}/${w.incarnation}`

/** False when the disk did not take it. */
function unlessFull(write: () => unknown): boolean {
  try {
    write()
    return true
  } catch (e) {
    if (e instanceof VaultError && e.code === 'DISK_FULL') return false
    throw e
  }
}
