/**
 * What every test of vaultd needs: a folder of its own, and waiting for a condition.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'

export const folder = mkdtempSync(join(tmpdir(), 'hauki-vaultd-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

let serial = 0
export const freshState = (): string => join(folder, `s${++serial}`)

/** Waits for a condition; false when it did not come. Long by default: a wait that is in vain is a failed test. */
export async function until(condition: () => boolean, ms = 15_000): Promise<boolean> {
  const end = performance.now() + ms
  while (!condition()) {
    if (performance.now() > end) return false
    await new Promise((done) => setTimeout(done, 5))
  }
  return true
}

/** Where more wants to run than there are processors, all of it takes as much longer. */
export const crowd = (): number => Math.max(1, loadavg()[0] / availableParallelism())
