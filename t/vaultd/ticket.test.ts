import t from 'tap'
import { generateKeyPair, type KeyPair } from '../../netd/keys.js'
import { connect } from '../../netd/session.js'
import { dialTcp } from '../../netd/tcp.js'
import { issueTicket, newJti, parseTicket, type TicketClaims } from '../../netd/ticket.js'
import { connect as tcp } from 'node:net'
import { once } from 'node:events'
import { HANDSHAKE_TIMEOUT, MAX_CHANNELS, TICKET_TTL } from '../../vaultd/limits.js'
import { readSpawn } from '../../vaultd/swarm.js'
import { spawn } from '../../vaultd/spawn.js'
import { encodeValue } from '../../netd/codec.js'
import { until } from './base.js'
import { ADD, failureOf, gone, Rig } from './rig.js'

/** A worker nobody has redeemed yet, made as a driver's request would make it. */
async function worker(rig: Rig, keys: KeyPair, lease = 30_000): Promise<{ ticket: Uint8Array; claims: TicketClaims; host: string; port: number }> {
  const p = await spawn(rig.core, readSpawn({ text: ADD, lease, timeout: 10_000, args: encodeValue([]) }), { key: keys.publicKey, name: 'test' })
  const [route] = p.routes
  if (route.kind !== 'direct') throw route
  return { ticket: p.ticket, claims: parseTicket(p.ticket), host: route.host, port: route.port }
}

const redeem = async (w: { host: string; port: number }, ticket: Uint8Array, callerKeys: KeyPair) => connect(await dialTcp(w.host, w.port), { ticket, callerKeys })

t.test('a ticket opens its worker once; every other use is refused, counted and logged', async (t) => {
  const rig = await Rig.start()
  const keys = generateKeyPair()
  const other = generateKeyPair()
  const w = await worker(rig, keys)
  const w2 = await worker(rig, keys)
  const again = (change: Partial<TicketClaims>, by = rig.core.keys) => issueTicket({ ...w.claims, jti: newJti(), ...change }, by)
  const now = Date.now()
  const cases: Array<[string, string, Uint8Array, KeyPair]> = [
    ['forged', 'TICKET_FORGED', again({}, other), keys],
    ['expired', 'TICKET_EXPIRED', again({ issuedAt: now - 2 * TICKET_TTL, expiresAt: now - TICKET_TTL }), keys],
    ['used by another caller', 'TICKET_WRONG_CALLER', w.ticket, other],
    ['for another worker', 'TICKET_WRONG_WORKER', again({ worker: 'w_other' }), keys],
    ['of another incarnation', 'TICKET_WRONG_WORKER', again({ incarnation: 2 }), keys],
    ['of an earlier boot', 'TICKET_WRONG_WORKER', again({ bootEpoch: 'before' }), keys],
  ]
  for (const [what, code, ticket, by] of cases) t.equal((await failureOf(redeem(w, ticket, by))).code, code, what)
  const flipped = Uint8Array.from(w.ticket)
  flipped[flipped.length - 1] ^= 1
  t.equal((await failureOf(redeem(w, flipped, keys))).code, 'TICKET_FORGED', 'one bit')
  t.notOk((await failureOf(redeem(w, w2.ticket, keys))).code === 'NONE', "another worker's ticket")
  const session = await redeem(w, w.ticket, keys)
  t.equal(session.state, 'open', 'the true one opens it after all that')
  t.equal((await failureOf(redeem(w, w.ticket, keys))).code, 'TICKET_REPLAYED', 'once')
  t.ok(await until(() => rig.core.registry.events().filter((e) => e.kind === 'refused').length >= cases.length + 2), 'in the log of the registry')
  const metrics = await rig.core.metrics.registry.metrics()
  for (const code of ['TICKET_FORGED', 'TICKET_EXPIRED', 'TICKET_WRONG_CALLER', 'TICKET_WRONG_WORKER', 'TICKET_REPLAYED']) t.match(metrics, new RegExp(`hauki_refused_total{code="${code}"} [1-9]`), code)
  session.destruct(0)
  t.ok(await until(() => rig.core.registry.running().length === 1))
  await gone(t, rig)
})

t.test('connections that say nothing, or junk, or are too many, keep nothing alive', async (t) => {
  const rig = await Rig.start()
  const keys = generateKeyPair()
  const w = await worker(rig, keys, 1_000)
  const sockets = Array.from({ length: MAX_CHANNELS + 4 }, () => tcp(w.port, w.host).on('error', () => {}))
  let closed = 0
  for (const s of sockets) s.on('close', () => { closed++ })
  t.ok(await until(() => closed >= 4), `no more than ${MAX_CHANNELS}`)
  const noise = setInterval(() => { for (const s of sockets) if (!s.destroyed) s.write(Buffer.alloc(7)) }, 50)
  t.ok(await until(() => rig.core.registry.running().length === 0), 'noise does not renew the lease')
  t.match(rig.core.registry.workers()[0].endReason, /lease expired/)
  clearInterval(noise)
  t.ok(await until(() => closed === sockets.length))
  const v = await worker(rig, keys, HANDSHAKE_TIMEOUT * 4)
  const mute = tcp(v.port, v.host).on('error', () => {})
  const from = performance.now()
  await once(mute, 'close')
  t.ok(performance.now() - from < HANDSHAKE_TIMEOUT * 3, 'a mute one is closed, before its lease would do it')
  const junk = tcp(v.port, v.host).on('error', () => {})
  junk.write(Buffer.alloc(100_000, 0xff))
  await once(junk, 'close')
  const session = await redeem(v, v.ticket, keys)
  t.equal(session.state, 'open', 'the worker is as it was')
  session.destruct(0)
  await gone(t, rig)
})
