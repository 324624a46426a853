/**
 * Every limit of vaultd, with its reason. Each has a hostile test in t/vaultd.
 */
import { CLONE_BOUNDS } from '../driver/mesh.js'

/** One chunk between agent and vault: larger would hold up the control chunks behind it. */
export const MAX_CHUNK = 64 * 1024

/** Chunks of one vault that the agent takes in a second: an honest worker writes one for each turn of its loop, a hostile one seven thousand empty ones with a single write. */
export const MAX_CHUNKS_PER_SECOND = 50_000

/** One control message to or from a vault: source with its includes must fit, a bomb must not. */
export const MAX_CONTROL = 8 * 1024 * 1024

/** Bytes in flight of one connection and direction before the reader must give credit: bounds memory per connection. */
export const CHANNEL_WINDOW = 256 * 1024

/** Connections one vault may have open: a caller needs one, and a second while it reconnects. */
export const MAX_CHANNELS = 16

/** A connection that has not redeemed a ticket by then is closed (ms): half-open ones must not pile up. */
export const HANDSHAKE_TIMEOUT = 5_000

/** Log bytes per vault and second that are passed on: a worker that prints in a loop must not fill the disk. */
export const LOG_BYTES_PER_SECOND = 16 * 1024

/** Last bytes of a vault's stderr kept for the report of its death. */
export const STDERR_TAIL = 4 * 1024

/** From spawn to READY (ms): a cold start under load takes about a second. */
export const START_TIMEOUT = 15_000

/** From INJECT to the answer (ms): compile time of the largest bundle, many times over. */
export const INJECT_TIMEOUT = 20_000

/** From the kill to the exit event (ms): longer means that the kernel holds the process (uninterruptible). */
export const STOP_TIMEOUT = 5_000

/** One request to the API of Incus or LXD (ms): a busy cluster takes seconds. */
export const INCUS_REQUEST_TIMEOUT = 30_000

/** What goes on in the background there (ms): moving a vault to another machine is the longest. */
export const INCUS_OPERATION_TIMEOUT = 60_000

/** From the order to start a worker there to its streams being open (ms). */
export const INCUS_START_TIMEOUT = 10_000

/** From there to the end of the trial run that shows, when an agent starts, that node runs there (ms): cold, on a busy machine. */
export const INCUS_PROOF_TIMEOUT = 45_000

/** Bytes of one answer of that API: the list of a thousand instances with all their settings. */
export const INCUS_ANSWER_BYTES = 32 * 1024 * 1024

/** Bytes that wait on the way to or from a worker there before the sender is held back. */
export const INCUS_SOCKET_BUFFER = 256 * 1024

/** Requests of one worker to the world under way at once. */
export const EGRESS_OPEN = 4

/** Bytes of one answer, and of what a request sends: both travel as one control message. */
export const EGRESS_ANSWER_BYTES = 4 * 1024 * 1024
export const EGRESS_SENT_BYTES = 1024 * 1024

/** Bytes that may wait for a worker to read them before its requests are refused: one that asks and does not read must not fill the agent. */
export const EGRESS_BACKLOG = 8 * 1024 * 1024

/** One request (ms), whatever the worker asks. */
export const EGRESS_TIMEOUT = 120_000

/** Characters of a URL or a header's value, headers of a request, bytes of an answer's headers. */
export const EGRESS_URL = 8_192
export const EGRESS_HEADERS = 64
export const EGRESS_HEADER_BYTES = 32_768

/** Vaults being started at once: measured best on two cores for 50 at a time. */
export const SPAWN_CONCURRENCY = 6

/** Source files of one worker. */
export const MAX_FILES = 512

/** Rounds of "these files are missing" before the order fails: each round adds at least one file. */
export const MAX_NEED_ROUNDS = 64

/** Clones of one request: more than this is a loop gone wrong. */
export const MAX_COUNT = CLONE_BOUNDS.count[1]

/** Vaults of one node whatever its memory: each is a process, a port and 6 MB. */
export const MAX_VAULTS = 512

/** Memory of one vault, MiB: below, V8 does not start; above, one worker could take the node. */
export const MIN_MEMORY = CLONE_BOUNDS.memory[0]
export const MAX_MEMORY = CLONE_BOUNDS.memory[1]
export const DEFAULT_MEMORY = 128

/** Processors of a vault whose clone names no number: one busy worker must not take the node. */
export const DEFAULT_CPU = 1
export const MIN_CPU = CLONE_BOUNDS.cpu[0]
export const MAX_CPU = CLONE_BOUNDS.cpu[1]

/** Lease bounds (ms): below, a garbage collection looks like death; above, orphans cost too much. */
export const MIN_LEASE = CLONE_BOUNDS.lease[0]
export const MAX_LEASE = CLONE_BOUNDS.lease[1]
export const DEFAULT_LEASE = 3_000

/** A session that has fallen over to another route looks so soon whether the better one is back, and at last so seldom (ms). */
export const PROBES = [500, 5_000] as const

/** First use of a ticket (ms after its issue); one that is told before the worker is made has INJECT_TIMEOUT more. */
export const TICKET_TTL = 30_000

/** An invite that is not used by then is void (ms). */
export const INVITE_TTL = 24 * 3_600_000

/** Invites that are open at once: each hello of a stranger is held against all of them (2 µs each). */
export const MAX_OPEN_INVITES = 1_000

/** Nodes, drivers that may be enrolled: bounds the matchmaker's scan. */
export const MAX_ENROLLED = 4_096

/** Events kept in the registry: the newest. */
export const MAX_EVENTS = 20_000

/** Ended workers kept in the registry for `swarm` and audits. */
export const MAX_ENDED_WORKERS = 10_000

/** A node that has not been heard of for so long is not chosen (ms): three heartbeats. */
export const HEARTBEAT_EVERY = 1_000
export const NODE_SILENT_AFTER = 3_500

/** Files of a mudlib one FILES request may ask for. */
export const MAX_FILES_PER_REQUEST = 64

/** HTTP body of /api/v2/swarm/spawn. */
export const MAX_HTTP_BODY = 1024 * 1024

/** Capability tags of one node, and the length of one. */
export const MAX_TAGS = 64
export const MAX_TAG_LENGTH = 64

/** Connections through the relay at once: each may hold two windows of a megabyte, if its receivers do not read. */
export const MAX_RELAY_PAIRS = 1_024

/** Of those, waiting for the node to dial in: each costs the node a connection. */
export const MAX_RELAY_WAITING = 256

/** Bytes relayed between one caller and one worker, in all: the relay is for calls, bulk goes by Route A. */
export const MAX_RELAY_BYTES = 16 * 1024 * 1024 * 1024

/** One connection through the relay (ms): then the caller must show a fresh pass, so that a revocation takes hold. */
export const MAX_RELAY_TIME = 3_600_000

/** A node's dial to the relay, from the order (ms). */
export const RELAY_DIAL_TIMEOUT = 3_000

/** A Core that is younger (ms) does not say of an unknown worker that it is gone: its node may be on the way back. */
export const RELAY_SETTLED_AFTER = 10_000

/** A node that has been away for so long does not come back (ms): its workers are marked as ended. Should it come back, they run again. */
export const NODE_GONE_AFTER = 60_000

/** Workers that the Core itself holds for people with curl: each is a session and a connection through the relay. */
export const GATEWAY_SESSIONS = 256

/** A worker that was made over HTTP without a caller's key ends when nobody has called it for so long (ms). */
export const GATEWAY_IDLE = 300_000

/** The operator's session with somebody's worker closes when it is not used (ms); the worker stays its owner's. */
export const TOKEN_IDLE = 30_000

/** How often an owner's right to a worker may be given on from hand to hand. */
export const MAX_DELEGATION = 8

/** Connections to other workers that one worker may have asked for and not got yet. */
export const MAX_DIALS = 8

/** Calls that wait for a worker which is being made anew. */
export const MAX_WAITING = 1_024

/** Pause before another attempt to make a worker anew (ms): the Core may still hold its lost node for alive. */
export const RESPAWN_PAUSE = 300

/** Requests in one JSON-RPC batch: netd lets as many run at once. */
export const MAX_BATCH = 64
