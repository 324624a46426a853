/**
 * Calls that this side makes: their frames, their answers, their end. One end of a session has one.
 * Not for: the table of those that wait (outgoing.ts), calls of the other side (serving.ts).
 */
import type { RemoteFailure } from '../driver/vm/object.js'
import type { Clock } from './clock.js'
import type { Values } from './conversation.js'
import { asFailure, failure, MeshError } from './errors.js'
import { readFailure } from './failure.js'
import { CallFlag, Kind, NO_BODY, type AnswerFrame, type Frame } from './frame.js'
import { unteach } from './framewriter.js'
import { CALL_WINDOW, DEFAULT_DEADLINE, FRAG_BYTES, MAX_BUFFERED, MAX_CALL_DEPTH, MAX_DEADLINE, MAX_FRAME, MAX_INTERNED, MAX_PIPELINE } from './limits.js'
import { Outgoing, type Pending } from './outgoing.js'
import type { RefTable } from './refs.js'
import { NO_TARGET } from './serving.js'
import type { CallOptions, Done } from './session.js'
import type { Streams } from './streams.js'
import { tracing } from './tracing.js'
import type { Wire } from './wire.js'

/** Names that either side accepts. */
const METHOD = /^[A-Za-z_][A-Za-z0-9_.]{0,127}$/
const CHAIN = /^[!-~]{0,40}$/

/** What calling needs of its conversation. */
export interface CallingSide<V> {
  readonly wire: Wire
  readonly values: Values<V>
  readonly refs: RefTable | null
  readonly streams: Streams<V>
  readonly label: string
  /** Calls of ours that the other side will have running at once. */
  readonly peerInFlight: number
  /** Why no call can be made any more; null while one can. */
  readonly over: RemoteFailure | null
  /** Do no more calls go on than these? Then their frames leave at once. */
  alone(calls: number): boolean
  control(f: Frame): void
}

export class Calling<V> {
  private readonly outgoing: Outgoing<V>
  private next = 1
  private readonly interned = new Map<string, number>()

  constructor(private readonly side: CallingSide<V>, private readonly clock: Clock) {
    this.outgoing = new Outgoing<V>(clock, (sequence) => sequence <= side.wire.written, (call) => this.givenUp(call))
  }

  /** Calls that wait for their answer. */
  get size(): number {
    return this.outgoing.size
  }

  /** Calls made so far. */
  get made(): number {
    return this.next - 1
  }

  call(target: number, method: string, args: readonly V[], options: CallOptions, done: Done<V>): () => void {
    return this.make(target, 0, target, 1, method, args, options, done)
  }

  /** Each call on the result of the one before; only the last one's result comes back, or the first that is no object. */
  pipeline(target: number, calls: ReadonlyArray<{ readonly method: string; readonly args: readonly V[] }>, options: CallOptions, done: (failed: RemoteFailure | null, value: V, made: number) => void): () => void {
    if (calls.length > MAX_PIPELINE) {
      done(failure('TOO_DEEP', `A chain of more than ${MAX_PIPELINE} calls at once.`, 'NOT_SENT'), undefined as V, 0)
      return () => {}
    }
    let over = false
    const cancels: Array<() => void> = []
    const last = calls.length - 1
    calls.forEach(({ method, args }, i) => {
      if (over) return
      const flags = (i > 0 ? CallFlag.ON_RESULT : 0) | (i < last ? CallFlag.KEEP : 0)
      cancels.push(this.make(i === 0 ? target : 1, flags, target, i < last ? 0 : calls.length, method, args, options, (failed, value) => {
        // An object that was kept for the next call does not come back.
        if (over || (failed === null && i < last && value === undefined)) return
        over = true
        // The first failure is the one that says why: the calls on its result were not made.
        if (failed?.code === NO_TARGET) done(null, undefined as V, i)
        else done(failed, value, i + 1)
      }))
    })
    return () => {
      for (const cancel of cancels.reverse()) cancel()
    }
  }

  /** @param order the object whose calls keep their order. @param lone how many calls this one is the last of; 0: more follow at once. */
  private make(target: number, flags: number, order: number, lone: number, method: string, args: readonly V[], options: CallOptions, done: Done<V>): () => void {
    let trace = ''
    if (options.chain !== undefined && tracing.on(options.chain)) {
      const span = tracing.client(options.chain, method, this.side.label)
      const untraced = done
      trace = span.traceparent
      done = (failed, value) => {
        span.end(failed)
        untraced(failed, value)
      }
    }
    const refusal = this.refusal(method, options)
    if (refusal !== null) {
      done(refusal, undefined as V)
      return () => {}
    }
    const { out } = this.side.wire
    const id = this.next
    const deadline = Math.min(MAX_DEADLINE, options.deadlineMs !== undefined && options.deadlineMs > 0 ? Math.ceil(options.deadlineMs) : DEFAULT_DEADLINE)
    const known = this.interned.get(method)
    const methodId = known ?? (this.interned.size < MAX_INTERNED ? this.interned.size + 1 : 0)
    let bytes: number
    try {
      out.begin({ kind: Kind.CALL, flags, call: id, target, incarnation: 0, method: known === undefined ? method : null, methodId, deadline, chain: options.chain ?? '', depth: options.depth ?? 0, trace, body: NO_BODY })
      this.side.values.write(out, args)
      bytes = whole(out.end())
      if (this.outgoing.size > 0 && this.outgoing.bytes + bytes > CALL_WINDOW) throw new MeshError('OVERLOADED', `${this.side.label} has calls with ${this.outgoing.bytes} bytes of arguments to answer already.`)
    } catch (e) {
      out.abandon()
      this.side.refs?.rollback()
      if (!(e instanceof MeshError)) throw e
      done(asFailure(e), undefined as V)
      return () => {}
    }
    const given = this.side.refs?.given ?? []
    if (given.length > 0) this.side.streams.wanted(given)
    this.side.refs?.commit()
    this.next++
    const call: Pending<V> = { id, bytes, given, sequence: Infinity, transfer: null, deadline: this.clock.now() + deadline, done }
    this.outgoing.add(call)
    const lane = `${options.from ?? ''}>${order}`
    if (bytes <= FRAG_BYTES && !this.side.wire.bulk.busy(lane)) {
      if (known === undefined && methodId > 0) this.interned.set(method, methodId)
      call.sequence = this.side.wire.sequence + 1
      this.side.wire.queued(this.side.alone(lone))
    } else {
      const frame = out.takeBack()
      if (known === undefined) unteach(frame)
      call.transfer = this.side.wire.divert(lane, frame, (written) => {
        call.transfer = null
        if (written) call.sequence = this.side.wire.sequence
      })
    }
    return () => this.outgoing.giveUp(id, 'CANCELLED', 'The call was cancelled.')
  }

  private givenUp(call: Pending<V>): void {
    if (call.transfer !== null) this.side.wire.abort(call.transfer)
    else if (call.sequence <= this.side.wire.written) this.side.control({ kind: Kind.CANCEL, call: call.id })
    else this.side.wire.withdraw(call.sequence)
    for (const target of call.given) this.side.streams.stop(target, failure('CANCELLED', 'The call that the function was given to has been given up.', 'NOT_EXECUTED'))
  }

  private refusal(method: string, options: CallOptions): RemoteFailure | null {
    if (this.side.over !== null) return { ...this.side.over, outcome: 'NOT_SENT' }
    if (!METHOD.test(method)) return failure('NO_SUCH_METHOD', 'That is no name of a function.', 'NOT_SENT')
    if (options.chain !== undefined && !CHAIN.test(options.chain)) return failure('PROTOCOL', 'That is no id of a call chain.', 'NOT_SENT')
    if ((options.depth ?? 0) > MAX_CALL_DEPTH) return failure('TOO_DEEP', `A chain of calls across more than ${MAX_CALL_DEPTH} hops.`, 'NOT_SENT')
    if (this.outgoing.size >= this.side.peerInFlight) return failure('OVERLOADED', `${this.side.label} has ${this.outgoing.size} calls to answer already.`, 'NOT_SENT')
    if (this.side.wire.backlog > MAX_BUFFERED) return failure('OVERLOADED', `${this.side.label} does not take what was sent already.`, 'NOT_SENT')
    return null
  }

  /** The answer to a call. Items for functions that the call gave away, which came before its answer, are gone through before it. */
  answered(f: AnswerFrame): void {
    if (f.call >= this.next) throw new MeshError('PROTOCOL', 'An answer to a call that was never made.')
    const given = this.outgoing.get(f.call)?.given
    if (given === undefined || given.length === 0) return this.settle(f.kind, f.call, f.body)
    const body = f.body.slice()
    this.side.streams.afterItems(given, () => this.settle(f.kind, f.call, body))
  }

  private settle(kind: AnswerFrame['kind'], id: number, body: Uint8Array): void {
    if (kind === Kind.RESULT) this.result(id, body)
    else this.outgoing.settle(id, readFailure(body), undefined as V)
  }

  private result(id: number, body: Uint8Array): void {
    let value: V
    try {
      value = this.side.values.read(body)
    } catch (e) {
      if (!(e instanceof MeshError)) throw e
      this.outgoing.settle(id, { ...asFailure(e), outcome: 'EXECUTED_FAILED' }, undefined as V)
      return
    }
    this.outgoing.settle(id, null, value)
  }

  /** None is answered any more. */
  failAll(why: RemoteFailure): void {
    this.outgoing.failAll(why.code, why.message, why.details)
  }
}

/** Throws MeshError TOO_LARGE for a frame that the other side would refuse. */
export function whole(bytes: number): number {
  if (bytes > MAX_FRAME) throw new MeshError('TOO_LARGE', `More than ${MAX_FRAME} bytes to send at once.`)
  return bytes
}
