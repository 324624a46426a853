/**
 * What a clone may use in all: processor time, and bytes in and out. Looked at by the agent a few
 * times a second. Pure. Not for: what it may use at once (backend), memory (the kernel).
 */
import type { CloneLimits } from '../driver/mesh.js'
import type { EndCode } from './exit.js'

export interface Used {
  /** Seconds; null where the backend cannot tell. */
  readonly cpuSeconds: number | null
  /** By calls, relay and http_request(), both ways. */
  readonly bytes: number
}

export interface Over {
  readonly code: EndCode
  readonly text: string
}

/** What it has had too much of, with the figures; or null. */
export function overQuota(limits: CloneLimits, used: Used): Over | null {
  if (limits.cpuSeconds !== undefined && used.cpuSeconds !== null && used.cpuSeconds > limits.cpuSeconds) {
    return { code: 'CPU', text: `over its processor time: used ${used.cpuSeconds.toFixed(2)} s of ${limits.cpuSeconds} s` }
  }
  if (limits.bytes !== undefined && used.bytes > limits.bytes) return { code: 'BYTES', text: `over its traffic: ${used.bytes} bytes in and out of ${limits.bytes}` }
  return null
}
