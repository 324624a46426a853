/**
 * Ed25519 identities in tweetnacl's format: 32-byte public key, 64-byte secret key (seed, then public).
 * Not for: session keys (handshake.ts), tickets (ticket.ts).
 */

export interface KeyPair {
  readonly publicKey: Uint8Array
  readonly secretKey: Uint8Array
}

/** One implementation of Ed25519. Both must agree; a test holds them against each other. */
export interface Signer {
  readonly name: 'node:crypto' | 'tweetnacl'
  keyPair(seed: Uint8Array): KeyPair
  sign(bytes: Uint8Array, keys: KeyPair): Uint8Array
  verify(bytes: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean
}

export declare function generateKeyPair(): KeyPair
/** 64-byte signature. */
export declare function sign(bytes: Uint8Array, keys: KeyPair): Uint8Array
/** False for anything malformed, small-order keys included. Never throws. */
export declare function verify(bytes: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean
/** Reads the key file, or makes one with mode 0600. Throws MeshError BAD_KEY if it is damaged or others may read it. */
export declare function loadOrCreateKeys(path: string): KeyPair
export declare function loadKeys(path: string): KeyPair
/** Text form of a public key for invites and config files: 64 hex digits. */
export declare function keyToText(publicKey: Uint8Array): string
/** Throws MeshError BAD_KEY. */
export declare function keyFromText(text: string): Uint8Array
/** First 16 hex digits of SHA-256: for logs and key ids. */
export declare function fingerprint(publicKey: Uint8Array): string
export declare function sameBytes(a: Uint8Array, b: Uint8Array): boolean
