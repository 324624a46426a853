import t from 'tap'
import { WebSocketServer } from 'ws'
import type { AddressInfo } from 'node:net'
import { connectControl, controlOver, createControlServer, type ControlServerOptions, type Peer } from '../../netd/control.js'
import { failure, MeshError, RemoteError } from '../../netd/errors.js'
import { generateKeyPair, keyToText } from '../../netd/keys.js'
import { pairLinks } from '../../netd/link.js'
import { wsLink } from '../../netd/wslink.js'

const core = generateKeyPair()
const node = generateKeyPair()

async function serve(t: { teardown(fn: () => void): void }, options: Partial<ControlServerOptions> = {}) {
  const refused: string[] = []
  const server = createControlServer({ keys: core, hello: { name: 'core' }, admit: (key) => (keyToText(key) === keyToText(node.publicKey) ? null : 'This key is not enrolled.'), onPeer: () => {}, onRefused: (code) => void refused.push(code), ...options })
  const wss = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  wss.on('connection', (ws) => server.accept(wsLink(ws)))
  await new Promise((resolve) => wss.once('listening', resolve))
  t.teardown(() => {
    server.close()
    wss.close()
    for (const ws of wss.clients) ws.terminate()
  })
  return { server, refused, url: `ws://127.0.0.1:${(wss.address() as AddressInfo).port}` }
}

t.test('calls both ways over a WebSocket, with errors as they are', async (t) => {
  let peer: Peer | null = null
  const { url, server } = await serve(t, {
    onPeer(p) {
      peer = p
      p.on('add', (v) => (v as number[]).reduce((a, b) => a + b, 0))
      p.on('later', async (v) => ({ got: v }))
      p.on('fail', () => {
        throw new MeshError('NOT_FOUND', 'no such thing')
      })
      p.on('bug', () => {
        throw new TypeError('oops')
      })
      p.on('compile', () => {
        throw new RemoteError(failure('COMPILE', 'syntax error', 'EXECUTED_FAILED', [{ program: '/a.c', line: 3, function: 'f', object: '/a' }]))
      })
    },
  })
  const client = await connectControl(url, { keys: node, serverKey: core.publicKey, hello: { role: 'node', name: 'alpha' }, handlers: { ping: (v) => v ?? 'pong' } })
  t.teardown(() => client.close())
  t.same([client.hello, peer!.hello, peer!.key, server.peers.size], [{ name: 'core' }, { role: 'node', name: 'alpha' }, node.publicKey, 1])
  t.equal(await client.call('add', [1, 2, 3]), 6)
  t.same(await client.call('later', { a: [1.5, 'x', null, true], b: new Uint8Array([1, 2]) }), { got: { a: [1.5, 'x', null, true], b: new Uint8Array([1, 2]) } })
  t.equal(await peer!.call('ping'), 'pong')
  await t.rejects(client.call('fail'), { code: 'NOT_FOUND', message: 'no such thing' })
  await t.rejects(client.call('bug'), { code: 'FAILED', message: 'oops', outcome: 'EXECUTED_FAILED' })
  await t.rejects(client.call('compile'), { code: 'COMPILE', failure: { trace: [{ program: '/a.c', line: 3 }] } })
  await t.rejects(client.call('nothing'), { code: 'NO_SUCH_METHOD', outcome: 'NOT_EXECUTED' })
  await t.rejects(client.call('add', 'x'.repeat(17_000_000)), { code: 'TOO_LARGE', outcome: 'NOT_SENT' })
  const megabyte = new Uint8Array(1_000_000).fill(7)
  t.same(((await client.call('later', megabyte)) as { got: Uint8Array }).got.length, 1_000_000)
  const seen = new Promise((resolve) => peer!.on('event', (v) => void resolve(v)))
  client.notify('event', 'hello')
  t.equal(await seen, 'hello')
  const gone = new Promise<string>((resolve) => client.onClose(resolve))
  const pending = client.call('never', null, { deadlineMs: 5000 })
  peer!.on('never', () => new Promise(() => {}))
  pending.catch(() => {})
  peer!.close('bye')
  t.match(await gone, /bye/)
  t.ok(client.closed)
  t.equal(await client.call('add', []).catch((e: MeshError) => e.outcome), 'NOT_SENT')
})

t.test('who is not enrolled, and a server that is not the Core, are refused', async (t) => {
  const { url, refused } = await serve(t)
  await t.rejects(connectControl(url, { keys: generateKeyPair(), serverKey: core.publicKey, hello: null }), { code: 'DENIED', message: /not enrolled/ })
  await t.rejects(connectControl(url, { keys: node, serverKey: generateKeyPair().publicKey, hello: null }), { code: 'DENIED' })
  t.same(refused, ['DENIED', 'DENIED'])
  await t.rejects(connectControl('ws://127.0.0.1:1', { keys: node, serverKey: core.publicKey, hello: null }), { code: 'REFUSED' })
  await t.rejects(connectControl('nonsense', { keys: node, serverKey: core.publicKey, hello: null }), { code: 'UNREACHABLE' })
})

t.test('a recorded HELLO makes no peer', async (t) => {
  let peers = 0
  const { url, server } = await serve(t, { onPeer: () => void peers++, lease: 200 })
  const { dialWs } = await import('../../netd/wslink.js')
  const link = await dialWs(url)
  let hello: Uint8Array | null = null
  const client = await controlOver({ name: 'tap', get bufferedBytes() { return 0 }, start: (h) => link.start(h), close: (r) => link.close(r), send: (b) => ((hello ??= b.slice()), link.send(b)) }, { keys: node, serverKey: core.publicKey, hello: null })
  t.equal(peers, 1)
  client.close()
  const replay = await dialWs(url)
  const closed = new Promise<void>((resolve) => replay.start({ data: () => {}, close: () => resolve() }))
  replay.send(hello!)
  await closed
  t.equal(peers, 1)
  t.equal(server.peers.size, 0)
})

t.test('over any Link, and lost when nothing is heard', async (t) => {
  const server = createControlServer({ keys: core, admit: () => null, onPeer: (p) => p.on('hi', () => 'ho') })
  const [a, b] = pairLinks()
  server.accept(b)
  const client = await controlOver(a, { keys: node, serverKey: core.publicKey, hello: null, lease: 200 })
  t.equal(await client.call('hi'), 'ho')
  // The mesh's own timers do not keep a process alive.
  const alive = setInterval(() => {}, 1000)
  t.teardown(() => clearInterval(alive))
  // From here the server's bytes go nowhere.
  ;(a as unknown as { handlers: { data(): void } }).handlers.data = () => {}
  t.match(await new Promise<string>((resolve) => client.onClose(resolve)), /nothing heard/)
  server.close()
})
