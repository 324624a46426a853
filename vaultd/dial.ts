/**
 * The agent's side of a worker that reaches another one: it dials what a ticket of the Core names, and
 * nothing else, and only for the worker that the ticket is made out to.
 */
import type { Duplex } from 'node:stream'
import { MeshError } from '../netd/errors.js'
import { sameBytes } from '../netd/keys.js'
import { dialCarrier } from '../netd/relaylink.js'
import { dialSocket } from '../netd/tcp.js'
import { readIssued, type Route, type TicketClaims } from '../netd/ticket.js'
import { VaultError } from './errors.js'
import { RELAY_DIAL_TIMEOUT } from './limits.js'

/** One dial of Route A (ms). */
const DIRECT_TIMEOUT = 1_500

export interface Connected {
  readonly stream: Duplex & { destroySoon(): void }
  readonly route: Route['kind']
}

export class Dialer {
  /** Tickets shown before they expired, by their one-time ids: a session goes on over new connections. */
  readonly #shown = new Set<string>()

  /** @param key the worker's own. */
  constructor(readonly coreKey: Uint8Array, readonly key: Uint8Array) {}

  /** @param best only the first route. Throws VaultError DENIED for a ticket that is not this worker's; MeshError REFUSED, UNREACHABLE. */
  async dial(ticket: Uint8Array, pass: string, best: boolean): Promise<Connected> {
    const claims = this.#checked(ticket)
    let failed: MeshError | null = null
    for (const route of best ? claims.routes.slice(0, 1) : claims.routes) {
      try {
        const stream = route.kind === 'direct' ? await dialSocket(route.host, route.port, DIRECT_TIMEOUT) : await dialCarrier(route.url, pass, `relay ${route.url}`, RELAY_DIAL_TIMEOUT)
        return { stream, route: route.kind }
      } catch (e) {
        if (!(e instanceof MeshError)) throw e
        if (failed === null || e.code !== 'REFUSED') failed = e
      }
    }
    throw failed ?? new MeshError('UNREACHABLE', 'that ticket names no route')
  }

  #checked(ticket: Uint8Array): TicketClaims {
    let claims: TicketClaims
    try {
      claims = readIssued(ticket, this.coreKey)
    } catch (e) {
      throw new VaultError('DENIED', e instanceof MeshError ? e.message : String(e), { cause: e })
    }
    if (!sameBytes(claims.callerKey, this.key)) throw new VaultError('DENIED', 'that ticket belongs to another')
    const jti = Buffer.from(claims.jti).toString('hex')
    if (!this.#shown.has(jti)) {
      if (Date.now() > claims.expiresAt) throw new VaultError('DENIED', 'that ticket has expired')
      this.#shown.add(jti)
    }
    return claims
  }
}
