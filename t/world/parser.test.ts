// The natural-language parser: rules, objects and their words, two-object rules, errors, limits.
import fc from 'fast-check'
import { wordsOf, special } from '../../efuns/parser/words.js'
import tap from 'tap'
import { both, master, Mud } from './harness.js'

const MASTER = master(`
  string *parse_command_prepos_list() { return ({ "in", "from", "with", "at", "to", "on" }); }
  object *users = ({});
  object *parse_command_users() { return users; }
  void user(object o) { users = ({ o }); }
  mixed parser_error_message(int type, object ob, mixed a, mixed b) {
    switch (type) {
      case 1: return "no such " + a + (b ? "s" : "");
      case 2: return a + " not alive";
      case 3: return a + " out of reach";
      case 4: return "which of " + sizeof(a);
      case 5: return "only " + a;
      case 6: return a;
      case 7: return "no " + a;
      case 8: return "one at a time";
    }
  }
`)

const THING = `
  string *ids = ({}), *plurals = ({}), *adjs = ({}); int alive, open = 1, see = 1; string nm; mixed take = 1; string only;
  string *parse_command_id_list() { return ids; }
  string *parse_command_plural_id_list() { return plurals; }
  string *parse_command_adjectiv_id_list() { return adjs; }
  int is_living() { return alive; }
  int inventory_accessible() { return open; }
  int inventory_visible() { return see; }
  void setup(string n, string *i, string *p, string *a, object env) { nm = n; ids = i; plurals = p; adjs = a; parse_init(); parse_refresh(); if (env) move_object(env); }
  string nm() { return nm; }
  void set_alive(int x) { alive = x; parse_refresh(); }
  void set_open(int o, int s) { open = o; see = s; parse_refresh(); }
  void set_take(mixed x) { take = x; }
  void set_only(string s) { only = s; }
  void set_broken(int x) { take = x ? "!" : 1; }
  mixed direct_get_obj(object o) { if (take == "!") error("broken"); return take; }
  mixed direct_get_obs(object o) { return take; }
  mixed direct_get_obj_from_obj(object o, object from) { if (from && only && from->nm() != only) return "#" + nm + " is not in there"; return take; }
  mixed indirect_get_obj_from_obj(object o, object from) { return 1; }
  mixed direct_say_str_to_liv(string s, object o) { return 1; }
  mixed direct_kill_liv(object o) { return 1; }
  mixed direct_kill_liv_with_obj(object o, object w) { return 1; }
  mixed indirect_kill_liv_with_obj(object o, object w) { return take; }
  mixed direct_look_at_obj(object o) { return 1; }
  mixed direct_verb_rule(string verb, string rule) { return verb == "poke"; }
`

const VERBS = `
  mixed did = 0; mixed may = 1;
  void create() {
    parse_init();
    parse_add_rule("get", "OBJ"); parse_add_rule("get", "OBS"); parse_add_rule("get", "OBJ from OBJ");
    parse_add_rule("kill", "LIV"); parse_add_rule("kill", "LIV with OBJ");
    parse_add_rule("say", "STR"); parse_add_rule("say", "STR to LIV:v"); parse_add_rule("look", ""); parse_add_rule("look", "at OBJ:v"); parse_add_rule("poke", "OBJ");
    parse_add_rule("nod", "WRD"); parse_add_rule("nap", "");
    parse_add_synonym("take", "get"); parse_add_synonym("pick up", "get"); parse_add_synonym("glance", "look", "at OBJ:v");
  }
  mixed did() { mixed r = did; did = 0; return r; }
  void set_may(mixed x) { may = x; }
  string n(mixed o) { if (arrayp(o)) return implode(map(o, (: stringp($1) ? "'" + $1 + "'" : $1->nm() :)), "+"); return o ? o->nm() : "0"; }
  mixed can_get_obj(mixed x...) { return may; }
  mixed can_get_obs() { return 1; }
  mixed can_verb_rule(string verb, string rule) { return 1; }
  void do_get_obj(object o, string typed) { did = "get " + n(o) + " (" + typed + ")"; }
  void do_get_obs(object *o) { did = "get all " + n(o); }
  void do_get_obj_from_obj(object o, object f) { did = "get " + n(o) + " from " + n(f); }
  void do_kill_liv(object o) { did = "kill " + n(o); }
  void do_kill_liv_word_obj(object o, string w, object x) { did = "kill " + n(o) + " " + w + " " + n(x); }
  void do_say_str(string s) { did = "say [" + s + "]"; }
  void do_say_str_to_liv(string s, object o) { did = "say [" + s + "] to " + n(o); }
  void do_look() { did = "look"; }
  void do_look_at_obj(object o) { did = "look at " + n(o); }
  void do_verb_rule(string verb, string rule, object o) { did = verb + " by rule " + rule + " " + n(o); }
  void do_nod_wrd(string w) { did = "nod [" + w + "]"; }
  void do_nap() { sleep(2); did = "woke"; }
  mixed rules(object who, string s, int f) { return parse_my_rules(who, s, f); }
  void die() { destruct(this_object()); }
`

const ROOM = `
  int is_room; mapping things = ([]);
  void create() { parse_init(); }
  int inventory_accessible() { return 1; } int inventory_visible() { return 1; }
  object make(string key, string n, string *i, string *p, string *a, object env) { object o = new("/thing"); o->setup(n, i, p, a, env || this_object()); things[key] = o; return o; }
  object thing(string k) { return things[k]; }
  void build() {
    object me = make("me", "Me", ({ "me2" }), ({}), ({}), 0), chest, troll;
    make("red", "red sword", ({ "sword" }), ({ "swords" }), ({ "red" }), 0);
    make("blue", "blue sword", ({ "sword" }), ({ "swords" }), ({ "blue" }), 0);
    make("mine", "my sword", ({ "sword" }), ({ "swords" }), ({ "old" }), me);
    chest = make("chest", "chest", ({ "chest", "treasure chest" }), ({ "chests" }), ({}), 0);
    make("coin", "coin", ({ "coin" }), ({ "coins" }), ({}), chest);
    make("box", "box", ({ "box" }), ({}), ({}), 0);
    troll = make("troll", "troll", ({ "troll" }), ({ "trolls" }), ({ "big" }), 0); troll->set_alive(1);
  }
  void set(string k, string fn, mixed a, mixed b) { call_other(things[k], fn, a, b); }
  void gone(string k) { destruct(things[k]); }
`

const ME = `
  inherit "/thing";
  mixed p(string s) { return parse_sentence(s); }
  mixed with(string s, mixed *env, mapping nick) { return parse_sentence(s, 0, env, nick); }
`

async function world(): Promise<Mud> {
  const mud = await new Mud({ '/master.c': MASTER, '/thing.c': THING, '/verbs.c': VERBS, '/room.c': ROOM.replace('"/thing"', 'key == "me" ? "/me" : "/thing"'), '/me.c': ME }).boot()
  await mud.call('/verbs', 'did')
  await mud.call('/room', 'build')
  return mud
}

/** What a sentence did, or what parse_sentence() gave. */
async function say(mud: Mud, text: string): Promise<unknown> {
  const me = (await mud.call('/room', 'thing', 'me')) as any
  const r = await mud.call(me.name, 'p', text)
  return r === 1 ? mud.call('/verbs', 'did') : r
}

const set = (mud: Mud, k: string, fn: string, a: any, b: any = 0) => mud.call('/room', 'set', k, fn, a, b)

both('words, literals, strings, synonyms', async (t) => {
  const mud = await world()
  for (const [text, did] of [
    ['look', 'look'], ['LOOK', 'look'], ['look at the chest', 'look at chest'], ['glance at chest', 'look at chest'], ['nod slowly', 'nod [slowly]'],
    ['say hello there, World!', 'say [hello there, World!]'], ['say  Привет, мир', 'say [Привет, мир]'], ['say hi to troll', 'say [hi] to troll'], ['say hi to nobody', 'say [hi to nobody]'],
    ['take red sword', 'get red sword (red sword)'], ['pick up coin', 'get coin (coin)'], ['look at treasure chest', 'look at chest'], ['poke box', 'poke by rule OBJ box'],
  ]) t.equal(await say(mud, text), did, text)
  for (const [text, code] of [['', 0], ['frobnicate', 0], ['nod', -1], ['look at', -1], ['look up', -1], ['glance', -1]] as const) t.equal(await say(mud, text), code, text)
  mud.close()
})

both('objects: adjectives, ordinals, my, all, plurals, me', async (t) => {
  const mud = await world()
  const ordered = [1, 2, 3].map((n) => ['', 'first', 'second', 'third'][n])
  const swords: unknown[] = []
  for (const n of ordered) swords.push(await say(mud, `get ${n} sword`))
  t.equal(new Set(swords).size, 3, swords.join('; '))
  t.equal(String(await say(mud, 'get 2nd sword')), swords[1])
  t.equal(await say(mud, 'get fourth sword'), 'only 3')
  t.equal(await say(mud, 'get my sword'), 'get my sword (my sword)')
  t.equal(await say(mud, 'get my old sword'), 'get my sword (my old sword)')
  t.equal(await say(mud, 'get old blue sword'), 'no such swords', 'nothing is both')
  t.equal(String(await say(mud, 'get swords')).replace(/^get all /, '').split('+').sort().join(), 'blue sword,my sword,red sword')
  t.match(String(await say(mud, 'get all of the swords')), /^get all .*\+.*\+/)
  t.match(String(await say(mud, 'get all')), /red sword.*/)
  t.equal(await say(mud, 'kill trolls'), 'one at a time')
  t.equal(await say(mud, 'kill the big troll'), 'kill troll')
  t.equal(await say(mud, 'look at me'), 'look at Me')
  mud.close()
})

both('errors: not there, not alive, out of reach; what objects say', async (t) => {
  const mud = await world()
  t.equal(await say(mud, 'get unicorn'), 'no unicorn')
  t.equal(await say(mud, 'kill chest'), 'chest not alive')
  await set(mud, 'chest', 'set_open', 0, 1)
  t.equal(await say(mud, 'get coin'), 'coin out of reach')
  t.equal(await say(mud, 'look at coin'), 'look at coin', 'seen is enough')
  await set(mud, 'chest', 'set_open', 0, 0)
  t.equal(await say(mud, 'look at coin'), 'no coin')
  await set(mud, 'chest', 'set_open', 1, 1)
  await set(mud, 'box', 'set_take', 'Too heavy.')
  t.equal(await say(mud, 'get box'), 'Too heavy.')
  await set(mud, 'box', 'set_take', 0)
  t.match(await say(mud, 'get box'), /^You can't get that\.\n/)
  await set(mud, 'red', 'set_take', '#Not the red one.')
  t.match(await say(mud, 'get sword'), /^get (blue|my) sword/, 'another one does')
  t.equal(await say(mud, 'get red sword'), 'Not the red one.')
  await set(mud, 'red', 'set_take', 'Hot!')
  t.match(await say(mud, 'get swords'), /'Hot!'/)
  await mud.call('/verbs', 'set_may', 'You are tied up.')
  t.equal(await say(mud, 'get blue sword'), 'You are tied up.')
  mud.close()
})

both('two objects', async (t) => {
  const mud = await world()
  t.equal(await say(mud, 'get coin from chest'), 'get coin from chest')
  t.equal(await say(mud, 'kill troll with blue sword'), 'kill troll with blue sword')
  t.equal(await say(mud, 'kill chest with sword'), 'chest not alive')
  t.match(await say(mud, 'get coin from unicorn'), /no unicorn/)
  await set(mud, 'coin', 'set_only', 'chest')
  t.equal(await say(mud, 'get coin from box'), 'coin is not in there')
  t.equal(await say(mud, 'get coin from chest'), 'get coin from chest')
  await set(mud, 'blue', 'set_take', 'It is too blunt.')
  t.equal(await say(mud, 'kill troll with blue sword'), 'It is too blunt.')
  mud.close()
})

both('given objects and nicknames; users elsewhere; my_rules; dump and remove', async (t) => {
  const mud = await world()
  const get = async (k: string) => (await mud.call('/room', 'thing', k)) as any
  const me = (await get('me')).name
  t.equal(await mud.call(me, 'with', 'get box', [await get('red')], 0), 'no box')
  t.equal(await mud.call(me, 'with', 'get coin', [await get('chest'), [await get('coin')]], 0), 1)
  const { Mapping } = await import('../../driver/vm/mapping.js')
  t.equal(await mud.call(me, 'with', 'get fluffy', [await get('red'), await get('box')], Mapping.of([['fluffy', await get('box')]])), 1)
  t.equal(await mud.call('/verbs', 'did'), 'get box (fluffy)')
  t.strictSame(((await mud.call('/verbs', 'rules', await get('me'), 'poke box', 0)) as any[]).slice(0, 2), ['poke', 'OBJ'])
  t.equal(await mud.call('/verbs', 'rules', await get('me'), 'look', 1), 1)
  await mud.call('/verbs', 'die')
  t.equal(await say(mud, 'look'), -1, 'rules go with their object')
  mud.close()
})

both('do_ may wait; can_ and direct_ may not, and their errors are no answer', async (t) => {
  const mud = await world()
  const me = ((await mud.call('/room', 'thing', 'me')) as any).name
  const done = mud.start(me, 'p', ['nap'])
  await mud.clock.settle()
  t.equal(await mud.call('/verbs', 'did'), 0)
  await mud.clock.advance(2_100)
  t.equal(await done, 1)
  t.equal(await mud.call('/verbs', 'did'), 'woke')
  await set(mud, 'box', 'set_broken', 1)
  t.match(await say(mud, 'get box'), /You can't/)
  t.ok(mud.logged.some((l) => /broken/.test(JSON.stringify(l.fields) + l.message)))
  mud.close()
})

both('hostile: rules, sentences and searches without end', async (t) => {
  const mud = await new Mud({
    '/master.c': MASTER,
    '/x.c': `
      mixed rule(string r) { parse_init(); return catch(parse_add_rule("x", r)); }
      string *parse_command_id_list() { return ({ "a", "a a", "a a a", "a a a a" }); }
      string *parse_command_adjectiv_id_list() { return ({ "a", "b" }); }
      int can_verb_rule() { return 0; }
      mixed many() { int i; parse_init(); for (i = 0; i < 100000; i++) parse_add_rule("x", "STR"); return i; }
      mixed p(string s) { parse_init(); return parse_sentence(s, 0, ({ this_object() })); }
      mixed bomb() { parse_init(); parse_add_rule("b", "STR in STR in STR in STR"); parse_add_rule("c", "OBJ in OBJ"); return 1; }
      mixed noinit() { return parse_sentence("x"); }
      mixed syn(string a, string b) { return catch(parse_add_synonym(a, b)); }
    `,
    '/y.c': 'mixed go() { return parse_sentence("x"); } mixed r() { parse_refresh(); } mixed a() { parse_add_rule("a", "OBJ"); }',
  }).boot()
  for (const [rule, why] of [['OBJ OBJ OBJ', /two object tokens/], ['OBS in LVS', /one plural/], ['FOO', /Unknown token 'FOO'/], ['OBJ:z', /Unknown modifier 'z'/], ['STR:l', /no modifiers/], ['WRD '.repeat(10), /Too many tokens/], ['x'.repeat(5_000), /too long/], ['under OBJ', /Unknown token/]] as const) t.match(await mud.call('/x', 'rule', rule), why)
  for (const f of ['go', 'r', 'a']) await t.rejects(mud.call('/y', f), /not known by the parser/)
  t.match(await mud.call('/x', 'syn', 'q', 'q'), /synonym for itself/)
  t.match(await mud.call('/x', 'syn', 'q', 'zz'), /not a verb/)
  await t.rejects(mud.call('/x', 'many'), /Too many parser rules \(limit 50000\)/)
  mud.close()
})

both('hostile: a search that explodes ends in ticks', async (t) => {
  const mud = await new Mud({
    '/master.c': MASTER,
    '/x.c': `
      string *parse_command_id_list() { return ({ "a", "a a", "a a a", "a a a a" }); }
      string *parse_command_adjectiv_id_list() { return ({ "a", "b" }); }
      void create() { parse_init(); parse_add_rule("b", "STR in STR in STR in STR in OBJ"); parse_add_rule("c", "OBJ in OBJ"); parse_add_rule("d", ""); }
      int can_d() { return 1; }
      mixed p(string s) { return parse_sentence(s, 0, ({ this_object() })); }
    `,
  }, {}).boot()
  await t.rejects(mud.call('/x', 'p', 'd'), /Parse accepted, but no do_\* function/)
  const start = Date.now()
  await t.rejects(mud.call('/x', 'p', `c ${'a '.repeat(180)}in ${'a '.repeat(15)}`), /Too long evaluation/)
  t.not(await mud.call('/x', 'p', `b ${'a in '.repeat(90)}`), 1, 'too many ways to read it: none is taken')
  await t.rejects(mud.call('/x', 'p', 'x'.repeat(5_000)), /too long/)
  t.equal(await mud.call('/x', 'p', 'a '.repeat(2_000)), 0)
  t.ok(Date.now() - start < 20_000, `${Date.now() - start} ms`)
  mud.close()
})

tap.test('any sentence gives words within it', async (t) => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (s) => {
    let at = 0
    for (const w of wordsOf(s) ?? []) {
      if (w.start < at || w.end < w.start || w.end > s.length) return false
      at = w.end
    }
    return true
  }))
  t.strictSame(wordsOf("don't  PANIC, now")?.map((w) => w.text), ['dont', 'panic', 'now'])
  for (const [w, n] of [['1st', 1], ['2nd', 2], ['3rd', 3], ['11th', 11], ['21st', 21], ['112th', 112]] as const) t.strictSame(special(w), { kind: 'ordinal', n })
  for (const w of ['1th', '11st', '0th', '2st', 'x1st', '']) t.equal(special(w), null, w)
})
