/** strsrch() and strcmp(). */
import { LpcError } from '../../driver/vm/errors.js'
import { clusterIndex, clusterLength, isBoundary, isSimple, textTicks } from '../../driver/vm/text.js'
import { findLastText, findText, searchTicks } from '../../driver/vm/search.js'
import type { Int } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'

/** Offset of `what` in `s` where both its ends are ends of characters, or -1. */
function find(s: string, what: string, backwards: boolean): number {
  let at = backwards ? findLastText(s, what) : findText(s, what)
  if (at < 0 || isSimple(s)) return at
  while (at >= 0 && !(isBoundary(s, at) && isBoundary(s, at + what.length))) {
    at = backwards ? (at === 0 ? -1 : findLastText(s, what, at - 1)) : findText(s, what, at + 1)
  }
  return at
}

export default [
  efun({
    name: 'strsrch', family: 'strings', since: '0.1', ticks: 2,
    sig: 'int strsrch(string str, string|int what, int from_end?)',
    doc: 'Returns where `what`, a string or a character, is first found in `str`, or -1.\n\nCharacters are counted from 0. With a `from_end` that is not 0 the last place is returned. The empty string is found at either end.',
    examples: ['strsrch("hello", "l") == 2', 'strsrch("hello", \'l\', 1) == 3', 'strsrch("hello", "x") == -1'],
    seeAlso: ['member_array', 'sscanf', 'regexp'],
  }, (F, s: string, what: string | Int, fromEnd: Int | undefined) => {
    F.charge(textTicks(s))
    if (typeof what !== 'string') {
      if (what === 0) return clusterLength(s)
      if (what < 0 || what > 0x10ffff) throw new LpcError('strsrch(): invalid code point.', { code: 'BAD_ARGUMENT' })
      what = String.fromCodePoint(Number(what))
    }
    F.charge(searchTicks(s, what))
    if (what === '') return fromEnd ? clusterLength(s) : 0
    const at = find(s, what, !!fromEnd)
    return at < 0 ? -1 : clusterIndex(s, at)
  }),
  efun({
    name: 'strcmp', family: 'strings', since: '0.1', ticks: 8,
    sig: 'int strcmp(string a, string b)',
    doc: 'Compares two strings by their characters\' codes.\n\nReturns less than 0 when `a` comes before `b`, more when after, 0 when they are equal: the difference of the first two bytes (of UTF-8) that differ. Made for sort_array().',
    examples: ['strcmp("abc", "abd") < 0', 'strcmp("b", "a") > 0', 'strcmp("", "") == 0'],
    seeAlso: ['sort_array'],
  }, (F, a: string, b: string) => {
    if (a === b) return 0
    F.charge(Math.min(a.length, b.length) >> 1)
    let i = 0
    while (i < a.length && a.charCodeAt(i) === b.charCodeAt(i)) i++
    // A pair of surrogates is one character.
    if (/[\udc00-\udfff]/.test(a[i] ?? b[i])) i--
    const x = Buffer.from(a.slice(i, i + 2))
    const y = Buffer.from(b.slice(i, i + 2))
    let at = 0
    while (x[at] === y[at]) at++
    return (x[at] ?? 0) - (y[at] ?? 0)
  }),
] as Efun[]
