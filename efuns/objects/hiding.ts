/** set_hide(): out of the sight of lists. */
import { truthy, type Value } from '../../driver/vm/values.js'
import { mayHide, setHidden } from '../../driver/world/hidden.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'

export const set_hide = efun({
  name: 'set_hide', family: 'objects', since: '0.1', ticks: 10,
  sig: 'void set_hide(int hidden)',
  doc: 'Hides this object, or shows it again: `find_object()`, `find_living()`, `find_player()`, `present()` by name, `all_inventory()`, `first_inventory()`, `deep_inventory()`, `users()`, `livings()`, `children()` and `objects()` then leave it out, except for objects that may hide themselves.\n\n`master->valid_hide(ob)` says who may; without it nobody, and nothing happens.',
  seeAlso: ['users', 'all_inventory', 'find_object'],
}, (F, on: Value) => {
  const world = worldOf(F)
  if (mayHide(world, F)) setHidden(world, F.self, truthy(on))
  return 0
})
