/**
 * The limits of the front end, each with its reason: LPC comes from people, and from other
 * machines, so no source text may hang or crash the driver. Not for: run-time limits (vm/limits.ts).
 */

/** UTF-16 units of one file: four times the largest source known, small beside the heap. */
export const MAX_SOURCE_LENGTH = 16_000_000

/** Files open inside each other; real libraries stay below 12, so more is a loop. */
export const MAX_INCLUDE_DEPTH = 64

/** Files read for one program: a file that includes itself twice would double for ever. */
export const MAX_INCLUDES = 5_000

/** Tokens of one program after expansion: some 200000 lines, a quarter of a gigabyte of tokens. */
export const MAX_TOKENS = 2_000_000

/** Tokens that macros may make in one program: `#define B A A` doubles with every line. */
export const MAX_MACRO_TOKENS = 2_000_000

/** Macros expanding inside each other: FluffOS's own bound, and its tests go to 60000. */
export const MAX_MACRO_DEPTH = 65_535

/** Macro calls inside arguments of macro calls: each level costs JavaScript stack. */
export const MAX_MACRO_ARGUMENT_DEPTH = 100

/** Template literals inside `${…}` of template literals: each keeps a lexer state. */
export const MAX_TEMPLATE_DEPTH = 32

/** Parentheses, blocks and operators inside each other: parser and compiler recurse on them. */
export const MAX_NESTING = 250

/** Operators or `else if`s in one chain: the tree leans that deep, and the compiler walks it. */
export const MAX_CHAIN = 1_000

/** Locals and parameters of a function at one place: FluffOS's bound, whose slots are bytes, and LDMud's. */
export const MAX_LOCALS = 255

/** Highest `$n` of a functional, as in FluffOS. */
export const MAX_DOLLAR = 255

/** Headers whose lines are kept for the next program: a library's own, a few thousand lines each. */
export const MAX_CACHED_HEADERS = 500
