/** LPC through a real vault: how a worker comes to be. */
import t from 'tap'
import { LpcSwarm } from './lpc-swarm.js'

const CALLER = `
mixed make(string src) { object w = clone_distributed(src); mixed r = w->f(); destruct(w); return r; }
string failing(string src) { return catch(clone_distributed(src)); }
`

t.test('a session is begun while the worker is made, and is of no use when it is not', async (t) => {
  const s = await LpcSwarm.start(t, { files: { '/a.c': CALLER } })
  const slow = (seconds: string, then = ''): string => `void create() { sleep(${seconds}); ${then} } int f() { return 7; }`
  const redeemed = (): number => s.core.registry.tickets().filter((ticket) => ticket.redeemedAt !== null).length

  const made = s.call('/a', 'make', slow('2.0'))
  await s.until(() => redeemed() === 1, 'the ticket to be redeemed')
  t.equal(s.running, 0, 'its create() has not ended')
  t.equal(await made, 7)

  t.match(await s.call('/a', 'failing', slow('0.2', 'error("no luck");')), /no luck/)
  t.match(await s.call('/a', 'failing', 'int f() { return ; } int x = ;'), /worker\.c/)
  t.equal(s.mesh.workers, 0)
  await s.until(() => s.running === 0 && s.agents[0].running === 0, 'all to be gone')
})

t.test('an array longer than a session has room for; what is told of a worker that was destructed', async (t) => {
  const s = await LpcSwarm.start(t, { files: { '/a.c': `
    object w;
    void make() { w = clone_distributed("int n; int add(int x) { return n += x; } void nap() { sleep(30.0); }"); }
    mixed all(int k) { mixed *r = allocate(k, w)->add(1); return ({ sizeof(r), r[0], r[<1] }); }
    mixed naps(int k) { call_out((: destruct(w) :), 0); return catch(allocate(k, w)->nap()); }
    mixed later() { return catch(w->add(1)); }` } })
  await s.call('/a', 'make')
  t.same(await s.call('/a', 'all', 5_000), [5_000, 1, 5_000], 'each once, in order')
  t.match(await s.call('/a', 'naps', 3_000), /^\*The worker was destructed\. \[DESTRUCTED, UNKNOWN\]/)
  await s.until(() => s.running === 0, 'the worker to be gone')
})
