/** Calling by name, and looking at the chain of calls. */
import { callNamed } from '../../driver/vm/calls.js'
import { badArgument } from '../../driver/vm/errors.js'
import { currentTrace } from '../../driver/vm/trace.js'
import type { Value } from '../../driver/vm/values.js'
import { traceMapping } from '../../driver/world/report.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'

const family = 'objects'
const since = '0.1'

export const call_other = efun({
  name: 'call_other', family, since, ticks: 4, mode: 'calls',
  sig: 'mixed call_other(object|string|mixed * target, string|mixed * method, mixed args...)',
  doc: 'Calls a function by name: `call_other(ob, "f", x)` is `ob->f(x)`. The target may be the name of an object, which is loaded. The method may be `({ name, arguments… })`.\n\nOnly public functions are reached from outside; anything else gives an undefined 0. On an array every element is called and an array of the results comes back (0 for what is no object); calls on ghosts of remote workers are then all in flight at once. Waits when the function waits.',
  seeAlso: ['function_exists', 'previous_object', 'clone_distributed'],
}, (F, target: Value, method: Value, args: Value[] = []) => callNamed(F, target, method, args))

export const call_stack = efun({
  name: 'call_stack', family, since, ticks: 2_000,
  sig: 'mixed *call_stack(int what?)',
  doc: 'The chain of calls as it stands, innermost first: the programs (`what` 0, the default), objects (1), function names (2), how each was called (3: `"call_other"` or `"local"`), or `"file:line"` (4). An object that is gone reads as 0. Functions that wait further down are listed too.',
  examples: ['arrayp(call_stack(2))'],
  seeAlso: ['previous_object', 'dump_trace'],
}, (F, what: Value) => {
  const kind = Number(what ?? 0)
  if (kind < 0 || kind > 4) throw badArgument('call_stack', 1, 'int from 0 to 4', String(kind))
  const trace = currentTrace(F).reverse()
  F.charge(trace.length * 10)
  const world = worldOf(F)
  return trace.map((t, i): Value => {
    switch (kind) {
      case 1: return world.objects.get(t.object) ?? 0
      case 2: return t.function
      case 3: return t.object === trace[i + 1]?.object ? 'local' : 'call_other'
      case 4: return `${t.program}:${t.line}`
      default: return t.program
    }
  })
})

export const dump_trace = efun({
  name: 'dump_trace', family: 'system', since, ticks: 2_000,
  sig: 'mapping *dump_trace()',
  doc: 'The chain of calls as mappings with `function`, `program`, `line` and `object`, outermost first: what `error_handler()` gets as `trace`.',
  examples: ['arrayp(dump_trace())'],
  seeAlso: ['call_stack'],
}, (F) => currentTrace(F).map((t) => traceMapping(worldOf(F), t)))
