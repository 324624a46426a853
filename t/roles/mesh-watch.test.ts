/** LPC through real vaults: monitors, links, restarts. */
import t from 'tap'
import { Mapping } from '../../driver/vm/mapping.js'
import type { Value } from '../../driver/vm/values.js'
import { LpcSwarm } from './lpc-swarm.js'

const plain = (v: Value): unknown => (v instanceof Mapping ? Object.fromEntries([...v].map(([k, x]) => [k, plain(x)])) : Array.isArray(v) ? v.map(plain) : v)

const CALLER = `
object w; mapping *heard = ({ }); int ghosts;
string make(string src, mapping c) { w = clone_distributed(src, c); mesh_monitor(w, (: told :)); return mesh_info(w)["worker"]; }
void told(object ob, mapping why) { heard += ({ why }); ghosts += objectp(ob); }
mapping *told_of() { return heard; }
mixed f(string fn, mixed arg) { return call_other(w, fn, arg); }
mixed safe(string fn, mixed arg) { return catch(call_other(w, fn, arg)); }
mapping info() { return mesh_info(w); }
void end() { destruct(w); }
int unwatch() { return mesh_demonitor(w); }
object victim;
int link() { victim = clone_object("/victim"); victim->tie(w); return objectp(victim); }
int victim_lives() { return objectp(victim); }
void end_victim() { destruct(victim); }
mixed wrong() { return ({ catch(mesh_monitor(this_object(), (: told :))), catch(mesh_link(w, w)) }); }
`
const files = { '/a.c': CALLER, '/victim.c': 'void tie(object w) { mesh_link(w); }' }
const WORKER = 'int n; int add(int x) { return n += x; } void wait() { sleep(60.0); } void hog() { string s = "x"; mixed *all = ({ }); while (1) all += ({ allocate(100000, 1) }); }'

t.test('a monitor hears of every way to end, with the reason and figures', async (t) => {
  const s = await LpcSwarm.start(t, { files })
  const heard = async (n: number): Promise<Record<string, unknown>[]> => {
    await s.until(async () => ((await s.call('/a', 'told_of')) as Value[]).length >= n, `${n} ends`)
    return plain(await s.call('/a', 'told_of')) as Record<string, unknown>[]
  }
  const first = String(await s.call('/a', 'make', WORKER))
  t.match(await s.call('/a', 'wrong'), [/not the ghost/, /tied to itself/])
  await s.call('/a', 'end')
  t.match((await heard(1))[0], { code: 'DESTRUCTED', worker: first, node: 'n1', incarnation: 1, restarting: 0 })

  const second = String(await s.call('/a', 'make', WORKER))
  const waiting = s.call('/a', 'safe', 'wait', 0)
  await s.kill(second)
  t.match(String(await waiting), /Worker lost \(node n1\).*\[WORKER_LOST, UNKNOWN\]/)
  t.match((await heard(2))[1], { code: 'KILLED', message: /Worker lost \(node n1\): killed/, worker: second, signal: 'SIGKILL', heap_limit_mib: Number })

  await s.call('/a', 'make', 'void f() { call_out((: destruct(this_object()) :), 0); }', Mapping.of([['ttl', 1]]))
  t.match((await heard(3))[2], { code: 'TTL' })

  const own = String(await s.call('/a', 'make', 'int go() { destruct(this_object()); return 3; }', Mapping.of([['restart', 'on_failure']])))
  t.equal(await s.call('/a', 'f', 'go', 0), 3, 'who ends itself has answered')
  t.match((await heard(4))[3], { code: 'DESTRUCTED', worker: own, restarting: 0 })

  const fourth = String(await s.call('/a', 'make', WORKER))
  t.equal(await s.call('/a', 'unwatch'), 1)
  await s.kill(fourth)
  await s.until(() => s.running === 0, 'the last to end')
  t.equal((await heard(4)).length, 4, 'taken back')
})

t.test('a link takes the other with it, either way', async (t) => {
  const s = await LpcSwarm.start(t, { files })
  const w = String(await s.call('/a', 'make', WORKER))
  t.equal(await s.call('/a', 'link'), 1)
  await s.kill(w)
  await s.until(async () => (await s.call('/a', 'victim_lives')) === 0, 'the linked object to go')
  await s.call('/a', 'make', WORKER)
  await s.call('/a', 'link')
  await s.call('/a', 'end_victim')
  await s.until(() => s.running === 0, 'the linked worker to end')
  t.equal(await s.call('/a', 'f', 'add', 1).then(() => 'answered', (e: Error) => e.message).then((m) => /call_other|DESTRUCTED/.test(String(m))), true)
})

t.test('restart on failure: the ghost stays, the incarnation changes, at most so often', async (t) => {
  const s = await LpcSwarm.start(t, { files })
  const config = Mapping.of([['restart', 'on_failure'], ['max_restarts', 2], ['restart_window', 60]])
  const w = String(await s.call('/a', 'make', WORKER, config))
  t.equal(await s.call('/a', 'f', 'add', 5), 5)
  for (let i = 1; i <= 2; i++) {
    const waiting = s.call('/a', 'safe', 'wait', 0)
    await s.kill(w)
    t.match(String(await waiting), /WORKER_LOST, UNKNOWN/, 'what was in flight has its outcome')
    t.equal(await s.call('/a', 'f', 'add', 7), 7, 'the next call waits for the next incarnation, which is new')
    t.match(plain(await s.call('/a', 'info')), { worker: w, incarnation: i + 1, restarts: i, state: 'open' })
  }
  await s.kill(w)
  await s.until(async () => ((await s.call('/a', 'told_of')) as Value[]).length === 3, 'three ends')
  t.match(plain(await s.call('/a', 'told_of')), [{ restarting: 1 }, { restarting: 1 }, { restarting: 0, code: 'KILLED' }])
  t.match(String(await s.call('/a', 'safe', 'add', 1)), /WORKER_LOST, NOT_SENT/)
  t.equal(s.running, 0)
  t.same(s.core.registry.workers().map((x) => [x.id, x.incarnation]).sort(), [[w, 1], [w, 2], [w, 3]])

  await s.call('/a', 'make', WORKER, config)
  await s.call('/a', 'end')
  await s.until(() => s.running === 0, 'destruct is no failure')
})
