/**
 * Where the control groups of this machine are mounted, version 1, 2 or both, and the folder in
 * each under which LXC makes containers. Not for: single groups (groups.ts).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Hierarchy {
  /** Groups are made under it: the mount point, and below it where init lives. */
  readonly folder: string
  readonly version: 1 | 2
  readonly controllers: readonly string[]
}

/** What vaults are limited by; without one of these no vault is started. */
export const NEEDED = ['memory', 'pids', 'cpu'] as const

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** @param mountinfo, initGroups text of /proc/self/mountinfo and /proc/1/cgroup. */
export function hierarchies(mountinfo = read('/proc/self/mountinfo'), initGroups = read('/proc/1/cgroup'), controllersOf = (folder: string) => read(join(folder, 'cgroup.controllers'))): Hierarchy[] {
  // "4:memory:/", "1:cpu,cpuacct:/", "9:name=systemd:/init.scope", "0::/init.scope"
  const init = new Map<string, string>()
  for (const line of initGroups.split('\n')) {
    const m = /^\d+:([^:]*):(.*)$/.exec(line)
    if (m !== null) for (const name of m[1].split(',')) init.set(name, m[2].replace(/\/init\.scope$/, '') || '/')
  }
  const found: Hierarchy[] = []
  const seen = new Set<string>()
  for (const line of mountinfo.split('\n')) {
    const m = /^\d+ \d+ (\S+) (\S+) (\S+) .* - (cgroup2?) \S+ (\S+)/.exec(line)
    if (m === null || seen.has(m[1])) continue
    seen.add(m[1])
    const [, , mounted, at, type, options] = m
    const names = type === 'cgroup2' ? [''] : options.split(',').filter((o) => init.has(o))
    const base = init.get(names[0] ?? '') ?? '/'
    // A container may see only a part of the tree mounted.
    const below = mounted !== '/' && base.startsWith(mounted) ? base.slice(mounted.length) : base
    const folder = join(unescape(at), below).replace(/\/$/, '')
    found.push({ folder, version: type === 'cgroup2' ? 2 : 1, controllers: type === 'cgroup2' ? controllersOf(folder).trim().split(/\s+/).filter(Boolean) : names })
  }
  return found
}

/** mountinfo writes space, tab, newline and backslash in octal. */
const unescape = (path: string) => path.replace(/\\([0-7]{3})/g, (_, n: string) => String.fromCharCode(parseInt(n, 8)))

/** The hierarchy that has a controller; version 1 first, as the kernel gives a controller to one of them only. */
export function having(list: readonly Hierarchy[], controller: string): Hierarchy | null {
  return list.find((h) => h.controllers.includes(controller)) ?? null
}
