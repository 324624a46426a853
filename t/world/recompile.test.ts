// Hot reload: a program is changed under everything that uses it, and what fits is kept.
import { both, master, Mud } from './harness.js'

const CALLER = `
  object base, heir, clone, grandchild;
  mixed *set() {
    base = load_object("/base"); heir = load_object("/heir"); clone = new("/heir"); grandchild = new("/grandchild");
    foreach (object o in ({ base, heir, clone, grandchild })) o->set(10);
    return all();
  }
  mixed *all() { return ({ base, heir, clone, grandchild })->show(); }
  mixed recompile(string file) { return recompile_object(load_object(file)); }
  mixed fails(string file) { return catch(recompile_object(load_object(file))); }
`
const FILES = {
  '/base.c': 'int n; private int hidden = 1; void set(int x) { n = x; hidden = x + 1; } string show() { return "base " + n + hidden; }',
  '/other.c': 'int o = 2; int other() { return o; }',
  '/heir.c': 'inherit "/other"; inherit "/base"; int own = 3; void set(int x) { ::set(x + 1); own = x; } string show() { return "heir " + own + " " + ::show(); }',
  '/grandchild.c': 'inherit "/heir"; string show() { return "grand " + ::show(); }',
  '/a.c': CALLER,
}

both('heirs are recompiled with what they inherit, and keep what fits', async (t) => {
  const mud = await new Mud(FILES).boot()
  t.same(await mud.call('/a', 'set'), ['base 1011', 'heir 10 base 1112', 'heir 10 base 1112', 'grand heir 10 base 1112'])
  mud.write({ '/base.c': 'string extra = "x"; int n; private int hidden = 1; void set(int x) { n = x; } string show() { return "new " + extra + n + hidden; }' })
  t.equal(await mud.call('/a', 'recompile', '/base'), 5, 'base, heir, its clone, grandchild and its clone')
  t.same(await mud.call('/a', 'all'), ['new x1011', 'heir 10 new x1112', 'heir 10 new x1112', 'grand heir 10 new x1112'])
  // A variable of another type starts anew; one that went is gone; what inherits another file now is kept as well.
  mud.write({ '/base.c': 'string n = "s"; string show() { return "last " + n; } void set(int x) { }' })
  t.equal(await mud.call('/a', 'recompile', '/base'), 5)
  t.same(await mud.call('/a', 'all'), ['last s', 'heir 10 last s', 'heir 10 last s', 'grand heir 10 last s'])
  mud.write({ '/heir.c': 'inherit "/base"; inherit "/other"; int own = 3; string show() { return "turned " + own + other() + ::show(); }' })
  t.equal(await mud.call('/a', 'recompile', '/heir'), 4)
  t.same(await mud.call('/a', 'all'), ['last s', 'turned 102last s', 'turned 102last s', 'grand turned 102last s'])
  mud.close()
})

both('an heir that no longer compiles stays as it is, and the log hears of it', async (t) => {
  const mud = await new Mud({ ...FILES, '/master.c': master('string heard = ""; void log_error(string f, string s) { heard += f + " "; } string heard() { return heard; }') }).boot()
  await mud.call('/a', 'set')
  mud.write({ '/base.c': 'int n; void set(int x) { } string shown() { return "new"; }' })
  t.equal(await mud.call('/a', 'recompile', '/base'), 1)
  t.match(await mud.call('/master', 'heard'), '/heir.c')
  t.same(await mud.call('/a', 'all'), [0, 'heir 10 base 1112', 'heir 10 base 1112', 'grand heir 10 base 1112'])
  // The file itself does not compile: nothing changes.
  mud.write({ '/base.c': 'int n; oops' })
  t.match(await mud.call('/a', 'fails', '/base'), /does not compile/)
  mud.write({ '/base.c': FILES['/base.c'] })
  t.equal(await mud.call('/a', 'recompile', '/base'), 5)
  t.same(await mud.call('/a', 'all'), ['base 101', 'heir 10 base 1112', 'heir 10 base 1112', 'grand heir 10 base 1112'])
  mud.close()
})

both('function values, call_outs and what waits in old code see the variables of now', async (t) => {
  const mud = await new Mud({
    '/v.c': `
      int n = 1; int gone = 7;
      int count() { return ++n; }
      string version() { return "old"; }
      function local() { return (: count :); }
      function expression() { return (: version() + n + gone :); }
      string waits() { sleep(1); n += 10; return "waited " + n + version(); }
      async string awaits() { await call_out(1); n += 10; return "awaited " + n + version(); }
      void later() { call_out("tick", 2); }
      void tick() { n += 100; }
      int n() { return n; }
    `,
    '/a.c': `
      function f, g;
      object v;
      void make() { v = load_object("/v"); f = v->local(); g = v->expression(); v->later(); }
      mixed recompile() { return recompile_object(v); }
      mixed *use() { return ({ evaluate(f), evaluate(g), v->n() }); }
      mixed wait() { return v->waits(); }
      mixed await_it() { return await v->awaits(); }
      int n() { return v->n(); }
    `,
  }).boot()
  await mud.call('/a', 'make')
  const waiting = [mud.start('/a', 'wait'), mud.start('/a', 'await_it')]
  await mud.clock.settle()
  mud.write({ '/v.c': 'string first = "f"; int n; string version() { return "new"; } void tick() { n += 1000; } int n() { return n; }' })
  t.equal(await mud.call('/a', 'recompile'), 1)
  t.same(await mud.call('/a', 'use'), [2, 'new27', 2], 'old code, new variables, new functions')
  await mud.clock.advance(1_000)
  t.same((await Promise.all(waiting)).sort(), ['awaited 22new', 'waited 12new'])
  await mud.clock.advance(1_000)
  t.equal(await mud.call('/a', 'n'), 1022, 'a call_out by name is the new function')
  mud.close()
})

both('instances of a class get the members it has now', async (t) => {
  const mud = await new Mud({
    '/v.c': 'class point { int x; int y; } class point p; class point *ps; void make() { p = new(class point, x: 1, y: 2); ps = ({ p, new(class point, x: 3) }); }',
    '/a.c': 'object v; void make() { v = load_object("/v"); v->make(); } mixed recompile() { return recompile_object(v); } mixed see() { return v->see(); }',
  }).boot()
  await mud.call('/a', 'make')
  mud.write({ '/v.c': 'class point { int z; int y; int x; } class point p; class point *ps; mixed *see() { p->z += 5; return ({ p->x, p->y, p->z, ps[0] == p, ps[1]->x, ps[1]?.z, undefinedp(ps[1]->z) }); }' })
  t.equal(await mud.call('/a', 'recompile'), 1)
  t.same(await mud.call('/a', 'see'), [1, 2, 5, 1, 3, 0, 1])
  mud.close()
})

both('shadows, virtual objects and running heirs', async (t) => {
  const mud = await new Mud({
    '/master.c': master('object compile_object(string f) { return strsrch(f, "/virtual/") == 0 ? new("/v") : 0; } int valid_shadow(object o) { return 1; }'),
    '/v.c': 'int n; int add() { return ++n; } string version() { return "1"; }',
    '/shadow.c': 'object under; void on(object o) { under = shadow(o, 1); } string version() { return "shadow of " + under->version(); }',
    '/h.c': 'inherit "/v"; mixed recompile() { return ({ recompile_object(find_object("/v")), add(), version() }); }',
    '/a.c': `
      object virt, v, h;
      void make() { v = load_object("/v"); virt = load_object("/virtual/x"); h = new("/h"); ({ v, virt, h })->add(); new("/shadow")->on(v); }
      mixed *see() { return ({ v->version(), virt->version(), virt->add(), file_name(virt), virtualp(virt) }); }
      mixed recompile() { return recompile_object(virt); }
      mixed by_heir() { return h->recompile(); }
      mixed by_itself() { return catch(v->itself()); }
      mixed init() { return recompile_object(v); }
    `,
  }).boot()
  await mud.call('/a', 'make')
  t.same(await mud.call('/a', 'see'), ['shadow of 1', '1', 2, '/virtual/x', 1])
  mud.write({ '/v.c': 'int n; int add() { return ++n; } string version() { return "two"; } mixed itself() { return recompile_object(this_object()); }' })
  t.ok(Number(await mud.call('/a', 'recompile')) >= 3, 'through the virtual object')
  t.same(await mud.call('/a', 'see'), ['shadow of two', 'two', 3, '/virtual/x', 1])
  t.match(await mud.call('/a', 'by_itself'), /\/v is currently executing/)
  mud.write({ '/v.c': 'int n; int more; int add() { return n += 10; } string version() { return "three"; }' })
  const [changed, sum, version] = (await mud.call('/a', 'by_heir')) as [number, number, string]
  t.ok(changed >= 3)
  t.same([sum, version], [11, 'three'], 'what an heir runs goes on in old code, with the new functions and variables')
  // An initialiser that fails is told, and stops no other object.
  mud.write({ '/v.c': 'int n; int bad = fail(); int fail() { if (clonep(this_object())) error("no"); return 1; } int add() { return ++n; } string version() { return "four"; }' })
  await mud.call('/a', 'init')
  t.same(((await mud.call('/a', 'see')) as unknown[]).slice(0, 2), ['shadow of four', 'four'])
  t.ok(mud.logged.some((l) => l.message === 'no'))
  mud.close()
})
