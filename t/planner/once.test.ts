/** Requests that come twice, and clients that go away before their answer. */
import t from 'tap'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { auditLines, PlannerClient, start } from './kit.js'

const mud = await start(t)

t.test('idempotency_key: done once, answered alike', async (t) => {
  const p = await PlannerClient.login(mud)
  const path = '/players/planner/count.txt'
  const source = `write_file("${path}", "x"); return file_size("${path}");`
  const first = await p.do('run', { source, idempotency_key: 'k1' })
  t.match(first, { value: { value: 1 } })
  t.same(await p.do('run', { source, idempotency_key: 'k1' }), first, 'the same answer')
  t.match(await p.do('run', { source, idempotency_key: 'k2' }), { value: { value: 2 } }, 'another key is another request')
  t.match(await p.do('run', { source }), { value: { value: 3 } })
  t.equal((await p.refused('run', { source: '1', idempotency_key: 'k1' })).code, 'CONFLICT', 'a key belongs to its arguments')
  t.equal((await p.refused('command', { command: 'look', idempotency_key: 'k1' })).code, 'CONFLICT')

  const slow = await Promise.all([1, 2, 3].map(() => p.do('run', { source: `sleep(0.2); ${source}`, idempotency_key: 'k3' })))
  t.match(slow[0], { value: { value: 4 } })
  t.same([slow[1], slow[2]], [slow[0], slow[0]], 'while the first is under way, too')

  const failed = await p.refused('run', { source: 'nonsense', idempotency_key: 'k4' })
  t.same(await p.refused('run', { source: 'nonsense', idempotency_key: 'k4' }), failed, 'what failed is not tried again')
  t.equal((await p.refused('run', { source: '1', idempotency_key: '' })).code, 'BAD_REQUEST')
  t.equal((await p.refused('status', { idempotency_key: 'k5' })).code, 'BAD_REQUEST', 'reading needs none')
  t.ok(auditLines(mud.place).some((l) => l.event === 'repeated' && l.key === 'k1'))

  const other = await PlannerClient.login(mud)
  t.same(await other.do('run', { source, idempotency_key: 'k1' }), first, 'over a new connection')
  for (let i = 0; i < 150; i++) await other.do('job', { job: 1 }).catch(() => {})
  p.close()
  other.close()
})

t.test('a client of MCP that goes away cancels what it waits for', async (t) => {
  const p = await PlannerClient.login(mud)
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${mud.webPort}/mcp`), { requestInit: { headers: { Authorization: `Bearer ${mud.token}` } } }))
  const stop = new AbortController()
  const call = client.callTool({ name: 'run', arguments: { source: 'sleep(60); return 1;' } }, { signal: stop.signal })
  call.catch(() => {})
  type Jobs = { jobs: Array<{ job: number; state: string; verb: string }> }
  const newest = async (): Promise<Jobs['jobs'][number] | undefined> => ((await p.do('jobs', {})) as Jobs).jobs.at(-1)
  let job = await newest()
  while (job?.state !== 'running') job = await newest()
  stop.abort()
  await t.rejects(call)
  t.match(await p.do('job', { job: job.job, wait_ms: 5_000 }), { state: 'cancelled', error: { message: /went away/ } })

  const kept = await client.callTool({ name: 'run', arguments: { source: 'sleep(0.3); return 2;', wait_ms: 0 } }) as { structuredContent: { job: number } }
  await client.close()
  t.match(await p.do('job', { job: kept.structuredContent.job, wait_ms: 5_000 }), { state: 'succeeded' }, 'a job whose number was answered goes on')
  p.close()
})
