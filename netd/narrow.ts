/** A remote object with fewer rights than whoever gives it on has. Not for: tickets (ticket.ts). */
import type { Grant, RemoteCallOptions, RemoteEnd, RemoteFailure } from '../driver/vm/object.js'
import type { Value } from '../driver/vm/values.js'
import { failure } from './errors.js'

type Done = (failure: RemoteFailure | null, value: Value) => void

/** What may be given on through it: of a plain one everything, but not to be given on again. */
export function rightsOf(end: RemoteEnd): Grant {
  return end instanceof NarrowEnd ? end.rights : { methods: null, delegable: 0 }
}

/** What both allow. */
export function narrower(a: Grant, b: Grant): Grant {
  const methods = a.methods === null ? b.methods : b.methods === null ? a.methods : a.methods.filter((m) => b.methods!.includes(m))
  return { key: a.key ?? b.key, methods, delegable: Math.max(0, Math.min(a.delegable, b.delegable)) }
}

/** A view: destructing it ends nothing. */
export class NarrowEnd implements RemoteEnd {
  constructor(readonly inner: RemoteEnd, readonly rights: Grant) {}

  call(method: string, args: Value[], opts: RemoteCallOptions, done: Done): (() => void) | void {
    const { methods } = this.rights
    if (methods !== null && !methods.includes(method)) return done(failure('DENIED', `${method}() is not among the rights given.`, 'NOT_SENT'), undefined)
    return this.inner.call(method, args, opts, done)
  }

  destruct(): void {}

  watch(fn: (why: RemoteFailure, again: boolean) => void): () => void {
    return this.inner.watch?.(fn) ?? (() => {})
  }

  handoff(grant: Grant, done: (f: RemoteFailure | null, ticket: Uint8Array | null) => void): void {
    if (this.inner.handoff === undefined) return done(failure('DENIED', 'The object cannot be given on.', 'NOT_EXECUTED'), null)
    this.inner.handoff(narrower(grant, this.rights), done)
  }

  narrow(rights: Grant): RemoteEnd {
    return new NarrowEnd(this.inner, narrower(rights, this.rights))
  }

  info(): ReadonlyMap<string, Value> {
    const info = new Map(this.inner.info())
    info.set('methods', this.rights.methods === null ? 0 : [...this.rights.methods])
    info.set('delegable', this.rights.delegable)
    return info
  }
}
