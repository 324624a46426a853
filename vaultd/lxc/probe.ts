/**
 * Finds out once whether this machine can run LXC vaults, by looking at each thing they need and
 * then by really starting node in one. What is missing is named so that somebody can mend it.
 */
import { execFile } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { find, libraries } from '../process/probe.js'
import { hierarchies, having, NEEDED, type Hierarchy } from './hierarchies.js'
import { firstUid, UIDS_PER_PROCESS } from './uids.js'

const run = promisify(execFile)

/** One try must not hold up the boot (ms). */
const TIMEOUT = 10_000

export interface LxcTools {
  readonly lxcExecute: string
  /** Kills the vaults when the agent dies, whatever they do; null: they only see their descriptor close. */
  readonly setpriv: string | null
  /** Lowers the limits of a vault that runs; null: what the clone asks beyond the groups is not kept. */
  readonly prlimit: string | null
  readonly node: string
  readonly libs: readonly string[]
  readonly libraryFolders: readonly string[]
  readonly hierarchies: readonly Hierarchy[]
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** Is every id from `first` on known in this user namespace? @param map text of /proc/self/uid_map or gid_map. */
export function mapped(map: string, first: number, count: number): boolean {
  return map.split('\n').some((line) => {
    const [inside, , length] = line.trim().split(/\s+/).map(Number)
    return inside <= first && first + count <= inside + length
  })
}

/** The tools, and what is missing; without tools something is. */
export async function probeLxc(): Promise<{ tools: LxcTools | null; missing: string[] }> {
  const missing: string[] = []
  if (process.getuid?.() !== 0) missing.push('root: control groups and user id ranges need it (this is user ' + process.getuid?.() + ')')
  const lxcExecute = find('lxc-execute')
  if (lxcExecute === null) missing.push('lxc-execute is not installed (package lxc)')
  else {
    const version = await run(lxcExecute, ['--version']).then((r) => r.stdout.trim(), () => '')
    if (!(Number.parseInt(version, 10) >= 4)) missing.push(`lxc-execute is version ${version || '?'}, 4.0 or later is needed (package lxc)`)
  }
  const all = hierarchies()
  for (const controller of NEEDED) {
    if (having(all, controller) === null) missing.push(`the control group controller "${controller}" is neither mounted (version 1) nor enabled (version 2, cgroup.controllers)`)
  }
  if (having(all, 'freezer') === null && !all.some((h) => h.version === 2)) missing.push('the control group controller "freezer" is not mounted, nor version 2')
  const capabilities = /^CapEff:\s+([0-9a-f]+)/m.exec(read('/proc/self/status'))?.[1]
  // Bit 21: CAP_SYS_ADMIN.
  if (process.getuid?.() === 0 && capabilities !== undefined && (BigInt(`0x${capabilities}`) & (1n << 21n)) === 0n) missing.push('CAP_SYS_ADMIN: this root may not make namespaces (a container without privileges)')
  const first = firstUid()
  for (const kind of ['uid', 'gid']) {
    if (!mapped(read(`/proc/self/${kind}_map`), first, UIDS_PER_PROCESS)) missing.push(`the ${kind} range ${first} to ${first + UIDS_PER_PROCESS - 1} is not mapped in this user namespace (/proc/self/${kind}_map)`)
  }
  if (Number(read('/proc/sys/user/max_user_namespaces').trim() || 1) === 0) missing.push('user namespaces are switched off (sysctl user.max_user_namespaces is 0)')
  if (lxcExecute === null || missing.length > 0) return { tools: null, missing }
  const node = realpathSync(process.execPath)
  const libs = await libraries(node)
  if (libs.length === 0) missing.push('ldd does not name the libraries of node (package libc-bin)')
  const libraryFolders = [...new Set(libs.map(dirname))].filter((d) => !/^\/(usr\/)?lib(64)?(\/[a-z0-9_]+-linux-gnu)?$/.test(d))
  return { tools: missing.length > 0 ? null : { lxcExecute, setpriv: find('setpriv'), prlimit: find('prlimit'), node, libs, libraryFolders, hierarchies: all }, missing }
}

/** The environment of lxc-execute: nothing of ours. newuidmap is kept out of sight: root writes the map itself and needs no entry in /etc/subuid. */
export const LXC_ENVIRONMENT = { PATH: '/usr/sbin:/sbin' }

/** Really starts node in a vault. Resolves with null when it worked, else with the reason. */
export async function tryOne(file: string, args: readonly string[]): Promise<string | null> {
  try {
    await run(file, [...args], { env: LXC_ENVIRONMENT, timeout: TIMEOUT, cwd: '/' })
    return null
  } catch (e) {
    const { stderr, message } = e as Error & { stderr?: string }
    const lines = (stderr || message).trim().split('\n')
    return (lines.find((l) => /denied|not permitted|not allowed|Failed to/i.test(l)) ?? lines[0]).slice(0, 300)
  }
}
