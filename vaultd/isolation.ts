/**
 * The isolation levels, ordered. A clone names the least it accepts; a node tells what it has.
 * Not for: how a level is reached (process/, lxc/, incus/).
 */

/**
 * none        a child process with the agent's own rights
 * unshare     own namespaces, no capabilities, only node, its libraries and the worker are visible; by util-linux
 * bubblewrap  the same by bubblewrap, which is made for it
 * lxc         own uid range, seccomp, cgroup limits as well
 */
export type Isolation = 'none' | 'unshare' | 'bubblewrap' | 'lxc'

const RANK: Record<string, number> = { none: 0, process: 1, unshare: 1, bubblewrap: 2, lxc: 3, incus: 3 }

/** What callers may ask for: a level, or `process` for "a process that cannot see the machine". */
export type Wanted = Isolation | 'process' | 'incus'

export function isWanted(s: unknown): s is Wanted {
  return typeof s === 'string' && Object.hasOwn(RANK, s)
}

export function satisfies(has: Isolation, wanted: Wanted): boolean {
  return RANK[has] >= RANK[wanted]
}
