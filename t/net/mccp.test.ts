/** MCCP2 switched on and off at any time: the text stays whole and in order, and a slow reader stays cheap. */
import t from 'tap'
import fc from 'fast-check'
import { constants, inflateSync } from 'node:zlib'
import { DO, DONT, IAC, OPTION, SB, SE } from '../../driver/net/telnet/codes.js'
import { listenTelnet } from '../../driver/net/telnet/listen.js'
import { Client, eventually, Logs, World } from './kit.js'

const START = Buffer.from([IAC, SB, OPTION.MCCP2, IAC, SE])

/** All that was sent, with each zlib stream in it inflated. */
function inflated(bytes: Buffer): { text: string, streams: number } {
  let rest = bytes
  let text = ''
  let streams = 0
  for (;;) {
    const at = rest.indexOf(START)
    if (at < 0) return { text: text + rest.toString('latin1'), streams }
    text += rest.toString('latin1', 0, at)
    rest = rest.subarray(at + START.length)
    if (rest.length === 0) return { text, streams }
    streams++
    const { buffer, engine } = inflateSync(rest, { info: true, finishFlush: constants.Z_SYNC_FLUSH }) as unknown as { buffer: Buffer, engine: { bytesWritten: number } }
    text += buffer.toString('latin1')
    rest = rest.subarray(engine.bytesWritten)
  }
}

t.test('on and off at random, while text goes on', async (t) => {
  const world = new World()
  const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: world.accept, log: new Logs(), limits: { lineBurst: 100_000 } })
  t.teardown(() => server.close())
  await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom('line', 'do', 'dont', 'wait'), { maxLength: 30 }), async (steps) => {
    const client = await Client.open(server.port)
    await client.until('> ')
    let count = 0
    for (const step of steps) {
      if (step === 'line') client.send(`n${count++}\r\n`)
      else if (step === 'wait') await new Promise(setImmediate)
      else client.send([IAC, step === 'do' ? DO : DONT, OPTION.MCCP2])
    }
    client.send('bye\r\n')
    await eventually('the last line', () => {
      try {
        return inflated(client.bytes).text.includes('You said: bye')
      } catch {
        // The header of a stream is not all here yet.
        return false
      }
    })
    const { text } = inflated(client.bytes)
    client.end()
    const said = [...text.matchAll(/You said: n(\d+)/g)].map((m) => Number(m[1]))
    return said.length === count && said.every((n, i) => n === i)
  }), { numRuns: 60 })
})

t.test('the wire says whether it compresses', async (t) => {
  const world = new World()
  const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: world.accept, log: new Logs() })
  t.teardown(() => server.close())
  const client = await Client.open(server.port)
  await client.next('> ')
  const { info } = world.wires[0]
  t.notOk(info.compressed)
  client.send([IAC, DO, OPTION.MCCP2])
  await eventually('on', () => info.compressed === true)
  client.send([IAC, DONT, OPTION.MCCP2])
  await eventually('off', () => info.compressed === false)
  client.end()
})

t.test('closing ends the zlib stream, too', async (t) => {
  const world = new World()
  const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: world.accept, log: new Logs() })
  t.teardown(() => server.close())
  const client = await Client.open(server.port)
  await client.next('> ')
  client.send([IAC, DO, OPTION.MCCP2], 'hello\r\nquit\r\n')
  await client.closed()
  t.ok(client.bytes.subarray(0, START.length).equals(START))
  // Without a finishFlush an unfinished stream is an error.
  t.match(inflateSync(client.bytes.subarray(START.length)).toString('latin1'), /You said: hello/)
})

t.test('a compressed reader that stops is bounded and cut off', async (t) => {
  const world = new World()
  const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: world.accept, log: new Logs(), limits: { stallMs: 300 } })
  t.teardown(() => server.close())
  const client = await Client.open(server.port)
  client.send([IAC, DO, OPTION.MCCP2])
  await client.until(START)
  client.socket.pause()
  const before = process.memoryUsage().rss
  // Noise, so that compression does not help.
  const noise = (): string => Buffer.from(Array.from({ length: 30_000 }, () => Math.random() * 256)).toString('base64')
  while (world.closed.length === 0) {
    world.wire.write(noise())
    await new Promise(setImmediate)
  }
  t.same(world.closed, ['client does not read'])
  t.ok(process.memoryUsage().rss - before < 100e6)
  client.end()
})
