/** The same bytes give the same session, however they were cut; and no bytes at all break one. */
import t from 'tap'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { DEFAULT_NET_LIMITS } from '../../driver/net/limits.js'
import { DO, DONT, IAC, OPTION, SB, SE, WILL, WONT } from '../../driver/net/telnet/codes.js'
import type { TelnetState } from '../../driver/net/handover.js'
import { newStats } from '../../driver/net/telnet/stats.js'
import { TelnetWire } from '../../driver/net/telnet/wire.js'
import { listenTelnet } from '../../driver/net/telnet/listen.js'
import { Client, Logs, World } from './kit.js'
import { MemoryTransport } from './transport.js'

const LIMITS = { ...DEFAULT_NET_LIMITS, lineBytes: 64, subnegotiationBytes: 48, runawayBytes: 4_000, lineBurst: 100_000, signalBurst: 100_000 }

/** What the world saw and what the client was sent, for a stream cut in these chunks. */
async function session(chunks: readonly Buffer[]): Promise<{ events: string[], sent: string, stats: object, info: object }> {
  const world = new World()
  const transport = new MemoryTransport()
  const stats = newStats()
  const wire = new TelnetWire(transport, { kind: 'telnet', accept: world.accept, limits: LIMITS, mssp: () => ({ NAME: 'Test' }), stats, log: new Logs() })
  for (const chunk of chunks) transport.feed(chunk)
  const events = [...world.events]
  // The queue leaves at the end of the turn.
  await new Promise(setImmediate)
  const result = { events, sent: transport.sent.toString('latin1'), stats: { ...stats }, info: { ...wire.info } }
  transport.destroy('end of test')
  return result
}

function cut(stream: Buffer, at: readonly number[]): Buffer[] {
  const places = [...new Set(at.map((n) => n % (stream.length + 1)))].sort((a, b) => a - b)
  const chunks: Buffer[] = []
  let from = 0
  for (const place of [...places, stream.length]) {
    chunks.push(stream.subarray(from, place))
    from = place
  }
  return chunks
}

const bytes = (list: readonly number[]): Buffer => Buffer.from(list)
const byte = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 32, max: 126 }) }, { weight: 1, arbitrary: fc.constantFrom(0, 3, 8, 9, 10, 13, 27, 127, 0xc3, 0xa4, 0xe2, 0x82, 0xac) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) })
const option = fc.oneof(fc.constantFrom(...Object.values(OPTION)), fc.integer({ min: 0, max: 255 }))
const piece: fc.Arbitrary<Buffer> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }).map((s) => Buffer.from(s)),
  fc.constantFrom('\r\n', '\n', '\r', '\r\0', 'look\r\n', 'pw\r\n', 'quit\r\n').map((s) => Buffer.from(s)),
  fc.tuple(fc.constantFrom(WILL, WONT, DO, DONT), option).map(([c, o]) => bytes([IAC, c, o])),
  fc.integer({ min: 236, max: 255 }).map((c) => bytes([IAC, c])),
  fc.tuple(option, fc.array(byte, { maxLength: 70 })).map(([o, body]) => bytes([IAC, SB, o, ...body, IAC, SE])),
  fc.constantFrom('Core.Ping', 'Char.Login.Credentials {"a":[1]}', 'core.hello {"client":"x","version":"1"}', 'Core.Supports.Set ["Char 1"]')
    .map((s) => Buffer.concat([bytes([IAC, SB, OPTION.GMCP]), Buffer.from(s), bytes([IAC, SE])])),
  fc.array(byte, { maxLength: 40 }).map(bytes),
)
const stream = fc.array(piece, { maxLength: 25 }).map((pieces) => Buffer.concat(pieces))

t.test('cutting the stream elsewhere changes nothing', async (t) => {
  const same = async (a: readonly Buffer[], b: readonly Buffer[]): Promise<boolean> => isDeepStrictEqual(await session(a), await session(b))
  await fc.assert(fc.asyncProperty(stream, fc.array(fc.nat(), { maxLength: 30 }), (whole, places) => same(cut(whole, places), [whole])), { numRuns: 500 })
  await fc.assert(fc.asyncProperty(stream, (whole) => same([...whole].map((b) => bytes([b])), [whole])), { numRuns: 300 })
  t.pass('800 streams')
})

/** The same with a change of the process at some byte: the wire is handed over, and made again of what travels as JSON. */
async function handedOver(whole: Buffer, at: number): Promise<string[]> {
  const world = new World()
  const options = { kind: 'telnet', accept: world.accept, limits: LIMITS, mssp: () => ({}), stats: newStats(), log: new Logs() } as const
  const first = new MemoryTransport()
  const wire = new TelnetWire(first, options)
  first.feed(whole.subarray(0, at))
  if (first.over === '') {
    const handed = await wire.handOver()
    if (handed) {
      const second = new MemoryTransport()
      new TelnetWire(second, { ...options, resumed: JSON.parse(JSON.stringify(handed.state)) as TelnetState })
      second.feed(whole.subarray(at))
      second.destroy('end of test')
    }
  }
  return world.events.filter((e) => e !== 'closed')
}

t.test('a change of the process at any byte changes nothing', async (t) => {
  await fc.assert(fc.asyncProperty(stream, fc.nat(), async (whole, n) => {
    const expected = (await session([whole])).events.filter((e) => e !== 'closed')
    const events = await handedOver(whole, n % (whole.length + 1))
    return isDeepStrictEqual(events, expected)
  }), { numRuns: 500 })
  t.pass('500 streams')
})

t.test('lines never carry control characters, nor more than the limit', async () => {
  await fc.assert(fc.asyncProperty(stream, async (whole) => (await session([whole])).events.every((event) => {
    if (!event.startsWith('line ')) return true
    const text = event.slice(5)
    return Buffer.byteLength(text) <= 2 * LIMITS.lineBytes && !/[\x00-\x08\x0a-\x1f\x7f-\x9f]/.test(text)
  })), { numRuns: 500 })
})

t.test('the same over a real socket', async (t) => {
  const world = new World()
  const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: world.accept, log: new Logs(), limits: LIMITS })
  t.teardown(() => server.close())
  await fc.assert(fc.asyncProperty(stream.filter((s) => !s.includes('quit')), fc.array(fc.nat(), { maxLength: 8 }), async (whole, places) => {
    const before = world.events.length
    const expected = await session([whole, bytes([IAC, SE]), Buffer.from('\r\nthe end\r\n')])
    // A command cut off at the end swallows what we end the session with.
    fc.pre(expected.events.includes('line the end'))
    const client = await Client.open(server.port)
    for (const chunk of cut(whole, places)) {
      client.socket.write(chunk)
      // One turn of the loop each, so that most chunks arrive as they were cut.
      await new Promise(setImmediate)
    }
    client.send([IAC, SE], '\r\nthe end\r\n')
    // Not the client's word for it: it may have asked for compression.
    await world.until(() => world.events.indexOf('line the end', before) >= 0)
    client.end()
    await world.until(() => world.closed.length > 0 && world.events.at(-1) === 'closed')
    const seen = world.events.slice(before, -1)
    t.strictSame(seen, expected.events)
    return true
  }).beforeEach(() => {
    world.closed.length = 0
  }), { numRuns: 40 })
})

t.test('hostile bytes through the real socket', async (t) => {
  const world = new World()
  const logs = new Logs()
  const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: world.accept, log: logs })
  t.teardown(() => server.close())
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 20_000, minLength: 1 }), async (hostile) => {
    const client = await Client.open(server.port)
    client.send(Buffer.from(hostile))
    client.socket.end()
    await client.closed()
    return true
  }), { numRuns: 60 })
  const client = await Client.open(server.port)
  client.send('alive\r\n')
  await client.next('You said: alive')
  client.end()
  t.same(logs.errors, [])
})

t.test('a client that speaks another encoding', async (t) => {
  const world = new World()
  const transport = new MemoryTransport()
  const wire = new TelnetWire(transport, { kind: 'telnet', accept: world.accept, limits: LIMITS, mssp: () => ({ NAME: 'Test' }), stats: newStats(), log: new Logs() })
  const decoder = new TextDecoder('gbk')
  wire.codec = { decode: (bytes) => decoder.decode(bytes), encode: () => Buffer.from('c8d5b1be0d0a', 'hex') }
  const before = world.events.length
  // 日本 and the line's end, byte by byte.
  for (const byte of Buffer.from('c8d5b1be0d0a', 'hex')) transport.feed(Buffer.of(byte))
  t.match(world.events.slice(before).join(), /日本/)
  await new Promise(setImmediate)
  const sent = transport.sent.length
  wire.write('日本\n')
  await new Promise(setImmediate)
  t.equal(transport.sent.subarray(sent).toString('hex'), 'c8d5b1be0d0a')
  wire.codec = null
  transport.feed(Buffer.from('日本\r\n'))
  t.match(world.events.at(-1), /日本/)
  transport.destroy('end of test')
})
