/**
 * One object of the world: a blueprint, a clone, or a ghost of a remote worker.
 * The fields of each concern are grouped; the code that works on them is in driver/world.
 */
import type { Program, Segment, Dispatch } from './program.js'
import type { Closure } from './closure.js'
import type { Value } from './values.js'

let serial = 0

/** A command added by add_action. */
export interface Action {
  readonly verb: string
  readonly fn: string | Closure
  readonly owner: LpcObject
  /** add_action's flag: 0 exact, 1 and 2 prefix forms. */
  readonly flag: number
}

/**
 * The remote side of a ghost, as the engine sees it. Implemented by the mesh.
 * `call` must arrange for `fiber.wake` later and is only used where the fiber may wait.
 */
export interface RemoteEnd {
  /** Starts the call; `done` is called exactly once, later or at once. May return what cancels it. */
  call(method: string, args: Value[], opts: RemoteCallOptions, done: (err: RemoteFailure | null, value: Value) => void): (() => void) | void
  /** Calls, each on the result of the one before, in one trip: `done` gets the last one's result, the first failure, or a result that is no object after `made` calls. */
  pipeline?(calls: readonly RemoteCall[], opts: RemoteCallOptions, done: (err: RemoteFailure | null, value: Value, made: number) => void): (() => void) | void
  destruct(): void
  /** For mesh_info(): plain LPC values. */
  info(): ReadonlyMap<string, Value>
  /** Told which ghost stands for it, so that where the other side sends that object, the ghost arrives. */
  adopted?(ghost: LpcObject): void
  /**
   * `fn` is told when what this stands for has ended (at once, if it has): once, or, with `again`, each
   * time that another takes its place. Returns what takes it back.
   */
  watch?(fn: (why: RemoteFailure, again: boolean) => void): () => void
  /** For a function: an item without an answer. `done` runs when the next may follow, or says why none will. */
  emit?(args: Value[], done: (err: RemoteFailure | null) => void): () => void
  /** A ticket with which a third party may call it directly, with no more rights than `grant` and its own. */
  handoff?(grant: Grant, done: (err: RemoteFailure | null, ticket: Uint8Array | null) => void): void
  /** The same with fewer rights, for giving on. */
  narrow?(rights: Grant): RemoteEnd
}

/** Rights to a worker that are given on. */
export interface Grant {
  /** Of whoever gets them; absent while that is open. */
  readonly key?: Uint8Array
  /** Functions of the worker object that may be called; null for all. */
  readonly methods: readonly string[] | null
  /** How often they may be given on again. */
  readonly delegable: number
}

export interface RemoteCall {
  readonly method: string
  readonly args: Value[]
}

export interface RemoteCallOptions {
  /** Call-chain id, '' for none. */
  readonly chain: string
  readonly deadlineMs: number
  /** Who calls: calls of one object keep their order. */
  readonly from?: number
}

/** How a remote call failed: the callee's LPC error, or the transport with an outcome. */
export interface RemoteFailure {
  readonly code: string
  readonly message: string
  readonly outcome: 'NOT_SENT' | 'NOT_EXECUTED' | 'EXECUTED_FAILED' | 'UNKNOWN'
  /** The callee's LPC trace, outermost first, for stitching below the local one. */
  readonly trace: ReadonlyArray<{ program: string; line: number; function: string; object: string }>
  /** Where the trace is from, when there is no end to ask yet. */
  readonly node?: string
  /** More of it, as plain LPC values: why a worker ended (`reason`), with figures. */
  readonly details?: Readonly<Record<string, string | number>>
}

export class LpcObject {
  readonly id = ++serial
  destructed = false
  /** Id of the fiber that destructed it: that one runs on in it, as FluffOS lets it. */
  destructedBy = 0
  /** Key of inline caches; null while calls must take the slow path (shadowed, ghost). */
  dispatch: Dispatch | null
  segs: Segment[]

  // -- identity
  /** `/std/room` for a blueprint, `/std/room#12` for a clone. */
  name: string
  program: Program
  clone = false
  virtual = false
  loadTime = 0
  remote: RemoteEnd | null = null
  uid: string | null = null
  euid: string | null = null
  privs: Value = 0

  // -- place
  environment: LpcObject | null = null
  inventory: Set<LpcObject> | null = null

  // -- being alive
  livingName: string | null = null
  commandsEnabled = false
  actions: Action[] | null = null
  /** Heart beat interval in beats; 0 when off. */
  heartBeat = 0
  heartBeatLeft = 0
  /** The connection, when interactive. Its shape is the session layer's. */
  interactive: unknown = null
  shadowing: LpcObject | null = null
  shadowedBy: LpcObject | null = null

  // -- housekeeping, in ms of the host's clock
  lastUsed = 0
  nextReset = 0
  noCleanUp = false

  constructor(name: string, program: Program, segs: Segment[]) {
    this.name = name
    this.program = program
    this.segs = segs
    this.dispatch = program.dispatch
  }
}
