/**
 * Answers of the control plane: a value, or a VaultError that keeps its code, report and trace on the way.
 * A netd error means that the question itself did not get through; this is for answers that did.
 */
import { MeshError } from '../netd/errors.js'
import type { Peer } from '../netd/control.js'
import type { Plain } from '../netd/plain.js'
import { asVaultError, VaultError, type VaultCode } from './errors.js'
import { record } from './plain-read.js'

/** Registers a handler whose VaultErrors travel as answers. */
export function serve(peer: Peer, method: string, handler: (value: Plain) => Plain | Promise<Plain>): void {
  peer.on(method, async (value) => {
    try {
      return { ok: await handler(value) }
    } catch (e) {
      return { error: toPlain(asVaultError(e, 'BAD_REQUEST')) }
    }
  })
}

/** Asks, and throws the VaultError that came back; CLOSED, TIMEOUT when the question failed. */
export async function ask(peer: Peer, method: string, value: Plain, deadlineMs: number): Promise<Plain> {
  let answer: Plain
  try {
    answer = await peer.call(method, value, { deadlineMs })
  } catch (e) {
    if (e instanceof MeshError && e.code === 'DEADLINE') throw new VaultError('TIMEOUT', `no answer to ${method} within ${deadlineMs} ms`, { cause: e })
    throw new VaultError('CLOSED', e instanceof Error ? e.message : String(e), { cause: e })
  }
  const r = record(answer, 'the answer')
  if (r.error !== undefined) throw fromPlain(record(r.error, 'the error'))
  return r.ok ?? null
}

function toPlain(e: VaultError): Plain {
  return { code: e.code, message: e.message, report: e.details.report, retryable: e.details.retryable, trace: e.details.trace as Plain | undefined, node: e.details.node }
}

function fromPlain(r: { readonly [key: string]: Plain | undefined }): VaultError {
  return new VaultError(String(r.code) as VaultCode, String(r.message), {
    report: typeof r.report === 'string' ? r.report : undefined,
    retryable: r.retryable === true,
    trace: r.trace,
    node: typeof r.node === 'string' ? r.node : undefined,
  })
}
