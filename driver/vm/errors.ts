/**
 * The one family of run-time errors. LPC sees `*message\n`; master's error_handler and the logs
 * see program, line, object and trace as well. Compile errors are lang/diagnostics.
 */
import type { Value } from './values.js'

export interface TraceEntry {
  readonly function: string
  /** Program path, such as `/std/room.c`. */
  readonly program: string
  readonly line: number
  /** Object name. */
  readonly object: string
  /** Set on entries that ran elsewhere: the node's name. */
  readonly node?: string
}

export class LpcError extends Error {
  override name = 'LpcError'
  /** Outermost first; filled where the error is made or crosses into the engine. */
  trace: TraceEntry[] = []
  /** catch() may not stop it (ticks ran out, the fiber was cancelled). */
  readonly fatal: boolean
  /** throw(value): catch() returns the value itself. */
  readonly thrown: Value
  /** Machine-readable kind for planners and the mesh: EVAL_COST, BAD_ARGUMENT, NOT_SENT, … */
  readonly code: string
  /** Parked frames have been added to the trace. */
  complete = false

  constructor(message: string, opts: { code?: string; fatal?: boolean; thrown?: Value; cause?: unknown } = {}) {
    super(message, { cause: opts.cause })
    this.code = opts.code ?? 'ERROR'
    this.fatal = opts.fatal ?? false
    this.thrown = opts.thrown
  }

  /** What catch() gives: the thrown value, or the FluffOS text `*message\n`. */
  get caught(): Value {
    return this.thrown !== undefined ? this.thrown : `*${this.message}\n`
  }
}

/** A file did not compile; `report` is the rendered diagnostics of all its errors. */
export class CompileError extends LpcError {
  override name = 'CompileError'
  constructor(message: string, readonly report: string, readonly diagnostics: ReadonlyArray<{ file: string; line: number; col: number; code: string; message: string; severity: string }>) {
    super(message, { code: 'COMPILE' })
  }
}

/** The driver's own fault: an invariant broke. Logged with the JavaScript stack. */
export class BugError extends LpcError {
  override name = 'BugError'
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'BUG', cause })
  }
}

export const BAD_ARGUMENT = 'BAD_ARGUMENT'
export const EVAL_COST = 'EVAL_COST'
export const TOO_DEEP = 'TOO_DEEP'
export const LIMIT = 'LIMIT'
export const DENIED = 'DENIED'
export const CANCELLED = 'CANCELLED'
export const CANNOT_WAIT = 'CANNOT_WAIT'

/** `Bad argument 1 to sizeof(): expected array, got int` */
export function badArgument(efun: string, position: number, expected: string, got: string): LpcError {
  return new LpcError(`Bad argument ${position} to ${efun}(): expected ${expected}, got ${got}.`, { code: BAD_ARGUMENT })
}
