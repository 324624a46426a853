/**
 * The control plane: driver ⇄ Core and node ⇄ Core. The same sealed frames as a session, but the
 * values are plain JavaScript (plain.ts) and the admission is by enrolled key instead of a ticket.
 * Not for: which methods there are (vaultd).
 */
import type { KeyPair } from './keys.js'
import type { Link } from './link.js'
import type { Plain } from './plain.js'
import type { Clock } from './clock.js'

export interface Peer {
  /** The other side's Ed25519 public key, proven. */
  readonly key: Uint8Array
  /** What the other side said of itself in its hello. */
  readonly hello: Plain
  readonly closed: boolean
  /** Rejects with MeshError; `code` and `outcome` tell how. */
  call(method: string, value?: Plain, options?: { deadlineMs?: number }): Promise<Plain>
  /** A call whose answer nobody wants. */
  notify(method: string, value?: Plain): void
  /** Handles a method of ours. What it throws or rejects with is the caller's error (MeshError codes pass). */
  on(method: string, handler: (value: Plain, peer: Peer) => Plain | void | Promise<Plain | void>): void
  onClose(fn: (reason: string) => void): void
  close(reason?: string): void
}

export interface ControlClientOptions {
  readonly keys: KeyPair
  readonly serverKey: Uint8Array
  /** Goes to the server's `admit`: role, name, invite, … */
  readonly hello: Plain
  readonly lease?: number
  readonly clock?: Clock
}

export interface ControlServerOptions {
  readonly keys: KeyPair
  /** Sent back to the client as `peer.hello`. */
  readonly hello?: Plain
  /** Decides by proven key and hello. Returns null to admit, or the refusal's text. */
  admit(key: Uint8Array, hello: Plain): string | null
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

/** Opens a WebSocket to `url` and shakes hands. Rejects with MeshError. */
export declare function connectControl(url: string, options: ControlClientOptions): Promise<Peer>
/** The same over a Link that exists. */
export declare function controlOver(link: Link, options: ControlClientOptions): Promise<Peer>
export declare function createControlServer(options: ControlServerOptions): ControlServer
