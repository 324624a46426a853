// call_out, heart_beat, reset, clean_up, sleep, fibers: on a clock that moves when told.
import fc from 'fast-check'
import t from 'tap'
import { DEFAULT_LIMITS } from '../../driver/vm/limits.js'
import { Heap } from '../../driver/world/heap.js'
import { both, master, Mud } from './harness.js'

both('call_outs run in order of time, then of making; names, functions, fractions, arguments', async (t) => {
  const mud = await new Mud({
    '/a.c': `
      string s = ""; string get() { string r = s; s = ""; return r; }
      private void hit(string x, int y) { s += x + y; }
      void f() { call_out("hit", 2, "b", 2); call_out("hit", 1, "a", 1); call_out((: hit :), 2, "c", 3); call_out("hit", 0.5, "h", 5); call_out("hit", 0, "z", 0); s += "!"; }
      mixed *g() {
        int h = call_out("hit", 10, "x", 1); mixed *r = ({ find_call_out(h), find_call_out("hit"), find_call_out("no") });
        r += ({ remove_call_out(h), remove_call_out(h), sizeof(call_out_info()) });
        call_out("hit", 3, "", 0); call_out("hit", 4, "", 0); remove_call_out(); return r + ({ sizeof(call_out_info()) });
      }`,
  }).boot()
  await mud.call('/a', 'f')
  await mud.clock.advance(0)
  t.equal(await mud.call('/a', 'get'), '!z0')
  await mud.clock.advance(999)
  t.equal(await mud.call('/a', 'get'), 'h5')
  await mud.clock.advance(1_001)
  t.equal(await mud.call('/a', 'get'), 'a1b2c3')
  t.strictSame(await mud.call('/a', 'g'), [10, 10, -1, 10, -1, 0, 0])
  mud.close()
})

both('a failing call_out stops no other; those of a destructed object are forgotten', async (t) => {
  const mud = await new Mud({
    '/master.c': master('int errs; void error_handler(mapping m, int c) { errs++; } int errs() { return errs; }'),
    '/b.c': 'void f() { call_out("gone", 1); call_out((: "/a"->hit(7) :), 1); destruct(this_object()); }',
    '/a.c': 'int n; void hit(int x) { n += x; } int get() { return n; } void bad() { error("x"); } void f() { call_out("bad", 1); call_out("hit", 1, 1); call_out("nosuch", 1); "/b"->f(); }',
  }).boot()
  await mud.call('/a', 'f')
  await mud.clock.advance(2_000)
  t.equal(await mud.call('/a', 'get'), 1)
  t.equal(await mud.call('/master', 'errs'), 1)
  mud.close()
})

both('call_out(0) from a call_out runs in a later turn; too many are refused', async (t) => {
  const mud = await new Mud({
    '/a.c': 'int n; void f() { n++; call_out("f", 0); } int n() { return n; } string many() { return catch { while (1) call_out("f", 99); }; }',
  }).boot()
  await mud.call('/a', 'f')
  mud.world.scheduler.removeAll(mud.world.find('/a')!)
  t.equal(await mud.call('/a', 'n'), 1)
  t.match(await mud.call('/a', 'many'), /Too many call_outs/)
  mud.close()
})

both('heart beats: interval, this_player, switched off by an error, skipped while one waits', async (t) => {
  const mud = await new Mud({
    '/a.c': 'int n; void on(int i) { enable_commands(); set_heart_beat(i); } void heart_beat() { n++; if (this_player() != this_object()) n += 1000; } mixed *get() { return ({ n, query_heart_beat(), sizeof(heart_beats()) }); }',
    '/bad.c': 'void on() { set_heart_beat(1); } void heart_beat() { error("sick"); } int q() { return query_heart_beat(); }',
    '/slow.c': 'int n; void on() { set_heart_beat(1); } void heart_beat() { n++; sleep(5); } int n() { return n; }',
  }, { resetSeconds: 0 }).boot()
  await mud.call('/a', 'on', 2)
  await mud.call('/bad', 'on')
  await mud.call('/slow', 'on')
  await mud.clock.advance(12_000)
  t.strictSame(await mud.call('/a', 'get'), [3, 2, 2])
  t.equal(await mud.call('/bad', 'q'), 0)
  t.equal(await mud.call('/slow', 'n'), 2)
  mud.close()
})

both('reset comes round; clean_up only for what nobody uses', async (t) => {
  const mud = await new Mud({
    '/r.c': 'int n; void reset() { n++; } int n() { return n; }',
    '/idle.c': 'int clean_up(int refs) { destruct(this_object()); return 1; }',
    '/used.c': 'int x() { return 1; } int clean_up(int refs) { destruct(this_object()); return 1; }',
    '/no.c': 'int n; int clean_up(int refs) { n++; return 0; } int n() { return n; }',
    '/a.c': 'void f() { load_object("/r"); load_object("/idle"); load_object("/used"); load_object("/no"); use(); } void use() { int i; for (i = 0; i < 3; i++) "/used"->x(); call_out("use", 20); }',
  }, { resetSeconds: 600, cleanUpSeconds: 300 }).boot()
  await mud.call('/a', 'f')
  await mud.clock.advance(1_300_000)
  t.equal(mud.world.find('/idle'), undefined)
  t.ok(mud.world.find('/used'))
  t.ok(((await mud.call('/r', 'n')) as number) >= 2)
  t.equal(await mud.call('/no', 'n'), 1)
  mud.close()
})

both('sleep lets the world move; an object destructed meanwhile ends the fiber', async (t) => {
  const mud = await new Mud({
    '/a.c': 'int g; int f() { int i, s; for (i = 0; i < 3; i++) { sleep(0.5); s += g; } return s; } void set(int x) { g = x; } void kill() { destruct(this_object()); }',
  }).boot()
  const p = mud.start('/a', 'f')
  await mud.clock.advance(600)
  await mud.call('/a', 'set', 10)
  await mud.clock.advance(1_000)
  t.equal(await p, 20)
  const q = mud.start('/a', 'f')
  await mud.clock.advance(600)
  await mud.call('/a', 'kill')
  const failed = t.rejects(q, /destructed while f\(\) at \/a\.c:1 waited/)
  await mud.clock.advance(1_000)
  await failed
  mud.close()
})

both('suspended fibers of one user are limited', async (t) => {
  const mud = await new Mud({
    '/a.c': 'void setup() { enable_commands(); } int f() { int i; for (i = 0; i < 50; i++) background((: sleep, 100 :)); return sizeof(fibers()); } int ab() { return abort(fibers()[0]["id"]) + sizeof(fibers()); }',
  }, { limits: { ...DEFAULT_LIMITS, fibersPerUser: 20 } }).boot()
  await mud.call('/a', 'setup')
  const player = mud.world.find('/a')!
  const p = mud.start('/a', 'f', [], { player })
  await mud.clock.settle()
  await p
  t.equal(mud.world.fibers.of(player).length, 20)
  const q = mud.start('/a', 'ab', [], { player })
  await mud.clock.settle()
  await q
  t.equal(mud.world.fibers.of(player).length, 19)
  mud.close()
})

t.test('the heap gives items in order', async () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.func(fc.boolean()), (xs, keep) => {
      const h = new Heap<number>((a, b) => a - b)
      for (const x of xs) h.push(x)
      h.filter((x) => keep(x))
      const out: number[] = []
      for (let x = h.pop(); x !== undefined; x = h.pop()) out.push(x)
      const expected = xs.filter((x) => keep(x)).sort((a, b) => a - b)
      return out.length === expected.length && out.every((x, i) => x === expected[i])
    }),
  )
})
