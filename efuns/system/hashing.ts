/**
 * Who hashes next. Hashing is dear (30 ms and 19 MiB each), so few run at once, on other threads,
 * and the rest wait in lanes: one for each origin, taken in turn. Whoever sends many waits behind
 * their own. Not for: the hashes (passwords.ts), or how often somebody may guess (the mudlib's).
 */
import { LIMIT, LpcError } from '../../driver/vm/errors.js'

/** Hashes computed at once: the thread pool has four threads, and files want some. */
export const MAX_RUNNING = 2
/** Hashes waiting in one lane: more than people of one household log in with at once. */
export const MAX_IN_LANE = 32
/** Hashes waiting in all: about three seconds of work. */
export const MAX_WAITING = 200

const BUSY = 'Too many passwords are being checked; try again soon.'

type Begin = () => void

export class Lanes {
  private readonly lanes = new Map<string, Begin[]>()
  private running = 0
  private waiting = 0

  /** Runs `job` when its lane's turn comes. Throws LIMIT where too many wait before it. */
  submit<T>(origin: string, job: () => Promise<T>, done: (error: unknown, value: T | undefined) => void): void {
    const ended = (error: unknown, value: T | undefined): void => {
      this.running--
      this.next()
      done(error, value)
    }
    const begin = (): void => {
      this.running++
      job().then((v) => ended(null, v), (e: unknown) => ended(e, undefined))
    }
    if (this.running < MAX_RUNNING) return begin()
    const lane = this.lanes.get(origin)
    if (this.waiting >= MAX_WAITING || (lane?.length ?? 0) >= MAX_IN_LANE) throw new LpcError(BUSY, { code: LIMIT })
    if (lane) lane.push(begin)
    else this.lanes.set(origin, [begin])
    this.waiting++
  }

  /** The first of the lane that has waited longest for its turn, which then stands last. */
  private next(): void {
    for (const [origin, lane] of this.lanes) {
      const begin = lane.shift()!
      this.lanes.delete(origin)
      if (lane.length > 0) this.lanes.set(origin, lane)
      this.waiting--
      return begin()
    }
  }
}
