/**
 * Every limit of the mesh, each with its reason. Each has a hostile test in t/netd.
 * Sizes in bytes, times in milliseconds.
 */

// -- frames
/** One envelope, whole or in pieces. Above it a value should be a document in meshfs. */
export const MAX_FRAME = 16 * 1024 * 1024
/** A batch is flushed when it has grown to this: large enough to fill a segment train, small enough to keep a PING waiting for at most some milliseconds. */
export const FLUSH_BYTES = 64 * 1024
/** A longer frame leaves in pieces … */
export const FRAG_BYTES = 64 * 1024
/** … of this length: two of them fill a record that takes well under a millisecond to seal. */
export const PIECE = 16 * 1024
/** Any piece but the last is at least so long: shorter ones would cost the receiver more than they hold. */
export const MIN_PIECE = 4 * 1024
/** Pieces on the way that the other side has not taken: 20 MB/s over 50 ms of round trip. */
export const BULK_WINDOW = 1024 * 1024
/** Frames of one side that are on the way in pieces at once; more wait. With MAX_FRAME the memory a peer can make this side hold. */
export const MAX_TRANSFERS = 4
/** One record on a Link: a batch just short of flushing, one more frame, pieces, control frames, the seal. */
export const MAX_RECORD = 2 * FLUSH_BYTES + FRAG_BYTES + 4096
/** Frames before the peer has proved anything: a HELLO with its ticket fits easily. */
export const MAX_HANDSHAKE = 8 * 1024
/** An LPC function name. */
export const MAX_METHOD = 128
/** A call-chain id. */
export const MAX_CHAIN = 40
/** Tracing context (a W3C traceparent is 55 characters). */
export const MAX_TRACE_CONTEXT = 64
/** Interned method names per direction; more are sent in full. */
export const MAX_INTERNED = 1024

// -- values
/** Nesting of arrays, mappings and classes; also what the decoder's recursion costs at most. */
export const MAX_VALUE_DEPTH = 64
/** Values in one message: bounds the time one decode may take. */
export const MAX_VALUE_NODES = 1_000_000
/** Arrays, mappings, classes, buffers in one message: an empty mapping is 1 byte on the wire and about 300 in memory. */
export const MAX_VALUE_CONTAINERS = 100_000
/** Members of one class. */
export const MAX_CLASS_MEMBERS = 256
/** Name that comes with an object reference. */
export const MAX_NAME = 256

// -- calls
/** Calls of one side that wait for an answer. */
export const MAX_IN_FLIGHT = 1024
/** Bytes written, queued or not yet acknowledged, beyond which a session takes no more calls. */
export const MAX_BUFFERED = 32 * 1024 * 1024
/** Bytes of arguments of one side's calls that wait for an answer: what they hold there is held until then. */
export const CALL_WINDOW = 32 * 1024 * 1024
/** A call without a deadline of its own. */
export const DEFAULT_DEADLINE = 60_000
/** The longest deadline that is honoured. */
export const MAX_DEADLINE = 24 * 3_600_000
/** Results that wait for a call on them: each call of a chain is followed at once by the next. */
export const MAX_KEPT = 256
/** Calls of one chain `a()->b()->c()` that leave together. */
export const MAX_PIPELINE = 32
/** Hops of one call chain (A calls B calls A …). */
export const MAX_CALL_DEPTH = 32
/** Objects of one side that the other may hold. */
export const MAX_EXPORTS = 65_536
/** Lines of a remote trace that are carried. */
export const MAX_TRACE_LINES = 64
/** Text of an error message. */
export const MAX_MESSAGE = 4096

// -- streams of items
/** Items for one function that are on the way or wait there … */
export const ITEM_WINDOW = 64
/** … and their bytes: no further one is sent beyond it. */
export const ITEM_BYTES = 1024 * 1024
/** Functions of one side that get items at once. */
export const MAX_STREAMS = 1024

// -- sessions
/** Silence after which the other side is held for dead. */
export const DEFAULT_LEASE = 3000
export const MIN_LEASE = 100
export const MAX_LEASE = 600_000
/** From a Link's start to the last message of the handshake. */
export const HANDSHAKE_TIMEOUT = 5000
/** Handshakes under way at one acceptor: each holds a socket and a timer. */
export const MAX_HANDSHAKES = 64
/** Sessions of one worker. */
export const MAX_SESSIONS = 64
/** Acknowledge at the latest after this many bytes … */
export const ACK_BYTES = 256 * 1024
/** … or frames. */
export const ACK_FRAMES = 256
/** How long the callee of a DESTRUCT may take to say goodbye, or to give the next answer that it owes before. */
export const GOODBYE_TIMEOUT = 1000
/** So often that time is given again to one that sends beats, but no answers. */
export const GOODBYE_PATIENCE = 3
/** Pause between attempts to reach a worker whose Link broke: the first, doubling to the second. */
export const FIRST_REDIAL_PAUSE = 5
export const REDIAL_PAUSE = 50

// -- tickets
export const MAX_TICKET = 4096
export const MAX_ROUTES = 8
export const MAX_METHODS = 64
/** Redeemed ids that one worker remembers; it refuses all tickets beyond. */
export const MAX_JTIS = 10_000
/** Clocks of the machines may differ by this. */
export const CLOCK_SLACK = 2000

// -- relay
/** Bytes of one direction that a relay may have to hold: 10 MB/s over 100 ms of round trip. */
export const RELAY_WINDOW = 1024 * 1024
/** A route that has not answered by then gets company from the next one (ms) … */
export const HEAD_START = 250
/** … or after this share of the lease, where that is shorter: some must be left for the next one. */
export const HEAD_START_SHARE = 0.08
/** Share of the lease after which a silent link is given up for another, so that there is time left to find it. */
export const SUSPECT_SHARE = 0.6
/** Answer to a RESUME at least so long (ms), else a third of the lease. */
export const MIN_RESUME_TIMEOUT = 500

// -- control plane
/** One WebSocket message of a Link: what a listener's maxPayloadLength must allow. */
export const WS_MESSAGE = 64 * 1024
/** A plain value's nesting. */
export const MAX_PLAIN_DEPTH = 32
/** Connections of one control server. */
export const MAX_PEERS = 4096

// -- meshfs
export const MAX_POINTER = 512
export const MAX_DOCUMENT = 1024 * 1024
/** Documents remembered by hash. */
export const MAX_BY_HASH = 1024
/** Names in one folder listing. */
export const MAX_LISTING = 4096
