/**
 * The editor's bounds. A wizard's slip or a hostile line must end in a short text, not in a
 * process without memory. Each has a hostile test in t/mudlib/ed.test.ts.
 */

/** Lines of a buffer: the largest source files people write have a tenth of this. */
export const MAX_LINES = 100_000
/** UTF-16 units of all lines together; also the largest file that is read. */
export const MAX_TEXT = 4_194_304
/** UTF-16 units of one line. */
export const MAX_LINE = 16_384
/** Characters of a pattern: its program grows with it, and matching with program × text. */
export const MAX_PATTERN = 512
/** Text one command may print: a terminal shows no more anyway. */
export const MAX_OUTPUT = 262_144
/** Lines that `z` shows unless told otherwise. */
export const SCROLL = 20
