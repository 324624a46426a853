/** The twelve faults found in telnetlib 1.0.2, each through a real socket, so that our wrapping keeps them mended. */
import t, { type Test } from 'tap'
import { inflateSync, constants } from 'node:zlib'
import { listenTelnet, type TelnetListener, type TelnetOptions } from '../../driver/net/telnet/listen.js'
import { AYT, BRK, DM, DO, DONT, EOR_MARK, GA, IAC, IP, OPTION, SB, SE, WILL, WONT } from '../../driver/net/telnet/codes.js'
import { escape } from '../../driver/net/telnet/writer.js'
import { Client, eventually, Logs, World } from './kit.js'

interface Game { world: World, logs: Logs, server: TelnetListener, client: Client }

async function game(test: Test, options: Partial<TelnetOptions> = {}): Promise<Game> {
  const world = new World()
  const logs = new Logs()
  const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: world.accept, log: logs, ...options })
  const client = await Client.open(server.port)
  test.teardown(async () => {
    client.end()
    await server.close()
  })
  await client.next('> ')
  return { world, logs, server, client }
}

const will = (code: number): number[] => [IAC, WILL, code]
const wont = (code: number): number[] => [IAC, WONT, code]
const doIt = (code: number): number[] => [IAC, DO, code]
const dont = (code: number): number[] => [IAC, DONT, code]
const sub = (code: number, body: readonly number[] | string): Buffer => Buffer.concat([Buffer.from([IAC, SB, code]), Buffer.from(body as string), Buffer.from([IAC, SE])])

t.test('1: IAC in output is doubled and nothing else changed', async (t) => {
  const { world, client } = await game(t)
  client.send(doIt(OPTION.GMCP))
  await eventually('GMCP', () => world.wire.info.gmcp)
  world.wire.gmcp('Test.Bytes', 'aÿb')
  const bytes = await client.next([IAC, SE])
  t.ok(bytes.includes(sub(OPTION.GMCP, 'Test.Bytes "aÿb"')), 'UTF-8 needs no escape')
  t.same([...escape(Buffer.from([1, 2, 255, 4, 255, 255]))], [1, 2, 255, 255, 4, 255, 255, 255, 255])
  client.send('a', [IAC, IAC], 'b\r\n')
  await client.next('You said: aÿb')
  t.same(world.lines, ['aÿb'], 'and in input two are one')
})

t.test('2: malformed NAWS and GMCP are counted, never thrown', async (t) => {
  const { world, server, client, logs } = await game(t)
  client.send(doIt(OPTION.GMCP), will(OPTION.NAWS))
  client.send(sub(OPTION.NAWS, [0, 80, 1]), sub(OPTION.NAWS, [1]), sub(OPTION.GMCP, 'Char.Vitals {"hp":'), sub(OPTION.GMCP, '...'), sub(OPTION.GMCP, ''))
  client.send(sub(OPTION.GMCP, 'NoDot'), sub(OPTION.GMCP, 'Char.Name {\n"name":\n"x"}'), 'still here\r\n')
  await client.next('You said: still here')
  t.same(world.gmcp, [['NoDot', undefined], ['Char.Name', { name: 'x' }]], 'a name without a dot and JSON with newlines are fine')
  t.equal(server.stats.protocolErrors, 5)
  t.same(world.windows, [])
  t.same(logs.errors, [])
})

t.test('3: NAWS is unsigned', async (t) => {
  const { world, client } = await game(t)
  client.send(will(OPTION.NAWS), sub(OPTION.NAWS, [0xea, 0x60, 0, 40]), 'x\r\n')
  await client.next('You said: x')
  t.same(world.windows, [[1000, 40]], '60000 columns, clamped, and not -5536')
})

t.test('4: GMCP names keep their case out, and find it in', async (t) => {
  const { world, client } = await game(t)
  client.send(doIt(OPTION.GMCP), sub(OPTION.GMCP, 'char.VITALS {}'), 'x\r\n')
  await client.next('You said: x')
  t.same(world.gmcp, [['Char.Vitals', {}]])
  world.wire.gmcp('Char.Vitals', { hp: 1 })
  await client.next(sub(OPTION.GMCP, 'Char.Vitals {"hp":1}'))
  t.pass('Char.Vitals, not char.vitals')
})

t.test('5: CR LF, CR NUL, LF and CR end lines; a chunk does not', async (t) => {
  const { world, client } = await game(t)
  client.send(doIt(OPTION.SGA))
  client.send('one\r\ntwo\r', [0], 'three\nfour\rfi')
  await client.next('You said: four')
  client.send([0, 0], 've\r\n')
  await client.next('You said: five')
  t.same(world.lines, ['one', 'two', 'three', 'four', 'five'])
})

t.test('6: a line over the limit is answered, dropped whole, and the next one works', async (t) => {
  const { world, server, client } = await game(t)
  client.send('x'.repeat(5000), '\r\nshort\r\n')
  await client.next('Line too long (more than 4096 bytes): ignored.')
  await client.next('You said: short')
  t.same(world.lines, ['short'])
  t.equal(server.stats.linesTooLong, 1)
})

t.test('7: a reset ends the session, once', async (t) => {
  const { world, server, client } = await game(t)
  client.send('half a li')
  client.socket.resetAndDestroy()
  await world.until(() => world.closed.length > 0)
  t.match(world.closed, [/ECONNRESET|closed/])
  t.same(world.lines, [], 'half a line is no line')
  await eventually('the count', () => server.stats.connections === 0)
  world.wire.write('to nobody\n')
  world.wire.gmcp('Char.Vitals', {})
  world.wire.close('again')
  t.equal(world.closed.length, 1)
})

t.test('8: text, prompt marks and GMCP leave in the order they were made, and a reader that stops costs little', async (t) => {
  const { world, server, client } = await game(t, { limits: { stallMs: 60_000 } })
  client.send(doIt(OPTION.GMCP), doIt(OPTION.EOR))
  await eventually('GMCP', () => world.wire.info.gmcp)
  for (let i = 0; i < 50; i++) {
    world.wire.write(`line ${i} ${'x'.repeat(1000)}\n`)
    world.wire.gmcp('Test.Count', i)
    world.wire.prompt(`prompt ${i}`)
  }
  await client.until('prompt 49')
  await client.until([IAC, EOR_MARK])
  const text = client.bytes.toString('latin1')
  const order = [...text.matchAll(/line (\d+) |Test\.Count (\d+)|prompt (\d+)\xff\xef/g)].map((m) => m[1] ?? m[2] ?? m[3])
  t.same(order, Array.from({ length: 150 }, (_, i) => String(Math.floor(i / 3))), 'in order, each prompt with its own mark')
  client.socket.pause()
  const before = process.memoryUsage().rss
  for (let i = 0; i < 120; i++) world.wire.gmcp('Test.Big', 'x'.repeat(60_000))
  for (let i = 0; i < 120; i++) world.wire.write('y'.repeat(60_000))
  t.ok(process.memoryUsage().rss - before < 40e6, 'of 14 MB nothing like 14 MB stays')
  client.socket.resume()
  await client.until('Output lost')
  client.send('after\r\n')
  await client.next('You said: after')
  client.end()
  await eventually('the count', () => server.stats.outputLost > 6e6 && server.stats.gmcpLost > 100)
})

t.test('9: the Q method agrees once, refuses at once, and never loops', async (t) => {
  const { client } = await game(t)
  client.bytes = Buffer.alloc(0)
  client.send(will(OPTION.SGA), will(OPTION.SGA), will(OPTION.SGA), will(99), doIt(98), wont(99), dont(98), [IAC, AYT])
  const bytes = await client.next('[Yes')
  t.same([...bytes.subarray(0, 9)], [...doIt(OPTION.SGA), ...dont(99), ...wont(98)], 'one DO for three WILLs; unknown ones refused; WONT and DONT not answered')
  for (let i = 0; i < 100; i++) client.send(will(77))
  client.send([IAC, AYT])
  const refusals = (await client.next('[Yes')).toString('latin1').split(Buffer.from(dont(77)).toString('latin1')).length - 1
  t.equal(refusals, 8, 'a peer that insists is ignored in the end')
  client.send(will(OPTION.LINEMODE), [IAC, AYT])
  t.ok((await client.next('[Yes')).includes(Buffer.from(dont(OPTION.LINEMODE))))
  client.send(doIt(OPTION.ECHO), [IAC, AYT])
  t.ok((await client.next('[Yes')).includes(Buffer.from(wont(OPTION.ECHO))), 'no echo but for passwords')
})

t.test('10: MCCP2 starts after WILL and its SB, and stops at DONT', async (t) => {
  const { client } = await game(t)
  client.bytes = Buffer.alloc(0)
  client.send(doIt(OPTION.MCCP2))
  await client.next([IAC, SB, OPTION.MCCP2, IAC, SE])
  client.send('hello\r\n')
  const inflate = (): string => {
    try {
      return inflateSync(client.bytes, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1')
    } catch {
      return ''
    }
  }
  await eventually('compressed text', () => inflate().includes('You said: hello\r\n> '))
  t.equal(client.bytes[0] & 0x0f, 8, 'a zlib header')
  t.notOk(client.bytes.includes('You said'))
  client.send(dont(OPTION.MCCP2))
  await client.until(wont(OPTION.MCCP2))
  client.send('plain\r\n')
  await client.next('You said: plain')
  client.send(doIt(OPTION.MCCP2))
  await client.next(will(OPTION.MCCP2))
  t.pass('a client may ask for it again')
})

t.test('11: IAC in a subnegotiation does not swallow input; IP, BRK, AYT, EC, EL work', async (t) => {
  const { world, client } = await game(t)
  client.send(will(OPTION.NAWS), [IAC, SB, OPTION.NAWS, 0, 100, 0, 50, IAC, AYT], 'typed\r\n')
  await client.next('[Yes')
  await client.next('You said: typed')
  t.same(world.windows, [[100, 50]])
  client.send('abcd', [IAC, 247], 'e\r\n', 'junk', [IAC, 248], 'good\r\n', 'lost', [IAC, IP], 'x\r\n', [IAC, BRK])
  await world.until(() => world.interrupts === 2)
  t.same(world.lines, ['typed', 'abce', 'good', 'x'])
  client.send([IAC, IP, DM], 'synch \xf2\r\n')
  await client.next('You said: synch ò')
  client.send([IAC, SB, IAC, SE], [IAC, SE], [IAC, 241, IAC, 249], 'end\r\n')
  await client.next('You said: end')
})

t.test('12: own socket, no global registry, subnegotiations bounded', async (t) => {
  const { world, server, client } = await game(t)
  t.equal(world.wire.info.address, '127.0.0.1')
  t.equal(world.wire.info.port, client.socket.localPort)
  client.send([IAC, SB, OPTION.GMCP], 'x'.repeat(20_000), [IAC, SE], 'on\r\n')
  await client.next('You said: on')
  t.equal(server.stats.protocolErrors, 1, 'a long subnegotiation is skipped')
  client.send([IAC, SB, OPTION.GMCP])
  for (let i = 0; i < 20; i++) client.send('x'.repeat(10_000))
  await client.next('Telnet subnegotiation without end: closing.')
  await client.closed()
  await world.until(() => world.closed.length > 0)
  t.match(world.closed, ['subnegotiation without end'])
})

t.test('GA ends prompts for clients without EOR, unless they have no telnet or suppress it', async (t) => {
  const { client } = await game(t)
  client.send('a\r\n')
  t.notOk((await client.next('You said: a\r\n> ')).includes(IAC), 'netcat sees no IAC')
  client.send(dont(OPTION.EOR), 'b\r\n')
  await client.next(Buffer.concat([Buffer.from('You said: b\r\n> '), Buffer.from([IAC, GA])]))
  client.send(doIt(OPTION.SGA), 'c\r\n')
  await client.next('You said: c\r\n> ')
  client.send([IAC, AYT])
  t.notOk((await client.next('[Yes')).includes(Buffer.from([IAC, GA])))
})

t.test('what clients have begun is their own, though all read into one buffer', async (t) => {
  const { world, server, client } = await game(t)
  const other = await Client.open(server.port)
  t.teardown(() => other.end())
  await other.next('> ')
  const halves = (name: string): Buffer[] => {
    const all = Buffer.concat([Buffer.from([IAC, WILL, OPTION.NAWS]), sub(OPTION.GMCP, `Char.Name {"name":"${name}"}`), Buffer.from(`I am ${name}\r\n`)])
    return [all.subarray(0, 1), all.subarray(1, 12), all.subarray(12, all.length - 6), all.subarray(all.length - 6)]
  }
  client.send(doIt(OPTION.GMCP))
  other.send(doIt(OPTION.GMCP))
  await eventually('GMCP', () => world.wires.every((wire) => wire.info.gmcp))
  const [ann, bob] = [halves('ann'), halves('bob, with a longer name')]
  for (const [n, half] of ann.entries()) {
    const before = server.stats.bytesIn
    client.send(half)
    other.send(bob[n])
    await eventually('both halves', () => server.stats.bytesIn === before + half.length + bob[n].length)
  }
  await client.next('You said: I am ann\r\n')
  await other.next('You said: I am bob, with a longer name\r\n')
  t.same(world.gmcp.map(([, data]) => data).sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length), [{ name: 'ann' }, { name: 'bob, with a longer name' }])
})
