/** Random ints below a bound, each equally likely, for bounds up to 2^63. */
import { randomBytes } from 'node:crypto'
import { canonical, type Int } from '../../driver/vm/values.js'

/** From Math.random: fast, not for secrets. `n` must be above 0. */
export function randomBelow(n: Int): Int {
  // Math.random has 52 random bits: below 2^32 the bias is under one in a million.
  if (typeof n === 'number' && n <= 0x100000000) return Math.floor(Math.random() * n)
  return draw(BigInt(n), () => (BigInt(Math.floor(Math.random() * 0x100000000)) << 32n) | BigInt(Math.floor(Math.random() * 0x100000000)))
}

/** From the operating system's generator. `n` must be above 0. */
export function secureBelow(n: Int): Int {
  return draw(BigInt(n), () => randomBytes(8).readBigUInt64LE())
}

/** Rejection: 64-bit draws past the last whole multiple of `n` are thrown away. */
function draw(n: bigint, next: () => bigint): Int {
  const whole = (1n << 64n) - ((1n << 64n) % n)
  for (;;) {
    const x = next()
    if (x < whole) return canonical(x % n)
  }
}
