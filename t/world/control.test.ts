// origin(), defer(), replace_program(), ed(), set_hide(), set_config(), cycles, packed files, wizards.
import { both, master, Mud } from './harness.js'

const PLAYERS = master('object connect(int p) { return clone_object("/p"); }')

both('origin: who called, and how', async (t) => {
  const mud = await new Mud({
    '/simul.c': 'string sim() { return origin(); }',
    '/a.c': `
      string o() { return origin(); }
      string born; void create() { born = origin(); } string query_born() { return born; } string other() { return clone_object("/a")->query_born(); }
      string own() { return o(); }
      private string hidden() { return origin(); }
      string priv() { return hidden(); }
      mixed *more() { return ({ filter(({ 1 }), (: origin() == "functional" :)), map(({ 1 }), "o")[0], evaluate((: o :)), evaluate((: origin :)), sim(), this_object()->o() }); }
      string last; void beat() { last = origin(); } void heart_beat() { last = origin(); set_heart_beat(0); }
      string last() { return last; }
      void later() { call_out("beat", 1); } void pulse() { set_heart_beat(1); }
      mixed *slept() { return ({ nap(), "/b"->nap2() }); } string nap() { sleep(1); return origin(); }
    `,
    '/b.c': 'string ask() { return "/a"->o(); } string nap2() { sleep(1); return origin(); }',
  }, { simulEfunFile: '/simul' }).boot()
  t.equal(await mud.call('/a', 'own'), 'local')
  t.equal(await mud.call('/a', 'priv'), 'local')
  t.equal(await mud.call('/b', 'ask'), 'call_other')
  t.equal(await mud.call('/a', 'o'), 'driver')
  t.strictSame(await mud.call('/a', 'more'), [[1], 'efun', 'local', 'function pointer', 'simul', 'call_other'])
  await mud.call('/a', 'later')
  await mud.clock.advance(1_100)
  t.equal(await mud.call('/a', 'last'), 'internal')
  t.equal(await mud.call('/a', 'other'), 'driver')
  await mud.call('/a', 'pulse')
  await mud.clock.advance(2_100)
  t.equal(await mud.call('/a', 'last'), 'driver')
  const slept = mud.start('/a', 'slept')
  await mud.clock.advance(1_100)
  await mud.clock.advance(1_100)
  t.strictSame(await slept, ['local', 'call_other'], 'after a wait too')
  mud.close()
})

both('defer: at the end, the last first, after errors and waits', async (t) => {
  const mud = await new Mud({
    '/a.c': `
      string s = ""; void add(string x) { s += x; } string s() { string r = s; s = ""; return r; }
      int two() { defer((: add, "1" :)); defer((: add, "2" :)); add("body "); return 7; }
      void boom() { defer((: add, "cleaned" :)); error("x"); }
      string caught() { catch(boom()); return s(); }
      private void inner() { defer((: add, "i" :)); add("I"); }
      string nested() { defer((: add, "o" :)); inner(); add("O"); return ""; }
      int waits() { defer((: sleep_then, "d" :)); sleep(1); add("w"); return 3; }
      void sleep_then(string x) { sleep(1); add(x); }
      int faulty() { defer((: add, "still" :)); defer((: error, "in defer" :)); return 5; }
      mixed many() { int i; for (i = 0; i < 2000; i++) defer((: add, "" :)); return i; }
      mixed none() { return catch(evaluate((: defer :), (: add, "x" :))); }
    `,
  }).boot()
  t.equal(await mud.call('/a', 'two'), 7)
  t.equal(await mud.call('/a', 's'), 'body 21')
  t.equal(await mud.call('/a', 'caught'), 'cleaned')
  await mud.call('/a', 'nested')
  t.equal(await mud.call('/a', 's'), 'IiOo')
  const waits = mud.start('/a', 'waits')
  await mud.clock.advance(1_100)
  t.equal(await mud.call('/a', 's'), 'w')
  await mud.clock.advance(1_100)
  t.equal(await waits, 3)
  t.equal(await mud.call('/a', 's'), 'd')
  t.equal(await mud.call('/a', 'faulty'), 5)
  t.equal(await mud.call('/a', 's'), 'still')
  await t.rejects(mud.call('/a', 'many'), /Too many deferred functions/)
  mud.close()
})

both('replace_program: the object becomes what it inherits, and keeps those variables', async (t) => {
  const mud = await new Mud({
    '/base.c': 'int n = 1; string who() { return "base"; } string call() { return who() + n; } void set(int x) { n = x; }',
    '/mid.c': 'inherit "/base"; string who() { return "mid"; } int m = 5; int m() { return m; }',
    '/top.c': 'inherit "/mid"; int own = 9; void create() { set(3); } string who() { return "top"; } int own() { return own; } mixed rep(string f) { return catch(replace_program(f)); }',
    '/thin.c': 'inherit "/base"; void create() { set(8); }',
    '/ask.c': 'int able(string s) { return replaceable(load_object(s)); } mixed is(string s) { return query_replaced_program(load_object(s)); } int own(string s) { return undefinedp(load_object(s)->own()); }',
  }).boot()
  t.match(await mud.call('/top', 'rep', '/nothing'), /does not inherit/)
  t.match(await mud.call('/top', 'rep', '/base.lpc'), /does not inherit/)
  t.equal(await mud.call('/top', 'call'), 'top3')
  t.equal(await mud.call('/top', 'rep', '/mid'), 0)
  t.equal(await mud.call('/top', 'call'), 'mid3')
  t.equal(await mud.call('/top', 'm'), 5)
  t.equal(await mud.call('/ask', 'own', '/top'), 1, 'its own functions are gone')
  t.equal(await mud.call('/ask', 'is', '/top'), '/mid.c')
  t.strictSame([await mud.call('/ask', 'able', '/thin'), await mud.call('/ask', 'able', '/base')], [1, 0])
  mud.close()
})

both('ed(): lines of a player go to the editor, until it is left', async (t) => {
  const mud = await new Mud({
    '/master.c': PLAYERS,
    '/p.c': `
      string done = ""; string done() { return done; } int ask = 1; void refuse() { ask = 0; }
      void logon() { enable_commands(); add_action("start", "edit"); add_action("where", "where"); add_action("watched", "watch"); }
      int start(string f) { ed(f, "left"); return 1; } int watched(string f) { ed(f, "writing", "left"); return 1; }
      int writing(string f, int flag) { done += f + flag + ";"; return ask; }
      void left() { done += "left;"; }
      int where(string s) { write(in_edit() + "\\n"); return 1; }
      void write_prompt() { write("> "); }
    `,
    '/t.txt': 'one\ntwo\n',
    '/who.c': 'object me() { return users()[0]; }',
  }).boot()
  const wire = mud.connect()
  await mud.clock.settle()
  t.match(await mud.type(wire, 'edit /t.txt'), /2 lines/)
  t.equal(wire.prompts.at(-1), ':')
  t.match(await mud.type(wire, '1p'), /one/)
  t.match(await mud.type(wire, '!where'), /\/t\.txt/)
  await mud.type(wire, '$a')
  t.equal(wire.prompts.at(-1), '', 'no prompt between lines of text')
  await mud.type(wire, 'three')
  await mud.type(wire, '.')
  await mud.type(wire, 'x')
  const me = (await mud.call('/who', 'me')) as any
  t.equal(await mud.call(me.name, 'done'), 'left;')
  t.equal(wire.prompts.at(-1), '> ')
  const { readFileSync } = await import('node:fs')
  t.equal(readFileSync(`${mud.dir}/t.txt`, 'utf8'), 'one\ntwo\nthree\n')
  await mud.type(wire, 'watch /t.txt')
  await mud.type(wire, '1d')
  await mud.call(me.name, 'refuse')
  t.match(await mud.type(wire, 'w'), /may not be written/)
  t.match(await mud.type(wire, 'where'), /^\? /, 'commands go to the editor')
  await mud.type(wire, 'Q')
  t.match(await mud.call(me.name, 'done'), /\/t\.txt0;left;$/)
  await t.rejects(mud.call(me.name, 'start', '/t.txt'), /no interactive player/)
  mud.close()
})

both('set_hide: out of lists, but not for those who may hide', async (t) => {
  const mud = await new Mud({
    '/master.c': master('int valid_hide(object o) { return strsrch(file_name(o), "/ghost") == 0; }'),
    '/ghost.c': 'void go(object where, int on) { set_hide(on); move_object(where); } int id(string s) { return s == "ghost"; } mixed see(object o) { return sizeof(all_inventory(o)); }',
    '/plain.c': 'void hide() { set_hide(1); }',
    '/room.c': 'object me() { return this_object(); } mixed *look() { return ({ sizeof(all_inventory()), !!present("ghost"), !!find_object("/ghost"), !!first_inventory(), sizeof(deep_inventory()), sizeof(children("/ghost")), !!find_object("/plain") }); }',
  }).boot()
  const room = (await mud.call('/room', 'me')) as any
  await mud.call('/ghost', 'go', room, 0)
  await mud.call('/plain', 'hide')
  t.strictSame(await mud.call('/room', 'look'), [1, 1, 1, 1, 1, 1, 1])
  await mud.call('/ghost', 'go', room, 1)
  t.strictSame(await mud.call('/room', 'look'), [0, 0, 0, 0, 0, 0, 1], 'who may not hide is not hidden')
  t.equal(await mud.call('/ghost', 'see', room), 1)
  mud.close()
})

both('set_config, memory_info, wizards', async (t) => {
  const mud = await new Mud({
    '/master.c': PLAYERS + 'mixed set(int w, mixed v) { return catch(set_config(w, v)); } int get(int w) { return get_config(w); } int mem(int x) { return x ? memory_info(this_object()) : memory_info(); }',
    '/p.c': 'void logon() { } int *wiz() { int *r = ({ wizardp(this_object()) }); enable_wizard(); r += ({ wizardp(this_object()) }); disable_wizard(); return r + ({ wizardp(this_object()), catch(wizardp(0)) == 0 }); }',
    '/a.c': 'mixed set() { return catch(set_config(267, 1000)); } mixed alloc(int n) { return catch(allocate(n)); } object *u() { return users(); }',
  }).boot()
  t.match(await mud.call('/a', 'set'), /Permission denied/)
  t.equal(await mud.call('/master', 'set', 267, 1_000), 0)
  t.equal(await mud.call('/master', 'get', 267), 1_000)
  t.ok(await mud.call('/a', 'alloc', 2_000))
  for (const [which, value] of [[267, 0], [267, 1e15], [267, 'x'], [2, 1], [511, 1], [9_999, 1], [-1, 1], [266, 100_000]] as const) t.match(await mud.call('/master', 'set', which, value), /set_config/, `${which}`)
  t.ok(((await mud.call('/master', 'mem', 1)) as number) < ((await mud.call('/master', 'mem', 0)) as number))
  mud.connect()
  await mud.clock.settle()
  const [me] = (await mud.call('/a', 'u')) as any[]
  t.strictSame(await mud.call(me.name, 'wiz'), [0, 1, 0, 0])
  mud.close()
})

both('cycles are found and broken', async (t) => {
  const mud = await new Mud({
    '/a.c': `
      class node { mixed data; mixed next; }
      mixed go() {
        mixed *a = ({ "x", 0 }), *ring = ({ 0 }), *deep = ({ 0 }); mapping m = ([]); class node n = new(class node); function f; int i;
        string *found; int broken;
        a[1] = a; m["k"] = ({ m }); n.next = n; ring[0] = ({ ({ ring }) });
        found = find_cycles(({ a, m, n, ring }));
        broken = break_cycles(({ a, m, n, ring }));
        for (i = 0; i < 50000; i++) deep = ({ deep });
        return ({ found, broken, has_cycle(({ a, m, n, ring })), a, has_cycle(deep) });
      }
      mixed wide() { mixed *a = allocate(100000); int i; for (i = 0; i < sizeof(a); i++) a[i] = a; return break_cycles(a); }
    `,
  }).boot()
  t.strictSame(await mud.call('/a', 'go'), [['[0][1]', '[1]["k"][0]', '[2].1', '[3][0][0][0]'], 4, 0, ['x', 0], 0])
  t.equal(await mud.call('/a', 'wide'), 100_000)
  mud.close()
})

both('packed files', async (t) => {
  const { gzipSync } = await import('node:zlib')
  const { writeFileSync, existsSync, readFileSync } = await import('node:fs')
  const mud = await new Mud({
    '/master.c': 'int valid_read(string f, object o, string fn) { return 1; } int valid_write(string f, object o, string fn) { return strsrch(f, "/ro") != 0; }',
    '/a.c': 'int pack(string a, string b) { return b ? compress_file(a, b) : compress_file(a); } int unpack(string a, string b) { return b ? uncompress_file(a, b) : uncompress_file(a); } mixed c(string a) { return catch(uncompress_file(a)); }',
    '/x.txt': 'text '.repeat(1_000), '/ro/x.txt': 'mine',
  }).boot()
  t.equal(await mud.call('/a', 'pack', '/x.txt', 0), 1)
  t.notOk(existsSync(`${mud.dir}/x.txt`))
  t.equal(await mud.call('/a', 'pack', '/x.txt.gz', 0), 0, 'twice is once too often')
  t.equal(await mud.call('/a', 'unpack', '/x.txt.gz', '/y.txt'), 1)
  t.equal(readFileSync(`${mud.dir}/y.txt`, 'utf8'), 'text '.repeat(1_000))
  t.equal(await mud.call('/a', 'unpack', '/y.txt', '/z'), 0, 'not packed')
  t.ok(existsSync(`${mud.dir}/y.txt`), 'and still there')
  t.equal(await mud.call('/a', 'pack', '/ro/x.txt', '/stolen.gz'), 0, 'who may not write a file may not delete it')
  t.equal(await mud.call('/a', 'pack', '/none', 0), 0)
  t.equal(await mud.call('/a', 'pack', '/y.txt', '/' + 'n'.repeat(300)), 0)
  writeFileSync(`${mud.dir}/bomb.gz`, gzipSync(Buffer.alloc(40_000_000)))
  t.match(await mud.call('/a', 'c', '/bomb.gz'), /too large \(limit 33554432/)
  mud.close()
})
