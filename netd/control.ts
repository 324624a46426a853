/**
 * The control plane: driver ⇄ Core and node ⇄ Core. The same handshake and sealed frames as a session,
 * but the values are plain JavaScript (plain.ts) and admission is by enrolled key instead of a ticket.
 * Not for: which methods there are (vaultd).
 */
import type { RemoteFailure } from '../driver/vm/object.js'
import { systemClock, type Clock } from './clock.js'
import { Conversation } from './conversation.js'
import { asFailure, failure, MeshError, RemoteError } from './errors.js'
import { Kind } from './frame.js'
import { acceptHello, helloIsSigned, readHello, startHello, type Established } from './handshake.js'
import type { KeyPair } from './keys.js'
import { DEFAULT_LEASE, MAX_IN_FLIGHT, MAX_PEERS } from './limits.js'
import type { Link } from './link.js'
import { ask, Doorman, sendFrame } from './opening.js'
import { decodePlain, encodePlain, writePlain, type Plain } from './plain.js'
import type { Callee, Done } from './session.js'
import { dialWs } from './wslink.js'

export type Handler = (value: Plain, peer: Peer) => Plain | void | Promise<Plain | void>

export interface Peer {
  /** The other side's Ed25519 public key, proven. */
  readonly key: Uint8Array
  /** What the other side said of itself in its hello. */
  readonly hello: Plain
  readonly closed: boolean
  /** Rejects with RemoteError: `code`, `outcome` and `failure.trace` tell how. */
  call(method: string, value?: Plain, options?: { deadlineMs?: number }): Promise<Plain>
  /** A call whose answer nobody wants. */
  notify(method: string, value?: Plain): void
  /** Handles a method of ours. What it throws or rejects with is the caller's error (RemoteError and MeshError as they are). */
  on(method: string, handler: Handler): void
  onClose(fn: (reason: string) => void): void
  close(reason?: string): void
}

export interface ControlClientOptions {
  readonly keys: KeyPair
  readonly serverKey: Uint8Array
  /** Goes to the server's `admit`: role, name, invite, … Not secret from whoever carries the bytes. */
  readonly hello: Plain
  /** What the server is called in error texts. */
  readonly label?: string
  /** Handlers that must be there before the first call can come. */
  readonly handlers?: Readonly<Record<string, Handler>>
  readonly lease?: number
  readonly clock?: Clock
}

export interface ControlServerOptions {
  readonly keys: KeyPair
  /** Sent back to the client as `peer.hello`. */
  readonly hello?: Plain
  /** Decides by proven key and hello. Returns null to admit, or the refusal's text. */
  admit(key: Uint8Array, hello: Plain): string | null
  /** A peer that has proved to hold its key now (not by a recording). Install handlers here. */
  onPeer(peer: Peer): void
  onRefused?(code: string, detail: string): void
  readonly lease?: number
  readonly clock?: Clock
}

export interface ControlServer {
  /** A fresh Link from a listener (uWebSockets.js: a PushLink fed from its callbacks). */
  accept(link: Link): void
  readonly peers: ReadonlySet<Peer>
  close(): void
}

/**
 * The client's first call: a recorded HELLO cannot make it, since it is sealed. A peer that was let in
 * and does not say it is dropped with the lease. Its answer tells the client that it is in.
 */
const READY = 'control.ready'

class ControlPeer implements Peer {
  private readonly handlers = new Map<string, Handler>()
  readonly conversation: Conversation<Plain>
  closed = false

  constructor(established: Established, readonly hello: Plain, label: string, clock: Clock) {
    const bootstrap: Callee<Plain> = { call: (method, args, _context, done) => this.serve(method, args[0] ?? null, done) }
    this.conversation = new Conversation<Plain>({ established, ticket: null, label, bootstrap, allowed: null, inFlight: MAX_IN_FLIGHT, clock, onBroken: () => {} })
    this.conversation.values = {
      write: (w, v) => writePlain(w, v as Plain),
      read: decodePlain,
    }
    this.conversation.onLost(() => (this.closed = true))
  }

  get key(): Uint8Array {
    return this.conversation.peerKey
  }

  on(method: string, handler: Handler): void {
    this.handlers.set(method, handler)
  }

  call(method: string, value: Plain = null, options: { deadlineMs?: number } = {}): Promise<Plain> {
    return new Promise((resolve, reject) => {
      this.conversation.call(0, method, [value], { ...options, from: method }, (failed, answer) => (failed === null ? resolve(answer) : reject(new RemoteError(failed))))
    })
  }

  notify(method: string, value: Plain = null): void {
    this.conversation.call(0, method, [value], { from: method }, () => {})
  }

  onClose(fn: (reason: string) => void): void {
    this.conversation.onLost((why) => fn(why.message))
  }

  close(reason = 'closed'): void {
    this.conversation.close('CLOSED', reason)
  }

  private serve(method: string, value: Plain, done: Done<Plain>): void {
    const handler = this.handlers.get(method)
    if (handler === undefined) return done(failure('NO_SUCH_METHOD', `There is no method ${method} here.`, 'NOT_EXECUTED'), null)
    const failed = (e: unknown) => done(handlerFailure(e), null)
    try {
      const answer = handler(value, this)
      if (answer instanceof Promise) answer.then((v) => done(null, v ?? null), failed)
      else done(null, answer ?? null)
    } catch (e) {
      failed(e)
    }
  }
}

/** An error of a handler, as its caller sees it: of unexpected ones only the text, never the stack. */
function handlerFailure(e: unknown): RemoteFailure {
  if (e instanceof RemoteError) return e.failure
  if (e instanceof MeshError) return asFailure(e)
  return failure('FAILED', e instanceof Error ? e.message : String(e), 'EXECUTED_FAILED')
}

/** Opens a WebSocket to `url` and shakes hands. Rejects with MeshError. */
export async function connectControl(url: string, options: ControlClientOptions): Promise<Peer> {
  return controlOver(await dialWs(url), options)
}

/** The same over a Link that exists. */
export async function controlOver(link: Link, options: ControlClientOptions): Promise<Peer> {
  const clock = options.clock ?? systemClock
  const hello = startHello(options.keys, options.serverKey, encodePlain(options.hello), wishes(options.lease))
  const peer = await ask(link, clock, Kind.HELLO, hello.body, Kind.ACCEPT, (records, accept) => {
    const established = hello.finish(accept)
    const peer = new ControlPeer(established, decodePlain(established.extra), options.label ?? 'Core', clock)
    for (const [method, handler] of Object.entries(options.handlers ?? {})) peer.on(method, handler)
    peer.conversation.wire.attach(records, established.sendKey, established.receiveKey)
    return peer
  })
  await peer.call(READY)
  return peer
}

export function createControlServer(options: ControlServerOptions): ControlServer {
  const clock = options.clock ?? systemClock
  const refused = (code: string, detail: string) => options.onRefused?.(code, detail)
  const doorman = new Doorman(clock, refused)
  const peers = new Set<Peer>()
  const admitted = new Set<ControlPeer>()
  return {
    peers,
    accept(link) {
      doorman.open(link, (records, first) => {
        if (first.kind !== Kind.HELLO) throw new MeshError('WORKER_LOST', 'Control links are not resumed: connect anew.')
        if (admitted.size >= MAX_PEERS) throw new MeshError('OVERLOADED', `There are ${MAX_PEERS} peers already.`)
        const hello = readHello(first.body)
        if (!helloIsSigned(hello, options.keys.publicKey)) throw new MeshError('DENIED', 'The signature of the HELLO is wrong.')
        const said = decodePlain(hello.credential)
        const refusal = options.admit(hello.callerKey, said)
        if (refusal !== null) throw new MeshError('DENIED', refusal)
        const { body, established } = acceptHello(hello, options.keys, wishes(options.lease), encodePlain(options.hello ?? null))
        const peer = new ControlPeer(established, said, 'Peer', clock)
        admitted.add(peer)
        peer.on(READY, () => {
          if (peers.has(peer)) return
          peers.add(peer)
          options.onPeer(peer)
        })
        peer.conversation.onLost(() => {
          admitted.delete(peer)
          peers.delete(peer)
        })
        sendFrame(records, Kind.ACCEPT, body)
        peer.conversation.wire.attach(records, established.sendKey, established.receiveKey)
      })
    },
    close() {
      for (const peer of [...admitted]) peer.close('the server is closing')
    },
  }
}

function wishes(lease = DEFAULT_LEASE): { lease: number; inFlight: number; resumable: boolean } {
  return { lease, inFlight: MAX_IN_FLIGHT, resumable: false }
}
