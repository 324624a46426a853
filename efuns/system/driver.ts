/** The driver itself: shutting it down, its settings and its health. */
import { getHeapStatistics } from 'node:v8'
import { hostname } from 'node:os'
import { badArgument, DENIED, LpcError } from '../../driver/vm/errors.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { Float, type Value } from '../../driver/vm/values.js'
import { permit } from '../../driver/world/security.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { needObject } from '../objects/args.js'
import { changeSetting, CONFIG_NUMBERS, setting } from './settings.js'

const family = 'system'
const since = '0.1'

export const shutdown = efun({
  name: 'shutdown', family, since, ticks: 100,
  sig: 'void shutdown(int code?)',
  doc: 'Ends the driver with exit status `code`: after this turn the mudlib saves (`master->shutting_down(reason)`, else `master->crash(reason, 0, 0)`; at most ten seconds), players are told and disconnected, remote workers are ended.\n\nThe master and the simul_efun object may, others as `master->valid_shutdown(ob)` says.',
  seeAlso: ['uptime'],
}, (F, code: Value) => {
  const world = worldOf(F)
  if (!permit(world, F, 'valid_shutdown', [])) throw new LpcError('shutdown: Permission denied.', { code: DENIED })
  const by = F.player && !F.player.destructed ? F.player.name : F.self.name
  world.clock.soon(() => world.shutdown(`Shut down by ${by}.`, () => world.config.exit(Number(code ?? 0))))
  return 0
})

export const reexec = efun({
  name: 'reexec', family, since, ticks: 100,
  sig: 'void reexec()',
  doc: 'Restarts the driver as a new process without disconnecting anybody (a copyover): after this turn the mudlib saves, as with `shutdown()`; `master->copyover_save(body)` says what to remember of each connection, and in the new process `master->copyover_restore(saved)` makes its body again. Telnet connections stay open, the line that is being typed included; those over TLS are closed; WebSocket clients come back by themselves when they can resume. Remote workers end. An error where the program that started the driver offers no restart, such as in tests.\n\nWho may is asked as for `shutdown()`.',
  examples: ['catch(reexec()) || "the driver restarts after this turn"'],
  seeAlso: ['shutdown'],
}, (F) => {
  const world = worldOf(F)
  if (!permit(world, F, 'valid_shutdown', [])) throw new LpcError('reexec: Permission denied.', { code: DENIED })
  const { reexec: restart } = world.config
  if (!restart) throw new LpcError('reexec: No restart is possible here.')
  world.clock.soon(restart)
  return undefined
})

export const uptime = efun({
  name: 'uptime', family, since, ticks: 1,
  sig: 'int uptime()',
  doc: 'Seconds since the driver started.',
  examples: ['uptime() >= 0'],
  seeAlso: ['time', 'memory_info'],
}, (F) => Math.floor((worldOf(F).now() - worldOf(F).bootedAt) / 1_000))

export const get_config = efun({
  name: 'get_config', family, since, ticks: 2,
  sig: 'mixed get_config(int which)',
  doc: 'A setting of the driver by its number in `<runtime_config.h>`; an undefined 0 for what is not set.',
  seeAlso: ['driver_info'],
}, (F, which: number) => {
  if (which < 0 || which >= CONFIG_NUMBERS) throw badArgument('get_config', 1, `int from 0 to ${CONFIG_NUMBERS - 1}`, String(which))
  return setting(worldOf(F), which)
})

export const set_config = efun({
  name: 'set_config', family, since, ticks: 10,
  sig: 'void set_config(int which, mixed value)',
  doc: 'Changes a setting by its number in `<runtime_config.h>` while the driver runs: the limits on ticks, call depth, arrays, mappings, strings, buffers, inheritance and read_file(). `get_config()` shows the new value. A setting that is fixed at the start is an error.\n\nThe master and the simul_efun object may, others as `master->valid_config(caller, which, value)` says.',
  seeAlso: ['get_config', 'set_eval_limit'],
}, (F, which: number, value: Value) => {
  const world = worldOf(F)
  if (!permit(world, F, 'valid_config', [which, value])) throw new LpcError('set_config: Permission denied.', { code: DENIED })
  if (which < 0 || which >= CONFIG_NUMBERS) throw badArgument('set_config', 1, `int from 0 to ${CONFIG_NUMBERS - 1}`, String(which))
  if (!changeSetting(world, which, value)) throw new LpcError(`set_config: Setting ${which} cannot be changed to that while the driver runs.`)
  return 0
})

/** What sharing makes of an object's share cannot be told: a figure by what it holds itself. */
const OBJECT_BYTES = 600
const VARIABLE_BYTES = 16

export const memory_info = efun({
  name: 'memory_info', family, since, ticks: 200,
  sig: 'int memory_info(object ob?)',
  doc: 'Bytes of JavaScript heap in use. For an object, about how much it and its variables take without what they refer to: values are shared.',
  examples: ['memory_info() > 0', 'memory_info(this_object()) > 0'],
  seeAlso: ['driver_info'],
}, (F, ob: Value) => {
  if (ob === undefined) return getHeapStatistics().used_heap_size
  const { links } = needObject(ob, 'memory_info', 1).program
  F.charge(links.length)
  return OBJECT_BYTES + links.reduce((n, l) => n + l.program.variables.length * VARIABLE_BYTES, 0)
})

export const driver_info = efun({
  name: 'driver_info', family, since, ticks: 700,
  sig: 'mapping driver_info()',
  doc: 'Figures about the driver: `objects`, `users`, `livings`, `call_outs`, `heart_beats`, `fibers` that wait, `ghosts`, `heap` and `rss` in bytes, `cpu` seconds used, `uptime` in seconds.',
  examples: ['driver_info()["objects"] > 0'],
  seeAlso: ['memory_info', 'uptime'],
}, (F) => {
  const w = worldOf(F)
  const cpu = process.cpuUsage()
  return Mapping.of([
    ['objects', w.objects.size],
    ['users', w.sessions.size],
    ['livings', w.livings.all().length],
    ['call_outs', w.scheduler.pending().length],
    ['heart_beats', w.scheduler.heartBeats().length],
    ['fibers', w.fibers.all().length],
    ['ghosts', w.ghosts.size],
    ['heap', getHeapStatistics().used_heap_size],
    ['rss', process.memoryUsage.rss()],
    ['cpu', new Float((cpu.user + cpu.system) / 1e6)],
    ['uptime', Math.floor((w.now() - w.bootedAt) / 1_000)],
  ])
})

export const rusage = efun({
  name: 'rusage', family, since, ticks: 50,
  sig: 'mapping rusage()',
  doc: 'The process\'s use of resources as `getrusage(2)` gives it: `utime` and `stime` in ms, `maxrss` in KiB, and more.',
  seeAlso: ['driver_info'],
}, () => {
  const r = process.resourceUsage()
  return Mapping.of([
    ['utime', Math.floor(r.userCPUTime / 1_000)], ['stime', Math.floor(r.systemCPUTime / 1_000)], ['maxrss', r.maxRSS],
    ['minflt', r.minorPageFault], ['majflt', r.majorPageFault], ['inblock', r.fsRead], ['oublock', r.fsWrite],
    ['nvcsw', r.voluntaryContextSwitches], ['nivcsw', r.involuntaryContextSwitches],
  ])
})

export const mud_name = efun({
  name: 'mud_name', family, since, ticks: 1,
  sig: 'string mud_name()',
  doc: 'The name of this game, from the configuration.',
  seeAlso: ['get_config'],
}, (F) => worldOf(F).config.mudName)

export const query_host_name = efun({
  name: 'query_host_name', family, since, ticks: 20,
  sig: 'string query_host_name()',
  doc: 'The name of the machine the driver runs on.',
  examples: ['stringp(query_host_name())'],
  seeAlso: ['mud_name'],
}, () => hostname())

export const reclaim_objects = efun({
  name: 'reclaim_objects', family, since, ticks: 10,
  sig: 'int reclaim_objects()',
  doc: 'Does nothing and gives 0: memory is collected by itself here. It exists for mudlibs that call it.',
  examples: ['reclaim_objects() == 0'],
  seeAlso: ['memory_info'],
}, () => 0)
