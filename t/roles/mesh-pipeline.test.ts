/** LPC through a real vault: `w->a()->b()` is one trip when nothing happens between the two. */
import t from 'tap'
import type { Value } from '../../driver/vm/values.js'
import { LpcSwarm } from './lpc-swarm.js'

const WORKER = `
class none { int x; }
string *log = ({ });
object me() { log += ({ "me" }); return this_object(); }
object later() { sleep(0.01); log += ({ "later" }); return this_object(); }
object fails() { error("no luck\\n"); }
string name() { return "/a"; }
int number() { return 7; }
void nothing() { }
object *both() { return ({ this_object(), this_object() }); }
object back(object o) { return o; }
int add(int a, int b) { log += ({ "add" }); return a + b; }
private int secret() { return 1; }
string *query_log() { string *l = log; log = ({ }); return l; }
`
const CALLER = `
object w; int one = 1, trips;
void make(string src) { w = clone_distributed(src); }
int local(int x) { return x * 2; }
mixed two(int n) { return w->me()->add(n, 2); }
mixed deep(int n) { return w->me()->later()->me()->later()->add(n, 1); }
mixed order(int n) { int r = w->later()->add(n, n); return ({ r, implode(w->query_log(), " ") }); }
mixed global_argument() { return w->me()->add(one, one); }
mixed side_effect() { return w->me()->add(trips++, 0); }
mixed failing() { return catch(w->fails()->add(1, 2)); }
mixed own() { return w->back(this_object())->local(21); }
mixed by_name() { return w->name()->local(4); }
mixed array() { return w->both()->add(3, 4); }
mixed bad() { return ({ catch(w->number()->add(1, 2)), catch(w->nothing()->add(1, 2)) }); }
mixed hidden() { return w->me()->secret(); }
object self() { return this_object(); }
int here(int n) { return this_object()->self()->local(n); }
mapping info() { return mesh_info(w); }
`

t.test('chains of calls on a ghost', async (t) => {
  const s = await LpcSwarm.start(t, { files: { '/a.c': CALLER } })
  await s.call('/a', 'make', WORKER)
  t.equal(await s.call('/a', 'two', 40), 42)
  t.equal(await s.call('/a', 'deep', 1), 2)
  await s.call('/a', 'order', 0)
  t.same(await s.call('/a', 'order', 4), [8, 'later add'], 'the second waits for the first')
  t.equal(await s.call('/a', 'global_argument'), 2)
  t.equal(await s.call('/a', 'side_effect'), 0)
  t.match(String(await s.call('/a', 'failing')), /^\*?no luck/, 'the error is that of the call that failed')
  t.equal(await s.call('/a', 'own'), 42, 'the middle may be an object of the caller')
  t.equal(await s.call('/a', 'by_name'), 8, 'the name of an object means the object here')
  t.same(await s.call('/a', 'array'), [7, 7])
  for (const e of (await s.call('/a', 'bad')) as Value[]) t.match(String(e), /Bad argument 1 to call_other/)
  t.equal(await s.call('/a', 'hidden'), undefined, 'private functions stay private')
  t.equal(await s.call('/a', 'here', 3), 6, 'objects here are called as ever')
})
