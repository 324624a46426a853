/** crypt(): password hashes of Unix; oldcrypt(): MudOS's. New mudlibs use password_hash(). */
import { randomBytes } from 'node:crypto'
import { BAD_ARGUMENT, LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import type { Int, Result } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'
import { bcrypt } from './bcrypt.js'
import { desCrypt } from './des.js'
import { oldCrypt } from './oldcrypt.js'
import { MAX_ROUNDS, md5Crypt, randomSalt, shaCrypt, type Steps } from './unix.js'

/** Longest password in bytes: the work grows with its square. */
const MAX_KEY = 512

/** So long others are kept waiting by all hashes of one evaluation (ms): SHA-512 in its 5,000 rounds takes 20, bcrypt of cost 9 some 80. */
const AT_ONCE_MS = 1_000
const spent = new WeakMap<Fiber, number>()

function badSalt(): never {
  throw new LpcError('Error in crypt(), check your salt', { code: BAD_ARGUMENT })
}

function steps(key: Uint8Array, salt: string): Steps | string {
  const m = /^\$([156])\$(?:rounds=(\d{1,9})\$)?([^$\0]*)/.exec(salt)
  if (/^\$2[axy]\$/.test(salt)) return bcrypt(key, salt) ?? badSalt()
  if (!m) {
    if (salt[0] !== '$' && /^[\x01-\x7f]{2}/.test(salt)) return desCrypt(key, salt) ?? badSalt()
    return shaCrypt('sha512', key, randomSalt(randomBytes(16)), null)
  }
  if (m[1] === '1') return md5Crypt(key, m[3].slice(0, 8))
  const rounds = m[2] === undefined ? null : Math.max(1000, Number(m[2]))
  if (rounds !== null && rounds > MAX_ROUNDS) throw new LpcError(`crypt(): too many rounds: ${rounds} (limit ${MAX_ROUNDS}).`, { code: LIMIT })
  return shaCrypt(m[1] === '5' ? 'sha256' : 'sha512', key, m[3].slice(0, 16), rounds)
}

function keyOf(efun: string, password: string): Uint8Array {
  const key = new TextEncoder().encode(password)
  if (key.length > MAX_KEY) throw new LpcError(`${efun}(): password too long (limit ${MAX_KEY} bytes).`, { code: LIMIT })
  return key
}

/**
 * At once, as mudlibs expect it: nothing else runs meanwhile. An evaluation that has had its time so
 * goes on a slice per turn of the event loop, unless it cannot wait.
 */
function finish(F: Fiber, work: Steps): Result {
  const began = performance.now()
  const before = spent.get(F) ?? 0
  let all: number
  // bounded: by the clock, or by MAX_ROUNDS
  do {
    const r = work.next()
    all = before + performance.now() - began
    if (r.done) {
      spent.set(F, all)
      return r.value
    }
  } while (F.noWait.length > 0 || all < AT_ONCE_MS)
  spent.set(F, all)
  return F.suspend('a password hash', (wake) => {
    let cancelled = false
    const turn = (): void => {
      if (cancelled) return
      const end = performance.now() + 2
      // bounded: by the clock
      do {
        const r = work.next()
        if (r.done) return wake(null, r.value)
      } while (performance.now() < end)
      setImmediate(turn)
    }
    setImmediate(turn)
    return () => void (cancelled = true)
  })
}

export default [
  efun({
    name: 'crypt', family: 'hash', since: '0.1', ticks: 5000, mode: 'waits',
    sig: 'string crypt(string password, string|int salt)',
    doc: 'Returns the Unix hash of a password.\n\n`salt` is a hash or the start of one: "$6$…" SHA-512, "$5$…" SHA-256, "$1$…" MD5, "$2a$…", "$2x$…" and "$2y$…" bcrypt, or two characters for the old DES hash, of which only eight characters count. Anything else, such as 0 or "", makes a new SHA-512 hash with a random salt. To check a password compare `crypt(password, hash)` with `hash`. It takes about 20 ms, and nothing else runs meanwhile; an evaluation that hashes for more than a second waits from then on, and others go on. New code should use password_hash().',
    examples: ['crypt("123", "12") == "12IbR.gJ8wcpc"', 'crypt("x", 0)[0..2] == "$6$"'],
    seeAlso: ['password_hash', 'password_verify', 'hash'],
  }, (F, password: string, salt: string | Int): Result => {
    const work = steps(keyOf('crypt', password), typeof salt === 'string' ? salt : '')
    return typeof work === 'string' ? work : finish(F, work)
  }),
  efun({
    name: 'oldcrypt', family: 'hash', since: '0.1', ticks: 5000, mode: 'waits',
    sig: 'string oldcrypt(string password, string|int salt)',
    doc: 'Returns the hash of a password that MudOS made, so that mudlibs can check passwords they have from then.\n\n`salt` is such a hash, or any text; 0 and texts of less than two characters make a new salt. To check a password compare `oldcrypt(password, hash)` with `hash`. It is MD5: new code should use password_hash().',
    examples: ['oldcrypt("123", "123") == "mckfcn`d!glafl`lnam`hikdfaeja`eccckjeinjm"'],
    seeAlso: ['crypt', 'password_hash'],
  }, (F, password: string, salt: string | Int): Result => {
    return finish(F, oldCrypt(keyOf('oldcrypt', password), typeof salt === 'string' && salt.length >= 2 ? salt : randomSalt(randomBytes(8))))
  }),
] as Efun[]
