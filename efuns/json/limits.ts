/** The limit on JSON, with its reason; t/efuns has its hostile test. */

/** Nesting of JSON either way; a structure that contains itself ends here. */
export const MAX_JSON_DEPTH = 200
