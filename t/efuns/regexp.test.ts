/** Patterns: both dialects, what is refused, and that no pattern holds up the driver. */
import t from 'tap'
import fc from 'fast-check'
import { LpcError } from '../../driver/vm/errors.js'
import type { Value } from '../../driver/vm/values.js'
import { PCRE_I, PCRE_X, pcre, spencer } from '../../efuns/regexp/pattern.js'
import { call, callIn, closure, errorOf, fiber, plain } from './harness.js'

const groups = (pattern: string, s: string, flags = 0): unknown => {
  const m = pcre(pattern, flags).match(fiber(), s, 0)
  return m && m.spans.map((x) => x && s.slice(x[0], x[1]))
}
const classic = (pattern: string, s: string): string | null => {
  const m = spencer(pattern).match(fiber(), s, 0)
  return m && s.slice(m.start, m.end)
}

t.test('Perl\'s dialect', async (t) => {
  const cases: Array<[string, string, unknown, number?]> = [
    ['(?i)a(?-i)B', 'xAB', ['AB']], ['(?i)a(?-i)B', 'xAb', null], ['(?>a+)ab', 'aaab', null], ['a++b', 'aaab', ['aaab']], ['(a)(?>(b)+)(c)', 'abbc', ['abbc', 'a', 'b', 'c']],
    ['(?<w>x)\\k<w>', 'xx', ['xx', 'x']], ['(?P<w>x)(?P=w)', 'xx', ['xx', 'x']], ['(a)\\1', 'aa', ['aa', 'a']], ['[[:alpha:]_]+', '12ab_c', ['ab_c']], ['[[:^digit:]]+', '12ab', ['ab']],
    ['[^]]+', 'ab]', ['ab']], ['[]a]+', ']a', [']a']], ['foo$', 'foo\n', ['foo']], ['foo\\z', 'foo\n', null], ['\\Qa.b\\E', 'a.b', ['a.b']], ['\\x41\\x{42}', 'AB', ['AB']],
    ['.', '😀', ['😀']], ['[😀-😂]', '😁', ['😁']], ['\\p{Lu}', 'aB', ['B']], ['a b # c', 'ab', ['ab'], PCRE_X], ['ABC', 'abc', ['abc'], PCRE_I], ['(?m)^b$', 'a\nb\nc', ['b']],
    ['a.c', 'a\nc', null], ['(?s)a.c', 'a\nc', ['a\nc']], ['(?=ab)a', 'ab', ['a']], ['(?<!x)a', 'xaa', ['a']], ['(?#note)a', 'a', ['a']], ['\\R', '\r\n', ['\r\n']], ['\\ha', ' a', [' a']],
  ]
  for (const [p, s, want, flags] of cases) t.same(groups(p, s, flags), want, p)
  for (const p of ['(unclosed', 'a)', '+', 'a**', '[a', '(?R)', '\\', 'x{5,2}', '(?<n>a)(?<n>b)', '\\2(a)', '\\K', '(?(1)a)', '\\p{Nope}', '('.repeat(1000)]) {
    t.match(errorOf(() => pcre(p, 0)), /regular expression/i, p.slice(0, 20))
  }
})

t.test('the classic dialect', async (t) => {
  t.equal(classic('a*b', 'tabba'), 'ab')
  t.equal(classic('a{2}', 'xa{2}'), 'a{2}')
  t.equal(classic('\\<foo\\>', 'afoo foo b'), 'foo')
  t.equal(classic('[a\\]', '\\'), '\\')
  t.equal(classic('a.b', 'a\nb'), 'a\nb')
  t.equal(classic('\\d', 'd'), 'd')
  t.match(errorOf(() => spencer('+')), /nothing to repeat/)
})

t.test('patterns that could run for ever', async (t) => {
  const long = 'a'.repeat(3000) + 'b'
  const timed = (name: string, body: () => unknown): void => {
    const start = performance.now()
    body()
    const ms = performance.now() - start
    t.ok(ms < 30_000, `${name}: ${Math.round(ms)} ms`)
  }
  timed('nested repeats', () => t.equal(groups('(a+)+$', long), null))
  timed('ambiguous alternatives', () => t.equal(groups('(a|aa)+$', long, PCRE_I), null))
  timed('four in a row', () => t.equal(groups('(.*)(.*)(.*)(.*)z', 'a'.repeat(20_000)), null))
  timed('classic', () => t.equal(classic('((a*)*)*c', long), null))
  timed('look-ahead', () => t.match(errorOf(() => groups('(?=(a+)+$)x', long)), /too long/))
  timed('back reference', () => t.match(errorOf(() => groups('(a*)*\\1b$', 'a'.repeat(3000))), /too long/))
  timed('counted', () => t.match(errorOf(() => groups('(a{1,50}){1,50}$', long)), /too long/))
  t.same(groups('(\\w+\\s?)*!', 'one two three!'), ['one two three!', 'three'], 'and the answer is right')
})

t.test('the two engines agree', async () => {
  // Doubling a group's repeat sends a pattern to the linear engine without changing what it matches.
  const atom = fc.constantFrom('a', 'b', '[ab]', '.', '\\w', '(?:ab|b)', 'c?')
  const quant = fc.constantFrom('', '*', '+', '?', '{1,2}')
  fc.assert(fc.property(fc.array(fc.tuple(atom, quant), { minLength: 1, maxLength: 5 }), fc.string({ unit: fc.constantFrom('a', 'b', 'c') }), (items, s) => {
    const p = items.map(([a, q]) => `(?:${a})${q}`).join('')
    const fast = pcre(p, 0).match(fiber(), s, 0)
    const slow = pcre(`${p}(?:(?:q*)*)?`, 0).match(fiber(), s.padEnd(40, 'x'), 0)
    const fastPadded = pcre(p, 0).match(fiber(), s.padEnd(40, 'x'), 0)
    void fast
    return fastPadded?.start === slow?.start && fastPadded?.end === slow?.end
  }), { numRuns: 500 })
})

t.test('any pattern gives an answer or an LpcError', async () => {
  const bit = fc.constantFrom('a', 'b', '(', ')', '[', ']', '*', '+', '?', '|', '^', '$', '\\', '.', '{2}', '{1,', '(?:', '(?i)', '(?<n>', '\\1', '\\d', '-', ':]', '[:', '\\Q', '\\x{', '(?=', 'é', '😀')
  fc.assert(fc.property(fc.array(bit, { maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 30 }), fc.boolean(), (bits, s, perl) => {
    try {
      const p = bits.join('')
      ;(perl ? pcre(p, 0) : spencer(p)).match(fiber(), s, 0)
      return true
    } catch (e) {
      return e instanceof LpcError && e.code !== 'BUG'
    }
  }), { numRuns: 5000 })
})

t.test('efuns', async (t) => {
  t.same(call('regexp', ['foo', 'bar', 'bazz'], '(oo|zz)', 1), ['foo', 1, 'bazz', 3])
  t.same(call('regexp', ['foo', 'bar'], '^f', 2), ['bar'])
  t.equal(call('regexp', 'tabba', 'a*b'), 1)
  t.match(errorOf(() => call('regexp', 'foo', 'bar', 1)), /Bad argument 3/)
  t.same(call('reg_assoc', 'testhahatest', ['haha', 'te'], [2, 3], 4), [['', 'te', 'st', 'haha', '', 'te', 'st'], [4, 3, 4, 2, 4, 3, 4]])
  // A match of nothing cuts too, and each search begins as if the text began there.
  t.same(call('reg_assoc', 'abc', ['x*'], [1]), [['', '', 'a', '', 'b', '', 'c'], [0, 1, 0, 1, 0, 1, 0]])
  t.same(call('pcre_assoc', 'aab', ['^a'], [1]), [['', 'a', '', 'a', 'b'], [0, 1, 0, 1, 0]])
  t.same(call('pcre_assoc', 'a😀b', ['(?<n>a)', 'a*'], [1, 2]), [['', 'a', '', '', '😀', '', 'b'], [0, 1, 0, 2, 0, 2, 0]])
  t.match(errorOf(() => call('reg_assoc', 'foo', [1], [2])), /array of strings/)
  t.match(errorOf(() => call('reg_assoc', 'foo', ['a'], [1, 2])), /same size/)
  t.same(call('pcre_match', ['cat', 'dog', 'car'], '^ca', 2), ['dog'])
  t.equal(call('pcre_match', 'zabc', 'abc', 1 << 21), 0)
  t.same(call('pcre_match_all', 'hi there', '(\\w*)'), [['hi', 'hi'], ['', ''], ['there', 'there']])
  t.same(call('pcre_match_all', 'a中b', '([ab]*)'), [['a', 'a'], ['', ''], ['b', 'b']])
  t.same(call('pcre_match_all', 'abc', 'x*'), [[''], [''], ['']])
  t.same(plain(call('pcre_extract', 'ac', '(a)(?<b>b)?(c)', 1)), ['a', '', 'c', { m: [] }])
  t.equal(call('pcre_replace', 'a1-b2-', '([a-z])[0-9]-([a-z])[0-9]-', ['X', 'Y']), 'X1-Y2-')
  t.equal(call('pcre_replace', 'abc', '((ab))', ['X', 'Y']), 'Xc')
  t.match(errorOf(() => call('pcre_replace', 'a1', '[a-z][0-9]', ['X', 'Y'])), /0 groups but 2/)
  t.match(errorOf(() => call('pcre_replace', 'ab', '(a)', [1])), /array of strings/)
  t.equal(call('pcre_replace_callback', 'ax by', 'a(x) b(y)', closure((_s: Value, i: number) => String(i))), 'a0 b1')
  t.match(errorOf(() => callIn(fiber({ evalTicks: 1000 }), 'regexp', 'x'.repeat(100_000), 'y')), /Too long evaluation/)
})
