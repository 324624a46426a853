/**
 * Empties control group folders: thaws, kills what is in them, removes them from the leaves up.
 * Not for: deciding what may be cleared (reap.ts).
 */
import { readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A killed process leaves its group when the kernel is done with it: tries, and the pause between them (ms). */
const TRIES = 80
const PAUSE = 25

/** A folder and all below it, parents first. */
async function below(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null)
  if (entries === null) return []
  const nested = await Promise.all(entries.filter((e) => e.isDirectory()).map((e) => below(join(folder, e.name))))
  return [folder, ...nested.flat()]
}

async function killIn(folder: string): Promise<void> {
  const pids = (await readFile(join(folder, 'cgroup.procs'), 'latin1').catch(() => '')).split('\n').map(Number)
  for (const pid of pids) {
    // 0 is a process that is not in our pid namespace; kill(0) would be ourselves.
    if (pid <= 1 || pid === process.pid) continue
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // gone meanwhile
    }
  }
}

/** True when all the folders are gone. */
export async function clear(folders: readonly string[]): Promise<boolean> {
  for (let i = 0; i < TRIES; i++) {
    const all = (await Promise.all(folders.map(below))).flat()
    if (all.length === 0) return true
    await Promise.all(all.map(killIn))
    // After the kill, so that none of them runs on in between.
    await Promise.all(all.map((f) => writeFile(join(f, 'freezer.state'), 'THAWED').catch(() => writeFile(join(f, 'cgroup.freeze'), '0').catch(() => {}))))
    for (const f of all.reverse()) await rmdir(f).catch(() => {})
    if ((await Promise.all(folders.map(below))).flat().length === 0) return true
    await new Promise((next) => setTimeout(next, i < 4 ? 3 : PAUSE))
  }
  return false
}
