/**
 * The traditional Unix crypt(): DES, 25 times over, with the salt swapping bits of the expansion.
 * Only for hashes that old mudlibs saved; eight characters of a password count.
 */

const IP = [58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4, 62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48, 40, 32, 24, 16, 8, 57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3, 61, 53, 45, 37, 29, 21, 13, 5, 63, 55, 47, 39, 31, 23, 15, 7]
const FP = [40, 8, 48, 16, 56, 24, 64, 32, 39, 7, 47, 15, 55, 23, 63, 31, 38, 6, 46, 14, 54, 22, 62, 30, 37, 5, 45, 13, 53, 21, 61, 29, 36, 4, 44, 12, 52, 20, 60, 28, 35, 3, 43, 11, 51, 19, 59, 27, 34, 2, 42, 10, 50, 18, 58, 26, 33, 1, 41, 9, 49, 17, 57, 25]
const EXPANSION = [32, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9, 8, 9, 10, 11, 12, 13, 12, 13, 14, 15, 16, 17, 16, 17, 18, 19, 20, 21, 20, 21, 22, 23, 24, 25, 24, 25, 26, 27, 28, 29, 28, 29, 30, 31, 32, 1]
const P = [16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25]
const PC1 = [57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36, 63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4]
const PC2 = [14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32]
const SHIFTS = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1]
/** Eight boxes of four rows of sixteen, a hexadecimal digit each. */
const BOXES = [
  'e4d12fb83a6c5907 0f74e2d1a6cb9538 41e8d62bfc973a50 fc8249175b3ea06d',
  'f18e6b34972dc05a 3d47f28ec01a69b5 0e7ba4d158c6932f d8a13f42b67c05e9',
  'a09e63f51dc7b428 d709346a285ecbf1 d6498f30b12c5ae7 1ad069874fe3b52c',
  '7de3069a1285bc4f d8b56f03472c1ae9 a690cb7df13e5284 3f06a1d8945bc72e',
  '2c417ab6853fd0e9 eb2c47d150fa3986 421bad78f9c5630e b8c71e2d6f09a453',
  'c1af92680d34e75b af427c9561de0b38 9ef528c3704a1db6 432c95fabe17608d',
  '4b2ef08d3c975a61 d0b7491ae35c2f86 14bdc37eaf680592 6bd814a7950fe23c',
  'd2846fb1a93e50c7 1fd8a374c56b0e92 7b419ce206adf358 21e74a8dfc90356b',
]
const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const boxes = BOXES.map((b) => Array.from(b.replace(/ /g, ''), (d) => parseInt(d, 16)))

/** The 16 round keys of 48 bits, each bit an element. */
function roundKeys(key: Uint8Array): Uint8Array[] {
  const bits = PC1.map((n) => (key[(n - 1) >> 3] >> (7 - ((n - 1) & 7))) & 1)
  let c = bits.slice(0, 28)
  let d = bits.slice(28)
  return SHIFTS.map((s) => {
    c = [...c.slice(s), ...c.slice(0, s)]
    d = [...d.slice(s), ...d.slice(0, s)]
    const cd = [...c, ...d]
    return Uint8Array.from(PC2, (n) => cd[n - 1])
  })
}

function encrypt(block: Uint8Array, keys: readonly Uint8Array[], expansion: readonly number[]): Uint8Array {
  const start = IP.map((n) => block[n - 1])
  let left = start.slice(0, 32)
  let right = start.slice(32)
  for (const key of keys) {
    const out: number[] = []
    for (let box = 0; box < 8; box++) {
      let x = 0
      for (let i = 0; i < 6; i++) x = (x << 1) | (right[expansion[box * 6 + i] - 1] ^ key[box * 6 + i])
      const v = boxes[box][((x & 0x20) | ((x & 1) << 4)) + ((x >> 1) & 15)]
      out.push(v >> 3, (v >> 2) & 1, (v >> 1) & 1, v & 1)
    }
    const next = P.map((n, i) => left[i] ^ out[n - 1])
    left = right
    right = next
  }
  const end = [...right, ...left]
  return Uint8Array.from(FP, (n) => end[n - 1])
}

/** Six bits of any character, those of the alphabet in its order. */
function saltBits(code: number): number {
  return (code >= 97 ? code - 59 : code >= 65 ? code - 53 : code - 46) & 63
}

/** The 13 characters of the hash, or null when the salt is none: a byte that ends a field of a password file, or not ASCII. */
export function desCrypt(key: Uint8Array, salt: string): string | null {
  if (!/^[\x01-\x09\x0b-\x39\x3b-\x7f]{2}/.test(salt)) return null
  const s = [saltBits(salt.charCodeAt(0)), saltBits(salt.charCodeAt(1))]
  const keyBytes = new Uint8Array(8)
  for (let i = 0; i < 8 && i < key.length && key[i] !== 0; i++) keyBytes[i] = key[i] << 1
  const expansion = EXPANSION.slice()
  for (let bit = 0; bit < 12; bit++) {
    if (!((bit < 6 ? s[0] >> bit : s[1] >> (bit - 6)) & 1)) continue
    const t = expansion[bit]
    expansion[bit] = expansion[bit + 24]
    expansion[bit + 24] = t
  }
  const keys = roundKeys(keyBytes)
  let block: Uint8Array = new Uint8Array(64)
  for (let i = 0; i < 25; i++) block = encrypt(block, keys, expansion)
  let out = salt.slice(0, 2)
  for (let i = 0; i < 66; i += 6) {
    let v = 0
    for (let j = 0; j < 6; j++) v = (v << 1) | (block[i + j] ?? 0)
    out += ALPHABET[v]
  }
  return out
}
