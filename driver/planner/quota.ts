/** Token buckets: so much at once, so much in a time. Time comes from the world's clock. */
import { PlannerError } from './errors.js'
import * as L from './limits.js'

export class Bucket {
  private left: number
  private at: number

  /** @param perMs what comes back in a millisecond */
  constructor(readonly name: string, readonly size: number, private readonly perMs: number, private readonly now: () => number) {
    this.left = size
    this.at = now()
  }

  get available(): number {
    const t = this.now()
    this.left = Math.min(this.size, this.left + Math.max(0, t - this.at) * this.perMs)
    this.at = t
    return this.left
  }

  /** Milliseconds until `n` is there; 0 when it is. */
  wait(n: number): number {
    const short = n - this.available
    return short <= 0 ? 0 : Math.ceil(short / this.perMs)
  }

  /** Throws QUOTA when `n` is not there. */
  take(n: number): void {
    const wait = this.wait(n)
    if (wait > 0) throw overQuota(this.name, this.size, wait)
    this.left -= n
  }

  /** What was used already: may leave a debt. */
  spend(n: number): void {
    this.left = this.available - n
  }

  /** What was taken and not used. */
  give(n: number): void {
    this.left = Math.min(this.size, this.left + n)
  }
}

export function overQuota(quota: string, limit: number, retryAfterMs: number): PlannerError {
  return new PlannerError('QUOTA', `Over the quota ${quota} (${limit}).`, { quota, limit, retry_after_ms: retryAfterMs })
}

/** The quotas of one planner, shared by all its tokens and doors. */
export class Quotas {
  readonly requests: Bucket
  readonly ticks: Bucket
  readonly writes: Bucket

  constructor(now: () => number) {
    this.requests = new Bucket('requests', L.REQUEST_BURST, L.REQUESTS_PER_SECOND / 1_000, now)
    this.ticks = new Bucket('ticks_per_minute', L.TICKS_PER_MINUTE, L.TICKS_PER_MINUTE / 60_000, now)
    this.writes = new Bucket('writes_per_hour', L.WRITE_BURST, L.WRITES_PER_HOUR / 3_600_000, now)
  }

  status(): Record<string, number> {
    return {
      requests_left: Math.floor(this.requests.available),
      ticks_left_this_minute: Math.floor(this.ticks.available),
      writes_left: Math.floor(this.writes.available),
    }
  }
}
