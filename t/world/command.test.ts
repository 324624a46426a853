// parse_command() with a master that has words for everything, and what objects may do to it. Patterns: t/lpc/efuns/parse_command.c.
import { both, master, Mud } from './harness.js'

const THING = `
  mixed nouns; string nm;
  void setup(string n, mixed list) { nm = n; nouns = list; }
  mixed parse_command_id_list() {
    if (nouns == "die") { destruct(this_object()); return ({ "it" }); }
    if (nouns == "wait") { sleep(1); return ({ "it" }); }
    if (nouns == "fail") error("No names today.\\n");
    return nouns;
  }
  mixed parse_command_adjective_id_list() { return nm == "s" ? ({ "red" }) : 0; }
  string nm() { return nm; }
`

const USER = `
  object make(string n, mixed list) { object ob = new("/thing"); ob->setup(n, list); return ob; }
  mixed names(mixed x) { return objectp(x) ? x->nm() : arrayp(x) ? map(x, (: names :)) : x; }
  mixed go(string command, string pattern) {
    mixed a, b, c;
    int fits = parse_command(command, ({ make("s", ({ "sword" })), make("r", ({ "rose" })), make("none", 0) }), pattern, a, b, c);
    return ({ fits, names(a), names(b), names(c) });
  }
  mixed with(mixed list) {
    mixed a;
    int fits = parse_command("it", ({ make("x", list), make("s", ({ "it" })) }), "%i", a);
    return ({ fits, names(a) });
  }
  mixed big(int words, int length) {
    string many = "", name = "";
    int i;
    for (i = 0; i < words; i++) many += "a ";
    for (i = 0; i < length; i++) name += "a ";
    return parse_command(many, ({ make("x", ({ name + "b", name + "c", name + "d" })) }), "%s %i %s %i 'end'");
  }
`

both('the master tells what fits every object, the prepositions and the word for all', async (t) => {
  const mud = await new Mud({
    '/master.c': master(`
      string *parse_command_id_list() { return ({ "thing" }); }
      string *parse_command_plural_id_list() { return ({ "things", "them" }); }
      string *parse_command_adjectiv_id_list() { return ({ "nice", "rather odd" }); }
      string *parse_command_prepos_list() { return ({ "in", "next to" }); }
      string parse_command_all_word() { return "every"; }
    `),
    '/thing.c': THING, '/user.c': USER,
  }).boot()
  const cases: Array<[string, string, unknown[]]> = [
    ['get thing', "'get' %i", [1, [1, 's', 'r', 'none'], 0, 0]],
    ['get every', "'get' %i", [1, [0, 's', 'r', 'none'], 0, 0]],
    ['get every thing', "'get' %i", [0, 0, 0, 0]],
    ['get every nice things', "'get' %i", [1, [0, 's', 'r', 'none'], 0, 0]],
    ['get them now', "'get' %i 'now'", [1, [0, 's', 'r', 'none'], 0, 0]],
    ['get red rather odd sword', "'get' %i", [1, [1, 's'], 0, 0]],
    ['get red rose', "'get' %i", [0, 0, 0, 0]],
    ['put rose next to red sword', "'put' %i %p %i", [1, [1, 'r'], 'next to', [1, 's']]],
    ['put rose on sword', "'put' %i %p %i", [0, [1, 'r'], 0, 0]],
    ['every', '%d', [1, 0, 0, 0]],
  ]
  for (const [command, pattern, want] of cases) t.strictSame(await mud.call('/user', 'go', command, pattern), want, `${command} | ${pattern}`)
  mud.close()
})

both('hostile: objects that go, wait or fail when they are asked, and work without end', async (t) => {
  const mud = await new Mud({ '/thing.c': THING, '/user.c': USER }).boot()
  t.strictSame(await mud.call('/user', 'with', 'die'), [1, [1, 's']], 'one that is gone is not meant')
  t.strictSame(await mud.call('/user', 'with', [5, [], 'it']), [1, [1, 'x', 's']], 'what is no text is no name')
  await t.rejects(mud.call('/user', 'with', 'wait'), /Cannot wait for sleep/)
  await t.rejects(mud.call('/user', 'with', 'fail'), /No names today/)
  const start = Date.now()
  await t.rejects(mud.call('/user', 'big', 20_000, 5_000), /Too long evaluation/)
  t.ok(Date.now() - start < 20_000, `${Date.now() - start} ms`)
  mud.close()
})
