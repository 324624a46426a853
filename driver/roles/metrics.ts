/**
 * /metrics of a driver, in Prometheus's text format. Written by hand: the figures are counted
 * where they arise, in plain numbers, and only spelt out here. The Core has its own (vaultd/metrics).
 */
import { timingSafeEqual } from 'node:crypto'
import { getHeapStatistics } from 'node:v8'
import type { Response, Route } from '../net/http/routes.js'
import { isLoopback } from '../net/addresses.js'
import type { TelnetListener } from '../net/telnet/listen.js'
import type { WebListener } from '../net/websocket/listen.js'
import { DURATION_MS, type Durations, type Traffic } from '../world/counters.js'
import type { World } from '../world/world.js'
import type { Figures, NetFigures } from './figures.js'
import { VERSION } from './paths.js'

const TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export function netFigures(telnet: Iterable<TelnetListener>, web: Iterable<WebListener>): NetFigures {
  const webs = [...web]
  const telnets = [...[...telnet].map((l) => l.stats), ...webs.map((l) => l.telnetStats)]
  const all = [...telnets, ...webs.map((l) => l.stats)]
  const sum = (what: keyof typeof telnets[number]): number => all.reduce((n, s) => n + s[what], 0)
  return {
    connections: { telnet: telnets.reduce((n, s) => n + s.connections, 0), web: webs.reduce((n, l) => n + l.stats.connections, 0) },
    accepted: sum('accepted'), refused: sum('refused'), bytesIn: sum('bytesIn'), bytesOut: sum('bytesOut'), protocolErrors: sum('protocolErrors'),
    linesTooLong: sum('linesTooLong'), outputLost: sum('outputLost'), gmcpLost: sum('gmcpLost'), away: webs.reduce((n, l) => n + l.resumables.size, 0),
  }
}

export function traffic(telnet: Iterable<TelnetListener>, web: Iterable<WebListener>): Traffic[] {
  const told = (port: number, all: ReadonlyArray<{ bytesIn: number; bytesOut: number }>): Traffic =>
    ({ port, bytesIn: all.reduce((n, s) => n + s.bytesIn, 0), bytesOut: all.reduce((n, s) => n + s.bytesOut, 0) })
  return [...[...telnet].map((l) => told(l.port, [l.stats])), ...[...web].map((l) => told(l.port, [l.stats, l.telnetStats]))]
}

/** @param token who shows it may read from anywhere; '': nobody but this machine. */
export function metricsRoute(world: World, figures: Figures, token: string): Route {
  return {
    method: 'GET', path: '/metrics',
    handler({ address, headers }): Response {
      // A proxy on this machine speaks for the whole world.
      const here = isLoopback(address) && !headers.has('x-forwarded-for') && !headers.has('forwarded')
      if (!here && !shown(headers.get('authorization'), token)) return { status: 403, headers: { 'Content-Type': 'text/plain' }, body: 'Not for you.\n' }
      return { status: 200, headers: { 'Content-Type': TYPE, 'Cache-Control': 'no-store' }, body: metricsText(world, figures) }
    },
  }
}

function shown(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return token !== '' && given.length === wanted.length && timingSafeEqual(given, wanted)
}

function metricsText(world: World, figures: Figures): string {
  const { counters } = world
  const net = figures.net()
  const out: string[] = []
  const write = (name: string, type: 'gauge' | 'counter', help: string, ...values: Array<readonly [labels: string, value: number]>): void => {
    out.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...values.map(([labels, value]) => `${name}${labels} ${value}`))
  }
  const gauge = (name: string, help: string, value: number): void => write(name, 'gauge', help, ['', value])
  const counter = (name: string, help: string, value: number): void => write(name, 'counter', help, ['', value])

  write('build_info', 'gauge', 'Version of the program', [`{version="${VERSION}",node="${process.versions.node}"}`, 1])
  gauge('mud_start_time_seconds', 'When the world was made', world.bootedAt / 1_000)
  gauge('mud_players', 'Connections in the game', world.sessions.size)
  gauge('mud_objects', 'Objects, blueprints and clones', world.objects.size)
  gauge('mud_callouts_pending', 'call_outs that wait', world.scheduler.pending().length)
  gauge('mud_heart_beats', 'Objects with a heart beat', world.scheduler.heartBeats().length)
  gauge('mud_fibers_waiting', 'LPC that waits', world.fibers.all().length)
  gauge('mud_ghosts', 'Remote objects', world.ghosts.size)
  counter('mud_commands_total', 'Lines of players that were run', counters.commands)
  counter('mud_ticks_total', 'Ticks used by LPC', counters.ticks)
  counter('mud_runtime_errors_total', 'LPC errors that nobody caught', counters.errors)
  durations(out, 'mud_command_seconds', 'From a line to its prompt, waits included', counters.commandTime)
  durations(out, 'netd_call_seconds', 'Calls of remote objects', counters.remoteTime)
  counter('netd_calls_failed_total', 'Calls of remote objects that failed', counters.remoteFailed)

  write('mud_connections', 'gauge', 'Connections by protocol', ['{wire="telnet"}', net.connections.telnet], ['{wire="websocket"}', net.connections.web])
  gauge('mud_connections_away', 'WebSocket clients that may come back', net.away)
  counter('mud_connections_accepted_total', 'Connections let in', net.accepted)
  counter('mud_connections_refused_total', 'Connections sent away', net.refused)
  write('mud_conn_bytes_total', 'counter', 'Bytes of players\' connections', ['{dir="in"}', net.bytesIn], ['{dir="out"}', net.bytesOut])
  counter('mud_protocol_errors_total', 'What clients may not send', net.protocolErrors)
  counter('mud_lines_too_long_total', 'Lines that were dropped', net.linesTooLong)
  counter('mud_output_dropped_bytes_total', 'Text that slow readers lost', net.outputLost)
  counter('mud_gmcp_dropped_total', 'GMCP messages that slow readers lost', net.gmcpLost)

  const { rss } = process.memoryUsage()
  const cpu = process.cpuUsage()
  gauge('process_resident_memory_bytes', 'Memory of the process', rss)
  gauge('nodejs_heap_size_used_bytes', 'JavaScript heap in use', getHeapStatistics().used_heap_size)
  counter('process_cpu_seconds_total', 'CPU time', (cpu.user + cpu.system) / 1e6)
  gauge('nodejs_eventloop_delay_p99_seconds', 'Delay of the event loop in this second', figures.loop.percentile(99) / 1e9)
  gauge('nodejs_eventloop_utilization_ratio', 'Share of the last second at work', figures.busy)
  return out.join('\n') + '\n'
}

function durations(out: string[], name: string, help: string, d: Durations): void {
  out.push(`# HELP ${name} ${help}`, `# TYPE ${name} histogram`)
  let sum = 0
  DURATION_MS.forEach((ms, i) => {
    sum += d.buckets[i]
    out.push(`${name}_bucket{le="${ms / 1_000}"} ${sum}`)
  })
  out.push(`${name}_bucket{le="+Inf"} ${d.count}`, `${name}_sum ${d.sumMs / 1_000}`, `${name}_count ${d.count}`)
}
