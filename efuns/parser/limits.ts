/** Limits on what one sentence of a player may be about, each with its hostile test in t/efuns. */

/** Objects one sentence looks at; a room may hold more, nobody means them. */
export const MAX_OBJECTS = 4_096
/** Arrays in arrays of the objects that a caller gives. */
export const MAX_NESTING = 100
