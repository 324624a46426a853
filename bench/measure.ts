/** Interleaved rounds and medians: every figure stands beside its peer from the same run. */

export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What it is compared with, and the ratio value / peer's value. */
  readonly peer: string
  readonly ratio: number
}

export const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7)

export function median(xs: readonly number[]): number {
  const s = [...xs].sort((a, b) => a - b)
  return s.length % 2 ? s[s.length >> 1] : (s[s.length / 2 - 1] + s[s.length / 2]) / 2
}

/** Runs two bodies A, B, A, B, …; gives the medians of their times in ms, after one warm round of each. */
export function interleave(a: () => void, b: () => void, rounds = ROUNDS): [number, number] {
  const times: [number[], number[]] = [[], []]
  for (let r = -2; r < rounds; r++) {
    ;[a, b].forEach((body, i) => {
      const start = performance.now()
      body()
      if (r >= 0) times[i].push(performance.now() - start)
    })
  }
  return [median(times[0]), median(times[1])]
}

export function table(rows: readonly Row[]): string {
  const text = rows.map((r) => [r.name, `${format(r.value)} ${r.unit}`, `${r.ratio.toFixed(2)}×`, r.peer])
  const width = [0, 1, 2].map((c) => Math.max(...text.map((r) => r[c].length)))
  return text.map((r) => `${r[0].padEnd(width[0])}  ${r[1].padStart(width[1])}  ${r[2].padStart(width[2])} ${r[3]}`).join('\n')
}

function format(n: number): string {
  return n >= 100 ? Math.round(n).toLocaleString('en') : n.toPrecision(3)
}
