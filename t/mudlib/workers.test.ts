import t from 'tap'
import { Mapping } from '../../driver/vm/mapping.js'
import { Float } from '../../driver/vm/values.js'
import { startGame } from './harness.js'

const game = await startGame()
t.teardown(game.stop)

const TEXT = 'The pike is a fish of prey. A pike hunts other fish. Old pike are large, and the large pike eat the small pike!'

t.test('web_scout reads a text', async (t) => {
  const r = (await game.call('/workers/web_scout', 'analyze_data', TEXT)) as Mapping
  t.equal(r.get('words'), 24)
  t.equal(r.get('sentences'), 3)
  const counts = r.get('frequencies') as Mapping
  t.equal(counts.get('pike'), 5)
  t.equal(counts.get('large'), 2)
  t.equal((r.get('bigrams') as Mapping).get('the small'), 1)
  const keywords = (r.get('keywords') as Mapping[]).map((k) => k.get('text'))
  t.equal(keywords[0], 'pike')
  t.notOk(keywords.includes('the'), 'stop words are no keywords')
  const phrases = (r.get('phrases') as Mapping[]).map((k) => k.get('text'))
  t.ok(phrases.includes('pike hunts'), String(phrases))
  const ease = (r.get('reading_ease') as Float).v
  t.ok(ease > 80 && ease < 130, `reading ease ${ease}`)
})

t.test('web_scout takes anything', async (t) => {
  for (const text of ['', ' ', '...', 'x', '¿Qué?', 'ünïcödé 日本語 😀', 'a'.repeat(10_000)]) {
    const r = (await game.call('/workers/web_scout', 'analyze_data', text)) as Mapping
    t.ok(r instanceof Mapping, JSON.stringify(text.slice(0, 20)))
  }
  t.equal(((await game.call('/workers/web_scout', 'compare', TEXT, TEXT)) as Float).v.toFixed(6), '1.000000')
  t.equal(((await game.call('/workers/web_scout', 'compare', 'a b', 'c d')) as Float).v, 0)
})

t.test('word_count counts, and keeps count', async (t) => {
  const r = (await game.call('/workers/word_count', 'count', 'a rose is a rose')) as Mapping
  t.strictSame(r.keys().map((k) => [k, r.get(k)]), [['a', 2], ['rose', 2], ['is', 1]])
  t.equal(await game.call('/workers/word_count', 'query_total'), 5)
})

t.test('prime_sieve agrees with what is known', async (t) => {
  t.strictSame(await game.call('/workers/prime_sieve', 'primes_below', 30), [2, 3, 5, 7, 11, 13, 17, 19, 23, 29])
  t.equal(await game.call('/workers/prime_sieve', 'count_between', 0, 100_000), 9_592)
  t.equal(await game.call('/workers/prime_sieve', 'count_between', 1_000_000_000, 1_000_100_000), 4_832)
  let sum = 0
  for (let i = 0; i < 7; i++) sum += Number(await game.call('/workers/prime_sieve', 'count_piece', 100_000, i, 7))
  t.equal(sum, 9_592, 'pieces add up')
  await t.rejects(game.call('/workers/prime_sieve', 'count_between', 0, 3_000_000), /At most 2000000/)
})
