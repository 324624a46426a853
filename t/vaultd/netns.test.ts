/**
 * Routes in network namespaces: links that go down for real, addresses that vanish, peers from
 * other networks.
 */
import t from 'tap'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { generateKeyPair } from '../../netd/keys.js'
import { dialTcp } from '../../netd/tcp.js'
import { allowed, crowd, until } from './base.js'
import { Cable, ip, ipIn, netns, runIn, skip, skipWithout } from './netns.js'
import { nodeProcess } from './node-process.js'
import { call, clone, failureOf, gone, Rig } from './rig.js'
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
    t.ok(await until(() => route(w) === 'relay'), `link A down: over B after ${Math.round(performance.now() - from)} ms`)
    const here = calls.count
    t.ok(await until(() => calls.count > here + 100), 'and calls are answered')
    a.up()
    // The kernel says so up to a second later, and the node looks twice a second: only then is there a way.
    for (let open = false; !open;) open = await dialTcp(a.b.address, Number(/:(\d+)$/.exec(String(w.info().get('address')))![1])).then((link) => (link.close(), true), () => false)
    b.down()
    from = performance.now()
    t.ok(await until(() => route(w) === 'direct'), `link B down: back on A after ${Math.round(performance.now() - from)} ms`)
    b.up()
    const back = performance.now()
    t.ok(await until(() => (rig.core.nodes.get('far')?.heard ?? 0) > back), 'the Core hears the node again')
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

/** Knocks at a port from a namespace: what comes of it. Bytes show that a listener took the connection. */
async function knock(ns: string | null, host: string, port: number, from?: string): Promise<string> {
  const script = `const s = require('net').connect({ host: '${host}', port: ${port}${from === undefined ? '' : `, localAddress: '${from}'`} })
    const end = (x) => { console.log(x); process.exit() }
    s.on('error', (e) => end(e.code)); s.on('close', () => end('closed'))
    // What has come meanwhile is looked at first.
    const later = (ms, fn) => setTimeout(() => setImmediate(fn), ms)
    s.on('connect', () => later(400, () => end('taken'))); later(1200, () => s.connecting && end('silence'))`
  // Not synchronously: this process has a session to keep alive.
  const [command, ...args] = [...(ns === null ? [] : ['ip', 'netns', 'exec', ns]), process.execPath, '-e', script]
  return (await promisify(execFile)(command, args)).stdout.trim()
}

/** TCP listeners of a namespace: addresses with ports. */
const listeners = (ns: string | null): string[] => runIn(ns, 'ss', '-Hltn').trim().split('\n').filter((l) => l !== '').map((l) => l.split(/\s+/)[3])

t.test('Route A: one random port on the address of the named interface, for peers of its network; none when the address is gone', { skip: skipWithout('nft', 'ss') }, async (t) => {
  const ns = netns('node')
  const vpn = new Cable(3, null, ns)
  const lan = new Cable(4, null, ns)
  const rig = await Rig.start({ agent: null, core: { host: lan.a.address } })
  t.teardown(() => rig.close())
  const start = (name: string, firewall: boolean) => nodeProcess(rig, name, { netns: ns, interface: vpn.b.name, firewall })
  const node = await start('plain', false)
  t.teardown(() => node.child.kill('SIGKILL'))
  const mesh = await rig.mesh()
  const [w, v] = await clone(mesh, { text: LIST }, { count: 2, routing: 'p2p_only', lease: 60_000 })
  t.equal(await call(w, 'push', [1]), 1)
  const ports = [w, v].map((x) => Number(/:(\d+)$/.exec(String(x.info().get('address')))![1]))
  t.same(listeners(ns).sort(), ports.map((p) => `${vpn.b.address}:${p}`).sort(), 'nothing else listens there, nothing on a wildcard')
  t.not(ports[0], ports[1])

  t.equal(await knock(null, vpn.b.address, ports[0]), 'taken', 'a peer of the network')
  t.equal(await knock(null, lan.b.address, ports[0]), 'ECONNREFUSED', 'at the other address nobody listens')
  // Linux answers for an address on every interface: by the other cable, from the other network.
  ip('route', 'add', `${vpn.b.address}/32`, 'via', lan.b.address, 'src', lan.a.address)
  t.equal(await knock(null, vpn.b.address, ports[0], lan.a.address), 'closed', 'a peer of another network is refused')

  const guarded = await start('guarded', true)
  t.teardown(() => guarded.child.kill('SIGKILL'))
  t.equal(await knock(null, vpn.b.address, ports[0], lan.a.address), 'silence', 'with the rule it does not get so far')
  t.match(runIn(ns, 'nft', 'list', 'ruleset'), /counter packets [1-9]/)
  ip('route', 'del', `${vpn.b.address}/32`)
  t.equal(await knock(null, vpn.b.address, ports[0]), 'taken', 'who comes by the interface does')
  await guarded.stop()
  t.equal(runIn(ns, 'nft', 'list', 'ruleset'), '', 'the rule goes with the node')

  const pending = failureOf(call(w, 'slow', [1, 20_000], 20_000))
  ipIn(ns, 'addr', 'del', `${vpn.b.address}/24`, 'dev', vpn.b.name)
  const from = performance.now()
  t.ok(await until(() => listeners(ns).length === 0))
  const ms = performance.now() - from
  t.ok(ms < await allowed(1000), `no listener ${Math.round(ms)} ms after the address was gone`)
  t.match(await failureOf(clone(mesh, { text: LIST }, { routing: 'p2p_only', timeout: 5000 })), { outcome: 'NOT_EXECUTED' }, 'and none is opened elsewhere')
  await node.stop()
  t.match(await pending, { code: 'WORKER_LOST' })
  await gone(t, rig)
})
