/** Family: function values. */
import { callClosure } from '../../driver/vm/calls.js'
import { Closure } from '../../driver/vm/closure.js'
import { deferCall } from '../../driver/vm/defer.js'
import { BAD_ARGUMENT, DENIED, LpcError } from '../../driver/vm/errors.js'
import type { LpcObject } from '../../driver/vm/object.js'
import { LpcPromise } from '../../driver/vm/promise.js'
import { truthy, type Result, type Value } from '../../driver/vm/values.js'
import { after, apply } from '../../driver/world/flow.js'
import { worldOf } from '../../driver/world/world.js'
import { efun, type Efun } from '../efun.js'

function rebound(fn: Closure, owner: LpcObject): Closure {
  if (owner.destructed) throw new LpcError('bind(): the new owner is destructed.', { code: BAD_ARGUMENT })
  return new Closure(fn.kind, owner, fn.seg, fn.code, fn.bound, fn.name)
}

export default [
  efun({
    name: 'evaluate', family: 'functions', since: '0.1', ticks: 3, mode: 'calls',
    sig: 'mixed evaluate(mixed fn, mixed args...)',
    doc: 'Calls a function value with the other arguments and returns its result.\n\n`evaluate(f, x)` is the same as `(*f)(x)`. Anything but a function is returned as it is. The call may wait.',
    examples: ['evaluate((: $1 + $2 :), 3, 4) == 7', 'evaluate(5) == 5'],
    seeAlso: ['functionp', 'call_other', 'bind'],
  }, (F, fn: Value, args: Value[]): Result => (fn instanceof Closure ? callClosure(F, fn, args) : fn)),
  efun({
    name: 'bind', family: 'functions', since: '0.1', ticks: 4, mode: 'calls',
    sig: 'function bind(function fn, object owner)',
    doc: 'Returns a function like `fn` that runs as `owner`: this_object() in it is `owner`.\n\nmaster->valid_bind(binder, old owner, new owner) must allow it. A function of an object itself, `(: name :)`, cannot be rebound.',
    examples: ['evaluate(bind((: $1 + 1 :), this_object()), 2) == 3'],
    seeAlso: ['evaluate', 'function_owner'],
  }, (F, fn: Closure, owner: LpcObject): Result => {
    if (fn.owner === owner) return fn
    if (fn.kind === 'local' || !fn.bindable) throw new LpcError('Illegal to rebind a pointer to a local function.', { code: BAD_ARGUMENT })
    const { master } = worldOf(F)
    const old: Value = fn.owner.destructed ? 0 : fn.owner
    const asked = master ? apply(F, master, 'valid_bind', [F.self, old, owner]) : 0
    return after(F, asked, (allowed) => {
      if (!truthy(allowed) || allowed instanceof LpcPromise) throw new LpcError('Master object denied permission to bind() function pointer.', { code: DENIED })
      return rebound(fn, owner)
    })
  }),
  efun({
    name: 'defer', family: 'functions', since: '0.1', ticks: 4, mode: 'calls',
    sig: 'void defer(function fn)',
    doc: 'Has `fn` called when the LPC function that calls `defer()` ends, in a value or in an error; of several, the last one first.\n\n`this_player()` in it is the one at the end of that function. An error in it is reported and changes nothing. It does not run when the evaluation was stopped (too many ticks, interrupted). `defer()` must be called by name: through a function value, or where no function of the file runs, it is an error.',
    seeAlso: ['evaluate', 'call_out'],
  }, (F, fn: Closure): Result => {
    if (!deferCall(F, fn)) throw new LpcError('defer(): No function is running that could end.', { code: BAD_ARGUMENT })
    return 0
  }),
  efun({
    name: 'function_owner', family: 'functions', since: '0.1', ticks: 1,
    sig: 'object function_owner(function fn)',
    doc: 'Returns the object that a function value runs as, or 0 when it is destructed.',
    examples: ['function_owner((: $1 :)) == this_object()'],
    seeAlso: ['bind', 'functionp'],
  }, (_F, fn: Closure) => (fn.owner.destructed ? 0 : fn.owner)),
] as Efun[]
