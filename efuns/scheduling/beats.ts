/** Heart beats, resets, clean-ups. */
import type { Value } from '../../driver/vm/values.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { objectOr, needObject } from '../objects/args.js'
import { seconds } from './call_out.js'

const family = 'scheduling'
const since = '0.1'

export const set_heart_beat = efun({
  name: 'set_heart_beat', family, since, ticks: 5,
  sig: 'void set_heart_beat(int interval)',
  doc: 'Has `heart_beat()` called in this object every `interval` beats (a beat is 2 seconds unless the config says otherwise); 0 ends it, and less than 0 is 1.\n\n`this_player()` is the object itself when it is a living. An error in `heart_beat()` ends the beating. A beat is left out while the last one of that object still waits.',
  seeAlso: ['query_heart_beat', 'heart_beats', 'call_out'],
}, (F, interval: Value) => {
  worldOf(F).scheduler.setHeartBeat(F.self, Math.abs(Math.max(-1, Number(interval ?? 0))))
  return 0
})

export const query_heart_beat = efun({
  name: 'query_heart_beat', family, since, ticks: 1,
  sig: 'int query_heart_beat(object ob?)',
  doc: 'The heart beat interval of an object in beats, 0 when it has none.',
  examples: ['query_heart_beat(this_object()) == 0'],
  seeAlso: ['set_heart_beat'],
}, (F, ob: Value) => objectOr(F, ob, 'query_heart_beat', 1).heartBeat)

export const heart_beats = efun({
  name: 'heart_beats', family, since, ticks: 10,
  sig: 'object *heart_beats()',
  doc: 'All objects that have a heart beat.',
  seeAlso: ['set_heart_beat'],
}, (F) => {
  const all = worldOf(F).scheduler.heartBeats()
  F.charge(all.length)
  return all
})

export const set_reset = efun({
  name: 'set_reset', family, since, ticks: 3,
  sig: 'void set_reset(object ob, int delay?)',
  doc: 'The next `reset()` of an object comes in `delay` seconds (found out every half minute); 0 means never. Without `delay`, after the usual time.',
  seeAlso: ['set_heart_beat'],
}, (F, ob: Value, delay: Value) => {
  const world = worldOf(F)
  const o = needObject(ob, 'set_reset', 1)
  if (delay === undefined) world.scheduler.born(o)
  else world.scheduler.setReset(o, seconds(delay, 'set_reset', 2))
  return 0
})

export const request_clean_up = efun({
  name: 'request_clean_up', family, since, ticks: 2,
  sig: 'int request_clean_up(object ob?)',
  doc: 'Has `clean_up()` considered again for an object whose `clean_up()` returned 0 before. 0 when it has no `clean_up()`.',
  seeAlso: ['set_reset'],
}, (F, ob: Value) => {
  const o = objectOr(F, ob, 'request_clean_up', 1)
  if (!o.program.dispatch.table.has('clean_up')) return 0
  o.noCleanUp = false
  return 1
})

export const set_clean_up = efun({
  name: 'set_clean_up', family, since, ticks: 2,
  sig: 'void set_clean_up(object ob, int delay?)',
  doc: 'Counts an object as used until `delay` seconds before its `clean_up()` would come; without `delay`, as used just now.',
  seeAlso: ['request_clean_up', 'set_reset'],
}, (F, ob: Value, delay: Value) => {
  const world = worldOf(F)
  const o = needObject(ob, 'set_clean_up', 1)
  const wait = delay === undefined ? world.config.cleanUpSeconds : seconds(delay, 'set_clean_up', 2)
  o.lastUsed = world.now() + (wait - world.config.cleanUpSeconds) * 1_000
  o.noCleanUp = false
  return 0
})
