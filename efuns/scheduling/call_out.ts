/** Calls in the future. */
import { badArgument, LpcError } from '../../driver/vm/errors.js'
import { Closure } from '../../driver/vm/closure.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { typeName } from '../../driver/vm/typename.js'
import { Float, isInt, type Int, type Value } from '../../driver/vm/values.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { orZero } from '../objects/args.js'

const family = 'scheduling'
const since = '0.1'

/** Longest delay in seconds: 100 years, so that dates stay exact. */
const MAX_DELAY = 3.2e9

/** A number of seconds, checked. */
export function seconds(v: Value, efunName: string, position: number): number {
  if (v !== undefined && !isInt(v) && !(v instanceof Float)) throw badArgument(efunName, position, 'int | float', typeName(v))
  const n = v instanceof Float ? v.v : Number(v ?? 0)
  if (!Number.isFinite(n) || n > MAX_DELAY) throw new LpcError(`Bad argument ${position} to ${efunName}(): delay out of range.`, { code: 'BAD_ARGUMENT' })
  return Math.max(0, n)
}

const doc = 'Calls `fn` (a function, or the name of one in this object, whatever its visibility) after `delay` seconds, with `args`. Fractions of a second count. Gives a handle for `remove_call_out()` and `find_call_out()`.\n\nA delay of 0 means the next turn of the driver, never at once. `this_player()` is then who it is now. The call is its own evaluation with fresh ticks; an error in it is reported and stops nothing else. It is forgotten when this object is destructed.\n\n`call_out(delay)`, without a function, gives a promise that is fulfilled with 0 then: `await call_out(2);` pauses. It is rejected when all call_outs of the object are removed, or the object is destructed.'

/** Both forms: with a function, a handle; with a delay alone, a promise. */
function start(F: Fiber, fn: string | Closure | Int | Float, delay: Value, args: Value[] = []): Value {
  const { scheduler } = worldOf(F)
  if (typeof fn === 'string' || fn instanceof Closure) {
    if (delay === undefined) throw new LpcError('Too few arguments to call_out(): a function needs a delay.', { code: 'BAD_ARGUMENT' })
    return scheduler.callOut(F, fn, seconds(delay, 'call_out', 2), args)
  }
  if (delay !== undefined) throw new LpcError('Bad argument 1 to call_out(): expected string or function, got a delay.', { code: 'BAD_ARGUMENT' })
  return scheduler.promise(F, seconds(fn, 'call_out', 1))
}

/** What both are declared as. */
const sig = (name: string): string => `int|promise ${name}(string|function|int|float fn, mixed delay?, mixed args...)`

export const call_out = efun({
  name: 'call_out', family, since, ticks: 20,
  sig: sig('call_out'),
  doc,
  seeAlso: ['remove_call_out', 'find_call_out', 'sleep', 'set_heart_beat'],
}, start)

export const call_out_walltime = efun({
  name: 'call_out_walltime', family, since, ticks: 20,
  sig: sig('call_out_walltime'),
  doc: 'The same as `call_out()`, which is exact to the millisecond here.',
  seeAlso: ['call_out'],
}, start)

export const find_call_out = efun({
  name: 'find_call_out', family, since, ticks: 5,
  sig: 'int find_call_out(int|string which)',
  doc: 'Seconds until a call_out of this object runs, by handle or by function name (then the soonest); -1 when there is none.',
  examples: ['find_call_out("never_called") == -1'],
  seeAlso: ['call_out'],
}, (F, which: number | string) => {
  const { scheduler } = worldOf(F)
  const c = scheduler.find(F.self, which)
  return c ? scheduler.left(c) : -1
})

export const remove_call_out = efun({
  name: 'remove_call_out', family, since, ticks: 5,
  sig: 'int remove_call_out(int|string which?)',
  doc: 'Forgets a call_out of this object, by handle or by function name (then the soonest), and gives the seconds that were left; -1 when there is none. Without an argument, forgets all of this object\'s.',
  examples: ['remove_call_out("never_called") == -1'],
  seeAlso: ['call_out'],
}, (F, which: Value) => {
  const { scheduler } = worldOf(F)
  if (which === undefined) {
    scheduler.removeAll(F.self)
    return 0
  }
  const c = scheduler.find(F.self, which as number | string)
  if (!c) return -1
  const left = scheduler.left(c)
  scheduler.remove(c)
  return left
})

export const call_out_info = efun({
  name: 'call_out_info', family, since, ticks: 20,
  sig: 'mixed *call_out_info()',
  doc: 'All pending call_outs of the world: `({ object, function name, seconds left })` for each.',
  examples: ['arrayp(call_out_info())'],
  seeAlso: ['call_out'],
}, (F) => {
  const { scheduler } = worldOf(F)
  const all = scheduler.pending()
  F.charge(all.length * 2)
  return all.map((c) => [orZero(c.owner), c.promise ? '<timer>' : typeof c.fn === 'string' ? c.fn : '<function>', scheduler.left(c)])
})
