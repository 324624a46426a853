/**
 * The part of `hauki worker` that does not depend on the language: it waits warm, takes the
 * injected source, gives it to a GuestEngine, accepts the caller's sessions, and reports.
 *
 * A worker serves one guest and then ends; it is never used again.
 * Not for: compiling or running anything (GuestEngine), the sandbox around it (backend).
 */
import { decodeValue } from '../netd/codec.js'
import { generateKeyPair } from '../netd/keys.js'
import { createAcceptor, type Acceptor, type CallContext, type Done, type ObjectBridge, type Session } from '../netd/session.js'
import { memoryJtiStore } from '../netd/ticket.js'
import type { Value } from '../driver/vm/values.js'
import type { RemoteFailure } from '../driver/vm/object.js'
import { EgressClient, type HttpDone, type HttpQuestion } from './egress/guest.js'
import { GuestDialer } from './guest-dial.js'
import { openGuestPort } from './guest-port.js'
import { MAX_FILES, MAX_LEASE, MAX_MEMORY, MIN_LEASE } from './limits.js'
import { GUEST_PROTOCOL, type Message } from './mux.js'
import { rehearse } from './rehearse.js'
import { bytes, files, number, optionalNumber, text } from './plain-read.js'

/** What a worker is made of. */
export interface Bundle {
  readonly worker: string
  readonly incarnation: number
  /** Path of the main file in `files`, with its extension: `/workers/web_scout.c`. */
  readonly main: string
  /** Path → text, as far as known. What the engine misses it names in `missing`. */
  readonly files: Readonly<Record<string, string>>
  /** The simul_efun file and the header before every file, once they are among the files: when it inherits from the library. '' for none. */
  readonly simulEfun: string
  readonly include: string
  /** Arguments of create(). */
  readonly args: readonly Value[]
  /** MiB of heap, for the engine's own limits. */
  readonly memory: number
  /** LPC ticks of one evaluation; null: the engine's own. */
  readonly ticks: number | null
  /** Folder with the LPC library every worker of this node has, or null. Files in the bundle go before it. */
  readonly library: string | null
}

export type Injected =
  | { readonly ok: true }
  /** Files not found while compiling. The engine is asked again, with them or with their absence. */
  | { readonly missing: readonly string[] }
  /** `report`: the rendered diagnostics, with the worker's file and line. */
  | { readonly compileError: { readonly message: string; readonly report: string } }
  /** create() failed. */
  | { readonly runtimeError: { readonly message: string; readonly trace: RemoteFailure['trace'] } }

export interface GuestHandle {
  /** A line for the node's log; more than LOG_BYTES_PER_SECOND is dropped there. */
  log(text: string): void
  /** Ends the worker: it destructed itself. */
  exit(reason: string): void
  /** The session of whoever made this worker; null when it is gone. */
  owner(): Session | null
  /** A session with another worker, by a ticket for this one's key. Rejects with MeshError. */
  open(ticket: Uint8Array): Promise<Session>
  /** Asks the node agent to ask the world; its rules decide. Returns a cancel function. */
  http(question: HttpQuestion, done: HttpDone): () => void
}

/** Characters of one log line. */
const MAX_LOG_LINE = 4_096

/** What runs inside a worker. Implemented by driver/roles/worker for LPC. */
export interface GuestEngine {
  /**
   * Compiles and makes the one worker object. May be called again after `missing`, with more files;
   * a path in `absent` does not exist anywhere.
   */
  inject(bundle: Bundle & { readonly absent: ReadonlySet<string> }): Injected | Promise<Injected>
  /** A call on the worker object: as netd's Callee. */
  call(method: string, args: Value[], context: CallContext, done: Done): (() => void) | void
  /** The caller destructs it; the process is killed right after. */
  destruct?(): void
  /** Called once, at the start: what the engine may do to the process it lives in. */
  started?(guest: GuestHandle): void
  /** Called while the worker waits warm: compile and run something, so that the first guest finds the engine hot. */
  warm?(): void | Promise<void>
  /** How objects and functions pass to and from the caller. */
  readonly bridge?: ObjectBridge
}

/** Heartbeats per lease: two may be lost. */
const TICKS_PER_LEASE = 3
const MIN_TICK = 250
const MAX_TICK = 1_000

/** How long a worker that was destructed waits for a caller that reads its last answers slowly (ms). */
const EXIT_GRACE = 5_000

/** From READY to the rehearsal of a worker that nobody was waiting for (ms). */
const REHEARSE_AFTER = 15

/** What comes before any guest: the engine and a session's beginning, so that their code is compiled. */
export async function rehearseAll(engine: GuestEngine): Promise<void> {
  await engine.warm?.()
  await rehearse(generateKeyPair())
}

/** Serves one guest over the inherited descriptor; returns at once, ends the process itself. */
export function runGuest(engine: GuestEngine, fd = 3): void {
  const keys = generateKeyPair()
  const known: Record<string, string> = Object.create(null)
  const absent = new Set<string>()
  let order: (Bundle & { lease: number; core: Uint8Array; bootEpoch: string }) | null = null
  let acceptor: Acceptor | null = null
  /** Is the object made? Before, a session may be open, but there is nobody to call. */
  let made = false
  let busy: Promise<void> = Promise.resolve()

  const port = openGuestPort(fd, {
    control,
    link(link) {
      if (acceptor === null) return link.close('no worker here yet')
      acceptor.accept(link)
    },
  })
  port.send({ type: 'READY', protocol: GUEST_PROTOCOL, pid: process.pid, key: keys.publicKey })
  const egress = new EgressClient((message) => port.send(message))
  const dialer = new GuestDialer(port, keys)
  engine.started?.({
    owner: () => (made ? owners()[0] ?? null : null),
    open: (ticket) => dialer.open(ticket, engine.bridge),
    log: (line) => port.send({ type: 'LOG', text: line.slice(0, MAX_LOG_LINE) }),
    exit: (reason) => port.whenFlushed(() => port.send({ type: 'EXIT', reason: reason.slice(0, 200) }), EXIT_GRACE),
    http: (question, done) => egress.ask(question, done),
  })
  // Who was started for a guest that waits gets it by then, and must not rehearse first.
  setTimeout(() => {
    if (order !== null) return
    void warmUp().catch((e) => process.stderr.write(`warming up failed: ${e}\n`))
  }, REHEARSE_AFTER)

  async function warmUp(): Promise<void> {
    const warming = engine.warm?.()
    // A guest that comes meanwhile waits for it: two worlds in one engine would mix.
    if (warming !== undefined) busy = warming.catch((e) => void process.stderr.write(`warming up failed: ${e}\n`))
    await busy
    if (order === null) await rehearse(keys)
  }

  function control(message: Message): void {
    switch (message.type) {
      case 'INJECT': {
        if (order !== null) return process.exit(70)
        order = readOrder(message)
        Object.assign(known, order.files)
        // Its caller may shake hands while it is being made.
        open(order)
        return void inject()
      }
      case 'FILES': {
        Object.assign(known, files(message, 'files', MAX_FILES))
        for (const path of message.absent as string[]) absent.add(path)
        return void inject()
      }
      case 'HTTP': return egress.answered(message)
      case 'DIALLED': return dialer.answered(message)
      default:
    }
  }

  async function inject(): Promise<void> {
    let result: Injected
    await busy
    try {
      result = await engine.inject({ ...order!, files: known, absent })
    } catch (e) {
      result = { runtimeError: { message: e instanceof Error ? e.message : String(e), trace: [] } }
    }
    if ('missing' in result) {
      port.send({ type: 'NEED', paths: [...result.missing] })
    } else if ('compileError' in result) {
      port.send({ type: 'COMPILE_ERROR', message: result.compileError.message, report: result.compileError.report })
    } else if ('runtimeError' in result) {
      port.send({ type: 'RUNTIME_ERROR', message: result.runtimeError.message, trace: result.runtimeError.trace.map((t) => ({ ...t })) })
    } else {
      made = true
      port.send({ type: 'INJECTED' })
    }
  }

  function open(o: NonNullable<typeof order>): void {
    const jti = memoryJtiStore()
    let destructed = false
    acceptor = createAcceptor({
      workerKeys: keys, corePublicKey: o.core, worker: o.worker, incarnation: o.incarnation, bootEpoch: o.bootEpoch, lease: o.lease,
      jtiStore: {
        redeem(id, expiresAt) {
          const first = jti.redeem(id, expiresAt)
          if (first) port.send({ type: 'REDEEMED', jti: id })
          return first
        },
      },
      bridge: engine.bridge,
      bootstrap: {
        call: (method, args, context, done) => engine.call(method, args, context, done),
        destruct() {
          destructed = true
          engine.destruct?.()
        },
      },
      onResumed: () => tick(),
      onSession(session) {
        tick()
        session.onLost((failure) => {
          // The last caller is gone for good: so is the reason to live. (Its goodbye is on its way before this.)
          // What was answered before the destruct still has to reach its caller.
          if (destructed || owners().length === 0) port.whenFlushed(() => port.send({ type: 'EXIT', reason: destructed ? 'destructed' : failure.message.slice(0, 200) }), EXIT_GRACE)
        })
      },
      onRefused: (code, detail) => port.send({ type: 'REFUSED', code, detail: detail.slice(0, 200) }),
    })
    setInterval(tick, Math.max(MIN_TICK, Math.min(MAX_TICK, o.lease / TICKS_PER_LEASE)))
  }

  const sessions = (): Session[] => [...acceptor!.sessions].filter((s) => s.state === 'open' || s.state === 'reconnecting')
  /** Those who were handed the worker are no reason to live. */
  const owners = (): Session[] => sessions().filter((s) => (s.ticket?.handed ?? 0) === 0)

  function tick(): void {
    const channels = (list: Session[]) => list.map((s) => Number(/^channel (\d+)$/.exec(s.linkName)?.[1] ?? 0)).filter((n) => n > 0)
    port.send({ type: 'TICK', channels: channels(sessions()), owners: channels(owners()), heap: Math.round(process.memoryUsage.rss() / 1048576) })
  }
}

function readOrder(message: Message): Bundle & { lease: number; core: Uint8Array; bootEpoch: string } {
  const args = decodeValue(bytes(message, 'args', 0, 1 << 24))
  return {
    worker: text(message, 'worker'),
    incarnation: number(message, 'incarnation', 1, 0xffffffff),
    main: text(message, 'main', 1024),
    files: files(message, 'files', MAX_FILES),
    simulEfun: text(message, 'simulEfun', 512),
    include: text(message, 'include', 512),
    args: Array.isArray(args) ? args : [],
    memory: number(message, 'memory', 1, MAX_MEMORY),
    ticks: optionalNumber(message, 'ticks', 1, Number.MAX_SAFE_INTEGER),
    library: process.env.HAUKI_LIBRARY ?? null,
    lease: number(message, 'lease', MIN_LEASE, MAX_LEASE),
    core: bytes(message, 'core', 32, 32),
    bootEpoch: text(message, 'bootEpoch'),
  }
}

