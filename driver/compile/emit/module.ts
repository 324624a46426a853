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
import { RUNTIME } from '../runtime.js'
import { emitFast } from './fast.js'
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

const RT_NAMES = Object.keys(RUNTIME).join(', ')

export function emitModule(mod: ModuleContext, functions: readonly LFunction[], init: LFunction | null): { text: () => string; load(): Module } {
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
  return { text: () => w.text, load: () => load(mod, w, all, init) }
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

function load(mod: ModuleContext, w: Writer, all: readonly LFunction[], init: LFunction | null): Module {
  const { opts } = mod
  const positions: PositionTable[] = [w]
  const K: Record<string, ResumableCode> = {}
  let exports: Record<string, any> = {}
  for (const f of all) {
    if (f.calls.length === 0) continue
    const points = f.calls.map((c) => ({ file: c.file, line: c.line }))
    K[f.js] = new ResumableCode(f.name, points, () => loadResumable(mod, f, exports, positions))
  }
  const sups: Record<string, Code> = {}
  for (const [js, s] of mod.supers) sups[js] = mod.scope.inherits[s.inherit].program.dispatch.table.get(s.name)!.code
  exports = run(mod, `${SCRIPT_PREFIX}${opts.file}#${opts.version}`, w)(RUNTIME, opts.efuns, sups, K, opts.scan)
  return { code: (js) => exports[js], Seg: exports.Seg, Link: exports.Link, init: init ? exports[init.js] : null, positions }
}

/** The text of a function's resumable form as a script; for `--dump=js` too. */
export function resumableText(mod: ModuleContext, f: LFunction, available: Iterable<string>): Writer {
  const w = new Writer(mod.texts !== null)
  const body = w.capture(() => emitResumable(w, f, mod.opts))
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

function loadResumable(mod: ModuleContext, f: LFunction, exports: Record<string, unknown>, positions: PositionTable[]): Resume {
  const w = resumableText(mod, f, Object.keys(exports))
  positions.push(w)
  return run(mod, `${SCRIPT_PREFIX}${mod.opts.file}#${mod.opts.version}:${f.js}`, w)(RUNTIME, exports)
}

function run(mod: ModuleContext, filename: string, w: Writer): (...args: unknown[]) => any {
  const map = mod.opts.debug && mod.texts ? inlineSourceMap(filename, w, mod.texts, mod.opts.debug) : ''
  const fn = new Script(w.seal() + map, { filename }).runInThisContext()
  registerScript(filename, w)
  watchScript(filename, w)
  return fn
}
