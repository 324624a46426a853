/**
 * Promises: the value that stands for a result which is not there yet. It settles once, and what
 * waits for it hears of it from the host's delivery queue, never at once.
 * Not for: functions that return promises and waiting for them (async.ts), the efuns (efuns/promises).
 */
import { LIMIT, LpcError } from './errors.js'
import type { Fiber } from './fiber.js'
import type { Host } from './host.js'
import { MAX_REACTIONS } from './limits.js'
import type { LpcObject } from './object.js'
import { typeName } from './typename.js'
import { truthy, type Value } from './values.js'

/** As promise_status() gives them. */
export const PENDING = 0
export const FULFILLED = 1
export const REJECTED = 2
/** promise_cancel() ended it: waiting for it fails as for a rejected one. */
export const CANCELLED = 3
export type PromiseState = typeof PENDING | typeof FULFILLED | typeof REJECTED | typeof CANCELLED

/** Codes of errors: of a cancelled promise, of an object that was destructed while it awaited, of a removed call_out. */
export const PROMISE_CANCELLED = 'PROMISE_CANCELLED'
export const OWNER_GONE = 'OWNER_GONE'
export const REMOVED = 'REMOVED'

/** Errors that are no fault of anybody: unasked for, they are not reported. */
const QUIET: ReadonlySet<string> = new Set([PROMISE_CANCELLED, OWNER_GONE, REMOVED])

/** Reasons that the driver itself rejects with: FluffOS's texts, which its `promise.h` names. */
export const REASONS = {
  cancelled: '*async function cancelled',
  destructed: '*async function owner was destructed while suspended',
  self: '*promise resolved with itself',
  removed: '*call_out removed',
  anyEmpty: '*promise_any: no promises to wait for',
  none: '*promise rejected',
} as const

/** Called from the delivery queue once the promise has settled. */
export type Reaction = (p: LpcPromise) => void

export class LpcPromise {
  state: PromiseState = PENDING
  /** The value it was fulfilled with, or the reason of its rejection. */
  value: Value = undefined
  /** The error behind a rejection, for its trace. */
  error: LpcError | null = null
  /** Somebody has asked how it ends: its rejection is then theirs to handle. */
  observed = false
  /** It follows another promise: nobody else may settle it. */
  committed = false
  /** Whose command it comes of: hears of a rejection that nobody asks for. */
  player: LpcObject | null = null
  /** The call of an async function whose result this is. */
  body: Fiber | null = null
  private reactions: Reaction[] = []

  /** `payload`: the declared type of an async function's result, for `%O`. */
  constructor(readonly payload: string | null = null) {}

  get settled(): boolean {
    return this.state !== PENDING
  }

  /** Hears of the end, later in any case. */
  react(host: Host, reaction: Reaction): void {
    this.observed = true
    if (this.settled) return host.deliver(() => reaction(this))
    if (this.reactions.length >= MAX_REACTIONS) throw new LpcError(`Too many wait for one promise (limit ${MAX_REACTIONS}).`, { code: LIMIT })
    this.reactions.push(reaction)
  }

  /** Forgets a reaction that is no longer wanted. */
  forget(reaction: Reaction): void {
    const i = this.reactions.indexOf(reaction)
    if (i >= 0) this.reactions.splice(i, 1)
  }

  /** With a value; another promise is followed to its end. */
  fulfil(host: Host, value: Value): void {
    if (this.settled || this.committed) return
    if (value instanceof LpcPromise) return this.follow(host, value)
    this.settle(host, FULFILLED, value, null)
  }

  /** With an error: what catch() would give of it is the reason. */
  fail(host: Host, error: LpcError): void {
    if (this.settled || this.committed) return
    const cancelled = error.code === PROMISE_CANCELLED
    if (QUIET.has(error.code)) this.observed = true
    this.settle(host, cancelled ? CANCELLED : REJECTED, cancelled ? REASONS.cancelled : reason(error.caught), error)
  }

  /** As `other` ended. */
  copy(host: Host, other: LpcPromise): void {
    this.settle(host, other.state, other.value, other.error)
  }

  private follow(host: Host, other: LpcPromise): void {
    if (other === this) return this.fail(host, new LpcError('promise resolved with itself', { code: 'REJECTED', thrown: REASONS.self }))
    try {
      other.react(host, (p) => this.copy(host, p))
      this.committed = true
    } catch (e) {
      if (!(e instanceof LpcError)) throw e
      this.fail(host, e)
    }
  }

  private settle(host: Host, state: PromiseState, value: Value, error: LpcError | null): void {
    if (this.settled) return
    this.state = state
    this.value = value
    this.error = error
    this.body = null
    const waiting = this.reactions
    this.reactions = []
    for (const reaction of waiting) host.deliver(() => reaction(this))
    if (state === REJECTED && !this.observed) host.unhandled(this)
  }
}

/** A reason that reads as true: catch gives it, and 0 would mean that all went well. */
export function reason(v: Value): Value {
  return truthy(v) ? v : REASONS.none
}

/** The error for whoever waits for a promise that was rejected: its own, with the trace of the rejection below. */
export function rejection(p: LpcPromise): LpcError {
  const text = typeof p.value === 'string' ? p.value.replace(/^\*|\n$/g, '') : `Promise rejected with ${typeName(p.value) === 'array' ? 'an array' : `a value of type ${typeName(p.value)}`}.`
  const code = p.state === CANCELLED ? PROMISE_CANCELLED : (p.error?.code ?? 'REJECTED')
  const error = new LpcError(p.error?.message ?? text, { code, thrown: p.value })
  error.trace = p.error ? [...p.error.trace] : []
  return error
}
