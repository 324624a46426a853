/**
 * Invites: one line of text that the Core prints and a node or driver is started with. It holds
 * where the Core is, the Core's public key, and a one-time secret. The Core keeps only a hash,
 * and the secret never travels: the newcomer proves that it has it, for its own key only, so
 * that whoever reads the wire cannot use the invite.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { keyFromText, keyToText } from '../netd/keys.js'
import { VaultError } from './errors.js'
import { INVITE_TTL } from './limits.js'
import type { Registry, Role } from './registry.js'

const PREFIX = 'hauki-invite.'
/** An invite of ours is about 220 characters. */
const MAX_TEXT = 2048

export interface Invite {
  /** `ws://host:port/mesh` */
  readonly url: string
  readonly coreKey: Uint8Array
  readonly role: Role
  /** Hex. Secret: never logged. */
  readonly secret: string
}

export function hashSecret(secret: string): Uint8Array {
  return createHash('sha256').update('hauki-invite-v1\0').update(secret).digest()
}

/** What goes into the hello: worth nothing to another key. */
export function proveInvite(secret: string, publicKey: Uint8Array): string {
  return createHmac('sha256', hashSecret(secret)).update('hauki-join-v1\0').update(publicKey).digest('hex')
}

/** The open invite that `proof` belongs to, by its hash, or null. */
export function findInvite(open: Iterable<Uint8Array>, proof: string, publicKey: Uint8Array): Uint8Array | null {
  const given = Buffer.from(proof, 'hex')
  for (const hash of open) {
    const wanted = createHmac('sha256', hash).update('hauki-join-v1\0').update(publicKey).digest()
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) return hash
  }
  return null
}

/** Makes an invite and remembers its hash. */
export function createInvite(registry: Registry, url: string, coreKey: Uint8Array, role: Role, now: number): string {
  const secret = randomBytes(16).toString('hex')
  registry.addInvite(hashSecret(secret), role, now, now + INVITE_TTL)
  return formatInvite({ url, coreKey, role, secret })
}

export function formatInvite(i: Invite): string {
  return PREFIX + Buffer.from(JSON.stringify([i.url, keyToText(i.coreKey), i.role, i.secret])).toString('base64url')
}

/** Throws CONFIG with what is wrong; the secret is not in the text. */
export function parseInvite(line: string): Invite {
  const bad = (why: string) => new VaultError('CONFIG', `this is not an invite: ${why}. Print a new one with \`hauki core --invite\``)
  const t = line.trim()
  if (!t.startsWith(PREFIX) || t.length > MAX_TEXT) throw bad(`it must begin with "${PREFIX}"`)
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(t.slice(PREFIX.length), 'base64url').toString())
  } catch {
    throw bad('it is damaged (was it cut?)')
  }
  if (!Array.isArray(parts) || parts.length !== 4 || parts.some((p) => typeof p !== 'string')) throw bad('it is damaged')
  const [url, key, role, secret] = parts as string[]
  if (!/^wss?:\/\/\S+$/.test(url) || (role !== 'node' && role !== 'driver') || !/^[0-9a-f]{32}$/.test(secret)) throw bad('it is damaged')
  try {
    return { url, coreKey: keyFromText(key), role, secret }
  } catch (e) {
    throw new VaultError('CONFIG', 'this is not an invite: its key is damaged', { cause: e })
  }
}
