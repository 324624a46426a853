/**
 * The handshake's messages and keys, as pure functions on bytes: one round trip, both sides signed,
 * X25519 for the secrets, so that whoever carries the bytes learns nothing and cannot change them.
 *
 *   HELLO   version, wishes, ephemeral key, caller's key, credential, caller's signature
 *   ACCEPT  version, wishes, ephemeral key, session id, extra, callee's signature
 *   RESUME / RESUMED  session id, attempt, nonce, frames received, proof of the session's secret
 *
 * The credential is a ticket (session.ts) or an enrolment (control.ts). The caller's signature covers
 * the callee's key; the callee's covers the whole HELLO. Session keys follow from the whole transcript.
 */
import { createHash, createHmac, diffieHellman, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import { malformed, Reader, Writer } from './bytes.js'
import { MeshError } from './errors.js'
import { acceptableKey, sameBytes, sign, verify, type KeyPair } from './keys.js'
import { MAX_HANDSHAKE, MAX_LEASE, MIN_LEASE } from './limits.js'
import { newPrivateKey, publicKeyOf, rawPublic } from './okp.js'

const VERSION = 1
/** Feature bits. The upper half are required: a side that does not know one must refuse. */
const RESUMABLE = 1
const KNOWN = RESUMABLE

const HELLO_LABEL = Buffer.from('HAUKI-HELLO-v1\0', 'latin1')
const ACCEPT_LABEL = Buffer.from('HAUKI-ACCEPT-v1\0', 'latin1')
const RESUME_LABEL = Buffer.from('HAUKI-RESUME-v1\0', 'latin1')
const RESUMED_LABEL = Buffer.from('HAUKI-RESUMED-v1\0', 'latin1')

/** What each side asks for. */
export interface Wishes {
  /** ms; the lower of both counts. */
  readonly lease: number
  /** Calls that this side will have running for the other. */
  readonly inFlight: number
  readonly resumable: boolean
}

/** What the handshake yields, the same on both sides but for the direction of the keys. */
export interface Established {
  /** Hex. */
  readonly id: string
  readonly peerKey: Uint8Array
  /** Proves the session when it moves to another Link. */
  readonly secret: Buffer
  readonly sendKey: Buffer
  readonly receiveKey: Buffer
  readonly lease: number
  /** Calls that the other side will have running for us. */
  readonly peerInFlight: number
  readonly resumable: boolean
  /** What the callee added to its ACCEPT. */
  readonly extra: Uint8Array
}

export interface Hello {
  readonly body: Uint8Array
  readonly callerKey: Uint8Array
  readonly credential: Uint8Array
  readonly wishes: Wishes
  readonly ephemeral: Uint8Array
}

interface Ephemeral {
  readonly secret: KeyObject
  readonly raw: Uint8Array
}

function ephemeral(): Ephemeral {
  const secret = newPrivateKey('X25519')
  return { secret, raw: rawPublic(secret) }
}

/** The caller's side. `finish` takes the ACCEPT's body. */
export function startHello(keys: KeyPair, calleeKey: Uint8Array, credential: Uint8Array, wishes: Wishes): { body: Uint8Array; finish(accept: Uint8Array): Established } {
  const own = ephemeral()
  const w = new Writer(MAX_HANDSHAKE, 1024)
  w.u8(VERSION)
  writeWishes(w, wishes)
  w.bytes(own.raw)
  w.bytes(keys.publicKey)
  w.varint(credential.length)
  w.bytes(credential)
  w.bytes(sign(helloDigest(w.buf.subarray(0, w.pos), calleeKey), keys))
  const body = w.take()
  return { body, finish: (accept) => finishHello(body, accept, own, calleeKey, wishes) }
}

/** Reads a HELLO without trusting it. Throws MeshError MALFORMED or PROTOCOL. */
export function readHello(body: Uint8Array): Hello {
  const copy = body.slice()
  const r = new Reader(copy)
  version(r)
  const wishes = readWishes(r)
  const theirs = r.bytes(32)
  const callerKey = r.bytes(32)
  const credential = r.bytes(r.varint())
  if (r.left !== 64) throw malformed('a HELLO of the wrong length')
  return { body: copy, callerKey, credential, wishes, ephemeral: theirs }
}

/** True if the caller holds the key it names and meant this callee. */
export function helloIsSigned(hello: Hello, calleeKey: Uint8Array): boolean {
  const n = hello.body.length - 64
  return acceptableKey(hello.callerKey) && verify(helloDigest(hello.body.subarray(0, n), calleeKey), hello.body.subarray(n), hello.callerKey)
}

/** The callee's side, after everything has been checked. */
export function acceptHello(hello: Hello, keys: KeyPair, wishes: Wishes, extra: Uint8Array): { body: Uint8Array; established: Established } {
  const own = ephemeral()
  const id = randomBytes(16)
  const w = new Writer(MAX_HANDSHAKE, 512)
  w.u8(VERSION)
  writeWishes(w, wishes)
  w.bytes(own.raw)
  w.bytes(id)
  w.varint(extra.length)
  w.bytes(extra)
  w.bytes(sign(acceptDigest(hello.body, w.buf.subarray(0, w.pos)), keys))
  const body = w.take()
  const k = derive(own, hello.ephemeral, hello.body, body)
  return { body, established: { id: id.toString('hex'), peerKey: hello.callerKey, secret: k.secret, sendKey: k.toCaller, receiveKey: k.toCallee, ...agree(wishes, hello.wishes), extra } }
}

function finishHello(hello: Uint8Array, accept: Uint8Array, own: Ephemeral, calleeKey: Uint8Array, wishes: Wishes): Established {
  const r = new Reader(accept)
  version(r)
  const theirWishes = readWishes(r)
  const theirs = r.bytes(32)
  const id = Buffer.from(r.bytes(16)).toString('hex')
  const extra = r.bytes(r.varint())
  if (r.left !== 64) throw malformed('an ACCEPT of the wrong length')
  const n = accept.length - 64
  if (!verify(acceptDigest(hello, accept.subarray(0, n)), accept.subarray(n), calleeKey)) throw new MeshError('HANDSHAKE', 'The other side is not the one that was meant: its signature is wrong.')
  const k = derive(own, theirs, hello, accept)
  return { id, peerKey: calleeKey, secret: k.secret, sendKey: k.toCallee, receiveKey: k.toCaller, ...agree(wishes, theirWishes), extra }
}

/** RESUME: the caller's proof that it is the same one, on a new Link. Attempts count up, so that none can be used twice. */
export function startResume(id: string, secret: Buffer, attempt: number, received: number): { body: Uint8Array; finish(resumed: Uint8Array): { received: number; sendKey: Buffer; receiveKey: Buffer } } {
  const nonce = randomBytes(32)
  const w = new Writer(MAX_HANDSHAKE, 256)
  w.bytes(Buffer.from(id, 'hex'))
  w.u32(attempt)
  w.f64(received)
  w.bytes(nonce)
  w.bytes(proof(secret, RESUME_LABEL, w.buf.subarray(0, w.pos)))
  const body = w.take()
  return {
    body,
    finish(resumed) {
      const r = new Reader(resumed)
      const theirs = r.bytes(32)
      const count = frames(r)
      const mac = r.bytes(32)
      if (r.left !== 0 || !sameBytes(mac, proof(secret, RESUMED_LABEL, body, resumed.subarray(0, 40)))) throw new MeshError('HANDSHAKE', 'The other side does not know this session.')
      const k = linkKeys(secret, nonce, theirs)
      return { received: count, sendKey: k.toCallee, receiveKey: k.toCaller }
    },
  }
}

export interface Resume {
  readonly body: Uint8Array
  readonly id: string
  readonly attempt: number
  readonly received: number
  readonly nonce: Uint8Array
}

/** Reads a RESUME without trusting it. */
export function readResume(body: Uint8Array): Resume {
  const copy = body.slice()
  const r = new Reader(copy)
  const resume = { body: copy, id: Buffer.from(r.bytes(16)).toString('hex'), attempt: r.u32(), received: frames(r), nonce: r.bytes(32) }
  if (r.left !== 32) throw malformed('a RESUME of the wrong length')
  return resume
}

/** Null if the proof is wrong. */
export function acceptResume(resume: Resume, secret: Buffer, received: number): { body: Uint8Array; sendKey: Buffer; receiveKey: Buffer } | null {
  const n = resume.body.length - 32
  if (!sameBytes(resume.body.subarray(n), proof(secret, RESUME_LABEL, resume.body.subarray(0, n)))) return null
  const nonce = randomBytes(32)
  const w = new Writer(MAX_HANDSHAKE, 128)
  w.bytes(nonce)
  w.f64(received)
  w.bytes(proof(secret, RESUMED_LABEL, resume.body, w.buf.subarray(0, w.pos)))
  const k = linkKeys(secret, resume.nonce, nonce)
  return { body: w.take(), sendKey: k.toCaller, receiveKey: k.toCallee }
}

/** REJECT and GOAWAY: a code and a text. */
export function encodeReason(code: string, message: string): Uint8Array {
  const w = new Writer(MAX_HANDSHAKE, 256)
  for (const s of [code.slice(0, 40), message.slice(0, 500)]) {
    const n = Buffer.byteLength(s)
    w.varint(n)
    w.utf8(s, n)
  }
  return w.take()
}

export function decodeReason(body: Uint8Array): { code: string; message: string } {
  const r = new Reader(body)
  const code = r.utf8(r.varint())
  const message = r.utf8(r.varint())
  if (!/^[A-Z_]{1,40}$/.test(code) || message.length > 500) throw malformed('a reason that is none')
  return { code, message }
}

function helloDigest(signed: Uint8Array, calleeKey: Uint8Array): Buffer {
  return Buffer.concat([HELLO_LABEL, createHash('sha256').update(signed).update(calleeKey).digest()])
}

function acceptDigest(hello: Uint8Array, signed: Uint8Array): Buffer {
  return Buffer.concat([ACCEPT_LABEL, createHash('sha256').update(hello).update(signed).digest()])
}

function derive(own: Ephemeral, theirs: Uint8Array, hello: Uint8Array, accept: Uint8Array): { secret: Buffer; toCallee: Buffer; toCaller: Buffer } {
  let shared: Buffer
  try {
    // Refuses points of small order: their shared secret is zero.
    shared = diffieHellman({ privateKey: own.secret, publicKey: publicKeyOf('X25519', theirs) })
  } catch {
    throw new MeshError('HANDSHAKE', 'The other side sent an impossible key.')
  }
  const transcript = createHash('sha256').update(hello).update(accept).digest()
  const all = Buffer.from(hkdfSync('sha256', shared, transcript, 'HAUKI-SESSION-v1', 96))
  return { secret: all.subarray(0, 32), toCallee: all.subarray(32, 64), toCaller: all.subarray(64, 96) }
}

function linkKeys(secret: Buffer, callerNonce: Uint8Array, calleeNonce: Uint8Array): { toCallee: Buffer; toCaller: Buffer } {
  const all = Buffer.from(hkdfSync('sha256', secret, Buffer.concat([callerNonce, calleeNonce]), 'HAUKI-LINK-v1', 64))
  return { toCallee: all.subarray(0, 32), toCaller: all.subarray(32, 64) }
}

function proof(secret: Buffer, label: Buffer, ...parts: Uint8Array[]): Buffer {
  const mac = createHmac('sha256', secret).update(label)
  for (const p of parts) mac.update(p)
  return mac.digest()
}

function writeWishes(w: Writer, o: Wishes): void {
  w.u32(o.resumable ? RESUMABLE : 0)
  w.u32(o.lease)
  w.u32(o.inFlight)
}

function readWishes(r: Reader): Wishes {
  const features = r.u32()
  if ((features & 0xffff0000 & ~KNOWN) !== 0) throw new MeshError('PROTOCOL', 'The other side requires a feature that is not known here.')
  const wishes = { resumable: (features & RESUMABLE) !== 0, lease: r.u32(), inFlight: r.u32() }
  if (wishes.lease < MIN_LEASE || wishes.lease > MAX_LEASE || wishes.inFlight < 1) throw new MeshError('PROTOCOL', `The other side asks for an impossible lease (${wishes.lease} ms) or number of calls (${wishes.inFlight}).`)
  return wishes
}

function agree(own: Wishes, theirs: Wishes): { lease: number; peerInFlight: number; resumable: boolean } {
  return { lease: Math.min(own.lease, theirs.lease), peerInFlight: theirs.inFlight, resumable: own.resumable && theirs.resumable }
}

function version(r: Reader): void {
  const v = r.u8()
  if (v !== VERSION) throw new MeshError('PROTOCOL', `The other side speaks version ${v} of the protocol, this one ${VERSION}.`)
}

function frames(r: Reader): number {
  const n = r.f64()
  if (!Number.isSafeInteger(n) || n < 0) throw malformed('an impossible count')
  return n
}
