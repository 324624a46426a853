/** Shadows: standing in front of another object. */
import { LpcError, DENIED } from '../../driver/vm/errors.js'
import type { Value } from '../../driver/vm/values.js'
import { allowed } from '../../driver/world/security.js'
import { checkShadow, linkShadow, unlinkShadow } from '../../driver/world/shadows.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { needObject, objectOr, orZero } from './args.js'

const family = 'objects'
const since = '0.1'

export const shadow = efun({
  name: 'shadow', family, since, ticks: 20,
  sig: 'object shadow(object ob, int on?)',
  doc: 'Puts this object in front of `ob`: functions it has are called instead of `ob`\'s; from inside a shadow, `ob->f()` reaches what is behind it. With `on` 0, tells only which object shadows `ob`.\n\n`master->valid_shadow(ob)` decides: 0 when it denies it or is missing. An error when this object shadows already, is in some place, or has a function that is `nomask` in `ob`, and for the master. Gives `ob`.',
  seeAlso: ['query_shadowing', 'remove_shadow'],
}, (F, ob: Value, on: Value) => {
  const target = needObject(ob, 'shadow', 1)
  if (on === 0) return orZero(target.shadowedBy)
  if (target === worldOf(F).master) throw new LpcError('shadow: The master cannot be shadowed.', { code: DENIED })
  checkShadow(F.self, target)
  if (!allowed(worldOf(F), F, 'valid_shadow', [target], false) || target.destructed) return 0
  linkShadow(F.self, target)
  return target
})

export const query_shadowing = efun({
  name: 'query_shadowing', family, since, ticks: 2,
  sig: 'object query_shadowing(object ob?)',
  doc: 'The object that `ob` shadows, or 0.',
  seeAlso: ['shadow'],
}, (F, ob: Value) => orZero(objectOr(F, ob, 'query_shadowing', 1).shadowing))

export const remove_shadow = efun({
  name: 'remove_shadow', family, since, ticks: 5,
  sig: 'int remove_shadow(object ob?)',
  doc: 'Takes an object out of the chain of shadows it is in. 1 when it was in one.',
  seeAlso: ['shadow'],
}, (F, ob: Value) => {
  const o = objectOr(F, ob, 'remove_shadow', 1)
  if (!o.shadowing && !o.shadowedBy) return 0
  unlinkShadow(o)
  return 1
})
