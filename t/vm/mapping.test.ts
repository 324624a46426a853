/** Mappings against JavaScript's Map, through the change of layout that many int keys bring. */
import fc from 'fast-check'
import t from 'tap'
import { Mapping } from '../../driver/vm/mapping.js'
import type { Value } from '../../driver/vm/values.js'

const key: fc.Arbitrary<Value> = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: -40, max: 80 }) },
  { weight: 3, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.constantFrom<Value>('a', 2 ** 40, 2n ** 60n) },
)
const step = fc.record({ what: fc.constantFrom('set', 'set', 'set', 'delete'), key, value: fc.integer() })

t.test('like Map, whatever is set and deleted', (t) => {
  fc.assert(fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
    const m = new Mapping()
    const peer = new Map<Value, Value>()
    for (const s of steps) {
      if (s.what === 'set') {
        m.set(s.key, s.value)
        peer.set(s.key, s.value)
      } else if (m.delete(s.key) !== peer.delete(s.key)) return false
      if (m.size !== peer.size || m.get(s.key) !== peer.get(s.key) || m.has(s.key) !== peer.has(s.key)) return false
    }
    const same = (list: Value[], of: Iterable<Value>): boolean => list.length === peer.size && [...of].every((v, i) => v === list[i])
    return same(m.keys(), peer.keys()) && same(m.values(), peer.values()) && same(m.copy().keys(), peer.keys()) && [...m].every(([k, v]) => peer.get(k) === v)
  }), { numRuns: 150 })
  t.end()
})

t.test('int keys that all meet in one place of the index', (t) => {
  // Multiples of the inverse of the hash's factor: their hashes are 0, 1, 2, …, all in the first place.
  const inverse = 0xe8b2f51
  t.equal(Math.imul(inverse, 0x9e3779b1), 1)
  const m = new Mapping()
  for (let i = 0; i < 50_000; i++) m.set(Math.imul(i, inverse), i)
  t.equal(m.size, 50_000)
  t.equal(m.get(Math.imul(49_999, inverse)), 49_999)
  t.strictSame(m.keys().slice(0, 3), [0, inverse, Math.imul(2, inverse)], 'in the order of insertion')
  t.end()
})

t.test('a queue that is emptied at its front', (t) => {
  const m = new Mapping()
  for (let i = 0; i < 5_000; i++) m.set(i, 'x')
  for (let i = 0; i < 4_990; i++) m.delete(i)
  m.set(0, 'again')
  t.strictSame(m.keys(), [4990, 4991, 4992, 4993, 4994, 4995, 4996, 4997, 4998, 4999, 0])
  t.end()
})
