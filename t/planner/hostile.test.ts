/** What a planner, or somebody who would be one, can send to hurt: nothing crashes, nothing leaks, others play on. */
import fc from 'fast-check'
import t from 'tap'
import { WS_MESSAGE_BYTES } from '../../driver/net/limits.js'
import * as L from '../../driver/planner/limits.js'
import { Events } from '../../driver/planner/events.js'
import { fromJson, toJson } from '../../driver/planner/untrusted.js'
import { Mapping } from '../../driver/vm/mapping.js'
import type { Value } from '../../driver/vm/values.js'
import { verifyChain } from '../../driver/planner/chain.js'
import { VERBS } from '../../driver/planner/verbs/index.js'
import { admin, PlannerClient, start } from './kit.js'

const mud = await start(t)

t.test('random messages, before and after login', async (t) => {
  const verb = fc.oneof(fc.constantFrom('login', ...VERBS.keys()), fc.string())
  const args = fc.oneof(fc.json(), fc.record({ id: fc.oneof(fc.string(), fc.integer(), fc.constant(null)), verb, path: fc.string(), job: fc.integer(), query: fc.string(), token: fc.string(), source: fc.string(), object: fc.string(), command: fc.string(), wait_ms: fc.constant(0) }, { requiredKeys: ['verb'] }).map((x) => JSON.stringify(x)))
  const client = await PlannerClient.login(mud)
  // The last line would end the session: a planner may quit.
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof(args, fc.string()), { maxLength: 10 }), fc.boolean(), async (messages, known) => {
    const c = known ? client : await PlannerClient.open(mud)
    for (const m of messages) c.raw(m)
    if (!known) c.close()
  }), { numRuns: 150 })
  let limited = true
  while (limited) {
    const a = await client.ask('status')
    limited = !a.ok && a.error.code === 'QUOTA'
    if (limited) await new Promise((next) => setTimeout(next, a.error.retry_after_ms))
  }
  client.close()
  const w = await admin(mud)
  t.match(await w.ask('eval 1', /> /), /=> 1/, 'others play on')
  w.close()
})

t.test('LPC that would get out of its place', async (t) => {
  const p = await PlannerClient.login(mud)
  const tries: Array<[string, RegExp]> = [
    ['1; } void create() { destruct(find_object("/secure/accounts")); } void more() {', /DENIED|LPC/],
    ['destruct(find_object(MASTER_OB))', /DENIED/],
    ['shutdown(0)', /DENIED/],
    ['exec(me(), find_player("wizard"))', /DENIED|LPC/],
    ['#include "/secure/save/planners.o"\nreturn 1;', /COMPILE/],
    ['string s = "x"; while (1) s += s;', /LPC/],
    ['mixed *a = ({ }); a += ({ a }); return a;', /^$/],
    ['run()', /LPC/],
    ['({', /COMPILE/],
    ['return "' + 'x'.repeat(40_000) + '"', /^$/],
    ['throw("\\u001b[2J")', /LPC/],
    ['me()->obey("planner on")', /^$/],
    ['me()->remove()', /^$|LPC/],
    ['1', /^$/],
  ]
  for (const [source, code] of tries) t.match((await p.refused('run', { source, ticks: 5_000_000 })).code, code, source.slice(0, 60))
  t.equal((await p.do('run', { source: '"/secure/accounts"->query_role("planner")' })).value.value, 'planner')
  t.match(await p.do('command', { command: 'quit' }).catch((e: Error) => e.message), /./, 'it may quit')
  t.match((await p.do('command', { command: 'look' })).output.value, /\w/, 'and is back at its next request')
  p.close()
})

t.test('a client that asks and never reads, and one that goes in the middle', async (t) => {
  const p = await PlannerClient.login(mud)
  p.socket.pause()
  for (let i = 0; i < 190; i++) p.raw(JSON.stringify({ id: i, verb: 'doc_search', query: 'the string', limit: 50 }))
  const other = await PlannerClient.login(mud)
  // Each is refused by the quota that the first planner has used up, or done: the door still answers.
  t.ok(['', 'QUOTA'].includes((await other.refused('status')).code))
  other.close()
  p.socket.resume()
  t.equal(await p.closed, 1006, 'cut off, for answers are not dropped')
  const big = await PlannerClient.login(mud)
  big.raw('x'.repeat(WS_MESSAGE_BYTES))
  t.equal(await big.closed, 1006, 'a message that is too long ends the connection')
  const q = await PlannerClient.login(mud)
  for (let i = 0; i < 3; i++) q.raw(JSON.stringify({ id: i, verb: 'run', source: 'sleep(0.05); return 1;' }))
  q.socket.terminate()
  const r = await PlannerClient.login(mud)
  t.match(await r.do('status'), { principal: 'planner' })
  r.close()
  const log = await verifyChain(mud.place.auditFile)
  t.equal(log.broken, null, `${log.entries} entries in one chain`)
})

t.test('values as JSON', async (t) => {
  const deep: Value[] = []
  deep.push(deep)
  t.equal(toJson(deep).truncated, true)
  t.equal(toJson(Array.from({ length: 50_000 }, () => 1)).truncated, true)
  t.equal(toJson(Mapping.of(Array.from({ length: 50_000 }, (_, i) => [i, 1] as const))).truncated, true)
  t.equal((toJson('x'.repeat(1_000_000)).json as string).length, L.VALUE_CHARS)
  t.same(toJson(2n ** 62n).json, String(2n ** 62n))
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), (v) => {
    // LPC has neither null nor booleans, and only one zero.
    const plain = JSON.parse(JSON.stringify(v, (_k, x: unknown) => (x === null || x === false ? 0 : x === true ? 1 : Object.is(x, -0) ? 0 : x))) as unknown
    t.same(toJson(fromJson(v)).json, plain)
  }), { numRuns: 200 })
})

t.test('events: a bounded ring that knows what it lost', async (t) => {
  const e = new Events()
  for (let i = 0; i < 5_000; i++) e.push('output', i)
  const { events, lost, last } = e.after(0, 10)
  t.equal(last, 5_000)
  t.equal(events.length, 10)
  t.equal(events[0].seq, lost + 1)
  t.ok(lost >= 5_000 - 2 * L.KEPT_EVENTS)
  t.same(e.after(5_000, 10), { events: [], lost: 0, last: 5_000 })
})
