/**
 * How deep each call chain that runs in this process already is, so that A → B → A → … ends at a
 * limit without the engine having to carry the depth. Not for: chain ids (the engine makes them).
 */

export class Chains {
  private readonly running = new Map<string, { depth: number; calls: number }>()

  /** An incoming call of this chain begins. */
  enter(chain: string, depth: number): void {
    if (chain === '') return
    const c = this.running.get(chain)
    if (c === undefined) this.running.set(chain, { depth, calls: 1 })
    else {
      c.calls++
      if (depth > c.depth) c.depth = depth
    }
  }

  leave(chain: string): void {
    const c = this.running.get(chain)
    if (c !== undefined && --c.calls === 0) this.running.delete(chain)
  }

  /** Hops behind a call that this process makes in the chain: 0 if the chain began here. */
  depth(chain: string): number {
    return this.running.get(chain)?.depth ?? 0
  }
}

/** One process, one engine, one table. */
export const chains = new Chains()
