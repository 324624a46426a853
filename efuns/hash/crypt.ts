/** crypt(): password hashes of Unix. New mudlibs use password_hash(). */
import { randomBytes } from 'node:crypto'
import { BAD_ARGUMENT, LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import type { Int, Result } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'
import { desCrypt } from './des.js'
import { MAX_ROUNDS, md5Crypt, randomSalt, shaCrypt, type Steps } from './unix.js'

/** Longest password in bytes: the work grows with its square. */
const MAX_KEY = 512

function steps(key: Uint8Array, salt: string): Steps | string {
  const m = /^\$([156])\$(?:rounds=(\d{1,9})\$)?([^$\0]*)/.exec(salt)
  if (/^\$2[abxy]\$/.test(salt)) throw new LpcError('crypt(): bcrypt hashes ($2a$ …) are not supported.', { code: BAD_ARGUMENT })
  if (!m) {
    const des = salt[0] === '$' ? null : desCrypt(key, salt)
    return des ?? shaCrypt('sha512', key, randomSalt(randomBytes(16)), null)
  }
  if (m[1] === '1') return md5Crypt(key, m[3].slice(0, 8))
  const rounds = m[2] === undefined ? null : Math.max(1000, Number(m[2]))
  if (rounds !== null && rounds > MAX_ROUNDS) throw new LpcError(`crypt(): too many rounds: ${rounds} (limit ${MAX_ROUNDS}).`, { code: LIMIT })
  return shaCrypt(m[1] === '5' ? 'sha256' : 'sha512', key, m[3].slice(0, 16), rounds)
}

/** All at once where the fiber cannot wait, else a slice per turn of the event loop. */
function finish(F: Fiber, work: Steps): Result {
  if (F.noWait.length > 0) {
    // bounded: by MAX_ROUNDS
    for (;;) {
      const r = work.next()
      if (r.done) return r.value
    }
  }
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
    doc: 'Returns the Unix hash of a password.\n\n`salt` is a hash or the start of one: "$6$…" SHA-512, "$5$…" SHA-256, "$1$…" MD5, or two characters for the old DES hash, of which only eight characters count. Anything else, such as 0 or "", makes a new SHA-512 hash with a random salt. To check a password compare `crypt(password, hash)` with `hash`. It waits while it computes (about 20 ms); other commands go on. New code should use password_hash(). bcrypt ("$2a$") is not supported.',
    examples: ['crypt("123", "12") == "12IbR.gJ8wcpc"', 'crypt("x", 0)[0..2] == "$6$"'],
    seeAlso: ['password_hash', 'password_verify', 'hash'],
  }, (F, password: string, salt: string | Int): Result => {
    const key = new TextEncoder().encode(password)
    if (key.length > MAX_KEY) throw new LpcError(`crypt(): password too long (limit ${MAX_KEY} bytes).`, { code: LIMIT })
    const work = steps(key, typeof salt === 'string' ? salt : '')
    return typeof work === 'string' ? work : finish(F, work)
  }),
] as Efun[]
