/** Numbers as C's printf writes them: %d %o %x %X %f %g with sign and precision. */
import { Float, type Int, type Value } from '../../driver/vm/values.js'

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
  else if (v instanceof Float && f.type === 'd' && Number.isFinite(v.v)) n = BigInt(Math.floor(v.v))
  else return null
  if (f.type === 'd') return sign(n < 0, f.plus) + String(n < 0 ? -n : n).padStart(precision, '0')
  const unsigned = n < 0 ? BigInt.asUintN(64, BigInt(n)) : n
  const text = unsigned.toString(f.type === 'o' ? 8 : 16).padStart(precision, '0')
  return f.type === 'X' ? text.toUpperCase() : text
}

function sign(negative: boolean, plus: string): string {
  return negative ? '-' : plus
}

/** %f of a number that is not negative. */
export function fixed(x: number, precision: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'nan' : 'inf'
  // toFixed rounds ties away from zero and C to even: ties, and what toFixed cannot, go the exact way.
  if (precision <= 100 && x < 1e21 && (x * 10 ** precision) % 1 !== 0.5) return x.toFixed(precision)
  return exact(x, precision)
}

function exact(x: number, precision: number): string {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, x)
  const raw = bits.getBigUint64(0)
  const exponent = Number((raw >> 52n) & 0x7ffn)
  const mantissa = (raw & 0xfffffffffffffn) | (exponent ? 0x10000000000000n : 0n)
  const shift = Math.max(exponent, 1) - 1075
  const scaled = mantissa * 10n ** BigInt(precision)
  let n: bigint
  if (shift >= 0) n = scaled << BigInt(shift)
  else {
    const d = 1n << BigInt(-shift)
    n = scaled / d
    const twice = (scaled % d) * 2n
    if (twice > d || (twice === d && n & 1n)) n++
  }
  const text = n.toString().padStart(precision + 1, '0')
  return precision ? `${text.slice(0, -precision)}.${text.slice(-precision)}` : text
}

/** %g of a number that is not negative. */
function general(x: number, precision: number): string {
  if (!Number.isFinite(x)) return fixed(x, 0)
  if (x === 0) return '0'
  const p = Math.min(precision, 100)
  const [digits, exp] = x.toExponential(p - 1).split('e')
  const e = Number(exp)
  if (e < -4 || e >= p) {
    const m = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits
    return `${m}e${e < 0 ? '-' : '+'}${String(Math.abs(e)).padStart(2, '0')}`
  }
  const text = fixed(x, p - 1 - e)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
