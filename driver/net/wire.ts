/**
 * The seam between protocols and the MUD. A Wire speaks one protocol to one client; the world
 * sees only this. Telnet and every WebSocket subprotocol implement it.
 * Not for: what lines mean (world/interactive).
 */

import type { HandedWire } from './handover.js'

/** What a wire tells the session that owns it. Calls never throw back into the wire. */
export interface WireEvents {
  /** One line of input, without its terminator, control characters removed. */
  line(text: string): void
  /** Telnet IP/BRK, Ctrl-C in the browser: interrupt what runs. */
  interrupt(): void
  /** A GMCP message: canonical package name and parsed JSON. */
  gmcp(name: string, data: unknown): void
  window(cols: number, rows: number): void
  /** The client is gone, for whatever reason. Called once; nothing follows. */
  closed(reason: string): void
}

export interface WireInfo {
  readonly kind: 'telnet' | 'telnets' | 'terminal' | 'gmcp' | 'json' | 'ws-telnet'
  readonly address: string
  readonly port: number
  client: string
  terminal: string
  cols: number
  rows: number
  utf8: boolean
  /** The name of `codec`, which a wire that is handed over does not take along. */
  encoding?: string
  screenReader: boolean
  gmcp: boolean
  links: Links
  /** What goes to the client is compressed by telnet's own means (MCCP2) just now. */
  compressed?: boolean
}

/**
 * Links the client can be sent: none; web pages only (OSC 8); commands too (OSC 8 with `send:`);
 * or commands as MSLP has them, for clients that know OSC 68 and perhaps OSC 8.
 */
export type Links = '' | 'pages' | 'osc8' | 'mslp'

/** How text is bytes, for clients that do not speak UTF-8. */
export interface TextCodec {
  encode(text: string): Uint8Array
  decode(bytes: Uint8Array): string
}

export interface Wire {
  readonly info: WireInfo
  /** Set by the game. A wire without bytes of its own (WebSocket text) leaves it be. */
  codec?: TextCodec | null
  /** Text with LF line ends; the wire converts and escapes as its protocol needs. */
  write(text: string): void
  /** Text as in write(), and the end of one output cycle: its unfinished last line is a prompt that stays on the line (GA/EOR, frame end). */
  prompt(text: string): void
  /** false while a password is typed: the client must not echo. */
  echo(on: boolean): void
  gmcp(name: string, data: unknown): void
  /** Sends what is queued, then closes. */
  close(reason: string): void
  /**
   * Lets go of the client without closing, for another process to take it over. Nothing more comes
   * of this wire. null: that cannot be, and the client has been closed. Absent: never can.
   */
  handOver?(): Promise<HandedWire | null>
}

/** The MUD accepts a client: returns the events it wants, after which the wire starts. */
export type Accept = (wire: Wire) => WireEvents

/**
 * A further protocol on the frames of a client, beside the game's own lines: whole messages, both
 * ways, that are never dropped. Not for: what they say (driver/planner).
 */
export interface Side {
  readonly address: string
  /** What the game knows of the client. */
  wire(): Wire
  /** A client that leaves too much unread is cut off. */
  send(id: string, data: string): void
  /** Ends the client's part in the game, which hears that it is gone; the connection stays. */
  leaveGame(reason: string): void
  close(reason: string): void
}

export interface SideEvents {
  message(id: string, data: string): void
  /** Called once; nothing follows. */
  closed(): void
}

/** Called at a client's first message of that protocol. */
export type OpenSide = (side: Side) => SideEvents
