/**
 * A fiber: one LPC call chain, running or suspended.
 *
 * While it runs, its frames are JavaScript frames. When something must wait it returns WAIT;
 * each frame then parks itself (park) and returns WAIT too, and the fiber holds the chain as
 * data. When the answer comes, `resume` runs the frames from the innermost out, each in its
 * resumable form. See DESIGN §4.
 *
 * Not for: starting calls (calls.ts), building traces (trace.ts).
 */
import { CANCELLED, CANNOT_WAIT, EVAL_COST, LIMIT, LpcError, TOO_DEEP, BugError } from './errors.js'
import type { Host } from './host.js'
import { ERROR_TICKS, MAX_PARKED_FRAMES, MAX_SLICE, TRACE_LINE_TICKS } from './limits.js'
import { LpcObject } from './object.js'
import type { LpcPromise } from './promise.js'
import { completeArrived, completeTrace } from './trace.js'
import { WAIT, type Result, type Value, type Wait } from './values.js'

/** A parked frame: LPC code in resumable form, or an efun's continuation. */
export interface Frame {
  /** Goes on with the value that was waited for. */
  resume(F: Fiber, value: Value): Result
  /** The wait ended in an error: handle it (catch) or throw on. */
  raise(F: Fiber, error: unknown): Result
  /** For traces; absent on driver frames. */
  readonly place?: { function: string; program: string; line: number; object: string }
}

/** What a fiber runs for: decides whose quota it counts on and who is told of its end. */
export interface FiberOptions {
  player?: LpcObject | null
  /** Object at the bottom of the call stack: this_object() of the first call. */
  origin?: LpcObject | null
  ticks?: number
  /** Ticks over all slices, when fewer than the limits' fiberTicks. */
  total?: number
  /** Takes text meant for `player` instead of its connection. */
  output?: (text: string) => void
  /** Call-chain id carried over the mesh; made when needed. */
  chain?: string
  /** Where waiting is impossible for the whole fiber: the name of the place. */
  noWait?: string
  /** The fiber that begins this one in its midst: its objects are below this one's, its ticks are shared. */
  parent?: Fiber
  /** `end` takes care of errors: they count as caught, not as reported. */
  quiet?: boolean
}

/** Ends a wait with an error or a value. `delivered`: it comes from the delivery queue, the fiber may go on at once. */
export type Wake = (error: unknown, value: Value, delivered?: boolean) => void

export type FiberEnd = (error: LpcError | null, value: Value) => void

let fiberSerial = 0

/**
 * The object stack is made with room and doubled when that is used up: entering an object is then
 * a store into a place that exists, a quarter of the price of an array that grows (0.9 ns, 3.6 ns).
 * What lies above `sp` means nothing.
 */
const SOME_ROOM: LpcObject[] = Array.from({ length: 16 }, () => undefined as unknown as LpcObject)

export class Fiber {
  readonly id = ++fiberSerial
  /** Ticks left in this slice. Emitted code subtracts and tests inline. */
  ticks: number
  /** Objects of the call chain; stack[sp] is this_object(), below it previous_object(). */
  stack: LpcObject[]
  sp = -1
  player: LpcObject | null
  /** The verb of the command being run, for query_verb(). */
  verb: string | null = null
  /** notify_fail() of the command being run. */
  failMessage: Value = undefined
  chain: string
  /** Non-empty while waiting is impossible: names of the places, innermost last. */
  readonly noWait: string[] = []
  state: 'running' | 'waiting' | 'done' = 'running'
  /** What it waits for, for process lists. */
  waitingFor = ''
  /** Ticks used in earlier slices. */
  spent = 0
  /** The promise of its result, when it runs an async function. */
  promise: LpcPromise | null = null
  /** The promise it awaits. */
  awaited: LpcPromise | null = null
  /** promise_cancel() while it could not be interrupted: its next await ends in this. */
  cancelRequest: LpcError | null = null

  private readonly maxDepth: number
  private slice: number
  private frames: Frame[] = []
  private fresh: Frame[] = []
  private answer: { error: unknown; value: Value } | null = null
  private unwinding = false
  private cancelWait: (() => void) | null = null
  private end: FiberEnd | null = null
  private generation = 0

  constructor(readonly host: Host, readonly options: FiberOptions = {}) {
    this.ticks = this.slice = options.parent?.ticks ?? Math.min(options.ticks ?? host.limits.evalTicks, MAX_SLICE)
    this.maxDepth = host.limits.callDepth
    this.stack = SOME_ROOM.slice(0, this.maxDepth + 1)
    this.player = options.player ?? null
    this.chain = options.chain ?? ''
    if (options.noWait) this.noWait.push(options.noWait)
    if (options.parent) this.branchFrom(options.parent)
    if (options.origin) this.stack[++this.sp] = options.origin
  }

  private branchFrom(parent: Fiber): void {
    this.sp = parent.sp
    this.stack = parent.stack.slice()
    this.verb = parent.verb
    this.chain = parent.chain
  }

  // ---- running -------------------------------------------------------------------------------

  /** Runs `body` as this fiber's whole life; `end` is called once, now or after waits. */
  run(body: (F: Fiber) => Result, end: FiberEnd): void {
    this.end = end
    let r: Result
    try {
      r = body(this)
    } catch (e) {
      return this.fail(e)
    }
    this.settle(r)
  }

  /** Charges for work that grows with its input; throws when the slice is used up. */
  charge(ticks: number): void {
    if ((this.ticks -= ticks) < 0) this.outOfTicks()
  }

  outOfTicks(): never {
    throw new LpcError('Too long evaluation. Execution aborted.', { code: EVAL_COST, fatal: true })
  }

  /** Enters an object: every call that changes this_object() goes through here. */
  enter(ob: LpcObject): void {
    const sp = this.sp + 1
    if (sp >= this.stack.length) this.deeper()
    this.stack[sp] = ob
    this.sp = sp
  }

  private deeper(): void {
    const room = this.stack.length
    if (room > this.maxDepth) throw new LpcError(`Too deep recursion (maximum call depth ${this.maxDepth}).`, { code: TOO_DEEP })
    this.stack = [...this.stack, ...this.stack].slice(0, this.maxDepth + 1)
  }

  get self(): LpcObject {
    return this.stack[this.sp]
  }

  /** Ticks used over all slices so far. */
  get used(): number {
    return this.spent + Math.max(0, this.slice - this.ticks)
  }

  /** Frames that wait below what runs now, outermost first. */
  get parked(): readonly Frame[] {
    return this.frames
  }

  // ---- waiting -------------------------------------------------------------------------------

  /**
   * Called by an efun that must wait: `begin` starts the work and gets `wake`, to be called once.
   * It may return a function that cancels the work. The efun returns the WAIT this returns.
   */
  suspend(what: string, begin: (wake: Wake) => (() => void) | void): Wait {
    const place = this.noWait.at(-1)
    if (place !== undefined) throw new LpcError(`Cannot wait for ${what} inside ${place}.`, { code: CANNOT_WAIT })
    this.answer = null
    this.waitingFor = what
    this.unwinding = true
    const generation = ++this.generation
    const cancel = begin((error, value, delivered) => {
      if (generation !== this.generation || this.answer || this.state === 'done') return
      this.answer = { error, value }
      this.cancelWait = null
      if (this.unwinding) return
      if (delivered) this.resume()
      else this.host.deliver(() => this.resume())
    })
    this.cancelWait = this.answer ? null : (cancel ?? null)
    return WAIT
  }

  /** In the test mode: makes the value of a finished call arrive as if it had been waited for. */
  waitFor(value: Result): boolean {
    if (value === WAIT || this.noWait.length > 0) return false
    this.suspend('test', (wake) => wake(null, value))
    return true
  }

  /** A frame on the way out stores itself. */
  park(frame: Frame): Wait {
    this.fresh.push(frame)
    return WAIT
  }

  /** An efun that calls back stores how it goes on. `raise` may handle the callback's error. */
  parkNative(resume: (value: Value) => Result, raise?: (error: unknown) => Result): Wait {
    this.fresh.push({ resume: (_F, v) => resume(v), raise: (_F, e) => { if (raise) return raise(e); throw e } })
    return WAIT
  }

  /** Ends a waiting fiber with an error at the place where it waits, which no catch stops. */
  cancel(reason = 'Cancelled.'): void {
    this.interrupt(new LpcError(reason, { code: CANCELLED, fatal: true }))
  }

  /** Ends the wait with an error. False when it does not wait, or its answer is there. */
  interrupt(error: LpcError): boolean {
    if (this.state !== 'waiting' || this.answer) return false
    const cancel = this.cancelWait
    this.cancelWait = null
    this.answer = { error, value: undefined }
    cancel?.()
    this.host.deliver(() => this.resume())
    return true
  }

  /** Runs `body` where waiting is impossible; `place` is named in the error. */
  without<T extends Result>(place: string, body: () => T): Exclude<T, Wait> {
    this.noWait.push(place)
    try {
      const r = body()
      if (r === WAIT) throw new BugError(`${place} returned WAIT`)
      return r as Exclude<T, Wait>
    } finally {
      this.noWait.pop()
    }
  }

  // ---- catch ---------------------------------------------------------------------------------

  /**
   * An error reached LPC's catch in a frame that ran with stack pointer `sp` and player `player`:
   * puts the context back and gives catch's value. Errors that catch may not stop go on.
   */
  caught(e: unknown, sp: number, player: LpcObject | null): Value {
    const error = toLpcError(e)
    if (error.fatal) throw error
    this.charge(ERROR_TICKS)
    if (this.host.wantsCaught) {
      completeTrace(this, error, this.frames)
      this.charge(error.trace.length * TRACE_LINE_TICKS)
      this.host.reportCaught(this, error)
    }
    this.sp = sp
    this.player = player
    return error.caught
  }

  // ---- inside --------------------------------------------------------------------------------

  /** A run ended: with a value, or with WAIT and its frames in `fresh`. */
  private settle(r: Result): void {
    while (r === WAIT) {
      for (let i = this.fresh.length - 1; i >= 0; i--) this.frames.push(this.fresh[i])
      this.fresh.length = 0
      this.unwinding = false
      if (this.frames.length > MAX_PARKED_FRAMES) return this.fail(new LpcError(`Too many frames wait in one call chain (limit ${MAX_PARKED_FRAMES}).`, { code: LIMIT }))
      if (!this.answer) {
        this.state = 'waiting'
        return
      }
      const next = this.step()
      if (next === FAILED) return
      r = next
    }
    this.finish(null, r)
  }

  private resume(): void {
    if (this.state !== 'waiting' || !this.answer) return
    const r = this.step()
    if (r !== FAILED) this.settle(r)
  }

  /** One slice: feeds the answer to the innermost frame and its value outwards. */
  private step(): Result | typeof FAILED {
    let { error, value } = this.answer!
    this.answer = null
    this.state = 'running'
    this.spent += Math.max(0, this.slice - this.ticks)
    this.ticks = this.slice = Math.min(MAX_SLICE, this.options.ticks ?? this.host.limits.evalTicks, (this.options.total ?? this.host.limits.fiberTicks) - this.spent)
    if (this.player?.destructed) this.player = null
    if (error !== null) completeArrived((error = toLpcError(error)) as LpcError, this.frames)
    for (;;) {
      const frame = this.frames.pop()
      if (!frame) {
        if (error === null) return value
        this.fail(error)
        return FAILED
      }
      try {
        const r = error === null ? frame.resume(this, value) : frame.raise(this, error)
        if (r === WAIT) return WAIT
        value = r
        error = null
      } catch (e) {
        const le = toLpcError(e)
        completeTrace(this, le, this.frames)
        error = le
        value = undefined
      }
    }
  }

  private fail(e: unknown): void {
    const error = toLpcError(e)
    completeTrace(this, error, this.frames)
    if (!this.options.quiet) this.host.report(this, error)
    else if (this.host.wantsCaught) this.host.reportCaught(this, error)
    this.finish(error, undefined)
  }

  private finish(error: LpcError | null, value: Value): void {
    this.state = 'done'
    this.spent += Math.max(0, this.slice - this.ticks)
    this.frames.length = 0
    this.fresh.length = 0
    const end = this.end
    this.end = null
    end?.(error, value)
  }
}

const FAILED: unique symbol = Symbol('failed')

/** Pops the object a call entered, once the callee that waited is through. */
export const LEAVE: Frame = {
  resume(F, value) {
    F.sp--
    return value
  },
  raise(F, error) {
    F.sp--
    throw error
  },
}

/** Anything thrown, as one of ours. A JavaScript stack overflow is LPC's too deep recursion. */
export function toLpcError(e: unknown): LpcError {
  if (e instanceof LpcError) return e
  if (e instanceof RangeError && /call stack/.test(e.message)) {
    return new LpcError('Too deep recursion.', { code: TOO_DEEP, cause: e })
  }
  return new BugError(`Internal error: ${e instanceof Error ? e.message : String(e)}`, e)
}
