/** The planners' error family: what a program can act on, by code. LPC's own errors come inside LPC and COMPILE. */
import { CANCELLED, CompileError, DENIED, type LpcError } from '../vm/errors.js'
import { clip, untrusted } from './untrusted.js'

export type Code =
  /** The token is not one, or nobody logged in. */
  | 'AUTH'
  /** The master says no, to the verb or to what it did. */
  | 'DENIED'
  /** A human said no, or nobody answered. */
  | 'REFUSED'
  /** The kill switch. */
  | 'OFF'
  | 'UNKNOWN_VERB' | 'BAD_REQUEST'
  /** Over a limit; `quota` names it, `retry_after_ms` says when it may work. */
  | 'QUOTA'
  /** The file changed since the etag was given. */
  | 'CONFLICT'
  | 'NOT_FOUND' | 'TOO_LARGE' | 'BUSY'
  | 'COMPILE' | 'LPC' | 'TIMEOUT' | 'CANCELLED'
  /** A fault of ours, such as an audit log that cannot be written. */
  | 'INTERNAL'

/** How an audit entry names the end of a request. */
export type Outcome = 'succeeded' | 'failed' | 'denied' | 'invalid' | 'quota' | 'cancelled'

export class PlannerError extends Error {
  override name = 'PlannerError'

  /** @param data further members of the error as JSON */
  constructor(readonly code: Code, message: string, readonly data: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(message, { cause })
  }

  toJSON(): Record<string, unknown> {
    return { code: this.code, message: this.message, ...this.data }
  }

  get outcome(): Outcome {
    switch (this.code) {
      case 'AUTH': case 'DENIED': case 'REFUSED': case 'OFF': return 'denied'
      case 'UNKNOWN_VERB': case 'BAD_REQUEST': return 'invalid'
      case 'QUOTA': return 'quota'
      case 'CANCELLED': return 'cancelled'
      default: return 'failed'
    }
  }
}

/** An error of the engine as ours. Texts of LPC may quote players, so they are tagged. */
export function fromLpc(e: LpcError): PlannerError {
  if (e instanceof CompileError) return new PlannerError('COMPILE', 'The source does not compile.', { diagnostics: e.diagnostics }, e)
  const code: Code = e.code === CANCELLED ? 'CANCELLED' : e.code === DENIED ? 'DENIED' : 'LPC'
  const last = e.trace.at(-1)
  return new PlannerError(code, code === 'LPC' ? 'The LPC code ended in an error.' : code === 'DENIED' ? 'The game denies it.' : 'It was cancelled.', {
    lpc: untrusted({ kind: e.code, message: clip(e.message, 2_000), file: last?.program ?? null, line: last?.line ?? null, trace: e.trace }),
  }, e)
}
