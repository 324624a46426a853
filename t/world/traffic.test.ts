// network_stats(): what went through a real port, as LPC sees it.
import t from 'tap'
import { listenTelnet } from '../../driver/net/telnet/listen.js'
import { traffic } from '../../driver/roles/metrics.js'
import type { Mapping } from '../../driver/vm/mapping.js'
import { Client, eventually, Logs } from '../net/kit.js'
import { master, Mud } from './harness.js'

t.test('bytes of each port and of all', async (t) => {
  const mud = await new Mud({
    '/master.c': master('object connect(int p) { return clone_object("/user"); }'),
    '/user.c': 'void logon() { } mapping stats() { return network_stats(); }',
  }).boot()
  const stats = async (): Promise<Record<string, unknown>> => {
    const m = (await mud.call('/user', 'stats')) as Mapping
    return Object.fromEntries(m.keys().map((k) => [String(k), m.get(k)]))
  }
  t.strictSame(await stats(), { 'incoming volume total': 0, 'outgoing volume total': 0 }, 'without a port')
  const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: mud.world.sessions.accept, log: new Logs() })
  t.teardown(() => server.close())
  mud.world.traffic = () => traffic([server], [])
  const client = await Client.open(server.port)
  client.send('hello\r\n')
  await eventually('what was typed has arrived', () => server.stats.bytesIn === 7)
  const s = await stats()
  t.equal(s['incoming volume total'], 7)
  t.equal(s[`incoming volume port ${server.port}`], 7)
  t.ok(Number(s[`outgoing volume port ${server.port}`]) > 0, 'the offers of telnet')
  t.equal(s['outgoing volume total'], s[`outgoing volume port ${server.port}`])
  client.end()
  mud.close()
})
