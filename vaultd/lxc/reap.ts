/**
 * Finds and removes what dead agents left on this machine, by name: vaults that run or stand
 * frozen, half-started ones, monitors without a container, empty control groups, folders.
 * What belongs to a living agent is left alone.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { clear } from './clear.js'
import { ROOT } from './groups.js'
import type { Hierarchy } from './hierarchies.js'
import { isDead } from './owner.js'

const list = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** lxc-execute processes that have not come as far as their own control group: the owner stands in their arguments. */
function halfStarted(): Array<{ pid: number; owner: string; name: string }> {
  const found: Array<{ pid: number; owner: string; name: string }> = []
  for (const entry of list('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const args = readFileSync(`/proc/${entry}/cmdline`, 'latin1')
      const m = /(?:^|\/)lxc-execute\0-n\0([^\0]+)\0.*=hauki\/([^/\0]+)\//.exec(args)
      if (m !== null) found.push({ pid: Number(entry), owner: m[2], name: m[1] })
    } catch {
      // gone meanwhile
    }
  }
  return found
}

/** @param base the folder with the agents' own folders. @param root of the backend's groups. Returns the names of the vaults found. */
export async function reapDead(all: readonly Hierarchy[], base: string, root = ROOT): Promise<string[]> {
  const names = new Set<string>()
  const dead = new Set<string>()
  for (const { pid, owner, name } of root === ROOT ? halfStarted() : []) {
    if (!isDead(owner)) continue
    names.add(name)
    dead.add(owner)
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // gone meanwhile
    }
  }
  const owners = new Set(all.flatMap((h) => list(join(h.folder, root))))
  for (const owner of owners) if (isDead(owner)) dead.add(owner)
  const folders: string[] = []
  for (const owner of dead) {
    for (const h of all) {
      const folder = join(h.folder, root, owner)
      folders.push(folder)
      for (const name of list(folder)) if (/^vaultd-[\w-]+(\.m)?$/.test(name)) names.add(name.replace(/\.m$/, ''))
    }
  }
  await clear(folders)
  for (const owner of list(base)) if (isDead(owner)) rmSync(join(base, owner), { recursive: true, force: true })
  return [...names].sort()
}
