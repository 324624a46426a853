/**
 * The mesh's family of errors, and the failure of a remote call as the engine sees it.
 * Nothing in netd throws anything else on purpose. Not for: LPC errors (driver/vm/errors).
 */
import type { RemoteFailure } from '../driver/vm/object.js'

export type MeshCode =
  // bytes that are not what they should be
  | 'PROTOCOL' | 'MALFORMED' | 'TOO_LARGE' | 'TOO_DEEP'
  // calls
  | 'NO_SUCH_OBJECT' | 'NO_SUCH_METHOD' | 'DENIED' | 'DEADLINE' | 'CANCELLED' | 'OVERLOADED' | 'UNIMPLEMENTED' | 'LPC'
  // sessions and routes
  | 'WORKER_LOST' | 'DESTRUCTED' | 'CLOSED' | 'UNREACHABLE' | 'REFUSED' | 'HANDSHAKE'
  // tickets
  | 'TICKET_FORGED' | 'TICKET_EXPIRED' | 'TICKET_REPLAYED' | 'TICKET_WRONG_CALLER' | 'TICKET_WRONG_WORKER' | 'TICKET_MALFORMED'
  // the rest
  | 'BAD_KEY' | 'BAD_POINTER' | 'NOT_FOUND' | 'BAD_ADDRESS'

export type Outcome = RemoteFailure['outcome']
export type TraceLine = RemoteFailure['trace'][number]

export class MeshError extends Error {
  override name = 'MeshError'
  constructor(readonly code: MeshCode | (string & {}), message: string, readonly outcome: Outcome = 'NOT_SENT', cause?: unknown) {
    super(message, { cause })
  }
}

/** A RemoteFailure on its way through Promises: rejected by Peer.call, and passed on as it is by a handler that throws it. */
export class RemoteError extends MeshError {
  override name = 'RemoteError'
  constructor(readonly failure: RemoteFailure) {
    super(failure.code, failure.message, failure.outcome)
  }
}

/** A RemoteFailure. `code` may be a foreign one: the callee's LPC error codes travel as they are. */
export function failure(code: MeshCode | (string & {}), message: string, outcome: Outcome, trace: readonly TraceLine[] = []): RemoteFailure {
  return { code, message, outcome, trace }
}

/** Anything caught, as a RemoteFailure. */
export function asFailure(e: unknown, outcome: Outcome = 'NOT_SENT'): RemoteFailure {
  if (e instanceof RemoteError) return e.failure
  if (e instanceof MeshError) return failure(e.code, e.message, e.outcome)
  return failure('PROTOCOL', e instanceof Error ? e.message : String(e), outcome)
}
