/** Counts connections by address, so that one address cannot take them all. */
import { isLoopback, networkOf } from './addresses.js'
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
    const key = networkOf(address)
    const here = this.#byAddress.get(key) ?? 0
    if (here >= (isLoopback(address) ? this.limits.perAddressLoopback : this.limits.perAddress)) return 'Too many connections from your address.'
    this.#byAddress.set(key, here + 1)
    this.#all++
    return null
  }

  leave(address: string): void {
    const key = networkOf(address)
    const here = this.#byAddress.get(key)
    if (here === undefined) return
    this.#all--
    if (here > 1) this.#byAddress.set(key, here - 1)
    else this.#byAddress.delete(key)
  }
}
