/**
 * bcrypt, `$2a$`, `$2x$` and `$2y$` of Unix's crypt(): Blowfish keyed slowly. A generator, as those of
 * unix.ts. The tables of Blowfish are the first digits of pi, computed when they are first needed.
 */
import { LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Steps } from './unix.js'

const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const SUBKEYS = 18
const BOXES = 1024
/** The work doubles with each: more than this would take minutes. */
const MAX_COST = 14
/** What is encrypted, three blocks of it. */
const TEXT = Buffer.from('OrpheanBeholderScryDoubt')
/** Of the last block's eight bytes seven are written. */
const WRITTEN = 23

/** `count` words of 32 bits behind the point of pi, by Machin's formula. */
function pi(count: number): Uint32Array {
  const bits = BigInt(count * 32 + 32)
  const arctan = (x: bigint): bigint => {
    let power = (1n << bits) / x
    let sum = power
    for (let n = 3n, sign = -1n; power > 0n; n += 2n, sign = -sign) {
      power /= x * x
      sum += sign * (power / n)
    }
    return sum
  }
  const fraction = (4n * (4n * arctan(5n) - arctan(239n))) & ((1n << bits) - 1n)
  const hex = fraction.toString(16).padStart(Number(bits) / 4, '0')
  return Uint32Array.from({ length: count }, (_, i) => parseInt(hex.slice(i * 8, i * 8 + 8), 16))
}

let digits: Uint32Array | null = null

class Blowfish {
  readonly p: Uint32Array
  readonly s: Uint32Array
  private left = 0
  private right = 0

  constructor() {
    digits ??= pi(SUBKEYS + BOXES)
    this.p = digits.slice(0, SUBKEYS)
    this.s = digits.slice(SUBKEYS)
  }

  private encrypt(): void {
    const { p, s } = this
    let l = this.left ^ p[0]
    let r = this.right
    for (let i = 1; i <= 16; i += 2) {
      r ^= (((s[l >>> 24] + s[256 + ((l >>> 16) & 255)]) ^ s[512 + ((l >>> 8) & 255)]) + s[768 + (l & 255)]) ^ p[i]
      l ^= (((s[r >>> 24] + s[256 + ((r >>> 16) & 255)]) ^ s[512 + ((r >>> 8) & 255)]) + s[768 + (r & 255)]) ^ p[i + 1]
    }
    this.left = (r ^ p[17]) >>> 0
    this.right = l >>> 0
  }

  /** Mixes the key in, and the salt (four words, or none) into all the tables. */
  expand(key: Uint32Array, salt: Uint32Array | null): void {
    for (let i = 0; i < SUBKEYS; i++) this.p[i] ^= key[i]
    this.left = this.right = 0
    let at = 0
    for (const table of [this.p, this.s]) {
      for (let i = 0; i < table.length; i += 2) {
        if (salt) {
          this.left ^= salt[at & 3]
          this.right ^= salt[(at + 1) & 3]
          at += 2
        }
        this.encrypt()
        table[i] = this.left
        table[i + 1] = this.right
      }
    }
  }

  block(bytes: Buffer, at: number): void {
    this.left = bytes.readUInt32BE(at)
    this.right = bytes.readUInt32BE(at + 4)
    for (let i = 0; i < 64; i++) this.encrypt()
    bytes.writeUInt32BE(this.left, at)
    bytes.writeUInt32BE(this.right, at + 4)
  }
}

/**
 * The key as 18 words, its end counted, over and over. `$2x$` has the fault of old implementations, which took
 * bytes above 127 for negative; `$2a$` tells apart what that fault made equal.
 */
function keyWords(key: Uint8Array, variant: string): { words: Uint32Array; mark: number } {
  const bytes = [...key, 0]
  const right = new Uint32Array(SUBKEYS)
  const faulty = new Uint32Array(SUBKEYS)
  let differ = 0
  let high = false
  let at = 0
  for (let i = 0; i < SUBKEYS; i++) {
    for (let j = 0; j < 4; j++) {
      const b = bytes[at]
      right[i] = (right[i] << 8) | b
      faulty[i] = (faulty[i] << 8) | ((b << 24) >> 24)
      if (j > 0 && b > 127) high = true
      at = (at + 1) % bytes.length
    }
    differ |= right[i] ^ faulty[i]
  }
  return { words: variant === 'x' ? faulty : right, mark: variant === 'a' && high && differ === 0 ? 0x10000 : 0 }
}

function base64(bytes: Uint8Array): string {
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b = 0, c = 0] = bytes.subarray(i, i + 3)
    const four = [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63]
    out += four.slice(0, Math.min(4, bytes.length - i + 1)).map((x) => ALPHABET[x]).join('')
  }
  return out
}

function unbase64(text: string): Buffer {
  const bits = [...text].map((c) => ALPHABET.indexOf(c))
  return Buffer.from(Array.from({ length: 16 }, (_, i) => {
    const at = Math.floor(i / 3) * 4 + i % 3
    return ((bits[at] << (2 * (i % 3) + 2)) | (bits[at + 1] >> (4 - 2 * (i % 3)))) & 255
  }))
}

function* hashed(variant: string, cost: number, saltText: string, key: Uint8Array): Steps {
  const bytes = unbase64(saltText)
  const salt = Uint32Array.from({ length: 4 }, (_, i) => bytes.readUInt32BE(i * 4))
  const saltKey = Uint32Array.from({ length: SUBKEYS }, (_, i) => salt[i & 3])
  const { words, mark } = keyWords(key, variant)
  const fish = new Blowfish()
  fish.p[0] ^= mark
  fish.expand(words, salt)
  for (let i = 0; i < 2 ** cost; i++) {
    yield
    fish.expand(words, null)
    fish.expand(saltKey, null)
  }
  const out = Buffer.from(TEXT)
  for (let at = 0; at < out.length; at += 8) fish.block(out, at)
  // Of the salt's last character only two bits count.
  const last = ALPHABET[ALPHABET.indexOf(saltText[21]) & 0x30]
  return `$2${variant}$${String(cost).padStart(2, '0')}$${saltText.slice(0, 21)}${last}${base64(out.subarray(0, WRITTEN))}`
}

/** The hash's steps, or null when `salt` is no salt of bcrypt that can be used. Throws LpcError when it asks for too much. */
export function bcrypt(key: Uint8Array, salt: string): Steps | null {
  const m = /^\$2([axy])\$(\d\d)\$([./A-Za-z0-9]{22})/.exec(salt)
  const cost = Number(m?.[2])
  if (!m || cost < 4 || cost > 31) return null
  if (cost > MAX_COST) throw new LpcError(`crypt(): too many rounds: 2^${cost} (limit 2^${MAX_COST}).`, { code: LIMIT })
  return hashed(m[1], cost, m[3], key.subarray(0, 72))
}
