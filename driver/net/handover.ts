/**
 * What of a connection outlives the process: the socket's handle, and the state of its protocol as
 * plain JSON. A wire that was handed over is dead here; another process makes it again.
 * Not for: how handles travel between processes (driver/roles/successor).
 */
import type { OptionStanding } from './telnet/option.js'
import type { ReleasedSocket, SocketHandle } from './transport.js'
import type { WireInfo } from './wire.js'

/** A telnet connection between two processes. Bytes are base64. */
export interface TelnetState {
  readonly protocol: 'telnet'
  readonly info: WireInfo
  /** By option code. */
  readonly options: ReadonlyArray<readonly [number, OptionStanding]>
  readonly charsetKnown: boolean
  /** What the client said it supports of GMCP. */
  readonly modules: readonly string[] | null
  /** The client has sent a telnet command, and whether one came just before. */
  readonly speaksTelnet: boolean
  readonly afterCommand: boolean
  /** The unfinished line, and whether a CR came just before. */
  readonly line: { readonly bytes: string, readonly seen: number, readonly afterCr: boolean }
  /** Lines that wait for their turn. */
  readonly lines: readonly string[]
  /** Bytes that are not decoded yet. */
  readonly unread: string
}

/** A WebSocket client that will come back with its token. See websocket/resume. */
export interface ResumeState {
  readonly protocol: 'resume'
  readonly info: WireInfo
  readonly token: string
  readonly hidden: boolean
  /** Number of the first frame. */
  readonly first: number
  readonly frames: ReadonlyArray<{ readonly binary: boolean, readonly bytes: string }>
  readonly lost: boolean
}

/** A client that came while the process was changed: it has heard nothing yet. */
export interface NewState {
  readonly protocol: 'new'
  readonly unread: string
}

/** A client that could not be taken along (TLS, or it reads nothing): it has been closed. */
export interface LostState {
  readonly protocol: 'lost'
}

export type WireState = TelnetState | ResumeState | LostState

/** An open port, and clients that came to it since: `waiting` is asked last. */
export interface HandedPort {
  readonly handle: SocketHandle
  waiting(): ReleasedSocket[]
}

/** A wire on its way. `handle` is null where the client comes back by itself. */
export interface HandedWire {
  readonly state: WireState
  readonly handle: SocketHandle | null
}

