/**
 * One script per program: constants, the segment class, all functions in fast form. Resumable
 * forms are scripts of their own, compiled when a frame first parks.
 */
import { Script } from 'node:vm'
import { ResumableCode, type Resume } from '../../vm/resume.js'
import type { Code, Link, Program, Resolved, Segment } from '../../vm/program.js'
import { SCRIPT_PREFIX, registerScript, watchScript, type PositionTable } from '../../vm/trace.js'
import type { LFunction } from '../lir.js'
import type { ModuleContext } from '../lower/context.js'
import { isInt } from '../lower/reps.js'
import type { CompileOptions } from '../options.js'
import { RUNTIME } from '../runtime.js'
import type { Inherited } from '../scope.js'
import { emitFast, type EmitOptions } from './fast.js'
import { emitResumable } from './resumable.js'
import { inlineSourceMap } from './sourcemap.js'
import { Writer } from './writer.js'

/** What the script of a program gives. */
export interface Module {
  readonly code: (js: string) => Code
  readonly Seg: new () => Segment
  readonly Link: new (program: Program, seg: number, inherits: readonly number[], fns: readonly Resolved[]) => Link
  /** Initialises own variables of one segment. */
  readonly init: Code | null
  /** Kept alive with the program: traces need it. */
  readonly positions: PositionTable[]
}

/** A script and where its lines come from. */
export interface ScriptText {
  readonly text: string
  readonly positions: PositionTable
}

/** A function in which a frame can park. */
export interface Parking {
  readonly js: string
  readonly name: string
  /** LPC file and line of each suspend point. */
  readonly points: ReadonlyArray<{ readonly file: string; readonly line: number }>
  /** Its resumable form; `available`: the names that the module's script gives. */
  resumable(filename: string, available: Iterable<string>): ScriptText
}

/** What the emit pass makes: everything that loading needs, fresh or from a cache. */
export interface Emitted {
  /** The script. It can be taken once. */
  script(filename: string): ScriptText
  readonly parking: readonly Parking[]
  /** Constants that hold inherited functions: JavaScript name, number of the inherit, LPC name. */
  readonly supers: ReadonlyArray<readonly [js: string, inherit: number, name: string]>
  /** JavaScript name of the initialiser, if there is one. */
  readonly init: string | null
}

const RT_NAMES = Object.keys(RUNTIME).join(', ')

export function emitModule(mod: ModuleContext, functions: readonly LFunction[], init: LFunction | null): Emitted & { text(): string } {
  const { opts } = mod
  const w = new Writer(mod.texts !== null)
  const all = init ? [...functions, init] : functions
  const supers = [...mod.supers.keys()]
  w.put('(function (rt, efuns, sups, K, scan) {')
  w.put("'use strict'")
  w.put(`const { ${RT_NAMES} } = rt`)
  for (const name of mod.efuns) w.put(`const e_${name} = efuns.get(${JSON.stringify(name)}).fn`)
  for (const name of supers) w.put(`const ${name} = sups.${name}`)
  for (const c of mod.scope.classes.values()) w.put(`const ${c.js} = { name: ${JSON.stringify(c.name)}, members: ${JSON.stringify(c.members)} }`)
  for (const f of all) if (f.calls.length) w.put(`const k${f.js} = K[${JSON.stringify(f.js)}]`)
  for (let i = 0; i < mod.callSites; i++) w.put(`const ic${i} = new CallSite()`)
  segmentClass(w, mod)
  linkClass(w, mod)
  for (const f of all) emitFast(w, f, opts)
  // A function declaration can be assigned to: calls inside the module go through the wrapper too.
  if (mod.efuns.has('defer')) for (const f of functions) w.put(`${f.js} = deferring(${f.js})`)
  for (const f of functions) if (f.async !== null) w.put(`${f.js} = asyncing(${f.js}, ${JSON.stringify(f.async)})`)
  const names = [...all.map((f) => f.js), ...all.filter((f) => f.calls.length).map((f) => `k${f.js}`), ...Array.from({ length: mod.callSites }, (_, i) => `ic${i}`), ...[...mod.efuns].map((n) => `e_${n}`), ...supers, ...[...mod.scope.classes.values()].map((c) => c.js)]
  w.put(`return { Seg, Link, scan, ${names.join(', ')} }`)
  w.put('})')
  return {
    text: () => w.text,
    script: (filename) => scriptText(mod, w, filename),
    parking: all.filter((f) => f.calls.length).map((f) => ({
      js: f.js,
      name: f.name,
      points: f.calls.map((c) => ({ file: c.file, line: c.line })),
      resumable: (filename, available) => scriptText(mod, resumableText(f, available, opts, w.columns), filename),
    })),
    supers: [...mod.supers].map(([js, s]) => [js, s.inherit, s.name]),
    init: init && init.js,
  }
}

function scriptText(mod: ModuleContext, w: Writer, filename: string): ScriptText {
  const map = mod.opts.debug && mod.texts ? inlineSourceMap(filename, w, mod.texts, mod.opts.debug) : ''
  return { text: w.seal() + map, positions: w }
}

/** Variables as fields of one class, so that all segments of a program share a hidden class. */
function segmentClass(w: Writer, mod: ModuleContext): void {
  w.open('class Seg {')
  w.open('constructor() {')
  w.put('this.$l = undefined')
  mod.scope.segmentRefs.forEach((_, i) => w.put(`this.$s${i} = undefined`))
  for (const v of mod.scope.ownVariables) w.put(`this.v_${v.name} = ${isInt(v.type) && !mod.askedGlobals.has(v.name) ? '0' : 'undefined'}`)
  w.close('}')
  w.close('}')
}

/** Virtual functions as fields too: see Link. */
function linkClass(w: Writer, mod: ModuleContext): void {
  w.open('class Link {')
  w.open('constructor(program, seg, inherits, fns) {')
  w.put('this.program = program; this.seg = seg; this.inherits = inherits; this.fns = fns')
  mod.scope.slots.forEach((_, k) => w.put(`this.c${k} = undefined; this.t${k} = 0`))
  w.close('}')
  w.close('}')
}

/** Runs the script. `cached`: what V8 kept of it last time; `script` gives that for the next. */
export function loadModule(e: Emitted, opts: Pick<CompileOptions, 'file' | 'version' | 'efuns' | 'scan'>, inherits: readonly Inherited[], cached?: Buffer): { module: Module; script: Script } {
  const positions: PositionTable[] = []
  const filename = `${SCRIPT_PREFIX}${opts.file}#${opts.version}`
  const K: Record<string, ResumableCode> = {}
  let exports: Record<string, any> = {}
  for (const p of e.parking) {
    K[p.js] = new ResumableCode(p, () => {
      const name = `${filename}:${p.js}`
      const text = p.resumable(name, Object.keys(exports))
      positions.push(text.positions)
      return run(name, text).fn(RUNTIME, exports) as Resume
    })
  }
  const sups: Record<string, Code> = {}
  for (const [js, inherit, name] of e.supers) sups[js] = inherits[inherit].program.dispatch.table.get(name)!.code
  const text = e.script(filename)
  positions.push(text.positions)
  const { fn, script } = run(filename, text, cached)
  exports = fn(RUNTIME, opts.efuns, sups, K, opts.scan)
  return { module: { code: (js) => exports[js], Seg: exports.Seg, Link: exports.Link, init: e.init === null ? null : exports[e.init], positions }, script }
}

/** A function's resumable form as a script; for `--dump=js` too. */
export function resumableText(f: LFunction, available: Iterable<string>, opts: EmitOptions, columns = false): Writer {
  const w = new Writer(columns)
  const body = w.capture(() => emitResumable(w, f, opts))
  const used = new Set(body.lines.join('\n').match(/[\w$]+/g))
  w.put('(function (rt, M) {')
  w.put("'use strict'")
  w.put(`const { ${RT_NAMES} } = rt`)
  w.put(`const { ${[...available].filter((n) => used.has(n)).join(', ')} } = M`)
  w.append(body)
  w.put('return resume')
  w.put('})')
  return w
}

function run(filename: string, { text, positions }: ScriptText, cachedData?: Buffer): { fn: (...args: unknown[]) => any; script: Script } {
  const script = new Script(text, { filename, cachedData })
  const fn = script.runInThisContext()
  registerScript(filename, positions)
  watchScript(filename, positions)
  return { fn, script }
}
