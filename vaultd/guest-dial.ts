/**
 * How a worker reaches another worker: it has no network, so it shows its agent the ticket that it was
 * handed, and gets a channel. Not for: the agent's side (dial.ts), what is said over the channel (netd).
 */
import { keepToBestRoute } from '../netd/bestroute.js'
import { MeshError } from '../netd/errors.js'
import type { KeyPair } from '../netd/keys.js'
import type { Link } from '../netd/link.js'
import { writePass } from '../netd/relaypass.js'
import { connect, type ObjectBridge, type Session } from '../netd/session.js'
import { parseTicket } from '../netd/ticket.js'
import type { GuestPort } from './guest-port.js'
import { PROBES } from './limits.js'
import type { Message } from './mux.js'
import { number, text } from './plain-read.js'

interface Waiting {
  done(link: Link): void
  fail(e: MeshError): void
}

export class GuestDialer {
  readonly #waiting = new Map<number, Waiting>()
  #serial = 0

  constructor(readonly port: GuestPort, readonly keys: KeyPair) {}

  /** A session by that ticket, which goes on over what route there is, and back on the best one. Rejects with MeshError. */
  async open(ticket: Uint8Array, bridge: ObjectBridge | undefined): Promise<Session> {
    const { limits: { lease }, routes } = parseTicket(ticket)
    const session = await connect(await this.dial(ticket), { ticket, callerKeys: this.keys, bridge, lease, redial: () => this.dial(ticket) })
    if (routes.length > 1) keepToBestRoute(session, routes[0].kind, () => this.dial(ticket, true), PROBES)
    return session
  }

  /** @param best by the first route or not at all. Rejects with MeshError: REFUSED if nobody listens there, else UNREACHABLE. */
  dial(ticket: Uint8Array, best = false): Promise<Link> {
    const claims = parseTicket(ticket)
    const relay = claims.routes.find((r) => r.kind === 'relay')
    return new Promise((done, fail) => {
      const id = ++this.#serial
      this.#waiting.set(id, { done, fail })
      // Only the holder of the key can make the pass; the agent carries it.
      this.port.send({ type: 'DIAL', id, ticket, best, pass: relay === undefined ? '' : writePass(this.keys, claims.worker, relay.room) })
    })
  }

  answered(message: Message): void {
    const id = number(message, 'id', 1, 2 ** 48)
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (waiting === undefined) return
    if (message.channel === undefined) return waiting.fail(new MeshError(text(message, 'code', 64) === 'REFUSED' ? 'REFUSED' : 'UNREACHABLE', text(message, 'message', 400)))
    this.port.expect(number(message, 'channel', 1, 2 ** 48), message.route === 'relay' ? 'relay' : 'tcp', (link) => waiting.done(link))
  }
}
