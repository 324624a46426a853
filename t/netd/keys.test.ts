import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { acceptableKey, generateKeyPair, keyFromText, keyToText, loadKeys, loadOrCreateKeys, naclSigner, nodeSigner, sign, verify } from '../../netd/keys.js'

t.test('both implementations give the same keys and signatures and accept the same', async (t) => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ maxLength: 300 }), fc.nat(), (seed, text, flip) => {
    const a = nodeSigner.keyPair(seed)
    const b = naclSigner.keyPair(seed)
    t.same([a.publicKey, a.secretKey], [b.publicKey, b.secretKey])
    const s = nodeSigner.sign(text, a)
    t.same(s, naclSigner.sign(text, b))
    const wrong = s.slice()
    wrong[flip % 64] ^= 1 << (flip % 8)
    for (const signer of [nodeSigner, naclSigner]) {
      t.equal(signer.verify(text, s, a.publicKey), true)
      t.equal(signer.verify(text, wrong, a.publicKey), false)
    }
  }), { numRuns: 25 })
})

t.test('a pair that either has made is one for the other', async (t) => {
  const text = Buffer.from('text')
  for (const [maker, other] of [[nodeSigner, naclSigner], [naclSigner, nodeSigner]]) {
    const keys = maker.generate()
    t.same(other.keyPair(keys.secretKey.subarray(0, 32)), keys)
    t.same(maker.sign(text, keys), other.sign(text, keys))
    t.equal(other.verify(text, maker.sign(text, keys), keys.publicKey), true)
  }
})

// A process of its own, because it stands still where this fails. The small young generation makes a garbage
// collection at the wrong moment certain instead of rare.
t.test('keys are made and read while garbage is collected', async (t) => {
  const keys = new URL('../../netd/keys.js', import.meta.url).href
  const many = `import { generateKeyPair } from '${keys}'; for (let i = 0; i < 20000; i++) generateKeyPair(); console.log('made')`
  const { stdout, stderr } = spawnSync(process.execPath, ['--max-semi-space-size=1', '--input-type=module', '-e', many], { timeout: 60_000, encoding: 'utf8' })
  t.equal(stdout, 'made\n', stderr)
})

t.test('a malleated signature (S + L) is refused by both', async (t) => {
  const keys = generateKeyPair()
  const text = Buffer.from('text')
  const s = sign(text, keys)
  let S = 0n
  for (let i = 63; i >= 32; i--) S = (S << 8n) | BigInt(s[i])
  S += 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn
  const other = s.slice()
  for (let i = 32; i < 64; i++, S >>= 8n) other[i] = Number(S & 255n)
  t.equal(nodeSigner.verify(text, other, keys.publicKey), false)
  t.equal(naclSigner.verify(text, other, keys.publicKey), false)
})

t.test('keys of small order are refused, and nothing throws', async (t) => {
  const weak = ['0'.repeat(64), `01${'0'.repeat(62)}`, `01${'0'.repeat(60)}80`, `ec${'f'.repeat(60)}7f`, `ed${'f'.repeat(60)}7f`, `ee${'f'.repeat(60)}ff`, '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa']
  for (const hex of weak) {
    const key = Buffer.from(hex, 'hex')
    t.equal(acceptableKey(key), false, hex)
    // R = identity, S = 0: verifies for any text under such a key where the key is not checked.
    t.equal(verify(randomBytes(10), Buffer.concat([Buffer.from([1]), Buffer.alloc(63)]), key), false)
    t.throws(() => keyFromText(hex), { code: 'BAD_KEY' })
  }
  t.equal(verify(randomBytes(10), randomBytes(63), generateKeyPair().publicKey), false)
  t.equal(verify(randomBytes(10), randomBytes(64), randomBytes(31)), false)
  const { publicKey } = generateKeyPair()
  t.same(keyFromText(keyToText(publicKey)), publicKey)
})

t.test('key files', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-keys-'))
  const path = join(dir, 'sub', 'key')
  const keys = loadOrCreateKeys(path)
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.same(loadOrCreateKeys(path), keys)
  chmodSync(path, 0o644)
  t.throws(() => loadKeys(path), { code: 'BAD_KEY', message: /chmod 600/ })
  chmodSync(path, 0o600)
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace(/[0-9a-f](?=\n$)/, (c) => (c === '0' ? '1' : '0')))
  t.throws(() => loadKeys(path), { code: 'BAD_KEY', message: /damaged/ })
  writeFileSync(path, 'nonsense')
  t.throws(() => loadKeys(path), { code: 'BAD_KEY' })
  t.throws(() => loadKeys(join(dir, 'none')), { code: 'BAD_KEY' })
})
