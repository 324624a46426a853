/** The sockets family: connections that LPC objects make and take, by FluffOS's names. */
import { callClosure, applyDirect, NO_FUNCTION } from '../../driver/vm/calls.js'
import { Closure } from '../../driver/vm/closure.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { LpcObject } from '../../driver/vm/object.js'
import type { Result, Value } from '../../driver/vm/values.js'
import { after } from '../../driver/world/flow.js'
import { sessionOf } from '../../driver/world/output.js'
import { efun, type Efun } from '../efun.js'
import { needObject } from '../objects/args.js'
import { isIP } from 'node:net'
import { parseAddress, showAddress } from './address.js'
import { EE, errorText, MODE_NAMES, SUCCESS } from './codes.js'
import { MAX_SOCKETS } from './limits.js'
import { DatagramSocket } from './datagram.js'
import { socket_get_option, socket_set_option } from './options.js'
import { resolve } from './resolve.js'
import type { Callback, LpcSocket } from './socket.js'
import { StreamSocket } from './stream.js'
import { tableOf } from './table.js'
import { write } from './write.js'

const family = 'sockets'
const since = '0.1'
const ANSWER = '1 (`EESUCCESS`), or a negative number of `<socket_err.h>`, for which `socket_error()` has words.'

export const socket_create = efun({
  name: 'socket_create', family, since, ticks: 200,
  sig: 'int socket_create(int mode, string|function read, string|function close?)',
  doc: 'Makes a socket and gives its number, or a negative error. `mode` is one of `<socket.h>`: `MUD` (0: LPC values over TCP, without objects and functions), `STREAM` (1: text over TCP), `DATAGRAM` (2: text over UDP), `STREAM_BINARY` (3) and `DATAGRAM_BINARY` (4) with buffers, `STREAM_TLS` (5) and `STREAM_TLS_BINARY` (6) encrypted.\n\n`read(fd, data)` gets what arrives, in order, each in a fiber of its own that may wait, the next one when it has ended (datagrams: `read(fd, data, "address port")`). `close(fd)` hears that the other side ended the connection. Functions are named or function values of this object, whatever their visibility.\n\n`master->valid_socket(caller, operation, ({ fd, owner, address, port }))` decides about every operation of every socket efun; without it all are denied. A socket belongs to the object that made it and closes with it. In a remote worker there is no network. Limits: 512 sockets, 128 an object.',
  seeAlso: ['socket_bind', 'socket_connect', 'socket_write', 'socket_close', 'socket_error'],
}, (F, mode: number, read: Callback, close: Callback) => {
  if (!(mode in MODE_NAMES)) return EE.MODENOTSUPP
  const table = tableOf(F)
  if (!table.permitted(F, 'create', null, null)) return EE.SECURITY
  const s = table.create(mode, F.self, { read, close })
  return typeof s === 'number' ? s : s.fd
})

export const socket_bind = efun({
  name: 'socket_bind', family, since, ticks: 500, mode: 'waits',
  sig: 'int socket_bind(int fd, int port, string address?)',
  doc: `Gives a socket its own address: \`port\`, or a free one for 0, on \`address\` (an IP address of this machine; 127.0.0.1 when left out, so that only this machine reaches it). Waits a moment. ${ANSWER} The port is in \`socket_address(fd, 1)\`.`,
  seeAlso: ['socket_listen', 'socket_address'],
}, (F, fd: number, port: number, address?: string): Result => {
  const host = address ?? '127.0.0.1'
  const at = { host, port }
  const s = tableOf(F).use(F, fd, 'bind', at)
  if (typeof s === 'number') return s
  if (port < 0 || port > 65_535 || isIP(host) === 0) return EE.BADADDR
  if (s.state !== 'UNBOUND' || binding.has(s)) return EE.ISBOUND
  binding.add(s)
  return F.suspend('socket_bind', (wake) => {
    ;(s as StreamSocket | DatagramSocket).bind(at, (code) => {
      binding.delete(s)
      wake(null, code)
    })
  })
})
const binding = new WeakSet<LpcSocket>()

export const socket_listen = efun({
  name: 'socket_listen', family, since, ticks: 200,
  sig: 'int socket_listen(int fd, string|function listen)',
  doc: `Lets a bound stream socket take connections: \`listen(fd)\` is called for each, and takes it with \`socket_accept()\`. At most 64 wait; more are closed. A TLS socket needs its certificate and key first (\`socket_set_option()\`). ${ANSWER}`,
  seeAlso: ['socket_accept', 'socket_bind', 'socket_set_option'],
}, (F, fd: number, listen: Callback) => {
  const s = tableOf(F).use(F, fd, 'listen')
  if (typeof s === 'number') return s
  if (!(s instanceof StreamSocket)) return EE.MODENOTSUPP
  if (s.state === 'LISTEN') return EE.ISLISTEN
  if (s.state === 'UNBOUND') return EE.NOADDR
  if (s.state !== 'BOUND') return EE.ISCONN
  const code = s.listen()
  if (code === SUCCESS) s.callbacks.read = listen
  return code
})

export const socket_accept = efun({
  name: 'socket_accept', family, since, ticks: 200,
  sig: 'int socket_accept(int fd, string|function read, string|function write)',
  doc: 'Takes the connection that waits longest at a listening socket and gives the number of a new socket for it, or a negative error (`EEWOULDBLOCK` when none waits). `read(fd, data)` gets what arrives, `write(fd)` hears when more may be written; the close function is the one given to `socket_create()`. One may write to it at once, over TLS after the first `write(fd)`.',
  seeAlso: ['socket_listen', 'socket_write'],
}, (F, fd: number, read: Callback, onWrite: Callback) => {
  const table = tableOf(F)
  const s = table.use(F, fd, 'accept')
  if (typeof s === 'number') return s
  if (!(s instanceof StreamSocket)) return EE.MODENOTSUPP
  if (s.state !== 'LISTEN') return EE.NOTLISTN
  const made = table.create(s.mode, F.self, { read, write: onWrite, close: s.callbacks.close })
  if (typeof made === 'number') return made
  const accepted = s.accept(() => made as StreamSocket)
  if (accepted) return accepted.fd
  made.close()
  return EE.WOULDBLOCK
})

export const socket_connect = efun({
  name: 'socket_connect', family, since, ticks: 500,
  sig: 'int socket_connect(int fd, string address, string|function read, string|function write)',
  doc: `Begins to connect a stream socket to \`"address port"\`. The address is an IP address, so that \`valid_socket()\` judges what is really reached; \`resolve()\` finds one for a name. \`write(fd)\` is called when the connection is there (and encrypted, if it is to be), or the close function when it failed, within a minute. ${ANSWER}`,
  seeAlso: ['socket_create', 'socket_write', 'resolve'],
}, (F, fd: number, address: string, read: Callback, onWrite: Callback) => {
  const to = parseAddress(address)
  const s = tableOf(F).use(F, fd, 'connect', to)
  if (typeof s === 'number') return s
  if (!(s instanceof StreamSocket)) return EE.MODENOTSUPP
  if (s.state === 'LISTEN') return EE.ISLISTEN
  if (s.state !== 'UNBOUND' && s.state !== 'BOUND') return EE.ISCONN
  if (!to || to.port === 0) return EE.BADADDR
  s.callbacks = { ...s.callbacks, read, write: onWrite }
  return s.connect(to)
})

export const socket_close = efun({
  name: 'socket_close', family, since, ticks: 50,
  sig: 'int socket_close(int fd)',
  doc: `Closes a socket; what was written is still sent, for at most ten seconds. The close function is not called. ${ANSWER}`,
  seeAlso: ['socket_create'],
}, (F, fd: number) => {
  const s = tableOf(F).use(F, fd, 'close')
  if (typeof s === 'number') return s
  s.close()
  return SUCCESS
})

function offer(F: Fiber, ob: LpcObject, fn: Callback, fd: number): Result {
  if (fn instanceof Closure) return callClosure(F, fn, [fd])
  const r = applyDirect(F, ob, fn ?? '', [fd])
  return r === NO_FUNCTION ? undefined : r
}

export const socket_release = efun({
  name: 'socket_release', family, since, ticks: 50, mode: 'calls',
  sig: 'int socket_release(int fd, object ob, string|function release)',
  doc: `Offers a socket to another object: \`release(fd)\` is called in it, and there it takes the socket with \`socket_acquire()\` or does not. ${ANSWER} \`EESOCKNOTRLSD\` when it did not.`,
  seeAlso: ['socket_acquire'],
}, (F, fd: number, ob: Value, release: Callback) => {
  const s = tableOf(F).use(F, fd, 'release')
  if (typeof s === 'number') return s
  if (s.offeredTo) return EE.SOCKRLSD
  const to = needObject(ob, 'socket_release', 2)
  const owner = s.owner
  s.offeredTo = to
  const over = (): Value => {
    const taken = s.offeredTo === null && s.owner !== owner
    s.offeredTo = null
    return taken || (to === owner && acquired.delete(s)) ? SUCCESS : EE.SOCKNOTRLSD
  }
  const give = (): Result => after(F, offer(F, to, release, fd), over)
  try {
    return give()
  } catch (e) {
    s.offeredTo = null
    throw e
  }
})
/** Sockets that their own owner took back while it released them. */
const acquired = new WeakSet<LpcSocket>()

export const socket_acquire = efun({
  name: 'socket_acquire', family, since, ticks: 50,
  sig: 'int socket_acquire(int fd, string|function read, string|function write, string|function close)',
  doc: `Takes over a socket that its owner is releasing to this object; see \`socket_release()\`. ${ANSWER}`,
  seeAlso: ['socket_release'],
}, (F, fd: number, read: Callback, onWrite: Callback, close: Callback) => {
  const table = tableOf(F)
  const s = table.find(fd)
  if (typeof s === 'number') return s
  if (s.offeredTo === null) return EE.SOCKNOTRLSD
  if (s.offeredTo !== F.self || !table.permitted(F, 'acquire', s, s.peer)) return EE.SECURITY
  if (s.owner === F.self) acquired.add(s)
  s.owner = F.self
  s.offeredTo = null
  s.callbacks = { read, write: onWrite, close }
  return SUCCESS
})

export const socket_error = efun({
  name: 'socket_error', family, since, ticks: 2,
  sig: 'string socket_error(int code)',
  doc: 'Words for a number that a socket efun gave.',
  examples: ['stringp(socket_error(-9))'],
  seeAlso: ['socket_create'],
}, (_F, code: number) => errorText(code))

export const socket_address = efun({
  name: 'socket_address', family, since, ticks: 5,
  sig: 'string socket_address(int|object which, int local?)',
  doc: 'The address of a socket as `"address port"`: of the other side, or with `local` of this side (which is also what an unconnected socket gives). For an interactive object, that of the player and the driver\'s port. `""` when there is none; for an object without a connection 0.',
  seeAlso: ['socket_bind', 'query_ip_number'],
}, (F, which: Value, local: Value) => {
  if (which instanceof LpcObject) {
    const info = sessionOf(which)?.wire.info
    return info ? `${info.address} ${info.port}` : 0
  }
  const s = tableOf(F).find(Number(which))
  if (typeof s === 'number') return ''
  return showAddress(local ? s.local : (s.peer ?? s.local))
})

/** Of the socket with a number, or of the place that is free again. */
function status(s: LpcSocket | number): Value[] {
  if (typeof s === 'number') return [-1, 'CLOSED', 'MUD', '', '', undefined]
  return [s.fd, s.state, MODE_NAMES[s.mode], showAddress(s.local), showAddress(s.peer), s.owner.destructed ? 0 : s.owner]
}

export const socket_status = efun({
  name: 'socket_status', family, since, ticks: 20,
  sig: 'mixed *socket_status(int fd?)',
  doc: 'What a socket is doing: `({ fd, state, mode, local address, address of the other side, owner })`; an array of such arrays, by number, when `fd` is left out. The states are `UNBOUND`, `BOUND`, `LISTEN`, `HANDSHAKE`, `DATA_XFER` and, with -1 as its first element, `CLOSED`. For a number that was never a socket: 0.',
  examples: ['arrayp(socket_status())'],
  seeAlso: ['socket_create'],
}, (F, fd: Value) => {
  const table = tableOf(F)
  if (fd === undefined) {
    F.charge(MAX_SOCKETS)
    return Array.from({ length: table.size }, (_, n) => status(table.find(n)))
  }
  const n = Number(fd)
  return n < 0 || n >= table.size ? 0 : status(table.find(n))
})

export const socket_write = efun({
  name: 'socket_write', family, since, ticks: 50,
  sig: 'int socket_write(int fd, mixed message, string address?)',
  doc: `Sends \`message\`: a string or a buffer (an array of ints is its bytes); in \`MUD\` mode any value without objects; a datagram socket needs the \`"address port"\` it goes to. ${ANSWER}\n\n\`EECALLBACK\` means it is on its way, but wait for \`write(fd)\` before the next one; writing all the same gives \`EEALREADY\`. \`EEWOULDBLOCK\` means too much waits already and nothing was taken.`,
  seeAlso: ['socket_connect', 'socket_accept'],
}, (F, fd: number, message: Value, address?: string) => {
  const to = address === undefined ? null : parseAddress(address)
  const s = tableOf(F).use(F, fd, 'write', to)
  if (typeof s === 'number') return s
  return write(F, s, message, address, to)
})

export default [
  socket_create, socket_bind, socket_listen, socket_accept, socket_connect, socket_write, socket_close, socket_release, socket_acquire,
  socket_error, socket_address, socket_status, socket_set_option, socket_get_option, resolve,
] as Efun[]
