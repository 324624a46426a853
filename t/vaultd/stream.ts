/** Calls without a pause, each of which must be answered with its own number: what a change of the route must not be noticed by. */
import type { RemoteEnd } from '../../driver/vm/object.js'
import { call } from './rig.js'

/** The worker of these tests. */
export const LIST = 'const l = []; exports.push = (x) => { l.push(x); return x }; exports.slow = (x, ms) => new Promise((r) => { l.push(x); setTimeout(() => r(x), ms) }); exports.list = () => l'

export const route = (w: RemoteEnd) => w.info().get('route')

export interface Stream {
  /** Calls made so far. */
  readonly count: number
  /** Ends it: answers that were not as they had to be, and the numbers that were called, in order. */
  stop(): Promise<{ wrong: unknown[]; numbers: number[] }>
}

export function stream(w: RemoteEnd, width = 8): Stream {
  let next = 0
  let on = true
  const wrong: unknown[] = []
  const one = async (): Promise<void> => {
    while (on) {
      const n = next++
      // Every 50th call takes longer than a change of the route.
      const answer = await (n % 50 === 0 ? call(w, 'slow', [n, 700], 20_000) : call(w, 'push', [n], 20_000)).catch((e) => e)
      if (answer !== n) on = wrong.push(answer) < 100
      await new Promise((done) => setTimeout(done, 2))
    }
  }
  const all = Promise.all(Array.from({ length: width }, one))
  return {
    get count() { return next },
    async stop() {
      on = false
      await all
      return { wrong, numbers: [...Array(next).keys()] }
    },
  }
}
