// Connections, commands, input_to, output, interrupts: through wires.
import { both, master, Mud } from './harness.js'

const LOGIN = master(`
  object connect(int port) { return clone_object("/player"); }
  int valid_snoop(object a, object b, object c) { return 1; }
  int valid_exec(object a, object b, object c) { return 1; }
  mapping last; int caught; void error_handler(mapping m, int c) { last = m; write("ERR " + m["error"]); }
`)

const PLAYER = `
  string nm;
  void logon() { write("Name: "); input_to("named"); }
  void named(string s) { nm = s; set_living_name(s); enable_commands(); move_object(load_object("/room")); write("Hi " + nm + ".\\n"); add_action("c_say", "say"); add_action("c_nap", "nap"); add_action("c_pass", "pass"); add_action("c_boom", "boom"); add_action("c_x", "x", 1); add_action("c_q", "'", 2); add_action("c_verb", "verb"); add_action("c_bg", "bg"); add_action("c_fail", "fail"); add_action("c_loop", "loop"); add_action("c_slowloop", "slow"); }
  string nm() { return nm; }
  int c_say(string s) { if (!s) return notify_fail("Say what?\\n"); say(nm + " says: " + s + "\\n"); write("You say: " + s + "\\n"); return 1; }
  int c_nap(string s) { sleep(5); write("Woke, I am " + this_player()->nm() + "\\n"); return 1; }
  int c_bg(string s) { background((: sleep, 3 :)); background(function() { sleep(5); write("bg " + nm + "\\n"); }); write("started\\n"); return 1; }
  int c_pass(string s) { write("Password: "); input_to("got", 1, "extra"); return 1; }
  void got(string s, string e) { write("Got " + s + "/" + e + "\\n"); }
  int c_boom(string s) { error("boom"); return 1; }
  int c_x(string s) { write("x(" + query_verb() + "," + (undefinedp(s) ? "-" : s) + ")\\n"); return 1; }
  int c_q(string s) { write("q(" + query_verb() + "," + s + ")\\n"); return 1; }
  int c_verb(string s) { write(query_verb() + "\\n"); return 1; }
  int c_fail(string s) { notify_fail((: "because " + nm + "\\n" :)); return 0; }
  int c_loop(string s) { while (1); return 1; }
  int c_slowloop(string s) { int i; for (i = 0; i < 3; i++) { sleep(1); write(i + " "); } write("\\n"); return 1; }
  void write_prompt() { write(nm + "> "); }
  void net_dead() { "/log"->add("dead " + nm + (this_player() == this_object())); }
  void gmcp(string s) { "/log"->add("gmcp " + s); }
  void window_size(int c, int r) { "/log"->add(c + "x" + r); }
  void receive_snoop(string s) { "/log"->add("snoop " + s); }
  void catch_tell(string s) { receive("CT:" + s); }
  void receive_message(string c, string s) { receive("[" + c + "]" + s); }
`

const FILES = {
  '/master.c': LOGIN,
  '/player.c': PLAYER,
  '/room.c': 'void init() { add_action("look", ({ "look", "l" })); } int look(string s) { write("A room, " + this_player()->nm() + ".\\n"); return 1; }',
  '/log.c': 'string s = ""; void add(string x) { s += x + ";"; } string get() { string r = s; s = ""; return r; }',
}

async function login(mud: Mud, name: string) {
  const wire = mud.connect()
  await mud.clock.settle()
  await mud.type(wire, name)
  return wire
}

both('connect, logon, input_to, prompt', async (t) => {
  const mud = await new Mud(FILES).boot()
  const wire = mud.connect()
  await mud.clock.settle()
  t.strictSame(wire.prompts, ['Name: '])
  t.equal(await mud.type(wire, 'ann'), 'Hi ann.\n')
  t.equal(wire.prompts.at(-1), 'ann> ')
  t.equal(await mud.type(wire, 'look'), 'A room, ann.\n')
  t.equal(await mud.type(wire, 'l at it'), 'A room, ann.\n')
  t.equal(await mud.type(wire, 'fly'), 'What?\n')
  t.equal(await mud.type(wire, 'say'), 'Say what?\n')
  t.equal(await mud.type(wire, 'fail'), 'because ann\n')
  t.equal(await mud.type(wire, 'xyz abc'), 'x(xyz,abc)\n')
  t.equal(await mud.type(wire, 'x'), 'x(x,-)\n')
  t.equal(await mud.type(wire, "'hello  you"), 'q(hello,hello  you)\n')
  t.equal(await mud.type(wire, 'verb  '), 'verb\n')
  mud.close()
})

both('say reaches the others; a waiting command holds up only its player', async (t) => {
  const mud = await new Mud(FILES).boot()
  const ann = await login(mud, 'ann')
  const bob = await login(mud, 'bob')
  t.equal(await mud.type(bob, 'say hello'), 'You say: hello\n')
  t.equal(ann.take(), '\nbob says: hello\n', 'on a line of its own, not behind the prompt')
  t.equal(await mud.type(ann, 'nap'), '')
  t.equal(await mud.type(ann, 'verb'), '', 'the next command waits for the last')
  t.equal(await mud.type(bob, 'verb'), 'verb\n')
  await mud.clock.advance(5_000)
  t.equal(ann.take(), 'Woke, I am ann\nverb\n')
  t.equal(await mud.type(ann, 'bg'), 'started\n')
  t.equal(await mud.type(ann, 'verb'), 'verb\n', 'background work holds nothing up')
  await mud.clock.advance(5_000)
  t.equal(ann.take(), '\nbg ann\n')
  mud.close()
})

both('an interrupt ends the waiting command and forgets what was typed ahead', async (t) => {
  const mud = await new Mud(FILES).boot()
  const ann = await login(mud, 'ann')
  await mud.type(ann, 'nap')
  await mud.type(ann, 'verb')
  ann.events.interrupt()
  await mud.clock.settle()
  t.equal(ann.take(), 'Interrupted.\n')
  t.equal(await mud.type(ann, 'verb'), 'verb\n')
  await mud.clock.advance(10_000)
  t.equal(ann.take(), '')
  mud.close()
})

both('passwords are not echoed and may begin with an exclamation mark', async (t) => {
  const mud = await new Mud(FILES).boot()
  const ann = await login(mud, 'ann')
  await mud.type(ann, 'pass')
  t.strictSame(ann.echoes, [false])
  t.equal(ann.prompts.at(-1), 'Password: ')
  t.equal(await mud.type(ann, '!look'), '\nGot !look/extra\n')
  t.strictSame(ann.echoes, [false, true])
  mud.close()
})

both('errors go to error_handler and to nobody else; an endless loop ends', async (t) => {
  const mud = await new Mud(FILES, { limits: { ...(await import('../../driver/vm/limits.js')).DEFAULT_LIMITS, evalTicks: 100_000 } }).boot()
  const ann = await login(mud, 'ann')
  t.equal(await mud.type(ann, 'boom'), 'ERR *boom\n')
  t.match(await mud.type(ann, 'loop'), /ERR \*Too long evaluation/)
  t.equal(await mud.type(ann, 'verb'), 'verb\n')
  mud.close()
})

both('net_dead, gmcp, window, snoop, exec, destruct', async (t) => {
  const mud = await new Mud({
    ...FILES,
    '/a.c': `
      int snooping() { return objectp(snoop(find_player("bob"), find_player("ann"))); }
      int circle() { return objectp(snoop(find_player("ann"), find_player("bob"))); }
      mixed *swap() { object b = clone_object("/player"), a = find_player("ann"); return ({ exec(b, a), interactive(a), interactive(b), query_ip_number(b), sizeof(users()), userp(a) }); }
      void kill() { destruct(find_player("bob")); }
      mixed info() { return client_info(find_player("ann"))["cols"]; }
      int compressed() { return compressedp(find_player("ann")); }
      int g() { return find_player("ann")->gg(); }`,
  }).boot()
  const ann = await login(mud, 'ann')
  const bob = await login(mud, 'bob')
  ann.events.gmcp('Core.Hello', { a: 1 })
  ann.events.window(100, 30)
  await mud.clock.settle()
  t.equal(await mud.call('/log', 'get'), 'gmcp Core.Hello {"a":1};100x30;')
  t.equal(await mud.call('/a', 'info'), 80)
  t.equal(await mud.call('/a', 'compressed'), 0)
  ann.info.compressed = true
  t.equal(await mud.call('/a', 'compressed'), 1)
  t.equal(await mud.call('/a', 'snooping'), 1)
  t.equal(await mud.call('/a', 'circle'), 0)
  await mud.type(ann, 'verb')
  t.match(await mud.call('/log', 'get'), /^snoop % verb\n;snoop verb\n/)
  await mud.call('/a', 'kill')
  t.equal(bob.closedBecause, 'The object is gone.')
  t.strictSame(await mud.call('/a', 'swap'), [1, 0, 1, '192.0.2.7', 1, 1])
  ann.events.closed('reset')
  await mud.clock.settle()
  t.match(await mud.call('/log', 'get'), /dead 01;$/)
  mud.close()
})

both('a connection the master refuses, or before there is one, is told and closed', async (t) => {
  const mud = await new Mud({ '/master.c': master('object connect(int p) { return 0; }') }).boot()
  const wire = mud.connect()
  await mud.clock.settle()
  t.equal(wire.take(), 'Connection refused.\n')
  t.equal(wire.closedBecause, 'Connection refused.')
  mud.close()
  for (const broken of ['object connect(int p) { error("x"); }', 'object connect(int p) { return clone_object("/p"); }']) {
    const bad = await new Mud({ '/master.c': master(broken), '/p.c': 'void logon() { sleep(1); error("y"); }' }).boot()
    const w = bad.connect()
    await bad.clock.advance(2_000)
    t.match(w.take(), /The login failed/)
    t.equal(w.closedBecause, 'The login failed.')
    t.equal(bad.world.sessions.size, 0)
    bad.close()
  }
  const early = new Mud({})
  const w2 = early.connect()
  t.equal(w2.closedBecause, 'The game is not ready yet.')
  early.close()
})

both('a flood of lines is bounded, a huge command refused', async (t) => {
  const mud = await new Mud(FILES).boot()
  const ann = await login(mud, 'ann')
  await mud.type(ann, 'nap')
  for (let i = 0; i < 5_000; i++) ann.events.line('verb')
  await mud.clock.settle()
  t.equal(ann.take(), 'Too many lines are waiting; the rest is dropped.\n')
  await mud.clock.advance(5_000)
  t.equal(ann.take().split('verb\n').length - 1, 200)
  t.match(await mud.type(ann, 'x'.repeat(100_000)), /Too long command/)
  mud.close()
})

both('a player who leaves in mid-command harms nobody', async (t) => {
  const mud = await new Mud(FILES).boot()
  const ann = await login(mud, 'ann')
  await mud.type(ann, 'slow')
  await mud.clock.advance(1_000)
  ann.events.closed('gone')
  ann.events.line('look')
  await mud.clock.advance(5_000)
  t.equal(mud.world.sessions.size, 0)
  t.equal(mud.logged.filter((l) => l.level === 'error').length, 0)
  mud.close()
})

both('command() from an NPC, nested, and its limits', async (t) => {
  const mud = await new Mud({
    '/npc.c': 'void setup() { enable_commands(); add_action("again", "again"); add_action("hop", "hop"); } int again(string s) { return command("again"); } int hop(string s) { return this_player() == this_object() && s == "far"; } int c(string s) { return command(s); } mixed *l() { return commands(); } int rm() { return remove_action("hop", "hop"); }',
    '/a.c': 'object n; mixed *f() { n = clone_object("/npc"); n->setup(); return ({ n->c("hop far") > 0, n->c("hop"), n->c("none"), n->l()[0], catch(n->c("again")), n->rm(), n->rm(), sizeof(n->l()) }); }',
  }).boot()
  const r = (await mud.call('/a', 'f')) as unknown[]
  t.match(r.splice(4, 1)[0], /Too deep/)
  t.strictSame(r.slice(0, 3), [1, 0, 0])
  t.equal((r[3] as unknown[])[0], 'hop')
  t.strictSame(r.slice(4), [1, 0, 1])
  mud.close()
})

both('shutdown saves through the master, tells the players and ends', async (t) => {
  const mud = await new Mud({ ...FILES, '/master.c': LOGIN + 'string why; void shutting_down(string r) { sleep(1); why = r; "/log"->add(r); } void bye() { shutdown(3); }' }).boot()
  const ann = await login(mud, 'ann')
  await mud.call('/master', 'bye')
  await mud.clock.advance(2_000)
  t.equal(mud.exitCode, 3)
  t.match(ann.take(), /Shut down by \/master/)
  t.ok(ann.closedBecause)
  mud.close()
})
