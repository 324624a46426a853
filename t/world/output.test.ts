// write, say, tell_room, shout, message, catch_tell, receive: who hears what.
import { both, Mud } from './harness.js'

const FILES = {
  '/log.c': 'string s = ""; void add(string x) { s += x; } string get() { string r = s; s = ""; return r; }',
  '/npc.c': `
    string nm; void setup(string n, object room) { nm = n; enable_commands(); move_object(room); }
    void catch_tell(string s) { "/log"->add(nm + "<" + s); }
    void receive_message(mixed c, mixed s) { "/log"->add(nm + "[" + c + "]" + s); }
    void event_bang(object from, string how) { "/log"->add(nm + "!" + how); }
    void speak(string s) { say(s); }
    void go(object o) { move_object(o); }`,
  '/rock.c': 'void go(object o) { move_object(o); } void catch_tell(string s) { "/log"->add("rock?"); }',
  '/room.c': '',
  '/a.c': `
    object room, a, b, c, rock;
    void setup() { room = clone_object("/room"); a = clone_object("/npc"); b = clone_object("/npc"); c = clone_object("/npc"); rock = clone_object("/rock"); a->setup("a", room); b->setup("b", room); c->setup("c", clone_object("/room")); rock->go(room); }
    string log() { return "/log"->get(); }
    string *f() {
      string *r = ({});
      set_this_player(0);
      a->speak("1;"); r += ({ log() });
      tell_room(room, "2;"); r += ({ log() });
      tell_room(room, "2;", a); r += ({ log() });
      tell_object(c, "3;"); r += ({ log() });
      shout("4;"); r += ({ log() });
      message("k", "5;", room, ({ a })); r += ({ log() });
      message("k", "6;", ({ b, c })); r += ({ log() });
      event(room, "bang", "7;"); r += ({ log() });
      return r;
    }
    void out() { write("s"); write(5); write(1.5); write(({ 1, "x" })); printf("%d-%s", 3, "y"); }
    void slow() { a->speak("x"); }`,
}

both('who hears what', async (t) => {
  const mud = await new Mud(FILES).boot()
  await mud.call('/a', 'setup')
  t.strictSame(await mud.call('/a', 'f'), ['b<1;', 'b<2;a<2;', 'b<2;', 'c<3;', 'a<4;b<4;c<4;', 'b[k]5;', 'b[k]6;c[k]6;', 'a!7;b!7;'])
  mud.close()
})

both('write without a player goes to the console', async (t) => {
  const mud = await new Mud(FILES).boot()
  await mud.call('/a', 'out')
  t.strictSame(mud.written, ['s', '5', '1.500000', '({ 1, "x" })', '3-y'].map((s, i) => (i === 3 ? mud.written[3] : s)))
  t.match(mud.written[3], /1,\s+"x"/)
  mud.close()
})

both('a listener that waits holds up the speaker, not the world', async (t) => {
  const mud = await new Mud({ ...FILES, '/npc.c': FILES['/npc.c'].replace('void catch_tell(string s) {', 'void catch_tell(string s) { sleep(1);') }).boot()
  await mud.call('/a', 'setup')
  const p = mud.start('/a', 'slow')
  await mud.clock.settle()
  t.equal(await mud.call('/log', 'get'), '')
  await mud.clock.advance(1_500)
  await p
  t.equal(await mud.call('/log', 'get'), 'b<x')
  mud.close()
})
