/**
 * The error family of vaultd. Every failure that crosses a door of this room is one of these,
 * with a code a program can act on and a text that says what to do.
 * Not for: transport failures of calls (netd), LPC errors (the worker's engine).
 */

export type VaultCode =
  /** No node can take the clone; the text says what each lacked. */
  | 'NO_NODE'
  /** The named node or worker does not exist. */
  | 'NO_SUCH_NODE' | 'NO_SUCH_WORKER'
  /** The Core cannot be reached. */
  | 'CORE_DOWN'
  /** The source did not compile; `report` is the rendered diagnostics. */
  | 'COMPILE'
  /** create() or a variable initialiser of the worker raised an LPC error. */
  | 'RUNTIME'
  /** A vault did not start, or died before it answered. */
  | 'VAULT_FAILED'
  /** The vault ended; the text says how (exit, kill, memory, lease). */
  | 'VAULT_DIED'
  /** The document behind a gem-pointer does not exist or may not be read. */
  | 'NO_SUCH_FILE'
  /** The request is malformed or over a limit. */
  | 'BAD_REQUEST' | 'LIMIT'
  /** The caller may not. */
  | 'DENIED'
  /** The world outside could not be asked. */
  | 'NETWORK'
  /** Nothing was shown that would allow it. */
  | 'UNAUTHORIZED'
  /** The interface a listener must bind to is missing or unfit. */
  | 'INTERFACE'
  /** The peer broke the descriptor protocol. */
  | 'PROTOCOL'
  /** The Core's disk takes no more. */
  | 'DISK_FULL'
  /** The node hung up (its process has ended), or its connection was lost while it made a worker. */
  | 'NODE_LEFT'
  | 'TIMEOUT' | 'CLOSED' | 'CONFIG'

export class VaultError extends Error {
  override name = 'VaultError'
  constructor(readonly code: VaultCode, message: string, readonly details: { report?: string; cause?: unknown; retryable?: boolean; trace?: unknown; node?: string; sent?: boolean } = {}) {
    super(message, { cause: details.cause })
  }
}

/** Whatever was thrown, as a VaultError. */
export function asVaultError(e: unknown, code: VaultCode = 'VAULT_FAILED'): VaultError {
  if (e instanceof VaultError) return e
  return new VaultError(code, e instanceof Error ? e.message : String(e), { cause: e })
}
