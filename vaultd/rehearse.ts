/**
 * A warm worker's rehearsal: one session with itself, in memory, with keys that are thrown away.
 * The first handshake of a process costs four times the second (code is compiled, tables are
 * made); this pays for it before there is a guest.
 */
import { generateKeyPair, sign, type KeyPair } from '../netd/keys.js'
import { pairLinks } from '../netd/link.js'
import { connect, createAcceptor } from '../netd/session.js'
import { issueTicket, memoryJtiStore, newJti } from '../netd/ticket.js'
import type { Value } from '../driver/vm/values.js'

const LEASE = 10_000
const CALLS = 3
const ROUNDS = 2
const LABEL = Buffer.from('HAUKI-REHEARSAL-v1\0', 'latin1')

/** Two rounds: the second still takes half as long as the first, the third hardly less than the second. */
export async function rehearse(keys: KeyPair): Promise<void> {
  // Parses the worker's own key.
  sign(LABEL, keys)
  for (let i = 0; i < ROUNDS; i++) await round()
}

async function round(): Promise<void> {
  const [core, caller, worker] = [generateKeyPair(), generateKeyPair(), generateKeyPair()]
  const now = Date.now()
  const claims = { worker: 'w_rehearsal', incarnation: 1, bootEpoch: 'rehearsal' }
  const ticket = issueTicket({
    ...claims, jti: newJti(), issuedAt: now, expiresAt: now + LEASE, sessionExpiresAt: 0, workerKey: worker.publicKey, callerKey: caller.publicKey, node: 'n',
    routes: [{ kind: 'direct', host: '127.0.0.1', port: 1 }], methods: null, limits: { inFlight: 1, lease: LEASE },
  }, core)
  const acceptor = createAcceptor({
    ...claims, workerKeys: worker, corePublicKey: core.publicKey, jtiStore: memoryJtiStore(), lease: LEASE,
    bootstrap: { call: (_method, args, _context, done) => done(null, args[0]) },
  })
  const [near, far] = pairLinks()
  acceptor.accept(far)
  const session = await connect(near, { ticket, callerKeys: caller, lease: LEASE })
  for (let i = 0; i < CALLS; i++) {
    await new Promise<Value>((done) => session.call(0, 'rehearse', [[i, 'text', [1, 2, 3]]], {}, (_failure, value) => done(value)))
  }
  session.close()
  acceptor.close()
}
