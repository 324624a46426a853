/**
 * A million random bytes at each port, in all kinds of pieces: nothing crashes, nothing stays. Lines
 * are not paced here: what somebody sent before leaving is played to its end, at human speed.
 */
import t from 'tap'
import { connect } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import WebSocket from 'ws'
import { listenTelnet } from '../../driver/net/telnet/listen.js'
import { listenWeb } from '../../driver/net/websocket/listen.js'
import { TEST_CERT, TEST_KEY } from './certificate.js'
import { Client, eventually, Logs, World, WsClient } from './kit.js'

const TOTAL = 1_000_000
/** Of the heap, for what the code itself keeps: compiled functions, buffers of the test. */
const GROWTH = 24 * 1024 * 1024

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

/** Random bytes that can be had again: the seed is in the test's name. */
function noise(seed: number): (n: number) => Buffer {
  let x = seed
  return (n) => {
    const out = Buffer.alloc(n)
    for (let i = 0; i < n; i++) {
      x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0
      // A third of it is what telnet and terminals live on.
      out[i] = x >>> 30 === 0 ? [255, 250, 240, 251, 253, 24, 31, 201, 86, 13, 10, 0, 27, 3, 8][(x >>> 8) % 15] : x >>> 24
    }
    return out
  }
}

const seed = Date.now() >>> 0
t.comment(`seed ${seed}`)

function heap(): number {
  gc()
  gc()
  return process.memoryUsage().heapUsed + process.memoryUsage().external
}

/** Sends a million bytes over connection after connection; each takes what it gets and may be cut off. */
async function pour(port: number, bytes: (n: number) => Buffer): Promise<void> {
  let left = TOTAL
  while (left > 0) {
    const n = Math.min(left, 20_000)
    left -= n
    await new Promise<void>((done) => {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      socket.on('data', () => {})
      socket.on('close', () => done())
      const all = bytes(n)
      for (let at = 0; at < n;) {
        const size = 1 + all[at] * 17
        socket.write(all.subarray(at, at + size))
        at += size
      }
      // Half of them say goodbye, the others are reset.
      if (all[0] & 1) socket.end()
      else setImmediate(() => socket.resetAndDestroy())
    })
  }
}

t.test('telnet, and telnet over TLS', async (t) => {
  for (const tls of [undefined, { key: TEST_KEY, cert: TEST_CERT }]) {
    const world = new World()
    const logs = new Logs()
    const server = await listenTelnet({ host: '127.0.0.1', port: 0, tls, accept: world.accept, log: logs, limits: { linesPerSecond: 1e6, lineBurst: 1e6 } })
    const bytes = noise(seed)
    await pour(server.port, bytes)
    const before = heap()
    await pour(server.port, bytes)
    await eventually('all connections to be gone', () => server.stats.connections === 0)
    t.equal(world.closed.length, world.wires.length, `${world.wires.length} clients, each with an end`)
    t.same(logs.errors, [])
    const grown = heap() - before
    world.lines.length = world.events.length = world.gmcp.length = world.windows.length = world.wires.length = 0
    t.ok(grown < GROWTH, 'no memory stays')
    if (!tls) {
      const client = await Client.open(server.port)
      client.send('alive\r\n')
      await client.next('You said: alive')
      client.end()
    }
    await server.close()
  }
})

t.test('the web port: as HTTP, and in frames of each subprotocol', async (t) => {
  const world = new World()
  const logs = new Logs()
  const server = await listenWeb({ host: '127.0.0.1', port: 0, accept: world.accept, log: logs, staticDir: '/nonexistent', limits: { resumeMs: 50, linesPerSecond: 1e6, lineBurst: 1e6 } })
  t.teardown(() => server.close())
  const bytes = noise(seed + 1)
  await pour(server.port, bytes)
  for (const protocol of ['telnet', 'terminal', 'gmcp', 'json']) {
    let left = TOTAL
    while (left > 0) {
      const client = await WsClient.open(server.port, `${protocol}.mudstandards.org`)
      for (let i = 0; i < 20 && left > 0; i++) {
        const n = Math.min(left, 10_000)
        left -= n
        if (client.socket.readyState === WebSocket.OPEN) client.socket.send(i % 2 ? bytes(n) : bytes(n).toString('latin1'), { binary: i % 3 !== 0 })
      }
      client.socket.terminate()
    }
  }
  await eventually('all connections to be gone', () => server.stats.connections === 0 && server.resumables.size === 0)
  await eventually('each to have its end', () => world.closed.length === world.wires.length)
  t.same(logs.errors, [])
  const client = await WsClient.open(server.port, 'terminal.mudstandards.org')
  client.socket.send('alive\n')
  await client.next('You said: alive')
  client.socket.close()
})
