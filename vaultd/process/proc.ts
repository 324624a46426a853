/**
 * Reads /proc: start times (a pid alone may be reused), descendants, what they use.
 * Not for: signals.
 */
import { readFileSync } from 'node:fs'

/** Clock ticks since boot at which the process started, or null when it does not exist (or is a zombie: dead, not yet fetched). */
export function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The command may contain spaces and brackets: count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? null : fields[19] ?? null
  } catch {
    return null
  }
}

/** The process and all below it, parents first. */
export function tree(pid: number): number[] {
  const found = [pid]
  for (let i = 0; i < found.length; i++) {
    try {
      for (const child of readFileSync(`/proc/${found[i]}/task/${found[i]}/children`, 'latin1').split(' ')) {
        if (child !== '') found.push(Number(child))
      }
    } catch {
      // gone meanwhile
    }
  }
  return found
}

/** How many descriptors a process may have at most, whatever it asks for; Infinity where that is not said. @param pid default this one. */
export function descriptorLimit(pid: number | 'self' = 'self'): number {
  try {
    return Number(/^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'latin1'))?.[1] ?? Infinity)
  } catch {
    return Infinity
  }
}

/** Clock ticks a second, as /proc counts them: 100 on every Linux that node runs on. */
const TICKS = 100

/** Processor time of these processes and of their children that have ended (s), and the sum of their largest resident sizes (bytes). Null when none is there. */
export function sample(pids: readonly number[]): { cpuSeconds: number; memoryPeak: number } | null {
  let ticks = 0
  let peak = 0
  let any = false
  for (const pid of pids) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      for (const at of [11, 12, 13, 14]) ticks += Number(fields[at])
      const hwm = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))
      if (hwm !== null) peak += Number(hwm[1]) * 1024
      any = true
    } catch {
      // gone meanwhile
    }
  }
  return any ? { cpuSeconds: ticks / TICKS, memoryPeak: peak } : null
}

/** MemAvailable in MiB, or null where there is no /proc/meminfo. */
export function memoryAvailable(): number | null {
  try {
    const m = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'latin1'))
    return m === null ? null : Math.floor(Number(m[1]) / 1024)
  } catch {
    return null
  }
}
