/** Numbers as C's printf writes them: %d %o %x %X %f %g with sign and precision. */
import { fixed, general } from '../../driver/vm/float-text.js'
import { Float, toInt, type Int, type Value } from '../../driver/vm/values.js'

/** Digits behind the point, or of an int, that are printed at most; a double needs no more. */
export const MAX_PRECISION = 1100

export interface NumberFormat {
  readonly type: 'd' | 'o' | 'x' | 'X' | 'f' | 'g'
  /** 0: not given. */
  readonly precision: number
  /** Put in front of numbers that are not negative. */
  readonly plus: '' | '+' | ' '
}

/** The text, or null when the value is no number of the right kind. */
export function formatNumber(v: Value, f: NumberFormat): string | null {
  const precision = Math.min(f.precision, MAX_PRECISION)
  if (f.type === 'f' || f.type === 'g') {
    const x = v instanceof Float ? v.v : typeof v === 'number' || typeof v === 'bigint' ? Number(v) : v === undefined ? 0 : null
    if (x === null) return null
    return sign(x < 0 || Object.is(x, -0), f.plus) + (f.type === 'f' ? fixed(Math.abs(x), precision || 6) : general(Math.abs(x), precision || 6))
  }
  let n: Int
  if (typeof v === 'number' || typeof v === 'bigint') n = v
  else if (v === undefined) n = 0
  else if (v instanceof Float && f.type === 'd' && Number.isFinite(v.v)) n = toInt(Math.floor(v.v))
  else return null
  if (f.type === 'd') return sign(n < 0, f.plus) + String(n < 0 ? -n : n).padStart(precision, '0')
  const unsigned = n < 0 ? BigInt.asUintN(64, BigInt(n)) : n
  const text = unsigned.toString(f.type === 'o' ? 8 : 16).padStart(precision, '0')
  return f.type === 'X' ? text.toUpperCase() : text
}

function sign(negative: boolean, plus: string): string {
  return negative ? '-' : plus
}
