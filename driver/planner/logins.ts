/** Tokens: the mudlib knows their hashes; here wrong ones are made slow for their sender. */
import { Mapping } from '../vm/mapping.js'
import { apply } from '../world/flow.js'
import type { World } from '../world/world.js'
import { PlannerError } from './errors.js'
import { inFiber } from './in-fiber.js'
import * as L from './limits.js'
import { Bucket, overQuota } from './quota.js'

/** Who a token is. */
export interface Identity {
  readonly principal: string
  /** Names the token in logs; not secret. */
  readonly credential: string
  readonly home: string
}

export class Logins {
  private readonly wrong = new Map<string, Bucket>()

  constructor(private readonly world: World) {}

  /** Throws AUTH, or QUOTA after too many wrong tokens from the address. */
  async login(token: string, address: string): Promise<Identity> {
    const { world } = this
    const wait = this.wrong.get(address)?.wait(1) ?? 0
    if (wait > 0) throw overQuota('logins', L.LOGIN_BURST, wait)
    const known = token.length > 0 && token.length <= L.MAX_TOKEN && world.master
      ? await inFiber(world, {}, (F) => apply(F, world.master!, 'planner_login', [token, address]))
      : undefined
    const [principal, credential, home] = known instanceof Mapping ? [known.get('principal'), known.get('credential'), known.get('home')] : []
    if (typeof principal === 'string' && typeof credential === 'string' && typeof home === 'string') return { principal, credential, home }
    this.count(address)
    throw new PlannerError('AUTH', 'That is no token of a planner.')
  }

  private count(address: string): void {
    let bucket = this.wrong.get(address)
    if (!bucket) {
      // The oldest is forgotten: whoever has so many addresses is not stopped by this anyway.
      if (this.wrong.size >= L.LOGIN_ADDRESSES) this.wrong.delete(this.wrong.keys().next().value!)
      this.wrong.set(address, (bucket = new Bucket('logins', L.LOGIN_BURST, 1 / L.LOGIN_RETRY_MS, () => this.world.clock.mono())))
    }
    bucket.take(1)
  }
}
