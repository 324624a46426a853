import t from 'tap'
import { WebSocket } from 'ws'
import type { RemoteEnd } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { generateKeyPair, type KeyPair } from '../../netd/keys.js'
import { RELAY_WINDOW } from '../../netd/limits.js'
import { writePass } from '../../netd/relaypass.js'
import { until } from './base.js'
import { proxy } from './proxy.js'
import { ADD, call, clone, failureOf, gone, Rig } from './rig.js'

const RELAY = { routing: 'relay_only' } as const
const LIST = 'const l = []; exports.push = (x) => { l.push(x); return x }; exports.list = () => l; exports.wait = (ms) => new Promise((r) => setTimeout(() => r(ms), ms)); exports.echo = (x) => x'

const route = (w: RemoteEnd) => w.info().get('route')

t.test('relay_only: a worker without a port is called through the Core, which sees ciphertext and sizes only', async (t) => {
  // All that the Core sends and receives as a relay passes the proxy; its own frames are not masked.
  const rig = await Rig.start({ agent: null })
  const tap = await proxy(rig.core.port)
  Object.assign(rig.core.options, { advertise: `ws://127.0.0.1:${tap.port}` })
  const agent = await rig.agent()
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: LIST }, RELAY)
  t.equal(route(w), 'relay')
  t.equal(w.info().get('address'), '')
  t.equal(agent.listeners.count, 0, 'no port was opened for it')
  t.equal(rig.core.relay.pairs, 1)
  const before = rig.core.relay.bytes
  const marker = 'MARKER-in-the-argument-and-in-the-result-'
  t.equal(await call(w, 'echo', [marker]), marker)
  t.same(await call(w, 'echo', [[marker.repeat(2000), 5, new Uint8Array(3)]]), [marker.repeat(2000), 5, new Uint8Array(3)])
  const relayed = rig.core.relay.bytes - before
  t.ok(relayed > 2 * 2000 * marker.length, `${relayed} bytes were relayed`)
  const seen = Buffer.concat(tap.seen)
  t.ok(seen.length > relayed, 'and the proxy has them')
  t.ok(seen.includes(String(w.info().get('worker'))), 'what is not sealed (the ticket in the HELLO) is found in them')
  t.notOk(seen.includes('MARKER'), 'the marker is not')
  t.notOk(seen.includes('echo'), 'nor the name of the function')
  w.destruct()
  t.ok(await until(() => rig.core.registry.running().length === 0 && rig.core.relay.pairs === 0))
  await gone(t, rig)
  tap.close()
})

t.test('values of megabytes pass in windows, in order', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: LIST }, RELAY)
  const big = 'x'.repeat(3 << 20)
  t.equal((await call(w, 'echo', [big]) as string).length, big.length)
  const all = await Promise.all(Array.from({ length: 12 }, (_, i) => call(w, 'echo', [`${i} ${big.slice(0, 300_000)}`])))
  t.same(all.map((s) => parseInt(String(s))), [...Array(12).keys()])
  t.equal(mesh.workers, 1)
  await gone(t, rig)
})

t.test('the wish decides the route', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  for (const [routing, wanted] of [['p2p_preferred', 'direct'], ['p2p_only', 'direct'], ['relay_preferred', 'relay'], ['relay_only', 'relay']] as const) {
    const [w] = await clone(mesh, { text: ADD }, { routing })
    t.equal(route(w), wanted, routing)
    t.equal(await call(w, 'add', [1]), 1)
    w.destruct()
  }
  await gone(t, rig)
})

t.test('who may not: no pass, a forged one, a used one, another key, another worker, a revoked key', async (t) => {
  const rig = await Rig.start()
  const keys = generateKeyPair()
  const mesh = await rig.mesh(keys)
  const [w] = await clone(mesh, { text: ADD }, RELAY)
  const [v] = await clone(mesh, { text: ADD }, RELAY)
  const worker = String(w.info().get('worker'))
  const room = rig.core.relay.room(worker, 1, keys.publicKey)
  const attempt = (header: string, id = worker, origin?: string) => new Promise<number>((done) => {
    const ws = new WebSocket(`ws://127.0.0.1:${rig.core.port}/api/v2/ephemeral/${id}`, { headers: { ...(header ? { Authorization: header } : {}), ...(origin ? { Origin: origin } : {}) } })
    ws.on('open', () => { done(101); ws.close() })
    ws.on('unexpected-response', (req, res) => { done(res.statusCode ?? 0); req.destroy() })
    ws.on('error', () => {})
  })
  const stranger: KeyPair = generateKeyPair()
  t.equal(await attempt(''), 403)
  t.equal(await attempt('Hauki-Relay nonsense'), 403)
  t.equal(await attempt(`Hauki-Relay ${'x'.repeat(3000)}`), 403)
  t.equal(await attempt(writePass(stranger, worker, room)), 403, 'the room of another')
  t.equal(await attempt(writePass(stranger, worker, rig.core.relay.room(worker, 2, stranger.publicKey))), 403, 'another incarnation')
  t.equal(await attempt(writePass(keys, String(v.info().get('worker')), room)), 403, 'signed for another worker')
  const good = writePass(keys, worker, room)
  t.equal(await attempt(good, worker, 'https://evil.example'), 403, 'a web page')
  t.equal(await attempt(good.slice(0, -3) + 'AAA'), 403, 'a changed signature')
  t.equal(await attempt(writePass(keys, 'w_0000', room), 'w_0000'), 503, 'a Core that has just started does not call a worker gone')
  t.equal(await call(w, 'add', [1]), 1, 'nothing of this disturbed its session')
  t.equal(await attempt(good), 101, 'the pass itself')
  t.equal(await attempt(good), 403, 'once')
  t.equal(await call(w, 'add', [1]), 2, 'the session came back after it had been replaced')
  rig.core.registry.revoke(keys.publicKey, Date.now())
  t.equal(await attempt(writePass(keys, worker, room)), 403, 'revoked')
  const metrics = await rig.core.metrics.registry.metrics()
  for (const code of ['RELAY_DENIED', 'RELAY_REPLAYED', 'RELAY_REVOKED']) t.match(metrics, new RegExp(`code="${code}"`))
  t.equal(await attempt('Hauki-Node ' + 'a'.repeat(32)), 403)
  await gone(t, rig)
})

t.test('caps: time of a connection', async (t) => {
  const rig = await Rig.start({ core: { relay: { time: 300 } } })
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: LIST }, { ...RELAY, lease: 700 })
  const until = performance.now() + 900
  let n = 0
  while (performance.now() < until) {
    t.equal(await call(w, 'push', [n++]), n - 1)
    await new Promise((done) => setTimeout(done, 20))
  }
  t.same(await call(w, 'list'), [...Array(n).keys()], `${n} calls over several connections: none lost, none twice`)
  await gone(t, rig)
})

t.test('caps: connections at once, and the bytes of a pair', async (t) => {
  const rig = await Rig.start({ core: { relay: { bytes: 200_000, pairs: 2 } } })
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: LIST }, RELAY)
  const [v] = await clone(mesh, { text: LIST }, RELAY)
  t.match(await failureOf(clone(mesh, { text: LIST }, RELAY)), { code: 'UNREACHABLE', message: /429/ }, 'the third connection')
  t.equal(await call(v, 'push', [1]), 1)
  t.match(await failureOf(call(w, 'echo', ['x'.repeat(300_000)])), { code: 'WORKER_LOST' }, 'the bytes are used up')
  await gone(t, rig)
})

t.test('hostile ends: more than the window, credit that nobody owed, text and silence', async (t) => {
  const rig = await Rig.start()
  const keys = generateKeyPair()
  const mesh = await rig.mesh(keys)
  const [w] = await clone(mesh, { text: ADD })
  const worker = String(w.info().get('worker'))
  const room = rig.core.relay.room(worker, 1, keys.publicKey)
  /** Open, and with the relay's word that the node is there; or at once. */
  const open = (when: 'message' | 'open' = 'message') => new Promise<WebSocket>((done, fail) => {
    const ws = new WebSocket(`ws://127.0.0.1:${rig.core.port}/api/v2/ephemeral/${worker}`, { headers: { Authorization: writePass(keys, worker, room) } })
    ws.once(when, () => done(ws))
    ws.on('error', fail)
  })
  const ended = (ws: WebSocket) => new Promise<string>((done) => ws.on('close', (code, reason) => done(`${code} ${reason}`)))
  for (const [what, harm] of [
    ['credit', (ws: WebSocket) => ws.send('5')], ['text', (ws: WebSocket) => ws.send('hello')], ['long text', (ws: WebSocket) => ws.send('1'.repeat(50))], ['a huge message', (ws: WebSocket) => ws.send(Buffer.alloc(1 << 20))],
    ['junk for the worker', (ws: WebSocket) => ws.send(Buffer.from('GET / HTTP/1.1\r\n\r\n'.repeat(10)))],
    ['more than the window', (ws: WebSocket) => { for (let i = 0; i < 2 * RELAY_WINDOW; i += 60_000) ws.send(Buffer.alloc(60_000)) }],
  ] as const) {
    const ws = await open()
    harm(ws)
    t.match(await ended(ws), /^10\d\d/, what)
    const hasty = await open('open')
    harm(hasty)
    t.match(await ended(hasty), /^10\d\d/, `${what}, before the node is there`)
  }
  const silent = await open('open')
  silent.terminate()
  t.ok(await until(() => rig.core.relay.pairs === 0), 'none is left')
  t.equal(await call(w, 'add', [1]), 1, 'the session on Route A has noticed nothing')
  await gone(t, rig)
})

t.test('the Core restarts: rooms are the same, sessions on the relay come back', async (t) => {
  const rig = await Rig.start()
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: LIST }, { ...RELAY, lease: 10_000 })
  t.equal(await call(w, 'push', [1]), 1)
  await rig.restartCore()
  const calls: Array<Promise<Value>> = [2, 3, 4].map((n) => call(w, 'push', [n]))
  t.same(await Promise.all(calls), [2, 3, 4])
  t.same(await call(w, 'list'), [1, 2, 3, 4], 'in order, once each')
  await gone(t, rig)
})
