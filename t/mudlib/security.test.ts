import t from 'tap'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PASSWORD, startGame } from './harness.js'

const game = await startGame()
t.teardown(game.stop)

const admin = await game.login('wizard')
await admin.do('ed private.txt', 'a', 'x', '.', 'wq', 'mkdir private', 'ed private/diary', 'a', 'secret', '.', 'wq')
await (await game.create('mallory')).do('quit')
await admin.do('promote mallory wizard')
let mallory = await game.connect()
await mallory.do('mallory', PASSWORD)

const ACCOUNT = '/secure/save/accounts/w/wizard'

/** What a wizard without rights may try, and what must not come of it. */
t.test('a wizard gets no further than their rights', async (t) => {
  const master = readFileSync(join(game.dir, 'secure/master.c'), 'utf8')
  const refused: Array<[string, RegExp]> = [
    [`read_file("${ACCOUNT}.o")`, /=> 0/],
    [`cp("${ACCOUNT}.o", "/players/mallory/x")`, /=> -?\d|enied/],
    [`rename("${ACCOUNT}.o", "/players/mallory/x")`, /=> -?[^0]|enied/],
    ['get_dir("/secure/save/accounts/")', /=> (0|\(\{ *\}\))/],
    [`restore_object("${ACCOUNT}")`, /=> 0|enied/],
    ['save_object("/save/players/w/wizard")', /=> 0|enied/],
    ['write_file("/std/object.c", "x")', /=> 0|enied/],
    ['write_file("/secure/master.c", "x")', /=> 0|enied/],
    ['write_file("/players/wizard/x", "x")', /=> 0|enied/],
    ['read_file("/players/wizard/private/diary")', /=> 0/],
    ['rm("/secure/master.c")', /=> 0|enied/],
    ['mkdir("/secure/x")', /=> 0|enied/],
    ['shutdown(0)', /enied/],
    ['efun::shutdown(0)', /enied/],
    ['exec(me(), find_player("wizard"))', /enied/],
    ['write_file("/players/mallory/thief.c", "int f() { return exec(this_object(), find_player(\\"wizard\\")); }", 1) && "/players/mallory/thief"->f()', /enied/],
    ['destruct(find_object(MASTER_OB))', /enied/],
    ['destruct(find_object(ACCOUNTS_D))', /enied/],
    ['destruct(find_player("wizard"))', /enied/],
    ['efun::destruct(find_object(MASTER_OB))', /enied/],
    ['evaluate((: efun::destruct, find_object(MASTER_OB) :))', /enied/],
    ['shadow(find_player("wizard")) || query_shadowing(this_object())', /=> 0/],
    ['ACCOUNTS_D->set_role("mallory", "admin")', /not for you/],
    ['ACCOUNTS_D->create_account("evilone", "password1234", "admin")', /=> 0/],
    ['ACCOUNTS_D->register_body(me(), "wizard")', /=> 0/],
    ['ACCOUNTS_D->verify("wizard", "guess")', /=> 0/],
    ['MASTER_OB->first_boot()', /=> 0/],
    ['find_player("wizard")->obey("promote mallory admin")', /=> 0/],
    ['find_player("wizard")->set_name("mallory")', /not yours/],
    ['new("/std/wizard")->set_name("wizard")', /not yours/],
    ['find_player("wizard")->rescue_text()', /=> 0/],
    ['fetch_variable("cache", find_object(ACCOUNTS_D))', /enied/],
    ['store_variable("bodies", ([ ]), find_object(ACCOUNTS_D))', /enied/],
    ['me()->set_cwd("/secure/save/accounts")', /=> 0/],
    ['rm("/log/accounts")', /=> 0|enied/],
    ['write_file("/log/accounts", "x")', /=> 0|enied/],
    ['http_request("http://127.0.0.1:1/")', /enied/],
    ['http_request("http://listed.example@127.0.0.1:1/")', /enied|password belong/],
    ['socket_create(1, "f")', /=> -\d+|enied/],
    ['resolve("localhost", "f")', /=> 0|enied/],
    ['write_file("/players/mallory/y.c", "int f() { return 1; }", 1) && rename("/players/mallory/y.c", "/log/x.c")', /=> -?\d|enied/],
    ['find_player("wizard")->set_deed("silent_bell", 5)', /noted by their daemon/],
    ['QUEST_D->advance(me(), "silent_bell", 5)', /=> 0/],
    ['MAIL_D->query_letters()', /=> \(\{ *\}\)/],
    ['fetch_variable("letters", load_object(MAIL_D))', /enied/],
    ['read_file("/save/players/w/wizard.o")', /=> 0/],
    ['read_file("/../../../etc/passwd")', /=> 0|leaves the mudlib/],
  ]
  for (const [code, answer] of refused) t.match(await mallory.do(`eval ${code}`), answer, code)
  t.equal(readFileSync(join(game.dir, 'secure/master.c'), 'utf8'), master)
  for (const file of ['players/mallory/x', 'secure/x', 'players/wizard/x', 'log/x.c']) t.notOk(existsSync(join(game.dir, file)), file)
  t.equal(await game.call('/secure/accounts', 'query_role', 'mallory'), 'wizard')
  t.match(await mallory.do('eval 1'), /=> 1/)
})

t.test('an admin who runs a wizard\'s code lends it nothing', async (t) => {
  await mallory.do('ed trap.c', 'a', 'inherit STD_ITEM;',
    'void init() { rm("/players/wizard/private.txt"); call_out((: rm, "/players/wizard/private.txt" :), 0); add_action("pull", "pull"); }',
    'int pull(string s) { write(rm("/players/wizard/private.txt") ? "gone" : "kept"); return 1; }',
    'void create() { ::create(); set_short("a rope"); set_names(({ "rope" })); }', '.', 'wq', 'clone trap', 'drop rope')
  t.match(await admin.do('pull'), /kept/)
  await admin.do('eval sleep(0.1);')
  t.ok(existsSync(join(game.dir, 'players/wizard/private.txt')))
})

t.test('includes and inherits do not show secrets', async (t) => {
  await mallory.do('put x', 'ed leak.c', 'a', `#include "${ACCOUNT}.o"`, '#include "/players/wizard/private/diary"', '.', 'wq')
  const said = await mallory.do('update leak.c')
  t.notMatch(said, /secret|argon|scrypt|hash/i)
})

t.test('what an admin lists, wizards may ask for by HTTP', async (t) => {
  await admin.do('ed /secure/http_hosts', 'a', '# hosts', 'listed.example', '.', 'wq')
  const may = (url: string) => mallory.do(`eval http_request("${url}")`)
  t.notMatch(await may('http://listed.example:1/'), /ermission denied/)
  for (const url of ['http://other.example/', 'http://listed.example.evil.example/', 'http://evil.example/?listed.example', 'http://evil.example#@listed.example/', '# hosts'])
    t.match(await may(url), /denied|http_request: /, url)
  t.match(await mallory.do('force wizard say hello'), /your own kind/)
  t.match(await mallory.do('rm /log/accounts', 'cat /log/accounts'), /mallory made wizard/, 'logs stay')
})

t.test('domains belong to those whom an admin lists', async (t) => {
  const write = 'eval return write_file("/domains/haukila/obj/oar.c", "inherit STD_ITEM;\\n", 1);'
  t.match(await mallory.do(write), /=> 0|enied/)
  await admin.do('ed /secure/builders', 'a', 'elsewhere: mallory', 'haukila: anna mallory', '.', 'wq')
  t.match(await mallory.do(write), /=> 1/)
  t.match(await mallory.do('eval write_file("/domains/other/x.c", "", 1)'), /=> 0|enied/)
  t.match(await mallory.do('clone /domains/haukila/obj/oar', 'rm /domains/haukila/obj/oar.c'), /removed/)
  await admin.do('rm /secure/builders')
  t.match(await mallory.do(write), /=> 0|enied/)
})

t.test('who is banned does not come in', async (t) => {
  let rude = await game.create('rudolf')
  t.match(await mallory.do('ban rudolf no'), /What\?/)
  t.match(await mallory.do('eval BANS_D->add_ban("rudolf", 0, "x")'), /not for you/)
  t.match(await mallory.do('eval BANS_D->query_bans()'), /=> 0/)
  t.match(await admin.do('ban wizard go away'), /Admins are not banned/)
  t.match(await admin.do('ban nosuch go away'), /neither an account nor an address/)
  t.match(await admin.do('ban rudolf for 3 shouting'), /rudolf is banned for 3 days/)
  t.match(rude.seen, /You are banned from here: shouting/)
  t.ok(rude.closed)
  rude = await game.connect()
  t.match(await rude.do('rudolf', PASSWORD), /banned from here until .*: shouting/)
  t.match(await admin.do('ban'), /rudolf +by wizard +since [-0-9]+ until [-0-9]+: shouting/)
  t.match(await admin.do('unban rudolf', 'ban 127.0.0.* the whole house'), /is banned\./)
  t.match((await game.connect()).seen, /banned from here: the whole house/)
  t.ok(mallory.closed, 'who is in goes out')
  await game.call('/secure/bans', 'create')
  t.match(await admin.do('unban 127.0.0.*'), /may come in again/, 'and it was saved')
  t.match(await admin.do('ban'), /Nobody is banned/)
  mallory = await game.connect()
  t.match(await mallory.do('mallory', PASSWORD), /Welcome back/)
})

t.test('guesses: ten at once, a few that wait, the rest refused; what is remembered is bounded', async (t) => {
  const charge = (address: string, name: string) => game.call('/secure/guesses', 'charge', address, name)
  const waits = []
  for (let i = 0; i < 17; i++) waits.push(Number(await charge('192.0.2.1', 'mallory')))
  t.strictSame(waits.slice(0, 10), Array(10).fill(0))
  t.equal(waits[16], -1)
  t.equal(await charge('192.0.2.1', 'wizard'), 0, 'another name')
  t.equal(await charge('192.0.2.2', 'mallory'), 0, 'another place')
  for (let i = 0; i < 60; i++) await charge('192.0.2.3', `name${i}`)
  t.not(await charge('192.0.2.3', 'mallory'), 0, 'sixty names of one place')
  const login = async (address: string) => {
    const p = await game.connect()
    Object.assign(p.wire.info, { address })
    return p.do('anneli', PASSWORD)
  }
  await (await game.create('anneli')).do('quit')
  t.match(await login('192.0.2.4'), /Welcome back/)
  for (let i = 0; i < 80; i++) await charge('192.0.2.4', `name${i}`)
  t.not(await charge('192.0.2.4', 'mallory'), 0, 'many names from one place')
  t.equal(await charge('192.0.2.4', 'anneli'), 0, 'who has come in from there does not wait for that')
  t.match(await login('192.0.2.4'), /in your body/)
  for (let i = 0; i < 30; i++) await charge('192.0.2.4', 'anneli')
  t.not(await charge('192.0.2.4', 'anneli'), 0, 'guesses at that very name are counted there, too')
  t.equal(await charge('192.0.2.5', 'anneli'), 0, 'and nowhere else')
  t.match(await mallory.do('eval ACCOUNTS_D->has_come_from("anneli", "192.0.2.4")'), /=> 0/, 'nobody is told where others come from')
  for (let i = 0; i < 20; i++) await charge(`2001:db8:0:7::${i.toString(16)}`, 'mallory')
  t.equal(await charge('2001:db8:0:7:ffff::1', 'mallory'), -1, 'a customer has a whole network of addresses')
  for (let i = 0; i < 30; i++) await game.call('/secure/guesses', 'refund', '192.0.2.1', 'mallory')
  t.equal(await charge('192.0.2.1', 'mallory'), 0, 'right ones cost nothing')
  for (let i = 0; i < 6_000; i++) await charge(`198.51.${i >> 8}.${i & 255}`, 'mallory')
  t.ok(Number(await game.call('/secure/guesses', 'query_size')) <= 4_097)
  t.match(await mallory.do('eval GUESSES_D->charge("192.0.2.9", "wizard")'), /=> -1/, 'not for others to count')
})

t.test('workers are looked into and ended by who had them made, and by admins', async (t) => {
  const may = (p: typeof admin, owner: string) => p.do(`eval MASTER_OB->valid_tool(me(), "worker_log", ([ "owner": ${owner} ]))`)
  t.match(await may(mallory, '"/players/wizard/tmp/eval_1"'), /somebody else's/)
  t.match(await may(mallory, 'file_name(find_player("wizard"))'), /somebody else's/)
  t.match(await may(mallory, '"/players/mallory/tmp/eval_1"'), /=> 1/)
  t.match(await may(mallory, 'file_name(me())'), /=> 1/)
  t.match(await may(admin, '"/players/mallory/x"'), /=> 1/)
})

t.test('out of sight', async (t) => {
  const p = await game.create('petra')
  await mallory.do('goto /domains/haukila/square', 'invis')
  t.notMatch(await p.do('look'), /Mallory/)
  t.notMatch(await p.do('who'), /Mallory/)
  t.match(await p.do('tell mallory hello'), /Nobody of that name/)
  t.match(await admin.do('who'), /Mallory .*invisible/)
  p.seen = ''
  await mallory.do('n', 's')
  t.equal(p.seen, '')
  await mallory.do('invis')
  t.match(p.seen, /Mallory appears/)
  await p.do('quit')
})

t.test('players read nothing and write nothing', async (t) => {
  const p = await game.create('peter')
  for (const verb of ['cat /doc/welcome', 'ed x', 'rm x', 'eval 1', 'shutdown', 'promote peter admin', 'update x', 'status']) {
    t.match(await p.do(verb), /What\?/, verb)
  }
})
