/** Raising errors, and the log. catch is part of the language. */
import { LpcError } from '../../driver/vm/errors.js'
import type { Value } from '../../driver/vm/values.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'

const family = 'system'
const since = '0.1'

export const error = efun({
  name: 'error', family, since, ticks: 10,
  sig: 'void error(string text)',
  doc: 'Ends this evaluation with a run-time error. `catch` gives `"*text\\n"`; uncaught, it goes to `master->error_handler()` with the trace.',
  examples: ['catch(error("oops")) == "*oops\\n"', 'catch(error("oops\\n")) == "*oops\\n"'],
  seeAlso: ['throw'],
}, (_F, text: string) => {
  throw new LpcError(text.replace(/\n$/, ''), { code: 'LPC' })
})

export const throw_ = efun({
  name: 'throw', family, since, ticks: 10,
  sig: 'void throw(mixed value)',
  doc: 'Ends this evaluation; `catch` gives `value` itself.',
  examples: ['catch(throw(({ 1 })))[0] == 1', 'catch(throw("x")) == "x"'],
  seeAlso: ['error'],
}, (_F, value: Value) => {
  throw new LpcError(typeof value === 'string' ? `Thrown: ${value.replace(/\n$/, '')}` : 'A value was thrown and not caught.', { code: 'THROWN', thrown: value ?? 0 })
})

export const debug_message = efun({
  name: 'debug_message', family, since, ticks: 10,
  sig: 'void debug_message(string text)',
  doc: 'Writes text to the driver\'s log.',
  seeAlso: ['error'],
}, (F, text: string) => {
  F.charge(text.length >> 5)
  worldOf(F).log.info({ object: F.self.name }, text.slice(0, MAX_LOG).trimEnd())
  return 0
})

/** Characters of one log line from LPC: logs must stay readable and disks must not fill. */
const MAX_LOG = 8_192
