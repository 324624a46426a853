/** Numbers and texts of the socket efuns, as `<socket.h>` and `<socket_err.h>` have them. */

export const Mode = { MUD: 0, STREAM: 1, DATAGRAM: 2, STREAM_BINARY: 3, DATAGRAM_BINARY: 4, STREAM_TLS: 5, STREAM_TLS_BINARY: 6 } as const
export const MODE_NAMES = Object.keys(Mode)

export const SUCCESS = 1
export const EE = {
  SOCKET: -1, FDRANGE: -5, BADF: -6, SECURITY: -7, ISBOUND: -8, ADDRINUSE: -9, BIND: -10, MODENOTSUPP: -12, NOADDR: -13,
  ISCONN: -14, LISTEN: -15, NOTLISTN: -16, WOULDBLOCK: -17, ACCEPT: -19, ISLISTEN: -20, BADADDR: -21, ALREADY: -22,
  CONNREFUSED: -23, CONNECT: -24, NOTCONN: -25, TYPENOTSUPP: -26, SENDTO: -27, SEND: -28, CALLBACK: -29, SOCKRLSD: -30,
  SOCKNOTRLSD: -31, BADDATA: -32,
} as const

/** What socket_error() says, by the number without its sign. */
const TEXTS: Readonly<Record<number, string>> = {
  1: 'The socket could not be made', 2: 'The socket took an option badly', 3: 'The socket would block the driver', 4: 'There are no more sockets',
  5: 'No such socket number', 6: 'The socket is closed', 7: 'Access denied', 8: 'The socket is bound already', 9: 'The address is in use',
  10: 'The address could not be bound', 11: 'The address is not known', 12: 'The mode of the socket does not allow this', 13: 'The socket is not bound to an address',
  14: 'The socket is connected already', 15: 'The socket could not listen', 16: 'The socket does not listen', 17: 'Too much waits to be sent, or nothing to be accepted', 18: 'Interrupted',
  19: 'The connection could not be accepted', 20: 'The socket listens', 21: 'Not an address and port', 22: 'The write callback was not waited for', 23: 'Connection refused',
  24: 'The connection could not be made', 25: 'The socket is not connected', 26: 'A value of this type cannot be sent', 27: 'The datagram could not be sent', 28: 'The data could not be sent',
  29: 'Sent, but wait for the write callback before more', 30: 'The socket was released already', 31: 'The socket was not released', 32: 'The data is nested too deeply',
}

export function errorText(code: number): string {
  if (code === SUCCESS) return 'Success'
  return TEXTS[-code] ?? `Unknown socket error ${code}`
}

export const Option = { VERIFY_PEER: 1, SNI_HOSTNAME: 2, CERT: 3, KEY: 4 } as const
