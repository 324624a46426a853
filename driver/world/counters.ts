/**
 * What the world has done since its boot, counted for metrics. They only grow.
 * Not for: what there is now (ask the world), the profile (vm/profile).
 */

/** Upper bounds of a duration's buckets, in ms; the last bucket has the rest. */
export const DURATION_MS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] as const

/** Durations, by bucket. */
export class Durations {
  readonly buckets = new Array<number>(DURATION_MS.length + 1).fill(0)
  count = 0
  sumMs = 0

  add(ms: number): void {
    let i = 0
    while (i < DURATION_MS.length && ms > DURATION_MS[i]) i++
    this.buckets[i]++
    this.count++
    this.sumMs += ms
  }
}

/** What has gone through one port since the boot. */
export interface Traffic {
  readonly port: number
  readonly bytesIn: number
  readonly bytesOut: number
}

export class Counters {
  commands = 0
  ticks = 0
  /** LPC errors that nobody caught. */
  errors = 0
  /** From a command's line to its prompt, waits included. */
  readonly commandTime = new Durations()
  /** Calls of remote objects that have ended, and those that failed. */
  readonly remoteTime = new Durations()
  remoteFailed = 0
}
