/** Making, finding and ending objects. */
import { callCallback } from '../../driver/vm/calls.js'
import { LpcObject } from '../../driver/vm/object.js'
import { truthy, type Value } from '../../driver/vm/values.js'
import { after, each } from '../../driver/world/flow.js'
import { seen, seenOne } from '../../driver/world/hidden.js'
import { baseName, objectName } from '../../driver/world/paths.js'
import { recompile, reload } from '../../driver/world/recompile.js'
import { allowed, denied } from '../../driver/world/security.js'
import { worldOf } from '../../driver/world/world.js'
import { efun, type EfunBody } from '../efun.js'
import { needObject, objectOr, orZero } from './args.js'
import { forgetLight } from './light.js'

const family = 'objects'
const since = '0.1'

const cloneObject: EfunBody = (F, file: string, args: Value[] = []) =>
  worldOf(F).loader.clone(F, file, args)

export const clone_object = efun({
  name: 'clone_object', family, since, ticks: 150, mode: 'calls',
  sig: 'object clone_object(string file, mixed args...)',
  doc: 'Makes a new object of the program in `file`, loading the blueprint first when needed. The arguments go to its `create()`.\n\n0 when there is no such file, or when the object destructed itself in `create()`. An error when it does not compile, or in `create()`. Waits when `create()` waits.',
  seeAlso: ['load_object', 'destruct', 'clone_distributed', 'children'],
}, cloneObject)

export const new_ = efun({
  name: 'new', family, since, ticks: 150, mode: 'calls',
  sig: 'object new(string file, mixed args...)',
  doc: 'The same as `clone_object()`. `new(class name, …)` is part of the language and makes a class value.',
  seeAlso: ['clone_object'],
}, cloneObject)

export const load_object = efun({
  name: 'load_object', family, since, ticks: 10, mode: 'calls',
  sig: 'object load_object(string file, int load?)',
  doc: 'The blueprint of `file`, compiled and created if it was not loaded yet; 0 when there is no such file and the master knows no virtual object of that name.\n\nA file that does not compile is an error whose text has file, line and caret. Waits when `create()` waits.',
  seeAlso: ['find_object', 'clone_object', 'recompile_object'],
}, (F, file: string) => worldOf(F).loader.load(F, file))

export const find_object = efun({
  name: 'find_object', family, since, ticks: 4, mode: 'calls',
  sig: 'object find_object(string name, int load?)',
  doc: 'The loaded object of that name, or 0. With `load` it is loaded as `load_object()` does, which may wait.',
  examples: ['find_object("/no/such/thing") == 0', 'find_object(file_name(this_object())) == this_object()'],
  seeAlso: ['load_object', 'file_name'],
}, (F, name: string, load: Value) => orZero(seenOne(worldOf(F), F, worldOf(F).find(name))) || (truthy(load) ? worldOf(F).loader.load(F, name) : 0))

export const destruct = efun({
  name: 'destruct', family, since, ticks: 150, mode: 'calls',
  sig: 'void destruct(object ob?)',
  doc: 'Ends an object; every reference to it reads as 0 from then on.\n\nIts shadows go with it. Each thing inside gets `move_or_destruct(environment)` and is destructed if it stays. A connection is closed. Its call_outs and heart beat stop. A fiber that waits in it ends in an error when it resumes.\n\nDestructing a blueprint forgets its program: the next load compiles the file as it is then. Destructing the ghost of a remote worker ends the worker and its vault.\n\n`master->valid_destruct(caller, ob)` decides about other objects than this one; without that apply it is allowed.',
  seeAlso: ['clone_object', 'set_notify_destruct'],
}, (F, ob: Value) => {
  // destruct(0) is no error: the object may have gone by itself.
  if (ob !== undefined && !(ob instanceof LpcObject)) return 0
  const world = worldOf(F)
  if (ob && ob !== F.self && !allowed(world, F, 'valid_destruct', [F.self, ob], true)) throw denied(`destruct: Permission denied for ${ob.name}.`)
  return after(F, world.destruct(F, ob ?? F.self), () => 0)
})

export const set_notify_destruct = efun({
  name: 'set_notify_destruct', family, since, ticks: 2,
  sig: 'void set_notify_destruct(int on)',
  doc: 'With a true value, `on_destruct()` is called in this object just before it is destructed. An error there does not save it.',
  seeAlso: ['destruct'],
}, (F, on: Value) => {
  const set = worldOf(F).notifyDestruct
  if (truthy(on)) set.add(F.self)
  else set.delete(F.self)
  return 0
})

export const query_notify_destruct = efun({
  name: 'query_notify_destruct', family, since, ticks: 1,
  sig: 'int query_notify_destruct(object ob?)',
  doc: '1 when `on_destruct()` is called in the object before it is destructed.',
  examples: ['query_notify_destruct() == 0'],
  seeAlso: ['set_notify_destruct'],
}, (F, ob: Value) => (worldOf(F).notifyDestruct.has(objectOr(F, ob, 'query_notify_destruct', 1)) ? 1 : 0))

export const test_load = efun({
  name: 'test_load', family, since, ticks: 100, mode: 'calls',
  sig: 'int test_load(string file)',
  doc: '1 when `file` compiles, 0 when there is no such file; one that does not compile is an error. The object is loaded for it and stays loaded.',
  examples: ['test_load("/no/such/file") == 0'],
  seeAlso: ['load_object'],
}, (F, file: string) => after(F, worldOf(F).loader.load(F, file), (ob) => (ob instanceof LpcObject ? 1 : 0)))

export const recompile_object = efun({
  name: 'recompile_object', family, since, ticks: 100, mode: 'calls',
  sig: 'int recompile_object(object ob)',
  doc: 'Compiles the file of a blueprint or of a virtual object again, and every program that inherits it, and swaps the programs under all their objects, keeping the variables that still exist with a fitting type. `create()` is not called. Gives the number of objects changed.\n\nWhen the file does not compile nothing changes and the error is the caller\'s. An heir that does not compile stays as it is, and `log_error()` hears of it. An object cannot recompile itself or what called it. An error in the initialiser of a variable is reported, and the object not counted.\n\nIdentity, environment, shadows, call_outs, heart beat and connection stay. Functions that run or wait in the old code, and function values made by it, go on with that code; the variables they see are those of now, and what they call by name is the new function (a private one the old).',
  seeAlso: ['load_object', 'destruct'],
}, (F, ob: Value) => recompile(worldOf(F), F, needObject(ob, 'recompile_object', 1)))

export const children = efun({
  name: 'children', family, since, ticks: 5,
  sig: 'object *children(string name)',
  doc: 'The blueprint of that name and all its clones, in order of creation.',
  examples: ['member_array(this_object(), children(base_name(this_object()))) >= 0'],
  seeAlso: ['objects', 'base_name'],
}, (F, name: string) => {
  const family = seen(worldOf(F), F, worldOf(F).objects.family(baseName(objectName(name))))
  F.charge(family.length)
  return family
})

export const objects = efun({
  name: 'objects', family, since, ticks: 10, mode: 'calls',
  sig: 'object *objects(string|function filter?)',
  doc: 'All objects of the world; with `filter`, those for which the function (or the function of that name in this object) gives a true value.',
  examples: ['sizeof(objects()) > 0'],
  seeAlso: ['children', 'livings', 'users'],
}, (F, filter: Value) => {
  const all = seen(worldOf(F), F, [...worldOf(F).objects.all()])
  F.charge(all.length)
  const max = worldOf(F).limits.arraySize
  if (filter === undefined) return all.slice(0, max)
  const out: LpcObject[] = []
  return after(F, each(F, all, (ob) => {
    if (ob.destructed) return undefined
    const r = callCallback(F, filter, F.self, [ob])
    return after(F, r, (yes) => {
      if (truthy(yes) && !ob.destructed) out.push(ob)
      return undefined
    })
  }), () => out.slice(0, max))
})

export const reload_object = efun({
  name: 'reload_object', family, since, ticks: 50, mode: 'calls',
  sig: 'void reload_object(object ob?)',
  doc: 'Sets every variable of an object back as it was before `create()`, ends its call_outs, heart beat and light, and calls `create()` again. The program stays the same.',
  seeAlso: ['recompile_object'],
}, (F, ob: Value) => {
  const it = objectOr(F, ob, 'reload_object', 1)
  forgetLight(it)
  return reload(worldOf(F), F, it)
})
