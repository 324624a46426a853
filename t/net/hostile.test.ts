/** What strangers may try on the telnet port: each ends in a clear message to them, and the game goes on. */
import t, { type Test } from 'tap'
import { connect } from 'node:net'
import { IAC, IP, SB } from '../../driver/net/telnet/codes.js'
import { listenTelnet, type TelnetListener, type TelnetOptions } from '../../driver/net/telnet/listen.js'
import { Client, eventually, Logs, World } from './kit.js'

interface Game { world: World, logs: Logs, server: TelnetListener, open: () => Promise<Client> }

async function game(test: Test, options: Partial<TelnetOptions> = {}): Promise<Game> {
  const world = new World()
  const logs = new Logs()
  const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: world.accept, log: logs, ...options })
  const clients: Client[] = []
  test.teardown(async () => {
    for (const client of clients) client.end()
    await server.close()
  })
  return { world, logs, server, open: async () => {
    const client = await Client.open(server.port)
    clients.push(client)
    return client
  } }
}

t.test('by a port of IPv6 an IPv4 customer is known by the address it has', async (t) => {
  const { world, open } = await game(t, { host: '::ffff:127.0.0.1' })
  await open()
  await eventually('the wire', () => world.wires.length > 0)
  t.equal(world.wires[0].info.address, '127.0.0.1')
})

t.test('a line of 1 MB: told once, cut off, others play on', async (t) => {
  const { world, open } = await game(t)
  const [bad, good] = [await open(), await open()]
  bad.send('x'.repeat(1_048_576 + 10))
  await bad.until('Line too long (more than 4096 bytes): ignored.')
  await bad.closed()
  await world.until(() => world.closed.includes('line without end'))
  good.send('hello\r\n')
  await good.next('You said: hello')
  t.same(world.lines, ['hello'])
})

t.test('a line just at the limit, and one byte over', async (t) => {
  const { world, open } = await game(t)
  const client = await open()
  client.send('x'.repeat(4096), '\n', 'y'.repeat(4097), '\n', 'end\n')
  await client.next('You said: end')
  t.same(world.lines.map((l) => l.length), [4096, 3])
})

t.test('invalid UTF-8 is Latin-1; escape sequences and controls are gone', async (t) => {
  const { world, open } = await game(t)
  const client = await open()
  client.send([0x66, 0xfc, 0x72, 13, 10], 'für\r\n', 'say \x1b[31mred\x1b[0m \x1b]0;title\x07\x07\x1b[A\x9b\r\n', [0xc2, 0x9b, 0x41, 13, 10], 'tab\there\r\n', 'ab\bc\x7fd€\b!\r\n')
  await client.next('You said: ad!')
  t.same(world.lines, ['für', 'für', 'say red ', 'A', 'tab\there', 'ad!'])
})

t.test('100 lines go at once, the rest at their pace, none is lost, and an interrupt drops those that wait', async (t) => {
  const { world, open } = await game(t, { limits: { linesPerSecond: 200, lineBurst: 20 } })
  const client = await open()
  client.send(Array.from({ length: 60 }, (_, i) => `line ${i}\r\n`).join(''))
  await world.until(() => world.lines.length >= 20)
  t.ok(world.lines.length < 60, 'a burst, then waiting')
  await client.until('You said: line 59')
  t.same(world.lines, Array.from({ length: 60 }, (_, i) => `line ${i}`))
  client.send(Array.from({ length: 40 }, (_, i) => `more ${i}\r\n`).join(''), [IAC, IP], 'after\r\n')
  await client.until('You said: after')
  t.equal(world.interrupts, 1)
  t.ok(world.lines.length < 90, 'not all of the 40')
})

t.test('what a client sent before it closed is still played', async (t) => {
  const { world, server } = await game(t, { limits: { linesPerSecond: 500, lineBurst: 3 } })
  const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
  const client = new Client(socket)
  client.send('a\nb\nc\nd\ne\nf\n')
  socket.end()
  await client.until('You said: f')
  await client.closed()
  await world.until(() => world.closed.length > 0)
  t.same(world.lines, ['a', 'b', 'c', 'd', 'e', 'f'])
  t.same(world.closed, ['client closed'])
})

t.test('a client that does not read is bounded, and in the end cut off', async (t) => {
  const { world, server, open } = await game(t, { limits: { stallMs: 300 } })
  const client = await open()
  await client.next('> ')
  client.socket.pause()
  // The kernel takes a few megabytes before it refuses.
  const before = process.memoryUsage().rss
  let written = 0
  while (world.closed.length === 0) {
    world.wire.write('y'.repeat(200_000))
    written += 200_000
    await new Promise(setImmediate)
  }
  t.same(world.closed, ['client does not read'])
  t.ok(server.stats.outputLost > 0)
  t.ok(written - server.stats.outputLost < 20e6, 'what was not dropped is a few megabytes in the kernel')
  t.ok(process.memoryUsage().rss - before < 100e6)
  client.socket.resume()
})

t.test('close reaches a client that does not read, too', async (t) => {
  const { world, open } = await game(t, { limits: { closeGraceMs: 200 } })
  const client = await open()
  await client.next('> ')
  client.socket.pause()
  for (let i = 0; i < 5_000; i++) world.wire.write(`${'y'.repeat(1000)}\n`)
  world.wire.close('goodbye')
  await world.until(() => world.closed.length > 0)
  t.same(world.closed, ['goodbye'])
  client.socket.resume()
})

t.test('close sends what is queued first', async (t) => {
  const { world, open } = await game(t)
  const client = await open()
  await client.next('> ')
  world.wire.write('z'.repeat(200_000))
  world.wire.write('last words\n')
  world.wire.close('done')
  world.wire.write('never seen')
  await client.closed()
  t.match(client.bytes.toString(), /last words\r\n$/)
})

t.test('silence is not kept', async (t) => {
  const { world, open } = await game(t, { limits: { firstLineMs: 100 } })
  const client = await open()
  client.send([IAC, SB, 201])
  await client.until('Nothing heard from you: goodbye.')
  await client.closed()
  await world.until(() => world.closed.length > 0)
  t.same(world.closed, ['no first line'])
})

t.test('addresses and the whole have limits', async (t) => {
  const { server, open } = await game(t, { limits: { perAddressLoopback: 2 } })
  const first = await open()
  await open()
  const third = await open()
  await third.until('Too many connections from your address.')
  await third.closed()
  t.match(server.stats, { connections: 2, refused: 1 })
  first.end()
  await eventually('the place to be free', () => server.stats.connections === 1)
  await (await open()).until('Welcome')
  const full = await game(t, { limits: { connections: 0 } })
  await (await full.open()).until('The game is full.')
})

t.test('a world that throws costs that client its connection, nobody else', async (t) => {
  const { world, logs, open } = await game(t)
  const [bad, good] = [await open(), await open()]
  bad.send('throw\r\nnot heard\r\n')
  await bad.closed()
  good.send('fine\r\n')
  await good.next('You said: fine')
  t.same(world.lines, ['throw', 'fine'])
  t.equal(logs.errors.length, 1)
  const broken = await game(t, { accept: () => { throw new TypeError('no') } })
  await (await broken.open()).closed()
  t.equal(broken.logs.errors.length, 1)
})

t.test('500 connections come, half-speak, and are reset', async (t) => {
  const { world, server, open } = await game(t)
  const clients = await Promise.all(Array.from({ length: 500 }, open))
  await eventually('all to be in', () => server.stats.accepted === 500)
  for (const [i, client] of clients.entries()) {
    client.send(i % 2 ? [IAC] : 'half')
    client.socket.resetAndDestroy()
  }
  await world.until(() => world.closed.length === 500)
  t.equal(server.stats.connections, 0)
})

t.test('closing the port says goodbye and waits', async (t) => {
  const { world, server, open } = await game(t)
  const client = await open()
  await client.until('> ')
  await server.close()
  await client.closed()
  t.same(world.closed, ['shutting down'])
  await t.rejects(open())
})
