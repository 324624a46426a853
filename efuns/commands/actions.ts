/** Commands: add_action and friends, and issuing one. */
import type { Closure } from '../../driver/vm/closure.js'
import type { Value } from '../../driver/vm/values.js'
import { addAction, removeAction } from '../../driver/world/actions.js'
import { runCommand } from '../../driver/world/commands.js'
import { after } from '../../driver/world/flow.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { orZero } from '../objects/args.js'

const family = 'commands'
const since = '0.1'

export const add_action = efun({
  name: 'add_action', family, since, ticks: 10,
  sig: 'void add_action(string|function fn, string|string * verb, int flag?)',
  doc: 'Gives `this_player()` a command: when it types `verb`, `fn` (of this object) is called with the rest of the line, or an undefined 0 when there is none. `fn` returns 1 when it took the command, 0 to let the next one try; what was added last is tried first.\n\nFlag 0: the first word must be `verb` (an empty verb fits everything). Flag 1: the line must begin with `verb`. Flag 2: the same, and the argument is all that follows it, without regard to spaces.\n\nOnly things near the player (carried by it, beside it, around it) can add commands, so call it from `init()`. Moving away takes them back.',
  seeAlso: ['remove_action', 'query_verb', 'notify_fail', 'command'],
}, (F, fn: string | Closure, verb: Value, flag: Value) => {
  const verbs = Array.isArray(verb) ? verb : [verb]
  F.charge(verbs.length)
  for (const v of verbs) if (typeof v === 'string') addAction(F.self, F.player, fn, v, Number(flag ?? 0))
  return 0
})

export const remove_action = efun({
  name: 'remove_action', family, since, ticks: 5,
  sig: 'int remove_action(string|function fn, string verb)',
  doc: 'Takes a command back that this object gave to `this_player()` with the same function and verb. 1 when there was one.',
  seeAlso: ['add_action'],
}, (F, fn: string | Closure, verb: string) => (removeAction(F.self, F.player ?? F.self, fn, verb) ? 1 : 0))

export const command = efun({
  name: 'command', family, since, ticks: 20, mode: 'calls',
  sig: 'int command(string line)',
  doc: 'Runs a line as a command of this object, as if it had typed it. Gives the ticks it took (at least 1) when some action took it, else 0. Waits when the action waits.',
  seeAlso: ['add_action', 'query_verb'],
}, (F, line: string) => {
  const ticks = F.ticks
  return after(F, runCommand(worldOf(F), F, F.self, line), (done) => (done === 1 ? Math.max(1, ticks - F.ticks) : 0))
})

export const commands = efun({
  name: 'commands', family, since, ticks: 10,
  sig: 'mixed *commands()',
  doc: 'The commands this object can give: `({ verb, flag, object, function name })` for each, in the order they are tried.',
  seeAlso: ['add_action'],
}, (F) => {
  const list = F.self.actions ?? []
  F.charge(list.length * 2)
  return [...list].reverse().map((a) => [a.verb, a.flag, orZero(a.owner), typeof a.fn === 'string' ? a.fn : '<function>'])
})

export const query_verb = efun({
  name: 'query_verb', family, since, ticks: 1,
  sig: 'string query_verb()',
  doc: 'The verb of the command that runs, or 0. For a command added with flag 2 it is the rest of the first word.',
  seeAlso: ['add_action', 'command'],
}, (F) => F.verb ?? 0)

export const notify_fail = efun({
  name: 'notify_fail', family, since, ticks: 2,
  sig: 'int notify_fail(string|function text)',
  doc: 'Sets what the player is told when no action takes the command, instead of the default. A function is called then and its string is shown. The last one set counts. Gives 0, so that an action can `return notify_fail("…\\n")`.',
  seeAlso: ['add_action', 'query_notify_fail'],
}, (F, text: Value) => {
  // Only a player is ever told.
  if (F.player?.interactive) F.failMessage = text
  return 0
})

export const query_notify_fail = efun({
  name: 'query_notify_fail', family, since, ticks: 1,
  sig: 'mixed query_notify_fail()',
  doc: 'What `notify_fail()` set for the command that runs, or 0.',
  seeAlso: ['notify_fail'],
}, (F) => F.failMessage ?? 0)

