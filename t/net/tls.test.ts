/** Telnet over TLS: the same wire, without MCCP, and a port that survives what is no TLS. */
import t from 'tap'
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
