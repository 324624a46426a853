/**
 * `hauki lpc`: compiles and runs one LPC file without a mudlib, and the command line of
 * `hauki lpc check` (lpc-check.ts).
 * Exit status: 0, 1 (LPC error), 2 (does not compile), 64 (usage).
 */
import { existsSync, readFileSync, realpathSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { formatValue } from '../../efuns/format/value.js'
import { EFUNS } from '../../efuns/table.js'
import { compileWithWarnings, dumpJs } from '../compile/index.js'
import { oneLine } from '../lang/diagnostics.js'
import { parseLpc, preprocessLpc, tokenizeLpc } from '../lang/index.js'
import type { SourceHost } from '../lang/source.js'
import { awaitValue } from '../vm/async.js'
import { applyDirect, NO_FUNCTION } from '../vm/calls.js'
import { CompileError, LpcError } from '../vm/errors.js'
import { DEFAULT_LIMITS } from '../vm/limits.js'
import { LpcObject } from '../vm/object.js'
import { REAL_CLOCK, type CompileRequest } from '../world/config.js'
import { after } from '../world/flow.js'
import { lpcArgument } from './arguments.js'
import { compileOptions, makeWorld } from './make-world.js'
import { lpcFiles } from './lpc-files.js'
import { Checker, compileIn, compilingWorld, findingLine } from './lpc-check.js'
import { mudlibAround, type Mudlib } from './mudlib.js'
import { errorText } from './trace-text.js'

export const LPC_HELP = `Usage: hauki lpc FILE [options]          compile and run one LPC file
       hauki lpc check FILE...           report what does not compile: files, folders, patterns ('mudlib/**')

  --call FN [ARG...]    call FN with these arguments (LPC values; plain words are strings).
                        Without it main() is called, if there is one.
  --ticks N             tick limit of the evaluation
  --suspend-everywhere  wait at every call (test mode: the answer must not change)
  --dump WHAT           tokens, pp, ast or js: print that instead of running
  --mudlib DIR          root of the paths in the file (default: the file's folder)
  --include DIR         folder inside the root searched for #include <...> (may be repeated)
  --config FILE         check and dump: the mudlib's settings (TOML or FluffOS's). Without it those of
                        hauki.toml, else of the lpc-config.json above the file, where there is one
  --inspect[=HOST:PORT] wait for a debugger (docs/debugging.md)
  --json                one line: {"value","output","ticks","ms"} or {"error",...}

Prints the result as LPC. Exit status: 0, 1 LPC error (trace on stderr), 2 does not compile.`

const OPTIONS = {
  call: { type: 'string' },
  ticks: { type: 'string' },
  'suspend-everywhere': { type: 'boolean' },
  dump: { type: 'string' },
  mudlib: { type: 'string' },
  include: { type: 'string', multiple: true },
  config: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

export async function lpc(argv: string[]): Promise<number> {
  let parsed
  try {
    parsed = parseArgs({ args: argv, options: OPTIONS, allowPositionals: true })
  } catch (e) {
    return usage((e as Error).message)
  }
  const { values, positionals } = parsed
  if (values.help) {
    console.log(LPC_HELP)
    return 0
  }
  if (positionals[0] === 'check') return check(positionals.slice(1), values)
  const [file, ...args] = positionals
  if (file === undefined) return usage('no file given')
  if (!existsSync(file)) return usage(`no such file: ${file}`)
  if (statSync(file).isDirectory()) return usage(`${file} is a folder; \`hauki lpc check\` takes those`)
  if (values.dump !== undefined) return dump(file, values.dump, values)
  const ticks = values.ticks === undefined ? DEFAULT_LIMITS.evalTicks : Number(values.ticks)
  if (!Number.isSafeInteger(ticks) || ticks <= 0) return usage(`--ticks wants a positive number, got ${values.ticks}`)
  if (args.length && values.call === undefined) return usage(`unexpected argument ${args[0]} (arguments of a function come with --call)`)
  return run(file, values.call ?? null, args, { ticks, json: values.json ?? false, suspendEverywhere: values['suspend-everywhere'] ?? false, ...place(file, values.mudlib, values.include) })
}

function usage(why: string): number {
  console.error(`hauki lpc: ${why}\n\n${LPC_HELP}`)
  return 64
}

interface Place {
  readonly mudlibDir: string
  readonly includeDirs: readonly string[]
}

function place(file: string, mudlib: string | undefined, include: string[] | undefined): Place {
  return { mudlibDir: resolve(mudlib ?? dirname(file)), includeDirs: include ?? ['/include', '/'] }
}

/** The file's path inside the root. */
function inside(file: string, root: string): string {
  const real = realpathSync(resolve(file))
  const base = realpathSync(root)
  return real.startsWith(base + '/') ? real.slice(base.length) : `/${basename(file)}`
}

// ---- run ---------------------------------------------------------------------------------------

interface RunOptions extends Place {
  readonly ticks: number
  readonly json: boolean
  readonly suspendEverywhere: boolean
}

function run(file: string, call: string | null, args: string[], o: RunOptions): Promise<number> {
  let output = ''
  let status = 0
  const world = makeWorld({
    mudlibDir: o.mudlibDir,
    includeDirs: o.includeDirs,
    masterFile: '/master',
    limits: { ...DEFAULT_LIMITS, evalTicks: o.ticks },
    suspendEverywhere: o.suspendEverywhere,
    // Nothing else keeps this process alive while a fiber waits for a timer.
    clock: { ...REAL_CLOCK, after: (ms, fn) => { const t = setTimeout(fn, ms); return () => clearTimeout(t) } },
    console: (text) => {
      if (o.json) output += text
      else writeSync(1, text)
    },
    exit: (code) => { status = code },
  })
  return new Promise((done) => {
    const start = performance.now()
    // The fiber may be through before start() returns.
    let spent = (): number => 0
    world.start({}, (F) => after(F, (spent = () => F.spent, world.loader.load(F, inside(file, o.mudlibDir))), (ob) => {
      if (!(ob instanceof LpcObject)) throw new LpcError(`${file} made no object.`)
      F.stack[++F.sp] = ob
      const r = applyDirect(F, ob, call ?? 'main', args.map((a) => lpcArgument(world, a)))
      if (r !== NO_FUNCTION) return after(F, r, (v) => awaitValue(F, v))
      if (call !== null) throw new LpcError(`${file} has no function ${call}().`)
      return undefined
    }), (error, value) => {
      const ms = performance.now() - start
      if (error) status = failed(error, o.json, output)
      else if (o.json) console.log(JSON.stringify({ value: formatValue(value), output, ticks: spent(), ms: Math.round(ms * 1000) / 1000 }))
      else console.log(formatValue(value))
      world.scheduler.stop()
      done(status)
    })
  })
}

function failed(e: LpcError, json: boolean, output: string): number {
  const compile = e instanceof CompileError
  if (json) console.log(JSON.stringify({ error: e.message, code: e.code, output, trace: e.trace, ...(compile ? { diagnostics: e.diagnostics } : {}) }))
  else console.error(compile ? e.report : errorText(e))
  return compile ? 2 : 1
}

// ---- check and dump ------------------------------------------------------------------------------

interface Around {
  readonly mudlib?: string
  readonly include?: string[]
  readonly config?: string
}

/** How a file is compiled for check and dump: as its mudlib would, where that is known. */
function surroundings(file: string, o: Around): Place & Partial<Mudlib> {
  const lib = mudlibAround(file, o.config ?? null)
  if (!lib || (o.mudlib !== undefined && realpathSync(o.mudlib) !== realpathSync(lib.mudlibDir))) return place(file, o.mudlib, o.include)
  return { ...lib, includeDirs: o.include ?? lib.includeDirs }
}

function check(files: string[], o: Around): number {
  if (files.length === 0) return usage('check: no file given')
  const checkers = new Map<string, Checker>()
  let missing = 0
  for (const file of lpcFiles(files)) {
    if (!existsSync(file)) {
      console.log(`${file}(1,1): error LPC1000: no such file`)
      missing++
      continue
    }
    const config = { masterFile: '/master', ...surroundings(file, o) }
    let checker = checkers.get(config.mudlibDir)
    if (!checker) {
      checker = new Checker(config.mudlibDir, config, (f) => console.log(findingLine(f)))
      checkers.set(config.mudlibDir, checker)
    }
    checker.check(inside(file, config.mudlibDir))
  }
  return missing + [...checkers.values()].reduce((n, c) => n + c.errors, 0) ? 1 : 0
}

function dump(file: string, what: string, o: Around): number {
  const config = { masterFile: '/master', ...surroundings(file, o) }
  const text = readFileSync(file, 'utf8')
  const path = inside(file, config.mudlibDir)
  if (what === 'tokens') {
    for (const t of tokenizeLpc(text, path).tokens) console.log(`${t.loc.line}:${t.loc.col}\t${t.kind}\t${JSON.stringify(t.text)}`)
    return 0
  }
  const requests = new Map<string, CompileRequest>()
  const world = compilingWorld(config, (r) => {
    requests.set(r.file, r)
    return compileWithWarnings(compileOptions(r)).program
  })
  try {
    compileIn(world, path)
  } catch (e) {
    if (!(e instanceof LpcError)) throw e
    if (what === 'js') return failed(e, false, '')
  }
  const request = requests.get(path)
  const source: SourceHost = request?.source ?? { include: () => null, predefines: world.config.predefines, efunDefined: (n) => EFUNS.has(n), globalInclude: '' }
  switch (what) {
    case 'pp':
      console.log(preprocessLpc(text, path, source).text)
      return 0
    case 'ast': {
      const { program, diagnostics } = parseLpc(text, path, source)
      console.log(JSON.stringify(program, (_k, v) => (v instanceof Set ? [...v] : typeof v === 'bigint' ? `${v}` : v), 2))
      for (const d of diagnostics.list) console.error(oneLine(d))
      return diagnostics.errors ? 2 : 0
    }
    case 'js':
      console.log(dumpJs(compileOptions(request!)))
      return 0
    default:
      return usage(`--dump wants tokens, pp, ast or js, got ${what}`)
  }
}
