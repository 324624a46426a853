/** Hostile LPC against each limit of driver/world/limits.ts that has no test beside its subject. */
import t from 'tap'
import { DEFAULT_LIMITS, MAX_SLICE } from '../../driver/vm/limits.js'
import { MAX_CALL_OUTS, MAX_CALL_OUTS_PER_OBJECT, MAX_DRIVER_FIBERS, MAX_OBJECTS, MAX_PATH, MAX_QUEUED_LINES, MAX_REPORTS, MAX_SAVED } from '../../driver/world/limits.js'
import { master, Mud } from './harness.js'

const PATIENT = { ...DEFAULT_LIMITS, evalTicks: MAX_SLICE }

async function mud(files: Record<string, string>): Promise<Mud> {
  const m = await new Mud(files, { limits: PATIENT }).boot()
  t.teardown(() => m.close())
  return m
}

t.test('objects', async (t) => {
  const m = await mud({
    '/thing.c': '',
    '/a.c': 'mixed many() { int n; string e = catch { for (;;) { clone_object("/thing"); n++; } }; return ({ n, e }); }'
      + 'void fewer() { foreach (object o in children("/thing")[1..10]) destruct(o); } mixed again() { return objectp(clone_object("/thing")); }',
  })
  const before = m.world.objects.size
  const [made, error] = (await m.call('/a', 'many')) as [number, string]
  // The blueprints of both files are objects, too.
  t.equal(before + 2 + made, MAX_OBJECTS)
  t.match(error, /Too many objects \(limit 500000\)/)
  await m.call('/a', 'fewer')
  t.equal(await m.call('/a', 'again'), 1, 'there is room again when some have gone')
})

t.test('call_outs of an object, and of the world', async (t) => {
  const m = await mud({
    '/own.c': 'void f() {} mixed fill(int most) { int n; string e = catch { while (n < most) { call_out("f", 100); n++; } }; return ({ n, e }); }',
  })
  const all = `mixed all() { int n; for (;;) { mixed *r = clone_object("/own")->fill(${MAX_CALL_OUTS_PER_OBJECT}); n += r[0]; if (r[1]) return ({ n, r[1] }); } }`
  m.write({ '/all.c': all })
  t.match(await m.call('/own', 'fill', MAX_CALL_OUTS_PER_OBJECT + 1), [MAX_CALL_OUTS_PER_OBJECT, /Too many call_outs in \/own/])
  t.match(await m.call('/all', 'all'), [MAX_CALL_OUTS - MAX_CALL_OUTS_PER_OBJECT, /Too many call_outs \(limit/])
})

t.test('waiting evaluations that belong to nobody', async (t) => {
  const m = await mud({
    '/a.c': 'async void one() { await promise_create(); } mixed many(int n) { promise p; while (n--) p = one(); return ({ promise_status(p), promise_status(p) ? promise_result(p) : 0 }); }',
  })
  const [pending] = (await m.call('/a', 'many', MAX_DRIVER_FIBERS)) as [number]
  t.equal(pending, 0)
  const [status, error] = (await m.call('/a', 'many', 1)) as [number, string]
  t.equal(status, 2)
  t.match(error, /Too many suspended evaluations \(limit 50000\)/)
})

t.test('promises that are rejected where nobody looks', async (t) => {
  const m = await mud({
    '/master.c': master('int reports; void error_handler(mapping e, int caught) { if (!caught) reports++; } int told() { return reports; }'),
    '/a.c': 'void many() { for (int i; i < 5000; i++) promise_reject(promise_create(), "no"); }',
  })
  await m.call('/a', 'many')
  t.equal(await m.call('/master', 'told'), MAX_REPORTS)
  t.match(m.logged.filter((l) => l.level === 'warn').at(-1), { fields: { more: 5000 - MAX_REPORTS } }, 'the rest is counted')
})

t.test('nested commands, and lines typed ahead', async (t) => {
  const m = await mud({
    '/master.c': master('object connect() { return clone_object("/player"); }'),
    '/player.c': 'int depth; int logon() { enable_commands(); add_action("again", "again"); add_action("wait", "wait"); add_action("one", "one"); }'
      + 'int again() { depth++; command("again"); return 1; } int wait() { sleep(10); return 1; } int one() { write("1\\n"); return 1; }',
  })
  const wire = m.connect()
  await m.clock.settle()
  t.match(await m.type(wire, 'again'), /Too deep command nesting \(limit 64\)/)
  await m.type(wire, 'wait')
  for (let i = 0; i < MAX_QUEUED_LINES + 50; i++) wire.events.line('one')
  await m.clock.settle()
  t.match(wire.take(), /^Too many lines are waiting; the rest is dropped\.\n$/, 'said once')
  await m.clock.advance(11_000)
  t.equal(wire.take().replace(/\D/g, '').length, MAX_QUEUED_LINES)
  t.match(await m.type(wire, 'one'), /1/, 'and it listens again')
})

t.test('paths', async (t) => {
  const m = await mud({ '/a.c': 'mixed f(int n) { return catch(load_object("/" + repeat_string("d", n))); }' })
  t.notMatch(await m.call('/a', 'f', MAX_PATH - 1), /long/)
  t.match(await m.call('/a', 'f', MAX_PATH), /Path too long/)
})

t.test('what a copyover is asked to remember', async (t) => {
  const m = await mud({
    '/master.c': master(`object connect() { return clone_object("/player"); } string copyover_save(object p) { return repeat_string("x", ${MAX_SAVED} + p->more()); }`),
    '/player.c': 'int extra; int more() { return extra; } int logon() { enable_commands(); add_action("grow", "grow"); } int grow() { extra = 1; return 1; }',
  })
  const wire = m.connect()
  await m.clock.settle()
  const { releaseAll } = await import('../../driver/world/copyover.js')
  await m.type(wire, 'grow')
  t.equal(releaseAll(m.world)[0].saved, null)
  t.match(m.logged.at(-1), { level: 'warn', message: /copyover_save\(\)/ })
})
