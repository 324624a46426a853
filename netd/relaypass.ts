/**
 * Who may use the relay to reach a worker: whoever holds the key that the ticket names. The `room` in a
 * ticket's route is the Core's word for (worker, incarnation, caller), which the Core can check without
 * remembering it, also after a restart; the caller adds a number that counts up and its signature, so
 * that a pass that was seen on the way is worth nothing: each opens one connection.
 */
import { createHmac, hkdfSync } from 'node:crypto'
import { acceptableKey, keyToText, sameBytes, sign, verify, type KeyPair } from './keys.js'

const LABEL = Buffer.from('HAUKI-RELAY-v1\0', 'latin1')
const SCHEME = 'Hauki-Relay '
/** `room.key.number.signature`: 32 + 64 + 16 + 86 characters and the dots. */
const MAX_PASS = 256

export interface RelayPass {
  readonly room: string
  readonly callerKey: Uint8Array
  readonly number: number
}

/** The Core's own secret for rooms, from its key. */
export function roomSecret(core: KeyPair): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', core.secretKey, new Uint8Array(0), 'HAUKI-ROOMS-v1', 32))
}

/** 32 hex digits. */
export function roomOf(secret: Uint8Array, worker: string, incarnation: number, callerKey: Uint8Array): string {
  return createHmac('sha256', secret).update(`${worker}\0${incarnation}\0`).update(callerKey).digest('hex').slice(0, 32)
}

const last = new WeakMap<KeyPair, number>()

/** The Authorization header of one connection. */
export function writePass(keys: KeyPair, worker: string, room: string): string {
  const number = Math.max(Date.now(), (last.get(keys) ?? 0) + 1)
  last.set(keys, number)
  return `${SCHEME}${room}.${keyToText(keys.publicKey)}.${number}.${Buffer.from(sign(signed(worker, room, number), keys)).toString('base64url')}`
}

/** Null if it is none, or not for that worker, or not signed by the key it names. Cheap things first: `isRoom` before the signature. */
export function readPass(header: string, worker: string, isRoom: (callerKey: Uint8Array, room: string) => boolean): RelayPass | null {
  if (!header.startsWith(SCHEME) || header.length > SCHEME.length + MAX_PASS) return null
  const m = /^([0-9a-f]{32})\.([0-9a-f]{64})\.(\d{1,15})\.([\w-]{86})$/.exec(header.slice(SCHEME.length))
  if (m === null) return null
  const callerKey = new Uint8Array(Buffer.from(m[2], 'hex'))
  const number = Number(m[3])
  if (!acceptableKey(callerKey) || !isRoom(callerKey, m[1]) || !verify(signed(worker, m[1], number), Buffer.from(m[4], 'base64url'), callerKey)) return null
  return { room: m[1], callerKey, number }
}

export function sameRoom(a: string, b: string): boolean {
  return sameBytes(Buffer.from(a), Buffer.from(b))
}

function signed(worker: string, room: string, number: number): Buffer {
  return Buffer.concat([LABEL, Buffer.from(`${worker}\0${room}\0${number}`)])
}
