/** to_int(), to_float(), to_string(). */
import { floatText } from '../../driver/vm/float-text.js'
import { bigFrom } from '../../driver/vm/int-text.js'
import { Float, canonical, isInt, toInt, type Int, type Value } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'

/** strtoll in base 10: leading white space, sign, digits; saturates at 64 bits. Undefined without digits. */
function parseInteger(text: string): Int | undefined {
  const m = /^[ \t-\r]*([+-]?\d+)/.exec(text)
  if (!m) return text === '' ? 0 : undefined
  if (m[1].length < 16) return Number(m[1]) + 0
  const n = bigFrom(m[1])
  const max = 9223372036854775807n
  return canonical(n > max ? max : n < -max - 1n ? -max - 1n : n)
}

/** C's hexadecimal floats: 0x1.8p1 is 3. */
function hexReal(m: RegExpExecArray): number {
  const [, sign, whole, part = '', power = '0'] = m
  if (whole + part === '') return 0
  const n = Number(BigInt(`0x${whole}${part}`)) * 2 ** (Number(power) - part.length * 4)
  return sign === '-' ? -n : n
}

/** strtod: as much of the text as is a number, 0 when there is none. */
function parseReal(text: string): number {
  const hex = /^[ \t-\r]*([+-]?)0x([\da-f]{0,300})(?:\.([\da-f]{0,300}))?(?:p([+-]?\d{1,6}))?/i.exec(text)
  if (hex) return hexReal(hex)
  const m = /^[ \t-\r]*([+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|inf(?:inity)?|nan))/i.exec(text)
  if (!m) return 0
  const t = m[1].toLowerCase()
  if (t.includes('inf')) return t.startsWith('-') ? -Infinity : Infinity
  if (t.includes('nan')) return NaN
  return Number(t.startsWith('+') ? t.slice(1) : t)
}

export default [
  efun({
    name: 'to_int', family: 'types', since: '0.1', ticks: 1,
    sig: 'int to_int(string|float|int|buffer value)',
    doc: 'Converts a float, a string or a buffer to an int.\n\nA float is cut off towards 0. A string is read as a decimal number; what follows the digits is ignored, and a string without a number at its start gives the undefined 0. The first four bytes of a buffer are read in network order.',
    examples: ['to_int("42") == 42', 'to_int("10x") == 10', 'to_int(6.7) == 6', 'undefinedp(to_int("x"))'],
    seeAlso: ['to_float', 'sscanf'],
  }, (F, v: Value) => {
    if (typeof v === 'string') F.charge(v.length >> 4)
    if (v === undefined) return 0
    if (isInt(v)) return v
    if (v instanceof Float) return toInt(Math.trunc(v.v))
    if (typeof v === 'string') return parseInteger(v)
    const b = v as Uint8Array
    return b.length < 4 ? 0 : (b[0] << 24) | (b[1] << 16) | (b[2] << 8) | b[3]
  }),
  efun({
    name: 'to_float', family: 'types', since: '0.1', ticks: 10,
    sig: 'float to_float(string|float|int value)',
    doc: 'Converts an int or a string to a float.\n\nA string is read as far as it is a number; one that is none gives 0.0.',
    examples: ['to_float(5) == 5.0', 'to_float("1.25") == 1.25', 'to_float("x") == 0.0'],
    seeAlso: ['to_int'],
  }, (F, v: Value) => {
    if (typeof v === 'string') F.charge(v.length >> 2)
    if (v instanceof Float) return v
    return new Float(typeof v === 'string' ? parseReal(v) : Number(v ?? 0))
  }),
  efun({
    name: 'to_string', family: 'types', since: '0.1', ticks: 1,
    sig: 'string to_string(string|float|int|buffer value)',
    doc: 'Converts a number to its text, and a buffer from UTF-8 to a string.\n\nFloats have six decimals. Bytes that are not UTF-8 become U+FFFD.',
    examples: ['to_string(42) == "42"', 'to_string(2.0) == "2.000000"'],
    seeAlso: ['to_int', 'to_float', 'sprintf', 'string_decode'],
  }, (F, v: Value) => {
    if (v instanceof Uint8Array) F.charge(v.length >> 3)
    if (typeof v === 'string') return v
    if (v instanceof Float) return floatText(v.v)
    if (v instanceof Uint8Array) return new TextDecoder().decode(v)
    return String(v ?? 0)
  }),
] as Efun[]
