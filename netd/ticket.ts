/**
 * The ticket: the Core's signed word that one caller may reach one worker, once.
 * Checked offline by the worker. Not for: the handshake that presents it (handshake.ts).
 *
 * Bytes: version (1), then the claims in the order of `writeClaims`, then a 64-byte signature
 * over the prefix and exactly those bytes. Nothing is ever re-encoded before it is verified.
 */
import { randomBytes } from 'node:crypto'
import { malformed, Reader, Writer } from './bytes.js'
import { MeshError } from './errors.js'
import { fingerprint, sameBytes, sign, verify, type KeyPair } from './keys.js'
import { CLOCK_SLACK, MAX_JTIS, MAX_METHODS, MAX_METHOD, MAX_ROUTES, MAX_TICKET } from './limits.js'

export type Route =
  /** Straight to the node agent's listener. */
  | { readonly kind: 'direct'; readonly host: string; readonly port: number }
  /** Through the Core; `room` names the worker's mailbox there. */
  | { readonly kind: 'relay'; readonly url: string; readonly room: string }

/** Times are milliseconds since 1970. Keys are 32 bytes. */
export interface TicketClaims {
  /** One-time id, 16 bytes. */
  readonly jti: Uint8Array
  readonly issuedAt: number
  /** Last moment of first use. */
  readonly expiresAt: number
  /** When the session itself must end; 0 for never. */
  readonly sessionExpiresAt: number
  readonly worker: string
  readonly incarnation: number
  readonly workerKey: Uint8Array
  readonly callerKey: Uint8Array
  readonly node: string
  /** The node's boot: a ticket of an earlier boot is for a worker that is gone. */
  readonly bootEpoch: string
  /** In the order to be tried. */
  readonly routes: readonly Route[]
  /** Methods of the worker object that may be called; null for all. */
  readonly methods: readonly string[] | null
  readonly limits: { readonly inFlight: number; readonly lease: number }
  /** Hands it has gone through: 0 (or absent) is the owner's own. Only the owner keeps the worker alive and ends it. */
  readonly handed?: number
  /** How often it may be given on. */
  readonly delegable?: number
}

export type TicketRefusal = 'TICKET_FORGED' | 'TICKET_EXPIRED' | 'TICKET_REPLAYED' | 'TICKET_WRONG_CALLER' | 'TICKET_WRONG_WORKER' | 'TICKET_MALFORMED'

/** Remembers redeemed ids. A worker's key lives as long as its process, so memory is enough there. */
export interface JtiStore {
  /** True the first time, false ever after. Must be durable (for as long as the worker's key lives) before it returns. */
  redeem(jti: Uint8Array, expiresAt: number): boolean
}

export interface TicketExpectation {
  readonly corePublicKey: Uint8Array
  readonly worker: string
  readonly incarnation: number
  readonly workerKey: Uint8Array
  readonly bootEpoch: string
  /** The key that the presenter proved to hold. */
  readonly callerKey: Uint8Array
  /** Wall clock. */
  readonly now: number
}

const PREFIX = Buffer.from('LPCMESH-TICKET-v1\0', 'latin1')
const VERSION = 2
/** Ids, names, addresses. */
const MAX_TEXT = 255

export function newJti(): Uint8Array {
  return new Uint8Array(randomBytes(16))
}

/** The ticket's bytes, signed. Throws MeshError TICKET_MALFORMED for claims that cannot be said. */
export function issueTicket(claims: TicketClaims, core: KeyPair): Uint8Array {
  const w = new Writer(MAX_TICKET, 512)
  w.u8(VERSION)
  writeClaims(w, claims, fingerprint(core.publicKey))
  w.bytes(sign(Buffer.concat([PREFIX, w.buf.subarray(0, w.pos)]), core))
  const bytes = w.take()
  parseTicket(bytes)
  return bytes
}

/** Parses, bounded, and does not trust: for routes and display. Throws MeshError TICKET_MALFORMED. */
export function parseTicket(bytes: Uint8Array): TicketClaims {
  return read(bytes).claims
}

/**
 * Checks everything but the jti, cheapest first. Throws MeshError with a TicketRefusal code.
 * The caller then redeems the jti, before it answers.
 */
export function verifyTicket(bytes: Uint8Array, expected: TicketExpectation): TicketClaims {
  const { claims, kid } = read(bytes)
  if (kid !== fingerprint(expected.corePublicKey)) throw refused('TICKET_FORGED', 'was not issued by this Core')
  if (!sameBytes(claims.workerKey, expected.workerKey) || claims.worker !== expected.worker || claims.incarnation !== expected.incarnation || claims.bootEpoch !== expected.bootEpoch) {
    throw refused('TICKET_WRONG_WORKER', `is for ${claims.worker}, incarnation ${claims.incarnation}`)
  }
  if (!sameBytes(claims.callerKey, expected.callerKey)) throw refused('TICKET_WRONG_CALLER', 'belongs to another caller')
  if (expected.now > claims.expiresAt) throw refused('TICKET_EXPIRED', `has expired ${seconds(expected.now - claims.expiresAt)} ago by the clock here`)
  if (claims.issuedAt > expected.now + CLOCK_SLACK) throw refused('TICKET_EXPIRED', `is from the future: the clock of its issuer is ${seconds(claims.issuedAt - expected.now)} ahead of the one here`)
  checkSignature(bytes, expected.corePublicKey)
  return claims
}

/** Clocks that differ are the usual reason: by how much is what helps. */
const seconds = (ms: number): string => `${Math.ceil(ms / 1_000)} s`

/** The claims of a ticket that this Core has signed, whoever it is for. Throws MeshError TICKET_FORGED, TICKET_MALFORMED. */
export function readIssued(bytes: Uint8Array, corePublicKey: Uint8Array): TicketClaims {
  const { claims, kid } = read(bytes)
  if (kid !== fingerprint(corePublicKey)) throw refused('TICKET_FORGED', 'was not issued by this Core')
  checkSignature(bytes, corePublicKey)
  return claims
}

function checkSignature(bytes: Uint8Array, corePublicKey: Uint8Array): void {
  const signed = bytes.length - 64
  if (!verify(Buffer.concat([PREFIX, bytes.subarray(0, signed)]), bytes.subarray(signed), corePublicKey)) throw refused('TICKET_FORGED', 'has a wrong signature')
}

/** A JtiStore in memory. When it is full of live ids it redeems nothing more. */
export function memoryJtiStore(wall: () => number = Date.now): JtiStore {
  const redeemed = new Map<string, number>()
  return {
    redeem(jti, expiresAt) {
      const id = Buffer.from(jti).toString('hex')
      if (redeemed.has(id)) return false
      if (redeemed.size >= MAX_JTIS) for (const [old, until] of redeemed) if (until + CLOCK_SLACK < wall()) redeemed.delete(old)
      if (redeemed.size >= MAX_JTIS) return false
      redeemed.set(id, expiresAt)
      return true
    },
  }
}

function refused(code: TicketRefusal, what: string): MeshError {
  return new MeshError(code, `The ticket ${what}.`)
}

function writeClaims(w: Writer, c: TicketClaims, kid: string): void {
  text(w, kid)
  w.bytes(c.jti)
  w.f64(c.issuedAt)
  w.f64(c.expiresAt)
  w.f64(c.sessionExpiresAt)
  text(w, c.worker)
  w.u32(c.incarnation)
  w.bytes(c.workerKey)
  w.bytes(c.callerKey)
  text(w, c.node)
  text(w, c.bootEpoch)
  w.u8(c.routes.length)
  for (const r of c.routes) {
    w.u8(r.kind === 'direct' ? 0 : 1)
    text(w, r.kind === 'direct' ? r.host : r.url)
    if (r.kind === 'direct') w.u32(r.port)
    else text(w, r.room)
  }
  w.u8(c.methods === null ? 255 : c.methods.length)
  for (const m of c.methods ?? []) text(w, m)
  w.u32(c.limits.inFlight)
  w.u32(c.limits.lease)
  w.u8(c.handed ?? 0)
  w.u8(c.delegable ?? 0)
}

function read(bytes: Uint8Array): { claims: TicketClaims; kid: string } {
  if (bytes.length > MAX_TICKET || bytes.length < 64) throw refused('TICKET_MALFORMED', 'has an impossible size')
  const r = new Reader(bytes, 0, bytes.length - 64)
  try {
    if (r.u8() !== VERSION) throw malformed('an unknown version')
    const kid = readText(r)
    const claims: TicketClaims = {
      jti: r.bytes(16),
      issuedAt: time(r),
      expiresAt: time(r),
      sessionExpiresAt: time(r),
      worker: readText(r),
      incarnation: r.u32(),
      workerKey: r.bytes(32),
      callerKey: r.bytes(32),
      node: readText(r),
      bootEpoch: readText(r),
      routes: list(r.u8(), MAX_ROUTES, () => route(r)),
      methods: methods(r),
      limits: { inFlight: r.u32(), lease: r.u32() },
      handed: r.u8(),
      delegable: r.u8(),
    }
    if (r.left !== 0) throw malformed('more than a ticket')
    return { claims, kid }
  } catch (e) {
    if (e instanceof MeshError) throw new MeshError('TICKET_MALFORMED', e.message)
    throw e
  }
}

function route(r: Reader): Route {
  const kind = r.u8()
  const where = readText(r)
  if (kind === 1) return { kind: 'relay', url: where, room: readText(r) }
  const port = r.u32()
  if (kind !== 0 || port < 1 || port > 65535) throw malformed('an impossible route')
  return { kind: 'direct', host: where, port }
}

function methods(r: Reader): string[] | null {
  const n = r.u8()
  return n === 255 ? null : list(n, MAX_METHODS, () => readText(r, MAX_METHOD))
}

function list<T>(n: number, max: number, one: () => T): T[] {
  if (n > max) throw malformed('a list that is too long')
  const all: T[] = []
  for (let i = 0; i < n; i++) all.push(one())
  return all
}

function time(r: Reader): number {
  const t = r.f64()
  if (!Number.isSafeInteger(t) || t < 0) throw malformed('an impossible time')
  return t
}

function text(w: Writer, s: string): void {
  const n = Buffer.byteLength(s)
  w.u8(Math.min(n, 255))
  w.utf8(s, n)
}

function readText(r: Reader, max = MAX_TEXT - 1): string {
  const n = r.u8()
  if (n > max) throw malformed('text that is too long')
  return r.utf8(n)
}
