/**
 * Where no control group can be made: looks at what vaults use, a few times a second, and stops
 * those that have had more of the processors than they may, until they are even again. Coarser
 * than the kernel's own quota, and a vault may gain a fraction of a second; it cannot keep it.
 */
import { sample, tree } from './proc.js'

/** A vault that works is looked at so often, one that does not this seldom (ms). */
const BUSY_EVERY = 100
const IDLE_EVERY = 1_000
/** Less than this share of a processor is idle. */
const IDLE = 0.02
/** What it may save up while it is idle, in seconds at its limit: a start must not be held back. */
const SAVINGS = 1

export interface Seen {
  readonly cpuSeconds: number
  /** Bytes; null until it has been looked at. */
  readonly memoryPeak: number | null
  readonly heldSeconds: number
}

interface Governed {
  readonly pid: number
  cpu: number
  /** Seconds of processor time it may still use at once. */
  budget: number
  used: number
  memoryPeak: number | null
  held: number
  /** Stopped by us since then, or null. */
  stoppedAt: number | null
  /** Stopped by others. */
  frozen: boolean
  lookedAt: number
  nextLook: number
}

export class Governor {
  readonly #all = new Map<string, Governed>()
  #timer: NodeJS.Timeout | null = null

  add(name: string, pid: number, cpu: number): void {
    const now = performance.now()
    this.#all.set(name, { pid, cpu, budget: cpu * SAVINGS, used: 0, memoryPeak: null, held: 0, stoppedAt: null, frozen: false, lookedAt: now, nextLook: now + BUSY_EVERY })
    this.#timer ??= setInterval(() => this.#look(), BUSY_EVERY).unref()
  }

  limit(name: string, cpu: number): void {
    const g = this.#all.get(name)
    if (g === undefined) return
    g.cpu = cpu
    g.budget = Math.min(g.budget, cpu * SAVINGS)
    g.nextLook = 0
  }

  frozen(name: string, frozen: boolean): void {
    const g = this.#all.get(name)
    if (g === undefined) return
    g.frozen = frozen
    // Whoever sets it going sets all of it going.
    g.stoppedAt = null
  }

  /** As it was when it was last looked at, and now if it still runs. */
  seen(name: string): Seen | null {
    const g = this.#all.get(name)
    if (g === undefined) return null
    this.#sample(g)
    return { cpuSeconds: g.used, memoryPeak: g.memoryPeak, heldSeconds: g.held }
  }

  remove(name: string): void {
    this.#all.delete(name)
    if (this.#all.size === 0) this.close()
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Processor time since the last look (s). */
  #sample(g: Governed): number {
    const s = sample(tree(g.pid))
    if (s === null) return 0
    // A child that nobody waited for takes its time along: what was once seen stays used.
    const more = Math.max(0, s.cpuSeconds - g.used)
    g.used += more
    g.memoryPeak = Math.max(g.memoryPeak ?? 0, s.memoryPeak)
    return more
  }

  #look(): void {
    const now = performance.now()
    for (const g of this.#all.values()) {
      if (now < g.nextLook) continue
      const passed = (now - g.lookedAt) / 1000
      const used = this.#sample(g)
      g.lookedAt = now
      g.budget = Math.min(g.cpu * SAVINGS, g.budget + g.cpu * passed - used)
      g.nextLook = now + (used < passed * IDLE && g.stoppedAt === null ? IDLE_EVERY : 0)
      if (g.frozen) continue
      if (g.budget < 0 && g.stoppedAt === null) {
        g.stoppedAt = now
        signal(g.pid, 'SIGSTOP')
      } else if (g.stoppedAt !== null && g.budget >= 0) {
        g.held += (now - g.stoppedAt) / 1000
        g.stoppedAt = null
        signal(g.pid, 'SIGCONT')
      }
    }
  }
}

/** To all of a vault, outermost last, so that no parent sees its child stopped and reacts. */
export function signal(pid: number, name: NodeJS.Signals): void {
  for (const p of tree(pid).reverse()) {
    try {
      process.kill(p, name)
    } catch {
      // gone meanwhile
    }
  }
}
