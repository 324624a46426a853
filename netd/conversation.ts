/**
 * One end of a session after the handshake: calls out, calls in, references, the end. Generic in
 * the kind of value: LPC values between drivers and workers, plain ones on the control plane.
 * Not for: bytes and links (wire.ts), who may connect (session.ts, control.ts).
 */
import type { Closure } from '../driver/vm/closure.js'
import type { LpcObject, RemoteFailure } from '../driver/vm/object.js'
import { chains } from './chains.js'
import type { Clock } from './clock.js'
import { asFailure, failure, MeshError } from './errors.js'
import { readFailure, writeFailure } from './failure.js'
import { CallFlag, Kind, NO_BODY, type AnswerFrame, type CallFrame, type Frame, type UnknownFrame } from './frame.js'
import { unteach, type FrameWriter } from './framewriter.js'
import { decodeReason, encodeReason, type Established } from './handshake.js'
import { CALL_WINDOW, DEFAULT_DEADLINE, FRAG_BYTES, MAX_FRAME, GOODBYE_PATIENCE, GOODBYE_TIMEOUT, MAX_BUFFERED, MAX_CALL_DEPTH, MAX_DEADLINE, MAX_EXPORTS, MAX_IN_FLIGHT, MAX_INTERNED, MAX_PIPELINE } from './limits.js'
import { Outgoing, type Pending } from './outgoing.js'
import type { RefTable } from './refs.js'
import type { Callee, CallOptions, Done, Session, SessionFigures } from './session.js'
import { Promises } from './promises.js'
import { Streams } from './streams.js'
import type { TicketClaims } from './ticket.js'
import { tracing } from './tracing.js'
import { Wire } from './wire.js'

/** How values of one kind become bytes. Both throw MeshError only. */
export interface Values<V> {
  write(w: FrameWriter, args: V | readonly V[]): void
  read(bytes: Uint8Array): V
}

export interface ConversationOptions<V> {
  readonly established: Established
  readonly ticket: TicketClaims | null
  readonly label: string
  readonly bootstrap: Callee<V> | undefined
  /** Who answers calls on the result of a call; absent: nobody does. */
  readonly calleeOf?: (value: V) => Callee<V> | undefined
  /** Names of bootstrap methods that may be called; null for all. */
  readonly allowed: readonly string[] | null
  /** Calls of the other side that may run at once. */
  readonly inFlight: number
  readonly clock: Clock
  /** The Link broke and the session may go on: find another. */
  onBroken(reason: string): void
  /** This side looks for another Link, also when the one it has falls silent. */
  readonly redials?: boolean
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

/** A call was to be made on a result that is no object. */
const NO_TARGET = 'NO_TARGET'
/** Names that either side accepts. */
const METHOD = /^[A-Za-z_][A-Za-z0-9_.]{0,127}$/
const CHAIN = /^[!-~]{0,40}$/

export class Conversation<V> implements Session<V> {
  readonly id: string
  readonly peerKey: Uint8Array
  readonly ticket: TicketClaims | null
  readonly wire: Wire
  /** Set right after construction where objects may pass. */
  refs: RefTable | null = null
  values!: Values<V>

  private phase: 'open' | 'closing' | 'lost' = 'open'
  private readonly outgoing: Outgoing<V>
  private readonly streams = new Streams<V>(this)
  private readonly promises = new Promises<V>()
  private readonly running = new Map<number, Running>()
  private runningBytes = 0
  private nextCall = 1
  private readonly internedOut = new Map<string, number>()
  private readonly internedIn = new Map<number, string>()
  private end: RemoteFailure | null = null
  private lostListeners: Array<(f: RemoteFailure) => void> = []

  constructor(private readonly o: ConversationOptions<V>) {
    const { established: e, clock } = o
    this.id = e.id
    this.peerKey = e.peerKey
    this.ticket = o.ticket
    this.wire = new Wire({ frame: (f) => this.frame(f), broken: (reason) => o.onBroken(reason), lost: (code, reason) => this.lost(code, `${this.o.label} lost: ${reason}`) }, e.lease, e.resumable, clock, o.redials === true && e.resumable)
    this.outgoing = new Outgoing<V>(clock, (sequence) => sequence <= this.wire.written, (call) => this.givenUp(call))
  }

  get state(): Session['state'] {
    return this.phase === 'open' && !this.wire.connected ? 'reconnecting' : this.phase
  }

  get label(): string {
    return this.o.label
  }

  get rttMs(): number {
    return this.wire.rttMs
  }

  get figures(): SessionFigures {
    const { wire } = this
    return { calls: this.nextCall - 1, inFlight: this.outgoing.size, served: this.running.size, bytesOut: wire.bytesOut, bytesIn: wire.bytesIn, queued: wire.backlog }
  }

  get linkName(): string {
    return this.wire.linkName
  }

  // -- calls out

  call(target: number, method: string, args: readonly V[], options: CallOptions, done: Done<V>): () => void {
    return this.send1(target, 0, target, method, args, options, done)
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
      cancels.push(this.send1(i === 0 ? target : 1, flags, target, method, args, options, (failed, value) => {
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

  /** @param order the object whose calls keep their order. */
  private send1(target: number, flags: number, order: number, method: string, args: readonly V[], options: CallOptions, done: Done<V>): () => void {
    let trace = ''
    if (options.chain !== undefined && tracing.on(options.chain)) {
      const span = tracing.client(options.chain, method, this.o.label)
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
    const { out } = this.wire
    const id = this.nextCall
    const deadline = Math.min(MAX_DEADLINE, options.deadlineMs !== undefined && options.deadlineMs > 0 ? Math.ceil(options.deadlineMs) : DEFAULT_DEADLINE)
    const known = this.internedOut.get(method)
    const methodId = known ?? (this.internedOut.size < MAX_INTERNED ? this.internedOut.size + 1 : 0)
    let bytes: number
    try {
      out.begin({ kind: Kind.CALL, flags, call: id, target, incarnation: 0, method: known === undefined ? method : null, methodId, deadline, chain: options.chain ?? '', depth: options.depth ?? 0, trace, body: NO_BODY })
      this.values.write(out, args)
      bytes = whole(out.end())
      if (this.outgoing.size > 0 && this.outgoing.bytes + bytes > CALL_WINDOW) throw new MeshError('OVERLOADED', `${this.o.label} has calls with ${this.outgoing.bytes} bytes of arguments to answer already.`)
    } catch (e) {
      out.abandon()
      this.refs?.rollback()
      if (!(e instanceof MeshError)) throw e
      done(asFailure(e), undefined as V)
      return () => {}
    }
    const given = this.refs?.given ?? []
    if (given.length > 0) this.streams.wanted(given)
    this.refs?.commit()
    this.nextCall++
    const call: Pending<V> = { id, bytes, given, sequence: Infinity, transfer: null, deadline: this.o.clock.now() + deadline, done }
    this.outgoing.add(call)
    const lane = `${options.from ?? ''}>${order}`
    if (bytes <= FRAG_BYTES && !this.wire.bulk.busy(lane)) {
      if (known === undefined && methodId > 0) this.internedOut.set(method, methodId)
      call.sequence = this.wire.sequence + 1
      this.wire.queued(this.outgoing.size + this.running.size <= 1)
    } else {
      const frame = out.takeBack()
      if (known === undefined) unteach(frame)
      call.transfer = this.wire.divert(lane, frame, (written) => {
        call.transfer = null
        if (written) call.sequence = this.wire.sequence
      })
    }
    return () => this.outgoing.giveUp(id, 'CANCELLED', 'The call was cancelled.')
  }

  private givenUp(call: Pending<V>): void {
    if (call.transfer !== null) this.wire.abort(call.transfer)
    else if (call.sequence <= this.wire.written) this.control({ kind: Kind.CANCEL, call: call.id })
    else this.wire.withdraw(call.sequence)
    for (const target of call.given) this.streams.stop(target, failure('CANCELLED', 'The call that the function was given to has been given up.', 'NOT_EXECUTED'))
  }

  private refusal(method: string, options: CallOptions): RemoteFailure | null {
    if (this.end !== null) return { ...this.end, outcome: 'NOT_SENT' }
    if (this.phase === 'closing') return failure('DESTRUCTED', `${this.o.label} is being destructed.`, 'NOT_SENT')
    if (!METHOD.test(method)) return failure('NO_SUCH_METHOD', 'That is no name of a function.', 'NOT_SENT')
    if (options.chain !== undefined && !CHAIN.test(options.chain)) return failure('PROTOCOL', 'That is no id of a call chain.', 'NOT_SENT')
    if ((options.depth ?? 0) > MAX_CALL_DEPTH) return failure('TOO_DEEP', `A chain of calls across more than ${MAX_CALL_DEPTH} hops.`, 'NOT_SENT')
    if (this.outgoing.size >= this.o.established.peerInFlight) return failure('OVERLOADED', `${this.o.label} has ${this.outgoing.size} calls to answer already.`, 'NOT_SENT')
    if (this.wire.backlog > MAX_BUFFERED) return failure('OVERLOADED', `${this.o.label} does not take what was sent already.`, 'NOT_SENT')
    return null
  }

  /** A counted frame that is not a call. */
  private control(f: Frame): void {
    if (this.end !== null) return
    this.wire.out.frame(f)
    this.wire.queued(this.outgoing.size + this.running.size <= 1)
  }

  /** The same, behind long frames that are on their way: these may speak of what it ends. */
  private behind(f: Frame): void {
    this.wire.bulk.afterAll(() => this.control(f))
  }

  // -- frames in

  private frame(f: Frame | UnknownFrame): void {
    switch (f.kind) {
      case Kind.CALL:
        return this.incoming(f)
      case Kind.RESULT:
        if (f.call >= this.nextCall) throw new MeshError('PROTOCOL', 'An answer to a call that was never made.')
        return this.answered(f)
      case Kind.ERROR:
        if (f.call >= this.nextCall) throw new MeshError('PROTOCOL', 'An answer to a call that was never made.')
        return this.answered(f)
      case Kind.ITEM:
        return this.streams.item(f)
      case Kind.ITEMS_TAKEN:
        return this.streams.takenThere(f)
      case Kind.ITEMS_END:
        return this.streams.endedThere(f)
      case Kind.CANCEL: {
        const call = this.running.get(f.call)
        if (call === undefined) return
        const { cancel } = call
        if (cancel === null) return
        this.answer(f.call, failure('CANCELLED', 'The caller cancelled the call.', 'EXECUTED_FAILED'), undefined as V)
        return cancel()
      }
      case Kind.RELEASE:
        if (f.refs.length > MAX_EXPORTS || this.refs === null) throw new MeshError('PROTOCOL', 'A release of what was never given.')
        for (let i = 0; i + 1 < f.refs.length; i += 2) if (this.refs.givenBack(f.refs[i], f.refs[i + 1])) this.streams.released(f.refs[i])
        return
      case Kind.DESTRUCT:
        return this.destructed(f.target)
      case Kind.GOAWAY: {
        const { code, message } = decodeReason(f.body)
        return this.finish(null, failure(code, message, 'UNKNOWN'))
      }
      case 0:
        return this.respond(f.unknown, f.call)
      default:
        throw new MeshError('PROTOCOL', `A frame of kind ${f.kind} in the middle of a session.`)
    }
  }

  /** Items for functions that the call gave away, which came before its answer, are gone through before it. */
  private answered(f: AnswerFrame): void {
    const given = this.outgoing.get(f.call)?.given
    if (given === undefined || given.length === 0) return this.settle(f.kind, f.call, f.body)
    const body = f.body.slice()
    this.streams.afterItems(given, () => this.settle(f.kind, f.call, body))
  }

  private settle(kind: AnswerFrame['kind'], id: number, body: Uint8Array): void {
    if (kind === Kind.RESULT) this.result(id, body)
    else this.outgoing.settle(id, readFailure(body), undefined as V)
  }

  private result(id: number, body: Uint8Array): void {
    let value: V
    try {
      value = this.values.read(body)
    } catch (e) {
      if (!(e instanceof MeshError)) throw e
      this.outgoing.settle(id, { ...asFailure(e), outcome: 'EXECUTED_FAILED' }, undefined as V)
      return
    }
    this.outgoing.settle(id, null, value)
  }

  private incoming(f: CallFrame): void {
    let method = f.method
    if (method === null) {
      method = this.internedIn.get(f.methodId) ?? null
      if (method === null) throw new MeshError('PROTOCOL', 'A function name that was never told.')
    } else if (f.methodId > 0) {
      if (f.methodId > MAX_INTERNED || this.internedIn.has(f.methodId)) throw new MeshError('PROTOCOL', 'A function name that was told twice.')
      this.internedIn.set(f.methodId, method)
    }
    if (this.running.has(f.call)) throw new MeshError('PROTOCOL', 'Two calls of one number.')
    const callee = (f.flags & CallFlag.ON_RESULT) === 0 ? this.callee(f.target) : this.onResult(f.call - f.target)
    const refusal = this.incomingRefusal(callee, f, method)
    if (refusal !== null) return this.send(Kind.ERROR, f.call, refusal, undefined as V)
    let args: V
    try {
      args = this.values.read(f.body)
      if (!Array.isArray(args)) throw new MeshError('MALFORMED', 'Arguments that are no array.')
    } catch (e) {
      if (!(e instanceof MeshError)) throw e
      return this.send(Kind.ERROR, f.call, { ...asFailure(e), outcome: 'NOT_EXECUTED' }, undefined as V)
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

  callee(target: number): Callee<V> | undefined {
    // There is a RefTable only where V is an LPC value.
    return target === 0 ? this.o.bootstrap : (this.refs?.callee(target) as Callee<V> | undefined)
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
      cancel = callee.call(method, args, { chain: f.chain, depth: f.depth, deadlineMs: f.deadline, peer: this.peerKey }, done)
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

  /** A frame of a kind that this version does not know: answered, so that its sender need not wait. */
  private respond(_kind: number, call: number): void {
    if (call > 0) this.send(Kind.ERROR, call, failure('UNIMPLEMENTED', 'This side does not know that kind of frame.', 'NOT_EXECUTED'), undefined as V)
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
    this.send(failed === null ? Kind.RESULT : Kind.ERROR, id, failed, value)
  }

  emit(target: number, args: readonly V[], done: (f: RemoteFailure | null) => void): () => void {
    if (this.end === null) return this.streams.emit(target, args, done)
    done({ ...this.end, outcome: 'NOT_SENT' })
    return () => {}
  }

  private send(kind: typeof Kind.RESULT | typeof Kind.ERROR, id: number, failed: RemoteFailure | null, value: V): void {
    if (this.end !== null) return
    // Behind the items that it gave before.
    if (this.streams.sending) return this.wire.bulk.afterAll(() => this.send(kind, id, failed, value))
    const { out } = this.wire
    let bytes: number
    try {
      out.begin({ kind, call: id, body: NO_BODY })
      if (failed === null) this.values.write(out, value)
      else writeFailure(out, failed)
      bytes = whole(out.end())
    } catch (e) {
      out.abandon()
      this.refs?.rollback()
      if (!(e instanceof MeshError)) throw e
      // The result cannot be said. (A failure always can.)
      return this.send(Kind.ERROR, id, { ...asFailure(e), outcome: 'EXECUTED_FAILED' }, undefined as V)
    }
    this.refs?.commit()
    if (bytes > FRAG_BYTES) this.wire.divert(`answer ${id}`, out.takeBack(), () => {})
    else this.wire.queued(this.outgoing.size === 0 && this.running.size === 0)
  }

  // -- the end

  destruct(target = 0): void {
    if (this.end !== null || this.phase === 'closing') return
    if (target !== 0) return this.behind({ kind: Kind.DESTRUCT, target })
    this.phase = 'closing'
    this.wire.bulk.afterAll(() => {
      this.control({ kind: Kind.DESTRUCT, target })
      this.wire.flush()
      this.awaitGoodbye()
    })
  }

  /** It normally comes at once; behind answers to earlier calls as long as these keep coming. */
  private awaitGoodbye(patience = GOODBYE_PATIENCE): void {
    const before = this.wire.received
    this.o.clock.timer(GOODBYE_TIMEOUT, () => {
      if (this.end !== null) return
      if (this.wire.received > before) this.awaitGoodbye()
      // It beats: busy with what came before, or it pretends to be.
      else if (patience > 0 && this.wire.silence < GOODBYE_TIMEOUT) this.awaitGoodbye(patience - 1)
      else this.finish(encodeReason('DESTRUCTED', 'destructed'), failure('DESTRUCTED', `${this.o.label} was destructed.`, 'UNKNOWN'))
    })
  }

  private destructed(target: number): void {
    const callee = this.callee(target)
    if (callee?.destruct !== undefined) {
      try {
        callee.destruct()
      } catch (e) {
        // The other side must not learn nor suffer; the object is gone for it in any case.
        process.emitWarning(`netd: destruct() of an exported object threw: ${String(e)}`)
      }
    }
    // Answers that are on their way come first.
    if (target === 0) this.wire.bulk.afterAll(() => this.close('DESTRUCTED', `${this.o.label} was destructed.`))
  }

  adopt(target: number, ob: LpcObject | Closure): void {
    this.refs?.adopt(target, ob)
  }

  release(target: number): void {
    this.refs?.drop(target)
  }

  /** For refs: tells the other side that `count` references to its `id` are given up. */
  tellRelease(id: number, count: number): void {
    this.streams.forget(id)
    this.behind({ kind: Kind.RELEASE, refs: [id, count] })
  }

  close(code = 'CLOSED', message = 'The session was closed.', details?: RemoteFailure['details']): void {
    this.finish(encodeReason(code, message), { ...failure(code, message, 'UNKNOWN'), details })
  }

  onLost(fn: (f: RemoteFailure) => void): void {
    if (this.end !== null) fn(this.end)
    else this.lostListeners.push(fn)
  }

  /** The other side is lost. */
  lost(code: string, message: string): void {
    this.finish(null, failure(code, message, 'UNKNOWN'))
  }

  private finish(goaway: Uint8Array | null, why: RemoteFailure): void {
    if (this.end !== null) return
    this.end = why
    this.phase = 'lost'
    this.wire.end(goaway, why.message)
    for (const call of this.running.values()) {
      chains.leave(call.chain)
      call.traced?.(why)
      call.cancel?.()
    }
    this.running.clear()
    this.outgoing.failAll(why.code, why.message, why.details)
    this.streams.clear(why)
    this.promises.clear()
    this.refs?.clear()
    const listeners = this.lostListeners
    this.lostListeners = []
    for (const fn of listeners) fn(why)
  }
}

/** Throws MeshError TOO_LARGE for a frame that the other side would refuse. */
function whole(bytes: number): number {
  if (bytes > MAX_FRAME) throw new MeshError('TOO_LARGE', `More than ${MAX_FRAME} bytes to send at once.`)
  return bytes
}
