/** Text to players and livings. printf() is here; sprintf() is in efuns/format. */
import { LpcObject } from '../../driver/vm/object.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { isInt, type Result, type Value } from '../../driver/vm/values.js'
import { after, apply, each } from '../../driver/world/flow.js'
import { listens, message as sendMessage, say as sayTo, sessionOf, tell, tellPlace } from '../../driver/world/output.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { sprintf } from '../format/sprintf.js'
import { formatValue } from '../format/value.js'
import { needObject, objectSet } from '../objects/args.js'

const family = 'output'
const since = '0.1'

/** A value as write() shows it: strings as they are, the rest as sprintf's %O. */
function text(v: Value): string {
  return typeof v === 'string' ? v : v === undefined || isInt(v) ? String(v ?? 0) : formatValue(v)
}

/** To this_player(), or to the console or the log when there is none. */
function toPlayer(F: Fiber, s: string): Result {
  const world = worldOf(F)
  if (F.player && !F.player.destructed) return after(F, tell(world, F, F.player, s), () => 0)
  // A living that writes outside a command hears itself, as in FluffOS.
  if (F.self.interactive) return after(F, tell(world, F, F.self, s), () => 0)
  if (world.config.console) world.config.console(s)
  else world.log.info({ object: F.self.name }, s.trimEnd())
  return 0
}

export const write = efun({
  name: 'write', family, since, ticks: 4, mode: 'calls',
  sig: 'void write(mixed text)',
  doc: 'Shows text to `this_player()`. What is no string is shown as `%O` of `sprintf()` shows it. Without a `this_player()` it goes to the console of `hauki lpc`, or to the log.',
  seeAlso: ['tell_object', 'say', 'printf'],
}, (F, v: Value) => {
  const s = text(v)
  if (typeof v !== 'string') F.charge(s.length * 8 + (v instanceof Uint8Array ? v.length : 0))
  return toPlayer(F, s)
})

export const printf = efun({
  name: 'printf', family, since, ticks: 6, mode: 'calls',
  sig: 'void printf(string format, mixed args...)',
  doc: '`write(sprintf(format, args…))`.',
  seeAlso: ['sprintf', 'write'],
}, (F, format: string, args: Value[] = []) => toPlayer(F, sprintf(F, format, args)))

export const tell_object = efun({
  name: 'tell_object', family, since, ticks: 4, mode: 'calls',
  sig: 'void tell_object(object ob, string text)',
  doc: 'Shows text to an object: on its connection, or through its `catch_tell()`.',
  seeAlso: ['write', 'message', 'tell_room'],
}, (F, ob: Value, s: string) => (ob instanceof LpcObject ? after(F, tell(worldOf(F), F, ob, s), () => 0) : 0))

export const receive = efun({
  name: 'receive', family, since, ticks: 3,
  sig: 'int receive(string text)',
  doc: 'Shows text on the connection of this object. 1 when it has one. This is what `catch_tell()` and `receive_message()` end in.',
  seeAlso: ['tell_object'],
}, (F, s: string) => {
  const session = sessionOf(F.self)
  F.charge(s.length >> 6)
  session?.write(s)
  return session ? 1 : 0
})

export const say = efun({
  name: 'say', family, since, ticks: 8, mode: 'calls',
  sig: 'void say(string text, object|object * exclude?)',
  doc: 'Shows text to everyone near `this_player()` but itself and `exclude`: what it carries, what is beside it, what it is in. Without a `this_player()`, near this object.',
  seeAlso: ['write', 'tell_room'],
}, (F, s: string, exclude: Value) => {
  // An NPC that speaks does so for itself, whoever's command made it speak.
  const speaker = F.self.commandsEnabled || F.self.interactive ? F.self : F.player ?? F.self
  return after(F, sayTo(worldOf(F), F, speaker, s, objectSet(F, exclude)), () => 0)
})

export const tell_room = efun({
  name: 'tell_room', family, since, ticks: 8, mode: 'calls',
  sig: 'void tell_room(object|string room, mixed text, object|object * exclude?)',
  doc: 'Shows text to every living in a place (an object or its name) except `exclude`.',
  seeAlso: ['say', 'tell_object'],
}, (F, room: Value, s: Value, exclude: Value) => {
  const place = typeof room === 'string' ? worldOf(F).find(room) : room
  return after(F, tellPlace(worldOf(F), F, needObject(place, 'tell_room', 1), text(s), objectSet(F, exclude)), () => 0)
})

export const shout = efun({
  name: 'shout', family, since, ticks: 10, mode: 'calls',
  sig: 'void shout(string text)',
  doc: 'Shows text to every living in the world but `this_player()`.',
  seeAlso: ['say', 'message'],
}, (F, s: string) => {
  const world = worldOf(F)
  const ears = [...new Set([...world.sessions.users(), ...world.livings.all()])].filter((ob) => ob !== F.player && listens(ob))
  F.charge(ears.length)
  return after(F, each(F, ears, (ob) => tell(world, F, ob, s)), () => 0)
})

export const message = efun({
  name: 'message', family, since, ticks: 8, mode: 'calls',
  sig: 'void message(mixed class, mixed text, string|object|mixed * targets, object|object * exclude?)',
  doc: 'Calls `receive_message(class, text)` in each target except `exclude`. A target that is no living passes it to what is inside it, so a room may be named. Targets may be object names.',
  seeAlso: ['tell_object', 'receive'],
}, (F, kind: Value, what: Value, targets: Value, exclude: Value) => {
  const world = worldOf(F)
  const named = Array.isArray(targets) ? targets : [targets]
  F.charge(named.length * 20)
  const list = named.flatMap((t) => {
    const ob = typeof t === 'string' ? world.find(t) : t
    return ob instanceof LpcObject && !ob.destructed ? [ob] : []
  })
  return after(F, sendMessage(F, kind, what, list, objectSet(F, exclude)), () => 0)
})

export const event = efun({
  name: 'event', family, since, ticks: 8, mode: 'calls',
  sig: 'void event(object|object * targets, string name, mixed args...)',
  doc: 'Calls `event_<name>(this_object(), args…)` in each target; for one object that is a place, in it and in everything inside.',
  seeAlso: ['message'],
}, (F, targets: Value, name: string, args: Value[] = []) => {
  F.charge(Array.isArray(targets) ? targets.length * 4 : 0)
  const list = Array.isArray(targets)
    ? targets.filter((o): o is LpcObject => o instanceof LpcObject && !o.destructed)
    : [needObject(targets, 'event', 1)].flatMap((o) => [o, ...(o.inventory ?? [])])
  const from = F.self
  F.charge(list.length * 2)
  return after(F, each(F, list, (ob) => (ob.destructed ? undefined : apply(F, ob, `event_${name}`, [from, ...args]))), () => 0)
})
