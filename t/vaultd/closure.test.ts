// What a worker is made of beyond its own file: inherits and includes from the mudlib, and what nobody gets.
import t from 'tap'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKeyPair } from '../../netd/keys.js'
import { connectControl, type Peer } from '../../netd/control.js'
import { ROOT, WORKER_BUNDLE } from '../../driver/roles/paths.js'
import { Closure } from '../../vaultd/closure.js'
import { Sources } from '../../vaultd/sources.js'
import { folder, until } from './base.js'
import { call, clone, failureOf, gone, Rig } from './rig.js'

const mudlib = join(folder, 'lib')
const files: Record<string, string> = {
  'workers/scout.c': '#include <limits.h>\n#include "near.h"\ninherit __DIR__ "deep/base";\ninherit STD_TOOL;\nstring all() { return near() + base() + tool() + MOST; }',
  'workers/near.h': '#define STD_TOOL "/std/" + "tool"\nstring near() { return "near "; }',
  'workers/deep/base.c': '#include "../../include/limits.h"\ninherit "/workers/deep/more";\nstring base() { return more() + "base "; }',
  'workers/deep/more.c': 'string more() { return "more "; }',
  'std/tool.c': '#include "tool.h"\ninherit __DIR__ "sub/part";\nstring tool() { return part() + TOOL; }',
  'std/tool.h': '#define TOOL "tool "',
  'std/sub/part.c': 'string part() { return "part "; }',
  'std/fault.c': 'int x = ;',
  'include/limits.h': '#ifndef LIMITS_H\n#define LIMITS_H\n#define MOST "most"\n#endif',
  'secure/master.c': 'string secret() { return "secret"; }',
  'std/secure/keys.c': 'string secret() { return "secret"; }',
  'players/ann.o': 'password',
  'domains/room.c': 'string room() { return "room"; }',
  'std/friend.c': 'string greet() { return shout(HELLO); }',
  'std/sefun/all.c': 'inherit "/std/sefun/words";',
  'std/sefun/words.c': 'string shout(string s) { return s == "x" ? "x!" : upper_case(s) + " "; }',
  'include/all.h': '#define HELLO "hello"',
}
for (const [path, text] of Object.entries(files)) {
  mkdirSync(join(mudlib, path, '..'), { recursive: true })
  writeFileSync(join(mudlib, path), text)
}
symlinkSync('../secure/master.c', join(mudlib, 'std/innocent.c'))
symlinkSync('/etc/hostname', join(mudlib, 'std/host.c'))
const core = { authorities: { wiki: { folder: mudlib, only: ['workers/'], library: ['std/', 'include/'] } }, library: 'wiki' }

t.test('inherits and includes, beside the file and from the library', async (t) => {
  const rig = await Rig.start({ core, agent: { worker: { bundle: WORKER_BUNDLE }, pool: { target: 4 } } })
  const mesh = await rig.mesh()
  const all = 'near more base part tool most'
  const [w] = await clone(mesh, { pointer: 'gem-pointer://wiki/workers/scout' })
  t.equal(await call(w, 'all'), all)
  const [v] = await clone(mesh, { text: 'inherit "/workers/scout";\nstring more_than() { return all() + "!"; }' })
  t.equal(await call(v, 'more_than'), `${all}!`, 'text inherits from the library')
  const refused = async (text: string) => (await failureOf(clone(mesh, { text }))).message
  for (const path of ['/secure/master', '/std/secure/keys', '/domains/room', '/std/innocent', '/std/host', '/std/../secure/master', '../secure/master']) t.match(await refused(`inherit "${path}";`), /does not exist|leaves the mudlib/, path)
  t.match(await refused('#include "/players/ann.o"\nint x;'), /ann.o/, 'no include either')
  t.match(await refused('#include </etc/passwd>\nint x;'), /passwd/)
  t.match(await refused('inherit "/std/fault";'), /\/std\/fault\.c/, 'an error names the file it is in')
  for (const uri of ['std/tool', 'include/limits.h', 'secure/master', 'workers/../secure/master']) t.match(await failureOf(clone(mesh, { pointer: `gem-pointer://wiki/${uri}` })), { code: /NO_SUCH_FILE|BAD_REQUEST/ }, `${uri} is no worker`)
  await gone(t, rig)
})

t.test('what the library shows to all its programs comes along when one of them does', async (t) => {
  const everywhere = { simulEfun: 'std/sefun/all.c', include: 'include/all.h' }
  const seen = (change: Partial<typeof everywhere> = {}) => ({ authorities: { wiki: { ...core.authorities.wiki, everywhere: { ...everywhere, ...change } } }, library: 'wiki' })
  const rig = await Rig.start({ core: seen(), agent: { worker: { bundle: WORKER_BUNDLE }, pool: { target: 2 } } })
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: 'inherit "/std/friend"; string all() { return greet() + shout("x"); }' })
  t.equal(await call(w, 'all'), 'HELLO x!')
  t.match((await failureOf(clone(mesh, { text: 'string all() { return shout("x"); }' }))).message, /shout/, 'a worker of its own files alone has none')
  t.match((await failureOf(clone(mesh, { text: '#include "/include/limits.h"\nstring all() { return shout(HELLO); }' }))).message, /shout|HELLO/, 'a header is no program')
  await gone(t, rig)
  for (const path of ['secure/master.c', 'std/secure/keys.c', 'domains/room.c', '../lib/std/sefun/all.c']) {
    t.throws(() => new Sources(seen({ simulEfun: path }).authorities, 'wiki'), { code: 'CONFIG' }, path)
    t.throws(() => new Sources(seen({ include: path }).authorities, 'wiki'), { code: 'CONFIG' }, path)
  }
  const linked = new Sources(seen({ simulEfun: 'std/innocent.c', include: 'include/none.h' }).authorities, 'wiki')
  const closure = new Closure('n', 'wiki', 'inherit "/std/friend";')
  t.type(linked.file(closure, '/std/friend.c'), 'string')
  t.same(linked.everywhere(closure), {}, 'neither by a link into /secure, nor what is not there')
})

t.test('objects of the shipped library in a worker', async (t) => {
  const folder = join(ROOT, 'mudlib')
  const wiki = { folder, only: ['workers/'], library: ['std/', 'include/'], everywhere: { simulEfun: 'std/sefun/worker.c', include: 'include/globals.h' } }
  const rig = await Rig.start({ core: { authorities: { wiki }, library: 'wiki' }, agent: { worker: { bundle: WORKER_BUNDLE }, pool: { target: 4 } } })
  const mesh = await rig.mesh()
  const [box] = await clone(mesh, { text: `
    inherit "/std/container";
    void create() { ::create(); set_short("a pine box"); set_names(({ "box" })); set_long("Of pine."); }
    string *all() { return ({ the_short(), long(), enumerate(({ "a", "b" })), resolve_path("/std", "../x") }); }
    int mine() { return wizardp(this_object()); }` })
  t.same(await call(box, 'all'), ['the pine box', 'Of pine.\n', 'a and b', '/x'])
  t.equal(await call(box, 'mine'), 0)
  const compiles = (name: string) => failureOf(clone(mesh, { text: `inherit "/std/${name}"; void create() {} int f() { return 1; }` }).then(([w]) => w.destruct()))
  const names = ['room', 'npc', 'weapon', 'armour', 'food', 'openable', 'shop', 'daemon']
  t.same((await Promise.all(names.map(compiles))).map((f) => f.message), names.map(() => 'it did not fail'))
  t.match(await compiles('player'), { message: /undefined function player_save_file/ }, 'a player\'s body has its place in the game')
  await gone(t, rig)
})

t.test('a node gets what the worker it makes is made of, and nothing else', async (t) => {
  const rig = await Rig.start({ core, agent: null })
  const mesh = await rig.mesh()
  const node = async (name: string): Promise<Peer> => {
    const keys = generateKeyPair()
    rig.core.enroll(keys.publicKey, 'node', name)
    const peer = await connectControl(rig.core.url, { keys, serverKey: rig.core.keys.publicKey, hello: { role: 'node', name, bootEpoch: 'x', isolation: 'none', backend: 'process', address: '127.0.0.1', tags: [name], cpus: 4, memory: 1e5, maxVaults: 50 } })
    await peer.call('announce', { workers: [], freeMemory: 1e5, load: 0, running: 0, warm: 1 })
    return peer
  }
  const [curious, other] = [await node('curious'), await node('other')]
  const ask = async (peer: Peer, worker: string, ...paths: string[]) => Object.keys((await peer.call('files', { worker, authority: 'wiki', paths }) as { ok: object }).ok)
  let seen: string[][] = []
  let worker = ''
  curious.on('spawn', async (v) => {
    worker = (v as { worker: string }).worker
    seen = [
      await ask(curious, worker, '/std/tool.c', '/std/tool.h', '/std/sub/part.c', '/include/limits.h'), await ask(curious, worker, '/std/sub/part.c'),
      await ask(curious, worker, '/secure/master.c', '/std/secure/keys.c', '/players/ann.o', '/domains/room.c', '/std/innocent.c', '/workers/scout.c'), await ask(other, worker, '/std/tool.c'),
    ]
    return { error: { code: 'RUNTIME', message: 'seen enough' } }
  })
  await failureOf(clone(mesh, { text: 'inherit "/std/tool"; // master keys ann room innocent' }, { requires: ['curious'] }))
  t.same(seen, [['/std/tool.c', '/std/tool.h', '/std/sub/part.c'], ['/std/sub/part.c'], [], []])
  t.ok(await until(() => rig.core.closures.size === 0))
  t.same(await ask(curious, worker, '/std/tool.c'), [], 'afterwards it gets nothing')
  curious.close()
  other.close()
  await gone(t, rig)
})
