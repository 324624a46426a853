import t from 'tap'
import { randomBytes } from 'node:crypto'
import { Opener, Sealer } from '../../netd/seal.js'
import { seeded } from './virtual-time.js'

const MUTANTS = Number(process.env.MUTANTS ?? 50_000)

t.test('what was sealed is opened, in that order only', async (t) => {
  const key = randomBytes(32)
  const sealer = new Sealer(key)
  const opener = new Opener(key)
  const records = ['one', 'two', 'three'].map((s) => sealer.seal(Buffer.from(s), Buffer.from('!')).subarray(4))
  t.equal(opener.open(records[0])?.toString(), 'one!')
  t.equal(opener.open(records[2]), null, 'not the next one')
  t.equal(new Opener(key).open(records[1]), null, 'nor the second first')
  t.equal(new Opener(randomBytes(32)).open(records[0]), null, 'nor with another key')
})

t.test(`${MUTANTS} mutated records: every one is refused`, async (t) => {
  const key = randomBytes(32)
  const random = seeded(5)
  const sealed = [0, 1, 15, 64, 1000].map((n) => new Sealer(key).seal(randomBytes(n), randomBytes(n >> 1)).subarray(4))
  let taken = 0
  for (let i = 0; i < MUTANTS; i++) {
    const whole = sealed[i % sealed.length]
    const b = Buffer.from(whole)
    const bits = 1 + Math.floor(random() * 3)
    for (let k = 0; k < bits; k++) b[Math.floor(random() * b.length)] ^= 1 << Math.floor(random() * 8)
    const cut = random() < 0.1 ? b.subarray(0, Math.floor(random() * b.length)) : b
    if (!cut.equals(whole) && new Opener(key).open(cut) !== null) taken++
  }
  t.equal(taken, 0)
})
