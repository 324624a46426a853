/** trim(), ltrim(), rtrim() and repeat_string(). */
import type { Fiber } from '../../driver/vm/fiber.js'
import type { Int } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'

const SPACE = ' \t\n\v\f\r'

function trimmed(F: Fiber, s: string, chars: string, left: boolean, right: boolean): string {
  F.charge(chars.length * 4)
  const set = new Set(chars)
  let from = 0
  let to = s.length
  while (left && from < to && set.has(s[from])) from++
  while (right && to > from && set.has(s[to - 1])) to--
  F.charge((s.length - (to - from)) >> 4)
  return s.slice(from, to)
}

function trimEfun(name: string, where: string, left: boolean, right: boolean, examples: string[]): Efun {
  return efun({
    name, family: 'strings', since: '0.1', ticks: 12,
    sig: `string ${name}(string str, string chars?)`,
    doc: `Returns \`str\` without white space at ${where}.\n\nWith \`chars\`, all characters of that string are taken off instead of white space.`,
    examples,
    seeAlso: ['trim', 'ltrim', 'rtrim'].filter((n) => n !== name),
  }, (F, s: string, chars: string | undefined) => trimmed(F, s, chars || SPACE, left, right))
}

export default [
  trimEfun('trim', 'both ends', true, true, ['trim("  orc\\n") == "orc"', 'trim("xxbxx", "x") == "b"']),
  trimEfun('ltrim', 'its start', true, false, ['ltrim("  orc ") == "orc "']),
  trimEfun('rtrim', 'its end', false, true, ['rtrim(" orc \\n") == " orc"']),
  efun({
    name: 'repeat_string', family: 'strings', since: '0.1', ticks: 2,
    sig: 'string repeat_string(string str, int times)',
    doc: 'Returns `str` repeated `times` times.\n\nZero or fewer times is the empty string. It is repeated as often as the string limit allows.',
    examples: ['repeat_string("ab", 3) == "ababab"', 'repeat_string("ab", -1) == ""'],
  }, (F, s: string, times: Int) => {
    if (times <= 0 || s === '') return ''
    const n = Math.min(Number(times), Math.floor(F.host.limits.stringLength / s.length))
    F.charge((s.length * n) >> 6)
    return s.repeat(n)
  }),
] as Efun[]
