/**
 * What administrators' commands of FluffOS's mudlibs ask about the driver's inside. Where memory is
 * counted by references there it is collected here, and the pages say what the answer means. Figures to
 * compute with: driver_info() and profile_report(). Not for: text about connections (status.ts).
 */
import { getHeapSpaceStatistics } from 'node:v8'
import { badArgument } from '../../driver/vm/errors.js'
import { Mapping } from '../../driver/vm/mapping.js'
import type { LpcObject } from '../../driver/vm/object.js'
import type { Program } from '../../driver/vm/program.js'
import type { Value } from '../../driver/vm/values.js'
import { contents } from '../../driver/world/move.js'
import { replaceFile } from '../../driver/world/save.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { hostFailure, writable } from '../files/access.js'
import { needObject } from '../objects/args.js'

const family = 'system'
const since = '0.1'
/** What a function, a variable and a program cost at least: figures for comparing, not for adding up. */
const PROGRAM_BYTES = 2_000
const FUNCTION_BYTES = 600
const VARIABLE_BYTES = 16
/** Where dumpallobj() writes unless told otherwise, as in FluffOS. */
const DUMP_FILE = '/OBJ_DUMP'

const yes = (on: boolean): string => (on ? 'TRUE' : 'FALSE')

export const debug_info = efun({
  name: 'debug_info', family, since, ticks: 250,
  sig: 'string debug_info(int what, object ob)',
  doc: 'Text about an object for people. `what` 0: its state and place; 1: its program.',
  examples: ['stringp(debug_info(0, this_object()))', 'stringp(debug_info(1, this_object()))'],
  seeAlso: ['dumpallobj', 'program_info', 'mud_status'],
}, (F, what: number, ob: Value) => {
  const o = needObject(ob, 'debug_info', 2)
  if (what !== 0 && what !== 1) throw badArgument('debug_info', 1, '0 or 1', String(what))
  const { program } = o
  const rows: Array<[string, string | number]> = what === 0
    ? [
        ['name', o.name], ['living', yes(o.commandsEnabled)], ['interactive', yes(o.interactive !== null)], ['clone', yes(o.clone)],
        ['virtual', yes(o.virtual)], ['heart beat', o.heartBeat], ['shadowed by', o.shadowedBy?.name ?? '-'], ['environment', o.environment?.name ?? '-'],
        ['carries', contents(o).length], ['living name', o.livingName ?? '-'], ['idle for ms', worldOf(F).now() - o.lastUsed],
      ]
    : [
        ['program', program.file], ['version', program.version], ['functions', program.functions.size], ['variables', program.variables.length],
        ['inherits', program.inherits.length], ['programs in all', program.links.length],
      ]
  F.charge(contents(o).length >> 3)
  return rows.map(([name, v]) => `${name.padEnd(16)}: ${v}\n`).join('')
})

export const get_garbage = efun({
  name: 'get_garbage', family, since, ticks: 100,
  sig: 'object *get_garbage()',
  doc: 'The clones that are nowhere and carry nothing, are no players and shadow nobody: candidates for destruct(). Objects that a variable still refers to are among them; the driver itself never destructs.',
  examples: ['pointerp(get_garbage())'],
  seeAlso: ['objects', 'reclaim_objects', 'destruct'],
}, (F) => {
  const world = worldOf(F)
  F.charge(world.objects.size)
  const out: LpcObject[] = []
  for (const o of world.objects.all()) {
    if (out.length >= world.limits.arraySize) break
    if (o.clone && !o.environment && !o.inventory?.size && !o.interactive && !o.shadowing && !o.remote) out.push(o)
  }
  return out
})

export const dumpallobj = efun({
  name: 'dumpallobj', family, since, ticks: 500,
  sig: 'void dumpallobj(string file?)',
  doc: 'Writes a line for every object to a file (`/OBJ_DUMP` unless named): name, environment, heart beat. `valid_write()` decides.',
  seeAlso: ['objects', 'mud_status'],
}, (F, file: Value) => {
  const path = typeof file === 'string' ? file : DUMP_FILE
  const host = writable(F, path, 'dumpallobj')
  if (host === null) return 0
  const world = worldOf(F)
  F.charge(world.objects.size * 2)
  const lines: string[] = []
  for (const o of world.objects.all()) lines.push(`${o.name.padEnd(48)} in ${(o.environment?.name ?? '-').padEnd(32)} ${o.heartBeat ? `heart beat ${o.heartBeat}` : ''}`.trimEnd())
  try {
    replaceFile(host, `${lines.join('\n')}\n`)
  } catch (e) {
    throw hostFailure('dumpallobj', path, e)
  }
  return 0
})

export const check_memory = efun({
  name: 'check_memory', family, since, ticks: 10,
  sig: 'string check_memory(int flags?)',
  doc: 'A word that all is well: FluffOS checks its reference counts here, and this driver has none.',
  examples: ['stringp(check_memory())'],
  seeAlso: ['malloc_status', 'memory_info'],
}, () => 'Memory is collected, not counted: nothing to check.\n')

export const cache_stats = efun({
  name: 'cache_stats', family, since, ticks: 10,
  sig: 'string cache_stats()',
  doc: 'A word about call_other(): each place of a call keeps what it found last, and those caches keep no figures.',
  examples: ['stringp(cache_stats())'],
  seeAlso: ['mud_status', 'profile_report'],
}, () => 'Each place of a call keeps what it called last; no figures are kept.\n')

export const malloc_status = efun({
  name: 'malloc_status', family, since, ticks: 300,
  sig: 'string malloc_status()',
  doc: 'The JavaScript heap by its spaces, as text.',
  examples: ['stringp(malloc_status())'],
  seeAlso: ['memory_info', 'memory_summary', 'mud_status'],
}, () => getHeapSpaceStatistics().map((s) => `${s.space_name.padEnd(28)}${String(s.space_used_size).padStart(14)} of ${String(s.space_size).padStart(14)} bytes\n`).join(''))

export const memory_summary = efun({
  name: 'memory_summary', family, since, ticks: 1_500,
  sig: 'mapping memory_summary()',
  doc: 'By program, about how many bytes the variables of its objects take without what they refer to: `([ "/std/room": ([ "own": 1234 ]) ])`. Values are shared, so what they hold counts for nobody.',
  examples: ['mapp(memory_summary())'],
  seeAlso: ['memory_info', 'program_info'],
}, (F) => {
  const world = worldOf(F)
  F.charge(world.objects.size)
  const sums = new Map<string, number>()
  for (const o of world.objects.all()) {
    F.charge(o.program.links.length)
    for (const link of o.program.links) sums.set(link.program.name, (sums.get(link.program.name) ?? 0) + link.program.variables.length * VARIABLE_BYTES)
  }
  return Mapping.of([...sums].slice(0, world.limits.mappingSize).map(([name, n]) => [name, Mapping.of([['own', n]])]))
})

export const program_info = efun({
  name: 'program_info', family, since, ticks: 200,
  sig: 'mapping program_info(object ob?)',
  doc: 'About how many bytes the program of an object takes, or all programs: `header size`, `code size`, `function size`, `var size`, `inherit size` and `total size`. What V8 makes of the code is not among them.',
  examples: ['program_info(this_object())["total size"] > 0'],
  seeAlso: ['memory_summary', 'functions', 'inherits'],
}, (F, ob: Value) => {
  const programs = new Set<Program>()
  for (const o of ob === undefined ? worldOf(F).objects.all() : [needObject(ob, 'program_info', 1)]) programs.add(o.program)
  F.charge(programs.size * 4)
  const n = { functions: 0, variables: 0, inherits: 0 }
  for (const p of programs) {
    n.functions += p.functions.size
    n.variables += p.variables.length
    n.inherits += p.inherits.length
  }
  const rows: Array<[string, number]> = [
    ['header size', programs.size * PROGRAM_BYTES], ['code size', n.functions * FUNCTION_BYTES], ['function size', n.functions * VARIABLE_BYTES],
    ['var size', n.variables * VARIABLE_BYTES], ['class size', 0], ['inherit size', n.inherits * VARIABLE_BYTES], ['saved type size', 0],
  ]
  return Mapping.of([...rows, ['total size', rows.reduce((sum, [, v]) => sum + v, 0)]])
})
