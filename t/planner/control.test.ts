/** Humans over planners: tokens, approvals, the kill switch; and the quotas. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import * as L from '../../driver/planner/limits.js'
import { admin, auditLines, newPlace, PlannerClient, start } from './kit.js'

const place = newPlace(t)
const mud = await start(t, place)
const w = await admin(mud)
t.teardown(() => w.close())

t.test('tokens', async (t) => {
  const made = await w.ask('planner token planner', /> /)
  const token = /hauki_[a-z2-9]{40}/.exec(made)![0]
  const saved = readFileSync(join(place.mudlib, 'secure/save/planners.o'), 'utf8')
  t.notMatch(saved, token, 'only hashes are kept')
  t.notMatch(saved, mud.token)
  const p = await PlannerClient.login(mud, token)
  t.match(await p.do('status'), { principal: 'planner' })
  t.match(await w.ask('planner revoke planner-2', /> /), /Revoked/)
  t.equal((await p.refused('status')).code, 'DENIED', 'who is in already, too')
  const again = await PlannerClient.open(mud)
  t.equal((await again.refused('login', { token })).code, 'AUTH')
  t.match(await w.ask('planner token wizard', /> /), /no planner of that name/)
  p.close()
  again.close()
})

t.test('a human approves', async (t) => {
  const p = await PlannerClient.login(mud)
  t.match(await w.ask('planner ask run file_write', /> /), /Done/)
  const first = await p.do('run', { source: 'write("gone"); return 1;' })
  t.match(first, { state: 'waiting_approval', approval: Number })
  await w.expect(/\[planner\] planner wants to run: .*write.*gone[^]*approve/)
  t.match((await p.do('job', { job: first.job })), { state: 'waiting_approval' })
  t.match(await w.ask('planner', /> /), new RegExp(`approval ${first.approval}: planner wants to run`))
  t.match(await w.ask(`approve ${first.approval}`, /> /), /Approved/)
  t.match(await p.do('job', { job: first.job, wait_ms: 5_000 }), { state: 'succeeded', result: { value: { value: 1 }, output: { value: 'gone' } } })

  const path = '/players/planner/a.txt'
  const second = await p.do('file_write', { path, content: 'x', etag: null })
  t.equal((await p.refused('file_read', { path })).code, 'NOT_FOUND', 'not before')
  t.match(await w.ask(`planner deny ${second.approval}`, /> /), /Done/)
  t.match(await p.do('job', { job: second.job, wait_ms: 5_000 }), { state: 'failed', error: { code: 'REFUSED', by: 'wizard' } })
  t.equal((await p.refused('file_read', { path })).code, 'NOT_FOUND', 'nor after a no')

  const third = await p.do('run', { source: '1' })
  t.match(await p.do('cancel', { job: third.job }), { state: 'cancelled' })
  t.match(await w.ask(`approve ${third.approval}`, /> /), /Nothing of that number/)
  t.match(await w.ask('approve 999', /> /), /Nothing of that number/)

  const player = await (await import('../e2e/kit.js')).Telnet.open(mud.telnetPort)
  await player.login('peter', 'correct horse battery')
  t.match(await player.ask('approve 1', /> /), /What\?/)
  player.close()
  const fourth = await p.do('run', { source: '"/secure/planner"->decide("approve", 4)' })
  t.equal(fourth.state, 'waiting_approval')
  await w.ask(`approve ${fourth.approval}`, /> /)
  t.match(await p.do('job', { job: fourth.job, wait_ms: 5_000 }), { result: { value: { value: 0 } } }, 'no planner approves')
  await w.ask('planner ask none', /> /)
  t.match(await p.do('run', { source: '2' }), { value: { value: 2 } })
  t.ok(auditLines(place).some((l) => l.event === 'approved' && l.by === 'wizard' && l.approval === first.approval))
  t.ok(auditLines(place).some((l) => l.verb === 'file_write' && l.outcome === 'denied' && l.code === 'REFUSED'))
  p.close()
})

t.test('planner off', async (t) => {
  const p = await PlannerClient.login(mud)
  const { job } = await p.do('run', { source: 'catch(sleep(60)); write_file("/players/planner/survived", "x");', wait_ms: 0 })
  await p.do('command', { command: 'eval background((: sleep(3.0), write_file("/players/planner/survived", "y") :))' })
  t.match(await w.ask('planner', /> /), new RegExp(`job ${job} of planner: run, running`))
  t.match(await w.ask('planner off', /> /), /Planners are off/)
  await p.closed
  const q = await PlannerClient.open(mud)
  t.equal((await q.refused('login', { token: mud.token })).code, 'OFF')
  const http = await fetch(`http://127.0.0.1:${mud.webPort}/mcp`, { method: 'POST', headers: { Authorization: `Bearer ${mud.token}` }, body: '{}' })
  t.equal(http.status, 401)
  t.match(await w.ask('planner on', /> /), /Planners are on/)
  const again = await PlannerClient.login(mud)
  t.match(await again.do('job', { job }), { state: 'cancelled' })
  await again.do('run', { source: 'sleep(3.0);' })
  t.equal((await again.refused('file_read', { path: '/players/planner/survived' })).code, 'NOT_FOUND')
  again.close()
  q.close()
})

t.test('an admin ends a job', async (t) => {
  const p = await PlannerClient.login(mud)
  const { job } = await p.do('run', { source: 'sleep(60);', wait_ms: 0 })
  t.match(await w.ask(`planner cancel ${job}`, /> /), /Done/)
  t.match(await p.do('job', { job, wait_ms: 5_000 }), { state: 'cancelled' })
  p.close()
})

t.test('quotas', async (t) => {
  const p = await PlannerClient.login(mud)
  // What a run may use is set aside while it runs, and what it did not use comes back.
  const two = await Promise.all([1, 2].map(() => p.do('run', { source: 'sleep(60);', ticks: L.TICKS_PER_RUN, wait_ms: 0 })))
  const over = await p.refused('run', { source: '1', ticks: L.TICKS_PER_RUN })
  t.match(over, { code: 'QUOTA', quota: 'ticks_per_minute', limit: L.TICKS_PER_MINUTE, retry_after_ms: Number })
  t.ok(over.retry_after_ms > 20_000 && over.retry_after_ms <= 30_000, `${over.retry_after_ms} ms`)
  for (const { job } of two) await p.do('cancel', { job })
  t.match(await p.do('run', { source: '1', ticks: L.TICKS_PER_RUN }), { value: { value: 1 } })

  // Commands are paid for when they have ended.
  const { ticks } = await p.do('command', { command: 'eval for (int i = 0; i < 100000; i++);' })
  t.ok(ticks > 100_000, `${ticks} ticks`)

  let refused: any = null
  for (let i = 0; i < L.WRITE_BURST + 5 && !refused; i++) {
    const a = await p.ask('file_write', { path: `/players/planner/q${i}.txt`, content: 'x', etag: null })
    if (!a.ok) refused = a.error
  }
  t.match(refused, { code: 'QUOTA', quota: 'writes_per_hour', retry_after_ms: Number })
  t.ok(refused.retry_after_ms > 0 && refused.retry_after_ms <= 3_600_000 / L.WRITES_PER_HOUR)

  const burst = await Promise.all(Array.from({ length: 60 }, () => p.ask('status')))
  t.ok(burst.some((a) => a.ok))
  let limited: any = null
  for (let i = 0; i < 20 && !limited; i++) limited = (await Promise.all(Array.from({ length: 60 }, () => p.ask('status')))).find((a) => !a.ok && a.error.quota === 'requests')?.error ?? null
  t.match(limited, { code: 'QUOTA', quota: 'requests', retry_after_ms: Number })
  const before = auditLines(place).length
  await Promise.all(Array.from({ length: 60 }, () => p.ask('status')))
  t.ok(auditLines(place).length - before < 40, 'a loop does not fill the log')
  p.close()
})

t.test('the switch outlives the driver', async (t) => {
  await w.ask('planner off', /> /)
  await mud.close()
  const next = await start(t, place)
  const p = await PlannerClient.open(next)
  t.equal((await p.refused('login', { token: mud.token })).code, 'OFF')
  p.close()
  const again = await (await import('../e2e/kit.js')).Telnet.open(next.telnetPort)
  await again.login('wizard', mud.password)
  await again.ask('planner on', /> /)
  const q = await PlannerClient.login(next, mud.token)
  t.match(await q.do('status'), { principal: 'planner' }, 'and so do tokens')
  q.close()
  again.close()
  await next.close()
})
