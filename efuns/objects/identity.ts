/** Who is who: this_object, previous_object, names. */
import { LpcObject } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { baseName, objectName } from '../../driver/world/paths.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { objectOr, orZero } from './args.js'

const family = 'objects'
const since = '0.1'

export const this_object = efun({
  name: 'this_object', family, since, ticks: 1,
  sig: 'object this_object()',
  doc: 'The object whose code runs. 0 once it is destructed.\n\nIn a simul_efun this is the simul_efun object, and `previous_object()` is the caller.',
  examples: ['objectp(this_object())'],
  seeAlso: ['previous_object', 'this_player'],
}, (F) => orZero(F.self))

export const previous_object = efun({
  name: 'previous_object', family, since, ticks: 2,
  sig: 'mixed previous_object(int n?)',
  doc: 'The object that called a function in this one; 0 when the driver did.\n\nWith `n`, the caller that many steps further back; with -1, all of them, nearest first. Calls inside one object are no steps. Callers that are destructed by now read as 0. When a fiber waited, the chain is as it was before.',
  examples: ['arrayp(previous_object(-1))'],
  seeAlso: ['this_object', 'all_previous_objects', 'call_stack'],
}, (F, n: Value) => {
  if (n === -1) return callers(F)
  const i = F.sp - 1 - Number(n ?? 0)
  return i < 0 || i >= F.sp ? 0 : orZero(F.stack[i])
})

export const all_previous_objects = efun({
  name: 'all_previous_objects', family, since, ticks: 2,
  sig: 'object *all_previous_objects()',
  doc: 'All objects in the chain of calls, nearest first. The same as `previous_object(-1)`.',
  examples: ['arrayp(all_previous_objects())'],
  seeAlso: ['previous_object'],
}, (F) => callers(F))

function callers(F: Parameters<typeof this_object.fn>[0]): Value[] {
  F.charge(Math.max(0, F.sp))
  return F.stack.slice(0, Math.max(0, F.sp)).reverse().map(orZero)
}

export const master = efun({
  name: 'master', family, since, ticks: 1,
  sig: 'object master()',
  doc: 'The master object: the one that the driver asks for every decision. Its own `create()` already sees it.',
  seeAlso: ['this_object'],
}, (F) => {
  const world = worldOf(F)
  return orZero(world.master ?? world.objects.get(objectName(world.config.masterFile)))
})

export const file_name = efun({
  name: 'file_name', family, since, ticks: 2,
  sig: 'string file_name(object ob?)',
  doc: 'The name of an object: its path without `.c`, and for clones `#` and a number, as in `"/std/room#12"`.\n\nGhosts of remote workers are named `/mesh/<worker>#<n>`.',
  examples: ['file_name(this_object())[0] == \'/\''],
  seeAlso: ['base_name', 'find_object'],
}, (F, ob: Value) => objectOr(F, ob, 'file_name', 1).name)

export const base_name = efun({
  name: 'base_name', family, since, ticks: 2,
  sig: 'string base_name(string|object ob?)',
  doc: 'The name of the blueprint of an object or of an object name: `"/std/room#12"` gives `"/std/room"`.\n\nOf a text only what stands behind a `#` is taken away.',
  examples: ['base_name("/std/room#12") == "/std/room"', 'base_name(this_object()) == file_name()'],
  seeAlso: ['file_name', 'clonep'],
}, (F, ob: Value) => (typeof ob === 'string' ? ob.replace(/#.*/s, '') : baseName(objectOr(F, ob, 'base_name', 1).name)))

export const clonep = efun({
  name: 'clonep', family, since, ticks: 1,
  sig: 'int clonep(mixed ob?)',
  doc: '1 when the object was made by `clone_object()`, 0 for a blueprint and for what is no object.',
  examples: ['clonep("x") == 0'],
  seeAlso: ['virtualp', 'base_name'],
}, (F, ob: Value) => ((ob === undefined ? F.self : ob) instanceof LpcObject && ((ob ?? F.self) as LpcObject).clone ? 1 : 0))

export const virtualp = efun({
  name: 'virtualp', family, since, ticks: 1,
  sig: 'int virtualp(object ob?)',
  doc: '1 when the object came from `master->compile_object()` and not from a file of its own name.',
  seeAlso: ['clonep'],
}, (F, ob: Value) => (objectOr(F, ob, 'virtualp', 1).virtual ? 1 : 0))
