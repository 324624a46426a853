/** `"192.0.2.1 4000"`: addresses as the socket efuns take and give them. */
import { isIP } from 'node:net'

export interface Address {
  readonly host: string
  readonly port: number
}

/** Null unless it is an IP address, a space (or, for IPv4, a colon) and a port from 0 to 65535. */
export function parseAddress(text: string): Address | null {
  const m = /^\s*(\S+?)(?:\s+|(?<=^\s*[\d.]+):)(\d{1,5})\s*$/.exec(text.slice(0, 100))
  if (!m || isIP(m[1]) === 0) return null
  const port = Number(m[2])
  return port <= 65_535 ? { host: m[1], port } : null
}

export function showAddress(a: Address | null): string {
  return a ? `${a.host} ${a.port}` : ''
}
