/** How fast a client may go: a token bucket, and lines that wait for it in order. */
import type { NetLimits } from './limits.js'

export type Clock = () => number

export class TokenBucket {
  #tokens: number
  #at: number

  /** @param clock milliseconds, monotonic */
  constructor(private readonly perSecond: number, private readonly burst: number, private readonly clock: Clock = () => performance.now()) {
    this.#tokens = burst
    this.#at = clock()
  }

  take(): boolean {
    const now = this.clock()
    this.#tokens = Math.min(this.burst, this.#tokens + (now - this.#at) * this.perSecond / 1000)
    this.#at = now
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }

  /** Milliseconds until `take` can succeed. */
  wait(): number {
    return Math.max(1, Math.ceil((1 - this.#tokens) * 1000 / this.perSecond))
  }
}

export interface PaceOwner {
  line(text: string): void
  /** Lines wait (true: stop reading if you can), or all have gone through. */
  holding(on: boolean): void
  /** More than linesWaiting are waiting. */
  flooded(): void
}

/** Delivers lines in order, at once while the bucket lasts, then at its rate. */
export class Pace {
  readonly #bucket: TokenBucket
  #waiting: string[] = []
  #timer: NodeJS.Timeout | null = null
  #stopped = false
  #idle: (() => void) | null = null

  constructor(private readonly owner: PaceOwner, private readonly limits: NetLimits) {
    this.#bucket = new TokenBucket(limits.linesPerSecond, limits.lineBurst)
  }

  push(text: string): void {
    if (this.#stopped) return
    if (!this.#timer && this.#bucket.take()) return this.owner.line(text)
    if (this.#waiting.length >= this.limits.linesWaiting) return this.owner.flooded()
    this.#waiting.push(text)
    if (this.#waiting.length === 1) this.owner.holding(true)
    this.#arm()
  }

  /** Forgets the lines that wait (an interrupt), or all that follow too. */
  clear(): void {
    const held = this.#waiting.length > 0
    this.#waiting = []
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (held && !this.#stopped) this.owner.holding(false)
  }

  stop(): void {
    this.#stopped = true
    this.clear()
  }

  /** Stops, and gives the lines that wait. */
  take(): string[] {
    const waiting = this.#waiting
    this.stop()
    return waiting
  }

  /** Calls back when no line waits, at once if that is so. */
  whenIdle(then: () => void): void {
    if (this.#waiting.length === 0) then()
    else this.#idle = then
  }

  #arm(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      while (this.#waiting.length > 0 && this.#bucket.take()) {
        const text = this.#waiting.shift()!
        this.owner.line(text)
        if (this.#stopped) return
      }
      if (this.#waiting.length > 0) this.#arm()
      else {
        this.owner.holding(false)
        this.#idle?.()
      }
    }, this.#bucket.wait())
  }
}
