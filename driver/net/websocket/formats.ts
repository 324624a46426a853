/**
 * How each subprotocol of mudstandards.org's WebSocket proposal puts text, GMCP and window sizes
 * into frames. A format knows frames only; the session around it is websocket/wire.
 *
 * telnet.mudstandards.org is not here: its frames are a telnet stream (websocket/listen gives it
 * a TelnetWire).
 */
import { formatGmcp, parseGmcp, type GmcpMessage } from '../gmcp.js'
import type { WireInfo } from '../wire.js'

/** What a frame from the client means. */
export type Input =
  /** Keys. `whole`: the frame's end is also a line's end. */
  | { readonly type: 'keys', readonly bytes: Buffer, readonly whole: boolean }
  | { readonly type: 'gmcp', readonly message: GmcpMessage }
  | { readonly type: 'window', readonly cols: number, readonly rows: number }
  /** A message of a further protocol; `id` and `data` are its own affair. */
  | { readonly type: 'side', readonly proto: string, readonly id: string, readonly data: string }
  | { readonly type: 'bad', readonly why: string }

export interface Format {
  readonly kind: WireInfo['kind']
  /** The client takes GMCP, and so also learns of echo off by `Core.Echo {"on": false}`. */
  readonly gmcp: boolean
  read(bytes: Buffer, binary: boolean): Input
  /** The content of a TEXT frame; null when the message cannot be sent. Text output is BINARY in all formats. */
  gmcpFrame(name: string, data: unknown): string | null
  /** The content of a TEXT frame of a further protocol; absent where the format has none. */
  sideFrame?(proto: string, id: string, data: string): string
}

const BAD_GMCP: Input = { type: 'bad', why: 'malformed GMCP' }

const terminal: Format = {
  kind: 'terminal',
  gmcp: false,
  read: (bytes, binary) => ({ type: 'keys', bytes, whole: !binary }),
  gmcpFrame: () => null,
}

const gmcp: Format = {
  kind: 'gmcp',
  gmcp: true,
  read(bytes, binary) {
    if (binary) return { type: 'keys', bytes, whole: true }
    const message = parseGmcp(bytes.toString('utf8'))
    return message ? { type: 'gmcp', message } : BAD_GMCP
  },
  gmcpFrame: formatGmcp,
}

const json: Format = {
  kind: 'json',
  gmcp: true,
  read(bytes, binary) {
    if (binary) return { type: 'keys', bytes, whole: true }
    const envelope = readEnvelope(bytes.toString('utf8'))
    if (!envelope) return { type: 'bad', why: 'malformed JSON envelope' }
    if (envelope.proto === 'gmcp') {
      const message = parseGmcp(`${envelope.id} ${envelope.data}`)
      return message ? { type: 'gmcp', message } : BAD_GMCP
    }
    if (envelope.proto === 'telnet_31') {
      const size = Buffer.from(envelope.data, 'base64')
      return size.length === 4 ? { type: 'window', cols: size.readUInt16BE(0), rows: size.readUInt16BE(2) } : { type: 'bad', why: 'window size' }
    }
    return { type: 'side', ...envelope }
  },
  sideFrame: (proto, id, data) => JSON.stringify({ proto, id, data }),
  gmcpFrame(name, data) {
    const message = formatGmcp(name, data)
    if (message === null) return null
    const space = message.indexOf(' ')
    return JSON.stringify(space < 0 ? { proto: 'gmcp', id: message, data: '' } : { proto: 'gmcp', id: message.slice(0, space), data: message.slice(space + 1) })
  },
}

function readEnvelope(text: string): { proto: string, id: string, data: string } | null {
  try {
    const value = JSON.parse(text) as Record<string, unknown> | null
    if (typeof value !== 'object' || value === null) return null
    const { proto, id = '', data = '' } = value
    return typeof proto === 'string' && typeof id === 'string' && typeof data === 'string' ? { proto, id, data } : null
  } catch {
    return null
  }
}

export const TELNET_PROTOCOL = 'telnet.mudstandards.org'
export const FALLBACK_PROTOCOL = 'terminal.mudstandards.org'

export const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['gmcp.mudstandards.org', gmcp],
  ['json.mudstandards.org', json],
  [FALLBACK_PROTOCOL, terminal],
])
