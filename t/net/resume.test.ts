/** WebSocket clients that come back after a broken connection, and what strangers can make of it. */
import t, { type Test } from 'tap'
import { listenWeb, type WebListener } from '../../driver/net/websocket/listen.js'
import type { NetLimits } from '../../driver/net/limits.js'
import type { ResumeState } from '../../driver/net/handover.js'
import type { Resumable } from '../../driver/net/websocket/resume.js'
import { eventually, Logs, World, WsClient } from './kit.js'

const GMCP = 'gmcp.mudstandards.org'
const JSON_WIRE = 'json.mudstandards.org'

interface Token { token: string; seconds: number; replayed?: number; lost?: boolean }

async function game(test: Test, limits: Partial<NetLimits> = {}): Promise<{ world: World; server: WebListener }> {
  const world = new World()
  const server = await listenWeb({ host: '127.0.0.1', port: 0, accept: world.accept, log: new Logs(), staticDir: '/nonexistent', limits })
  test.teardown(() => server.close())
  return { world, server }
}

const body = (text: string): Token => JSON.parse(text.slice(text.indexOf(' '))) as Token

/** A client that has a token and has typed something. */
async function known(server: WebListener): Promise<{ client: WsClient; token: string }> {
  const client = await WsClient.open(server.port, GMCP)
  client.socket.send('Core.Supports.Set ["Core 1","Session 1"]')
  const { token } = body((await client.next('Session.Token')).text)
  client.socket.send(Buffer.from('look'))
  await client.next('You said: look')
  return { client, token }
}

async function back(server: WebListener, token: string, frame: unknown): Promise<{ client: WsClient; answer: Token }> {
  const client = await WsClient.open(server.port, GMCP)
  client.socket.send(`Session.Resume ${JSON.stringify({ token, frame })}`)
  return { client, answer: body((await client.next('Session.Resumed')).text) }
}

t.test('a broken connection is no end: what was missed is replayed, no more and no less', async (t) => {
  const { world, server } = await game(t)
  const { client, token } = await known(server)
  const { wire } = world
  client.socket.terminate()
  await eventually('the break', () => server.resumables.size === 1)
  wire.write('While you were away.\n')
  wire.prompt('> ')
  t.same(world.closed, [], 'the game has heard nothing')
  // It had seen one frame since its token: the answer to `look`.
  const { client: again, answer } = await back(server, token, 1)
  t.match(answer, { lost: false, seconds: 120 })
  t.not(answer.token, token, 'each token is good once')
  await again.next('While you were away.')
  t.notOk(again.frames.some((f) => f.text.includes('look')), 'what it had seen does not come again')
  again.socket.send(Buffer.from('here again'))
  await again.next('You said: here again')
  t.equal(world.wires.length, 2, 'one new client, which was let go')
  t.same(world.closed, ['resumed another session'])
  t.equal(server.resumables.size, 0)

  const stale = await WsClient.open(server.port, GMCP)
  stale.socket.send(`Session.Resume ${JSON.stringify({ token, frame: 1 })}`)
  await stale.next('Session.Refused')
  stale.socket.send(Buffer.from('new then'))
  await stale.next('You said: new then')
})

t.test('a hidden line is hidden still; a half-open connection gives way', async (t) => {
  const { world, server } = await game(t)
  const { client, token } = await known(server)
  client.socket.send(Buffer.from('pw'))
  await client.next('Password: ')
  const { client: again } = await back(server, token, 0)
  await again.next('Core.Echo {"on":false}')
  await client.closed()
  again.socket.send(Buffer.from('s3cret'))
  await again.next('Core.Echo {"on":true}')
  t.same(world.lines, ['look', 'pw', 's3cret'])
})

t.test('the json subprotocol, too', async (t) => {
  const { server } = await game(t)
  const send = (c: WsClient, id: string, data: unknown): void => c.socket.send(JSON.stringify({ proto: 'gmcp', id, data: JSON.stringify(data) }))
  const read = (text: string): Token => JSON.parse((JSON.parse(text) as { data: string }).data) as Token
  const client = await WsClient.open(server.port, JSON_WIRE)
  send(client, 'Core.Supports.Set', ['Session 1'])
  const { token } = read((await client.next('Session.Token')).text)
  client.socket.send(Buffer.from('look'))
  await client.next('You said: look')
  client.socket.terminate()
  const again = await WsClient.open(server.port, JSON_WIRE)
  send(again, 'Session.Resume', { token, frame: 0 })
  t.match(read((await again.next('Session.Resumed')).text), { replayed: 1, lost: false })
  await again.next('You said: look')
})

t.test('who stays away too long, or has typed nothing, is gone', async (t) => {
  const { world, server } = await game(t, { resumeMs: 100 })
  const silent = await WsClient.open(server.port, GMCP)
  silent.socket.send('Core.Supports.Set ["Session 1"]')
  await silent.next('Session.Token')
  silent.socket.terminate()
  await world.until(() => world.closed.length === 1)
  const { client } = await known(server)
  client.socket.terminate()
  await world.until(() => world.closed.length === 2)
  t.equal(world.closed[1], 'did not come back')
  t.equal(server.resumables.size, 0)
})

t.test('a long absence costs a bounded replay, and the client is told', async (t) => {
  const { world, server } = await game(t, { replayBytes: 10_000 })
  const { client, token } = await known(server)
  client.socket.terminate()
  await eventually('the break', () => server.resumables.size === 1)
  for (let i = 0; i < 1_000; i++) world.wire.write(`${i} ${'x'.repeat(1_000)}\n`)
  const state = (await (world.wire as Resumable).handOver())!.state as ResumeState
  t.ok(state.frames.reduce((sum, f) => sum + f.bytes.length, 0) < 20_000)
  t.equal(state.lost, true)
  const { client: second, token: token2 } = await known(server)
  t.not(token2, token)
  second.socket.terminate()
  await eventually('the break', () => server.resumables.size === 1)
  for (let i = 0; i < 100; i++) world.wire.write(`${i} ${'x'.repeat(1_000)}\n`)
  const { client: again, answer } = await back(server, token2, 1)
  t.equal(answer.lost, true)
  await again.next('99 xxx')
  t.notOk(again.frames.some((f) => f.text.startsWith('0 xxx')))
})

t.test('nonsense is refused, and one address cannot fill the memory with absent clients', async (t) => {
  const { world, server } = await game(t, { perAddressLoopback: 3 })
  const client = await WsClient.open(server.port, GMCP)
  for (const bad of ['', ' 5', ' null', ' {}', ' {"token":5}', ' {"token":"x","frame":"y"}', ' {"token":"__proto__"}']) {
    client.socket.send(`Session.Resume${bad}`)
    await client.next('Session.Refused')
  }
  client.socket.terminate()
  for (let i = 0; i < 5; i++) (await known(server)).client.socket.terminate()
  await world.until(() => world.closed.length === 3)
  t.equal(server.resumables.size, 3)
  const { client: odd, token } = await known(server)
  odd.socket.send(`Session.Resume ${JSON.stringify({ token, frame: 0 })}`)
  await odd.next('Session.Refused', false)
})

t.test('closing the port ends those who are away', async (t) => {
  const { world, server } = await game(t)
  const { client } = await known(server)
  client.socket.terminate()
  await eventually('the break', () => server.resumables.size === 1)
  await server.close()
  t.same(world.closed, ['shutting down'])
})
