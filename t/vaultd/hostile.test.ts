import t from 'tap'
import fc from 'fast-check'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeValue } from '../../netd/codec.js'
import { controlOver, connectControl, type Peer } from '../../netd/control.js'
import { generateKeyPair } from '../../netd/keys.js'
import type { Plain } from '../../netd/plain.js'
import { VaultError } from '../../vaultd/errors.js'
import { Pool } from '../../vaultd/pool.js'
import { processBackend } from '../../vaultd/process/backend.js'
import { readAnnounce, readLoad, readNodeHello, readOrder, readSpawn, readSpawned, readWorkerRef } from '../../vaultd/swarm.js'
import { SILENT } from '../../vaultd/log.js'
import { folder, freshState, until } from './base.js'
import { ADD, bundle, call, clone, failureOf, gone, log, Rig } from './rig.js'

const plain = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.constant(null), fc.boolean(), fc.double(), fc.integer(), fc.string(), fc.uint8Array({ maxLength: 40 }), fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(fc.constantFrom('worker', 'incarnation', 'text', 'pointer', 'lease', 'timeout', 'args', 'key', 'workers', 'tags', 'name', '__proto__', 'x'), tie('value'))),
})).value as fc.Arbitrary<Plain>

t.test('whatever a member sends: a value or a VaultError, never anything else', async () => {
  for (const reader of [readSpawn, readOrder, readSpawned, readWorkerRef, readNodeHello, readLoad, readAnnounce]) {
    fc.assert(fc.property(plain, (v) => {
      try {
        reader(v)
        return true
      } catch (e) {
        return e instanceof VaultError && e.code === 'BAD_REQUEST'
      }
    }), { numRuns: 300 })
  }
})

/** A driver that is enrolled and says what we want. */
async function stranger(rig: Rig, name: string): Promise<Peer> {
  const keys = generateKeyPair()
  rig.core.enroll(keys.publicKey, 'driver', name)
  return connectControl(rig.core.url, { keys, serverKey: rig.core.keys.publicKey, hello: { role: 'driver', name } })
}

t.test('what the registry keeps as whole numbers is refused when it is not whole', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  const peer = await stranger(rig, 'half')
  const request = { text: ADD, lease: 3000, timeout: 10_000, args: encodeValue([]), owner: '/x' }
  for (const [key, v] of [['lease', 1500.5], ['ttl', 2000.25], ['memory', 64.5], ['lease', NaN]] as const) {
    t.match(await peer.call('spawn', { ...request, [key]: v }, { deadlineMs: 10_000 }), { error: { code: 'BAD_REQUEST', message: new RegExp(`${key} must be a`) } }, `${key}: ${v}`)
  }
  const [w] = await clone(mesh, { text: ADD }, { lease: 1500.5 })
  t.equal(w.info().get('lease'), 1501, 'our own side rounds')
  peer.close()
  await gone(t, rig)
})

t.test('an enrolled member that talks nonsense harms nobody', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  const peer = await stranger(rig, 'mad')
  const nonsense: Plain[] = [null, 5, 'x', [], { worker: '../../x', incarnation: 1 }, { text: 5 }, { pointer: 'gem-pointer://x/../../etc/passwd', lease: 3000, timeout: 1000, args: new Uint8Array(0) }]
  for (const method of ['spawn', 'kill', 'alive', 'resolve', 'status', 'announce', 'exited', '__proto__', 'constructor']) {
    for (const v of nonsense) await peer.call(method, v, { deadlineMs: 2000 }).catch(() => {})
  }
  const [w] = await clone(mesh, { text: ADD })
  const ref = { worker: w.info().get('worker') as string, incarnation: 1 }
  const answer = await peer.call('kill', ref) as { error: { code: string } }
  t.equal(answer.error.code, 'DENIED', "nobody kills another's worker")
  t.equal(await call(w, 'add', [1]), 1)
  peer.close()
  await gone(t, rig)
})

t.test('a node that lies about a worker of another node is not believed', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: ADD })
  const keys = generateKeyPair()
  rig.core.enroll(keys.publicKey, 'node', 'liar')
  const peer = await connectControl(rig.core.url, { keys, serverKey: rig.core.keys.publicKey, hello: { role: 'node', name: 'liar', bootEpoch: 'x', isolation: 'none', backend: 'process', address: '127.0.0.1', tags: [], cpus: 64, memory: 1e6, maxVaults: 500 } })
  peer.notify('exited', { worker: w.info().get('worker') as string, incarnation: 1, reason: 'lies' })
  await peer.call('announce', { workers: [], freeMemory: 0, load: 99, running: 0, warm: 0 })
  await peer.call('announce', { workers: [{ worker: w.info().get('worker') as string, incarnation: 1, vault: 'v', isolation: 'none', owner: keys.publicKey, ownerName: 'x', source: 'text', sourceHash: 'x', lease: 3000, startedAt: 1 }], freeMemory: 0, load: 99, running: 0, warm: 0 })
  t.equal(rig.core.registry.running()[0].node, 'n1', 'nor may it claim it')
  t.equal(rig.core.registry.running().length, 1)
  t.equal(await call(w, 'add', [1]), 1)
  await peer.call('announce', { workers: [], freeMemory: 1e6, load: 0, running: 0, warm: 9 })
  peer.on('spawn', () => ({ ok: { key: 'short' } }))
  t.match(await failureOf(clone(mesh, { text: ADD }, { node: 'liar' })), { code: 'BAD_REQUEST' }, 'a nonsense answer is an error, not a crash')
  peer.close()
  await gone(t, rig)
})

t.test('a stranger on the port: no page, no frame, no key gets in', async (t) => {
  const rig = await Rig.start()
  const { WebSocket } = await import('ws')
  const browser = new WebSocket(rig.core.url, { origin: 'http://evil.example' })
  const refused = await new Promise((done) => browser.on('error', (e) => done(e.message)))
  t.match(refused, /403/, 'a web page is refused')
  const junk = new WebSocket(rig.core.url)
  await new Promise((done) => junk.on('open', done))
  junk.send(Buffer.alloc(100_000, 0xff))
  await new Promise((done) => junk.on('close', done))
  const rebind = await fetch(`http://localhost:${rig.core.port}/healthz`)
  t.equal(rebind.status, 200)
  const { request } = await import('node:http')
  const status = await new Promise((done) => request({ port: rig.core.port, host: '127.0.0.1', path: '/api/v2/swarm/workers', headers: { host: 'evil.example' } }, (res) => done(res.statusCode)).end())
  t.equal(status, 421, 'a name that was rebound is refused')
  t.equal(typeof controlOver, 'function')
  await gone(t, rig)
})

t.test('workers that die young do not make the pool spin', async (t) => {
  const dying = join(folder, 'dying.cjs')
  writeFileSync(dying, 'setTimeout(() => process.exit(3), 20)')
  const backend = await processBackend({ bundle: dying, library: null, argv: [], state: freshState(), log: SILENT })
  let exits = 0
  backend.onExit(() => { exits++ })
  const pool = new Pool({ backend, target: 3, log: SILENT })
  await pool.fill()
  t.match(await failureOf(pool.take(null)), { code: 'VAULT_FAILED' })
  const before = exits
  await new Promise((done) => setTimeout(done, 500))
  t.ok(exits - before <= 8, `${exits - before} starts in half a second`)
  pool.close()
  await backend.close()
  t.match(await failureOf(pool.take(null)), { code: 'CLOSED' })
})

t.test('a worker that floods its log, its stderr, its answers', async (t) => {
  const lines: string[] = []
  const rig = await Rig.start({ agent: { log: { ...log, info: (_f, text) => void lines.push(text) } } })
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: 'exports.err = () => { for (let i = 0; i < 2000; i++) process.stderr.write("x".repeat(1000)); return 1 }; exports.big = (n) => "y".repeat(n); exports.ok = () => 2' })
  t.equal(await call(w, 'err'), 1)
  t.equal((await call(w, 'big', [3_000_000]) as string).length, 3_000_000)
  t.notOk((await failureOf(call(w, 'big', [40_000_000]))).code === 'NONE', 'an answer beyond the limit is an error')
  t.equal(await call(w, 'ok'), 2)
  await gone(t, rig)
})

t.test('the code cache is made beside the work and used afterwards', async (t) => {
  const state = freshState()
  const backend = await processBackend({ bundle, library: null, argv: [], state, log: SILENT })
  const { readdirSync } = await import('node:fs')
  t.ok(await until(() => readdirSync(join(state, 'cache')).some((f) => f.endsWith('.bin'))))
  const v = await backend.start({ name: 'vaultd-cached', memory: 128 })
  const first = await new Promise<Buffer>((done) => v.port.once('data', done))
  t.ok(first.includes('READY'), 'a worker starts from it')
  await backend.close()
  t.notOk(existsSync(join(state, 'vaults', 'vaultd-cached')))
})
