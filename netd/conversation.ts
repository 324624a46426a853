/**
 * One end of a session after the handshake: gives each frame to whom it is for, sends answers, and
 * ends. Generic in the kind of value: LPC values between drivers and workers, plain ones on the
 * control plane.
 * Not for: calls themselves (calling.ts, serving.ts), bytes and links (wire.ts), who may connect
 * (session.ts, control.ts).
 */
import type { Closure } from '../driver/vm/closure.js'
import type { LpcObject, RemoteFailure } from '../driver/vm/object.js'
import { Calling, whole, type CallingSide } from './calling.js'
import type { Clock } from './clock.js'
import { asFailure, failure, MeshError } from './errors.js'
import { writeFailure } from './failure.js'
import { Kind, NO_BODY, type Frame, type UnknownFrame } from './frame.js'
import type { FrameWriter } from './framewriter.js'
import { decodeReason, encodeReason, type Established } from './handshake.js'
import { FRAG_BYTES, GOODBYE_PATIENCE, GOODBYE_TIMEOUT, MAX_EXPORTS } from './limits.js'
import type { RefTable } from './refs.js'
import { Serving, type ServingOptions, type ServingSide } from './serving.js'
import type { Callee, CallOptions, Done, Session, SessionFigures } from './session.js'
import { Streams, type StreamSide } from './streams.js'
import type { TicketClaims } from './ticket.js'
import { Wire } from './wire.js'

/** How values of one kind become bytes. Both throw MeshError only. */
export interface Values<V> {
  write(w: FrameWriter, args: V | readonly V[]): void
  read(bytes: Uint8Array): V
}

export interface ConversationOptions<V> extends ServingOptions<V> {
  readonly established: Established
  readonly ticket: TicketClaims | null
  readonly bootstrap: Callee<V> | undefined
  readonly clock: Clock
  /** The Link broke and the session may go on: find another. */
  onBroken(reason: string): void
  /** This side looks for another Link, also when the one it has falls silent. */
  readonly redials?: boolean
}

export class Conversation<V> implements Session<V>, CallingSide<V>, ServingSide<V>, StreamSide<V> {
  readonly id: string
  readonly peerKey: Uint8Array
  readonly ticket: TicketClaims | null
  readonly wire: Wire
  /** Set right after construction where objects may pass. */
  refs: RefTable | null = null
  values!: Values<V>

  private phase: 'open' | 'closing' | 'lost' = 'open'
  readonly streams = new Streams<V>(this)
  private readonly calling: Calling<V>
  private readonly serving: Serving<V>
  private end: RemoteFailure | null = null
  private lostListeners: Array<(f: RemoteFailure) => void> = []

  constructor(private readonly o: ConversationOptions<V>) {
    const { established: e, clock } = o
    this.id = e.id
    this.peerKey = e.peerKey
    this.ticket = o.ticket
    this.wire = new Wire({ frame: (f) => this.frame(f), broken: (reason) => o.onBroken(reason), lost: (code, reason) => this.lost(code, `${this.o.label} lost: ${reason}`) }, e.lease, e.resumable, clock, o.redials === true && e.resumable)
    this.calling = new Calling<V>(this, clock)
    this.serving = new Serving<V>(this, o)
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
    return { calls: this.calling.made, inFlight: this.calling.size, served: this.serving.size, bytesOut: wire.bytesOut, bytesIn: wire.bytesIn, queued: wire.backlog }
  }

  get linkName(): string {
    return this.wire.linkName
  }

  // -- frames out

  get peerInFlight(): number {
    return this.o.established.peerInFlight
  }

  get over(): RemoteFailure | null {
    return this.end ?? (this.phase === 'closing' ? failure('DESTRUCTED', `${this.o.label} is being destructed.`, 'NOT_SENT') : null)
  }

  alone(calls: number): boolean {
    return this.calling.size + this.serving.size <= calls
  }

  call(target: number, method: string, args: readonly V[], options: CallOptions, done: Done<V>): () => void {
    return this.calling.call(target, method, args, options, done)
  }

  pipeline(target: number, calls: ReadonlyArray<{ readonly method: string; readonly args: readonly V[] }>, options: CallOptions, done: (failed: RemoteFailure | null, value: V, made: number) => void): () => void {
    return this.calling.pipeline(target, calls, options, done)
  }

  /** A counted frame that is not a call. */
  control(f: Frame): void {
    if (this.end !== null) return
    this.wire.out.frame(f)
    this.wire.queued(this.alone(1))
  }

  /** The same, behind long frames that are on their way: these may speak of what it ends. */
  private behind(f: Frame): void {
    this.wire.bulk.afterAll(() => this.control(f))
  }

  emit(target: number, args: readonly V[], done: (f: RemoteFailure | null) => void): () => void {
    if (this.end === null) return this.streams.emit(target, args, done)
    done({ ...this.end, outcome: 'NOT_SENT' })
    return () => {}
  }

  send(kind: typeof Kind.RESULT | typeof Kind.ERROR, id: number, failed: RemoteFailure | null, value: V): void {
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
    else this.wire.queued(this.calling.size + this.serving.size === 0)
  }

  // -- frames in

  private frame(f: Frame | UnknownFrame): void {
    switch (f.kind) {
      case Kind.CALL:
        return this.serving.incoming(f)
      case Kind.RESULT:
      case Kind.ERROR:
        return this.calling.answered(f)
      case Kind.ITEM:
        return this.streams.item(f)
      case Kind.ITEMS_TAKEN:
        return this.streams.takenThere(f)
      case Kind.ITEMS_END:
        return this.streams.endedThere(f)
      case Kind.CANCEL:
        return this.serving.cancel(f.call)
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
        return this.unknown(f.call)
      default:
        throw new MeshError('PROTOCOL', `A frame of kind ${f.kind} in the middle of a session.`)
    }
  }

  /** A frame of a kind that this version does not know: answered, so that its sender need not wait. */
  private unknown(call: number): void {
    if (call > 0) this.send(Kind.ERROR, call, failure('UNIMPLEMENTED', 'This side does not know that kind of frame.', 'NOT_EXECUTED'), undefined as V)
  }

  callee(target: number): Callee<V> | undefined {
    // There is a RefTable only where V is an LPC value.
    return target === 0 ? this.o.bootstrap : (this.refs?.callee(target) as Callee<V> | undefined)
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
    if (target === 0) this.wire.bulk.afterAll(() => this.close('DESTRUCTED', 'The worker was destructed.'))
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
    this.serving.clear(why)
    this.calling.failAll(why)
    this.streams.clear(why)
    this.refs?.clear()
    const listeners = this.lostListeners
    this.lostListeners = []
    for (const fn of listeners) fn(why)
  }
}
