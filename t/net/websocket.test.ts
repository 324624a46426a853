/** The MUD over WebSocket: each subprotocol, who may come in, and what hostile clients get. */
import t, { type Test } from 'tap'
import fc from 'fast-check'
import WebSocket from 'ws'
import { IAC, OPTION, SB, SE, WILL } from '../../driver/net/telnet/codes.js'
import { listenWeb, type WebListener, type WebOptions } from '../../driver/net/websocket/listen.js'
import { eventually, Logs, World, WsClient } from './kit.js'

interface Game { world: World, logs: Logs, server: WebListener }

async function game(test: Test, options: Partial<WebOptions> = {}): Promise<Game> {
  const world = new World()
  const logs = new Logs()
  const server = await listenWeb({ host: '127.0.0.1', port: 0, accept: world.accept, log: logs, staticDir: '/nonexistent', ...options })
  test.teardown(() => server.close())
  return { world, logs, server }
}

t.test('terminal: ANSI both ways in BINARY frames, one frame a cycle', async (t) => {
  const { world, server } = await game(t)
  const client = await WsClient.open(server.port, 'terminal.mudstandards.org')
  t.equal(client.socket.protocol, 'terminal.mudstandards.org')
  t.same((await client.next('Welcome', true)).text, 'Welcome.\r\n> ')
  client.socket.send(Buffer.from('lo'))
  client.socket.send(Buffer.from('ok\r\nnext\n'))
  const { text } = await client.next('You said: next')
  t.same(world.lines, ['look', 'next'], 'frames do not end lines here')
  t.match(text, /You said: next\r\n> $/)
  client.socket.send('typed as text')
  await client.next('You said: typed as text')
  world.wire.gmcp('Char.Vitals', {})
  world.wire.echo(false)
  client.socket.close()
  await world.until(() => world.closed.length > 0)
  t.same(client.frames, [], 'no GMCP in this one')
  t.match(world.wire.info, { kind: 'terminal', address: '127.0.0.1', gmcp: false })
})

t.test('gmcp: TEXT is GMCP, a BINARY frame is a line, Core.Echo hides passwords', async (t) => {
  const { world, server } = await game(t)
  const client = await WsClient.open(server.port, ['unknown.example', 'gmcp.mudstandards.org', 'terminal.mudstandards.org'])
  t.equal(client.socket.protocol, 'gmcp.mudstandards.org', 'the first we know')
  client.socket.send('Core.Hello {"client":"Web","version":"2"}')
  client.socket.send('Core.Terminal {"cols":99999,"rows":40}')
  client.socket.send(Buffer.from('pw'))
  await client.next('Core.Echo {"on":false}', false)
  await client.next('Password: ', true)
  client.socket.send(Buffer.from('sécret\r\n'))
  await client.next('Core.Echo {"on":true}', false)
  await client.next('You said: sécret')
  t.same(world.lines, ['pw', 'sécret'])
  t.same(world.windows, [[1000, 40]])
  t.match(world.wire.info, { client: 'Web 2', kind: 'gmcp', gmcp: true, cols: 1000 })
  client.socket.send('core.ping')
  await client.next('Core.Ping', false)
  client.socket.send('Core.Interrupt')
  await world.until(() => world.interrupts === 1)
  for (const bad of ['', 'Core.Hello {', '{"a":1}', '\u0000', `A ${'['.repeat(5000)}`]) client.socket.send(bad)
  client.socket.send(Buffer.from('fine'))
  await client.next('You said: fine')
  t.equal(server.stats.protocolErrors, 5)
  world.wire.write('before ')
  world.wire.gmcp('Char.Vitals', { hp: 1 })
  world.wire.prompt('after> ')
  t.equal((await client.next('before', true)).text, 'before ')
  t.equal((await client.next('Vitals', false)).text, 'Char.Vitals {"hp":1}')
  t.equal((await client.next('after', true)).text, 'after> ', 'in the order they were made')
  client.socket.close()
})

t.test('json: envelopes with gmcp and telnet_31', async (t) => {
  const { world, server } = await game(t)
  const client = await WsClient.open(server.port, 'json.mudstandards.org')
  await client.next('Welcome', true)
  client.socket.send(JSON.stringify({ proto: 'gmcp', id: 'Core.Hello', data: '{"client":"Mudterm"}' }))
  client.socket.send(JSON.stringify({ proto: 'telnet_31', id: 'NAWS', data: Buffer.from([0, 132, 0, 43]).toString('base64') }))
  for (const bad of ['', '[]', 'null', '{"proto":1}', '{"proto":"gmcp","id":"x y","data":"{"}', '{"proto":"telnet_31","data":"AA=="}', '{"proto":"else","data":""}']) client.socket.send(bad)
  client.socket.send(Buffer.from('look'))
  await client.next('You said: look', true)
  t.match(world.wire.info, { client: 'Mudterm', cols: 132, rows: 43, kind: 'json' })
  t.equal(server.stats.protocolErrors, 7)
  world.wire.gmcp('Room.Info', { num: 1 })
  t.same(JSON.parse((await client.next('Room.Info', false)).text), { proto: 'gmcp', id: 'Room.Info', data: '{"num":1}' })
  client.socket.close()
})

t.test('telnet: a whole telnet session in BINARY frames', async (t) => {
  const { world, server } = await game(t)
  const client = await WsClient.open(server.port, 'telnet.mudstandards.org')
  const opening = await client.next('Welcome', true)
  t.ok(opening.bytes.includes(Buffer.from([IAC, WILL, OPTION.GMCP])))
  client.socket.send(Buffer.from([IAC, WILL, OPTION.NAWS, IAC, SB, OPTION.NAWS, 0, 100, 0]))
  client.socket.send(Buffer.from([30, IAC, SE, ...Buffer.from('lo')]))
  client.socket.send(Buffer.from('ok\r\n'))
  await client.next('You said: look')
  t.same(world.windows, [[100, 30]])
  t.equal(world.wire.info.kind, 'ws-telnet')
  client.socket.send(Buffer.from('quit\r\n'))
  await client.closed()
  t.equal(client.code, 1000)
  await world.until(() => world.closed.length > 0)
  t.match(server.stats, { connections: 0 })
  t.match(server.telnetStats, { connections: 0, accepted: 1 })
})

t.test('no subprotocol, or none we know: terminal', async (t) => {
  const { world, server } = await game(t)
  const client = await WsClient.open(server.port)
  await client.next('Welcome', true)
  t.equal(world.wire.info.kind, 'terminal')
  client.socket.close()
  const odd = new WebSocket(`ws://127.0.0.1:${server.port}/`, 'else.example')
  // RFC 6455 has the client fail when its wish is not granted; the server must not mind.
  await new Promise((resolve) => odd.once('error', resolve))
  await eventually('both to be gone', () => server.stats.connections === 0)
})

t.test('pages of other sites may not connect', async (t) => {
  const { server, logs } = await game(t, { origins: ['https://mud.example'] })
  for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1.evil.example', 'nonsense']) {
    await t.rejects(WsClient.open(server.port, [], { origin }), /403/, origin)
  }
  for (const origin of [`http://127.0.0.1:${server.port}`, 'https://mud.example']) (await WsClient.open(server.port, [], { origin })).socket.close()
  t.equal(server.stats.refused, 4)
  t.equal(logs.warnings.length, 4)
})

t.test('addresses have limits', async (t) => {
  const { server } = await game(t, { limits: { perAddressLoopback: 2 } })
  const first = await WsClient.open(server.port)
  await WsClient.open(server.port, 'telnet.mudstandards.org')
  await t.rejects(WsClient.open(server.port), /429/)
  first.socket.terminate()
  await eventually('the place to be free', () => server.stats.connections === 1)
  await WsClient.open(server.port)
})

t.test('a frame or a line too long', async (t) => {
  const { world, server } = await game(t)
  const client = await WsClient.open(server.port, 'gmcp.mudstandards.org')
  client.socket.send(Buffer.alloc(60_000, 0x78))
  await client.next('Line too long (more than 4096 bytes): ignored.')
  client.socket.send(Buffer.from('short'))
  await client.next('You said: short')
  client.socket.send(Buffer.alloc(1_048_576, 0x78))
  await client.closed()
  await world.until(() => world.closed.length > 0)
  t.same(world.lines, ['short'])
})

t.test('a flood of lines ends with a word', async (t) => {
  const { world, server } = await game(t, { limits: { linesWaiting: 50 } })
  const client = await WsClient.open(server.port, 'terminal.mudstandards.org')
  client.socket.send(Buffer.from('x\n'.repeat(300)))
  await client.next('Too much input at once: closing.')
  await client.closed()
  await world.until(() => world.closed.length > 0)
  t.same(world.closed, ['too much input'])
  t.equal(world.lines.length, 100)
})

t.test('a client that does not read is bounded, and in the end cut off', async (t) => {
  const { world, server } = await game(t, { limits: { stallMs: 300 } })
  const client = await WsClient.open(server.port, 'gmcp.mudstandards.org')
  await client.next('Welcome')
  client.socket.pause()
  const before = process.memoryUsage().rss
  let written = 0
  while (world.closed.length === 0) {
    world.wire.write('y'.repeat(200_000))
    written += 200_000
    world.wire.gmcp('Test.Big', 'x'.repeat(50_000))
    await new Promise(setImmediate)
  }
  t.same(world.closed, ['client does not read'])
  t.ok(server.stats.outputLost > 0 && server.stats.gmcpLost > 0)
  t.ok(written - server.stats.outputLost < 20e6, 'what was not dropped is a few megabytes in the kernel')
  t.ok(process.memoryUsage().rss - before < 100e6)
  client.socket.resume()
})

t.test('a slow reader that goes on reading gets what fitted, in order, and the notice', async (t) => {
  const { world, server } = await game(t)
  const client = await WsClient.open(server.port, 'terminal.mudstandards.org')
  await client.next('Welcome')
  for (let i = 0; i < 40; i++) world.wire.write(`${i}`.repeat(10_000))
  await client.next('Output lost')
  client.socket.send(Buffer.from('more\n'))
  await client.next('You said: more')
  client.socket.close()
})

t.test('close says why, and a silent client is not kept', async (t) => {
  const { world, server } = await game(t, { limits: { firstLineMs: 100 } })
  const client = await WsClient.open(server.port)
  await client.next('Nothing heard from you')
  await client.closed()
  t.equal(client.code, 1000)
  await world.until(() => world.closed.length > 0)
  t.same(world.closed, ['no first line'])
})

t.test('a world that throws costs that client its connection', async (t) => {
  const { logs, server } = await game(t)
  const client = await WsClient.open(server.port, 'gmcp.mudstandards.org')
  client.socket.send(Buffer.from('throw'))
  await client.closed()
  t.equal(logs.errors.length, 1)
  const broken = await game(t, { accept: () => { throw new TypeError('no') } })
  await (await WsClient.open(broken.server.port)).closed()
})

t.test('the world may use all of a wire while it accepts it', async (t) => {
  const events = { line() {}, interrupt() {}, gmcp() {}, window() {}, closed() {} }
  const { server, logs } = await game(t, { accept: (wire) => {
    wire.gmcp('Char.Login.Default', { type: ['password-credentials'] })
    wire.echo(false)
    wire.prompt('Password: ')
    wire.close('enough')
    return events
  } })
  for (const name of ['gmcp', 'terminal', 'telnet']) {
    const client = await WsClient.open(server.port, `${name}.mudstandards.org`)
    await client.next('Password: ')
    await client.closed()
  }
  t.same(logs.errors, [])
})

t.test('hostile frames in every subprotocol', async (t) => {
  const { logs, server } = await game(t)
  const frame = fc.record({ binary: fc.boolean(), bytes: fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map((s) => Buffer.from(s)), fc.json().map((s) => Buffer.from(`A.B ${s}`))) })
  const protocol = fc.constantFrom('terminal', 'gmcp', 'json', 'telnet').map((name) => `${name}.mudstandards.org`)
  await fc.assert(fc.asyncProperty(protocol, fc.array(frame, { maxLength: 30 }), fc.boolean(), async (name, frames, abrupt) => {
    const client = await WsClient.open(server.port, name)
    for (const { binary, bytes } of frames) client.socket.send(binary ? Buffer.from(bytes) : Buffer.from(bytes).toString('latin1'), { binary })
    if (abrupt) client.socket.terminate()
    else client.socket.close()
    await client.closed()
  }), { numRuns: 80 })
  await eventually('all to be gone', () => server.stats.connections === 0)
  const client = await WsClient.open(server.port)
  client.socket.send('alive')
  await client.next('You said: alive')
  t.same(logs.errors, [])
})

t.test('closing the port says goodbye to all', async (t) => {
  const world = new World()
  const server = await listenWeb({ host: '127.0.0.1', port: 0, accept: world.accept, log: new Logs(), staticDir: '/nonexistent' })
  const clients = [await WsClient.open(server.port), await WsClient.open(server.port, 'telnet.mudstandards.org')]
  await server.close()
  for (const client of clients) {
    await client.closed()
    t.equal(client.code, 1000)
  }
  t.same(world.closed, ['shutting down', 'shutting down'])
  await t.rejects(WsClient.open(server.port))
})

t.test('two may not listen on one port, and a freed one can be taken at once', async (t) => {
  const { server, world, logs } = await game(t)
  const { port } = server
  const client = await WsClient.open(port)
  await server.close()
  await client.closed()
  const options = { host: '127.0.0.1', port, accept: world.accept, log: logs, staticDir: '' }
  const second = await listenWeb(options)
  await t.rejects(listenWeb(options), { code: 'LISTEN' }, 'uWebSockets.js would share the port by default')
  await second.close()
})

t.test('a port that is taken is an error with a name', async (t) => {
  const { server, world, logs } = await game(t)
  await t.rejects(listenWeb({ host: '127.0.0.1', port: server.port, accept: world.accept, log: logs, staticDir: '' }), { name: 'WebListenError', code: 'LISTEN' })
})
