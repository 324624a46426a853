/**
 * Calls of the other side that run here: who may make them, who answers, what they answer. One end of
 * a session has one.
 * Not for: calls that this side makes (calling.ts).
 */
import type { RemoteFailure } from '../driver/vm/object.js'
import { chains } from './chains.js'
import type { Values } from './conversation.js'
import { asFailure, failure, MeshError } from './errors.js'
import { CallFlag, Kind, type CallFrame } from './frame.js'
import { CALL_WINDOW, MAX_CALL_DEPTH, MAX_IN_FLIGHT, MAX_INTERNED } from './limits.js'
import { Promises } from './promises.js'
import type { Callee, Done } from './session.js'
import { tracing } from './tracing.js'

/** A call was to be made on a result that is no object. */
export const NO_TARGET = 'NO_TARGET'

/** Who may call what here. */
export interface ServingOptions<V> {
  readonly label: string
  /** Who answers calls on the result of a call; absent: nobody does. */
  readonly calleeOf?: (value: V) => Callee<V> | undefined
  /** Names of bootstrap methods that may be called; null for all. */
  readonly allowed: readonly string[] | null
  /** Calls of the other side that may run at once. */
  readonly inFlight: number
}

/** What serving needs of its conversation. */
export interface ServingSide<V> {
  readonly values: Values<V>
  readonly peerKey: Uint8Array
  callee(target: number): Callee<V> | undefined
  /** Sends an answer. */
  send(kind: typeof Kind.RESULT | typeof Kind.ERROR, id: number, failed: RemoteFailure | null, value: V): void
}

interface Running {
  readonly chain: string
  /** Of its arguments, held until it is answered. */
  readonly bytes: number
  /** Ends its span; null when it is not traced. */
  readonly traced: ((f: RemoteFailure | null) => void) | null
  /** A later call is made on its result. */
  readonly keep: boolean
  cancel: (() => void) | null
}

export class Serving<V> {
  private readonly running = new Map<number, Running>()
  private runningBytes = 0
  private readonly promises = new Promises<V>()
  private readonly interned = new Map<number, string>()

  constructor(private readonly side: ServingSide<V>, private readonly o: ServingOptions<V>) {}

  /** Calls that run. */
  get size(): number {
    return this.running.size
  }

  incoming(f: CallFrame): void {
    let method = f.method
    if (method === null) {
      method = this.interned.get(f.methodId) ?? null
      if (method === null) throw new MeshError('PROTOCOL', 'A function name that was never told.')
    } else if (f.methodId > 0) {
      if (f.methodId > MAX_INTERNED || this.interned.has(f.methodId)) throw new MeshError('PROTOCOL', 'A function name that was told twice.')
      this.interned.set(f.methodId, method)
    }
    if (this.running.has(f.call)) throw new MeshError('PROTOCOL', 'Two calls of one number.')
    const callee = (f.flags & CallFlag.ON_RESULT) === 0 ? this.side.callee(f.target) : this.onResult(f.call - f.target)
    const refusal = this.incomingRefusal(callee, f, method)
    if (refusal !== null) return this.side.send(Kind.ERROR, f.call, refusal, undefined as V)
    let args: V
    try {
      args = this.side.values.read(f.body)
      if (!Array.isArray(args)) throw new MeshError('MALFORMED', 'Arguments that are no array.')
    } catch (e) {
      if (!(e instanceof MeshError)) throw e
      return this.side.send(Kind.ERROR, f.call, { ...asFailure(e), outcome: 'NOT_EXECUTED' }, undefined as V)
    }
    this.start(callee!, method, args as unknown as V[], f)
  }

  /** Whoever the result of that call is. */
  private onResult(base: number): Callee<V> {
    return {
      call: (method, args, context, done) => {
        let cancel: (() => void) | void
        let over = false
        this.promises.take(base, (failed, value) => {
          if (over) return
          if (failed !== null) return done({ ...failed, outcome: 'NOT_EXECUTED' }, undefined as V)
          const callee = this.o.calleeOf?.(value)
          if (callee === undefined) return done(failure(NO_TARGET, 'The result is no object.', 'NOT_EXECUTED'), undefined as V)
          cancel = callee.call(method, args, context, done)
        })
        return () => {
          over = true
          cancel?.()
        }
      },
    }
  }

  private start(callee: Callee<V>, method: string, args: V[], f: CallFrame): void {
    const traced = f.trace === '' ? null : tracing.server(f.trace, f.chain, method, this.o.label)
    const call: Running = { chain: f.chain, bytes: f.body.length, keep: (f.flags & CallFlag.KEEP) !== 0, traced, cancel: null }
    this.running.set(f.call, call)
    if (call.keep) this.promises.begin(f.call)
    this.runningBytes += call.bytes
    chains.enter(f.chain, f.depth)
    let answered = false
    const done: Done<V> = (failed, value) => {
      if (answered) return
      answered = true
      if (this.running.get(f.call) === call) this.answer(f.call, failed, value)
    }
    let cancel: (() => void) | void
    try {
      cancel = callee.call(method, args, { chain: f.chain, depth: f.depth, deadlineMs: f.deadline, peer: this.side.peerKey }, done)
    } catch (e) {
      return done({ ...asFailure(e), outcome: 'EXECUTED_FAILED' }, undefined as V)
    }
    if (!answered && cancel) call.cancel = cancel
  }

  private incomingRefusal(callee: Callee<V> | undefined, f: CallFrame, method: string): RemoteFailure | null {
    if (f.deadline === 0) return failure('DEADLINE', 'The call was withdrawn before it was sent.', 'NOT_EXECUTED')
    if (callee === undefined) return failure('NO_SUCH_OBJECT', 'The object does not exist any more.', 'NOT_EXECUTED')
    if (f.target === 0 && this.o.allowed !== null && !this.o.allowed.includes(method)) return failure('DENIED', `The ticket does not allow ${method}().`, 'NOT_EXECUTED')
    if (f.depth > MAX_CALL_DEPTH) return failure('TOO_DEEP', `A chain of calls across more than ${MAX_CALL_DEPTH} hops.`, 'NOT_EXECUTED')
    if (this.running.size > 0 && this.runningBytes + f.body.length > CALL_WINDOW) return failure('OVERLOADED', `More than ${CALL_WINDOW} bytes of arguments at once.`, 'NOT_EXECUTED')
    if (this.running.size >= Math.min(this.o.inFlight, MAX_IN_FLIGHT)) return failure('OVERLOADED', `More than ${this.o.inFlight} calls at once.`, 'NOT_EXECUTED')
    return null
  }

  /** The caller takes it back. */
  cancel(id: number): void {
    const cancel = this.running.get(id)?.cancel ?? null
    if (cancel === null) return
    this.answer(id, failure('CANCELLED', 'The caller cancelled the call.', 'EXECUTED_FAILED'), undefined as V)
    cancel()
  }

  private answer(id: number, failed: RemoteFailure | null, value: V): void {
    const call = this.running.get(id)
    if (call === undefined) return
    this.running.delete(id)
    this.runningBytes -= call.bytes
    call.traced?.(failed)
    chains.leave(call.chain)
    if (call.keep) {
      this.promises.settle(id, failed, value)
      if (failed === null && this.o.calleeOf?.(value) !== undefined) value = undefined as V
    }
    this.side.send(failed === null ? Kind.RESULT : Kind.ERROR, id, failed, value)
  }

  /** Nobody waits for answers any more. */
  clear(why: RemoteFailure): void {
    for (const call of this.running.values()) {
      chains.leave(call.chain)
      call.traced?.(why)
      call.cancel?.()
    }
    this.running.clear()
    this.promises.clear()
  }
}
