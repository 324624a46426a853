/**
 * Reads /proc: start times (a pid alone may be reused) and descendants.
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

/** How many descriptors a process of ours may have at most, whatever it asks for; Infinity where that is not said. */
export function descriptorLimit(): number {
  try {
    return Number(/^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1] ?? Infinity)
  } catch {
    return Infinity
  }
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
