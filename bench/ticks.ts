/**
 * Time for ticks: the examples of every efun, and operators and efuns on long values, each in a
 * loop until its ticks have run out, beside a plain loop with as many. What stands far above 1×
 * lets LPC hold the driver up for longer than the limit of an evaluation says.
 * Not for: efuns that wait; what they cost is paid beside the game.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeWorld } from '../driver/roles/make-world.js'
import { applyDirect } from '../driver/vm/calls.js'
import { DEFAULT_LIMITS } from '../driver/vm/limits.js'
import { LpcObject } from '../driver/vm/object.js'
import type { Value } from '../driver/vm/values.js'
import { after } from '../driver/world/flow.js'
import type { World } from '../driver/world/world.js'
import { EFUNS } from '../efuns/table.js'
import type { Row } from './measure.js'

/** Ticks of one loop: a hundredth of a second of plain code. */
const BUDGET = 1_000_000
/** Ticks for what is made before it. */
const PREPARING = 1_000_000_000
/** Rows that are shown. */
const WORST = 25

/** Declarations of `v` and `w`, what makes them, and what is done with them. */
const LONG: ReadonlyArray<readonly [declared: string, made: string, done: readonly string[]]> = [
  ['string v, w;', 'v = repeat_string("a", 2000000) + "x"; w = repeat_string("a", 2000000) + "y";', [
    'v == w', 'v < w', 'v + w', 'v[5..]', '({ v }) - ({ w })', 'member_array(v, ({ w, w }))', 'sort_array(({ v, w }), 1)', 'strcmp(v, w)', 'lower_case(v)', 'strsrch(v, "ax")', 'explode(v, "x")', 'replace_string(v, "aa", "b")',
    'sscanf(v, "%s" + w, w)', 'to_int(v)', 'hash("sha1", v)', 'sprintf("%-30s", v)', 'trim("a", v)', 'save_variable(v)', 'json_encode(v)', 'find_object(v)', 'zonetime(v, 1)', 'string_encode("a", v)', 'terminal_colour(v, ([ ]))', 'strwidth(v)', 'regexp(({ v }), "b$")',
  ]],
  ['mixed v, w;', 'v = allocate(200000, (: $1 :)); w = map(v, (: $1 + 7 :));', [
    'v + w', 'v - w', 'v & w', 'v | w', 'v[1..]', 'copy(v)', 'sort_array(v, 1)', 'implode(v, "")', 'save_variable(v)', 'json_encode(v)', 'sprintf("%O", v)', 'unique_array(v, (: 1 :))', 'max(v)', 'has_cycle(v)', 'say("", v)', 'message("", "", v)', 'to_buffer(v)', 'shuffle(v)', 'allocate(200000)',
  ]],
  ['mapping v, w;', 'v = ([ ]); w = ([ ]); for (int i; i < 50000; i++) { v["k" + i] = i; w[i] = i; }', ['v + w', 'keys(v)', 'values(v)', 'copy(v)', 'filter(v, (: 1 :))', 'save_variable(v)', 'json_encode(v)', 'sprintf("%O", v)']],
  ['buffer v, w;', 'v = allocate_buffer(4000000); w = allocate_buffer(4000000);', ['v == w', 'v + w', 'v[5..]', 'copy(v)', 'crc32(v)']],
  ['int v;', '', ['catch(error("x"))', 'catch(1 / v)', 'new_one()', 'destruct(clone_object("/thing"))', 'destruct(load_object("/thing"))', 'catch(load_object("/none"))']],
]

interface Loop {
  readonly name: string
  readonly file: string
}

function loops(dir: string): Loop[] {
  const made: Loop[] = []
  const add = (name: string, declared: string, before: string, expression: string): void => {
    const file = `/t${made.length}`
    writeFileSync(join(dir, `${file}.c`), `#pragma no_warnings\n${declared}\nasync void new_one() { error("x"); }\nvoid before() { ${before} }\nvoid run() { mixed r; for (;;) r = ${expression}; }\n`)
    made.push({ name, file })
  }
  add('a plain loop', '', '', 'r + 1')
  for (const e of EFUNS.values()) if (e.spec.mode !== 'waits') for (const text of e.spec.examples ?? []) add(text, '', '', text)
  for (const [declared, before, done] of LONG) for (const text of done) add(`${text} of ${declared}`, declared, before, text.startsWith('destruct') || text === 'new_one()' ? `(${text}, 1)` : text)
  return made
}

/** Milliseconds of one function; null when it does not compile, waits, or ends in another error. */
function timed(world: World, file: string, fn: string, ticks: number): number | null {
  let ended: string | null = null
  world.limits.evalTicks = PREPARING
  world.start({}, (F) => world.loader.load(F, file), (error) => { if (error) ended = error.message })
  if (ended !== null) return null
  world.limits.evalTicks = ticks
  const start = performance.now()
  world.start({}, (F) => after(F, world.objects.get(file), (ob) => (ob instanceof LpcObject ? applyDirect(F, ob, fn, []) as Value : 0)), (error) => { ended = error?.message ?? '' })
  const ms = performance.now() - start
  return ended !== null && (fn === 'before' || /Too long evaluation/.test(ended)) ? ms : null
}

export async function run(): Promise<Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-ticks-'))
  writeFileSync(join(dir, 'master.c'), 'int valid_read() { return 1; } int valid_write() { return 1; }\n')
  writeFileSync(join(dir, 'thing.c'), '')
  const world = makeWorld({ mudlibDir: dir, masterFile: '/master', limits: { ...DEFAULT_LIMITS }, console: () => {} })
  const times: Array<{ name: string; ms: number }> = []
  let left = 0
  for (const { name, file } of loops(dir)) {
    if (timed(world, file, 'before', PREPARING) === null) left++
    else {
      const ms = timed(world, file, 'run', BUDGET)
      if (ms === null) left++
      else times.push({ name, ms })
    }
  }
  world.scheduler.stop()
  rmSync(dir, { recursive: true })
  console.log(`${times.length} loops of ${BUDGET.toLocaleString('en')} ticks, ${left} left out: they wait, or end in an error`)
  const plain = times.shift()!.ms
  times.sort((a, b) => b.ms - a.ms)
  return times.slice(0, WORST).map(({ name, ms }) => ({ name: name.slice(0, 90), value: ms, unit: 'ms', peer: 'of a plain loop', ratio: ms / plain }))
}
