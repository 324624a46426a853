// What promises have to do with the world: who hears of rejections, what counts as an answer, whose
// turn it is, and how many may wait.
import type { Value } from '../../driver/vm/values.js'
import { DEFAULT_LIMITS } from '../../driver/vm/limits.js'
import { REAL_CLOCK } from '../../driver/world/config.js'
import { both, master, Mud } from './harness.js'

const MASTER = master(`
mixed *heard = ({ });
void error_handler(mapping e, int caught) { if (!caught) heard += ({ ({ e["error"], e["code"], e["line"], file_name(e["object"]) }) }); }
mixed *take() { mixed *all = heard; heard = ({ }); return all; }
`)

both('a rejection that nobody asks for reaches the error_handler, with the place it came from', async (t) => {
  const mud = await new Mud({
    '/master.c': MASTER,
    '/a.c': `
      async void dies() {
        await call_out(0);
        error("Lost in the dark.\\n");
      }
      void forget() { dies(); }
      void look() { catch(await dies()); }
      void reject() {
        promise_reject(promise_create(), "unheard");
      }
      void handled() {
        promise p = promise_create();
        promise_reject(p, "handled in time");
        promise_catch(p, (: 0 :));
      }
      void chain() { promise_then(dies(), (: "never" :)); }
      async void forever() { await promise_create(); }
      void cancelled() { promise_cancel(forever()); }
    `,
  }).boot()
  const after = async (fn: string): Promise<Value> => {
    const p = mud.start('/a', fn)
    await mud.clock.advance(10)
    await p
    return mud.call('/master', 'take')
  }
  t.same(await after('forget'), [['*Lost in the dark.\n', 'LPC', 4, '/a']])
  t.same(await after('reject'), [['*unheard\n', 'REJECTED', 9, '/a']])
  t.same(await after('chain'), [['*Lost in the dark.\n', 'LPC', 4, '/a']], 'once')
  for (const fn of ['look', 'handled', 'cancelled']) t.same(await after(fn), [], fn)
  mud.close()
})

both('a flood of rejections is told a hundred times a turn', async (t) => {
  const mud = await new Mud({ '/master.c': MASTER, '/a.c': 'void flood() { for (int i = 0; i < 5000; i++) promise_reject(promise_create(), "no " + i); }' }).boot()
  await mud.call('/a', 'flood')
  t.equal(((await mud.call('/master', 'take')) as Value[]).length, 100)
  t.ok(mud.logged.some((l) => l.fields.more === 4_900))
  mud.close()
})

both('a promise is no answer: who has not said yes has not said yes', async (t) => {
  const mud = await new Mud({
    '/master.c': `
      async int slow() { await call_out(1); return 1; }
      mixed valid_read(string f, object o, string fn) { return fn == "read_file" ? slow() : 1; }
      mixed valid_write(string f, object o, string fn) { return slow(); }
      mixed valid_shadow(object o) { return slow(); }
    `,
    '/a.c': `
      async int slow() { await call_out(1); return 1; }
      mixed id(string s) { return slow(); }
      mixed tries() { return ({ read_file("/a.c"), write_file("/b", "x"), present("thing", this_object()) }); }
    `,
  }).boot()
  t.same(await mud.call('/a', 'tries'), [0, 0, 0])
  t.ok(mud.logged.some((l) => /answered with a promise/.test(l.message)))
  mud.close()
})

both('this_player() is there after an await, as long as it exists', async (t) => {
  const mud = await new Mud({
    '/body.c': 'void create() { enable_commands(); }',
    '/a.c': `
      object who;
      async mixed wait() { await call_out(1); return this_player(); }
      mixed ask() { who = load_object("/body"); set_this_player(who); return await wait() == who; }
      mixed lose() { promise p; who = load_object("/body"); set_this_player(who); p = wait(); destruct(who); return await p; }
    `,
  }, { trustMudlib: true }).boot()
  for (const [fn, want] of [['ask', 1], ['lose', 0]] as const) {
    const p = mud.start('/a', fn)
    await mud.clock.advance(1_000)
    t.equal(await p, want, fn)
  }
  mud.close()
})

both('one more than may wait is told at its await', async (t) => {
  const mud = await new Mud({
    '/body.c': 'void create() { enable_commands(); }',
    '/a.c': `
      promise never = promise_create();
      async void waits() { await never; }
      mixed many() {
        int n;
        mixed err;
        set_this_player(load_object("/body"));
        for (n = 0; n < 30; n++) {
          promise p = waits();
          if (promise_status(p)) return ({ n, promise_result(p) });
        }
        return 0;
      }
      mixed info() { return ({ sizeof(async_info()), async_info()[0]["function"], async_info()[0]["line"], promisep(async_info()[0]["awaiting"]) }); }
      mixed release() { promise_resolve(never); return 1; }
    `,
  }, { trustMudlib: true, limits: { ...DEFAULT_LIMITS, fibersPerUser: 10 } }).boot()
  t.same(await mud.call('/a', 'many'), [10, '*Too many suspended evaluations (limit 10).\n'])
  t.same(await mud.call('/a', 'info'), [10, 'waits', 3, 1])
  await mud.call('/a', 'release')
  t.equal(mud.world.fibers.all().length, 0)
  mud.close()
})

both('files are read and written beside the game', async (t) => {
  const mud = await new Mud({
    '/data/in': 'one\r\ntwo\n',
    '/a.c': `
      mixed *heard = ({ });
      void hear(mixed r) { heard += ({ r }); }
      mixed *tries() {
        mixed *all = ({ await async_read("/data/in"), catch(await async_read("/data/none")), await async_write("/data/out", "x", 1), await async_write("/data/out", "y") });
        all += ({ await async_read("/data/out"), await async_getdir("/data/*"), catch(await async_getdir("/none/")) });
        async_read("/data/out", (: hear :));
        async_read("/data/none", (: hear :));
        async_write("/none/x", "y", 1, (: hear :));
        while (sizeof(heard) < 3) await async_yield();
        return all + ({ sort_array(map(heard, (: "" + $1 :)), 1) });
      }
      mixed many() { mixed e; for (int i = 0; !e && i < 20000; i++) e = catch(async_getdir("/none/", (: 0 :))); return e; }
    `,
  }, { clock: REAL_CLOCK }).boot()
  t.same(await mud.start('/a', 'tries'), ['one\ntwo\n', -1, 0, 0, 'xy', ['in', 'out'], '*promise rejected', ['-1', '-1', 'xy']])
  t.match(await mud.start('/a', 'many'), /Too many file operations of \/a wait/)
  while (mud.world.deliveries.pending) await new Promise((done) => void setImmediate(done))
  mud.close()
})

both('a chain that feeds itself leaves others their turn', async (t) => {
  const mud = await new Mud({
    '/a.c': `
      int turns, stop;
      promise settled() { promise p = promise_create(); promise_resolve(p); return p; }
      async void spin() { while (!stop) { turns++; await settled(); } }
      void chain(mixed v) { if (!stop) { turns++; promise_then(settled(), (: chain :)); } }
      void start(string how) { stop = 0; turns = 0; call_other(this_object(), how, 0); }
      int query_turns() { return turns; }
      void end() { stop = 1; }
      int yields() { return async_info(1)["drain_yields"]; }
    `,
  }, { clock: REAL_CLOCK }).boot()
  for (const how of ['spin', 'chain']) {
    await mud.start('/a', 'start', [how])
    // The event loop turns although there is always more to deliver.
    let got = 0
    while (got <= 1_000) {
      await new Promise((done) => void setTimeout(done, 1))
      got = Number(await mud.start('/a', 'query_turns'))
    }
    await mud.start('/a', 'end')
    while (mud.world.deliveries.pending) await new Promise((done) => void setImmediate(done))
  }
  t.ok(Number(await mud.start('/a', 'yields')) > 0)
  mud.close()
})
