/** Internet addresses: which are this machine, and which count as one customer. */
import { isIPv4, isIPv6 } from 'node:net'

export function isLoopback(address: string): boolean {
  const plain = unmapped(address)
  return isIPv4(plain) ? plain.startsWith('127.') : plain === '::1' || plain === '0:0:0:0:0:0:0:1'
    || plain === '0000:0000:0000:0000:0000:0000:0000:0001'
}

/** The network an address counts as: itself, or the /64 that an IPv6 customer owns. */
export function networkOf(address: string): string {
  const plain = unmapped(address)
  if (!isIPv6(plain)) return plain
  const [head, tail = ''] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const missing = plain.includes('::') ? 8 - left.length - right.length : 0
  const groups = [...left, ...Array<string>(Math.max(0, missing)).fill('0'), ...right]
  return groups.slice(0, 4).map((g) => parseInt(g, 16).toString(16)).join(':')
}

/** `::ffff:1.2.3.4` is `1.2.3.4`. */
export function unmapped(address: string): string {
  const match = /^(?:::|(?:0+:){5})ffff:(.+)$/i.exec(address)
  if (!match) return address
  if (isIPv4(match[1])) return match[1]
  const [high, low] = match[1].split(':').map((g) => parseInt(g, 16))
  return low === undefined ? address : [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
