/**
 * What every test of vaultd needs: a folder of its own, waiting for a condition, and what a limit in ms means here and now.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'

export const folder = mkdtempSync(join(tmpdir(), 'hauki-vaultd-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

let serial = 0
export const freshState = (): string => join(folder, `s${++serial}`)

/** Waits for a condition; false when it did not come. Long by default: a wait that is in vain is a failed test. */
export async function until(condition: () => boolean, ms = 30_000): Promise<boolean> {
  const end = performance.now() + ms
  while (!condition()) {
    if (performance.now() > end) return false
    await new Promise((done) => setTimeout(done, 5))
  }
  return true
}

/**
 * A limit of `ms` as it must be read on this machine now. Beside it stands what needs nothing of ours: a process is
 * killed and its pipe closes, which takes an idle machine 2 ms, and a slow or crowded one as much longer as all else.
 */
export async function allowed(ms: number): Promise<number> {
  let slowest = 0
  for (let i = 0; i < 5; i++) {
    const child = spawn('cat', { stdio: ['pipe', 'pipe', 'ignore'] })
    child.stdin.write('x')
    await once(child.stdout, 'data')
    const from = performance.now()
    child.kill('SIGKILL')
    await once(child, 'close')
    slowest = Math.max(slowest, performance.now() - from)
  }
  return ms * crowd() + 10 * slowest
}

/** Where more wants to run than there are processors, all of it takes as much longer. */
export const crowd = (): number => Math.max(1, loadavg()[0] / availableParallelism())
