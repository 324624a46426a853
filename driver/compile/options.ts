/** What a compilation needs from the world, and the efun table's view of an efun. */
import type { SourceHost } from '../lang/source.js'
import type { LpcType } from '../lang/types.js'
import type { Fiber } from '../vm/fiber.js'
import type { Program } from '../vm/program.js'
import type { Value } from '../vm/values.js'

/** An efun as the compiler sees it; the table in efuns/ provides these. */
export interface EfunEntry {
  readonly name: string
  /** Says the two that follow, as text. */
  readonly signature: string
  readonly returns: LpcType
  readonly params: ReadonlyArray<{ readonly name: string; readonly type: LpcType; readonly optional: boolean; readonly rest: boolean }>
  /** Checked body, called as fn(F, ...args). */
  readonly fn: (...args: any[]) => unknown
  readonly mode: 'plain' | 'calls' | 'waits'
  readonly ticks: number
}

export type Scan = (F: Fiber, subject: Value, format: Value, targets?: number) => { count: number; values: Value[] }

/** Present when a debugger may attach: emitted scripts then carry source maps. */
export interface DebugOptions {
  /** Where the debugger finds a source file: a file:// URL, for instance. */
  url(file: string): string
}

export interface CompileOptions {
  /** Program name: `/std/room`. */
  readonly path: string
  /** File: `/std/room.c`. */
  readonly file: string
  readonly text: string
  readonly source: SourceHost
  /** Loads the program an inherit names, compiling it if need be. Throws LpcError. */
  inherit(path: string, from: string, hidden: boolean): Program
  readonly efuns: ReadonlyMap<string, EfunEntry>
  /** The simul_efun program, or null while it is not loaded. */
  readonly simul: Program | null
  /** May `file` name this efun past the simul_efun of that name (master->valid_override)? Absent: it may. */
  mayOverride?(file: string, efun: string): boolean
  /** Functions that the driver calls, in any object or in the master only. */
  readonly applies?: ReadonlyMap<string, 'object' | 'master'>
  /** Hears the warnings of a compilation that succeeded, rendered; `#pragma no_warnings` keeps them. */
  warn?(report: string): void
  /** Counts compilations of this file, from 1. */
  readonly version: number
  /** Matches for sscanf(): what matched, and how many counted. Lives with the efuns' formats. */
  readonly scan: Scan
  /** Test mode: wait at every call. */
  readonly suspendEverywhere: boolean
  readonly debug?: DebugOptions | null
}
