/**
 * Routes in network namespaces: links that go down for real, addresses that vanish, peers from
 * other networks.
 */
import t from 'tap'
import { generateKeyPair } from '../../netd/keys.js'
import { crowd, until } from './base.js'
import { Cable, netns, skip } from './netns.js'
import { nodeProcess } from './node-process.js'
import { call, clone, gone, Rig } from './rig.js'
import { LIST, route, stream } from './stream.js'

t.test('A → B → A with links down: silence is noticed within the lease', { skip }, async (t) => {
  const ns = netns('far')
  // One cable for Route A, one to the Core.
  const a = new Cable(1, null, ns)
  const b = new Cable(2, null, ns)
  const rig = await Rig.start({ agent: null, core: { host: b.a.address } })
  t.teardown(() => rig.close())
  const node = await nodeProcess(rig, 'far', { netns: ns, interface: a.b.name })
  t.teardown(() => node.child.kill('SIGKILL'))
  const mesh = await rig.mesh(generateKeyPair(), { probeEvery: 1e9 })
  const [w] = await clone(mesh, { text: LIST }, { lease: Math.min(3000, 1200 * crowd()) })
  t.match(w.info().get('link'), a.b.address)
  const session = w.info().get('session')
  const calls = stream(w, 4)
  for (let round = 0; round < 2; round++) {
    await until(() => calls.count > 50 + round * 200)
    a.down()
    let from = performance.now()
    t.ok(await until(() => route(w) === 'relay', 3000), `link A down: over B after ${Math.round(performance.now() - from)} ms`)
    const here = calls.count
    t.ok(await until(() => calls.count > here + 100, 4000), 'and calls are answered')
    a.up()
    b.down()
    from = performance.now()
    t.ok(await until(() => route(w) === 'direct', 3000), `link B down: back on A after ${Math.round(performance.now() - from)} ms`)
    b.up()
    const back = performance.now()
    t.ok(await until(() => (rig.core.nodes.get('far')?.heard ?? 0) > back, 15_000), 'the Core hears the node again')
  }
  const { wrong, numbers } = await calls.stop()
  t.same(wrong.slice(0, 5), [])
  t.same(await call(w, 'list'), numbers, `${numbers.length} calls: each once, in order`)
  t.equal(w.info().get('session'), session, 'the same session')
  t.equal(rig.core.registry.tickets().length, 1, 'no new ticket')
  t.equal(rig.core.registry.running().length, 1)
  await node.stop()
  await gone(t, rig)
})
