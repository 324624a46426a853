/** socket_write(): from an LPC value to bytes, and on their way. */
import { LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { LpcObject } from '../../driver/vm/object.js'
import { Closure } from '../../driver/vm/closure.js'
import { Float, isInt, type Value } from '../../driver/vm/values.js'
import type { Address } from './address.js'
import { EE, Mode } from './codes.js'
import { MAX_DATAGRAM, MAX_FRAME } from './limits.js'
import { DatagramSocket } from './datagram.js'
import { encodeFrame } from './frame.js'
import type { LpcSocket } from './socket.js'
import { StreamSocket } from './stream.js'

/** The bytes of a message that is sent as it is, or null for a value that has none. */
function rawBytes(F: Fiber, v: Value): Uint8Array | null {
  if (typeof v === 'string') {
    F.charge(v.length >> 4)
    return Buffer.from(v, 'utf8')
  }
  if (v instanceof Uint8Array) {
    F.charge(v.length >> 4)
    // Its own copy: LPC may change the buffer before it is sent.
    return v.slice()
  }
  if (!Array.isArray(v)) return null
  F.charge(v.length)
  return v.every((x) => isInt(x) || x instanceof Float) ? Uint8Array.from(v, (x) => Number(x instanceof Float ? Math.trunc(x.v) : x) & 255) : null
}

export function write(F: Fiber, s: LpcSocket, message: Value, address: string | undefined, to: Address | null): number {
  if (s instanceof DatagramSocket) {
    if (address === undefined) return EE.NOADDR
    if (!to || to.port === 0) return EE.BADADDR
    const bytes = rawBytes(F, message)
    if (!bytes) return EE.TYPENOTSUPP
    return bytes.length > MAX_DATAGRAM ? EE.SENDTO : s.send(bytes, to)
  }
  if (!(s instanceof StreamSocket)) return EE.MODENOTSUPP
  if (s.state !== 'DATA_XFER') return EE.NOTCONN
  if (s.mode !== Mode.MUD) {
    const bytes = rawBytes(F, message)
    return bytes ? s.write(bytes) : EE.TYPENOTSUPP
  }
  if (message instanceof LpcObject || message instanceof Closure) return EE.TYPENOTSUPP
  let frame: Uint8Array
  try {
    frame = encodeFrame(message)
  } catch (e) {
    // Nested too deeply, or too large.
    if (e instanceof LpcError && !e.fatal) return EE.BADDATA
    throw e
  }
  F.charge(frame.length >> 2)
  return frame.length > MAX_FRAME ? EE.BADDATA : s.write(frame)
}
