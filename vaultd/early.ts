/**
 * A worker's session is begun while the worker is still being made: as soon as its vault is chosen and
 * its port is open, the Core signs the ticket and tells it to whoever asked, who dials and shakes
 * hands while the worker compiles. It is of use only when the clone has succeeded with that very
 * ticket; everything that goes wrong here is as if it had not been tried.
 * Not for: the answer to the clone itself, other routes than the direct one (client.ts).
 */
import { sameBytes } from '../netd/keys.js'
import type { Link } from '../netd/link.js'
import type { Session } from '../netd/session.js'
import { parseTicket, type TicketClaims } from '../netd/ticket.js'

interface Attempt {
  readonly ticket: Uint8Array
  /** Has the direct way answered? */
  dialled: boolean
  readonly session: Promise<Session | null>
}

export interface EarlyOptions {
  dial(claims: TicketClaims): Promise<Link>
  /** Shakes hands by that ticket. */
  connect(link: Link, ticket: Uint8Array, claims: TicketClaims): Promise<Session>
}

/** The attempts of one clone; a node that fails it is followed by another. */
export class Early {
  #attempt: Attempt | null = null

  constructor(readonly options: EarlyOptions) {}

  /** The Core has signed a ticket for a worker that is not made yet. */
  begin(ticket: Uint8Array): void {
    const claims = parseTicket(ticket)
    if (claims.routes[0]?.kind !== 'direct') return
    this.drop()
    const attempt: Attempt = {
      ticket, dialled: false,
      session: this.options.dial(claims).then((link) => {
        if (this.#attempt !== attempt) {
          link.close('not wanted any more')
          return null
        }
        attempt.dialled = true
        return this.options.connect(link, ticket, claims)
      }).catch(() => null),
    }
    this.#attempt = attempt
  }

  /** The session by that ticket, or null: then it is begun anew. */
  async take(ticket: Uint8Array): Promise<Session | null> {
    const attempt = this.#attempt
    if (attempt === null || !sameBytes(attempt.ticket, ticket)) return null
    // One that is still dialling stops there: the ticket works once.
    this.#attempt = null
    if (!attempt.dialled) return null
    const session = await attempt.session
    return session === null || session.state === 'lost' ? null : session
  }

  /** Gives up what nobody has taken. */
  drop(): void {
    const attempt = this.#attempt
    this.#attempt = null
    void attempt?.session.then((session) => session?.close('CLOSED', 'there is no such worker'))
  }
}
