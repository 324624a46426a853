/**
 * From V8's samples to LPC functions: who was at work, and on whose behalf. Time in efuns and in
 * the engine belongs to the LPC function that called them. Not for: taking samples (profile.ts).
 */
import { SCRIPT_PREFIX, positionsOf, type Position } from './trace.js'

/** What of V8's CPU profile is read. Lines of call frames count from 0, those of ticks from 1. */
export interface SampledProfile {
  readonly nodes: ReadonlyArray<{
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
    readonly children?: readonly number[]
    readonly positionTicks?: ReadonlyArray<{ readonly line: number; readonly ticks: number }>
  }>
  readonly samples?: readonly number[]
  readonly timeDeltas?: readonly number[]
}

export interface CoverageScript {
  readonly url: string
  readonly functions: ReadonlyArray<{ readonly functionName: string; readonly ranges: ReadonlyArray<{ readonly count: number }> }>
}

/** Times in milliseconds. */
export interface FunctionRow {
  /** File of the program, such as `/std/room.c`. */
  readonly program: string
  readonly function: string
  /** Where it is written: the program's file or a header. */
  readonly file: string
  readonly line: number
  /** Its own code, and the efuns and the engine at work for it. */
  self: number
  /** The part of `self` that was not its own code. */
  driver: number
  /** With all it called; recursion counted once. */
  total: number
  calls: number
  /** Own code by LPC line. */
  readonly lines: Map<number, number>
}

export interface ProgramRow {
  readonly program: string
  self: number
  total: number
  calls: number
}

export interface Report {
  readonly samples: number
  /** Milliseconds: all time sampled, and its parts that are no LPC function's. */
  readonly sampled: number
  readonly idle: number
  readonly gc: number
  /** The driver at work for nobody in LPC: network, timers, compiling. */
  readonly driver: number
  /** By `self`, most first. */
  readonly functions: readonly FunctionRow[]
  readonly programs: readonly ProgramRow[]
}

const NO_ROW = -1

export class Fold {
  private readonly rows: FunctionRow[] = []
  private readonly rowByKey = new Map<string, number>()
  private readonly programs = new Map<string, ProgramRow>()
  private samples = 0
  private sampled = 0
  private idle = 0
  private gc = 0
  private driver = 0

  /** Adds one chunk. Nodes come parents first. */
  add({ nodes, samples = [], timeDeltas = [] }: SampledProfile): void {
    const n = nodes.length
    const indexOf = new Map<number, number>()
    const parent = new Int32Array(n).fill(NO_ROW)
    nodes.forEach((node, i) => indexOf.set(node.id, i))
    nodes.forEach((node, i) => {
      for (const id of node.children ?? []) parent[indexOf.get(id)!] = i
    })

    const time = new Float64Array(n)
    const hits = new Uint32Array(n)
    samples.forEach((id, i) => {
      const at = indexOf.get(id)
      if (at === undefined) return
      // A sample stands for the time until the next.
      time[at] += (timeDeltas[i + 1] ?? timeDeltas[i] ?? 0) / 1_000
      hits[at]++
    })
    this.samples += samples.length

    // The LPC function of each node, and the node of the next LPC function above it.
    const row = new Int32Array(n)
    const lpcAbove = new Int32Array(n)
    for (let i = 0; i < n; i++) {
      const p = parent[i]
      row[i] = this.rowOf(nodes[i].callFrame)
      lpcAbove[i] = p < 0 ? NO_ROW : row[p] >= 0 ? p : lpcAbove[p]
      this.book(nodes[i], row[i], p < 0 || lpcAbove[i] < 0 ? NO_ROW : row[lpcAbove[i]], time[i], hits[i])
    }

    const below = Float64Array.from(time)
    for (let i = n - 1; i >= 0; i--) {
      if (parent[i] >= 0) below[parent[i]] += below[i]
      if (row[i] >= 0 && below[i] > 0) this.bookTotal(i, row, lpcAbove, below[i])
    }
  }

  private book(node: SampledProfile['nodes'][number], own: number, above: number, time: number, hits: number): void {
    this.sampled += time
    if (own >= 0) {
      const r = this.rows[own]
      r.self += time
      this.program(r.program).self += time
      const table = positionsOf(node.callFrame.url)
      for (const t of hits ? (node.positionTicks ?? []) : []) {
        const at = table?.position(t.line)
        if (at) r.lines.set(at.line, (r.lines.get(at.line) ?? 0) + (time * t.ticks) / hits)
      }
    } else if (above >= 0) {
      const r = this.rows[above]
      r.self += time
      r.driver += time
      this.program(r.program).self += time
    } else if (node.callFrame.functionName === '(idle)') this.idle += time
    else if (node.callFrame.functionName === '(garbage collector)') this.gc += time
    else this.driver += time
  }

  /** Only the outermost of a recursion counts, for the function and for its program. */
  private bookTotal(i: number, row: Int32Array, lpcAbove: Int32Array, time: number): void {
    const r = this.rows[row[i]]
    let inFunction = false
    let inProgram = false
    for (let a = lpcAbove[i]; a >= 0 && !inFunction; a = lpcAbove[a]) {
      inFunction = row[a] === row[i]
      inProgram ||= this.rows[row[a]].program === r.program
    }
    if (!inFunction) r.total += time
    if (!inFunction && !inProgram) this.program(r.program).total += time
  }

  /** Exact numbers of calls; a frame that goes on after a wait is no call. */
  count(scripts: readonly CoverageScript[]): void {
    for (const { url, functions } of scripts) {
      if (!url.startsWith(SCRIPT_PREFIX) || resumed(url)) continue
      for (const { functionName, ranges } of functions) {
        const calls = ranges[0]?.count ?? 0
        if (!calls || !functionName.startsWith('$')) continue
        const r = this.rows[this.place(url, functionName, positionsOf(url)?.entry(functionName) ?? null)]
        r.calls += calls
        this.program(r.program).calls += calls
      }
    }
  }

  report(): Report {
    const { samples, sampled, idle, gc, driver } = this
    const bySelf = (a: { self: number; calls: number }, b: { self: number; calls: number }): number => b.self - a.self || b.calls - a.calls
    return { samples, sampled, idle, gc, driver, functions: this.rows.toSorted(bySelf), programs: [...this.programs.values()].sort(bySelf) }
  }

  private rowOf(f: SampledProfile['nodes'][number]['callFrame']): number {
    // A script's outermost function only defines the others.
    if (!f.url.startsWith(SCRIPT_PREFIX) || (!f.functionName.startsWith('$') && f.functionName !== 'resume')) return NO_ROW
    return this.place(f.url, f.functionName, positionsOf(f.url)?.position(f.lineNumber + 1) ?? null)
  }

  /** `at` is null once the program is gone: then V8's names must do. */
  private place(url: string, functionName: string, at: Position | null): number {
    const program = url.slice(SCRIPT_PREFIX.length, url.lastIndexOf('#'))
    const name = at?.function ?? (resumed(url) ?? functionName).replace(/^\$/, '')
    const line = at?.line ?? 0
    const key = `${program}\n${name}\n${line}`
    let i = this.rowByKey.get(key)
    if (i === undefined) {
      i = this.rows.push({ program, function: name, file: at?.file ?? program, line, self: 0, driver: 0, total: 0, calls: 0, lines: new Map() }) - 1
      this.rowByKey.set(key, i)
    }
    return i
  }

  private program(program: string): ProgramRow {
    let p = this.programs.get(program)
    if (!p) this.programs.set(program, (p = { program, self: 0, total: 0, calls: 0 }))
    return p
  }
}

/** The function whose resumable form a script is; null for a program's own script. */
function resumed(url: string): string | null {
  return /#\d+:(.+)$/.exec(url)?.[1] ?? null
}
