/**
 * What the engine asks of the world around it. The world implements this; the engine never
 * imports it. Efuns of the world's families reach the whole World through `worldOf(F)` in
 * driver/world/world.ts.
 */
import type { Fiber, FiberEnd } from './fiber.js'
import type { Limits } from './limits.js'
import type { LpcError } from './errors.js'
import type { LpcObject } from './object.js'
import type { LpcPromise } from './promise.js'
import type { Result, Value } from './values.js'

export interface Host {
  readonly limits: Limits
  /** Milliseconds since the epoch; tests may inject another clock. */
  now(): number
  /** The object a path names, loading it if need be (call_other on a string). 0 when there is none. */
  resolveObject(F: Fiber, path: string): Result
  /** The simul_efun object, once loaded. */
  readonly simulEfun: LpcObject | null
  /** A call on a ghost: suspends the fiber until the answer. */
  callRemote(F: Fiber, ghost: LpcObject, method: string, args: Value[]): Result
  /** Calls on a ghost, each on the result of the one before, in one trip where the other side can: the last one's result. */
  callRemoteChain(F: Fiber, ghost: LpcObject, calls: ReadonlyArray<{ readonly method: string; readonly args: Value[] }>): Result
  /** The same on every element of an array at once: an array of results, in order (0 for what is no object). */
  callRemoteMany(F: Fiber, targets: Value[], method: string, args: Value[]): Result
  /** What the master's object_name() says of an object, for `%O`; optional. Must not throw or wait. */
  describeObject?(F: Fiber, ob: LpcObject): string | undefined
  /** An error that nothing caught: to master's error_handler and the log. Must not throw. */
  report(F: Fiber, error: LpcError): void
  /** An error that catch() caught; only called when the mudlib wants to know. */
  readonly wantsCaught: boolean
  reportCaught(F: Fiber, error: LpcError): void
  /** Runs `fn` soon, in order, with time for I/O in between when there is much of it. */
  deliver(fn: () => void): void
  /** A fiber that begins in the midst of `F`, runs to its end or first wait, and reports no error. */
  branch(F: Fiber, body: (G: Fiber) => Result, end: FiberEnd): Fiber
  /** Why `F` may not wait for a promise: too many do. */
  refusesToWait(F: Fiber): string | null
  /** A promise was rejected and nobody has asked for it yet. */
  unhandled(p: LpcPromise): void
  /** True in the test mode that waits at every call. */
  readonly suspendEverywhere: boolean
}
