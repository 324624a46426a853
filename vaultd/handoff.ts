/**
 * Third-party handoff at the Core: whoever holds a ticket to a worker asks for a narrower one for
 * somebody else. What the new one allows is never more than what the old one did.
 */
import { keyToText } from '../netd/keys.js'
import type { Plain } from '../netd/plain.js'
import { MeshError } from '../netd/errors.js'
import { issueTicket, newJti, readIssued, type Route, type TicketClaims } from '../netd/ticket.js'
import type { Core } from './core.js'
import { VaultError } from './errors.js'
import { MAX_DELEGATION, TICKET_TTL } from './limits.js'
import * as read from './plain-read.js'

/** netd's bounds of a ticket and of its methods. */
const MAX_TICKET = 4_096
const MAX_METHODS = 64
const MAX_METHOD = 128

/**
 * `{ ticket, key, methods?, delegable? }` from the holder of `ticket` → a ticket for `key`.
 * Throws DENIED for what may not be given on, NO_SUCH_WORKER, BAD_REQUEST.
 */
export function handOff(core: Core, v: Plain, asker: Uint8Array): Uint8Array {
  const f = read.record(v)
  const key = read.bytes(f, 'key', 32, 32)
  const held = issued(core, read.bytes(f, 'ticket', 1, MAX_TICKET))
  if (keyToText(held.callerKey) !== keyToText(asker)) throw new VaultError('DENIED', 'that ticket belongs to another')
  const hops = held.handed ?? 0
  const left = hops === 0 ? MAX_DELEGATION : (held.delegable ?? 0) - 1
  if (left < 0) throw new VaultError('DENIED', 'that ticket may not be given on')
  const row = core.registry.worker(held.worker, held.incarnation)
  if (row === null || row.endedAt !== null) throw new VaultError('NO_SUCH_WORKER', `no worker ${held.worker} runs`)
  if (!known(core, key)) throw new VaultError('DENIED', 'the new holder is neither a member nor a worker that runs')
  const wanted = f.methods === undefined || f.methods === null ? null : read.texts(f, 'methods', MAX_METHODS, MAX_METHOD)
  const now = Date.now()
  const jti = newJti()
  const expiresAt = now + TICKET_TTL
  if (held.sessionExpiresAt > 0 && held.sessionExpiresAt <= now) throw new VaultError('DENIED', 'that ticket has expired')
  const ticket = issueTicket({
    ...held, jti, issuedAt: now, expiresAt, callerKey: key, routes: routesOf(core, held, key), methods: narrower(held.methods, wanted),
    handed: hops + 1, delegable: Math.min(left, read.optionalNumber(f, 'delegable', 0, MAX_DELEGATION) ?? 0),
  }, core.keys)
  core.registry.ticketIssued(jti, held.worker, held.incarnation, key, now, expiresAt)
  core.registry.event(now, 'handed_on', held.node, held.worker, { to: keyToText(key), hops: hops + 1, methods: wanted === null ? 'as held' : wanted.join(' ').slice(0, 200) })
  return ticket
}

function issued(core: Core, ticket: Uint8Array): TicketClaims {
  try {
    return readIssued(ticket, core.keys.publicKey)
  } catch (e) {
    throw new VaultError('DENIED', e instanceof MeshError ? e.message : String(e), { cause: e })
  }
}

function known(core: Core, key: Uint8Array): boolean {
  const text = keyToText(key)
  return core.registry.enrolled(key) !== null || core.registry.running().some((w) => w.workerKey !== null && keyToText(w.workerKey) === text)
}

/** The same ways; the relay's is made out to the new holder. */
function routesOf(core: Core, held: TicketClaims, key: Uint8Array): Route[] {
  return held.routes.map((r) => (r.kind === 'direct' ? r : core.relayRoute(held.worker, held.incarnation, key)))
}

function narrower(held: readonly string[] | null, wanted: readonly string[] | null): readonly string[] | null {
  if (held === null || wanted === null) return held ?? wanted
  return wanted.filter((m) => held.includes(m))
}
