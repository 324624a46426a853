/** Counts connections by address, so that one address cannot take them all. */
import { isIPv4, isIPv6 } from 'node:net'
import type { NetLimits } from './limits.js'

export class Gate {
  readonly #byAddress = new Map<string, number>()
  #all = 0

  constructor(private readonly limits: NetLimits) {}

  get size(): number {
    return this.#all
  }

  /** null: come in, and `leave` later. Otherwise why not. */
  enter(address: string): string | null {
    if (this.#all >= this.limits.connections) return 'The game is full. Try again later.'
    const key = network(address)
    const here = this.#byAddress.get(key) ?? 0
    if (here >= (isLoopback(address) ? this.limits.perAddressLoopback : this.limits.perAddress)) return 'Too many connections from your address.'
    this.#byAddress.set(key, here + 1)
    this.#all++
    return null
  }

  leave(address: string): void {
    const key = network(address)
    const here = this.#byAddress.get(key)
    if (here === undefined) return
    this.#all--
    if (here > 1) this.#byAddress.set(key, here - 1)
    else this.#byAddress.delete(key)
  }
}

export function isLoopback(address: string): boolean {
  const plain = unmapped(address)
  return isIPv4(plain) ? plain.startsWith('127.') : plain === '::1' || plain === '0:0:0:0:0:0:0:1'
    || plain === '0000:0000:0000:0000:0000:0000:0000:0001'
}

/** An IPv6 customer owns a /64: it counts as one. */
function network(address: string): string {
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
