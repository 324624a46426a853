/**
 * Promises that were rejected and that nobody has asked for: reported at the end of the turn, like
 * errors that nobody caught.
 */
import { Fiber } from '../vm/fiber.js'
import { rejection, type LpcPromise } from '../vm/promise.js'
import { MAX_REPORTS } from './limits.js'
import type { World } from './world.js'

export class Rejections {
  private waiting: LpcPromise[] = []
  private more = 0

  constructor(private readonly world: World) {}

  add(p: LpcPromise): void {
    if (this.waiting.length >= MAX_REPORTS) {
      this.more++
      return
    }
    if (this.waiting.push(p) === 1) this.world.clock.soon(() => this.report())
  }

  private report(): void {
    const { waiting, more } = this
    this.waiting = []
    this.more = 0
    for (const p of waiting) {
      if (p.observed) continue
      const player = p.player?.destructed ? null : p.player
      this.world.report(new Fiber(this.world, { player }), p.error ?? rejection(p))
    }
    if (more) this.world.log.warn({ more }, 'More promises were rejected in one turn than are reported')
  }
}
