/**
 * Raw 32-byte keys of Ed25519 and X25519 as node's KeyObjects, and back. By way of JWK: the same
 * through OpenSSL's DER decoder and encoder takes ten to fifty times as long (measured: a public key
 * 124 µs against 11, its bytes 96 against 2, a private key 533 against 11).
 * Not for: what the keys are used for (keys.ts, handshake.ts).
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

export type Curve = 'Ed25519' | 'X25519'

const text = (raw: Uint8Array): string => Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('base64url')

/** Throws what node throws for bytes that are no key. */
export function publicKeyOf(crv: Curve, raw: Uint8Array): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv, x: text(raw) }, format: 'jwk' })
}

/** @param raw the public half, which belongs to the seed. */
export function privateKeyOf(crv: Curve, seed: Uint8Array, raw: Uint8Array): KeyObject {
  return createPrivateKey({ key: { kty: 'OKP', crv, d: text(seed), x: text(raw) }, format: 'jwk' })
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
