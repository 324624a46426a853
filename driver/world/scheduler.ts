/**
 * Time: call_outs on a heap, heart beats, resets and clean-ups. Each firing is its own fiber, so
 * that one failing object never stops another. Delays are measured on the monotonic clock.
 */
import { Heap } from './heap.js'
import { callClosure } from '../vm/calls.js'
import { Closure } from '../vm/closure.js'
import { LIMIT, LpcError } from '../vm/errors.js'
import type { Fiber } from '../vm/fiber.js'
import { LpcObject } from '../vm/object.js'
import { LpcPromise, REASONS, REMOVED } from '../vm/promise.js'
import { isInt, type Result, type Value } from '../vm/values.js'
import { after, apply } from './flow.js'
import { MAX_CALL_OUTS, MAX_CALL_OUTS_PER_OBJECT } from './limits.js'
import { baseName } from './paths.js'
import { shadowRoot } from './shadows.js'
import type { World } from './world.js'

/** Longest pass over due call_outs in ms; the rest waits for the next turn, after I/O. */
const PASS_MS = 50
/** setTimeout cannot wait longer than 2^31-1 ms; waking early costs nothing. */
const MAX_TIMER_MS = 3_600_000
/** How often resets and clean-ups are looked for, in ms, and objects looked at per turn. */
const SWEEP_MS = 30_000
const SWEEP_SLICE = 2_000

export interface CallOut {
  readonly handle: number
  /** On the monotonic clock, in ms. */
  readonly due: number
  readonly order: number
  readonly owner: LpcObject
  readonly fn: string | Closure
  /** Settled instead of a call: `call_out(delay)`. */
  readonly promise: LpcPromise | null
  readonly args: Value[]
  readonly player: LpcObject | null
  cancelled: boolean
}

export class Scheduler {
  private readonly heap = new Heap<CallOut>((a, b) => a.due - b.due || a.order - b.order)
  private readonly byHandle = new Map<number, CallOut>()
  private readonly byOwner = new Map<LpcObject, Set<CallOut>>()
  private serial = 0
  private armedFor = Infinity
  private disarm: (() => void) | null = null

  private readonly beating = new Set<LpcObject>()
  /** Heart beats that still wait for something: the next beat of that object is skipped. */
  private readonly beats = new Map<LpcObject, Fiber>()
  private stopped = false
  private readonly cancels: Array<() => void> = []

  constructor(private readonly world: World) {}

  /** Starts heart beats and sweeps; call_outs run from the start. */
  start(): void {
    this.every(this.world.config.heartBeatMs, () => this.beat())
    this.every(SWEEP_MS, () => this.sweep())
  }

  stop(): void {
    this.stopped = true
    this.disarm?.()
    for (const c of this.cancels) c()
  }

  private every(ms: number, fn: () => void): void {
    const slot = this.cancels.push(() => {}) - 1
    const arm = () => {
      this.cancels[slot] = this.world.clock.after(ms, () => {
        if (this.stopped) return
        arm()
        fn()
      })
    }
    arm()
  }

  born(ob: LpcObject): void {
    const s = this.world.config.resetSeconds
    if (s > 0) this.setReset(ob, s / 2 + Math.random() * (s / 2))
  }

  died(ob: LpcObject): void {
    this.removeAll(ob)
    this.beating.delete(ob)
    this.beats.delete(ob)
    ob.heartBeat = 0
  }

  // ---- call_out ------------------------------------------------------------------------------

  /** Schedules a call; `delay` in seconds, fractions allowed. Returns the handle. */
  callOut(F: Fiber, fn: string | Closure, delay: number, args: Value[]): number {
    return this.add(F, fn, delay, args, null).handle
  }

  /** A promise that is fulfilled after `delay` seconds, rejected when the call_out is removed. */
  promise(F: Fiber, delay: number): LpcPromise {
    const p = new LpcPromise()
    this.add(F, '', delay, [], p)
    return p
  }

  private add(F: Fiber, fn: string | Closure, delay: number, args: Value[], promise: LpcPromise | null): CallOut {
    const owner = F.self
    let own = this.byOwner.get(owner)
    if (!own) this.byOwner.set(owner, (own = new Set()))
    if (own.size >= MAX_CALL_OUTS_PER_OBJECT) throw new LpcError(`Too many call_outs in ${owner.name} (limit ${MAX_CALL_OUTS_PER_OBJECT}).`, { code: LIMIT })
    if (this.byHandle.size >= MAX_CALL_OUTS) throw new LpcError(`Too many call_outs (limit ${MAX_CALL_OUTS}).`, { code: LIMIT })
    const order = ++this.serial
    const c: CallOut = {
      handle: order,
      due: this.world.clock.mono() + Math.max(0, delay) * 1_000,
      order,
      owner,
      fn,
      args,
      promise,
      player: this.world.config.thisPlayerInCallOut ? F.player : null,
      cancelled: false,
    }
    own.add(c)
    this.byHandle.set(c.handle, c)
    this.heap.push(c)
    this.arm()
    return c
  }

  /** The pending call_out of an object by handle or function name; the soonest of that name. */
  find(owner: LpcObject, which: number | string): CallOut | undefined {
    if (typeof which === 'number') {
      const c = this.byHandle.get(which)
      return c?.owner === owner ? c : undefined
    }
    let best: CallOut | undefined
    for (const c of this.byOwner.get(owner) ?? []) {
      if ((typeof c.fn === 'string' ? c.fn : c.fn.name) === which && (!best || c.due < best.due)) best = c
    }
    return best
  }

  /** Whole seconds until it runs, at least 0. */
  left(c: CallOut): number {
    return Math.max(0, Math.ceil((c.due - this.world.clock.mono()) / 1_000))
  }

  remove(c: CallOut): void {
    this.drop(c)
    c.promise?.fail(this.world, new LpcError('call_out removed', { code: REMOVED, thrown: REASONS.removed }))
  }

  removeAll(owner: LpcObject): void {
    for (const c of this.byOwner.get(owner) ?? []) this.remove(c)
  }

  pending(): CallOut[] {
    return [...this.byHandle.values()]
  }

  private drop(c: CallOut): void {
    c.cancelled = true
    this.byHandle.delete(c.handle)
    const own = this.byOwner.get(c.owner)
    if (own?.delete(c) && own.size === 0) this.byOwner.delete(c.owner)
    // Cancelled entries stay on the heap until due; many of them are worth a rebuild.
    if (this.heap.size > 64 && this.heap.size > 2 * this.byHandle.size) this.heap.filter((x) => !x.cancelled)
  }

  private arm(): void {
    const next = this.heap.peek()
    if (!next || this.stopped) return
    if (next.due >= this.armedFor) return
    this.disarm?.()
    this.armedFor = next.due
    const ms = Math.min(MAX_TIMER_MS, Math.max(0, Math.ceil(next.due - this.world.clock.mono())))
    this.disarm = this.world.clock.after(ms, () => this.pass())
  }

  /** Runs what is due. What a firing schedules runs in a later pass, even with delay 0. */
  private pass(): void {
    this.disarm = null
    this.armedFor = Infinity
    const start = this.world.clock.mono()
    const last = this.serial
    const late: CallOut[] = []
    for (let c = this.heap.peek(); c && c.due <= start && !this.stopped; c = this.heap.peek()) {
      this.heap.pop()
      if (c.cancelled) continue
      if (c.order > last) {
        late.push(c)
        continue
      }
      this.fire(c)
      if (this.world.clock.mono() - start > PASS_MS) break
    }
    for (const c of late) this.heap.push(c)
    this.arm()
  }

  private fire(c: CallOut): void {
    this.drop(c)
    // Nobody hears of a function whose object is gone, as nobody does of a name's.
    if (c.owner.destructed || (typeof c.fn !== 'string' && c.fn?.owner.destructed)) return
    if (c.promise) return c.promise.fulfil(this.world, 0)
    c.owner.lastUsed = this.world.now()
    const player = c.player?.destructed ? null : c.player
    this.world.start({ player }, (F): Result => {
      if (typeof c.fn === 'string') return apply(F, c.owner, c.fn, c.args)
      return callClosure(F, c.fn, c.args)
    })
  }

  // ---- heart_beat ----------------------------------------------------------------------------

  /** Beats every `interval` beats; 0 switches off. */
  setHeartBeat(ob: LpcObject, interval: number): void {
    ob.heartBeat = ob.heartBeatLeft = Math.max(0, interval)
    if (ob.heartBeat > 0) this.beating.add(ob)
    else this.beating.delete(ob)
  }

  heartBeats(): LpcObject[] {
    return [...this.beating]
  }

  private beat(): void {
    for (const ob of [...this.beating]) {
      if (ob.destructed || ob.heartBeat === 0 || --ob.heartBeatLeft > 0) continue
      ob.heartBeatLeft = ob.heartBeat
      if (this.beats.get(ob)?.state === 'waiting') continue
      ob.lastUsed = this.world.now()
      this.world.deeds.of(ob).heartBeats++
      const root = shadowRoot(ob)
      const fiber = this.world.start(
        { player: root.commandsEnabled ? root : null },
        (F) => apply(F, ob, 'heart_beat'),
        (error) => {
          this.beats.delete(ob)
          // An object whose heart fails would fill the log every two seconds.
          if (error && !ob.destructed) this.setHeartBeat(ob, 0)
        },
      )
      if (fiber.state === 'waiting') this.beats.set(ob, fiber)
    }
  }

  // ---- reset, clean_up -----------------------------------------------------------------------

  /** The next reset() in `seconds`; 0 means never. */
  setReset(ob: LpcObject, seconds: number): void {
    ob.nextReset = seconds > 0 ? this.world.now() + seconds * 1_000 : 0
  }

  private sweep(): void {
    const walk = this.world.objects.all()
    const slice = (): void => {
      const now = this.world.now()
      for (let n = 0; n < SWEEP_SLICE; n++) {
        const { value: ob, done } = walk.next()
        if (done || this.stopped) return
        this.visit(ob, now)
      }
      this.world.clock.soon(slice)
    }
    slice()
  }

  private visit(ob: LpcObject, now: number): void {
    const { resetSeconds, cleanUpSeconds } = this.world.config
    if (ob.destructed || ob.remote) return
    if (resetSeconds > 0 && ob.nextReset > 0 && ob.nextReset <= now) {
      this.setReset(ob, resetSeconds / 2 + Math.random() * (resetSeconds / 2))
      this.world.start({}, (F) => apply(F, ob, 'reset'))
    }
    if (cleanUpSeconds <= 0 || ob.noCleanUp || ob.destructed || ob === this.world.master || ob === this.world.simulEfun) return
    // Calls through inline caches leave no mark. Taking the dispatch key away makes the next call
    // take the slow path, which marks the object as used and puts the key back (vm/calls).
    if (ob.dispatch && !ob.interactive) {
      ob.dispatch = null
      return
    }
    if (now - ob.lastUsed < cleanUpSeconds * 1_000 || ob.shadowedBy || ob.shadowing) return
    ob.lastUsed = now
    const references = ob.clone ? 0 : this.world.objects.clones(baseName(ob.name))
    this.world.start({}, (F) =>
      after(F, apply(F, ob, 'clean_up', [references]), (r) => {
        if (!isInt(r) || r === 0) ob.noCleanUp = true
        return 0
      }),
    )
  }
}
