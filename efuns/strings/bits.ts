/** Bits packed six to a character: set_bit() and its relatives. */
import { BAD_ARGUMENT, LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Int } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'

/** FluffOS's figure for `maximum bits in a bitfield`. */
const MAX_BITS = 12_000
const family = 'strings'
const since = '0.1'

function checked(name: string, bit: Int): number {
  if (bit < 0) throw new LpcError(`Bad argument 2 (negative) to ${name}().`, { code: BAD_ARGUMENT })
  if (bit > MAX_BITS) throw new LpcError(`${name}() bit requested: ${bit} > maximum bits: ${MAX_BITS}`, { code: LIMIT })
  return Number(bit)
}

/** The six bits of character `i`. */
function six(name: string, s: string, i: number): number {
  const c = s.charCodeAt(i) - 32
  if (c < 0 || c > 63) throw new LpcError(`Illegal bit pattern in ${name} character ${i}`, { code: BAD_ARGUMENT })
  return c
}

function put(s: string, i: number, bits: number): string {
  return s.slice(0, i) + String.fromCharCode(bits + 32) + s.slice(i + 1)
}

export default [
  efun({
    name: 'set_bit', family, since, ticks: 2,
    sig: 'string set_bit(string bits, int n)',
    doc: 'Returns the bit string `bits` with bit `n` set.\n\nA bit string holds six bits in each character; it grows as needed, up to 12000 bits. An empty string has no bit set.',
    examples: ['test_bit(set_bit("", 3), 3)', '!test_bit(set_bit("", 3), 4)'],
    seeAlso: ['clear_bit', 'test_bit', 'next_bit'],
  }, (F, s: string, bit: Int) => {
    const n = checked('set_bit', bit)
    const i = Math.floor(n / 6)
    F.charge(i >> 4)
    if (i >= s.length) s = s.padEnd(i + 1, ' ')
    return put(s, i, six('set_bit', s, i) | (1 << n % 6))
  }),
  efun({
    name: 'clear_bit', family, since, ticks: 2,
    sig: 'string clear_bit(string bits, int n)',
    doc: 'Returns the bit string `bits` with bit `n` cleared.',
    examples: ['!test_bit(clear_bit(set_bit("", 3), 3), 3)', 'clear_bit("", 40) == ""'],
    seeAlso: ['set_bit'],
  }, (F, s: string, bit: Int) => {
    const n = checked('clear_bit', bit)
    const i = Math.floor(n / 6)
    F.charge(i >> 4)
    return i >= s.length ? s : put(s, i, six('clear_bit', s, i) & ~(1 << n % 6))
  }),
  efun({
    name: 'test_bit', family, since, ticks: 1,
    sig: 'int test_bit(string bits, int n)',
    doc: 'Returns 1 when bit `n` of the bit string is set, else 0.',
    examples: ['test_bit(set_bit("", 100), 100)', '!test_bit("", 0)'],
    seeAlso: ['set_bit', 'next_bit'],
  }, (_F, s: string, bit: Int) => {
    const i = Math.floor(Number(bit) / 6)
    return i >= 0 && i < s.length && (s.charCodeAt(i) - 32) & (1 << Number(bit) % 6) ? 1 : 0
  }),
  efun({
    name: 'next_bit', family, since, ticks: 2,
    sig: 'int next_bit(string bits, int after)',
    doc: 'Returns the number of the first bit set behind bit `after`, or -1.\n\nStart with -1; 0 starts there as well, and may give 0.',
    examples: ['next_bit(set_bit("", 10), -1) == 10', 'next_bit(set_bit("", 10), 10) == -1'],
    seeAlso: ['test_bit'],
  }, (F, s: string, after: Int) => {
    F.charge(s.length >> 3)
    for (let n = after <= 0 ? 0 : Number(after) + 1; n < s.length * 6; n++) {
      if (six('next_bit', s, Math.floor(n / 6)) & (1 << n % 6)) return n
    }
    return -1
  }),
] as Efun[]
