/** Lowers the resource limits of a process that runs, by util-linux's prlimit: node cannot. */
import { execFile } from 'node:child_process'
import { VaultError } from '../errors.js'
import { descriptorLimit } from './proc.js'

/** Only root can raise a limit: others leave one that is lower already. @param tool its path, or null where it is not installed. Throws VAULT_FAILED when a limit that was asked for cannot be set. */
export async function lowerLimits(tool: string | null, pid: number, limits: { readonly files?: number; readonly tasks?: number }): Promise<void> {
  const files = limits.files === undefined || process.getuid?.() === 0 ? limits.files : Math.min(limits.files, descriptorLimit(pid))
  const args = [...(files === undefined ? [] : [`--nofile=${files}:${files}`]), ...(limits.tasks === undefined ? [] : [`--nproc=${limits.tasks}:${limits.tasks}`])]
  if (args.length === 0) return
  if (tool === null || pid <= 1) throw new VaultError('VAULT_FAILED', 'the limits of a vault cannot be set: prlimit is not installed (package util-linux)', { retryable: true })
  await new Promise<void>((done, fail) => {
    execFile(tool, ['--pid', String(pid), ...args], (e, _out, err) => (e === null ? done() : fail(new VaultError('VAULT_FAILED', `the limits of a vault cannot be set: ${err.trim().slice(0, 200) || e.message}`, { cause: e, retryable: true }))))
  })
}
