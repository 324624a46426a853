// author_stats() and domain_stats(): commands, heart beats, errors and objects, by whose the files are.
import t from 'tap'
import { Deeds } from '../../driver/world/deeds.js'
import type { LpcObject } from '../../driver/vm/object.js'
import { both, master, Mud } from './harness.js'

const THING = `
  int beat() { set_heart_beat(1); return 1; }
  void heart_beat() { }
  int take(string s) { return s == "it"; }
  int slow(string s) { sleep(1); return 1; }
  void boom() { error("Boom.\\n"); }
  void enter(object ob) { move_object(ob); }
  void init() { add_action("take", "take"); add_action("slow", "slow"); }
`

both('what each has done, and has', async (t) => {
  const mud = await new Mud({
    '/master.c': master(`
      mixed author_file(string file) { string who; return sscanf(file, "/realms/%s/%*s", who) ? who : 0; }
      string domain_file(string file) { return file[0..7] == "/realms/" ? "realms" : "town"; }
    `),
    '/realms/ann/thing.c': THING,
    '/realms/bob/thing.c': THING,
    '/user.c': `
      object a, b;
      void create() {
        enable_commands();
        a = new("/realms/ann/thing"); new("/realms/ann/thing");
        b = load_object("/realms/bob/thing");
        a->enter(this_object()); b->beat();
      }
      int boom() { b->boom(); }
      int go(string s) { return command(s) != 0; }
      mapping authors() { return author_stats(); }
      mapping domains() { return domain_stats(); }
      mixed one(string s) { return author_stats(s); }
      mixed flat(mapping m) { return map(sort_array(keys(m), 1), (: ({ $1, $(m)[$1]["moves"], $(m)[$1]["errors"], $(m)[$1]["objects"] }) :)); }
      mixed told() { return ({ flat(author_stats()), flat(domain_stats()) }); }
      int beats() { return author_stats("bob")["heart_beats"]; }
    `,
  }).boot()
  t.equal(await mud.call('/user', 'go', 'take it'), 1)
  t.equal(await mud.call('/user', 'go', 'take that'), 0, 'not taken')
  const slow = mud.start('/user', 'go', ['slow'])
  await mud.clock.advance(1_500)
  t.equal(await slow, 1)
  await t.rejects(mud.call('/user', 'boom'), /Boom/)
  await mud.clock.advance(10_000)
  // The master and the user are the town's; the first author has a blueprint and two clones.
  t.strictSame(await mud.call('/user', 'told'), [[['ann', 2, 0, 3], ['bob', 0, 1, 1]], [['realms', 2, 1, 4], ['town', 0, 0, 2]]])
  t.ok(Number(await mud.call('/user', 'beats')) >= 2)
  t.equal(await mud.call('/user', 'one', 'nobody'), 0)
  mud.close()
})

both('a master that names nobody, or cannot tell', async (t) => {
  const mud = await new Mud({ '/master.c': master('string domain_file(string f) { error("No.\\n"); }'), '/user.c': 'int a() { return sizeof(author_stats()); } int d() { return sizeof(domain_stats()); }' }).boot()
  t.equal(await mud.call('/user', 'a'), 0)
  await t.rejects(mud.call('/user', 'd'), /No\./)
  mud.close()
})

t.test('hostile: files without end are not counted without end', async (t) => {
  const deeds = new Deeds(2)
  for (const name of ['/a', '/b#1', '/c', '/b#2']) deeds.of({ name } as LpcObject).commands++
  t.strictSame([...deeds.files()].map(([file, d]) => [file, d.commands]), [['/a', 1], ['/b', 2]])
})
