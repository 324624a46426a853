/**
 * Planners on a WebSocket of json.mudstandards.org, proto `planner`. A request is
 * `{"id": …, "verb": …, …arguments}` as the envelope's data; the answer has the same id and
 * `ok` with `result` or `error`. The first verb is `login {token}`; from then on the connection is
 * a planner's and no player's. Events come with `seq`; after `login {token, after}` also those missed.
 */
import type { OpenSide, Side, SideEvents } from '../net/wire.js'
import { PlannerError } from './errors.js'
import type { PlannerEvent } from './events.js'
import { MAX_ENTRIES, MAX_ID, MAX_OPEN, MAX_REFUSED } from './limits.js'
import type { Identity } from './logins.js'
import type { Planner } from './planner.js'

export const PROTO = 'planner'

export function openChannel(planner: Planner): OpenSide {
  return (side) => new Channel(planner, side)
}

class Channel implements SideEvents {
  private identity: Identity | null = null
  private listener: { stop(): void } | null = null
  private refused = 0
  private open = 0
  private logging = false
  private gone = false
  private readonly turnedOff = (): void => this.side.close('planners are switched off')

  constructor(private readonly planner: Planner, private readonly side: Side) {
    planner.whenOff.add(this.turnedOff)
  }

  message(envelopeId: string, data: string): void {
    let request: Record<string, unknown> | null = null
    try {
      const value: unknown = JSON.parse(data)
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) request = value as Record<string, unknown>
    } catch {
      // Told below, as anything else that is no request.
    }
    const { id: given = envelopeId, verb, ...args } = request ?? {}
    const id = typeof given === 'string' || typeof given === 'number' ? given : ''
    if (!request || typeof verb !== 'string' || String(id).length > MAX_ID) return this.refuse(id, new PlannerError('BAD_REQUEST', 'A request is {"id": …, "verb": …, …}.'))
    if (this.open >= MAX_OPEN) return this.refuse(id, new PlannerError('QUOTA', 'Too many requests wait for their answers.', { quota: 'open_requests', limit: MAX_OPEN, retry_after_ms: 100 }))
    this.open++
    const work = verb === 'login' ? this.login(args) : this.request(String(id), verb, args)
    work.then(
      (result) => {
        this.open--
        this.answer({ id, ok: true, result })
      },
      (e: unknown) => {
        this.open--
        this.refuse(id, e instanceof PlannerError ? e : new PlannerError('INTERNAL', 'A fault of the driver.'))
      },
    )
  }

  closed(): void {
    this.gone = true
    this.planner.whenOff.delete(this.turnedOff)
    this.listener?.stop()
    this.listener = null
    this.identity = null
  }

  private async login({ token, after }: Record<string, unknown>): Promise<unknown> {
    if (this.identity || this.logging) throw new PlannerError('BAD_REQUEST', 'This connection has a planner already.')
    if (typeof token !== 'string') throw new PlannerError('BAD_REQUEST', 'login wants a token.')
    this.logging = true
    try {
      this.identity = await this.planner.login(token, this.side.address, 'json')
    } finally {
      this.logging = false
    }
    if (this.gone) throw new PlannerError('CANCELLED', 'The connection is gone.')
    this.side.leaveGame('became a planner')
    const who = this.planner.principal(this.identity)
    const tell = (event: PlannerEvent): void => this.side.send('', JSON.stringify({ event: event.type, seq: event.seq, data: event.data }))
    const missed = typeof after === 'number' ? who.events.after(after, MAX_ENTRIES) : { events: [], lost: 0, last: who.events.seq }
    who.events.listeners.add(tell)
    this.listener = { stop: () => who.events.listeners.delete(tell) }
    return { principal: who.name, home: who.home, credential: this.identity.credential, last_event: missed.last, missed: missed.events, lost: missed.lost }
  }

  private async request(id: string, verb: string, args: Record<string, unknown>): Promise<unknown> {
    if (!this.identity) throw new PlannerError('AUTH', 'Log in first: {"verb": "login", "token": …}.')
    return this.planner.request({ identity: this.identity, door: 'json', address: this.side.address, id }, verb, args)
  }

  private answer(body: { id: string | number; [member: string]: unknown }): void {
    this.side.send(String(body.id), JSON.stringify(body))
  }

  /** One that is refused again and again is not worth the answers. */
  private refuse(id: string | number, error: PlannerError): void {
    this.answer({ id, ok: false, error: error.toJSON() })
    if (error.code === 'AUTH' || error.code === 'QUOTA' || error.code === 'BAD_REQUEST') this.refused++
    if (this.refused >= MAX_REFUSED) this.side.close('too many bad requests')
  }
}
