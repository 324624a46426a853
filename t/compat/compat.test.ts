/**
 * What of the compatibility kit needs nobody else's files: our master and simul_efun for LP-245 with a
 * small world of our own in its manner, and the runner's master for LDMud's t-language. The worlds
 * themselves are played by hand: docs/compat.md.
 */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { makeWorld } from '../../driver/roles/make-world.js'
import type { WorldConfig } from '../../driver/world/config.js'
import type { World } from '../../driver/world/world.js'
import { RunningWorld, ROOT } from './world.js'

/** A world in LP-245's manner: reset(arg), add_action by name, moving by two arguments, light. */
const LIB = {
  obj: {
    'player.c': `inherit "obj/living";
static int logon() { write("Name: "); input_to("named", 4, "again? ", "x"); return 1; }
static void named(string s, string extra) {
  name = s;
  enable_commands();
  set_living_name(s);
  move_object(clone_object("obj/lamp"), this_object());
  move_object(this_object(), "room/start");
  write("Hello, " + name + extra + object_name(environment()) + " " + creator(this_object()) + ".\\n");
}
`,
    'living.c': 'string name;\nint born;\nvoid reset(int arg) { if (arg) return; born = 7; }\nvoid move_player(string to) { string way, where; sscanf(to, "%s#%s", way, where); move_object(this_object(), where); write("You go " + way + ".\\n"); }\n',
    'lamp.c': 'int resets;\nvoid reset(int arg) { if (arg) resets++; else set_light(1); }\nint query_resets() { return resets; }\nint id(string s) { return s == "lamp"; }\nvoid init() { add_action("rub", "rub"); add_action("new", "new"); }\nint rub() { write("light " + set_light(0) + ", resets " + resets + "\\n"); return 1; }\nint new(string s) { write("new " + s + "\\n"); return 1; }\n',
  },
  room: {
    'start.c': 'string left;\nvoid reset(int arg) { if (!arg) left = "nobody"; }\nvoid init() { add_action("go", "north"); }\nint go() { this_player()->move_player("north#room/end"); return 1; }\nvoid exit(object who) { left = who->query_name(); }\nstring query_left() { return left; }\n',
    'end.c': 'void init() { add_action("ask", "ask"); }\nint ask() { write("left: " + "room/start"->query_left() + ", lamp " + (present("lamp", this_player()) ? "here" : "gone") + "\\n"); return 1; }\n',
  },
  log: {},
}

t.test('a world in the manner of LP-245, by telnet', async (t) => {
  const from = t.testdir(LIB)
  const ours = join(ROOT, 't/compat/lp245')
  const overlay = ['master.c', 'simul_efun.c', 'global.h'].map((f) => [join(ours, f), `lib/compat/${f}`] as const)
  const world = await RunningWorld.start({ from, as: 'lib', overlay: [...overlay, [join(ours, 'config'), 'config']], config: 'config' })
  t.teardown(() => world.stop())
  const p = await world.connect('anna')
  await p.expect(/again\? $/)
  await p.do('anna', /Hello, annaxroom\/start 0\.\n> $/)
  await p.do('rub', /light 1, resets 0\n> $/)
  await p.do('new note', /new note\n/)
  await p.do('n', /You go north\.\n> $/)
  await p.do('ask', /left: 0, lamp here/)
  await p.do('xyzzy', /What\?\n> $/)
  t.notOk(p.closed)
})

t.test('the master that judges t-language', async (t) => {
  const lib = t.testdir({
    'right.c': 'int run_test() { return funcall((: 1 :)); }\n',
    'wrong.c': 'int run_test() { return 0; }\n',
    'thrown.c': 'int run_test() { raise_error("no\\n"); }\n',
    'plain.c': 'int x;\n',
    'broken.c': 'int run_test() { return; \n',
    names: '/right\n/wrong\n/thrown\n/plain\n/broken',
  })
  for (const f of ['master.c', 'simul_efun.c']) cpSync(join(ROOT, 't/compat/ldmud', f), join(lib, f))
  const said: string[] = []
  await new Promise<void>((ended) => {
    const config = { masterFile: '/master', simulEfunFile: '/simul_efun', globalInclude: '', console: (text) => void said.push(text), exit: () => ended() } satisfies Partial<WorldConfig>
    const world: World = makeWorld({ mudlibDir: lib, ...config })
    world.boot((error) => {
      if (error) throw error
      world.flag('/names', () => {})
    })
  })
  const judged = new Map([...said.join('').matchAll(/^judged (\S+) (.*)$/gm)].map((m) => [m[1], m[2]]))
  t.equal(judged.get('/right'), 'loaded, right')
  t.equal(judged.get('/wrong'), 'loaded, wrong')
  t.match(judged.get('/thrown'), /^error: \*no/)
  t.equal(judged.get('/plain'), 'loaded')
  t.match(judged.get('/broken'), /^not loaded: /)
})

t.test('master() is the master in its own create() already, and errors name their objects', async (t) => {
  const lib = t.testdir({
    'master.c': 'private int seen;\nint answer() { return 7; }\nvoid create() { seen = master()->answer(); }\nmixed valid_read() { return 1; }\nvoid error_handler(mapping e, int caught) { if (caught) write(sprintf("%O %O %O %O\\n", seen, e["object"], e["object_name"], e["trace"][<1]["object_name"])); }\nvoid flag(string s) { catch(load_object("/gone")); shutdown(0); }\n',
    'gone.c': 'void create() { destruct(this_object()); error("x"); }\n',
  })
  const said: string[] = []
  await new Promise<void>((ended) => {
    const world: World = makeWorld({ mudlibDir: lib, masterFile: '/master', reportCaught: true, console: (text) => void said.push(text), exit: () => ended() })
    world.boot((error) => {
      if (error) throw error
      world.flag('x', () => {})
    })
  })
  t.equal(said.join(''), '7 0 "/gone" "/gone"\n')
})

t.test('what administrators\' commands ask: garbage, dumps, the environment as far as it is allowed', async (t) => {
  const lib = t.testdir({
    'master.c': `
mixed valid_read() { return 1; }
mixed valid_write(string path) { return path != "/no"; }
void flag(string s) {
  object a = clone_object("/thing"), b = clone_object("/thing");
  write(sizeof(get_garbage()) + "\\n");
  b->go(a);
  a->go(this_object());
  write(sizeof(get_garbage()) + " " + (present(a) == this_object()) + (present(a, this_object()) == a) + (present(b) == 0) + "\\n");
  dumpallobj("/dump");
  dumpallobj("/no");
  write(strsrch(read_file("/dump"), "/thing#") >= 0 ? "dumped\\n" : "no dump\\n");
  write(file_size("/no") + " " + strsrch(debug_info(0, a), a ? file_name(a) : "") + "\\n");
  write(sprintf("%O %O %O\\n", get_os_env("HAUKI_TEST_A"), undefinedp(get_os_env("HAUKI_TEST_B")), set_os_env("HAUKI_TEST_B", "mine")));
  write(get_os_env("HAUKI_TEST_B") + catch(set_os_env("HAUKI_TEST_A", "x")) + catch(get_os_env("PATH")));
  shutdown(0);
}
`,
    'thing.c': 'void go(object where) { move_object(where); }\n',
  })
  process.env.HAUKI_TEST_A = 'theirs'
  t.teardown(() => delete process.env.HAUKI_TEST_A)
  const said: string[] = []
  await new Promise<void>((ended) => {
    const runtimeConfig = new Map<number, number | string>([[17, 'HAUKI_TEST_A'], [18, 'HAUKI_TEST_B']])
    const world: World = makeWorld({ mudlibDir: lib, masterFile: '/master', runtimeConfig, console: (text) => void said.push(text), exit: () => ended() })
    world.boot((error) => {
      if (error) throw error
      world.flag('x', (error) => {
        if (error) throw error
      })
    })
  })
  t.equal(said.join(''), '2\n0 111\ndumped\n-1 18\n"theirs" 1 1\nmine*set_os_env: Permission denied: HAUKI_TEST_A.\n*get_os_env: Permission denied: PATH.\n')
  t.equal(process.env.HAUKI_TEST_B, undefined, 'the process does not see it')
})
