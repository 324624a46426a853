/** Requests that a human must allow in the game. The master says which; the game's commands answer. */
import type { Clock } from '../world/config.js'
import { PlannerError } from './errors.js'
import { APPROVAL_MS } from './limits.js'

export interface Approval {
  readonly id: number
  readonly principal: string
  readonly verb: string
  readonly job: number
  readonly args: unknown
  readonly asked: number
}

interface Waiting extends Approval {
  settle(error: PlannerError | null, by: string): void
}

export class Approvals {
  private readonly waiting = new Map<number, Waiting>()
  private serial = 0

  constructor(private readonly clock: Clock) {}

  /** The id, and a promise of who said yes; it rejects with REFUSED or with why the wait was stopped. */
  ask(principal: string, verb: string, job: number, args: unknown): { approval: Approval; answer: Promise<string>; stop: (why: PlannerError) => void } {
    const id = ++this.serial
    let stop!: (why: PlannerError) => void
    const approval = { id, principal, verb, job, args, asked: this.clock.now() }
    const answer = new Promise<string>((done, fail) => {
      const settle = (error: PlannerError | null, by: string): void => {
        this.waiting.delete(id)
        timer()
        if (error) fail(error)
        else done(by)
      }
      const timer = this.clock.after(APPROVAL_MS, () => settle(new PlannerError('REFUSED', 'Nobody answered in time.', { approval: id }), ''))
      this.waiting.set(id, { ...approval, settle })
      stop = (why) => { if (this.waiting.has(id)) settle(why, '') }
    })
    return { approval, answer, stop }
  }

  decide(id: number, yes: boolean, by: string): boolean {
    const one = this.waiting.get(id)
    one?.settle(yes ? null : new PlannerError('REFUSED', 'A human refused it.', { approval: id, by }), by)
    return one !== undefined
  }

  list(): Approval[] {
    return [...this.waiting.values()]
  }
}
