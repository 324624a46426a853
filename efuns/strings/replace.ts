/** replace_string(). */
import { checkSize } from '../../driver/vm/ops.js'
import { badArgument } from '../../driver/vm/errors.js'
import { searchTicks, splitText } from '../../driver/vm/search.js'
import { typeName } from '../../driver/vm/typename.js'
import { isInt, type Value } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'

export default [
  efun({
    name: 'replace_string', family: 'strings', since: '0.1', ticks: 3,
    sig: 'string replace_string(string str, string pattern, string replacement, int first_or_max?, int last?)',
    doc: 'Returns `str` with `pattern` replaced by `replacement`.\n\nWith one number, only that many are replaced, from the left (0: all). With two, only the occurrences from the first to the last, counted from 1 (last 0: to the end). An empty pattern replaces nothing.',
    examples: ['replace_string("xyx", "x", "oo") == "ooyoo"', 'replace_string("xyx", "x", "o", 1) == "oyx"', 'replace_string("xxx", "x", "o", 2, 2) == "xox"'],
    seeAlso: ['pcre_replace', 'explode', 'implode'],
  }, (F, s: string, pattern: string, by: string, a: Value, b: Value) => {
    if (a !== undefined && !isInt(a)) throw badArgument('replace_string', 4, 'int', typeName(a))
    const one = Number(a ?? 0)
    const [first, last] = b === undefined ? [0, one] : [one, Number(b)]
    // A last one below 0 is before all.
    if (pattern === '' || s === '' || last < 0) return s
    F.charge(searchTicks(s, pattern))
    const parts = splitText(s, pattern)
    const found = parts.length - 1
    if (found === 0) return s
    const from = Math.max(1, first)
    const to = last === 0 ? found : Math.min(last, found)
    if (from > to) return s
    F.charge(found * 2)
    checkSize(F, 'string', s.length + (to - from + 1) * (by.length - pattern.length), F.host.limits.stringLength)
    if (from === 1 && to === found) return parts.join(by)
    return parts.slice(0, from).join(pattern) + by + parts.slice(from, to).join(by) + (to > from ? by : '') + parts.slice(to).join(pattern)
  }),
] as Efun[]
