/**
 * The end-to-end session between a caller and a worker, over any Link.
 * After the handshake both ends are alike: each may call objects of the other.
 */
import type { Closure } from '../driver/vm/closure.js'
import { LpcObject, type RemoteEnd, type RemoteFailure } from '../driver/vm/object.js'
import type { ClassDef, Value } from '../driver/vm/values.js'
import type { RecordLink } from './batch.js'
import { systemClock, type Clock } from './clock.js'
import { decodeValue, writeValue } from './codec.js'
import { Conversation } from './conversation.js'
import { failure, MeshError } from './errors.js'
import { Kind } from './frame.js'
import { SessionEnd } from './ghost.js'
import { acceptHello, acceptResume, helloIsSigned, readHello, readResume, startHello, startResume, type Established, type Wishes } from './handshake.js'
import type { KeyPair } from './keys.js'
import { DEFAULT_LEASE, HANDSHAKE_TIMEOUT, MAX_IN_FLIGHT, MAX_LEASE, MAX_SESSIONS, MIN_LEASE, MIN_RESUME_TIMEOUT, FIRST_REDIAL_PAUSE, REDIAL_PAUSE } from './limits.js'
import type { Link } from './link.js'
import { ask, Doorman, sendFrame } from './opening.js'
import { RefTable } from './refs.js'
import { parseTicket, verifyTicket, type JtiStore, type TicketClaims } from './ticket.js'

export type Done<V = Value> = (failure: RemoteFailure | null, value: V) => void

export interface CallOptions {
  /** Call-chain id, up to 40 ASCII characters; '' for none. */
  readonly chain?: string
  /** From now, in ms. Default DEFAULT_DEADLINE_MS. */
  readonly deadlineMs?: number
  /** Hops of this chain so far. */
  readonly depth?: number
  /** Who calls: calls of one caller to one object keep their order, those of others may overtake long ones. */
  readonly from?: string | number
}

/** What an incoming call comes with. */
export interface CallContext {
  readonly chain: string
  readonly depth: number
  /** What remains of the caller's deadline, in ms. */
  readonly deadlineMs: number
  /** The key that the other side has proved to hold. */
  readonly peer: Uint8Array
}

/** An object that the other side may call. */
export interface Callee<V = Value> {
  /**
   * Starts the call; `done` is called once, at once or later. Returns a cancel function if the
   * call can be stopped. Must not throw: a throw is answered as a PROTOCOL failure.
   */
  call(method: string, args: V[], context: CallContext, done: Done<V>): (() => void) | void
  /** The other side destructs it. For object 0 the session then ends. */
  destruct?(): void
  /** The other side holds no reference any more. */
  released?(): void
}

/** How objects and functions pass between the two sides. */
export interface ObjectBridge {
  /** One of ours is given to the other side: who answers its calls. Called once per object and session. */
  exported(ob: LpcObject | Closure): Callee
  /** One of theirs arrives: the local stand-in. Called once per object and session. */
  imported(end: RemoteEnd, what: { readonly kind: 'object' | 'function'; readonly name: string; readonly elsewhere?: boolean }): LpcObject | Closure
  /** Who answers calls on the result of a call; undefined for what is no object. Without it all are refused. */
  calleeOf?(value: Value): Callee | undefined
  /** Our object 0, so that it is known when it passes as a value. */
  root?(): LpcObject | null
  /** The worker whose ghost is `ghost` asks this side for something (a dotted name, which no LPC function has). */
  serve?(ghost: LpcObject, method: string, args: Value[], context: CallContext, done: Done): (() => void) | void
  /** The local layout of a class by that name, if there is one that fits. */
  classDef?(name: string, members: readonly string[]): ClassDef | undefined
}

/** What a session has done, and has before it. Bytes are sealed ones, over all its links. */
export interface SessionFigures {
  /** Calls made on the other side, those without an answer, and calls from there that run here. */
  readonly calls: number
  readonly inFlight: number
  readonly served: number
  readonly bytesOut: number
  readonly bytesIn: number
  /** Bytes that have not left or are kept until they are acknowledged. */
  readonly queued: number
}

export interface Session<V = Value> {
  /** Hex; for logs. */
  readonly id: string
  readonly peerKey: Uint8Array
  /** The ticket it runs under; null on a control link. */
  readonly ticket: TicketClaims | null
  readonly state: 'open' | 'reconnecting' | 'closing' | 'lost'
  /** Smoothed round trip in ms; 0 until the first PONG. */
  readonly rttMs: number
  readonly linkName: string
  readonly figures: SessionFigures
  /** Calls object `target` of the other side (0: its bootstrap object). Returns a cancel function. `done` is called exactly once. */
  call(target: number, method: string, args: readonly V[], options: CallOptions, done: Done<V>): () => void
  /**
   * Calls, each on the result of the one before, in one trip: `done` gets the last one's result, or the first
   * failure; or a result that is no object, with the number of calls made by then.
   */
  pipeline(target: number, calls: ReadonlyArray<{ readonly method: string; readonly args: readonly V[] }>, options: CallOptions, done: (failure: RemoteFailure | null, value: V, made: number) => void): () => void
  /** Gives an item to function `target` of the other side; `done` runs when the next may follow, or says why none will. Returns what takes the waiting back. */
  emit(target: number, args: readonly V[], done: (f: RemoteFailure | null) => void): () => void
  /** Destructs an object of the other side, after all earlier calls. Of object 0: ends the session too. */
  destruct(target?: number): void
  /** `ob` is the local stand-in of their object `target` (the ghost of object 0): where they send that object, `ob` arrives. */
  adopt(target: number, ob: LpcObject | Closure): void
  /** Gives up a reference to an object of the other side. */
  release(target: number): void
  /** Ends it now; pending calls fail with this code. */
  close(code?: string, message?: string, details?: RemoteFailure['details']): void
  /** Called once when the session has ended, for whatever reason (also when it already has). */
  onLost(fn: (failure: RemoteFailure) => void): void
}

interface Common {
  /** What the other side is called in error texts: `Worker` (with its node) if not given. */
  readonly label?: string
  /** Object 0 of this side. */
  readonly bootstrap?: Callee
  /** Without one, objects and functions do not pass (MALFORMED / NOT_SENT). */
  readonly bridge?: ObjectBridge
  /** Silence after which the session is lost, in ms; the lower of both sides counts. */
  readonly lease?: number
  readonly clock?: Clock
}

export interface ConnectOptions extends Common {
  readonly ticket: Uint8Array
  readonly callerKeys: KeyPair
  /**
   * A new Link to the same worker after the first broke; asked again until the lease is over. If it
   * rejects with REFUSED (nobody listens there any more) the session is lost at once. Without it a
   * broken Link ends the session.
   */
  readonly redial?: () => Promise<Link>
  /** How long the other side may take to answer the handshake (ms), if not HANDSHAKE_TIMEOUT: it may be busy. */
  readonly patience?: number
}

export interface AcceptOptions extends Common {
  readonly workerKeys: KeyPair
  readonly corePublicKey: Uint8Array
  readonly worker: string
  readonly incarnation: number
  readonly bootEpoch: string
  readonly jtiStore: JtiStore
  readonly bootstrap: Callee
  onSession?(session: Session): void
  /** A session that goes on over another Link. */
  onResumed?(session: Session): void
  /** A handshake that was refused: for counters and logs. */
  onRefused?(code: string, detail: string): void
}

export interface Acceptor {
  /** A new incoming Link: a first HELLO, or a RESUME of a session that lives here. */
  accept(link: Link): void
  readonly sessions: ReadonlySet<Session>
  close(): void
}

/** Shakes hands as the caller. Rejects with MeshError (HANDSHAKE, TICKET_*, …). */
export async function connect(link: Link, options: ConnectOptions): Promise<Session> {
  const clock = options.clock ?? systemClock
  const ticket = parseTicket(options.ticket)
  const wishes: Wishes = { lease: leaseOf(options.lease ?? ticket.limits.lease), inFlight: MAX_IN_FLIGHT, resumable: options.redial !== undefined }
  const hello = startHello(options.callerKeys, ticket.workerKey, options.ticket, wishes)
  return ask(link, clock, Kind.HELLO, hello.body, Kind.ACCEPT, (records, accept) => {
    const established = hello.finish(accept)
    const session: Conversation<Value> = converse(options, established, {
      ticket, bootstrap: options.bootstrap ?? services(() => session, options.bridge),
      label: options.label ?? `Worker (node ${ticket.node})`,
      allowed: null,
      inFlight: MAX_IN_FLIGHT,
      redials: options.redial !== undefined,
      onBroken: () => void redial(session, options.redial!, clock),
    })
    callers.set(session, { session, established, clock, attempt: 0 })
    session.wire.attach(records, established.sendKey, established.receiveKey)
    return session
  }, options.patience)
}

/** Finds another Link and moves the session to it. The wire itself gives up at the end of the lease. */
async function redial(session: Conversation<Value>, dial: () => Promise<Link>, clock: Clock): Promise<void> {
  // The first pauses are short: what tells that the other side is gone may be a few milliseconds behind.
  let pause = FIRST_REDIAL_PAUSE
  while (session.state === 'reconnecting') {
    try {
      const link = await dial()
      if (session.state !== 'reconnecting') return link.close('the session is over, or goes on elsewhere')
      return await moveTo(session, link)
    } catch (e) {
      const { code, message } = e instanceof MeshError ? e : new MeshError('UNREACHABLE', String(e))
      if (code === 'REFUSED' || code === 'WORKER_LOST') return session.lost('WORKER_LOST', `${session.label} lost: ${message}`)
      await new Promise<void>((resume) => void clock.timer(pause, resume))
      pause = Math.min(REDIAL_PAUSE, pause * 2)
    }
  }
}

interface CallerSide {
  readonly session: Conversation<Value>
  readonly established: Established
  readonly clock: Clock
  /** Of the last RESUME: a number is never used twice. */
  attempt: number
}

/** What a caller must know to move its sessions. */
const callers = new WeakMap<object, CallerSide>()

/**
 * Moves a session that connect() made to another Link, by a RESUME: same keys, nothing lost, nothing
 * twice, in order. The old Link, if it still works, carries it until then. Rejects with MeshError
 * (WORKER_LOST: the other side does not know the session; the session itself is left as it was).
 */
export async function moveTo(session: Session, link: Link): Promise<void> {
  const side = callers.get(session)
  if (side === undefined || session.state === 'lost' || session.state === 'closing') {
    link.close('the session is over')
    throw new MeshError('CLOSED', 'That session cannot be moved.')
  }
  const { wire } = side.session
  const attempt = ++side.attempt
  const { id, secret, lease } = side.established
  const resume = startResume(id, secret, attempt, wire.received)
  const timeout = Math.min(HANDSHAKE_TIMEOUT, Math.max(MIN_RESUME_TIMEOUT, lease / 3))
  return ask(link, side.clock, Kind.RESUME, resume.body, Kind.RESUMED, (records, answer) => {
    const { received, sendKey, receiveKey } = resume.finish(answer)
    if (attempt !== side.attempt) throw new MeshError('CLOSED', 'A later attempt has taken over.')
    if (!wire.plausible(received)) throw new MeshError('WORKER_LOST', 'It has lost its memory of the session')
    wire.attach(records, sendKey, receiveKey, received)
  }, timeout)
}

export function createAcceptor(options: AcceptOptions): Acceptor {
  const clock = options.clock ?? systemClock
  const doorman = new Doorman(clock, (code, detail) => options.onRefused?.(code, detail))
  const sessions = new Map<string, { session: Conversation<Value>; secret: Buffer; attempt: number }>()
  const live = new Set<Session>()

  function admit(records: RecordLink, body: Uint8Array): void {
    if (sessions.size >= MAX_SESSIONS) throw new MeshError('OVERLOADED', `This worker has ${MAX_SESSIONS} sessions already.`)
    const hello = readHello(body)
    const ticket = verifyTicket(hello.credential, { ...options, workerKey: options.workerKeys.publicKey, callerKey: hello.callerKey, now: clock.wall() })
    if (!helloIsSigned(hello, options.workerKeys.publicKey)) throw new MeshError('TICKET_WRONG_CALLER', 'The caller does not hold the key of its ticket.')
    if (!options.jtiStore.redeem(ticket.jti, ticket.expiresAt)) throw new MeshError('TICKET_REPLAYED', 'The ticket has been used before.')
    const inFlight = Math.max(1, Math.min(ticket.limits.inFlight, MAX_IN_FLIGHT))
    const accepted = acceptHello(hello, options.workerKeys, { lease: leaseOf(options.lease ?? ticket.limits.lease), inFlight, resumable: true }, new Uint8Array(0))
    const { established } = accepted
    // A broken Link: the caller comes back with a RESUME, or the lease ends.
    const session = converse(options, established, {
      ticket, label: options.label ?? 'Caller', allowed: ticket.methods, inFlight, onBroken: () => {},
      // Who was handed the worker may call it; ending it is for the owner.
      bootstrap: (ticket.handed ?? 0) === 0 ? options.bootstrap : { call: (method, args, context, done) => options.bootstrap.call(method, args, context, done) },
    })
    sessions.set(established.id, { session, secret: established.secret, attempt: 0 })
    live.add(session)
    const stop = ticket.sessionExpiresAt > 0 ? clock.timer(Math.min(ticket.sessionExpiresAt - clock.wall(), 2 ** 31 - 1), () => session.close('TICKET_EXPIRED', 'The ticket of this session has expired.')) : () => {}
    session.onLost(() => {
      stop()
      sessions.delete(established.id)
      live.delete(session)
    })
    sendFrame(records, Kind.ACCEPT, accepted.body)
    session.wire.attach(records, established.sendKey, established.receiveKey)
    options.onSession?.(session)
  }

  function resume(records: RecordLink, body: Uint8Array): void {
    const r = readResume(body)
    const known = sessions.get(r.id)
    const answer = known === undefined ? null : acceptResume(r, known.secret, known.session.wire.received)
    if (known === undefined || answer === null) throw new MeshError('WORKER_LOST', 'This session is not known here')
    if (r.attempt <= known.attempt) throw new MeshError('PROTOCOL', 'This RESUME has been used before.')
    known.attempt = r.attempt
    if (!known.session.wire.plausible(r.received)) throw new MeshError('WORKER_LOST', 'The caller has lost its memory of the session')
    sendFrame(records, Kind.RESUMED, answer.body)
    known.session.wire.attach(records, answer.sendKey, answer.receiveKey, r.received)
    options.onResumed?.(known.session)
  }

  return {
    sessions: live,
    accept: (link) => doorman.open(link, (records, first) => (first.kind === Kind.HELLO ? admit(records, first.body) : resume(records, first.body))),
    close() {
      for (const session of [...live]) session.close('CLOSED', 'The worker is closing.')
    },
  }
}

interface Particulars {
  readonly bootstrap: Callee | undefined
  readonly ticket: TicketClaims
  readonly label: string
  readonly allowed: readonly string[] | null
  readonly inFlight: number
  readonly onBroken: (reason: string) => void
  readonly redials?: boolean
}

/** A conversation in LPC values. */
function converse(options: Common, established: Established, p: Particulars): Conversation<Value> {
  const session = new Conversation<Value>({ ...p, established, calleeOf: options.bridge?.calleeOf === undefined ? undefined : (value) => options.bridge!.calleeOf!(value), clock: options.clock ?? systemClock })
  const refs = options.bridge === undefined ? undefined : new RefTable(options.bridge, (id) => new SessionEnd(session, id), (id, count) => session.tellRelease(id, count))
  session.refs = refs ?? null
  session.values = {
    write: (w, v) => writeValue(w, v as Value, refs),
    read: (bytes) => decodeValue(bytes, refs),
  }
  return session
}

/** What a worker may ask of its caller, where the caller's bridge serves it. */
function services(session: () => Conversation<Value>, bridge: ObjectBridge | undefined): Callee | undefined {
  if (bridge?.serve === undefined) return undefined
  return {
    call(method, args, context, done) {
      const ghost = session().refs?.held(0)
      if (!(ghost instanceof LpcObject) || !method.includes('.')) return done(failure('NO_SUCH_METHOD', `There is no ${method}() here.`, 'NOT_EXECUTED'), undefined)
      return bridge.serve!(ghost, method, args, context, done)
    },
  }
}

function leaseOf(ms: number): number {
  return Math.max(MIN_LEASE, Math.min(MAX_LEASE, Math.round(ms) || DEFAULT_LEASE))
}
