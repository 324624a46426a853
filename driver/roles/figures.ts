/**
 * How the driver does, second by second: the last ten minutes, for the plots of the web client,
 * and the figures of the moment for /metrics. Not for: how they are written (metrics.ts).
 */
import { monitorEventLoopDelay, performance, type EventLoopUtilization } from 'node:perf_hooks'
import { DURATION_MS, type Durations } from '../world/counters.js'
import type { World } from '../world/world.js'

const EVERY_MS = 1_000
const KEPT = 600

/** Sums over the listeners. */
export interface NetFigures {
  readonly connections: { readonly telnet: number; readonly web: number }
  readonly accepted: number
  readonly refused: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly protocolErrors: number
  readonly linesTooLong: number
  readonly outputLost: number
  readonly gmcpLost: number
  /** WebSocket clients that may come back. */
  readonly away: number
}

/** What one sample holds, in this order. Times in ms, sizes in MiB, the rest counts or counts a second. */
const COLUMNS = [
  'time', 'cpu', 'rss', 'heap', 'players', 'objects', 'commands', 'command_p50', 'command_p99', 'ticks', 'errors',
  'calls', 'call_p50', 'call_p99', 'loop_p99', 'bytes_in', 'bytes_out', 'ghosts',
] as const

interface Before {
  at: number
  cpu: NodeJS.CpuUsage
  commands: number
  ticks: number
  errors: number
  calls: number
  bytesIn: number
  bytesOut: number
  commandTime: readonly number[]
  remoteTime: readonly number[]
}

export class Figures {
  /** Oldest first; each number is one sample's since the boot. */
  private readonly rows: number[][] = []
  private taken = 0
  private before: Before
  private readonly timer: NodeJS.Timeout
  readonly loop = monitorEventLoopDelay({ resolution: 10 })
  private utilization: EventLoopUtilization = performance.eventLoopUtilization()
  /** Share of the time that the event loop was at work, in the last second. */
  busy = 0

  constructor(private readonly world: World, readonly net: () => NetFigures) {
    this.before = this.snapshot()
    this.loop.enable()
    this.timer = setInterval(() => this.sample(), EVERY_MS)
    this.timer.unref()
  }

  /** Samples after number `after` that are kept, and the number of the last. */
  since(after: number): { columns: readonly string[]; rows: readonly number[][]; last: number } {
    const missed = Math.min(this.rows.length, Math.max(0, this.taken - after))
    return { columns: COLUMNS, rows: missed === 0 ? [] : this.rows.slice(-missed), last: this.taken }
  }

  stop(): void {
    clearInterval(this.timer)
    this.loop.disable()
  }

  private snapshot(): Before {
    const { counters } = this.world
    const { bytesIn, bytesOut } = this.net()
    return {
      at: performance.now(), cpu: process.cpuUsage(), commands: counters.commands, ticks: counters.ticks, errors: counters.errors, calls: counters.remoteTime.count,
      bytesIn, bytesOut, commandTime: [...counters.commandTime.buckets], remoteTime: [...counters.remoteTime.buckets],
    }
  }

  private sample(): void {
    const { world, before } = this
    const now = this.snapshot()
    const seconds = Math.max(0.001, (now.at - before.at) / 1_000)
    const rate = (what: 'commands' | 'ticks' | 'calls' | 'bytesIn' | 'bytesOut'): number => (now[what] - before[what]) / seconds
    const cpu = (now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system) / 1e4 / seconds
    const { rss, heapUsed } = process.memoryUsage()
    const commandTime = difference(now.commandTime, before.commandTime)
    const callTime = difference(now.remoteTime, before.remoteTime)
    const loopP99 = this.loop.percentile(99) / 1e6
    this.loop.reset()
    const used = performance.eventLoopUtilization()
    this.busy = performance.eventLoopUtilization(used, this.utilization).utilization
    this.utilization = used
    const row = [
      Math.round(world.now() / 1_000), cpu, rss / 2 ** 20, heapUsed / 2 ** 20, world.sessions.size, world.objects.size,
      rate('commands'), percentile(commandTime, 0.5), percentile(commandTime, 0.99), rate('ticks'), now.errors - before.errors,
      rate('calls'), percentile(callTime, 0.5), percentile(callTime, 0.99), loopP99, rate('bytesIn'), rate('bytesOut'), world.ghosts.size,
    ]
    this.rows.push(row.map((n) => Math.round(n * 1_000) / 1_000))
    if (this.rows.length > KEPT) this.rows.shift()
    this.taken++
    this.before = now
  }
}

function difference(now: readonly number[], before: readonly number[]): number[] {
  return now.map((n, i) => n - before[i])
}

/** By the buckets of Durations, evenly spread within one; 0 where nothing was counted. */
export function percentile(buckets: Durations['buckets'], share: number): number {
  const total = buckets.reduce((sum, n) => sum + n, 0)
  let left = total * share
  for (let i = 0; i < buckets.length && total > 0; i++) {
    if (left <= buckets[i]) {
      const low = i === 0 ? 0 : DURATION_MS[i - 1]
      return i === DURATION_MS.length ? low : low + (DURATION_MS[i] - low) * (left / buckets[i])
    }
    left -= buckets[i]
  }
  return 0
}
