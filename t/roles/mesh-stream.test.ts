/** LPC through a real vault: streams of results, and large values. */
import t from 'tap'
import type { Value } from '../../driver/vm/values.js'
import { ITEM_WINDOW } from '../../netd/limits.js'
import { LpcSwarm } from './lpc-swarm.js'

const WORKER = `
int gone;
int count(int n, function out) { for (int i = 0; i < n; i++) mesh_emit(out, i); return n; }
int pairs(int n, function out) { for (int i = 0; i < n; i++) mesh_emit(out, i, "x" + i); return n; }
int sent;
int flood(function out) { sent = 0; while (1) { mesh_emit(out, sent); sent++; } }
int query_sent() { return sent; }
int large(function out) { for (int i = 0; i < 6; i++) mesh_emit(out, repeat_string("y", i % 2 ? 10 : 300000)); return 6; }
mixed echo(mixed x) { return x; }
int local() { int n; mesh_emit((: $(n) + $1 :), 5); return 1; }
`
const CALLER = `
object w; string *strings; int *got = ({ }); int busy, most;
void make(string src) { w = clone_distributed(src); }
int *all(int n) { int r; got = ({ }); r = w->count(n, (: got += ({ $1 }) :)); return ({ r, sizeof(got) }) + got[0..2] + got[<1..]; }
void slow_item(int i) { busy++; if (busy > most) most = busy; sleep(0.001); got += ({ i }); busy--; }
mixed *slow(int n) { got = ({ }); int i; w->count(n, (: slow_item :)); while (i < n && got[i] == i) i++; return ({ sizeof(got), most, i }); }
string *two(int n) { strings = ({ }); w->pairs(n, function(int i, string x) { strings += ({ i + x }); }); return strings; }
mixed failing() { got = ({ }); string e = catch(w->count(500, function(int i) { if (i == 3) error("enough\\n"); got += ({ i }); })); return ({ e, sizeof(got), w->count(2, (: got += ({ $1 }) :)) }); }
void first(int i) { got += ({ i }); sleep(30.0); }
void begin_flood() { got = ({ }); background(function() { catch(w->flood((: first :))); }); }
mixed nested() { return w->count(3, function(int i) { got = w->echo(({ i })); }); }
int *large() { got = ({ }); w->large(function(string s) { got += ({ strlen(s) }); }); return got; }
int sent() { return w->query_sent(); }
int round(int n) { return strlen(w->echo(repeat_string("z", n))); }
int local() { return w->local(); }
`

t.test('streams of results and large values in LPC', async (t) => {
  const s = await LpcSwarm.start(t, { files: { '/a.c': CALLER } })
  await s.call('/a', 'make', WORKER)
  t.same(await s.call('/a', 'all', 1000), [1000, 1000, 0, 1, 2, 999], 'in order, all of them before the call returns')
  t.same(await s.call('/a', 'slow', 100), [100, 1, 100], 'one after the other, though each waits')
  t.same(await s.call('/a', 'two', 2), ['0x0', '1x1'])
  const failed = (await s.call('/a', 'failing')) as Value[]
  t.match(failed[0], /enough/)
  t.same(failed.slice(1), [3, 2], 'nothing comes after the error; the next stream is a fresh one')
  t.equal(await s.call('/a', 'nested'), 3, 'an item may call the worker')
  t.same(await s.call('/a', 'large'), [300_000, 10, 300_000, 10, 300_000, 10], 'large items keep their place')
  t.equal(await s.call('/a', 'local'), 1)
  t.equal(await s.call('/a', 'round', 3_000_000), 3_000_000)

  await s.call('/a', 'begin_flood')
  await s.until(async () => Number(await s.call('/a', 'sent')) >= ITEM_WINDOW - 1, 'the window to be full')
  const before = await s.call('/a', 'sent')
  await new Promise((done) => setTimeout(done, 50))
  t.equal(await s.call('/a', 'sent'), before, 'a consumer that does not go on stops the producer')
  for (const f of s.world.fibers.all()) f.cancel('Stopped by the test.')
  await s.until(async () => Number(await s.call('/a', 'sent')) >= 0, 'the worker to answer')
  t.same(await s.call('/a', 'all', 10), [10, 10, 0, 1, 2, 9], 'and after a cancel everything works')
})
