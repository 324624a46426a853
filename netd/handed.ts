/**
 * An object of a third party, given by one side of a session to the other: where it can, this side asks
 * the giver for a ticket of its own and calls it directly; else its calls go through the giver.
 * Not for: fewer rights (narrow.ts), who signs tickets (vaultd/handoff.ts).
 */
import type { Grant, LpcObject, RemoteCallOptions, RemoteEnd, RemoteFailure } from '../driver/vm/object.js'
import type { Value } from '../driver/vm/values.js'
import { failure } from './errors.js'
import { SessionEnd } from './ghost.js'
import { MAX_IN_FLIGHT } from './limits.js'
import { NarrowEnd } from './narrow.js'
import type { Session } from './session.js'

/** The question for a ticket: a dotted name, which no LPC function can have. */
export const HANDOFF = 'mesh.handoff'
/** Asked for by default: the giver makes it less. */
const MAX_HOPS = 255
/** How long asking and dialling may take (ms); calls wait for it within their own deadline. */
const HANDOFF_TIMEOUT = 5_000

/** Opens a session by a ticket for this side's key. */
export type OpenByTicket = (ticket: Uint8Array) => Promise<Session>
type Done = (failure: RemoteFailure | null, value: Value) => void

/** A grant as the arguments of HANDOFF, and back. */
function grantArguments(g: Grant): Value[] {
  return [g.key ?? 0, g.methods === null ? 0 : [...g.methods], g.delegable]
}

/** Anything malformed grants nothing: null. @param own the key of whoever asks. */
export function readGrant(args: readonly Value[], own: Uint8Array): Grant | null {
  const [key, methods, delegable] = args
  if (key instanceof Uint8Array ? key.length !== 32 : key !== 0 && key !== undefined) return null
  const names = methods === 0 || methods === undefined ? null : methods
  if (names !== null && !(Array.isArray(names) && names.every((m) => typeof m === 'string'))) return null
  return { key: key instanceof Uint8Array ? Uint8Array.from(key) : own, methods: names as string[] | null, delegable: typeof delegable === 'number' ? delegable : MAX_HOPS }
}

export class HandedEnd implements RemoteEnd {
  #direct: SessionEnd | null = null
  /** Calls that wait for the answer to the question, in order; null while nobody asks. */
  #asking: Array<(end: RemoteEnd) => void> | null = null
  /** The giver said no: it stays with that. */
  #through = false
  #ghost: LpcObject | null = null

  /** @param via the same object as the giver answers for it. */
  constructor(readonly via: RemoteEnd, private readonly open: OpenByTicket) {}

  call(method: string, args: Value[], opts: RemoteCallOptions, done: Done): (() => void) | void {
    const end = this.#now()
    if (end !== null) return end.call(method, args, opts, done)
    let cancel: (() => void) | void
    let over = false
    const until = performance.now() + opts.deadlineMs
    const finish = (f: RemoteFailure) => {
      if (over) return
      over = true
      clearTimeout(timer)
      done(f, undefined)
    }
    const timer = setTimeout(() => finish(failure('DEADLINE', 'The object was not reached in time.', 'NOT_SENT')), opts.deadlineMs)
    if (!this.#whenReached((reached) => {
      if (over) return
      over = true
      clearTimeout(timer)
      cancel = reached.call(method, args, { ...opts, deadlineMs: Math.max(1, until - performance.now()) }, done)
    })) return finish(failure('OVERLOADED', `${MAX_IN_FLIGHT} calls wait for the object to be reached.`, 'NOT_SENT'))
    return () => (cancel ? cancel() : finish(failure('CANCELLED', 'The call was cancelled.', 'NOT_SENT')))
  }

  #now(): RemoteEnd | null {
    if (this.#direct !== null && this.#direct.session.state !== 'lost') return this.#direct
    return this.#through ? this.via : null
  }

  /** False if too many wait. */
  #whenReached(fn: (end: RemoteEnd) => void): boolean {
    if (this.#asking !== null) return this.#asking.length < MAX_IN_FLIGHT && this.#asking.push(fn) > 0
    this.#asking = [fn]
    this.via.call(HANDOFF, [], { chain: '', deadlineMs: HANDOFF_TIMEOUT }, (f, ticket) => {
      if (f !== null || !(ticket instanceof Uint8Array)) return this.#reached(null)
      this.open(ticket).then((session) => this.#reached(session), () => this.#reached(null))
    })
    return true
  }

  #reached(session: Session | null): void {
    const waiting = this.#asking ?? []
    this.#asking = null
    if (session === null) this.#through = true
    else {
      this.#direct = new SessionEnd(session, 0)
      if (this.#ghost !== null) this.#direct.adopted(this.#ghost)
    }
    const end = this.#now()!
    for (const fn of waiting) fn(end)
  }

  /** Gives it up here; it is not ours to end. */
  destruct(): void {
    this.#direct?.session.close('CLOSED', 'given up')
    this.#through = true
    this.via.destruct()
  }

  adopted(ghost: LpcObject): void {
    this.#ghost = ghost
    this.via.adopted?.(ghost)
    this.#direct?.adopted(ghost)
  }

  watch(fn: (why: RemoteFailure, again: boolean) => void): () => void {
    return (this.#direct ?? this.via).watch?.(fn) ?? (() => {})
  }

  /** For whoever we give it on to: the giver decides. */
  handoff(grant: Grant, done: (f: RemoteFailure | null, ticket: Uint8Array | null) => void): void {
    this.via.call(HANDOFF, grantArguments(grant), { chain: '', deadlineMs: HANDOFF_TIMEOUT }, (f, ticket) => {
      if (ticket instanceof Uint8Array) done(null, ticket)
      else done(f ?? failure('DENIED', 'The object cannot be given on.', 'NOT_EXECUTED'), null)
    })
  }

  narrow(rights: Grant): RemoteEnd {
    return new NarrowEnd(this, rights)
  }

  info(): ReadonlyMap<string, Value> {
    const info = new Map(this.#direct?.info() ?? this.via.info())
    info.set('handed', this.#direct !== null ? 'direct' : this.#through ? 'through the giver' : 'not called yet')
    return info
  }
}
