/**
 * The end-to-end session between a caller and a worker, over any Link.
 * After the handshake both ends are alike: each may call objects of the other.
 */
import type { Closure } from '../driver/vm/closure.js'
import type { LpcObject, RemoteEnd, RemoteFailure } from '../driver/vm/object.js'
import type { ClassDef, Value } from '../driver/vm/values.js'
import type { Clock } from './clock.js'
import type { KeyPair } from './keys.js'
import type { Link } from './link.js'
import type { JtiStore, TicketClaims } from './ticket.js'

export type Done<V = Value> = (failure: RemoteFailure | null, value: V) => void

export interface CallOptions {
  /** Call-chain id, up to 40 ASCII characters; '' for none. */
  readonly chain?: string
  /** From now, in ms. Default DEFAULT_DEADLINE_MS. */
  readonly deadlineMs?: number
  /** Hops of this chain so far. */
  readonly depth?: number
}

/** What an incoming call comes with. */
export interface CallContext {
  readonly chain: string
  readonly depth: number
  /** What remains of the caller's deadline, in ms. */
  readonly deadlineMs: number
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
  imported(end: RemoteEnd, what: { readonly kind: 'object' | 'function'; readonly name: string }): LpcObject | Closure
  /** The local layout of a class by that name, if there is one that fits. */
  classDef?(name: string, members: readonly string[]): ClassDef | undefined
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
  /** Calls object `target` of the other side (0: its bootstrap object). Returns a cancel function. `done` is called exactly once. */
  call(target: number, method: string, args: readonly V[], options: CallOptions, done: Done<V>): () => void
  /** Destructs an object of the other side, after all earlier calls. Of object 0: ends the session too. */
  destruct(target?: number): void
  /** Gives up a reference to an object of the other side. */
  release(target: number): void
  /** Ends it now; pending calls fail with this code. */
  close(code?: string, message?: string): void
  /** Called once when the session has ended, for whatever reason (also when it already has). */
  onLost(fn: (failure: RemoteFailure) => void): void
}

interface Common {
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
  /** A new Link to the same worker after the first broke, within the lease. Without it a broken Link ends the session. */
  readonly redial?: () => Promise<Link>
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
  /** A handshake that was refused: for counters and logs. */
  onRefused?(code: string, detail: string): void
}

export interface Acceptor {
  /** A new incoming Link: a first HELLO, or a RESUME of a session that lives here. */
  accept(link: Link): void
  readonly sessions: ReadonlySet<Session>
  close(): void
}

/** Shakes hands as the caller. Rejects with MeshError (HANDSHAKE, TICKET_*, UNREACHABLE). */
export declare function connect(link: Link, options: ConnectOptions): Promise<Session>
export declare function createAcceptor(options: AcceptOptions): Acceptor
