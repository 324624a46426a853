/**
 * The limits of the compiler behind the front end's (driver/lang/limits.ts): what a program that
 * parses may still cost.
 */

/**
 * Variables kept at all suspend points of one program: each call keeps the locals around it, so that
 * ten thousand locals with a call each would be fifty million names of emitted text.
 */
export const MAX_KEPT = 1_000_000

/** Operators in a row whose JavaScript is one expression: V8's parser recurses on them; the rest waits in a temporary. */
export const MAX_EXPRESSION_DEPTH = 100

/** Cases with ranges that are tried in one expression, likewise. */
export const MAX_CASE_CHAIN = 100
