/** Run time of each program: here, in FluffOS, and hand-written in JavaScript. */
import { median, ROUNDS, type Row } from '../measure.js'
import type { Fluffos } from './fluffos.js'
import type { Hauki } from './hauki.js'
import { JAVASCRIPT } from './javascript.js'
import { folderOf } from './mudlib.js'
import { PROGRAMS } from './programs.js'

/** Rounds before any counts: V8 compiles for real after some thousand turns. */
const WARM = 3

export async function runtime(hauki: Hauki, fluffos: Fluffos | null, only: RegExp | null): Promise<Row[]> {
  const besideJs: Row[] = []
  const besideFluffos: Row[] = []
  const ofJs: number[] = []
  const ofFluffos: number[] = []
  for (const [name, { n }] of Object.entries(PROGRAMS)) {
    if (only && !only.test(name)) continue
    const file = `/${folderOf(name)}/main`
    const times = { lpc: [] as number[], js: [] as number[], fluffos: [] as number[] }
    for (let round = -WARM; round < ROUNDS; round++) {
      const [answer, ns] = hauki.ask('measure', file, n)
      const start = performance.now()
      const js = JAVASCRIPT[name](n)
      const jsMs = performance.now() - start
      same(name, answer, 'JavaScript', String(js))
      if (round >= 0) times.lpc.push(Number(ns) / 1e6)
      if (round >= 0) times.js.push(jsMs)
      // It needs no warming, and is slow.
      if (!fluffos || round < -1) continue
      const [theirs, theirNs] = await fluffos.ask('measure', file, n)
      same(name, answer, 'FluffOS', theirs)
      if (round >= 0) times.fluffos.push(Number(theirNs) / 1e6)
    }
    const ours = median(times.lpc)
    ofJs.push(ours / median(times.js))
    besideJs.push({ name, value: ours, unit: 'ms', peer: "of hand-written JavaScript's time", ratio: ofJs.at(-1)! })
    if (!fluffos) continue
    ofFluffos.push(median(times.fluffos) / ours)
    besideFluffos.push({ name, value: ours, unit: 'ms', peer: `faster than FluffOS (${median(times.fluffos).toFixed(1)} ms)`, ratio: ofFluffos.at(-1)! })
  }
  const summary = (ratios: readonly number[], worst: number, peer: string): Row[] => [
    { name: 'all programs', value: ratios.length, unit: 'programs', peer: `${peer} (geometric mean)`, ratio: geometric(ratios) },
    { name: 'the slowest of them', value: 1, unit: 'program', peer, ratio: worst },
  ]
  const rows = [...besideJs, ...summary(ofJs, Math.max(...ofJs), "of JavaScript's time")]
  return fluffos ? [...rows, ...besideFluffos, ...summary(ofFluffos, Math.min(...ofFluffos), 'faster than FluffOS')] : rows
}

function same(name: string, ours: string, whose: string, theirs: string): void {
  if (ours !== theirs) throw new RangeError(`${name}: ${ours} here, ${theirs} in ${whose}`)
}

export function geometric(xs: readonly number[]): number {
  return Math.exp(xs.reduce((sum, x) => sum + Math.log(x), 0) / xs.length)
}
