/**
 * telnetlib's writer with its output replaced: bytes are escaped rightly (telnetlib writes the
 * array's indices) and everything leaves through the connection's one ordered queue.
 */
import type { Kind } from '../outqueue.js'
import { IAC, SB, SE } from './codes.js'
import { TelnetWriter } from './lib.js'

export type Put = (kind: Kind, bytes: Buffer) => void

export class Writer extends TelnetWriter {
  constructor(link: object, private readonly put: Put) {
    super(link, {})
    this.on('error', () => {})
  }

  /** User data. `mark` is appended unescaped: the command that ends a prompt. */
  writeText(kind: 'text' | 'prompt', data: Buffer, mark?: Buffer): void {
    const escaped = escape(data)
    this.put(kind, mark ? Buffer.concat([escaped, mark]) : escaped)
  }

  override __write(data: Buffer | string): void {
    this.put('text', escape(Buffer.from(data)))
  }

  override __writeRaw(data: Buffer | readonly number[]): void {
    this.put('control', Buffer.from(data))
  }

  override writeSubnegotiation(option: number, data: Buffer | string = '', kind: Kind = 'control'): void {
    this.put(kind, Buffer.concat([Buffer.from([IAC, SB, option]), escape(Buffer.from(data)), Buffer.from([IAC, SE])]))
  }
}

/** Doubles each IAC. */
export function escape(data: Buffer): Buffer {
  let count = 0
  for (let at = data.indexOf(IAC); at >= 0; at = data.indexOf(IAC, at + 1)) count++
  if (count === 0) return data
  const out = Buffer.allocUnsafe(data.length + count)
  let to = 0
  for (const byte of data) {
    out[to++] = byte
    if (byte === IAC) out[to++] = IAC
  }
  return out
}
