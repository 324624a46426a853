/** Telnet over TLS: the same wire, without MCCP, and a port that survives what is no TLS. */
import t from 'tap'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { IAC, OPTION, WILL } from '../../driver/net/telnet/codes.js'
import { listenTelnet } from '../../driver/net/telnet/listen.js'
import { TEST_CERT, TEST_KEY } from './certificate.js'
import { Client, Logs, World } from './kit.js'

t.test('telnets', async (t) => {
  const world = new World()
  const logs = new Logs()
  const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: world.accept, log: logs, tls: { key: TEST_KEY, cert: TEST_CERT } })
  t.teardown(() => server.close())

  const plain = await Client.open(server.port)
  plain.send('this is no TLS\r\n')
  await plain.closed()
  t.equal(world.wires.length, 0, 'no session for it')

  const secure = new Client(connectTls({ port: server.port, host: '127.0.0.1', ca: TEST_CERT, servername: 'localhost' }))
  const opening = await secure.next('> ')
  t.notOk(opening.includes(Buffer.from([IAC, WILL, OPTION.MCCP2])), 'compression below TLS leaks')
  secure.send('hello\r\n')
  await secure.next('You said: hello')
  t.equal(world.wire.info.kind, 'telnets')
  secure.send('quit\r\n')
  await secure.closed()
  await world.until(() => world.closed.length === 1)
  t.match(server.stats, { connections: 0, accepted: 1 })
  t.same(logs.errors, [])
})

/** A TLS record of 200 bytes to come, and one byte of it every now and then. */
function drip(port: number): Socket {
  const socket = connect(port, '127.0.0.1', () => void socket.write(Buffer.from([22, 3, 1, 0, 200])))
  const more = setInterval(() => void socket.write('\x01'), 20)
  socket.on('error', () => {}).once('close', () => clearInterval(more))
  return socket
}

t.test('a handshake that drips ends all the same', async (t) => {
  const world = new World()
  const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: world.accept, log: new Logs(), tls: { key: TEST_KEY, cert: TEST_CERT }, limits: { handshakeMs: 200 } })
  t.teardown(() => server.close())
  await once(drip(server.port), 'close')
  const secure = new Client(connectTls({ port: server.port, host: '127.0.0.1', ca: TEST_CERT, servername: 'localhost' }))
  await secure.next('> ')
  await once(drip(server.port), 'close')
  secure.send('hello\r\n')
  await secure.next('You said: hello')
  t.equal(server.stats.connections, 1, 'one that has come through is not ended')
})

t.test('a port that closes does not wait for a handshake', async (t) => {
  const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: new World().accept, log: new Logs(), tls: { key: TEST_KEY, cert: TEST_CERT }, limits: { handshakeMs: 600_000 } })
  const slow = drip(server.port)
  await once(slow, 'connect')
  const probe = await Client.open(server.port)
  probe.send('this is no TLS\r\n')
  await probe.closed()
  const ended = once(slow, 'close')
  await server.close()
  await ended
  t.ok(slow.destroyed)
})
