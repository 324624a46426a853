/** Grapheme clusters: the same as Intl.Segmenter, and linear. */
import t from 'tap'
import fc from 'fast-check'
import { clusterAt, clusterEnd, clusterIndex, clusterLength, clusterOffset, clusterRange, clusters, isBoundary } from '../../driver/vm/text.js'

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
const parts = ['a', 'é', '\u0301', '\u200d', '👨', '🏻', '🇫', '🇷', '\u1100', '\u1161', '\u11a8', '\uac00', '\uac01', '\r', '\n', '\u0600', '\u0903', 'क', '\u094d', 'ष', '\u093c', '\u200c', '\ufe0f', '♂', '字', '\u{e0020}', '\ud800', '\udc00', '\u0e33']

t.test('like Intl.Segmenter', async (t) => {
  fc.assert(fc.property(fc.oneof(fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((p) => p.join('')), fc.string({ unit: 'grapheme' })), (s) => {
    const want = [...segmenter.segment(s)].map((x) => x.segment)
    const at = want.map((_, i) => want.slice(0, i).join('').length)
    return clusters(s).join('|') === want.join('|') && clusterLength(s) === want.length
      && want.every((c, i) => clusterAt(s, i) === c.codePointAt(0) && clusterOffset(s, i) === at[i] && clusterIndex(s, at[i]) === i && isBoundary(s, at[i]) && clusterEnd(s, at[i]) === at[i] + c.length)
      && clusterRange(s, 1, want.length - 2) === want.slice(1, -1).join('')
  }), { numRuns: 5000 })
  t.equal(clusterAt('abc', 3), -1)
  t.equal(clusterRange('abc', 2, 1), '')
  t.equal(clusterRange('abc', -5, 99), 'abc')
})

t.test('long strings of every kind take time linear in their length', async (t) => {
  for (const unit of ['😀', '👨‍👩‍👧e\u0301', 'a\r\n', '🇫', '\u1100', '\u0600']) {
    const s = unit.repeat(300_000)
    const start = performance.now()
    clusterLength(s)
    t.ok(performance.now() - start < 20_000, JSON.stringify(unit))
  }
  for (const [base, mark] of [['a', '\u0301'], ['क', '\u094d'], ['👨', '\ufe0f'], ['👨', '\u200d']]) {
    const start = performance.now()
    t.equal(clusterLength(base + mark.repeat(300_000)), 1)
    t.ok(performance.now() - start < 20_000)
  }
})
