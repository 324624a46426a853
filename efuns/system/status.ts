/** The driver's state as text for people, under the names mudlibs know. Figures to compute with: driver_info(). */
import { loadavg } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import { Mapping } from '../../driver/vm/mapping.js'
import { truthy, type Value } from '../../driver/vm/values.js'
import { sessionOf } from '../../driver/world/output.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'

const family = 'system'
const since = '0.1'
const kib = (bytes: number): string => `${Math.round(bytes / 1_024).toLocaleString('en')} KiB`

export const mud_status = efun({
  name: 'mud_status', family, since, ticks: 1_500,
  sig: 'string mud_status(int more?)',
  doc: 'How much of everything there is: objects, players, call_outs, memory. With `more`, the limits too.',
  examples: ['stringp(mud_status())', 'strlen(mud_status(1)) > strlen(mud_status())'],
  seeAlso: ['driver_info', 'memory_info'],
}, (F, more: Value) => {
  const w = worldOf(F)
  const rows: Array<[string, string | number]> = [
    ['objects', w.objects.size], ['players', w.sessions.size], ['livings', w.livings.all().length], ['call_outs', w.scheduler.pending().length],
    ['heart_beats', w.scheduler.heartBeats().length], ['waiting fibers', w.fibers.all().length], ['ghosts', w.ghosts.size], ['heap', kib(getHeapStatistics().used_heap_size)], ['process', kib(process.memoryUsage.rss())],
  ]
  if (truthy(more)) for (const [name, n] of Object.entries(w.limits)) rows.push([`limit ${name}`, n as number])
  return rows.map(([name, n]) => `${name.padEnd(22)}${String(n).padStart(14)}\n`).join('')
})

export const query_load_average = efun({
  name: 'query_load_average', family, since, ticks: 500,
  sig: 'string query_load_average()',
  doc: 'How busy the machine was over the last 1, 5 and 15 minutes, as text.',
  examples: ['stringp(query_load_average())'],
  seeAlso: ['rusage', 'driver_info'],
}, () => loadavg().map((n) => n.toFixed(2)).join(', '))

export const network_stats = efun({
  name: 'network_stats', family, since, ticks: 200,
  sig: 'mapping network_stats()',
  doc: 'How many bytes have come from players and gone to them since the boot: `"incoming volume total"`, `"outgoing volume total"`, and the same for each port as `"incoming volume port 4000"`. Bytes as they are on the line: compressed, and with what the protocols say, but for TLS and the frames of WebSockets. FluffOS counts packets too, which the operating system keeps to itself here, and the sockets of objects.',
  examples: ['network_stats()["incoming volume total"] >= 0'],
  seeAlso: ['driver_info', 'users'],
}, (F) => {
  const ports = worldOf(F).traffic()
  const rows = [
    { of: 'total', bytesIn: ports.reduce((n, p) => n + p.bytesIn, 0), bytesOut: ports.reduce((n, p) => n + p.bytesOut, 0) },
    ...ports.map((p) => ({ of: `port ${p.port}`, bytesIn: p.bytesIn, bytesOut: p.bytesOut })),
  ]
  return Mapping.of(rows.flatMap((r): Array<[Value, Value]> => [[`incoming volume ${r.of}`, r.bytesIn], [`outgoing volume ${r.of}`, r.bytesOut]]))
})

export const dump_file_descriptors = efun({
  name: 'dump_file_descriptors', family, since, ticks: 100,
  sig: 'string dump_file_descriptors()',
  doc: 'The connections of players as text: one a line, with address, port, kind and object. Sockets of objects are in `socket_status()`; files are never open between two evaluations.',
  examples: ['stringp(dump_file_descriptors())'],
  seeAlso: ['users', 'socket_status'],
}, (F) => {
  const users = worldOf(F).sessions.users()
  F.charge(users.length * 5)
  const lines = users.map((ob) => {
    const info = sessionOf(ob)?.wire.info
    return info ? `${`${info.address} ${info.port}`.padEnd(48)} ${info.kind.padEnd(10)} ${ob.name}\n` : ''
  })
  return `${'Address and port'.padEnd(48)} ${'Kind'.padEnd(10)} Object\n${lines.join('')}`
})
