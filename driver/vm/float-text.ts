/**
 * Floats as text, as C's printf writes them: %f and %g, and what LPC makes of a float in a string.
 * C rounds a tie to the even digit where JavaScript's own conversions go up. Not for: widths and signs (efuns/format).
 */

/** Six decimals: what a float is in a string and in a save file. */
export function floatText(v: number): string {
  const text = fixed(Math.abs(v), 6)
  return (v < 0 || Object.is(v, -0)) ? `-${text}` : text
}

/** Six significant digits: what a float is in a template literal. */
export function shortFloat(v: number): string {
  const text = general(Math.abs(v), 6)
  return v < 0 || Object.is(v, -0) ? `-${text}` : text
}

/** %f of a number that is not negative, with `precision` decimals. */
export function fixed(x: number, precision: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'nan' : 'inf'
  // Ties, and what toFixed cannot, go the exact way.
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

/** %g of a number that is not negative, with `precision` significant digits. */
export function general(x: number, precision: number): string {
  if (!Number.isFinite(x)) return fixed(x, 0)
  if (x === 0) return '0'
  const p = Math.min(precision, 100)
  const [digits, exp] = significant(x, p).split('e')
  const e = Number(exp)
  const short = (text: string) => text.includes('.') ? text.replace(/\.?0+$/, '') : text
  if (e < -4 || e >= p) return `${short(digits)}e${e < 0 ? '-' : '+'}${String(Math.abs(e)).padStart(2, '0')}`
  return short(fixed(x, p - 1 - e))
}

/** `x` as d.ddde±x with `p` digits. */
function significant(x: number, p: number): string {
  const up = x.toExponential(p - 1)
  // A double whose digits end right behind the cut, in a 5, lies in the middle.
  const [digits, exp] = x.toExponential().split('e')
  const all = digits.replace('.', '')
  if (all.length !== p + 1 || !all.endsWith('5') || Number(all[p - 1]) % 2 !== 0) return up
  const [ninety] = x.toExponential(100).split('e')
  if (!/^0*$/.test(ninety.replace('.', '').slice(p + 1))) return up
  const even = all.slice(0, p)
  return `${even[0]}${p > 1 ? `.${even.slice(1)}` : ''}e${exp}`
}
