/**
 * set_light(): the light objects give. FluffOS carries sums along with every move; here they are
 * added up when somebody asks, so that moving costs nothing.
 */
import type { LpcObject } from '../../driver/vm/object.js'
import { toInt, type Int } from '../../driver/vm/values.js'
import { efun } from '../efun.js'

/** What each object gives itself, without what is in it. */
const given = new WeakMap<LpcObject, number>()

/** As at its creation: for an object that begins anew. */
export function forgetLight(ob: LpcObject): void {
  given.delete(ob)
}

export const set_light = efun({
  name: 'set_light', family: 'objects', since: '0.1', ticks: 5,
  sig: 'int set_light(int change)',
  doc: 'Adds `change` to the light that this object gives: less than 0 takes some away. Returns how light it is where the object is: what the outermost place around it and everything in there give together. `set_light(0)` only tells.\n\nThe driver does nothing else with light. What the object carries shines through it, closed or not. Costs as much as the place is full.',
  examples: ['set_light(2) == set_light(0)'],
  seeAlso: ['environment', 'deep_inventory'],
}, (F, change: Int) => {
  given.set(F.self, (given.get(F.self) ?? 0) + Number(change))
  let place = F.self
  while (place.environment) {
    F.charge(1)
    place = place.environment
  }
  let total = 0
  const rest = [place]
  for (let ob = rest.pop(); ob; ob = rest.pop()) {
    F.charge(1)
    total += given.get(ob) ?? 0
    for (const inner of ob.inventory ?? []) rest.push(inner)
  }
  return toInt(total)
})
