/**
 * LXC's init stays while anything runs in its container: a worker that forks and ends would leave
 * a vault without a worker. This finds the worker, and kills what outlives it, so that init ends
 * with the worker's own exit status. Not for: stopping a vault (backend.ts).
 */
import { readFileSync } from 'node:fs'
import { tree } from '../process/proc.js'

export interface Worker {
  readonly init: number
  readonly pid: number
}

/** The worker below a monitor: once it runs node. No guest is in it before it has said so, which takes longer. */
export function findWorker(monitor: number): Worker | null {
  const [, init, pid] = tree(monitor)
  if (pid === undefined) return null
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith('/node/node\0') ? { init, pid } : null
  } catch {
    return null
  }
}

/** Kills what a dead worker left. */
export function killOrphans({ init, pid }: Worker): void {
  try {
    process.kill(pid, 0)
    return
  } catch {
    // gone: init has fetched it
  }
  for (const left of tree(init).slice(1)) {
    try {
      process.kill(left, 'SIGKILL')
    } catch {
      // gone meanwhile
    }
  }
}
