/**
 * Hostile source text through the whole compiler, and what compiles through the engine: tokens at
 * random, and real programs with tokens lost, doubled, moved and replaced. Nothing but an LPC
 * error may come out, and soon. FUZZ_RUNS and FUZZ_SEED as in fuzz.test.ts.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import fc from 'fast-check'
import { CONTEXTUAL_KEYWORDS, KEYWORDS, tokenizeLpc } from '../../driver/lang/index.js'
import { ROOT } from '../../driver/roles/paths.js'
import { EFUNS } from '../../efuns/table.js'
import { Bench } from './kit.js'
import { program } from './programs.js'

const RUNS = Number(process.env.FUZZ_RUNS ?? 200)
const SEED = Number(process.env.FUZZ_SEED ?? 20261122)
/** Of one program, both ways, in ms: ticks must have ended it long before. */
const PATIENCE = 10_000
t.comment(`FUZZ_SEED=${SEED} FUZZ_RUNS=${RUNS}`)
t.setTimeout(Math.max(300_000, RUNS * 1_000))

const bench = new Bench()
t.teardown(() => bench.close())

const word = fc.constantFrom(
  ...KEYWORDS, ...CONTEXTUAL_KEYWORDS, ...'(){}[];:,.?!$=+-*/%&|^~<>#'.split(''), '(:', ':)', '({', '})', '([', '])', '::', '->', '..', '...', '??', '?.', '++', '--', '+=', '??=', '||', '&&', '<<=', '==', '!=', '$1', '$(',
  'i', 's', 'a', 'm', 'f', 'o', 'x', 'f0', 'gi', 'main', 'point', 'create', '0', '1', '-1', '9223372036854775808', '1.5', '"s"', '"%d%s"', "'c'", '`${', '`', 'ref', 'efun::', '\n#define X X(\n', '\nX\n',
  'sizeof', 'map', 'filter', 'sort_array', 'sprintf', 'evaluate', 'call_other', 'this_object()', 'destruct(this_object())', 'catch(', 'await', 'async function (int x) {', 'promise<int>', 'promise_create()', 'promise_all(({', 'foreach (int i in a)', 'switch (i) { case', 'inherit "/objects/_base";', 'class point { int x; }',
)

async function endure(source: string): Promise<void> {
  const start = performance.now()
  const r = await bench.both(source)
  const ms = performance.now() - start
  const bug = r.plain.bug ?? r.waiting.bug
  if (bug) throw new Error(`${bug}\n${source}`)
  if (ms > PATIENCE) throw new Error(`${Math.round(ms)} ms\n${source}`)
}

t.test('tokens at random, alone and in the middle of a function', async (t) => {
  const soup = fc.array(word, { maxLength: 40 }).map((w) => w.join(' '))
  const inside = soup.map((s) => `int gi;\nclass point { int x; }\nint f0(int i, string s) {\n  int *a; mapping m; function f; object o; mixed x;\n  ${s}\n}\nmixed main() { return f0(1, "s"); }\n`)
  const short = fc.array(word, { maxLength: 6 }).map((w) => `mixed main() { int i; string s; mixed a, m, f, o, x; ${w.join(' ')}; return i; }`)
  await fc.assert(fc.asyncProperty(fc.oneof(soup, inside, short), endure), { numRuns: RUNS, seed: SEED })
  t.pass()
})

interface Change {
  readonly what: 'drop' | 'double' | 'swap' | 'replace' | 'insert' | 'copy'
  readonly at: number
  readonly to: number
  readonly word: string
}

/** The text with some of its tokens changed; directives and white space stay where they are. */
function changed(text: string, changes: readonly Change[]): string {
  const lines = text.split('\n')
  const starts = lines.map(() => 0)
  for (let i = 1; i < lines.length; i++) starts[i] = starts[i - 1] + lines[i - 1].length + 1
  const places = tokenizeLpc(text, '/t.c').tokens.filter((x) => x.kind !== 'EOF').map((x) => starts[x.loc.line - 1] + x.loc.col - 1)
  const pieces = places.map((from, i) => text.slice(from, places[i + 1] ?? text.length))
  for (const c of changes) {
    if (!pieces.length) break
    const [at, to] = [c.at % pieces.length, c.to % pieces.length]
    switch (c.what) {
      case 'drop': pieces.splice(at, 1 + (c.to % 3)); break
      case 'double': pieces.splice(at, 0, pieces[at]); break
      case 'swap': [pieces[at], pieces[to]] = [pieces[to], pieces[at]]; break
      case 'replace': pieces[at] = ` ${c.word} `; break
      case 'insert': pieces.splice(at, 0, ` ${c.word} `); break
      case 'copy': pieces.splice(at, 0, ...pieces.slice(to, to + (c.at % 12))); break
    }
  }
  return text.slice(0, places[0] ?? 0) + pieces.join('')
}

const changes = fc.array(fc.record<Change>({ what: fc.constantFrom('drop', 'double', 'swap', 'replace', 'insert', 'copy'), at: fc.nat(5_000), to: fc.nat(5_000), word: fc.oneof(word, fc.constantFrom(...EFUNS.keys())) }), { minLength: 1, maxLength: 4 })

/** What ends or blocks the process by design, or takes real time. */
const SPARED = /\b(sleep|shutdown|call_out\w*|password_\w+|ed|ed_start|ed_cmd|input_to|get_char|background)\b/

t.test('real programs, changed a little', async (t) => {
  const dir = join(ROOT, 't/lpc')
  const corpus = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.c')).map((f) => readFileSync(join(dir, f), 'utf8'))
  for (const f of readdirSync(dir, { recursive: true, encoding: 'utf8' })) if (/\.(c|h)$/.test(f)) bench.put(`/${f}`, readFileSync(join(dir, f), 'utf8'))
  t.ok(corpus.length > 10, `${corpus.length} programs`)
  await fc.assert(fc.asyncProperty(fc.constantFrom(...corpus), changes, async (text, list) => {
    const source = changed(text, list)
    if (!SPARED.test(source)) await endure(source)
  }), { numRuns: RUNS, seed: SEED })
})

t.test('generated programs, changed a little', async (t) => {
  await fc.assert(fc.asyncProperty(program, changes, async (text, list) => {
    const source = changed(text, list)
    if (!SPARED.test(source)) await endure(source)
  }), { numRuns: RUNS, seed: SEED })
  t.pass()
})
