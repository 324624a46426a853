// Loading, inheriting, cloning, destructing, moving: through LPC.
import { CompileError } from '../../driver/vm/errors.js'
import { LpcObject } from '../../driver/vm/object.js'
import { both, master, Mud } from './harness.js'

both('load, clone, names, create arguments', async (t) => {
  const mud = await new Mud({
    '/std/thing.c': 'int n; void create(int x) { n = x; } int query() { return n; }',
    '/a.c': `
      string f() { object o = clone_object("/std/thing", 7); return file_name(o) + " " + o->query() + " " + clonep(o) + clonep(load_object("/std/thing")) + " " + base_name(o); }
      int same() { return load_object("/std/thing.c") == find_object("std/thing"); }
      mixed none() { return load_object("/std/nothing"); }
      int kids() { clone_object("/std/thing"); return sizeof(children("/std/thing")); }`,
  }).boot()
  t.match(await mud.call('/a', 'f'), /^\/std\/thing#\d+ 7 10 \/std\/thing$/)
  t.equal(await mud.call('/a', 'same'), 1)
  t.equal(await mud.call('/a', 'none'), 0)
  t.equal(await mud.call('/a', 'kids'), 3)
  mud.close()
})

both('the master judges what is loaded, not its clones', async (t) => {
  const mud = await new Mud({
    '/master.c': master('int valid_object(object ob) { return !clonep(ob) && file_name(ob) != "/bad"; }'),
    '/good.c': '', '/bad.c': '',
    '/a.c': 'int f() { return clonep(clone_object("/good")); } string g() { return catch(load_object("/bad")); }',
  }).boot()
  t.equal(await mud.call('/a', 'f'), 1)
  t.match(await mud.call('/a', 'g'), /valid_object\(\) denied permission to load \/bad/)
  mud.close()
})

both('what the master is asked when an object is made, in FluffOS\'s order', async (t) => {
  const mud = await new Mud({
    '/master.c': `
      string s = "";
      string get() { string r = s; s = ""; return r; }
      int valid_object(object ob) { s += "object " + file_name(ob) + "|"; return 1; }
      string privs_file(string f) { s += "privs " + f + "|"; return f; }
      int valid_read(string f, object ob, string fn) { if (fn == "load_object") s += "load " + f + "|"; return 1; }
      int valid_shadow() { return 1; }
      object compile_object(string f) { return f == "/virt" ? clone_object("/good") : 0; }`,
    '/good.c': 'int made; void create() { made++; } int query() { return made; }', '/shade.c': 'void create() { } void on() { shadow(find_object("/good"), 1); }',
    '/a.c': `
      string *f() { string *r; master()->get(); load_object("/good"); r = ({ master()->get() }); load_object("/virt"); return r + ({ master()->get()[0..11], query_privs(find_object("/virt")) }); }
      mixed g() { object s = clone_object("/shade"); s->on(); reload_object(find_object("/good")); return ({ s, find_object("/good")->query() }); }`,
  }).boot()
  t.strictSame(await mud.call('/a', 'f'), ['load /good|object /good|privs /good|', 'privs /good#', '/virt'])
  t.strictSame(await mud.call('/a', 'g'), [0, 1], 'its own create(), behind no shadow')
  mud.close()
})

both('inherited files become objects, once, their create before the heir\'s', async (t) => {
  const mud = await new Mud({
    '/log.c': 'string s = ""; void add(string x) { s += x; } string get() { return s; }',
    '/base.c': 'void create() { "/log"->add("B" + file_name(this_object()) + " "); }',
    '/heir.c': 'inherit "/base"; void create() { ::create(); "/log"->add("H "); }',
  }).boot()
  await mud.call('/heir', 'create')
  t.equal(await mud.call('/log', 'get'), 'B/base B/heir H B/heir H ')
  t.ok(mud.world.find('/base'))
  mud.close()
})

both('inheritance loops, missing inherits and compile errors reach the caller and master', async (t) => {
  const mud = await new Mud({
    '/master.c': master('string last; void log_error(string f, string s) { last = (last ? last : "") + f + "|" + s; } string last() { return last; }'),
    '/x.c': 'inherit "/y"; ',
    '/y.c': 'inherit "/x"; ',
    '/bad.c': 'int f() {\n  return nosuch(1);\n}\n',
    '/heir.c': 'inherit "/bad";',
    '/catcher.c': 'string f() { return catch(load_object("/bad")); }',
    '/orphan.c': 'inherit "/gone";',
  }).boot()
  await t.rejects(mud.call('/x', 'f'), /Inheritance loop: \/x → \/y → \/x/)
  await t.rejects(mud.call('/orphan', 'f'), /gone/)
  const e = await mud.call('/heir', 'f').catch((e) => e)
  t.ok(e instanceof CompileError)
  t.match(e.report, /\/bad\.c\(2,/)
  t.match(await mud.call('/master', 'last'), /\/bad\.c\|\/bad.*nosuch/s)
  t.match(await mud.call('/catcher', 'f'), /^\*/)
  mud.write({ '/bad.c': 'int f() { return 5; }' })
  t.equal(await mud.call('/heir', 'f'), 5, 'a mended file loads')
  mud.close()
})

both('destruct: references read as 0, contents move or go, own code runs on', async (t) => {
  const mud = await new Mud({
    '/room.c': '',
    '/box.c': 'void enter(object w) { move_object(w); }',
    '/sticky.c': 'void enter(object w) { move_object(w); } void move_or_destruct(object env) { if (env) move_object(env); }',
    '/a.c': `
      object room, box, thing, sticky;
      mixed f() {
        room = clone_object("/room"); box = clone_object("/box"); thing = clone_object("/box"); sticky = clone_object("/sticky");
        box->enter(room); thing->enter(box); sticky->enter(box);
        destruct(box);
        return ({ box, thing, environment(sticky) == room, sizeof(all_inventory(room)) });
      }
      int self() { destruct(this_object()); return this_object() == 0 ? 42 : 1; }`,
  }).boot()
  t.strictSame(await mud.call('/a', 'f'), [0, 0, 1, 1])
  t.equal(await mud.call('/a', 'self'), 42)
  t.equal(mud.world.find('/a'), undefined)
  mud.close()
})

both('update: destruct and load see the file as it is; clones keep their program', async (t) => {
  const mud = await new Mud({
    '/v.c': 'int v() { return 1; }',
    '/a.c': 'object c; int *f() { c = clone_object("/v"); return ({ c->v() }); } int *g() { destruct(load_object("/v")); return ({ c->v(), clone_object("/v")->v() }); }',
  }).boot()
  t.strictSame(await mud.call('/a', 'f'), [1])
  mud.write({ '/v.c': 'int v() { return 2; }' })
  t.strictSame(await mud.call('/a', 'g'), [1, 2])
  mud.close()
})

both('recompile_object keeps fitting variables under clones', async (t) => {
  const mud = await new Mud({
    '/v.c': 'int n; string s; int gone; void set() { n = 3; s = "x"; gone = 9; } mixed v() { return ({ n, s }); }',
    '/a.c': `object c; void f() { c = clone_object("/v"); c->set(); }
      mixed g() { return ({ recompile_object(load_object("/v")) }) + c->v(); }
      mixed bad() { return ({ catch(recompile_object(load_object("/v"))) }) + c->v(); }`,
  }).boot()
  await mud.call('/a', 'f')
  mud.write({ '/v.c': 'int n, extra = 4; int *s; mixed v() { return ({ n, s, extra }); }' })
  t.strictSame(await mud.call('/a', 'g'), [2, 3, 0, 4])
  mud.write({ '/v.c': 'int n; mixed v() { return oops; }' })
  const r = (await mud.call('/a', 'bad')) as unknown[]
  t.match(r[0], /^\*/)
  t.strictSame(r.slice(1), [3, 0, 4])
  mud.close()
})

both('move_object: init both ways, in order, with the right this_player', async (t) => {
  const mud = await new Mud({
    '/log.c': 'string s = ""; void add(string x) { s += x + ";"; } string get() { string r = s; s = ""; return r; }',
    '/std.c': 'string nm; void setup(string n, int alive) { nm = n; if (alive) enable_commands(); } string nm() { return nm; } void go(object w) { move_object(w); } void init() { "/log"->add(nm + "<" + this_player()->nm()); }',
    '/a.c': `
      object mk(string n, int alive) { object o = clone_object("/std"); o->setup(n, alive); return o; }
      string f() {
        object room = mk("room", 0), orc = mk("orc", 1), rock = mk("rock", 0), bob = mk("bob", 1);
        orc->go(room); rock->go(room); "/log"->get();
        bob->go(room);
        return "/log"->get();
      }
      string bad() { object a = mk("a", 0), b = mk("b", 0); b->go(a); return catch(a->go(b)); }`,
  }).boot()
  t.equal(await mud.call('/a', 'f'), 'room<bob;rock<bob;bob<orc;orc<bob;')
  t.match(await mud.call('/a', 'bad'), /inside itself/)
  mud.close()
})

both('present: by object, by id, the second of a kind', async (t) => {
  const mud = await new Mud({
    '/coin.c': 'void go(object w) { move_object(w); } int id(string s) { return s == "coin"; }',
    '/a.c': `
      void go(object w) { move_object(w); }
      mixed *f() {
        object r = clone_object("/coin"), c1 = clone_object("/coin"), c2 = clone_object("/coin");
        c1->go(r); c2->go(r);
        return ({ present("coin", r) == c2, present("coin 2", r) == c1, present("coin 3", r), present(c1, r) == c1, present("x", r), first_inventory(r) == c2, next_inventory(c2) == c1, next_inventory(c1), sizeof(deep_inventory(r)) });
      }`,
  }).boot()
  t.strictSame(await mud.call('/a', 'f'), [1, 1, 0, 1, 0, 1, 1, 0, 2])
  mud.close()
})

both('shadows stand in front; destructing the object takes them along', async (t) => {
  const mud = await new Mud({
    '/master.c': master('int valid_shadow(object ob) { return file_name(ob) != "/safe"; }'),
    '/safe.c': 'int f() { return 1; }',
    '/mark.c': 'int f() { return 1; } int g() { return 10; }',
    '/shade.c': 'object of; void on(object o) { shadow(o, 1); of = o; } int f() { return 100 + of->f(); } void off() { remove_shadow(); }',
    '/a.c': `
      mixed *f() {
        object m = clone_object("/mark"), s = clone_object("/shade"); mixed *r;
        r = ({ m->f() }); s->on(m);
        r += ({ m->f(), m->g(), s->g(), query_shadowing(s) == m });
        s->off(); r += ({ m->f() });
        s->on(m); destruct(m);
        return r + ({ s });
      }
      mixed *no() { object s = clone_object("/shade"); s->on(load_object("/safe")); return ({ query_shadowing(s), catch(s->on(master())) }); }`,
  }).boot()
  t.strictSame(await mud.call('/a', 'f'), [1, 101, 10, 10, 1, 1, 0])
  const [none, why] = (await mud.call('/a', 'no')) as unknown[]
  t.equal(none, 0)
  t.match(why, /master cannot be shadowed/)
  mud.close()
})

both('virtual objects come from master->compile_object', async (t) => {
  const mud = await new Mud({
    '/master.c': master('object compile_object(string f) { object o; if (f[0..4] != "/virt") return 0; o = clone_object("/body"); o->set(f); return o; }'),
    '/body.c': 'string n; void set(string s) { n = s; } string n() { return n; }',
    '/a.c': 'mixed *f() { object o = load_object("/virt/3"); return ({ file_name(o), o->n(), virtualp(o), load_object("/virt/3") == o, load_object("/other") }); }',
  }).boot()
  t.strictSame(await mud.call('/a', 'f'), ['/virt/3', '/virt/3', 1, 1, 0])
  mud.close()
})

both('destructing the master replaces it, or nothing happens when the new one is broken', async (t) => {
  const mud = await new Mud({ '/master.c': master('int v() { return 1; }'), '/a.c': 'mixed f() { return catch(destruct(master())); } int v() { return master()->v(); }' }).boot()
  mud.write({ '/master.c': 'broken' })
  t.match(await mud.call('/a', 'f'), /^\*/)
  t.equal(await mud.call('/a', 'v'), 1)
  mud.write({ '/master.c': master('int v() { return 2; }') })
  t.equal(await mud.call('/a', 'f'), 0)
  t.equal(await mud.call('/a', 'v'), 2)
  t.equal(mud.world.find('/master'), mud.world.master)
  mud.close()
})

both('create may wait: the loader waits with it and others find the object meanwhile', async (t) => {
  const mud = await new Mud({
    '/slow.c': 'int done; void create() { sleep(5); done = 1; } int done() { return done; }',
    '/a.c': 'int f() { return clone_object("/slow")->done(); }',
  }).boot()
  const p = mud.start('/a', 'f')
  await mud.clock.settle()
  t.ok(mud.world.find('/slow') instanceof LpcObject)
  await mud.clock.advance(10_000)
  t.equal(await p, 1)
  mud.close()
})

both('a world that cannot boot says why', async (t) => {
  const mud = new Mud({}, { masterFile: '/nowhere' })
  await t.rejects(mud.boot(), /master \/nowhere does not exist/)
  const bad = new Mud({ '/master.c': 'x' })
  await t.rejects(bad.boot(), /does not compile/)
  mud.close()
  bad.close()
})

both('an inherited file mended after its heir failed to compile is seen', async (t) => {
  const mud = await new Mud({ '/base.c': 'int v() { return 1; }', '/heir.c': 'inherit "/base"; oops' }).boot()
  await t.rejects(mud.call('/heir', 'v'), /compile/)
  mud.write({ '/base.c': 'int v() { return 2; }', '/heir.c': 'inherit "/base";' })
  t.equal(await mud.call('/heir', 'v'), 2)
  mud.close()
})

both('hostile: inherit chains, object floods, action floods, huge sources, self-loading', async (t) => {
  const files: Record<string, string> = { '/i0.c': '' }
  for (let i = 1; i < 60; i++) files[`/i${i}.c`] = `inherit "/i${i - 1}";`
  const mud = await new Mud({
    ...files,
    '/self.c': 'void create() { clone_object("/self"); }',
    '/again.c': 'object o = load_object("/again");',
    '/huge.c': '// ' + 'x'.repeat(9_000_000),
    '/acts.c': 'void f() { enable_commands(); while (1) add_action("g", "x"); } int g() { return 1; }',
    '/drop.c': 'void move_or_destruct(object env) { clone_object("/drop")->into(load_object("/box")); } void into(object w) { move_object(w); }',
    '/box.c': 'void f() { clone_object("/drop")->into(this_object()); destruct(this_object()); }',
    '/in.c': 'int init() { this_player()->bounce(); return 1; } void bounce() { object r = clone_object("/in"); move_object(r); } void f() { enable_commands(); bounce(); }',
  }).boot()
  await t.rejects(mud.call('/i59', 'f'), /Inheritance chain too deep/)
  await t.rejects(mud.call('/self', 'f'), /Too deep/)
  await t.rejects(mud.call('/huge', 'f'), /too large/)
  await t.rejects(mud.call('/acts', 'f'), /Too many actions/)
  await t.rejects(mud.call('/box', 'f'))
  await t.rejects(mud.call('/in', 'f'), /Too deep/)
  mud.call('/again', 'f').catch(() => {})
  await mud.clock.settle()
  t.pass('the driver goes on')
  mud.close()
})
