/**
 * A session moves between Route A and Route B while calls run, by connections that are reset. With
 * links that fall silent: netns.test.ts.
 */
import t from 'tap'
import { networkInterfaces } from 'node:os'
import { generateKeyPair } from '../../netd/keys.js'
import { until } from './base.js'
import { proxy } from './proxy.js'
import { call, clone, gone, Rig } from './rig.js'
import { LIST, route, stream } from './stream.js'

t.test('A → B → A by resets, calls in flight: same session, one ticket, every call once, in order', async (t) => {
  let present = true
  const interfaces = () => (present ? networkInterfaces() : {})
  const rig = await Rig.start({ agent: null })
  const core = await proxy(rig.core.port)
  await rig.agent({ interfaces: interfaces as typeof networkInterfaces })
  // Only the relay goes through the proxy, so that cutting it leaves the control plane.
  Object.assign(rig.core.options, { advertise: `ws://127.0.0.1:${core.port}` })
  const mesh = await rig.mesh(generateKeyPair(), { core: { url: `ws://127.0.0.1:${rig.core.port}/mesh`, key: rig.core.keys.publicKey }, probeEvery: 1e9 })
  const [w] = await clone(mesh, { text: LIST }, { lease: 5000 })
  t.equal(route(w), 'direct')
  const session = w.info().get('session')
  const calls = stream(w)
  for (let round = 0; round < 3; round++) {
    await until(() => calls.count > 50 + round * 200)
    present = false
    t.ok(await until(() => route(w) === 'relay'), 'cut A: goes on over B')
    const here = calls.count
    t.ok(await until(() => calls.count > here + 100))
    present = true
    await until(() => rig.agents[0].listeners.up)
    core.cut()
    t.ok(await until(() => route(w) === 'direct'), 'cut B: back on A')
    core.heal()
  }
  const { wrong, numbers } = await calls.stop()
  t.same(wrong, [])
  t.same(await call(w, 'list'), numbers, `${numbers.length} calls: each ran once, in the order they were made`)
  t.equal(w.info().get('session'), session)
  t.equal(rig.core.registry.tickets().length, 1, 'no new ticket')
  w.destruct()
  t.ok(await until(() => rig.core.registry.running().length === 0))
  await gone(t, rig)
  core.close()
})

t.test('the preferred route is back: the session returns to it by itself, the other still whole', async (t) => {
  let present = true
  const rig = await Rig.start({ agent: { interfaces: (() => (present ? networkInterfaces() : {})) as typeof networkInterfaces } })
  const mesh = await rig.mesh(generateKeyPair(), { probeEvery: 50 })
  const [w] = await clone(mesh, { text: LIST })
  const calls = stream(w)
  await until(() => calls.count > 50)
  present = false
  t.ok(await until(() => route(w) === 'relay'))
  present = true
  t.ok(await until(() => route(w) === 'direct'))
  await until(() => calls.count > 400)
  const { wrong, numbers } = await calls.stop()
  t.same(wrong, [])
  t.same(await call(w, 'list'), numbers)
  t.ok(await until(() => rig.core.relay.pairs === 0), 'nothing is left at the relay')
  await gone(t, rig)
})
