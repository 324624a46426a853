/**
 * Calls that leave the function: call_other with inline caches, driver applies, function
 * values, simul_efuns. Local calls are emitted in place. Every function here may return WAIT.
 */
import { Closure } from './closure.js'
import { LpcError } from './errors.js'
import { LEAVE, type Fiber } from './fiber.js'
import { LpcObject } from './object.js'
import type { Code, Dispatch, Resolved, Segment } from './program.js'
import { typeName } from './typename.js'
import { WAIT, live, type Result, type Value } from './values.js'

/** An inline cache: what one call site called last, and lately. */
export class CallSite {
  /** Never equal to what an object or a plain value has, until the first call. */
  dispatch: Dispatch | typeof NOTHING = NOTHING
  code: Code = unreachable
  seg = 0
  /** What else it called, once it meets a second program; the next to be replaced is `oldest`. */
  others: Target[] | null = null
  oldest = 0
}

interface Target {
  readonly dispatch: Dispatch
  readonly code: Code
  readonly seg: number
}

/** Programs a call site remembers: `ob->query_name()` over a room's things meets a handful. */
const REMEMBERED = 8

const NOTHING: unique symbol = Symbol('nothing cached')

const unreachable: Code = () => undefined

/** Returned by applyDirect when the object has no such function. */
export const NO_FUNCTION: unique symbol = Symbol('no function')

// ---- call_other --------------------------------------------------------------------------------
// The cached path is emitted at each site: `w?.dispatch === ic.dispatch`, enter, call, leave.
// Objects that must not be called directly (destructed, shadowed, ghosts) have dispatch null,
// which no cache holds.

/**
 * The cache's miss: makes `site` fit `w` and tells whether it does. False for everything that
 * callOther() has to look at: no object, none to be called directly, no public function.
 */
export function relink(site: CallSite, w: Value, name: string): boolean {
  if (!(w instanceof LpcObject) || w.dispatch === null) return false
  const { others } = site
  const { dispatch } = w
  if (others) {
    for (let i = 0; i < others.length; i++) {
      const t = others[i]
      if (t.dispatch === dispatch) {
        fill(site, dispatch, t.code, t.seg)
        return true
      }
    }
  }
  const found = dispatch.table.get(name)
  if (!found || found.fn.access !== 'public') return false
  if (site.dispatch !== NOTHING) {
    const list = (site.others ??= [{ dispatch: site.dispatch, code: site.code, seg: site.seg }])
    const t = { dispatch, code: found.code, seg: found.seg }
    if (list.length < REMEMBERED) list.push(t)
    else list[site.oldest++ % REMEMBERED] = t
  }
  fill(site, dispatch, found.code, found.seg)
  return true
}

function fill(site: CallSite, dispatch: Dispatch, code: Code, seg: number): void {
  site.dispatch = dispatch
  site.code = code
  site.seg = seg
}

/** After a call that entered an object: leaves it, now or when the callee's wait is over. */
export function leave(F: Fiber, r: Result): Result {
  if (r === WAIT) return F.park(LEAVE)
  F.sp--
  return r
}

/** With a spread among the arguments. */
export function callN(F: Fiber, w: Value, name: string, args: Value[]): Result {
  return callOther(F, w, name, args)
}

/** `ob->(name)(args)` and the call_other() efun: the name may also be ({ name, args… }). */
export function callNamed(F: Fiber, w: Value, name: Value, args: Value[]): Result {
  if (Array.isArray(name)) {
    F.charge(name.length * 2)
    args = [...name.slice(1), ...args]
    name = name[0]
  }
  if (typeof name !== 'string') throw new LpcError(`Bad argument 2 to call_other(): expected string, got ${typeName(name)}.`, { code: 'BAD_ARGUMENT' })
  return callOther(F, w, name, args)
}

export function callOther(F: Fiber, target: Value, name: string, args: Value[]): Result {
  if (typeof target === 'string') {
    const ob = F.host.resolveObject(F, target)
    const go = (w: Value): Result => {
      if (!(w instanceof LpcObject)) throw new LpcError(`call_other() couldn't find object '${target}'.`, { code: 'NO_OBJECT' })
      return callOther(F, w, name, args)
    }
    return ob === WAIT ? F.parkNative(go) : go(ob)
  }
  if (Array.isArray(target)) return callEach(F, target, name, args)
  if (target instanceof PipedCall) return F.host.callRemoteChain(F, target.ghost, [...target.calls, { method: name, args }])
  if (!(target instanceof LpcObject) || target.destructed) {
    throw new LpcError(`Bad argument 1 to call_other(): expected object, got ${typeName(target)} (calling ${name}).`, { code: 'BAD_ARGUMENT' })
  }
  if (target.remote) return F.host.callRemote(F, target, name, args)
  // The scheduler took the key away to see whether the object is still in use: it is.
  if (target.dispatch === null && !target.shadowedBy && !target.shadowing) {
    target.dispatch = target.program.dispatch
    target.lastUsed = F.host.now()
  }
  const found = lookup(F, target, name)
  if (!found) return undefined
  const { ob, resolved } = found
  return enterAndRun(F, ob, ob.segs[resolved.seg], resolved.code, args)
}

/** Calls on a ghost, each on the result of the one before, that leave together with the one they wait for. */
export class PipedCall {
  /** Takes the slow path at every call site. */
  readonly dispatch = null
  constructor(readonly ghost: LpcObject, readonly calls: ReadonlyArray<{ readonly method: string; readonly args: Value[] }>) {}
}

/** A call whose result is only the target of the next: on a ghost it is put off until that. */
export function callPiped(F: Fiber, target: Value, name: string, args: Value[]): Result {
  const before = target instanceof PipedCall ? target : target instanceof LpcObject && target.remote && !target.destructed ? new PipedCall(target, []) : null
  if (before === null) return callOther(F, target, name, args)
  // Never a value of LPC: only the next call of the chain sees it.
  return new PipedCall(before.ghost, [...before.calls, { method: name, args }]) as unknown as Value
}

/** A name among the targets of a call that is no object's is passed over. */
function callIfFound(F: Fiber, path: string, name: string, args: Value[]): Result {
  const go = (ob: Value): Result => (ob instanceof LpcObject ? callOther(F, ob, name, args) : 0)
  const ob = F.host.resolveObject(F, path)
  return ob === WAIT ? F.parkNative(go) : go(ob)
}

/** call_other on an array: one result each; objects elsewhere are all called at once. */
function callEach(F: Fiber, targets: Value[], name: string, args: Value[]): Result {
  F.charge(targets.length)
  if (targets.some((t) => t instanceof LpcObject && t.remote)) return F.host.callRemoteMany(F, targets, name, args)
  const out: Value[] = []
  const run = (): Result => {
    while (out.length < targets.length) {
      const t = live(targets[out.length])
      const r = typeof t === 'string' ? callIfFound(F, t, name, args) : t instanceof LpcObject ? callOther(F, t, name, args) : 0
      if (r === WAIT) return F.parkNative(step)
      out.push(r ?? 0)
    }
    return out
  }
  const step = (v: Value): Result => {
    out.push(v ?? 0)
    return run()
  }
  return run()
}

/** Finds what a call from outside reaches, through shadows, or null when it may not or cannot. */
function lookup(F: Fiber, target: LpcObject, name: string): { ob: LpcObject; resolved: Resolved } | null {
  let ob = target
  while (ob.shadowedBy && ob.shadowedBy !== F.self) ob = ob.shadowedBy
  for (let o: LpcObject | null = ob; o; o = o.shadowing) {
    const resolved = o.program.dispatch.table.get(name)
    if (resolved && (resolved.fn.access === 'public' || o === F.self)) return { ob: o, resolved }
  }
  return null
}

// ---- applies -----------------------------------------------------------------------------------

/** The driver calls `name` in `ob`, whatever its visibility. */
export function applyDirect(F: Fiber, ob: LpcObject, name: string, args: Value[]): Result | typeof NO_FUNCTION {
  if (ob.destructed) return NO_FUNCTION
  let top = ob
  while (top.shadowedBy) top = top.shadowedBy
  for (let o: LpcObject | null = top; o; o = o.shadowing) {
    const { table, hidden } = o.program.dispatch
    const resolved = table.get(name) ?? hidden.get(name)
    if (resolved) return enterAndRun(F, o, o.segs[resolved.seg], resolved.code, args)
  }
  return NO_FUNCTION
}

/** A simul_efun: this_object() is the simul_efun object, previous_object() the caller. */
export function callSimul(F: Fiber, name: string, args: Value[]): Result {
  const ob = F.host.simulEfun
  const resolved = ob?.program.dispatch.table.get(name)
  if (!ob || !resolved) throw new LpcError(`simul_efun ${name}() is gone.`, { code: 'NO_FUNCTION' })
  return enterAndRun(F, ob, ob.segs[resolved.seg], resolved.code, args)
}

// ---- function values ---------------------------------------------------------------------------

export function callClosure(F: Fiber, fn: Closure, args: Value[]): Result {
  const owner = ownerOf(fn)
  const all = fn.bound.length ? [...fn.bound, ...args] : args
  return enterAndRun(F, owner, fn.seg, fn.code, all)
}

/** callClosure() with one argument, as most callbacks have: no array is made for it. */
export function callClosure1(F: Fiber, fn: Closure, a: Value): Result {
  const owner = ownerOf(fn)
  const { bound } = fn
  if (bound.length > 1) return callClosure(F, fn, [a])
  F.enter(owner)
  return leave(F, bound.length === 0 ? fn.code(F, owner, fn.seg, a) : fn.code(F, owner, fn.seg, bound[0], a))
}

/** The same with two. */
export function callClosure2(F: Fiber, fn: Closure, a: Value, b: Value): Result {
  const owner = ownerOf(fn)
  const { bound } = fn
  if (bound.length > 1) return callClosure(F, fn, [a, b])
  F.enter(owner)
  return leave(F, bound.length === 0 ? fn.code(F, owner, fn.seg, a, b) : fn.code(F, owner, fn.seg, bound[0], a, b))
}

function ownerOf(fn: Closure): LpcObject {
  if (fn.owner.destructed) throw new LpcError(`Owner of function ${fn.name} is destructed.`, { code: 'DESTRUCTED' })
  return fn.owner
}

/** `(*f)(args)` and evaluate(): values that are no functions evaluate to themselves. */
export function invoke(F: Fiber, fn: Value, args: Value[]): Result {
  return fn instanceof Closure ? callClosure(F, fn, args) : live(fn)
}

export function invoke1(F: Fiber, fn: Value, a: Value): Result {
  return fn instanceof Closure ? callClosure1(F, fn, a) : live(fn)
}

export function invoke2(F: Fiber, fn: Value, a: Value, b: Value): Result {
  return fn instanceof Closure ? callClosure2(F, fn, a, b) : live(fn)
}

/** The callback convention of map(), filter() and friends: a function, or a name and an object. */
export function callCallback(F: Fiber, fn: Value, ob: Value, args: Value[]): Result {
  if (fn instanceof Closure) return callClosure(F, fn, args)
  if (typeof fn !== 'string') throw new LpcError(`Callback must be a function or a function name, got ${typeName(fn)}.`, { code: 'BAD_ARGUMENT' })
  const target = ob === undefined || ob === 0 ? F.self : ob
  if (target === F.self && target instanceof LpcObject) {
    const r = applyDirect(F, target, fn, args)
    return r === NO_FUNCTION ? undefined : r
  }
  return callOther(F, target, fn, args)
}

function enterAndRun(F: Fiber, ob: LpcObject, seg: Segment, code: Code, args: Value[]): Result {
  F.enter(ob)
  return leave(F, code(F, ob, seg, ...args))
}
