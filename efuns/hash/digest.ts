/** hash(), sha1(), crc32(). Not for: passwords (password_hash()). */
import { createHash, getHashes } from 'node:crypto'
import { BAD_ARGUMENT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { efun, type Efun } from '../efun.js'
import { md4 } from './md4.js'

const names = new Map(getHashes().map((n) => [n.toLowerCase(), n]))

const TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1
  return n
})

/** Without the inversion that zip files have at the end, as FluffOS leaves it out. */
function crc32(bytes: Uint8Array): number {
  let c = -1
  for (const b of bytes) c = TABLE[(c ^ b) & 255] ^ (c >>> 8)
  return c >>> 0
}

/** Characters of an algorithm's name that are looked at. */
const LONGEST_NAME = 40

function digest(F: Fiber, algorithm: string, data: string | Uint8Array): string {
  F.charge(data.length >> 2)
  const wanted = algorithm.slice(0, LONGEST_NAME).toLowerCase()
  if (wanted === 'md4') return md4(typeof data === 'string' ? new TextEncoder().encode(data) : data)
  const name = names.get(wanted)
  if (name === undefined) throw new LpcError(`hash() unknown hash type: ${algorithm.slice(0, 60)}`, { code: BAD_ARGUMENT })
  try {
    return createHash(name).update(data).digest('hex')
  } catch {
    throw new LpcError(`hash(): algorithm '${algorithm}' is not available.`, { code: BAD_ARGUMENT })
  }
}

export default [
  efun({
    name: 'hash', family: 'hash', since: '0.1', ticks: 80,
    sig: 'string hash(string algorithm, string|buffer data)',
    doc: 'Returns the hash of `data` in hexadecimal.\n\n`algorithm` is a name such as "md5", "sha1", "sha256", "sha512", "sha3-256", "blake2b512" or "ripemd160"; an unknown one is an error. A string is hashed as UTF-8. Not for passwords: see password_hash().',
    examples: ['hash("md5", "abc") == "900150983cd24fb0d6963f7d28e17f72"', 'strlen(hash("sha256", "")) == 64'],
    seeAlso: ['sha1', 'crc32', 'password_hash'],
  }, (F, algorithm: string, data: string | Uint8Array) => digest(F, algorithm, data)),
  efun({
    name: 'sha1', family: 'hash', since: '0.1', ticks: 80,
    sig: 'string sha1(string|buffer data)',
    doc: 'Returns the SHA-1 hash of `data` in hexadecimal.\n\nA string is hashed as UTF-8.',
    examples: ['sha1("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d"'],
    seeAlso: ['hash'],
  }, (F, data: string | Uint8Array) => digest(F, 'sha1', data)),
  efun({
    name: 'crc32', family: 'hash', since: '0.1', ticks: 30,
    sig: 'int crc32(string|buffer data)',
    doc: 'Returns the 32-bit cyclic redundancy check of `data`: that of zip files with its bits inverted (`~crc32(s) & 0xffffffff` is theirs).\n\nA string is taken as UTF-8.',
    examples: ['(~crc32("123456789") & 0xffffffff) == 0xcbf43926'],
    seeAlso: ['hash'],
  }, (F, data: string | Uint8Array) => {
    F.charge(data.length >> 3)
    return crc32(typeof data === 'string' ? new TextEncoder().encode(data) : data)
  }),
] as Efun[]
