/**
 * Raw 32-byte keys of Ed25519 and X25519 as node's KeyObjects, and back. By way of JWK: the same
 * through OpenSSL's DER decoder and encoder takes ten to fifty times as long (measured: a public key
 * 124 µs against 11, its bytes 96 against 2, a private key 533 against 11).
 *
 * Keys are made here, never by node's generateKeyPair: its job stays with the key, export() holds the
 * key's lock while it makes strings, and a garbage collection at that moment ends the job, which waits for
 * the same lock: the process stands still for ever (seen in Node 20.20, once in some thousand keys).
 * Not for: what the keys are used for (keys.ts, handshake.ts).
 */
import { createPrivateKey, createPublicKey, randomBytes, type KeyObject } from 'node:crypto'

export type Curve = 'Ed25519' | 'X25519'

const text = (raw: Uint8Array): string => Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('base64url')

/** Throws what node throws for bytes that are no key. */
export function publicKeyOf(crv: Curve, raw: Uint8Array): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv, x: text(raw) }, format: 'jwk' })
}

/** A fresh one. */
export function newPrivateKey(crv: Curve): KeyObject {
  return privateKeyOf(crv, randomBytes(32))
}

/** OpenSSL works the public half out; JWK (RFC 8037) wants one named, and node does not read it. */
export function privateKeyOf(crv: Curve, seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: { kty: 'OKP', crv, d: text(seed), x: '' }, format: 'jwk' })
}

/** The public half, of either kind of KeyObject. */
export function rawPublic(key: KeyObject): Uint8Array {
  return bytes(key.export({ format: 'jwk' }).x!)
}

/** The seed of a private key. */
export function rawSeed(key: KeyObject): Uint8Array {
  return bytes(key.export({ format: 'jwk' }).d!)
}

function bytes(base64url: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64url, 'base64url'))
}
