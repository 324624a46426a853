/**
 * The one pattern of efuns that call back into LPC: a loop whose progress lives in a closure, so
 * that it can be parked when a callback has to wait and go on when the answer is there.
 *
 * Not for: the calls themselves (driver/vm/calls.ts).
 */
import { Closure } from '../driver/vm/closure.js'
import type { Fiber } from '../driver/vm/fiber.js'
import { callCallback, callClosure, callClosure2 } from '../driver/vm/calls.js'
import { badArgument } from '../driver/vm/errors.js'
import { LpcObject } from '../driver/vm/object.js'
import { typeName } from '../driver/vm/typename.js'
import { WAIT, live, type Result, type Value } from '../driver/vm/values.js'

/**
 * Calls `call(i)` for i = 0 … count-1 and hands each result to `take`, which may return false to
 * stop early; then returns `done()`. One tick per turn. Any of the calls may wait.
 */
export function eachCall(F: Fiber, count: number, call: (i: number) => Result, take: (v: Value, i: number) => void | false, done: () => Result): Result {
  let i = 0
  const run = (): Result => {
    while (i < count) {
      if (--F.ticks < 0) F.outOfTicks()
      const r = call(i)
      if (r === WAIT) return F.parkNative(step)
      if (take(r, i++) === false) return done()
    }
    return done()
  }
  const step = (v: Value): Result => (take(v, i++) === false ? done() : run())
  return run()
}

/** What the arguments after the data of map(), filter() & co. mean: `fn, extra…` or `"fn", ob?, extra…`. */
export type Callback = (...args: Value[]) => Result

/**
 * Resolves the callback convention once. A function gets (args…, extra…). A name is called in
 * the object after it (an object, a file name, or this_object() when left out).
 */
export function callback(F: Fiber, efun: string, fn: Value, rest: Value[], position = 2): Callback {
  if (fn instanceof Closure) {
    if (rest.length === 0) return (...args) => callClosure(F, fn, args)
    return (...args) => callClosure(F, fn, [...args, ...rest])
  }
  const ob = live(rest[0])
  const extra = rest.slice(1)
  if (rest.length > 0 && !(ob instanceof LpcObject) && typeof ob !== 'string') throw badArgument(efun, position + 1, 'object or string', typeName(ob))
  return (...args) => callCallback(F, fn, ob, extra.length ? [...args, ...extra] : args)
}

/** callback() for calls with one argument. A function alone stays one, for callClosure1(): a loop over a value that is another JavaScript function each time stays slow. */
export type Callback1 = Closure | ((a: Value) => Result)

export function callback1(F: Fiber, efun: string, fn: Value, rest: Value[], position = 2): Callback1 {
  return fn instanceof Closure && rest.length === 0 ? fn : callback(F, efun, fn, rest, position)
}

/** callback() for calls with two arguments: a function alone is called without an array of them. */
export function callback2(F: Fiber, efun: string, fn: Value, rest: Value[], position = 2): (a: Value, b: Value) => Result {
  if (fn instanceof Closure && rest.length === 0) return (a, b) => callClosure2(F, fn, a, b)
  return callback(F, efun, fn, rest, position)
}
