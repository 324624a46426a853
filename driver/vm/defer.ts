/**
 * defer(): function values that run when the LPC function which deferred them ends. Programs
 * that name defer() have all their functions wrapped; other programs pay nothing.
 */
import { callClosure } from './calls.js'
import type { Closure } from './closure.js'
import { LIMIT, LpcError } from './errors.js'
import { toLpcError, type Fiber } from './fiber.js'
import type { Code } from './program.js'
import { WAIT, type Result, type Value } from './values.js'
import { MAX_DEFERRED } from './limits.js'

/** The open lists of each fiber: the innermost wrapped call is last. */
const open = new WeakMap<Fiber, Closure[][]>()

/** False when no function that can defer is running. */
export function deferCall(F: Fiber, fn: Closure): boolean {
  const list = open.get(F)?.at(-1)
  if (!list) return false
  if (list.length >= MAX_DEFERRED) throw new LpcError(`Too many deferred functions in one call (limit ${MAX_DEFERRED}).`, { code: LIMIT })
  list.push(fn)
  return true
}

/** `code`, followed by what it deferred: the last deferred first, also when it ends in an error. */
export function deferring(code: Code): Code {
  return (F, self, seg, ...args) => {
    let lists = open.get(F)
    if (!lists) open.set(F, (lists = []))
    const mine: Closure[] = []
    lists.push(mine)
    const { sp } = F
    const ended = (value: Value): Result => {
      lists.splice(lists.lastIndexOf(mine), 1)
      return mine.length ? runAll(F, mine, () => value) : value
    }
    const failed = (e: unknown): Result => {
      lists.splice(lists.lastIndexOf(mine), 1)
      if (mine.length === 0 || toLpcError(e).fatal) throw e
      F.sp = sp
      return runAll(F, mine, () => { throw e })
    }
    let r: Result
    try {
      r = code(F, self, seg, ...args)
    } catch (e) {
      return failed(e)
    }
    return r === WAIT ? F.parkNative(ended, failed) : ended(r)
  }
}

/** An error in one is reported and stops neither the others nor the value. */
function runAll(F: Fiber, list: Closure[], done: () => Result): Result {
  const { sp, player } = F
  const failed = (e: unknown): void => {
    const error = toLpcError(e)
    if (error.fatal) throw error
    F.sp = sp
    F.player = player?.destructed ? null : player
    F.host.report(F, error)
  }
  for (let fn = list.pop(); fn; fn = list.pop()) {
    // Nothing is left to clean up in an object that is gone.
    if (fn.owner.destructed) continue
    F.player = player?.destructed ? null : player
    let r: Result
    try {
      r = callClosure(F, fn, [])
    } catch (e) {
      failed(e)
      continue
    }
    if (r === WAIT) {
      const next = (): Result => runAll(F, list, done)
      return F.parkNative(next, (e) => {
        failed(e)
        return next()
      })
    }
  }
  return done()
}
