/**
 * What people do from login to quit: players, wizards, the planner. Run twice, plainly and
 * waiting at every call (session.test.ts, session-suspended.test.ts); the answers are the same.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { PASSWORD, type Game } from './harness.js'

export function sessionTests(t: Test, game: Game): void {
  // Each wrong password makes its sender wait longer: the others go on meanwhile.
  const refused = (async () => {
    const p = await game.connect()
    await p.do('wizard', 'a', 'wizard', 'b', 'wizard', 'c')
    return p
  })()

  t.test('the first boot makes a wizard and a planner with long random passwords', async (t) => {
    t.strictSame([...game.passwords.keys()].sort(), ['planner', 'wizard'])
    const [a, b] = [...game.passwords.values()]
    t.match(a, /^[a-z2-9]{20}$/)
    t.not(a, b)
    const again = await game.call('/secure/accounts', 'is_empty')
    t.equal(again, 0, 'and only once')
    const saved = readFileSync(join(game.dir, 'secure/save/accounts/w/wizard.o'), 'utf8')
    t.notMatch(saved, game.passwords.get('wizard')!, 'passwords are kept as hashes')
  })

  t.test('logging in', async (t) => {
    const p = await game.connect()
    t.match(p.seen, /By what name/)
    t.match(await p.do('wizard'), /Password: $/)
    t.equal(p.echoing, false, 'a password is not echoed')
    t.match(await p.do('wrong'), /Wrong password/)
    t.equal(p.echoing, true)
    t.match(await p.do('x12'), /only the letters/)
    t.match(await p.do('me'), /3 to 16 letters/)
    t.match(await p.do('driver'), /not to be had/)
    t.match(await p.do('Wizard', game.passwords.get('wizard')!), /Welcome, Wizard/)
    t.match(p.seen, /market square/)
    t.match(p.seen, /> $/)
    await p.do('quit')
    t.ok(p.closed)
  })

  t.test('a new character is confirmed, and comes back where it was', async (t) => {
    const p = await game.connect()
    t.match(await p.do('alice'), /Nobody here is called Alice/)
    t.match(await p.do('n'), /By what name/)
    t.match(await p.do('alice', 'y', 'short'), /at least 8/)
    t.match(await p.do(PASSWORD, 'something else'), /not the same/)
    t.match(await p.do(PASSWORD, PASSWORD), /Welcome, Alice/)
    await p.do('get lantern', 'light lantern', 'north', 'quit')
    const q = await game.connect()
    t.match(await q.do('alice', PASSWORD), /Welcome back, Alice/)
    t.match(q.seen, /narrow lane/i)
    t.match(await q.do('i'), /a burning lantern/)
    await q.do('south', 'extinguish lantern', 'drop lantern', 'quit')
  })

  t.test('what players do', async (t) => {
    const a = await game.create('anna')
    const b = await game.create('bert')
    t.match(a.seen, /Bert comes into the world/)
    a.seen = b.seen = ''
    t.match(await a.do('say good morning'), /You say: good morning/)
    t.match(b.seen, /Anna says: good morning\n/)
    await a.do("'hi \u0007there")
    t.match(b.seen, /Anna says: hi there/, 'control characters do not reach others')
    await a.do(':yawns.')
    t.match(b.seen, /Anna yawns\.\n/)
    await a.do('tell bert psst')
    t.match(b.seen, /Anna tells you: psst/)
    await b.do('reply what?')
    t.match(a.seen, /Bert tells you: what\?/)
    t.match(await a.do('tell nobody x'), /Nobody of that name/)
    t.match(await a.do('who'), /2 here now/)
    t.match(await a.do('look at well'), /long way down/)
    t.match(await a.do('x bert'), /Bert is well/)
    t.match(b.seen, /Anna looks at you/)
    t.match(await a.do('get lantern'), /You take a lantern/)
    t.match(await a.do('give lantern to bert'), /You give a lantern to Bert/)
    t.match(await b.do('inventory'), /a lantern/)
    t.match(await b.do('drop all'), /You drop a lantern/)
    t.match(await a.do('get crier'), /cannot take/)
    t.match(await a.do('get moon'), /no such thing/)
    b.seen = ''
    t.match(await a.do('e'), /smithy/i)
    t.match(b.seen, /Anna leaves east/)
    t.match(await a.do('xyzzy'), /What\?/)
    await a.do('w', 'n')
    t.match(await a.do('north'), /tower door is closed/)
    await a.do('open door', 'close door')
    t.match(await a.do('look at door'), /leads north, and is closed/)
    t.match(await a.do('open door'), /You open the tower door/)
    t.match(await a.do('north'), /foot of the tower/)
    t.match(await a.do('close door'), /You close the tower door/)
    t.match(await a.do('open door'), /open the/)
    await a.do('south', 'south')
    t.match(await a.do('title the curious'), /Anna the curious/)
    t.match(await a.do('score'), /You are Anna the curious, player/)
    t.match(await a.do('help say'), /Says something to everybody here/)
    t.match(await a.do('help'), /To begin with/)
    t.match(await a.do('help ../../secure/master'), /no help/)
    t.match(await a.do('commands'), /look/)
    t.notMatch(a.seen, /eval/)
    t.match(await a.do('eval 1'), /What\?/)
    await a.do('quit')
    await b.do('quit')
  })

  t.test('a lost connection leaves a statue, and coming back finds it', async (t) => {
    const a = await game.create('carl')
    const b = await game.create('dora')
    await a.do('north')
    a.events.closed('reset')
    t.match(await b.do('north'), /Carl \(a lifeless statue\)/)
    const again = await game.connect()
    t.match(await again.do('carl', PASSWORD), /back in your body/)
    t.match(b.seen, /Carl is back/)
    const third = await game.connect()
    await third.do('carl', PASSWORD)
    t.ok(again.closed, 'a second login takes over')
    await third.do('quit')
    await b.do('quit')
  })

  t.test('changing the password', async (t) => {
    const a = await game.create('emma')
    t.match(await a.do('password', 'wrong', 'longer than that', 'longer than that'), /not your password/)
    t.match(await a.do('password', PASSWORD, 'longer than that', 'longer than that'), /is changed/)
    await a.do('quit')
    const b = await game.connect()
    t.match(await b.do('emma', 'longer than that'), /Welcome back/)
    await b.do('quit')
  })

  t.test('clients with GMCP hear of rooms, vitals and talk', async (t) => {
    const a = await game.create('greta')
    const b = await game.create('hanna')
    t.strictSame(a.messages, [], 'without GMCP nothing is sent')
    a.wire.info.gmcp = true
    await a.do('north')
    type Room = { num: string; name: string; exits: Record<string, string> }
    const lastRoom = () => a.messages.findLast(([name]) => name === 'Room.Info')![1] as Room
    const room = lastRoom()
    t.equal(room.name, 'a narrow lane')
    t.strictSame(Object.keys(room.exits).sort(), ['east', 'north', 'south', 'west'])
    t.notMatch(JSON.stringify(room), /domains\/start/, 'paths are not told')
    await a.do('south')
    t.equal(lastRoom().num, room.exits.south, 'numbers fit together')
    await b.do('say "quotes" and \\')
    t.strictSame(a.messages.at(-1), ['Comm.Channel.Text', { channel: 'say', talker: 'Hanna', text: '"quotes" and \\' }])
    await a.do('quit')
    await b.do('quit')
  })

  t.test('a wizard\'s day: write, fail to compile, mend, clone, call', async (t) => {
    const w = await game.login('wizard')
    t.match(await w.do('pwd'), /\/players\/wizard/)
    t.match(await w.do('ed orc.c'), /new file/)
    await w.do('a', '#pragma strict_types', 'inherit STD_NPC;', 'int strength = 3', 'int query_strength() { return strength; }',
      'void create() { ::create(); set_name("orc"); set_short("an orc"); }', '.')
    t.match(await w.do('wq'), /5 lines written/)
    const failed = await w.do('update orc.c')
    t.match(failed, /orc\.c\(3,\d+\): error LPC/)
    t.match(failed, /int strength = 3\n\s*\^/)
    await w.do('ed orc.c', '3s/$/;/', 'wq')
    t.match(await w.do('update orc.c'), /updated/)
    t.match(await w.do('clone orc.c'), /orc#\d+ cloned: an orc/)
    t.match(await w.do('call orc query_strength'), /=> 3/)
    t.match(await w.do('look'), /An orc is here/)
    t.match(await w.do('stat orc'), /clone/)
    t.match(await w.do('dump orc stren'), /strength = 3/)
    await w.do('call orc->set_short("a big orc")', 'ed orc.c', '/query_strength/s/strength;/strength * 2;/', 'wq')
    t.match(await w.do('update -k orc'), /2 objects changed/)
    t.match(await w.do('call orc query_strength'), /=> 6/)
    t.match(await w.do('look'), /A big orc is here/, 'it kept its variables')
    await w.do('ed orc.c', '$a', 'broken', '.', 'wq')
    t.match(await w.do('update -k orc'), /does not compile/)
    t.match(await w.do('call orc query_strength'), /=> 6/, 'and goes on with the program it has')
    t.match(await w.do('dest orc'), /destructed/)
    await w.do('quit')
  })

  t.test('eval', async (t) => {
    const w = await game.login('wizard')
    t.match(await w.do('eval 1 + 2'), /\[\d+ ticks, [\d.]+ ms\] => 3/)
    t.match(await w.do('eval ({ 1, "a", ([ "b": 2.5 ]) })'), /"a"/)
    t.match(await w.do('eval int s = 0; for (int i = 0; i < 10; i++) s += i; return s;'), /=> 45/)
    t.match(await w.do('eval "a;b" + "\\";"'), /=> "a;b\\?";"/)
    t.match(await w.do('eval return here()->short();'), /the market square/)
    t.match(await w.do('eval foo('), /eval_\d+\.c\(3,\d+\): error/)
    t.match(await w.do('eval int zero = 0; return 1 / zero;'), /\*Division by zero\..*\n.*run\(\) +\/players\/wizard\/tmp\/eval_\d+\.c:3/)
    t.match(await w.do('eval while (1);'), /Too long evaluation/)
    t.match(await w.do('eval return catch(error("x\\n"));'), /"\*x/)
    await w.do('eval', 'int a = 6;', 'int b = 7;', 'return a * b;')
    t.match(await w.do('.'), /=> 42/)
    await w.do('ed script', 'a', 'int n = sizeof(livings());', 'return n > 0;', '.', 'wq')
    t.match(await w.do('run script'), /=> 1/)
    t.strictSame(existsSync(join(game.dir, 'players/wizard/tmp')) && (await w.do('ls tmp')).includes('eval'), false, 'nothing is left behind')
    await w.do('quit')
  })

  t.test('while one waits, others go on; an interrupt ends the wait', async (t) => {
    const w = await game.login('wizard')
    const a = await game.create('fred')
    const slept = w.start('eval sleep(0.3); return "awake";')
    t.match(await a.do('look'), /market square/, 'answered while the other waits')
    t.notMatch(w.seen, /awake/)
    await slept
    t.match(w.seen, /=> "awake"/)
    const stuck = w.start('eval sleep(3600.0);')
    w.events.interrupt()
    await stuck
    t.match(w.seen, /Interrupted/)
    t.match(await w.do('eval 5'), /=> 5/)
    await w.do('quit')
    await a.do('quit')
  })

  t.test('errors reach whom they concern', async (t) => {
    const w = await game.login('wizard')
    await w.do('ed trap.c', 'a', 'inherit STD_ITEM;', 'void init() { add_action("pull", "pull"); }', 'int pull(string s) { return 1 / (s == "x"); }',
      'void create() { ::create(); set_short("a rope"); set_names(({ "rope" })); }', '.', 'wq', 'clone trap', 'drop rope')
    const a = await game.create('gina')
    w.seen = ''
    t.match(await a.do('pull'), /Something went wrong there\. \(Error \d+/)
    t.notMatch(a.seen, /trap\.c/)
    t.match(w.seen, /\[error \d+\] \*Division by zero/, 'the author is told at once')
    t.match(w.seen, /pull\(\) +\/players\/wizard\/trap\.c:3/)
    await a.do('pull', 'pull')
    t.match(await w.do('errors'), /3x .*trap/)
    const id = /^ *(\d+) +3x/m.exec(w.seen)![1]
    t.match(await w.do(`errors ${id}`), /3 times/)
    t.match(readFileSync(join(game.dir, 'log/errors/players.wizard'), 'utf8'), /Division by zero/)
    await w.do('get rope', 'dest rope')

    await w.do('ed cord.c', 'a', 'inherit STD_ITEM;', 'void init() { add_action("pull", "pull"); }', 'int pull(string s) { call_other("/std/item", "set_names", 5); return 1; }', '.', 'wq', 'clone cord', 'drop cord')
    w.seen = ''
    await a.do('pull')
    t.match(w.seen, /\[error \d+\] [^]*pull\(\) +\/players\/wizard\/cord\.c:3[^]*\/std\/object\.c/, 'the author of what made the library fail, too')
    await w.do('dest cord')

    writeFileSync(join(game.dir, 'domains/haukila/obj/bad_rope.c'), 'inherit STD_ITEM;\nvoid init() { add_action("pull", "pull"); }\nint pull(string s) { return 1 / (s == "x"); }\n')
    await w.do('clone /domains/haukila/obj/bad_rope', 'drop bad rope')
    w.seen = ''
    t.match(await a.do('pull'), /Something went wrong there/)
    t.match(w.seen, /\[error \d+\] \/domains\/haukila\/obj\/bad_rope.c: \*Division by zero\.\n/, 'of nobody\'s code the admins hear')
    w.seen = ''
    await a.do('pull')
    t.equal(w.seen, '', 'once')
    t.match(readFileSync(join(game.dir, 'log/errors/domains.haukila'), 'utf8'), /Division by zero/)
    w.wire.info.gmcp = true
    await w.do('pull')
    t.match(w.messages.findLast(([name]) => name === 'Wiz.Error')?.[1], { id: Number, text: /Division by zero[^]*pull\(\)/ })
    await w.do('dest bad rope', 'quit')
    await a.do('quit')
  })

  t.test('files and the shell', async (t) => {
    const w = await game.login('wizard')
    t.match(await w.do('mkdir box'), /made/)
    await w.do('ed box/a.txt', 'a', 'one', 'two', '.', 'wq')
    t.match(await w.do('cat box/a.txt'), /^one\ntwo\n/)
    t.match(await w.do('cp box/a.txt box/b.txt'), /copied/)
    t.match(await w.do('mv box/b.txt box/c.txt'), /moved/)
    t.match(await w.do('ls box'), /a\.txt\s+c\.txt/)
    t.match(await w.do('grep two box/*'), /a\.txt:2: two/)
    t.match(await w.do('tail -1 box/a.txt'), /^two\n/)
    t.match(await w.do('rm box/*'), /a\.txt removed\.\n.*c\.txt removed/)
    t.match(await w.do('rm box'), /removed/)
    t.match(await w.do('cd /std'), /\/std/)
    t.match(await w.do('cd nowhere'), /no directory/)
    t.match(await w.do('cd'), /\/players\/wizard/)
    t.match(await w.do('cat ../../../../etc/passwd'), /cannot be read/)
    await w.do('quit')
  })

  t.test('help and man', async (t) => {
    const w = await game.login('wizard')
    t.match(await w.do('man strlen'), /int strlen\(string/)
    t.match(await w.do('man ed_'), /ed_cmd ed_start/)
    t.match(await w.do('man nonsense_word'), /no page/)
    t.match(await w.do('man ../secure/master'), /about what/)
    t.match(await w.do('help rooms'), /set_exits/)
    await w.do('quit')
  })

  t.test('people: goto, trans, force, promote, users', async (t) => {
    const w = await game.login('wizard')
    const a = await game.create('hugo')
    await a.do('north')
    t.match(await w.do('goto hugo'), /narrow lane/i)
    t.match(await w.do('force hugo say I obey'), /Ok/)
    t.match(a.seen, /You say: I obey/)
    t.match(await w.do('goto /domains/haukila/tower'), /tower/)
    await w.do('trans hugo')
    t.match(await a.do('look'), /foot of the tower/)
    t.match(await w.do('users'), /hugo +player/)
    t.match(await w.do('snoop hugo'), /You see what Hugo sees/)
    w.seen = ''
    await a.do('say watched')
    t.match(w.seen, /%.*say watched[^]*%You say: watched/)
    await w.do('snoop')
    w.seen = ''
    await a.do('score')
    t.notMatch(w.seen, /Health/)
    t.match(await w.do('promote hugo wizard'), /Hugo is a wizard now/)
    await a.do('quit')
    const b = await game.connect()
    await b.do('hugo', PASSWORD)
    t.match(await b.do('eval 2 * 3'), /=> 6/)
    t.match(await b.do('shutdown'), /What\?/)
    await b.do('quit')
    await w.do('goto /domains/haukila/square', 'quit')
  })

  t.test('the planner has the tools and no decorations', async (t) => {
    const p = await game.login('planner')
    t.equal(await p.do('eval 1 + 1'), p.seen)
    t.match(p.seen, /^\[\d+ ticks, [\d.]+ ms\] => 2\n$/, 'no prompt text')
    t.match(await p.do('status'), /^\{.*"users"/)
    await p.do('put x.c', 'int f() { return 7; }', '.')
    t.match(await p.do('call x f'), /=> 7/)
    t.equal((await p.do('help building')).includes('more lines'), false)
    await p.do('quit')
  })

  t.test('three wrong passwords end the connection', async (t) => {
    const p = await refused
    t.match(p.seen, /wrong too often/)
    t.ok(p.closed)
  })
}
