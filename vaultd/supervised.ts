/**
 * A worker that is made anew when it dies (`restart: "on_failure"`), behind one RemoteEnd: the ghost
 * stays, the incarnation changes. Calls in flight have ended with their own outcome; calls made while
 * there is none wait for the next, at most until their deadline.
 *
 * Not for: making workers (client.ts).
 */
import type { Grant, LpcObject, RemoteCall, RemoteCallOptions, RemoteEnd, RemoteFailure } from '../driver/vm/object.js'
import type { Value } from '../driver/vm/values.js'
import type { RestartPolicy } from '../driver/mesh.js'
import { NarrowEnd } from '../netd/narrow.js'
import { MAX_WAITING } from './limits.js'
import type { Log } from './log.js'

type Done = (failure: RemoteFailure | null, value: Value) => void
type Watcher = (why: RemoteFailure, again: boolean) => void

/** Makes the next incarnation of a worker. @param over the last one is known to have ended. */
export type Respawn = (before: RemoteEnd, over: boolean, done: (failure: RemoteFailure | null, end: RemoteEnd | null) => void) => void

interface Waiting {
  readonly start: (end: RemoteEnd) => void
  readonly fail: (f: RemoteFailure) => void
}

export class SupervisedEnd implements RemoteEnd {
  /** Null while it is being made anew. */
  #end: RemoteEnd | null
  #last: RemoteEnd
  #over: RemoteFailure | null = null
  #ghost: LpcObject | null = null
  #waiting = new Set<Waiting>()
  readonly #watchers = new Set<Watcher>()
  /** When it was made anew (monotonic ms), those within the policy's time. */
  #restarts: number[] = []
  #count = 0

  constructor(first: RemoteEnd, readonly policy: RestartPolicy, readonly respawn: Respawn, readonly log: Log) {
    this.#end = this.#last = first
    this.#follow(first)
  }

  #follow(end: RemoteEnd): void {
    end.watch?.((why) => {
      if (this.#end === end) this.#ended(why)
    })
  }

  #ended(why: RemoteFailure): void {
    this.#end = null
    const now = performance.now()
    this.#restarts = this.#restarts.filter((t) => now - t < this.policy.within)
    const again = this.#over === null && why.code === 'WORKER_LOST' && !FINAL.has(String(why.details?.reason ?? '')) && this.#restarts.length < this.policy.max
    if (!again) return this.#finish(why)
    this.#restarts.push(now)
    for (const tell of [...this.#watchers]) tell(why, true)
    this.log.info({ worker: String(this.#last.info().get('worker')), reason: why.message, restart: this.#restarts.length }, 'restarting a worker')
    this.respawn(this.#last, why.details !== undefined, (failure, end) => {
      if (end === null) return this.#finish({ ...why, ...failure!, code: 'WORKER_LOST', message: `${why.message}; it could not be made anew: ${failure!.message}` })
      if (this.#over !== null) return end.destruct()
      this.#end = this.#last = end
      this.#count++
      if (this.#ghost !== null) end.adopted?.(this.#ghost)
      this.#follow(end)
      const waiting = this.#waiting
      this.#waiting = new Set()
      for (const w of waiting) w.start(end)
    })
  }

  #finish(why: RemoteFailure): void {
    if (this.#over !== null) return
    this.#over = why
    const waiting = this.#waiting
    this.#waiting = new Set()
    for (const w of waiting) w.fail({ ...why, outcome: 'NOT_SENT' })
    for (const tell of [...this.#watchers]) tell(why, false)
    this.#watchers.clear()
  }

  call(method: string, args: Value[], opts: RemoteCallOptions, done: Done): (() => void) | void {
    return this.#whenThere(opts, done, (end, left) => end.call(method, args, { ...opts, deadlineMs: left }, done))
  }

  pipeline(calls: readonly RemoteCall[], opts: RemoteCallOptions, done: (failure: RemoteFailure | null, value: Value, made: number) => void): (() => void) | void {
    return this.#whenThere(opts, (f, v) => done(f, v, 0), (end, left) => end.pipeline!(calls, { ...opts, deadlineMs: left }, done))
  }

  /** Runs `start` with the worker that there is, or waits for the next one. */
  #whenThere(opts: RemoteCallOptions, done: Done, start: (end: RemoteEnd, left: number) => (() => void) | void): (() => void) | void {
    if (this.#end !== null) return start(this.#end, opts.deadlineMs)
    if (this.#over !== null) return done({ ...this.#over, outcome: 'NOT_SENT' }, undefined)
    if (this.#waiting.size >= MAX_WAITING) return done({ code: 'OVERLOADED', message: `${MAX_WAITING} calls wait for the worker to be made anew.`, outcome: 'NOT_SENT', trace: [] }, undefined)
    const until = performance.now() + opts.deadlineMs
    let cancel: (() => void) | void
    const waiting: Waiting = {
      start: (end) => {
        clearTimeout(timer)
        cancel = start(end, Math.max(1, until - performance.now()))
      },
      fail: (f) => {
        clearTimeout(timer)
        this.#waiting.delete(waiting)
        done(f, undefined)
      },
    }
    const timer = setTimeout(() => waiting.fail({ code: 'DEADLINE', message: 'The worker was not made anew in time.', outcome: 'NOT_SENT', trace: [] }), opts.deadlineMs)
    this.#waiting.add(waiting)
    return () => {
      if (cancel) cancel()
      else if (this.#waiting.has(waiting)) waiting.fail({ code: 'CANCELLED', message: 'The call was cancelled.', outcome: 'NOT_SENT', trace: [] })
    }
  }

  destruct(): void {
    const end = this.#end
    if (end !== null) end.destruct()
    else this.#finish({ code: 'DESTRUCTED', message: 'The worker was destructed.', outcome: 'NOT_SENT', trace: [] })
  }

  adopted(ghost: LpcObject): void {
    this.#ghost = ghost
    this.#end?.adopted?.(ghost)
  }

  watch(fn: Watcher): () => void {
    if (this.#over !== null) {
      fn(this.#over, false)
      return () => {}
    }
    this.#watchers.add(fn)
    return () => void this.#watchers.delete(fn)
  }

  handoff(grant: Grant, done: (f: RemoteFailure | null, ticket: Uint8Array | null) => void): void {
    if (this.#end?.handoff !== undefined) return this.#end.handoff(grant, done)
    done({ code: 'WORKER_LOST', message: 'The worker is being made anew.', outcome: 'NOT_SENT', trace: [] }, null)
  }

  narrow(rights: Grant): RemoteEnd {
    return new NarrowEnd(this, rights)
  }

  info(): ReadonlyMap<string, Value> {
    const info = new Map(this.#last.info())
    info.set('restarts', this.#count)
    if (this.#end === null && this.#over === null) info.set('state', 'restarting')
    return info
  }
}

/** Ends that somebody wanted. */
const FINAL = new Set(['DESTRUCTED', 'TTL'])
