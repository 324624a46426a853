/**
 * Requests that may come twice and must be done once: a planner whose connection broke asks again
 * with the same key. Kept in memory: after a restart of the driver a key is a new one.
 */
import { PlannerError } from './errors.js'
import { KEPT_KEYS } from './limits.js'

interface Done {
  readonly verb: string
  readonly argsHash: string
  readonly answer: Promise<unknown>
}

export class Once {
  private readonly byKey = new Map<string, Done>()

  /**
   * What the request with that key was answered, or null: it is new. Throws CONFLICT when the key
   * was another request's.
   */
  before(key: string, verb: string, argsHash: string): Promise<unknown> | null {
    const done = this.byKey.get(key)
    if (!done) return null
    if (done.verb !== verb || done.argsHash !== argsHash) throw new PlannerError('CONFLICT', 'That idempotency_key was another request\'s.')
    return done.answer
  }

  /** The oldest is forgotten when there are too many. A request that was refused before it began may come again. */
  remember(key: string, verb: string, argsHash: string, answer: Promise<unknown>): void {
    this.byKey.set(key, { verb, argsHash, answer })
    if (this.byKey.size > KEPT_KEYS) this.byKey.delete(this.byKey.keys().next().value!)
    answer.catch((e: unknown) => {
      if (e instanceof PlannerError && (e.code === 'QUOTA' || e.code === 'OFF' || e.code === 'DENIED' || e.code === 'BUSY')) this.byKey.delete(key)
    })
  }
}
