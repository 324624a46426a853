/**
 * The engine's RemoteEnd made from a Session: what hangs on a ghost's `remote`.
 */
import type { Grant, LpcObject, RemoteCall, RemoteCallOptions, RemoteEnd, RemoteFailure } from '../driver/vm/object.js'
import type { Value } from '../driver/vm/values.js'
import { chains } from './chains.js'
import { NarrowEnd } from './narrow.js'
import { routeKind } from './routes.js'
import type { Session } from './session.js'

export class SessionEnd implements RemoteEnd {
  /** @param target 0 is the worker object itself. @param onDestruct runs after the DESTRUCT has been sent. */
  constructor(readonly session: Session, readonly target: number, private readonly facts: Readonly<Record<string, Value>> = {}, private readonly onDestruct?: () => void, handoff?: RemoteEnd['handoff']) {
    this.handoff = handoff
  }

  readonly handoff: RemoteEnd['handoff']

  /** Returns a cancel function. `deadlineMs` 0 is the default deadline. */
  call(method: string, args: Value[], opts: RemoteCallOptions, done: (failure: RemoteFailure | null, value: Value) => void): () => void {
    return this.session.call(this.target, method, args, { chain: opts.chain, deadlineMs: opts.deadlineMs, from: opts.from, depth: chains.depth(opts.chain) + 1 }, done)
  }

  pipeline(calls: readonly RemoteCall[], opts: RemoteCallOptions, done: (failure: RemoteFailure | null, value: Value, made: number) => void): () => void {
    return this.session.pipeline(this.target, calls, { chain: opts.chain, deadlineMs: opts.deadlineMs, from: opts.from, depth: chains.depth(opts.chain) + 1 }, done)
  }

  emit(args: Value[], done: (f: RemoteFailure | null) => void): () => void {
    return this.session.emit(this.target, args, done)
  }

  /** The worker object: ends the session. A called-back object: is only given up here. */
  destruct(): void {
    if (this.target === 0) this.session.destruct(0)
    else this.session.release(this.target)
    this.onDestruct?.()
  }

  adopted(ghost: LpcObject): void {
    this.session.adopt(this.target, ghost)
  }

  watch(fn: (why: RemoteFailure, again: boolean) => void): () => void {
    let on = true
    this.session.onLost((why) => void (on && fn(why, false)))
    return () => void (on = false)
  }

  narrow(rights: Grant): RemoteEnd {
    return new NarrowEnd(this, rights)
  }

  info(): ReadonlyMap<string, Value> {
    const { session } = this
    const { figures } = session
    const info = new Map<string, Value>([
      ['state', session.state],
      ['session', session.id.slice(0, 16)],
      ['route', routeKind(session.linkName)],
      ['link', session.linkName],
      ['rtt_us', Math.round(session.rttMs * 1000)],
      ['target', this.target],
      ['calls', figures.calls],
      ['in_flight', figures.inFlight],
      ['served', figures.served],
      ['bytes_out', figures.bytesOut],
      ['bytes_in', figures.bytesIn],
      ['queued', figures.queued],
    ])
    if (session.ticket !== null) {
      info.set('worker', session.ticket.worker)
      info.set('incarnation', session.ticket.incarnation)
      info.set('node', session.ticket.node)
    }
    for (const [k, v] of Object.entries(this.facts)) info.set(k, v)
    return info
  }
}

/** `info` is merged into mesh_info(). */
export function remoteEnd(session: Session, target: number, info?: Readonly<Record<string, Value>>, onDestruct?: () => void, handoff?: RemoteEnd['handoff']): SessionEnd {
  return new SessionEnd(session, target, info, onDestruct, handoff)
}
