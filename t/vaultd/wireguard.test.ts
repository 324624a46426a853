/**
 * Both routes over a real WireGuard link between two namespaces, over a network that is good, slow and
 * lossy, or deaf in one direction.
 */
import t from 'tap'
import { generateKeyPair } from '../../netd/keys.js'
import { allowed, crowd, until } from './base.js'
import { Cable, ipIn, netns } from './netns.js'
import { nodeProcess } from './node-process.js'
import { call, clone, failureOf, gone, Rig } from './rig.js'
import { LIST, route, stream } from './stream.js'
import { skipTunnel as skip, tunnel, type Tunnel } from './wireguard.js'

let serial = 10
/** A Core here and a node in a namespace of its own, joined by a tunnel and by a bare cable. */
async function apart(t: { teardown(fn: () => unknown): unknown }, coreBy: 'tunnel' | 'cable') {
  const ns = netns(`w${++serial}`)
  const cable = new Cable(++serial, null, ns)
  const wg: Tunnel = await tunnel(++serial, ns, cable)
  t.teardown(() => wg.close())
  const rig = await Rig.start({ agent: null, core: { host: coreBy === 'tunnel' ? wg.a.address : cable.a.address } })
  t.teardown(() => rig.close())
  const node = await nodeProcess(rig, 'far', { netns: ns, interface: wg.b.name })
  t.teardown(() => node.child.kill('SIGKILL'))
  return { rig, node, wg, cable, mesh: await rig.mesh(generateKeyPair(), { probeEvery: 200 }) }
}

t.test('both routes over WireGuard; over a slow and lossy network every call once, in order; the address goes away', { skip }, async (t) => {
  const { rig, node, wg, mesh } = await apart(t, 'tunnel')
  const big = 'x'.repeat(1 << 20)
  for (const routing of ['p2p_only', 'relay_only'] as const) {
    const before = wg.carried()
    const [w] = await clone(mesh, { text: LIST }, { routing })
    t.equal(await call(w, 'push', [big]), big)
    t.ok(wg.carried() - before > 2 << 20, `${routing}: the tunnel carried ${wg.carried() - before} bytes`)
    if (routing === 'p2p_only') t.match(w.info().get('link'), wg.b.address)
    w.destruct()
  }

  Object.assign(wg.path.manners, { loss: 0.05, delay: 20, jitter: 10 })
  const [w] = await clone(mesh, { text: LIST }, { routing: 'p2p_only', lease: 10_000 })
  const from = performance.now()
  await call(w, 'list')
  t.ok(performance.now() - from >= 40, 'there and back is 40 ms at least')
  const calls = stream(w, 16)
  const value = 'y'.repeat(100_000)
  const echo = await clone(mesh, { text: 'exports.echo = (x) => x' }, { routing: 'p2p_only', lease: 10_000 }).then(([e]) => call(e, 'echo', [value], 30_000))
  t.equal(echo, value)
  t.ok(await until(() => calls.count > 200, 20_000))
  const { wrong, numbers } = await calls.stop()
  t.same(wrong.slice(0, 5), [])
  t.same(await call(w, 'list'), numbers, `${numbers.length} calls, ${wg.path.lost} packets lost of ${wg.path.passed}`)
  Object.assign(wg.path.manners, { loss: 0, delay: 0, jitter: 0 })

  const lease = 1000 * crowd()
  const [x] = await clone(mesh, { text: LIST }, { routing: 'p2p_only', lease })
  const lost = failureOf(call(x, 'slow', [1, 20_000], 20_000))
  ipIn(wg.b.ns, 'addr', 'del', `${wg.b.address}/24`, 'dev', wg.b.name)
  const gone1 = performance.now()
  t.match(await lost, { code: 'WORKER_LOST', message: /node far/ })
  const ms = performance.now() - gone1
  t.ok(ms < lease + await allowed(300), `within the lease: ${ms.toFixed(0)} ms`)
  await node.stop()
  await gone(t, rig)
})

t.test('deaf in one direction, now in this, now in that: over to the relay within the lease, and back', { skip }, async (t) => {
  const { rig, node, wg, mesh } = await apart(t, 'cable')
  const [w] = await clone(mesh, { text: LIST }, { lease: Math.min(3000, 1200 * crowd()) })
  t.equal(route(w), 'direct')
  const session = w.info().get('session')
  const calls = stream(w, 4)
  for (const way of ['aToB', 'bToA'] as const) {
    await until(() => calls.count > 100)
    wg.path.manners.cut[way] = true
    t.ok(await until(() => route(w) === 'relay'), `${way} is cut: over the relay`)
    const here = calls.count
    t.ok(await until(() => calls.count > here + 100), 'calls are answered')
    wg.path.manners.cut[way] = false
    t.ok(await until(() => route(w) === 'direct'), 'and back')
  }
  const { wrong, numbers } = await calls.stop()
  t.same(wrong.slice(0, 5), [])
  t.same(await call(w, 'list'), numbers, `${numbers.length} calls: each once, in order`)
  t.equal(w.info().get('session'), session)
  await node.stop()
  await gone(t, rig)
})
