/**
 * The password hash of MudOS that oldcrypt() keeps alive: thousands of rounds of an MD5 whose words
 * have their greatest byte first. Not secure. A generator, as those of unix.ts.
 */
import type { Steps } from './unix.js'

/** Bytes that are hashed, whatever they hold: one block of MD5. */
const SIZE = 55
const DIGEST = 16
const SALT = 4
const SEPARATOR = '!'
/** Hashed behind each password, with its end. */
const MAGIC = Buffer.from('xyzz\0')
/** What a salt that is no hash is hashed with. */
const SALT_OF_SALTS = 'anhlklck!'
const ROUNDS = 3000
const SLICE = 200

const SHIFTS = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]]
const STEP = [[0, 1], [1, 5], [5, 3], [0, 7]]
const SINES = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32))
const MIX: ReadonlyArray<(x: number, y: number, z: number) => number> = [
  (x, y, z) => (x & y) | (~x & z),
  (x, y, z) => (x & z) | (y & ~z),
  (x, y, z) => x ^ y ^ z,
  (x, y, z) => y ^ (x | ~z),
]

function md5(data: Uint8Array): Buffer {
  const block = Buffer.alloc(64)
  block.set(data)
  const words = Int32Array.from({ length: 16 }, (_, i) => block.readInt32BE(i * 4))
  words[data.length >> 2] |= 0x80 << (8 * (data.length % 4))
  words[14] = data.length << 3
  const first = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476]
  let [a, b, c, d] = first
  for (let i = 0; i < 64; i++) {
    const round = i >> 4
    const [from, by] = STEP[round]
    const t = (a + MIX[round](b, c, d) + words[(from + by * (i & 15)) & 15] + SINES[i]) | 0
    const s = SHIFTS[round][i & 3]
    ;[a, d, c, b] = [d, c, b, (((t << s) | (t >>> (32 - s))) + b) | 0]
  }
  const out = Buffer.alloc(DIGEST)
  ;[a, b, c, d].forEach((x, i) => out.writeInt32BE((x + first[i]) | 0, i * 4))
  return out
}

/** Two characters a byte, the lower half first. */
function printed(bytes: Uint8Array): string {
  return String.fromCharCode(...[...bytes].flatMap((x) => [96 + (x & 15), 96 + (x >> 4)]))
}

/** What does not fit is hashed away from the front, as often as needed; what lies behind the end stays. */
class Pot {
  readonly bytes = Buffer.alloc(SIZE)
  private used = 0

  add(data: Uint8Array): void {
    if (this.used + data.length <= SIZE) {
      this.bytes.set(data, this.used)
      this.used += data.length
      return
    }
    for (let at = 0; at < data.length;) {
      if (this.used > DIGEST) {
        this.bytes.set(md5(this.bytes.subarray(0, this.used)))
        this.used = DIGEST
      }
      const part = data.subarray(at, at + SIZE - this.used)
      this.bytes.set(part, this.used)
      this.used += part.length
      at += part.length
    }
  }
}

function* digest(key: Uint8Array, salt: Uint8Array): Generator<void, Buffer, void> {
  const pot = new Pot()
  pot.add(Buffer.concat([key, Buffer.alloc(1)]))
  pot.add(MAGIC)
  pot.add(salt)
  const work = Buffer.from(pot.bytes)
  let last: Buffer = Buffer.alloc(DIGEST)
  for (let i = ROUNDS + 11 * key.length; i > 0; i--) {
    if (i % SLICE === 0) yield
    last = md5(work)
    work.set(last, (i + key.length) % (SIZE - DIGEST))
  }
  pot.add(last)
  return md5(pot.bytes)
}

function saltOf(hash: string): Uint8Array {
  return Uint8Array.from({ length: SALT }, (_, i) => (hash.charCodeAt(2 * i) & 15) | ((hash.charCodeAt(2 * i + 1) & 15) << 4))
}

/** @param salt a hash made before, whose salt is taken, or any text, from which one is made */
export function* oldCrypt(key: Uint8Array, salt: string): Steps {
  let bytes = saltOf(salt)
  if (salt.length <= 2 * SALT || salt[2 * SALT] !== SEPARATOR) {
    const text = new TextEncoder().encode(salt)
    bytes = new Uint8Array(SALT).fill(text.length)
    const d = yield* digest(text, saltOf(SALT_OF_SALTS))
    d.forEach((x, i) => void (bytes[i % SALT] += x))
  }
  return printed(bytes) + SEPARATOR + printed(yield* digest(key, bytes))
}
