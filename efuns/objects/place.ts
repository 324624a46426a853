/** Where objects are: environment, inventories, present, move_object. */
import { LpcError, badArgument } from '../../driver/vm/errors.js'
import { LpcPromise } from '../../driver/vm/promise.js'
import { LpcObject } from '../../driver/vm/object.js'
import { truthy, type Result, type Value } from '../../driver/vm/values.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { callClosure } from '../../driver/vm/calls.js'
import { Closure } from '../../driver/vm/closure.js'
import { after, apply, each, STOP } from '../../driver/world/flow.js'
import { seen } from '../../driver/world/hidden.js'
import { contents, move } from '../../driver/world/move.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { objectOr, orZero } from './args.js'

const family = 'objects'
const since = '0.1'

export const environment = efun({
  name: 'environment', family, since, ticks: 2,
  sig: 'object environment(object ob?)',
  doc: 'What an object is in, or 0.',
  seeAlso: ['all_inventory', 'move_object'],
}, (F, ob: Value) => orZero(objectOr(F, ob, 'environment', 1).environment))

export const all_inventory = efun({
  name: 'all_inventory', family, since, ticks: 3,
  sig: 'object *all_inventory(object ob?)',
  doc: 'What is directly inside an object, the newest first.',
  examples: ['arrayp(all_inventory())'],
  seeAlso: ['deep_inventory', 'first_inventory', 'present'],
}, (F, ob: Value) => {
  const inside = seen(worldOf(F), F, contents(objectOr(F, ob, 'all_inventory', 1)))
  F.charge(inside.length)
  return inside
})

export const first_inventory = efun({
  name: 'first_inventory', family, since, ticks: 3,
  sig: 'object first_inventory(string|object ob?)',
  doc: 'The newest thing inside an object, or 0. Go on with `next_inventory()`.',
  seeAlso: ['next_inventory', 'all_inventory'],
}, (F, ob: Value) => {
  const place = typeof ob === 'string' ? worldOf(F).find(ob) : objectOr(F, ob, 'first_inventory', 1)
  if (!place) throw badArgument('first_inventory', 1, 'object that is there', 'no such one')
  return orZero(seen(worldOf(F), F, contents(place))[0])
})

export const next_inventory = efun({
  name: 'next_inventory', family, since, ticks: 3,
  sig: 'object next_inventory(object ob?)',
  doc: 'The thing after `ob` in the same place, or 0. Costs as much as the place is full; `all_inventory()` is cheaper for a whole walk.',
  seeAlso: ['first_inventory', 'all_inventory'],
}, (F, ob: Value) => {
  const it = objectOr(F, ob, 'next_inventory', 1)
  const beside = it.environment ? seen(worldOf(F), F, contents(it.environment)) : []
  F.charge(beside.length)
  return orZero(beside[beside.indexOf(it) + 1])
})

export const deep_inventory = efun({
  name: 'deep_inventory', family, since, ticks: 5, mode: 'calls',
  sig: 'object *deep_inventory(object|object *|function ob?, function filter?)',
  doc: 'Everything inside an object, at any depth; for an array its objects and everything inside them. With `filter`, a function that gets each object: 1 leaves it out, 2 leaves out what is inside it, 3 both.',
  seeAlso: ['all_inventory'],
}, (F, ob: Value, filter: Value) => {
  if (ob instanceof Closure) [ob, filter] = [undefined, ob]
  const roots = Array.isArray(ob) ? ob.filter((o): o is LpcObject => o instanceof LpcObject && !o.destructed) : [objectOr(F, ob, 'deep_inventory', 1)]
  const out: Value[] = []
  const take = (it: LpcObject): Result =>
    after(F, filter instanceof Closure ? callClosure(F, filter, [it]) : 0, (v) => {
      const bits = Number(v ?? 0)
      if (it.destructed) return undefined
      if (!(bits & 1)) out.push(it)
      return bits & 2 ? undefined : walk(it)
    })
  const walk = (place: LpcObject): Result => {
    const inside = seen(worldOf(F), F, contents(place))
    F.charge(inside.length + 1)
    return each(F, inside, take)
  }
  return after(F, Array.isArray(ob) ? each(F, roots, take) : walk(roots[0]), () => out)
})

export const move_object = efun({
  name: 'move_object', family, since, ticks: 20, mode: 'calls',
  sig: 'void move_object(object|string dest)',
  doc: 'Moves this object into `dest` (an object, or the name of one, which is loaded).\n\nCommands given and got in the old place are taken back. Then `init()` is called: in `dest` for the moved living, in the moved object for each living there, in each thing there for the moved living, and in the moved object for `dest` if that is a living; `this_player()` is the living concerned. Waits when an `init()` waits.',
  seeAlso: ['environment', 'add_action', 'destruct'],
}, (F, dest: Value) => {
  const item = F.self
  if (item.destructed) throw new LpcError('move_object: This object is destructed.', { code: 'DESTRUCTED' })
  return after(F, typeof dest === 'string' ? worldOf(F).loader.load(F, dest) : dest, (place) => {
    if (!(place instanceof LpcObject) || place.destructed) throw new LpcError(`move_object: No object ${typeof dest === 'string' ? `'${dest}'` : '(it is destructed)'}.`, { code: 'NO_OBJECT' })
    place.lastUsed = worldOf(F).now()
    return after(F, move(F, item, place), () => 0)
  })
})

export const present = efun({
  name: 'present', family, since, ticks: 5, mode: 'calls',
  sig: 'object present(object|string what, object where?)',
  doc: 'Finds a thing: an object, or a name that its `id()` answers to; `"sword 2"` is the second one.\n\nWithout `where`, what this object carries is searched, then what is beside it, then its environment itself. With `where`, only what is inside that. 0 when nothing is found. For an object without `where` the answer is what it is in, as in FluffOS.',
  seeAlso: ['all_inventory', 'find_object'],
}, (F, what: Value, where: Value) => {
  const here = where === undefined ? F.self : objectOr(F, where, 'present', 2)
  if (what instanceof LpcObject) {
    const env = what.environment
    if (!env) return 0
    if (where !== undefined) return env === here ? what : 0
    return env === here || (here.environment !== null && env === here.environment) ? env : 0
  }
  if (typeof what !== 'string') return 0
  const env = where === undefined ? here.environment : null
  const m = /^(.*\S)\s+(\d{1,9})$/.exec(what)
  const search = (name: string, nth: number): Result => {
    let left = nth
    let found: LpcObject | null = null
    const look = (places: readonly LpcObject[]) => each(F, places, (ob) => {
      if (found) return STOP
      return ob.destructed ? undefined : after(F, answers(F, ob, name), (yes) => {
        if (truthy(yes) && !ob.destructed && --left === 0) found = ob
        return undefined
      })
    })
    return after(F, look(seen(worldOf(F), F, contents(here))), () => {
      if (found || !env) return found ?? 0
      return after(F, look(seen(worldOf(F), F, contents(env))), () => (found ? found : after(F, look([env]), () => found ?? 0)))
    })
  }
  // The whole text first: a thing may be called "route 66".
  return after(F, search(what, 1), (ob) => (ob === 0 && m ? search(m[1], Math.max(1, Number(m[2]))) : ob))
})

function answers(F: Fiber, ob: LpcObject, name: string): Result {
  F.charge(5)
  // A promise is no answer: who has not said yes is not meant.
  return after(F, apply(F, ob, 'id', [name]), (r) => (r instanceof LpcPromise ? 0 : r))
}
