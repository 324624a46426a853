/**
 * Why a vault ended, in one line with the figures: the text that the caller, the log and the
 * registry get. Pure. Not for: the agent's own reasons (destructed, lease), which it knows itself.
 */
import { constants } from 'node:os'
import type { VaultExit, VaultUsage } from './backend.js'

/** Characters of stderr that are passed on. */
const MAX_LAST_LINE = 200
/** So near to the limit (bytes) means that it was reached: the kernel charges in batches. */
const NEAR = 512 * 1024

const mib = (bytes: number) => `${Math.round(bytes / 104857.6) / 10} MiB`
const seconds = (s: number) => `${s < 10 ? Math.round(s * 100) / 100 : Math.round(s)} s`

/** Was the hard memory limit what killed it? */
function overMemory(exit: VaultExit): boolean {
  const u = exit.usage
  if (u === null || u === undefined) return false
  if ((u.outOfMemory ?? 0) > 0) return true
  return exit.signal === 'SIGKILL' && (u.memoryPeak ?? 0) >= u.memoryLimit - NEAR
}

function lastLine(stderr: string): string {
  const lines = stderr.trim().split('\n')
  // What LXC says of its own clean-up explains nothing, unless there is nothing else.
  const own = lines.filter((line) => !/^lxc-execute: .*(cgroup|cgfsng)/.test(line))
  return ((own.length > 0 ? own : lines).at(-1) ?? '').slice(0, MAX_LAST_LINE)
}

/** `used 1.2 s of processor time, held back for 3 s by its limit of 0.5 processors`, or ''. */
export function cpuFigures(u: VaultUsage | null | undefined): string {
  if (u === null || u === undefined) return ''
  const held = u.throttledSeconds >= 0.01 ? `, held back for ${seconds(u.throttledSeconds)} by its limit of ${u.cpuLimit} processors` : ''
  return `used ${seconds(u.cpuSeconds)} of processor time${held}`
}

/** The signal that an exit status above 128 stands for, as shells and supervisors tell it; else null. */
export function signalOf(code: number | null): string | null {
  return code === null || code <= 128 ? null : Object.entries(constants.signals).find(([, n]) => n === code - 128)?.[0] ?? null
}

export function explainExit(exit: VaultExit): string {
  const u = exit.usage ?? null
  if (overMemory(exit)) return `out of memory: all of its ${mib(u!.memoryLimit)} were in use${exit.memory === undefined ? '' : ` (heap limit ${exit.memory} MiB)`}`
  if (exit.signal === 'SIGABRT' || /heap out of memory/.test(exit.stderr)) {
    const heap = exit.memory === undefined ? '' : `: its heap of ${exit.memory} MiB is full`
    return `out of memory${heap}${u?.memoryPeak ? ` (${mib(u.memoryPeak)} of ${mib(u.memoryLimit)} in all were used)` : ''}`
  }
  if (exit.signal === 'SIGSYS') return 'killed for a forbidden system call'
  if (exit.signal === 'SIGXCPU') return `over its processor time: ${cpuFigures(u) || 'no figures'}`
  const last = lastLine(exit.stderr)
  const said = last === '' ? '' : `: ${last}`
  if (exit.signal === 'SIGKILL') return 'killed'
  const how = `ended with ${exit.signal ?? `status ${exit.code}`}${said}`
  if (u !== null && u !== undefined && u.tasksPeak !== null && u.tasksLimit !== null && u.tasksPeak >= u.tasksLimit) return `reached its limit of ${u.tasksLimit} processes and threads, then ${how}`
  return how
}

/** Why a vault ended, in one word, for programs. */
export type EndCode = 'OOM' | 'CPU' | 'SECCOMP' | 'TASKS' | 'BYTES' | 'KILLED' | 'EXIT' | 'STUCK' | 'TTL' | 'LEASE' | 'DESTRUCTED' | 'NODE_LOST'

export function exitCode(exit: VaultExit): EndCode {
  const u = exit.usage ?? null
  if (overMemory(exit) || exit.signal === 'SIGABRT' || /heap out of memory/.test(exit.stderr)) return 'OOM'
  if (exit.signal === 'SIGSYS') return 'SECCOMP'
  if (exit.signal === 'SIGXCPU') return 'CPU'
  if (u !== null && u.tasksPeak !== null && u.tasksLimit !== null && u.tasksPeak >= u.tasksLimit) return 'TASKS'
  return exit.signal === 'SIGKILL' ? 'KILLED' : 'EXIT'
}

/** The figures of an end, as far as they were counted: MiB, seconds, processors. */
export function exitFigures(exit: VaultExit | undefined): Record<string, number | string> {
  const figures: Record<string, number | string> = {}
  const put = (key: string, v: number | string | null | undefined, per = 1): void => {
    if (typeof v === 'number') figures[key] = Math.round((v / per) * 100) / 100
    else if (typeof v === 'string') figures[key] = v
  }
  if (exit === undefined) return figures
  put('exit_status', exit.code)
  put('signal', exit.signal)
  put('heap_limit_mib', exit.memory)
  const u = exit.usage
  if (u === null || u === undefined) return figures
  put('memory_limit_mib', u.memoryLimit, 1048576)
  put('memory_peak_mib', u.memoryPeak, 1048576)
  put('cpu_seconds', u.cpuSeconds)
  put('cpu_limit', u.cpuLimit)
  put('throttled_seconds', u.throttledSeconds)
  put('tasks_peak', u.tasksPeak)
  put('tasks_limit', u.tasksLimit)
  return figures
}
