/** The wizard flag of old mudlibs: a mark on interactive objects, which the driver gives no meaning. */
import { LpcObject } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { efun } from '../efun.js'

const family = 'living'
const since = '0.1'
const wizards = new WeakSet<LpcObject>()

export const enable_wizard = efun({
  name: 'enable_wizard', family, since, ticks: 2,
  sig: 'void enable_wizard()',
  doc: 'Marks this object as a wizard, for `wizardp()`. Only interactive objects can be; others are left as they are. It gives no right by itself: the mudlib decides what a wizard may.',
  seeAlso: ['wizardp', 'disable_wizard'],
}, (F) => {
  if (F.self.interactive) wizards.add(F.self)
  return 0
})

export const disable_wizard = efun({
  name: 'disable_wizard', family, since, ticks: 2,
  sig: 'void disable_wizard()',
  doc: 'Takes the mark of `enable_wizard()` from this object.',
  seeAlso: ['wizardp', 'enable_wizard'],
}, (F) => {
  wizards.delete(F.self)
  return 0
})

export const wizardp = efun({
  name: 'wizardp', family, since, ticks: 1,
  sig: 'int wizardp(object ob)',
  doc: '1 when `ob` is an object that `enable_wizard()` marked.',
  examples: ['wizardp(this_object()) == 0'],
  seeAlso: ['enable_wizard', 'userp'],
}, (_F, ob: Value) => (ob instanceof LpcObject && wizards.has(ob) ? 1 : 0))
