/**
 * Time that passes only when told to, and processes that live in it: each with a clock that runs a
 * little wrong, each can be stopped for a while or killed. Everything that happens is decided by a seed.
 */
import type { Clock } from '../../netd/clock.js'

interface Event {
  readonly at: number
  readonly serial: number
  fn: (() => void) | null
}

/** Numbers from 0 to 1, the same ones for the same seed. */
export function seeded(seed: number): () => number {
  let state = Math.imul(seed, 2654435761) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), 1 | state)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296
  }
}

export class VirtualTime {
  now = 0
  #serial = 0
  readonly #heap: Event[] = []

  /** @param promising whether promises may be on their way to something now. */
  constructor(private readonly promising: () => boolean) {}

  /** Runs `fn` in `ms`; returns a cancel function. */
  after(ms: number, fn: () => void): () => void {
    const e: Event = { at: this.now + Math.max(0, ms), serial: this.#serial++, fn }
    const h = this.#heap
    let i = h.push(e) - 1
    for (let up = (i - 1) >> 1; i > 0 && before(e, h[up]); up = (i - 1) >> 1) {
      h[i] = h[up]
      h[(i = up)] = e
    }
    return () => { e.fn = null }
  }

  /** Runs what comes next, and what it promised; false when nothing is to come. */
  async step(): Promise<boolean> {
    const h = this.#heap
    const e = h[0]
    if (e === undefined) return false
    const last = h.pop()!
    if (h.length > 0) this.#sink(last)
    if (e.fn === null) return true
    this.now = Math.max(this.now, e.at)
    e.fn()
    // Most of what happens has nothing to do with promises, and to wait for them costs more than all else.
    for (let i = this.promising() ? 15 : 1; i > 0; i--) await null
    return true
  }

  #sink(e: Event): void {
    const h = this.#heap
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= h.length) break
      if (child + 1 < h.length && before(h[child + 1], h[child])) child++
      if (!before(h[child], e)) break
      h[i] = h[child]
      i = child
    }
    h[i] = e
  }
}

const before = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.serial < b.serial)

/** Wall time at the beginning. */
const EPOCH = 1_700_000_000_000

export class Party {
  readonly clock: Clock
  dead = false
  /** How long it has been stopped so far (ms). */
  stopped = 0
  #until = 0

  /** @param rate how fast its clock runs; @param offset by how much its wall clock is wrong (ms). */
  constructor(private readonly time: VirtualTime, rate = 1, offset = 0) {
    const timer = (ms: number, fn: () => void): (() => void) => {
      let wanted = true
      time.after(ms / rate, () => this.run(() => { if (wanted) fn() }))
      return () => { wanted = false }
    }
    this.clock = { now: () => time.now * rate, wall: () => EPOCH + time.now * rate + offset, timer, soon: (fn) => void timer(0, fn) }
  }

  /** Lets something happen to it: now, when it goes on, or never. */
  run(fn: () => void): void {
    if (this.dead) return
    if (this.time.now < this.#until) return void this.time.after(this.#until - this.time.now, () => this.run(fn))
    fn()
  }

  /** As SIGSTOP, and SIGCONT after that time. */
  stop(ms: number): void {
    this.#until = Math.max(this.#until, this.time.now + ms)
    this.stopped += ms
  }
}
