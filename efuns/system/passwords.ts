/**
 * Password hashes with argon2id, computed off the driver's thread. Both efuns wait, in the lane
 * of who asks (hashing.ts). Not for: crypt(), which FluffOS's old hashes need.
 */
import { LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { sessionOf } from '../../driver/world/output.js'
import { efun } from '../efun.js'
import { WAITING } from '../scheduling/waiting.js'
import { Lanes } from './hashing.js'

/** Loaded at first use: workers carry this file, but no native library. */
const argon2 = () => import('@node-rs/argon2')

const family = 'system'
const since = '0.1'

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; about 30 ms. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** Longest password in UTF-16 units: more only costs time. */
const MAX_PASSWORD = 1_024

const lanes = new Lanes()

/** Whose lane: that of the address somebody plays from, apart for each hash that is tried there. */
function origin(F: Fiber, hashed = ''): string {
  const session = F.player && sessionOf(F.player)
  return `${session?.network ?? ''} ${hashed}`
}

function checked(password: string): string {
  if (password.length > MAX_PASSWORD) throw new LpcError(`Password too long (limit ${MAX_PASSWORD} characters).`, { code: LIMIT })
  return password
}

export const password_hash = efun({
  name: 'password_hash', family, since, ticks: 200, mode: 'waits',
  sig: 'string password_hash(string password)',
  doc: `The argon2id hash of a password, with a random salt in it: what to save instead of the password. About 30 ms on another thread.\n\n${WAITING}`,
  seeAlso: ['password_verify'],
}, (F, password: string) => {
  const p = checked(password)
  return F.suspend('password_hash()', (wake) => {
    lanes.submit(origin(F), () => argon2().then((a) => a.hash(p, OPTIONS)), (e, v) => wake(e ? new LpcError('password_hash: Failed.') : null, v ?? 0))
  })
})

export const password_verify = efun({
  name: 'password_verify', family, since, ticks: 2_000, mode: 'waits',
  sig: 'int password_verify(string hash, string password)',
  doc: `1 when \`password\` is the one that \`hash\` (from \`password_hash()\`) was made of, else 0; 0 also for a string that is no such hash.\n\n${WAITING}`,
  seeAlso: ['password_hash'],
}, (F, hashed: string, password: string) => {
  const p = checked(password)
  return F.suspend('password_verify()', (wake) => {
    // A hash that claims gigabytes would be an attack by whoever can write save files.
    const m = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(hashed)
    if (!m || Number(m[1]) > 262_144 || Number(m[2]) > 10 || Number(m[3]) > 4) return wake(null, 0)
    lanes.submit(origin(F, hashed), () => argon2().then((a) => a.verify(hashed, p)), (e, v) => wake(null, !e && v ? 1 : 0))
  })
})
