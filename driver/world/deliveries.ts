/**
 * What goes on soon: fibers whose wait is over, and what hears of promises. In order, in the same
 * turn of the event loop while that is short, else with a look at the network in between.
 */
import type { Clock } from './config.js'
import { MAX_TURN, TURN_MS } from './limits.js'

export class Deliveries {
  private queue: Array<() => void> = []
  private next = 0
  private armed = false
  /** Turns that ended with work left over. */
  yields = 0

  constructor(private readonly clock: Clock) {}

  get pending(): number {
    return this.queue.length - this.next
  }

  push(fn: () => void): void {
    this.queue.push(fn)
    if (this.armed) return
    this.armed = true
    queueMicrotask(() => this.turn())
  }

  /** Deliveries make deliveries: those of this turn count on its time as well. */
  private turn(): void {
    const end = this.clock.mono() + TURN_MS
    for (let n = 1; this.next < this.queue.length; n++) {
      const fn = this.queue[this.next++]
      if (this.next > 1_024 && this.next * 2 > this.queue.length) this.compact()
      try {
        fn()
      } catch (e) {
        // A fault of the driver's own: the rest must still get its turn.
        this.goOn()
        throw e
      }
      if (n === MAX_TURN || this.clock.mono() > end) break
    }
    this.goOn()
  }

  private goOn(): void {
    if (this.pending === 0) {
      this.compact()
      this.armed = false
      return
    }
    this.yields++
    this.clock.soon(() => this.turn())
  }

  private compact(): void {
    this.queue = this.queue.slice(this.next)
    this.next = 0
  }
}
