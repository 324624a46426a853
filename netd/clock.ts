/**
 * Time as the mesh sees it, so that a simulator can own it. Monotonic for leases and deadlines;
 * wall time only for ticket expiry.
 */
import { performance } from 'node:perf_hooks'

export interface Clock {
  /** Monotonic milliseconds. */
  now(): number
  /** Milliseconds since 1970. */
  wall(): number
  /** Runs `fn` after `ms`; returns a cancel function. Does not keep the process alive. */
  timer(ms: number, fn: () => void): () => void
  /** Runs `fn` after the events of this turn have been taken in. */
  soon(fn: () => void): void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  timer(ms, fn) {
    const t = setTimeout(fn, ms)
    t.unref()
    return () => clearTimeout(t)
  },
  soon: (fn) => void setImmediate(fn),
}
