/**
 * Every limit on what strangers may cost us, with its reason. Each has a hostile test in t/net.
 * Not for: limits of the engine (vm/limits).
 */

/** Limits a configuration can set. Bytes, milliseconds, or counts a second. */
export interface NetLimits {
  /** Bytes of one input line. Longer ones are dropped whole: half a command is worse than none. */
  lineBytes: number
  /** Bytes without a line end after which the client is cut off: no human types this. */
  runawayBytes: number
  /** Bytes of one subnegotiation that are kept; the biggest honest ones are GMCP messages. */
  subnegotiationBytes: number
  /** Lines a second, and how many may come at once (a pasted file). Faster ones wait, none is lost. */
  linesPerSecond: number
  lineBurst: number
  /** Lines waiting for their turn when the transport cannot be paused (WebSocket). */
  linesWaiting: number
  /** GMCP, window sizes and interrupts a second, and at once. Faster ones are dropped. */
  signalsPerSecond: number
  signalBurst: number
  /** Bytes waiting for a client that reads slowly; beyond it output is lost, and it is told. */
  outQueueBytes: number
  /** A client that reads nothing for this long while output waits is cut off. */
  stallMs: number
  /** How long a WebSocket client may stay away and come back as if nothing had been: a lift, a tunnel. */
  resumeMs: number
  /** Bytes of the latest output kept for it. */
  replayBytes: number
  /** From connecting to the first line: a socket that never speaks must not be kept. */
  firstLineMs: number
  /** From connecting to the end of the TLS handshake, dripping or silent. */
  handshakeMs: number
  /** From a polite close to a hard one: a peer may ignore FIN. */
  closeGraceMs: number
  /** Connections of one address: bots and broken clients that reconnect in a loop. */
  perAddress: number
  /** The same for loopback, where proxies, tests and the embedded parts live. */
  perAddressLoopback: number
  /** All connections of one listener. */
  connections: number
}

export const DEFAULT_NET_LIMITS: NetLimits = {
  lineBytes: 4_096,
  runawayBytes: 1_048_576,
  subnegotiationBytes: 8_192,
  linesPerSecond: 20,
  lineBurst: 100,
  linesWaiting: 2_000,
  signalsPerSecond: 50,
  signalBurst: 200,
  outQueueBytes: 262_144,
  stallMs: 60_000,
  resumeMs: 120_000,
  replayBytes: 65_536,
  firstLineMs: 120_000,
  handshakeMs: 10_000,
  closeGraceMs: 5_000,
  perAddress: 8,
  perAddressLoopback: 4_096,
  connections: 16_384,
}

/** A subnegotiation this many times over its limit ends the connection instead of being skipped. */
export const SUBNEGOTIATION_RUNAWAY = 8

/** What option answers and prompt marks may use beyond outQueueBytes: they cannot be dropped. */
export const CONTROL_RESERVE = 16_384

/** Most bytes handed to the kernel in one piece, so that a slow reader stops us early. */
export const SEND_PIECE = 65_536

/** Refusals of one option before a peer that keeps asking is ignored: RFC 1143 loops end here. */
export const MAX_REFUSALS = 8

/** Characters of a terminal type, client name or environment value: longer ones are cut. */
export const MAX_NAME = 40

/** TTYPE answers asked for: name, terminal, MTTS. */
export const TTYPE_ROUNDS = 3

/** Window sizes are clamped to this; 65535 columns would make the mudlib wrap nothing. */
export const MAX_COLS = 1_000
export const MAX_ROWS = 1_000

/** Bytes of one GMCP message in and out, and its nesting. Mudlet cuts what is longer. */
export const GMCP_IN_BYTES = 8_192
export const GMCP_OUT_BYTES = 65_536
export const GMCP_DEPTH = 32
/** Modules a client may list in Core.Supports. */
export const GMCP_MODULES = 128

/** MCCP's window and memory (zlib's windowBits, memLevel): 64 KiB a connection instead of 268. */
export const MCCP_WINDOW_BITS = 13
export const MCCP_MEM_LEVEL = 6

/** Bytes of one WebSocket message in; uWebSockets.js cuts the connection (1006) beyond it. */
export const WS_MESSAGE_BYTES = 65_536
/** Seconds without a frame before a WebSocket is pinged to death (8 to 960, or the process aborts). */
export const WS_IDLE_SECONDS = 120
/** Bytes of an HTTP request body, unless the route says more. */
export const HTTP_BODY_BYTES = 65_536
/** Time a handler has for its answer. */
export const HTTP_ANSWER_MS = 30_000
/** Bytes of the biggest file served; the bundle has about half a megabyte. */
export const MAX_FILE = 8_388_608
/** Files served: whoever names a wrong directory should not read the disk into memory. */
export const MAX_FILES = 500
