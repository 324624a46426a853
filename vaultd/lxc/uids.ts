/**
 * The user ids of vaults: a range per process, one id per vault, none given twice while anything
 * of its vault may live. No file is needed, and nothing is left by a process that was killed.
 */
import { VaultError } from '../errors.js'

/** Above 2^31, where no system gives ids to people or services. */
const FIRST = 2 ** 31
/** Ids of one process: by its process id, so that two of one machine never share one (process ids end at 2^22). */
export const UIDS_PER_PROCESS = 500

export const firstUid = (pid = process.pid): number => FIRST + pid * UIDS_PER_PROCESS

const taken = new Set<number>()

/** The lowest free id. Throws LIMIT. */
export function takeUid(): number {
  const first = firstUid()
  for (let uid = first; uid < first + UIDS_PER_PROCESS; uid++) {
    if (taken.has(uid)) continue
    taken.add(uid)
    return uid
  }
  throw new VaultError('LIMIT', `this process has user ids for ${UIDS_PER_PROCESS} vaults only`, { retryable: true })
}

export function returnUid(uid: number): void {
  taken.delete(uid)
}
