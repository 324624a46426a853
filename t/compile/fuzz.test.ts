/**
 * Random programs through the whole engine. FUZZ_RUNS sets how many, FUZZ_SEED from where; the
 * seed is printed, and a failure prints the shrunk program.
 */
import t from 'tap'
import fc from 'fast-check'
import { Bench, type Ran } from './kit.js'
import { meaning, program as intProgram, shown, text } from './int-programs.js'
import { program } from './programs.js'

const RUNS = Number(process.env.FUZZ_RUNS ?? 200)
const SEED = Number(process.env.FUZZ_SEED ?? 20261122)
t.comment(`FUZZ_SEED=${SEED} FUZZ_RUNS=${RUNS}`)

// A long night's run is not a hang.
t.setTimeout(Math.max(300_000, RUNS * 1_000))

const bench = new Bench()
t.teardown(() => bench.close())

/** Throws a text with the program when something is wrong. */
function judge(source: string, wrong: string | false | null): void {
  if (wrong) throw new Error(`${wrong}\n${source}`)
}

const bugs = (r: Record<string, Ran>): string | null => Object.entries(r).map(([mode, x]) => (x.bug ? `${mode}: ${x.bug}` : null)).find(Boolean) ?? null

t.test('ints mean what an independent evaluator says, waiting or not', { timeout: Math.max(180_000, RUNS * 500) }, async (t) => {
  let asked = 0
  await fc.assert(fc.asyncProperty(intProgram, async (p) => {
    const want = meaning(p)
    if (!want) return
    const source = text(p)
    const r = await bench.both(source)
    judge(source, bugs({ ...r }))
    // A division by zero that shows in the text is refused by the compiler.
    if (r.plain.compile && /(division|modulus) by zero/i.test(r.plain.error!)) return
    judge(source, r.plain.error !== null && `error: ${r.plain.error}`)
    judge(source, r.plain.value !== shown(want) && `plain gives ${r.plain.value}, should be ${shown(want)}`)
    judge(source, r.waiting.value !== shown(want) && `waiting gives ${r.waiting.error ?? r.waiting.value}, should be ${shown(want)}`)
    asked++
  }), { numRuns: RUNS, seed: SEED })
  t.ok(asked > RUNS / 2, `${asked} programs`)
})

t.test('programs give the same, waiting or not', { timeout: Math.max(180_000, RUNS * 500) }, async (t) => {
  let ran = 0
  await fc.assert(fc.asyncProperty(program, async (source) => {
    const r = await bench.both(source)
    judge(source, bugs({ ...r }))
    // What shows in the text to be wrong is refused: a division by zero, an impossible operator.
    if (r.plain.compile) return
    // Every wait starts a new slice of ticks: only here do the two ways differ by design.
    if (/too long evaluation|ticks/i.test(`${r.plain.error} ${r.plain.value}`)) return
    judge(source, r.plain.error !== null && `error: ${r.plain.error}`)
    judge(source, r.plain.value !== r.waiting.value && `plain gives ${r.plain.value}\nwaiting gives ${r.waiting.error ?? r.waiting.value}`)
    ran++
  }), { numRuns: RUNS, seed: SEED })
  t.ok(ran > RUNS / 2, `${ran} programs`)
})
