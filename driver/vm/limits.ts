/**
 * Every limit of the engine, with its reason. A mudlib's config may lower or raise those that
 * are in Limits; the constants below are fixed. Each has a hostile test in t/vm/limits.
 */

/** Limits a configuration can set (config keys of FluffOS in brackets). */
export interface Limits {
  /** Ticks of one evaluation [maximum evaluation cost]: about 0.3 s of plain code. */
  evalTicks: number
  /** Call depth across objects [maximum call depth]: each costs JavaScript stack. */
  callDepth: number
  /** Elements of an array [maximum array size]. */
  arraySize: number
  /** Pairs of a mapping [maximum mapping size]. */
  mappingSize: number
  /** UTF-16 units of a string [maximum string length]: doubling in a loop must end. */
  stringLength: number
  /** Bytes of a buffer [maximum buffer size]. */
  bufferSize: number
  /** Inherit depth [inherit chain size]. */
  inheritDepth: number
  /** Bytes read_file returns [maximum read file size]. */
  readFileSize: number
  /** Suspended fibers one user may own: each holds memory until its answer comes. */
  fibersPerUser: number
  /** Ticks over all slices of one fiber: a fiber that waits in a loop must end some day. */
  fiberTicks: number
}

export const DEFAULT_LIMITS: Limits = {
  evalTicks: 30_000_000,
  callDepth: 1_000,
  arraySize: 1_000_000,
  mappingSize: 1_000_000,
  stringLength: 16_777_216,
  bufferSize: 16_777_216,
  inheritDepth: 30,
  readFileSize: 4_194_304,
  fibersPerUser: 1_000,
  fiberTicks: 3_000_000_000,
}

/**
 * Ticks of one slice, whatever a configuration allows: beyond 31 bits V8 keeps the counter as a
 * double in a box of its own, which makes every loop three times as slow.
 */
export const MAX_SLICE = 2 ** 30

/** Ticks of an error that catch() stops: V8 records the JavaScript stack of each, which takes some 6 us. */
export const ERROR_TICKS = 600
/** Ticks of a call of an async function: a fiber and a promise; and of one that ends in an error before it waits, whose trace is kept. */
export const ASYNC_TICKS = 60
export const ASYNC_ERROR_TICKS = 3_000
/** Ticks of each line of a trace that the mudlib is told about. */
export const TRACE_LINE_TICKS = 100
/** Parked frames of one fiber: bounds the memory of a deep recursion that waits. */
export const MAX_PARKED_FRAMES = 20_000

/** Handlers and awaits of one promise: each is kept until it settles, which may be never. */
export const MAX_REACTIONS = 10_000

/** Function values one call may defer: a loop that defers must end before memory does. */
export const MAX_DEFERRED = 1_000
/** Handlers one object has attached with promise_then() that did not run yet: a loop that attaches must end. */
export const MAX_HANDLERS_PER_OBJECT = 10_000

/** Lines of an LPC trace that are kept; a runaway recursion needs no more to be understood. */
export const MAX_TRACE = 100

/** Longest profile, in seconds: somebody forgets to stop it. */
export const MAX_PROFILE_SECONDS = 600

/** Longest profile that counts calls, in seconds: everything is slow meanwhile. */
export const MAX_COUNTING_SECONDS = 10

/**
 * Distinct call paths in one chunk of a profile, after which it ends by itself. Recursion that branches at random
 * makes 100,000 in a second, which take a second to fetch; honest code makes some hundreds.
 */
export const MAX_PROFILE_PATHS = 10_000
