/**
 * Every limit on planners, with its reason. A model can ask faster, more and longer than a human
 * reads; each limit is a typed error with `retry_after_ms` where waiting helps, and has a test.
 */

/** Requests a second, and at once. */
export const REQUESTS_PER_SECOND = 20
export const REQUEST_BURST = 200

/** Longest id of a request. */
export const MAX_ID = 64
/** Requests of one connection that are not answered yet: a planner's, and a wizard's tools in the browser. */
export const MAX_OPEN = 64
export const MAX_TOOL_OPEN = 16
/** Refused requests after which a connection is closed: it does not listen. */
export const MAX_REFUSED = 1_000

/** Ticks of one run, all its slices together: about 3 s of plain code. */
export const TICKS_PER_RUN = 300_000_000
/** Ticks of one run that names no number. */
export const DEFAULT_TICKS = 30_000_000
/** Ticks a minute of one planner: a tenth of one core. */
export const TICKS_PER_MINUTE = 600_000_000

/** Milliseconds a job may take, waits included; and one that names no number. */
export const MAX_TIMEOUT_MS = 600_000
export const DEFAULT_TIMEOUT_MS = 60_000
/** How long a request waits for its job before it is answered with the job's number: less than an HTTP answer may take. */
export const MAX_WAIT_MS = 20_000
/** How long a human has for an approval. */
export const APPROVAL_MS = 600_000

/** Jobs of one planner that run or wait for approval. */
export const MAX_JOBS = 8
/** Idempotency keys of one planner that are remembered: far more than it retries. */
export const KEPT_KEYS = 500
/** Ended jobs whose outcome is kept. */
export const KEPT_JOBS = 100
/** Player commands of one planner that wait for the one before. */
export const MAX_COMMANDS = 16

/** Characters of output kept of one job or command. */
export const OUTPUT_CHARS = 65_536
/** GMCP messages kept of one command. */
export const MAX_GMCP = 50
/** Of a value as JSON: members, depth, characters of all its strings. */
export const VALUE_NODES = 10_000
export const VALUE_DEPTH = 12
export const VALUE_CHARS = 65_536

/** Bytes of a file that is read or written whole; source files are far smaller. */
export const MAX_FILE_BYTES = 1_048_576
/** Characters of a file in one answer; the rest is asked for by offset. */
export const PAGE_CHARS = 65_536
/** Writes an hour, and at once. */
export const WRITES_PER_HOUR = 600
export const WRITE_BURST = 60
/** Names in one listing, entries in one answer. */
export const MAX_ENTRIES = 500

/** Events kept for a planner that was away, and characters of one event's text. */
export const KEPT_EVENTS = 1_000
export const EVENT_CHARS = 4_096

/** Longest token that is looked at. */
export const MAX_TOKEN = 200
/** Wrong tokens of one address at once, and the milliseconds that win one try back. */
export const LOGIN_BURST = 5
export const LOGIN_RETRY_MS = 5_000
/** Addresses whose wrong tokens are remembered. */
export const LOGIN_ADDRESSES = 10_000

/** A planner's body leaves the game when nothing was asked for this long. */
export const BODY_IDLE_MS = 600_000

/** Bytes of one file of the audit log: then another goes on. An editor opens this much. */
export const AUDIT_FILE_BYTES = 67_108_864
/** Characters of a string argument that the audit log keeps; its hash covers the rest. */
export const AUDIT_CLIP = 200
/** Longest line of the audit log that is read; the log's own are far shorter. */
export const MAX_LINE = 1_048_576
/** Longest profile that the browser client may ask for, in seconds. */
export const PROFILE_SECONDS = 60
/** Longest message on the json wire or body of an MCP request, in bytes. */
export const MAX_REQUEST_BYTES = 2_097_152
