/** Limits of http_request(): what one request may take from the driver. */

/** Bytes of an answer's body, the default and the most that may be asked for. */
export const BODY_BYTES = 1_048_576
export const MAX_BODY_BYTES = 8_388_608
/** Bytes that are sent. */
export const MAX_SENT_BYTES = 1_048_576
/** Milliseconds for the whole request with its redirects, the default and the most. */
export const TIMEOUT_MS = 30_000
export const MAX_TIMEOUT_MS = 120_000
/** Redirects that are followed, the default and the most. */
export const REDIRECTS = 5
export const MAX_REDIRECTS = 10
/** Requests under way at once, of one object and of all: each holds a connection and memory. */
export const MAX_OPEN_PER_OBJECT = 16
export const MAX_OPEN = 128
/** Headers that may be given, and bytes of them that are accepted in an answer. */
export const MAX_HEADERS = 64
export const MAX_HEADER_BYTES = 32_768
/** Characters of a URL. */
export const MAX_URL = 8_192
