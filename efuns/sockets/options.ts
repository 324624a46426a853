/** socket_set_option() and socket_get_option(): how TLS sockets check and show who they are. */
import { readFileSync, statSync } from 'node:fs'
import { BAD_ARGUMENT, badArgument, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { truthy, type Value } from '../../driver/vm/values.js'
import { typeName } from '../../driver/vm/typename.js'
import { efun } from '../efun.js'
import { hostFailure, readable, regular } from '../files/access.js'
import { errorText, Option } from './codes.js'
import { StreamSocket } from './stream.js'
import { tableOf } from './table.js'

const family = 'sockets'
const since = '0.1'
/** A certificate chain takes some kilobytes. */
const MAX_PEM = 262_144

function tlsSocket(F: Fiber, fd: number, operation: string): StreamSocket {
  const s = tableOf(F).use(F, fd, operation)
  if (typeof s === 'number') throw new LpcError(`${operation}: ${errorText(s)}: ${fd}`, { code: BAD_ARGUMENT })
  if (!(s instanceof StreamSocket) || !s.tls) throw new LpcError(`${operation}: Socket ${fd} is none with TLS.`, { code: BAD_ARGUMENT })
  return s
}

function pem(F: Fiber, path: string): string {
  const host = readable(F, path, 'socket_set_option')
  if (host === null || !regular(host)) throw new LpcError(`socket_set_option: Cannot read ${path}.`, { code: BAD_ARGUMENT })
  try {
    if (statSync(host).size > MAX_PEM) throw new LpcError(`socket_set_option: ${path} is too large (limit ${MAX_PEM} bytes).`, { code: BAD_ARGUMENT })
    return readFileSync(host, 'utf8')
  } catch (e) {
    throw hostFailure('socket_set_option', path, e)
  }
}

export const socket_set_option = efun({
  name: 'socket_set_option', family, since, ticks: 20,
  sig: 'void socket_set_option(int fd, int option, mixed value)',
  doc: 'Sets an option of a TLS socket, before it connects or listens: `SO_TLS_VERIFY_PEER` (1) whether the certificate of the other side must be good (1, the default, or 0), `SO_TLS_SNI_HOSTNAME` (2) the name that is asked for and that the certificate must have, `SO_TLS_CERT` (3) and `SO_TLS_KEY` (4) files of the mudlib with a certificate and its key in PEM form, read with the leave of `master->valid_read()`.',
  seeAlso: ['socket_get_option', 'socket_create', 'socket_listen'],
}, (F, fd: number, option: number, value: Value) => {
  const { tlsOptions } = tlsSocket(F, fd, 'socket_set_option')
  if (option === Option.VERIFY_PEER) {
    tlsOptions.verify = truthy(value)
    return 0
  }
  if (option < 1 || option > 4) throw new LpcError(`socket_set_option: Unknown option ${option}.`, { code: BAD_ARGUMENT })
  if (typeof value !== 'string') throw badArgument('socket_set_option', 3, 'string', typeName(value))
  if (option === Option.SNI_HOSTNAME) tlsOptions.name = value.slice(0, 255)
  else if (option === Option.CERT) tlsOptions.cert = pem(F, value)
  else tlsOptions.key = pem(F, value)
  return 0
})

export const socket_get_option = efun({
  name: 'socket_get_option', family, since, ticks: 5,
  sig: 'mixed socket_get_option(int fd, int option)',
  doc: 'An option of a TLS socket that `socket_set_option()` sets. Of certificate and key it only tells whether there is one: keys stay in the driver.',
  seeAlso: ['socket_set_option'],
}, (F, fd: number, option: number): Value => {
  const { tlsOptions } = tlsSocket(F, fd, 'socket_get_option')
  switch (option) {
    case Option.VERIFY_PEER: return tlsOptions.verify ? 1 : 0
    case Option.SNI_HOSTNAME: return tlsOptions.name
    case Option.CERT: return tlsOptions.cert === null ? 0 : 1
    case Option.KEY: return tlsOptions.key === null ? 0 : 1
    default: throw new LpcError(`socket_get_option: Unknown option ${option}.`, { code: BAD_ARGUMENT })
  }
})
