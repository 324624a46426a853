/** Digits as an int. BigInt() takes time that grows with the square of their number. */

/** Digits that are looked at: far beyond 64 bits, whatever is cut off. */
const MOST = 64

/** The number that `digits` (with a sign, or `0x`) say, or one as far beyond every bound of an int on the same side. */
export function bigFrom(digits: string): bigint {
  if (digits.length <= MOST) return BigInt(digits)
  const [, head, rest] = /^([+-]?(?:0[xX])?)0*(.*)$/s.exec(digits)!
  const n = BigInt((head.replace(/^[+-]/, '') + rest.slice(0, MOST)) || '0')
  return head.startsWith('-') ? -n : n
}
