/**
 * Runs every LPC test below this folder, plain and with a wait at every call: both must print
 * what the comments say.
 *
 *   write(x);            // expect: TEXT       one line of output, in order
 *   boom();              // expect error: TEXT     main() ends in this error, raised on this line
 *   int f( { }           // expect compile error: TEXT    reported for this line
 *   int unused;          // expect warning: TEXT    and there are no others
 *
 * A line `//! NAME` turns an option on: `ticks N`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { compileWithWarnings } from '../../driver/compile/index.js'
import { compileOptions, makeWorld } from '../../driver/roles/make-world.js'
import { useSite } from '../../driver/lang/index.js'
import { applyDirect, NO_FUNCTION } from '../../driver/vm/calls.js'
import { CompileError, LpcError } from '../../driver/vm/errors.js'
import { DEFAULT_LIMITS } from '../../driver/vm/limits.js'
import { LpcObject } from '../../driver/vm/object.js'
import { REAL_CLOCK } from '../../driver/world/config.js'
import { after } from '../../driver/world/flow.js'

// A busy machine is no failure.
t.setTimeout(120_000)

/** The sources are LPC files: they stay in the source tree. */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 't', 'lpc')

interface Expected {
  readonly output: string[]
  readonly error: { line: number; text: string } | null
  readonly compile: Array<{ line: number; text: string }>
  readonly warnings: Array<{ line: number; text: string }>
  readonly ticks: number
}

function expected(text: string): Expected {
  const output: string[] = []
  const compile: Array<{ line: number; text: string }> = []
  const warnings: Array<{ line: number; text: string }> = []
  let error: { line: number; text: string } | null = null
  let ticks = DEFAULT_LIMITS.evalTicks
  text.split('\n').forEach((source, i) => {
    for (const m of source.matchAll(/\/\/ expect: ?(.*)$/g)) output.push(m[1])
    const e = /\/\/ expect error: (.*)$/.exec(source)
    if (e) error = { line: i + 1, text: e[1] }
    const c = /\/\/ expect compile error: (.*)$/.exec(source)
    if (c) compile.push({ line: i + 1, text: c[1] })
    const w = /\/\/ expect warning: (.*)$/.exec(source)
    if (w) warnings.push({ line: i + 1, text: w[1] })
    const option = /^\/\/! ticks (\d+)/.exec(source)
    if (option) ticks = Number(option[1])
  })
  return { output, error, compile, warnings, ticks }
}

interface Ran {
  readonly output: string[]
  readonly error: LpcError | null
  /** Of all files compiled. */
  readonly warnings: Array<{ file: string; line: number; message: string }>
}

function run(file: string, suspendEverywhere: boolean, ticks: number): Promise<Ran> {
  let output = ''
  const warnings: Ran['warnings'] = []
  const world = makeWorld({
    mudlibDir: ROOT,
    includeDirs: ['/include'],
    masterFile: '/master',
    limits: { ...DEFAULT_LIMITS, evalTicks: ticks },
    suspendEverywhere,
    clock: { ...REAL_CLOCK, after: (ms, fn) => { const h = setTimeout(fn, ms); return () => clearTimeout(h) } },
    console: (s) => { output += s },
    compile: (request) => {
      const compiled = compileWithWarnings(compileOptions(request))
      warnings.push(...compiled.warnings.map((w) => ({ file: w.loc.file, line: useSite(w.loc).line, message: w.message })))
      return compiled.program
    },
  })
  return new Promise((done) => {
    world.start({}, (F) => after(F, world.loader.load(F, file), (ob) => {
      if (!(ob instanceof LpcObject)) throw new LpcError(`${file} made no object`)
      F.stack[++F.sp] = ob
      const r = applyDirect(F, ob, 'main', [])
      return r === NO_FUNCTION ? undefined : r
    }), (error) => {
      world.scheduler.stop()
      done({ output: output.split('\n').filter((l, i, all) => i < all.length - 1 || l !== ''), error, warnings })
    })
  })
}

function* sources(dir: string): Generator<string> {
  for (const e of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, e.name)
    if (e.isDirectory() && e.name !== 'include') yield* sources(path)
    else if (e.name.endsWith('.c') && !e.name.startsWith('_')) yield path
  }
}

for (const path of sources(ROOT)) {
  const file = '/' + relative(ROOT, path)
  const want = expected(readFileSync(path, 'utf8'))
  for (const everywhere of [false, true]) {
    t.test(`${file}${everywhere ? ', waiting at every call' : ''}`, async (t) => {
      const { output, error, warnings } = await run(file, everywhere, want.ticks)
      if (want.compile.length) {
        t.ok(error instanceof CompileError, 'does not compile')
        const got = error instanceof CompileError ? error.diagnostics.filter((d) => d.severity === 'error') : []
        for (const c of want.compile) t.ok(got.some((d) => d.line === c.line && d.message.includes(c.text)), `line ${c.line}: ${c.text}`, { got })
        t.equal(got.length, want.compile.length, 'and nothing else', { got })
        return
      }
      t.strictSame(output, want.output)
      for (const w of want.warnings) t.ok(warnings.some((x) => x.line === w.line && x.message.includes(w.text)), `line ${w.line}: ${w.text}`)
      t.equal(warnings.length, want.warnings.length, 'no other warnings', { warnings })
      if (want.error) {
        t.match(error?.message ?? 'no error', new RegExp(want.error.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
        t.equal(error?.trace.findLast((x) => x.program === file)?.line, want.error.line, 'on that line')
      } else t.equal(error, null, 'no error', { message: error instanceof CompileError ? error.report : error?.message, trace: error?.trace })
    })
  }
}
