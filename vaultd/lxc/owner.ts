/**
 * Who made a vault: the agent's process, as a name that outlives it. Control groups and folders
 * of an agent lie under this name, so that any later agent can tell what is left of a dead one
 * from what belongs to another that lives. Not for: names of single vaults (pool.ts).
 */
import { readlinkSync } from 'node:fs'
import { startTime } from '../process/proc.js'

const OWNER = /^(\d{1,10})-(\d{1,20})-(\d{1,20})-(\d{1,10})$/

function pidNamespace(): string {
  return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0'
}

let serial = 0

/** `PID-START-NAMESPACE-SERIAL`: a new name for each backend of this process. */
export function newOwner(): string {
  return `${process.pid}-${startTime(process.pid) ?? '0'}-${pidNamespace()}-${++serial}`
}

/** Has the agent of that name ended? Of a name we did not make, or of another pid namespace, we cannot know: no. */
export function isDead(owner: string): boolean {
  const m = OWNER.exec(owner)
  if (m === null || m[3] !== pidNamespace()) return false
  return startTime(Number(m[1])) !== m[2]
}
