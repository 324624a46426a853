/**
 * Ed25519 identities in tweetnacl's format: 32-byte public key, 64-byte secret key (seed, then public).
 * node:crypto does the work where it has Ed25519 (40–60 times faster), tweetnacl elsewhere; both
 * produce the same bytes and a test holds them against each other.
 * Not for: session keys (handshake.ts), tickets (ticket.ts).
 */
import { createHash, randomBytes, sign as cryptoSign, timingSafeEqual, verify as cryptoVerify, type KeyObject } from 'node:crypto'
import { closeSync, constants, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import nacl from 'tweetnacl'
import { MeshError } from './errors.js'
import { newPrivateKey, privateKeyOf, publicKeyOf, rawPublic, rawSeed } from './okp.js'

export interface KeyPair {
  readonly publicKey: Uint8Array
  readonly secretKey: Uint8Array
}

/** One implementation of Ed25519. */
export interface Signer {
  readonly name: 'node:crypto' | 'tweetnacl'
  generate(): KeyPair
  keyPair(seed: Uint8Array): KeyPair
  sign(bytes: Uint8Array, keys: KeyPair): Uint8Array
  /** May throw on keys and signatures of the wrong length; `verify` below checks first. */
  verify(bytes: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean
}

/** Parsed keys. Dropped with the pair they belong to. */
const privateKeys = new WeakMap<KeyPair, KeyObject>()

export const nodeSigner: Signer = {
  name: 'node:crypto',
  generate() {
    const privateKey = newPrivateKey('Ed25519')
    const keys = pair(rawSeed(privateKey), rawPublic(privateKey))
    privateKeys.set(keys, privateKey)
    return keys
  },
  keyPair: (seed) => pair(seed, rawPublic(privateKeyOf('Ed25519', seed))),
  sign(bytes, keys) {
    let key = privateKeys.get(keys)
    if (key === undefined) privateKeys.set(keys, key = privateKeyOf('Ed25519', keys.secretKey.subarray(0, 32)))
    return new Uint8Array(cryptoSign(null, bytes, key))
  },
  verify(bytes, signature, publicKey) {
    return cryptoVerify(null, bytes, publicKeyOf('Ed25519', publicKey), signature)
  },
}

export const naclSigner: Signer = {
  name: 'tweetnacl',
  generate: () => naclSigner.keyPair(randomBytes(32)),
  keyPair: (seed) => nacl.sign.keyPair.fromSeed(Uint8Array.from(seed)),
  sign: (bytes, keys) => nacl.sign.detached(plainBytes(bytes), keys.secretKey),
  verify(bytes, signature, publicKey) {
    // tweetnacl takes S + L for S; the standard and node:crypto do not.
    return canonicalScalar(signature) && nacl.sign.detached.verify(plainBytes(bytes), plainBytes(signature), plainBytes(publicKey))
  },
}

/** node:crypto if it can do Ed25519 here (a restricted OpenSSL cannot), else tweetnacl. */
export const signer: Signer = pickSigner()

function pickSigner(): Signer {
  try {
    const keys = nodeSigner.keyPair(new Uint8Array(32))
    const text = Buffer.from('try')
    return nodeSigner.verify(text, nodeSigner.sign(text, keys), keys.publicKey) ? nodeSigner : naclSigner
  } catch {
    return naclSigner
  }
}

export function generateKeyPair(): KeyPair {
  return signer.generate()
}

/** 64-byte signature. */
export function sign(bytes: Uint8Array, keys: KeyPair): Uint8Array {
  return signer.sign(bytes, keys)
}

/** False for anything malformed, small-order keys included. Never throws. */
export function verify(bytes: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || !acceptableKey(publicKey)) return false
  try {
    return signer.verify(bytes, signature, publicKey)
  } catch {
    return false
  }
}

/** 32 bytes and not one of the points of small order, under which anybody's signature verifies. */
export function acceptableKey(publicKey: Uint8Array): boolean {
  return publicKey.length === 32 && !SMALL_ORDER.has(unsignedHex(publicKey))
}

/** y-coordinates of the small-order points, the non-canonical ones (y + p) included; without the sign bit. */
const SMALL_ORDER = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
])

function unsignedHex(key: Uint8Array): string {
  const k = Buffer.from(key)
  k[31] &= 0x7f
  return k.toString('hex')
}

/** The group order L, big-endian bytes of S compared from the top. */
const ORDER = BigInt('0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed')

function canonicalScalar(signature: Uint8Array): boolean {
  let s = 0n
  for (let i = 63; i >= 32; i--) s = (s << 8n) | BigInt(signature[i])
  return s < ORDER
}

function pair(seed: Uint8Array, publicKey: Uint8Array): KeyPair {
  const secretKey = new Uint8Array(64)
  secretKey.set(seed)
  secretKey.set(publicKey, 32)
  return { publicKey, secretKey }
}

/** tweetnacl insists on Uint8Array itself, not a Buffer. */
function plainBytes(b: Uint8Array): Uint8Array {
  return new Uint8Array(b.buffer, b.byteOffset, b.byteLength)
}

const HEADER = 'hauki ed25519 secret key\n'

/** Reads the key file, or makes one with mode 0600. Throws MeshError BAD_KEY. */
export function loadOrCreateKeys(path: string): KeyPair {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const keys = generateKeyPair()
  let fd: number
  try {
    // Exclusive: of two processes that start at once, one makes the key and the other reads it.
    fd = openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600)
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'EEXIST') return loadKeys(path)
    throw new MeshError('BAD_KEY', `The key file ${path} cannot be made: ${(e as Error).message}`)
  }
  try {
    writeSync(fd, `${HEADER}${Buffer.from(keys.secretKey).toString('hex')}\n`)
    fsyncSync(fd)
  } catch (e) {
    // Half a key would be taken for a damaged one for ever.
    unlinkSync(path)
    throw new MeshError('BAD_KEY', `The key file ${path} cannot be written: ${(e as Error).message}`)
  } finally {
    closeSync(fd)
  }
  return keys
}

/** Throws MeshError BAD_KEY if the file is missing, damaged, or readable by others. */
export function loadKeys(path: string): KeyPair {
  let text: string
  try {
    const fd = openSync(path, 'r')
    try {
      if ((fstatSync(fd).mode & 0o077) !== 0) throw new MeshError('BAD_KEY', `The key file ${path} may be read by others: chmod 600 it.`)
      text = readFileSync(fd, 'utf8')
    } finally {
      closeSync(fd)
    }
  } catch (e) {
    if (e instanceof MeshError) throw e
    throw new MeshError('BAD_KEY', `The key file ${path} cannot be read: ${(e as Error).message}`)
  }
  const hex = text.startsWith(HEADER) ? text.slice(HEADER.length).trim() : ''
  if (!/^[0-9a-f]{128}$/.test(hex)) throw new MeshError('BAD_KEY', `The key file ${path} is damaged.`)
  const secret = Buffer.from(hex, 'hex')
  const keys = signer.keyPair(new Uint8Array(secret.subarray(0, 32)))
  if (!sameBytes(keys.secretKey, secret)) throw new MeshError('BAD_KEY', `The key file ${path} is damaged: its halves do not belong together.`)
  return keys
}

/** Text form of a public key for invites and config files: 64 hex digits. */
export function keyToText(publicKey: Uint8Array): string {
  return Buffer.from(publicKey).toString('hex')
}

/** Throws MeshError BAD_KEY. */
export function keyFromText(text: string): Uint8Array {
  const key = /^[0-9a-f]{64}$/i.test(text) ? new Uint8Array(Buffer.from(text, 'hex')) : null
  if (key === null || !acceptableKey(key)) throw new MeshError('BAD_KEY', 'A public key is 64 hex digits, and not a weak one.')
  return key
}

/** First 16 hex digits of SHA-256: for logs and key ids. */
export function fingerprint(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex').slice(0, 16)
}

/** In constant time for equal lengths. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
