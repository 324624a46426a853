/** What LPC's sockets may take from the driver, and how long others may keep one. Each has a hostile test. */

/** Open sockets of one world: each is a descriptor of the process, which has others to care for. */
export const MAX_SOCKETS = 512
/** Open sockets of one object: a faulty one must not use up everybody's. */
export const MAX_SOCKETS_PER_OBJECT = 128
/** Connections that wait for socket_accept(); more are closed. */
export const MAX_PENDING = 64
/** Bytes waiting to be sent above which a write is refused. */
export const MAX_UNSENT = 1_048_576
/** Reads that wait for the read callback before the peer is made to wait (streams), or dropped (datagrams). */
export const MAX_UNREAD = 64
/** Bytes of one MUD message, and of one datagram to be sent. */
export const MAX_FRAME = 1_048_576
export const MAX_DATAGRAM = 65_507
/** Time for what is unsent after socket_close(), in ms. */
export const LINGER_MS = 10_000
/** Time for the other side to hang up too, once it has all, in ms. */
export const HANG_UP_MS = 1_000
/** Time for a connection or a TLS handshake to come about, in ms. */
export const CONNECT_MS = 60_000
