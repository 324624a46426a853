/**
 * For tests in real LXC vaults: opens the backend in a folder of the test's own, and tells what
 * the machine holds of ours (processes, control groups, mounts, files) to compare before and after.
 */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SILENT, type Log } from '../../vaultd/log.js'
import { LxcBackend, openLxc } from '../../vaultd/lxc/backend.js'
import { PROCESS_ROOT, ROOT } from '../../vaultd/lxc/groups.js'
import { hierarchies } from '../../vaultd/lxc/hierarchies.js'
import { freshState } from './base.js'
import { obey } from './obey.js'

/** Containers' users must be able to look into it, unlike the folder of the other tests. */
export const base = mkdtempSync(join(tmpdir(), 'hauki-lxc-'))
chmodSync(base, 0o755)
// LXC leaves an empty folder of locks for each folder of containers it was ever told.
process.on('exit', () => { for (const left of [base, join('/run/lxc/lock', base)]) rmSync(left, { recursive: true, force: true }) })

export async function open(options: { bundle?: string; library?: string | null; state?: string; log?: Log } = {}): Promise<LxcBackend | { missing: readonly string[] }> {
  return openLxc({ bundle: obey, library: null, argv: [], state: freshState(), base, log: SILENT, ...options })
}

/** Why these tests cannot run here; null when they can. */
export async function whyNot(): Promise<string | null> {
  const b = await open()
  if ('missing' in b) return b.missing.join('; ')
  await b.close()
  return null
}

const listed = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Control groups of vaults whose agent is that process. */
export function groupsOf(pid: number): string[] {
  return hierarchies().flatMap((h) => [ROOT, PROCESS_ROOT].flatMap((root) => listed(join(h.folder, root)).filter((o) => o.startsWith(`${pid}-`)).flatMap((o) => {
    const folder = join(h.folder, root, o)
    return [folder, ...listed(folder).filter((n) => n.startsWith('vaultd-')).map((n) => join(folder, n))]
  })))
}

/** Processes with this text in their arguments. */
export function processesWith(text: string): number[] {
  return listed('/proc').filter((d) => /^\d+$/.test(d) && d !== String(process.pid)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(text)
    } catch {
      return false
    }
  }).map(Number)
}

/** Mounts below any of the folders. */
export const mounts = (...folders: string[]): number => readFileSync('/proc/self/mounts', 'latin1').split('\n').filter((line) => folders.some((f) => line.includes(f))).length

export function isBackend(b: LxcBackend | { missing: readonly string[] }): b is LxcBackend {
  return b instanceof LxcBackend
}

/** Opens it, in a test that runs only where it can be opened. */
export async function openHere(options: Parameters<typeof open>[0] = {}): Promise<LxcBackend> {
  const b = await open(options)
  if (isBackend(b)) return b
  throw new TypeError(b.missing.join('; '))
}
