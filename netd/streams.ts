/**
 * Items for a function of the other side, without an answer to each: a window of items and bytes is on
 * the way, then the producer waits. The consumer runs them one after the other, in order. Either side
 * may end it: the consumer when the function fails or nobody wants more, and the producer confirms.
 *
 * Not for: what the function is (refs.ts), what an item holds (codec.ts).
 */
import type { RemoteFailure } from '../driver/vm/object.js'
import { asFailure, failure, MeshError } from './errors.js'
import { readFailure, writeFailure } from './failure.js'
import { Kind, NO_BODY, type ItemFrame, type TakenFrame } from './frame.js'
import { FRAG_BYTES, ITEM_BYTES, ITEM_WINDOW, MAX_STREAMS } from './limits.js'
import type { Callee } from './session.js'
import type { Values } from './conversation.js'
import type { RefTable } from './refs.js'
import type { Wire } from './wire.js'

interface Out {
  sent: number
  taken: number
  /** Of the items that are not taken yet, oldest first. */
  sizes: number[]
  bytes: number
  /** The producer waits for room. */
  waiting: ((f: RemoteFailure | null) => void) | null
  failed: RemoteFailure | null
}

interface In<V> {
  /** Kept: items that have come are gone through, though the producer has given the function back. */
  readonly callee: Callee<V>
  released: boolean
  queue: Array<{ args: V[]; bytes: number }>
  bytes: number
  running: boolean
  taken: number
  told: number
  ended: boolean
  cancel: (() => void) | void
  /** Run when all items that have come are through. */
  drained: Array<() => void>
}

export interface StreamSide<V> {
  readonly wire: Wire
  readonly values: Values<V>
  readonly refs: RefTable | null
  readonly peerKey: Uint8Array
  callee(target: number): Callee<V> | undefined
}

export class Streams<V> {
  private readonly out = new Map<number, Out>()
  private readonly in = new Map<number, In<V>>()
  /** Functions that nobody wants items for any more, though none has come yet. */
  private readonly stopped = new Map<number, RemoteFailure>()

  constructor(private readonly side: StreamSide<V>) {}

  // -- the producer

  /** Gives an item to their function `target`; `done` runs when the next may follow, or says why none will. */
  emit(target: number, args: readonly V[], done: (f: RemoteFailure | null) => void): () => void {
    const o = this.out.get(target) ?? { sent: 0, taken: 0, sizes: [], bytes: 0, waiting: null, failed: null }
    this.out.set(target, o)
    if (o.failed !== null) {
      this.out.delete(target)
      return done(o.failed), () => {}
    }
    if (o.waiting !== null) return done(failure('OVERLOADED', 'Somebody waits already to give that function an item.', 'NOT_SENT')), () => {}
    const { wire, values, refs } = this.side
    let bytes: number
    try {
      wire.out.begin({ kind: Kind.ITEM, target, body: NO_BODY })
      values.write(wire.out, args)
      bytes = wire.out.end()
    } catch (e) {
      wire.out.abandon()
      refs?.rollback()
      if (!(e instanceof MeshError)) throw e
      return done(asFailure(e)), () => {}
    }
    refs?.commit()
    o.sent++
    o.sizes.push(bytes)
    o.bytes += bytes
    const lane = `items ${target}`
    if (bytes > FRAG_BYTES || wire.bulk.busy(lane)) wire.divert(lane, wire.out.takeBack(), () => {})
    else wire.queued(false)
    if (roomFor(o)) return done(null), () => {}
    o.waiting = done
    return () => {
      if (o.waiting === done) o.waiting = null
    }
  }

  /** A long item that still leaves: an answer that speaks of the end must come behind it. */
  get sending(): boolean {
    for (const target of this.out.keys()) if (this.side.wire.bulk.busy(`items ${target}`)) return true
    return false
  }

  /** Throws MeshError PROTOCOL. */
  takenThere({ target, call: taken }: TakenFrame): void {
    const o = this.out.get(target)
    if (o === undefined) return
    if (taken < o.taken || taken > o.sent) throw new MeshError('PROTOCOL', 'The other side has taken items that were never sent.')
    for (const n of o.sizes.splice(0, taken - o.taken)) o.bytes -= n
    o.taken = taken
    if (!roomFor(o)) return
    const { waiting } = o
    o.waiting = null
    waiting?.(null)
  }

  // -- either side

  /** The other side ends a stream, or confirms that it has heard of the end. */
  endedThere(f: ItemFrame): void {
    if (f.body.length === 0) return void this.in.delete(f.target)
    const why = readFailure(f.body)
    this.send(f.target, null)
    const o = this.out.get(f.target)
    if (o === undefined) return
    const { waiting } = o
    const fresh: Out = { sent: 0, taken: 0, sizes: [], bytes: 0, waiting: null, failed: waiting === null ? why : null }
    this.out.set(f.target, fresh)
    waiting?.(why)
  }

  private send(target: number, why: RemoteFailure | null): void {
    const { wire } = this.side
    wire.out.begin({ kind: Kind.ITEMS_END, target, body: NO_BODY })
    if (why !== null) writeFailure(wire.out, why)
    wire.out.end()
    wire.queued(false)
  }

  // -- the consumer

  /** Throws MeshError PROTOCOL for more than the window, MALFORMED. */
  item(f: ItemFrame): void {
    const s = this.in.get(f.target) ?? this.begin(f.target)
    if (s.ended) return
    if (s.queue.length >= ITEM_WINDOW || (s.queue.length > 0 && s.bytes >= ITEM_BYTES)) throw new MeshError('PROTOCOL', 'The other side sends more items than the window.')
    let args: V
    try {
      args = this.side.values.read(f.body)
      if (!Array.isArray(args)) throw new MeshError('MALFORMED', 'An item that is no array.')
    } catch (e) {
      if (!(e instanceof MeshError)) throw e
      return this.end(f.target, s, { ...asFailure(e), outcome: 'EXECUTED_FAILED' })
    }
    s.queue.push({ args: args as unknown as V[], bytes: f.body.length })
    s.bytes += f.body.length
    if (!s.running) this.next(f.target, s)
  }

  private begin(target: number): In<V> {
    if (target === 0) throw new MeshError('PROTOCOL', 'Items for what is no function.')
    const callee = this.side.callee(target)
    const refusal = callee === undefined ? failure('NO_SUCH_OBJECT', 'The function does not exist any more.', 'NOT_EXECUTED') : this.stopped.get(target)
    if (this.in.size >= MAX_STREAMS) throw new MeshError('PROTOCOL', 'Too many streams at once.')
    const s: In<V> = { callee: callee ?? NOBODY, released: false, queue: [], bytes: 0, running: false, taken: 0, told: 0, ended: false, cancel: undefined, drained: [] }
    this.in.set(target, s)
    if (refusal !== undefined) this.end(target, s, refusal)
    return s
  }

  private next(target: number, s: In<V>): void {
    // Not by recursion: a window of items may be there.
    while (!s.running && !s.ended) {
      const head = s.queue[0]
      if (head === undefined) return this.idle(target, s)
      s.running = true
      let through = false
      let returned = false
      s.cancel = s.callee.call('evaluate', head.args, { chain: '', depth: 0, deadlineMs: 0, peer: this.side.peerKey }, (failed) => {
        if (through) return
        through = true
        s.running = false
        if (s.ended) return
        s.queue.shift()
        s.bytes -= head.bytes
        if (failed !== null) return this.end(target, s, failed)
        s.taken++
        if (s.queue.length === 0 || s.taken - s.told >= ITEM_WINDOW / 4) this.tell(target, s)
        if (returned) this.next(target, s)
      })
      returned = true
      if (!through) return
    }
  }

  private tell(target: number, s: In<V>): void {
    const { wire } = this.side
    s.told = s.taken
    wire.out.frame({ kind: Kind.ITEMS_TAKEN, target, call: s.taken })
    wire.queued(false)
  }

  private end(target: number, s: In<V>, why: RemoteFailure): void {
    if (s.ended) return
    s.ended = true
    s.queue = []
    s.bytes = 0
    this.send(target, why)
    this.idle(target, s)
  }

  private idle(target: number, s: In<V>): void {
    if (s.released) this.in.delete(target)
    const { drained } = s
    s.drained = []
    for (const fn of drained) fn()
  }

  /** They have given our function back. */
  released(target: number): void {
    this.stopped.delete(target)
    const s = this.in.get(target)
    if (s === undefined) return
    s.released = true
    if (s.ended || (!s.running && s.queue.length === 0)) this.in.delete(target)
  }

  /** We give theirs back. */
  forget(target: number): void {
    this.out.delete(target)
  }

  /** Nobody wants more items for this function of ours. */
  stop(target: number, why: RemoteFailure): void {
    const s = this.in.get(target)
    if (s === undefined) return void this.stopped.set(target, why)
    if (s.ended) return
    const { cancel } = s
    this.end(target, s, why)
    cancel?.()
  }

  /** They are wanted again: a new call gives these functions. */
  wanted(targets: readonly number[]): void {
    for (const target of targets) this.stopped.delete(target)
  }

  /** Runs `fn` when the items that have come for these functions of ours are through; at once if they are. */
  afterItems(targets: readonly number[], fn: () => void): void {
    const busy = targets.map((t) => this.in.get(t)).find((s) => s !== undefined && !s.ended && (s.running || s.queue.length > 0))
    if (busy === undefined) fn()
    else busy.drained.push(() => this.afterItems(targets, fn))
  }

  /** The session is over. */
  clear(why: RemoteFailure): void {
    const out = [...this.out.values()]
    const all = [...this.in.values()]
    this.out.clear()
    this.in.clear()
    this.stopped.clear()
    for (const s of all) {
      s.ended = true
      s.cancel?.()
    }
    for (const o of out) o.waiting?.(why)
  }
}

const NOBODY = { call: () => {} }

function roomFor(o: Out): boolean {
  return o.sizes.length < ITEM_WINDOW && o.bytes < ITEM_BYTES
}
