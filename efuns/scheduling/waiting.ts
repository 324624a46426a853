/** Waiting on purpose, and not waiting: sleep and background. */
import { callClosure } from '../../driver/vm/calls.js'
import type { Closure } from '../../driver/vm/closure.js'
import type { Value } from '../../driver/vm/values.js'
import { worldOf } from '../../driver/world/world.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { efun } from '../efun.js'
import { orZero } from '../objects/args.js'
import { seconds } from './call_out.js'

const family = 'scheduling'
const since = '0.1'

/** Under what every waiting efun's man page says. */
export const WAITING = '**This efun waits.** Only this chain of calls stands still; the world goes on. Global variables may have changed when it comes back. If this object is destructed meanwhile, the chain ends in an error here. `this_player()` and `previous_object()` come back if they still exist, else as 0. The player\'s next command waits for this one; an interrupt (Ctrl-C, telnet IP) ends it. Heart beats and call_outs of the same object run meanwhile.'

export const sleep = efun({
  name: 'sleep', family, since, ticks: 20, mode: 'waits',
  sig: 'void sleep(int|float delay)',
  doc: `Waits \`delay\` seconds; fractions count. \`sleep(0)\` lets everything else that is ready run first, with fresh ticks afterwards.\n\n${WAITING}`,
  seeAlso: ['call_out', 'background'],
}, (F, delay: Value) => {
  const s = seconds(delay, 'sleep', 1)
  const { clock } = worldOf(F)
  return F.suspend(`sleep(${s})`, (wake) => {
    if (s > 0) return clock.after(s * 1_000, () => wake(null, 0))
    clock.soon(() => wake(null, 0))
  })
})

export const background = efun({
  name: 'background', family, since, ticks: 30,
  sig: 'int background(function fn, mixed args...)',
  doc: 'Runs `fn(args…)` as a chain of calls of its own: it may wait without holding up the player\'s next command, and an interrupt does not end it. It starts at once and runs to its end or first wait before this returns. `this_player()` stays the same. An error in it is reported; it does not come back here. Gives an id for `abort()`.',
  seeAlso: ['abort', 'fibers', 'sleep', 'call_out'],
}, (F, fn: Closure, args: Value[] = []) => worldOf(F).start({ player: F.player, origin: F.self }, (G) => callClosure(G, fn, args)).id)

export const fibers = efun({
  name: 'fibers', family, since, ticks: 20,
  sig: 'mapping *fibers()',
  doc: 'The chains of calls of `this_player()` that wait now (all that belong to nobody, without a `this_player()`): mappings with `id`, `waiting_for`, `ticks`, `player`.',
  seeAlso: ['abort', 'background'],
}, (F) => {
  const list = worldOf(F).fibers.of(F.player)
  F.charge(list.length * 4)
  return list.map((f) => Mapping.of([['id', f.id], ['waiting_for', f.waitingFor], ['ticks', f.spent], ['player', orZero(f.player)]]))
})

export const abort = efun({
  name: 'abort', family, since, ticks: 10,
  sig: 'int abort(int id)',
  doc: 'Ends a waiting chain of calls of `this_player()` with an error that `catch` does not stop. 1 when there was one of that id.',
  seeAlso: ['fibers', 'background'],
}, (F, id: number) => {
  const f = worldOf(F).fibers.of(F.player).find((x) => x.id === id)
  f?.cancel('Aborted.')
  return f ? 1 : 0
})
