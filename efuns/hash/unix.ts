/**
 * The crypt() hashes of Unix: $1$ (MD5), $5$ (SHA-256), $6$ (SHA-512), as generators that yield
 * now and then, because thousands of rounds must not hold up the driver.
 */
import { createHash } from 'node:crypto'

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Rounds between two yields: below a millisecond. */
const SLICE = 100
const DEFAULT_ROUNDS = 5000
/** `rounds=` in a salt may ask for more work than anybody should get. */
export const MAX_ROUNDS = 50_000

/** Order in which the bytes of the digest are written, three at a time. */
const ORDER: Readonly<Record<string, readonly number[]>> = {
  md5: [0, 6, 12, 1, 7, 13, 2, 8, 14, 3, 9, 15, 4, 10, 5, -1, -1, 11],
  sha256: [0, 10, 20, 21, 1, 11, 12, 22, 2, 3, 13, 23, 24, 4, 14, 15, 25, 5, 6, 16, 26, 27, 7, 17, 18, 28, 8, 9, 19, 29, -1, 31, 30],
  sha512: [0, 21, 42, 22, 43, 1, 44, 2, 23, 3, 24, 45, 25, 46, 4, 47, 5, 26, 6, 27, 48, 28, 49, 7, 50, 8, 29, 9, 30, 51, 31, 52, 10, 53, 11, 32, 12, 33, 54, 34, 55, 13, 56, 14, 35, 15, 36, 57, 37, 58, 16, 59, 17, 38, 18, 39, 60, 40, 61, 19, 62, 20, 41, -1, -1, 63],
}

function hash(algorithm: string, ...parts: Uint8Array[]): Uint8Array {
  const h = createHash(algorithm)
  for (const p of parts) h.update(p)
  return h.digest()
}

function base64(algorithm: string, digest: Uint8Array): string {
  const order = ORDER[algorithm]
  let out = ''
  for (let i = 0; i < order.length; i += 3) {
    const [a, b, c] = [order[i], order[i + 1], order[i + 2]]
    let v = ((a < 0 ? 0 : digest[a]) << 16) | ((b < 0 ? 0 : digest[b]) << 8) | digest[c]
    for (let n = a >= 0 ? 4 : b >= 0 ? 3 : 2; n > 0; n--) {
      out += ALPHABET[v & 63]
      v >>= 6
    }
  }
  return out
}

/** `n` bytes of `bytes`, repeated as often as needed. */
function stretch(bytes: Uint8Array, n: number): Uint8Array {
  return Uint8Array.from({ length: n }, (_, i) => bytes[i % bytes.length])
}

export type Steps = Generator<void, string, void>

export function* md5Crypt(key: Uint8Array, salt: string): Steps {
  const s = new TextEncoder().encode(salt)
  const inner = hash('md5', key, s, key)
  const parts: Uint8Array[] = [key, new TextEncoder().encode('$1$'), s, stretch(inner, key.length)]
  for (let n = key.length; n > 0; n >>= 1) parts.push(n & 1 ? Uint8Array.of(0) : key.subarray(0, 1))
  let d = hash('md5', ...parts)
  for (let i = 0; i < 1000; i++) {
    if (i % SLICE === 0) yield
    d = hash('md5', i & 1 ? key : d, ...(i % 3 ? [s] : []), ...(i % 7 ? [key] : []), i & 1 ? d : key)
  }
  return `$1$${salt}$${base64('md5', d)}`
}

/** @param rounds null when the salt did not give any */
export function* shaCrypt(algorithm: 'sha256' | 'sha512', key: Uint8Array, salt: string, rounds: number | null): Steps {
  const s = new TextEncoder().encode(salt)
  const b = hash(algorithm, key, s, key)
  const parts: Uint8Array[] = [key, s, stretch(b, key.length)]
  for (let n = key.length; n > 0; n >>= 1) parts.push(n & 1 ? b : key)
  const a = hash(algorithm, ...parts)
  const p = stretch(hash(algorithm, ...Array.from({ length: key.length }, () => key)), key.length)
  const sBytes = stretch(hash(algorithm, ...Array.from({ length: 16 + a[0] }, () => s)), s.length)
  let c = a
  for (let i = 0; i < (rounds ?? DEFAULT_ROUNDS); i++) {
    if (i % SLICE === 0) yield
    c = hash(algorithm, i & 1 ? p : c, ...(i % 3 ? [sBytes] : []), ...(i % 7 ? [p] : []), i & 1 ? c : p)
  }
  const id = algorithm === 'sha256' ? '$5$' : '$6$'
  return `${id}${rounds === null ? '' : `rounds=${rounds}$`}${salt}$${base64(algorithm, c)}`
}

/** 16 random characters fit for a salt. */
export function randomSalt(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 16), (x) => ALPHABET[x & 63]).join('')
}
