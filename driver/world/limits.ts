/**
 * Every fixed limit of the world, with its reason: how many objects, call_outs, actions and lines
 * one library may have, so that a mistake in LPC ends in an error and not in swap. Each has a
 * hostile test. Not for: limits of one evaluation (vm/limits) or of a connection (net/limits).
 */

/** Objects in one world: a loop that clones for ever must end in an error, not in swap. */
export const MAX_OBJECTS = 500_000
/** Sentences on one living: a room full of things has hundreds, a mistake has millions. */
export const MAX_ACTIONS = 20_000
/** How many things move_or_destruct() may put into what is being emptied. */
export const MAX_REFILLS = 1_000

/** Pending call_outs of one object: a call_out that doubles itself must end. */
export const MAX_CALL_OUTS_PER_OBJECT = 10_000
/** Pending call_outs of the world. */
export const MAX_CALL_OUTS = 200_000
/** Waiting fibers that belong to no player (heart beats, call_outs, daemons). */
export const MAX_DRIVER_FIBERS = 50_000
/** Reports of promises that nobody awaits, a turn: a loop that rejects makes a million a second, each with a call of the error_handler. */
export const MAX_REPORTS = 100
/** Longest run of deliveries in ms before others get their turn: players must not notice. */
export const TURN_MS = 10
/** Most deliveries of one turn, however fast they are. */
export const MAX_TURN = 10_000

/** UTF-16 units of one command: a line of this length is a program, not a command. */
export const MAX_COMMAND = 16_384
/** Nested command() calls: an action that issues itself must end before the stack does. */
export const MAX_NESTED = 64
/** Lines one connection may have waiting: typing ahead, not flooding. */
export const MAX_QUEUED_LINES = 200
/** Output of one turn kept before it is handed to the wire, in UTF-16 units. */
export const MAX_BUFFERED = 262_144
/** Characters that a mudlib may want remembered of one body over a copyover; the rest belongs in its save file. */
export const MAX_SAVED = 65_536

/** Longest path LPC may name: below Linux's PATH_MAX, so that the host never truncates. */
export const MAX_PATH = 1_024
/** Bytes of one source or include file: larger ones are not programs. */
export const MAX_SOURCE = 8_388_608
/** Bytes of one save file: it is read and parsed in one go. */
export const MAX_SAVE = 67_108_864
/** Longest source text of a worker that is kept for those who want to see it, in UTF-16 units. */
export const MAX_KEPT_TEXT = 262_144
/** Files whose commands and errors are counted apart. Virtual objects have as many as a map has places; those beyond are not counted. */
export const MAX_DEED_FILES = 50_000
/** Calls of one array on one worker that are under way at once: half of those a session takes, so that others find room. */
export const MANY_UNDER_WAY = 512
