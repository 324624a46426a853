/**
 * LPC traces, made only when an error is shown: V8 already recorded the JavaScript frames when
 * the error was created; here those that belong to LPC are mapped to file:line, and the frames
 * that the fiber holds as data are put below them. Running code pays nothing.
 */
import { LpcError, type TraceEntry } from './errors.js'
import type { Fiber, Frame } from './fiber.js'
import { MAX_TRACE } from './limits.js'

/** What a line of emitted JavaScript is. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly function: string
  /** Its call is made in place: it enters another object, or goes through a function value of this one. */
  readonly how: 'enters' | 'points' | ''
}

/** Where emitted JavaScript lines come from. One per compiled script, owned by its program. */
export interface PositionTable {
  position(jsLine: number): Position | null
  /** Where the function that V8 knows as `js` begins; null in scripts of resumable forms. */
  entry(js: string): Position | null
}

/** Scripts by the file name V8 knows them by. Weak: a replaced program takes its table along. */
const scripts = new Map<string, WeakRef<PositionTable>>()

export const SCRIPT_PREFIX = 'lpc:'

export function registerScript(name: string, table: PositionTable): void {
  scripts.set(name, new WeakRef(table))
}

/** The table of a script; undefined once its program is gone. */
export function positionsOf(script: string): PositionTable | undefined {
  return scripts.get(script)?.deref()
}

// Another world may have compiled a file of that name since.
const collected = new FinalizationRegistry<string>((name) => {
  if (!scripts.get(name)?.deref()) scripts.delete(name)
})

export function watchScript(name: string, owner: object): void {
  collected.register(owner, name)
}

// Twice the LPC lines wanted, for the helper frames between them.
Error.stackTraceLimit = 2 * MAX_TRACE

/** The functions that enter an object: each is one step down the fiber's object stack. */
const ENTERING = new Set(['enterAndRun', 'callClosure1', 'callClosure2'])
/** Called by those before they enter, or instead. */
const NOT_YET = new Set(['enter', 'deeper', 'ownerOf', 'callClosure'])
/** What a function value made of an efun or a simul_efun is, in JavaScript. */
const POINTED = new Set(['pointedEfun', 'pointedSimul'])

/** Fills `error.trace` once; entries already there ran deeper (on another machine) and stay below. */
export function completeTrace(F: Fiber, error: LpcError, parked: readonly Frame[]): void {
  if (error.complete) return
  error.complete = true
  const entries: TraceEntry[] = []
  for (const frame of parked) if (frame.place) entries.push(frame.place)
  entries.push(...liveFrames(F, error).reverse())
  error.trace = [...clip(entries), ...error.trace]
}

/** As completeTrace, for an error that a wait ended in: wherever it was made, only parked frames are its callers. */
export function completeArrived(error: LpcError, parked: readonly Frame[]): void {
  if (error.complete) return
  error.complete = true
  error.trace = [...clip(parked.flatMap((frame) => frame.place ?? [])), ...error.trace]
}

/** The chain as it stands now, for call_stack() and dump_trace(); what waits below is in it. Innermost last. */
export function currentTrace(F: Fiber): TraceEntry[] {
  return [...clip(F.parked.flatMap((frame) => frame.place ?? [])), ...liveFrames(F, new LpcError('trace')).reverse()]
}

/** One LPC function of the chain and what lies between it and its caller: names of helpers, innermost first. */
export interface Step {
  readonly entry: TraceEntry
  readonly helpers: readonly string[]
  /** The site in its caller that it was called from enters another object. */
  readonly entered: boolean
  /** It was called through a function value, in place. */
  readonly pointed: boolean
  /** No JavaScript caller is left: it goes on after a wait. */
  readonly resumed: boolean
}

/** The running part of the chain for origin(), innermost first; `above` are the helpers above all LPC. */
export function currentSteps(): { above: string[]; steps: Step[] } {
  const above: string[] = []
  const steps: Array<{ entry: TraceEntry; helpers: string[]; entered: boolean; pointed: boolean; resumed: boolean }> = []
  for (const site of callSites(new LpcError('origin'))) {
    const name = site.getFunctionName() ?? ''
    const file = site.getFileName()
    const at = file?.startsWith(SCRIPT_PREFIX) ? scripts.get(file)?.deref()?.position(site.getLineNumber() ?? 0) : null
    const last = steps.at(-1)
    if (!at) {
      const helpers = last?.helpers ?? above
      helpers.push(name)
      if (last && name === 'step' && site.getTypeName() === 'Fiber') last.resumed = true
      continue
    }
    if (last && last.helpers.length === 0) {
      if (at.how === 'enters') last.entered = true
      else if (at.how === 'points') last.pointed = true
    }
    steps.push({ entry: { function: at.function, program: at.file, line: at.line, object: '' }, helpers: [], entered: false, pointed: false, resumed: false })
  }
  return { above, steps }
}

function clip(entries: TraceEntry[]): TraceEntry[] {
  if (entries.length <= MAX_TRACE) return entries
  return [...entries.slice(0, MAX_TRACE / 2), ...entries.slice(-MAX_TRACE / 2)]
}

function liveFrames(F: Fiber, error: LpcError): TraceEntry[] {
  const source = error.cause instanceof Error ? error.cause : error
  const out: TraceEntry[] = []
  let depth = F.sp
  // True once a deeper LPC frame was seen that no entering helper stands above.
  let called = false
  let inner = ''
  for (const site of callSites(source)) {
    const name = site.getFunctionName() ?? ''
    const before = inner
    inner = name
    if (ENTERING.has(name)) {
      if (!NOT_YET.has(before)) depth--
      called = false
      continue
    }
    if (POINTED.has(name)) called = true
    const file = site.getFileName()
    if (!file?.startsWith(SCRIPT_PREFIX)) continue
    const at = scripts.get(file)?.deref()?.position(site.getLineNumber() ?? 0)
    if (!at) continue
    if (called && at.how !== '') depth--
    called = true
    out.push({ function: at.function, program: at.file, line: at.line, object: F.stack[Math.max(0, depth)]?.name ?? '' })
  }
  return out
}

/** V8 keeps structured frames until `.stack` is first read. */
function callSites(error: Error): NodeJS.CallSite[] {
  const before = Error.prepareStackTrace
  let sites: NodeJS.CallSite[] = []
  try {
    Error.prepareStackTrace = (e, s) => {
      sites = s
      return `${e.name}: ${e.message}\n${s.map((x) => `    at ${x}`).join('\n')}`
    }
    void error.stack
  } finally {
    Error.prepareStackTrace = before
  }
  return sites
}
