/** Finding texts: the same answers as V8's search, and never the product of both lengths. */
import fc from 'fast-check'
import t from 'tap'
import { findLastText, findText, splitText } from '../../driver/vm/search.js'

/** Few letters, so that patterns almost fit everywhere; long enough for the search of our own. */
const text = (max: number) => fc.array(fc.constantFrom('a', 'b', 'é'), { maxLength: max }).map((l) => l.join(''))
const pattern = fc.tuple(text(4), fc.integer({ min: 0, max: 20 }), text(12)).map(([a, n, b]) => a.repeat(n) + b)
const subject = fc.tuple(text(200), pattern, fc.integer({ min: 0, max: 3 }), text(60)).map(([a, p, n, b]) => a + p.repeat(n) + b)

t.test('findText() and findLastText() answer as indexOf() and lastIndexOf()', async (t) => {
  fc.assert(fc.property(subject, pattern, fc.nat(120), (s, what, from) => {
    const start = Math.min(from, s.length)
    return findText(s, what, start) === s.indexOf(what, start) && findLastText(s, what) === s.lastIndexOf(what) && findLastText(s, what, start) === s.lastIndexOf(what, start)
  }), { numRuns: 3_000 })
  t.pass()
})

t.test('what is found is found where it was put', async (t) => {
  fc.assert(fc.property(text(100), pattern.filter((p) => p.length > 32), text(100), (a, what, b) => {
    const s = a + what + b
    return findText(s, what) === s.indexOf(what) && findText(s, what) >= 0 && findLastText(s, what) === s.lastIndexOf(what)
  }), { numRuns: 1_000 })
  t.pass()
})

t.test('splitText() cuts as split()', async (t) => {
  fc.assert(fc.property(subject, pattern.filter((p) => p !== ''), (s, separator) => splitText(s, separator).join('|') === s.split(separator).join('|')), { numRuns: 3_000 })
  t.pass()
})

t.test('a pattern that almost fits everywhere', { timeout: 60_000 }, async (t) => {
  const s = 'a'.repeat(4_000_000)
  const what = `${'a'.repeat(1_000_000)}b${'a'.repeat(1_000_000)}`
  t.equal(findText(s, what), -1)
  t.equal(findLastText(s, what), -1)
  t.equal(splitText(s, what).length, 1)
  t.equal(findText(s + what, what), 4_000_000)
})
