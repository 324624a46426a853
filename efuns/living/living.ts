/** Livings and players: who acts, who is found by name, who is connected. */
import type { Value } from '../../driver/vm/values.js'
import { LpcObject } from '../../driver/vm/object.js'
import { truthy } from '../../driver/vm/values.js'
import { disableCommands, enableCommands } from '../../driver/world/commands.js'
import { DENIED, LpcError } from '../../driver/vm/errors.js'
import { after } from '../../driver/world/flow.js'
import { permit } from '../../driver/world/security.js'
import { seen, seenOne } from '../../driver/world/hidden.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { objectOr, orZero } from '../objects/args.js'

const family = 'living'
const since = '0.1'

export const this_player = efun({
  name: 'this_player', family, since, ticks: 1,
  sig: 'object this_player(int interactive?)',
  doc: 'The living for whom this code runs: who gave the command, whose heart beats, who is moved into view of an `init()`. 0 when nobody.\n\nWith a true argument, the player whose typing began the chain of calls. Kept while a fiber waits; 0 when the player is gone when it resumes.',
  seeAlso: ['this_interactive', 'this_object', 'set_this_player'],
}, (F, interactive: Value) => orZero(truthy(interactive) ? F.options.player : F.player))

export const this_user = efun({
  name: 'this_user', family, since, ticks: 1,
  sig: 'object this_user()',
  doc: 'The same as `this_player()`.',
  seeAlso: ['this_player'],
}, (F) => orZero(F.player))

export const this_interactive = efun({
  name: 'this_interactive', family, since, ticks: 1,
  sig: 'object this_interactive()',
  doc: 'The player whose input began this chain of calls, or 0: `this_player(1)`.',
  seeAlso: ['this_player'],
}, (F) => orZero(F.options.player?.interactive ? F.options.player : null))

export const set_this_player = efun({
  name: 'set_this_player', family, since, ticks: 2,
  sig: 'void set_this_player(object|int who)',
  doc: 'Makes another living `this_player()` for the rest of this chain of calls; 0 for nobody. This object may put itself in; the master and the simul_efun object may put anybody in, others as `master->valid_this_player(caller, who)` says.',
  seeAlso: ['this_player'],
}, (F, who: Value) => {
  // Who is this_player() often decides what is allowed: nobody may borrow another's name.
  if (who !== F.self && who !== 0 && !permit(worldOf(F), F, 'valid_this_player', [who])) throw new LpcError('set_this_player: Permission denied.', { code: DENIED })
  F.player = who instanceof LpcObject && !who.destructed ? who : null
  return 0
})

export const enable_commands = efun({
  name: 'enable_commands', family, since, ticks: 10, mode: 'calls',
  sig: 'void enable_commands(int init?)',
  doc: 'Makes this object a living: it can give commands, `living()` is 1, and it becomes `this_player()`. With `init`, the things around it get their `init()` called as if it had just come in.',
  seeAlso: ['disable_commands', 'living', 'add_action'],
}, (F, init: Value) => after(F, enableCommands(worldOf(F), F, F.self, truthy(init) || worldOf(F).config.enableCommandsInit), () => 0))

export const disable_commands = efun({
  name: 'disable_commands', family, since, ticks: 5,
  sig: 'void disable_commands()',
  doc: 'Makes this object no living any more and takes the commands away that others gave it.',
  seeAlso: ['enable_commands'],
}, (F) => {
  disableCommands(worldOf(F), F, F.self)
  return 0
})

export const living = efun({
  name: 'living', family, since, ticks: 1,
  sig: 'int living(object ob?)',
  doc: '1 when the object has commands enabled.',
  seeAlso: ['enable_commands', 'interactive'],
}, (F, ob: Value) => (objectOr(F, ob, 'living', 1).commandsEnabled ? 1 : 0))

export const set_living_name = efun({
  name: 'set_living_name', family, since, ticks: 3,
  sig: 'void set_living_name(string name)',
  doc: 'Sets the name by which `find_living()` and `find_player()` find this object. It replaces the one before.',
  seeAlso: ['find_living', 'find_player'],
}, (F, name: string) => {
  worldOf(F).livings.setName(F.self, name)
  return 0
})

export const find_living = efun({
  name: 'find_living', family, since, ticks: 3,
  sig: 'object find_living(string name)',
  doc: 'The living of that name, or 0. Of several, the one named last.',
  examples: ['find_living("nobody is called this") == 0'],
  seeAlso: ['set_living_name', 'find_player'],
}, (F, name: string) => orZero(seenOne(worldOf(F), F, worldOf(F).livings.find(name, false))))

export const find_player = efun({
  name: 'find_player', family, since, ticks: 3,
  sig: 'object find_player(string name)',
  doc: 'The living of that name that is or has been a player, or 0. It may be net-dead.',
  examples: ['find_player("nobody is called this") == 0'],
  seeAlso: ['find_living', 'users'],
}, (F, name: string) => orZero(seenOne(worldOf(F), F, worldOf(F).livings.find(name, true))))

export const livings = efun({
  name: 'livings', family, since, ticks: 5,
  sig: 'object *livings()',
  doc: 'All objects with commands enabled.',
  examples: ['arrayp(livings())'],
  seeAlso: ['named_livings', 'users'],
}, (F) => {
  const all = seen(worldOf(F), F, worldOf(F).livings.all())
  F.charge(all.length)
  return all
})

export const named_livings = efun({
  name: 'named_livings', family, since, ticks: 5,
  sig: 'object *named_livings()',
  doc: 'All livings that have a living name.',
  seeAlso: ['livings', 'set_living_name'],
}, (F) => {
  const all = worldOf(F).livings.named()
  F.charge(all.length)
  return all
})

export const users = efun({
  name: 'users', family, since, ticks: 5,
  sig: 'object *users()',
  doc: 'All objects that have a connection now.',
  examples: ['arrayp(users())'],
  seeAlso: ['interactive', 'livings'],
}, (F) => {
  const all = seen(worldOf(F), F, worldOf(F).sessions.users())
  F.charge(all.length)
  return all
})

export const interactive = efun({
  name: 'interactive', family, since, ticks: 1,
  sig: 'int interactive(object ob?)',
  doc: '1 when the object has a connection.',
  seeAlso: ['userp', 'users'],
}, (F, ob: Value) => (objectOr(F, ob, 'interactive', 1).interactive ? 1 : 0))

export const userp = efun({
  name: 'userp', family, since, ticks: 1,
  sig: 'int userp(object ob)',
  doc: '1 when the object is or has been interactive.',
  seeAlso: ['interactive'],
}, (F, ob: Value) => (ob instanceof LpcObject && worldOf(F).livings.isPlayer(ob) ? 1 : 0))
