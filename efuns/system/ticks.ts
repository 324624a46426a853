/** The eval cost: how many ticks there are, and more of them for who may. */
import type { Fiber } from '../../driver/vm/fiber.js'
import { MAX_SLICE } from '../../driver/vm/limits.js'
import type { Value } from '../../driver/vm/values.js'
import { permit } from '../../driver/world/security.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'

const family = 'system'
const since = '0.1'

/** Ticks a fiber was given on top of its slices: the lifetime budget counts them. */
const granted = new WeakMap<Fiber, number>()

function mayReset(F: Fiber): boolean {
  return permit(worldOf(F), F, 'valid_eval_limit', [])
}

export const eval_cost = efun({
  name: 'eval_cost', family, since, ticks: 1,
  sig: 'int eval_cost()',
  doc: 'The ticks left in this evaluation.',
  examples: ['eval_cost() > 0'],
  seeAlso: ['max_eval_cost', 'reset_eval_cost'],
}, (F) => F.ticks)

export const ticks_used = efun({
  name: 'ticks_used', family, since, ticks: 1,
  sig: 'int ticks_used()',
  doc: 'The ticks this chain of calls has used since it began, over all its waits. The difference of two is the cost of what lies between.',
  examples: ['ticks_used() >= 0'],
  seeAlso: ['eval_cost'],
}, (F) => F.used)

export const max_eval_cost = efun({
  name: 'max_eval_cost', family, since, ticks: 1,
  sig: 'int max_eval_cost()',
  doc: 'The ticks one evaluation has.',
  examples: ['max_eval_cost() >= eval_cost()'],
  seeAlso: ['eval_cost', 'set_eval_limit'],
}, (F) => worldOf(F).limits.evalTicks)

export const reset_eval_cost = efun({
  name: 'reset_eval_cost', family, since, ticks: 5,
  sig: 'int reset_eval_cost()',
  doc: 'Gives this evaluation all its ticks again, if `master->valid_eval_limit(ob)` lets this object (the master and the simul_efun object always may); otherwise nothing happens. The lifetime budget of a chain of calls still ends it. Gives the ticks left.\n\n`sleep(0)` also gives fresh ticks, and lets the world go on.',
  seeAlso: ['eval_cost', 'sleep'],
}, (F) => {
  if (!mayReset(F)) return F.ticks
  const { evalTicks, fiberTicks } = worldOf(F).limits
  const before = granted.get(F) ?? 0
  const more = Math.min(Math.max(0, Math.min(evalTicks, MAX_SLICE) - F.ticks), fiberTicks - F.spent - before)
  if (more <= 0) return F.ticks
  granted.set(F, before + more)
  F.ticks += more
  return F.ticks
})

export const set_eval_limit = efun({
  name: 'set_eval_limit', family, since, ticks: 5,
  sig: 'int set_eval_limit(int ticks)',
  doc: 'Sets the ticks each evaluation has from now on, if `master->valid_eval_limit(ob)` lets this object (the master and the simul_efun object always may). With 0 it is `reset_eval_cost()`, with -1 `eval_cost()`, with 1 `max_eval_cost()`. Gives the limit.',
  seeAlso: ['max_eval_cost', 'reset_eval_cost'],
}, (F, ticks: Value) => {
  const n = Number(ticks)
  if (n === 0) return reset_eval_cost.fn(F)
  if (n < 0) return F.ticks
  const { limits } = worldOf(F)
  if (n === 1 || !mayReset(F)) return limits.evalTicks
  limits.evalTicks = Math.min(n, limits.fiberTicks)
  return limits.evalTicks
})
