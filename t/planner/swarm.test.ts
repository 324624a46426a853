/** A planner of the started program: the token that the first boot prints, workers on the swarm, and the audit log on disk. */
import t from 'tap'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { join } from 'node:path'
import { hauki, Place } from '../e2e/kit.js'

const place = new Place(t)
const program = await place.start()
const token = /token (hauki_\w+)/.exec(program.out)![1]

/* What a tool gives is looked at member by member. */
const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${program.webPort}/mcp`), { requestInit: { headers: { Authorization: `Bearer ${token}` } } }))
const call = async (name: string, args: Record<string, unknown> = {}): Promise<any> => {
  const r = await client.callTool({ name, arguments: args })
  return r.structuredContent
}

t.test('LPC of a planner makes workers, waits for them, and ends with them', async (t) => {
  const r = await call('run', { source: 'object w = clone_distributed("int work(int n) { return n * n; }");\nint v = w->work(12);\ndestruct(w);\nreturn v;' })
  t.match(r, { value: { untrusted: true, value: 144 } })
  const bad = await call('run', { source: 'object w = clone_distributed("int half(int n) { return 1 / n; }");\nreturn w->half(0);' })
  t.match(bad, { error: { code: 'LPC', lpc: { value: { message: /Division by zero/ } } } })
  t.ok(bad.error.lpc.value.trace.some((e: { node?: string }) => e.node), 'the trace goes on in the worker')
  const { job } = await call('run', { source: 'object w = clone_distributed("void wait() { sleep(600); }");\nw->wait();', wait_ms: 0 })
  await program.until(async () => (await call('swarm')).status.value.workers.length > 0, 'a worker')
  t.match((await client.readResource({ uri: 'swarm://workers' })).contents[0], { text: /worker/ })
  t.match(await call('cancel', { job }), { cancelled: true, state: 'cancelled' })
})

t.test('the audit log on disk', async (t) => {
  await client.close()
  await program.stop()
  const log = await hauki(['audit', 'verify', '--state-dir', join(place.dir, 'var')])
  t.equal(log.status, 0, log.err)
  t.match(log.out, /entries, unbroken/)
})
