// save_object and restore_object: FluffOS's files, whole or not at all.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hostFailure } from '../../efuns/files/access.js'
import { both, Mud } from './harness.js'

const FILES = {
  '/base.c': 'int level; nosave int temp; void level(int x) { level = x; temp = x; } int *levels() { return ({ level, temp }); }',
  '/p.c': `
    inherit "/base";
    class pt { int x; string n; }
    string name; mapping m; float f; mixed *a; int zero; nosave string secret = "s"; class pt c; class pt *cs;
    void fill() { level(7); name = "A \\"b\\"\\n\\\\c"; m = ([ "k": ({ 1, 2.5 }), 3: "x" ]); f = 1.5; a = ({ 1, ({ "y" }), this_object() }); secret = "z"; c = new(class pt, x: 4, n: "q"); cs = ({ c }); }
    int save(int z) { return save_object("/save/p", z); }
    string text() { return save_object(); }
    int load(int k) { return restore_object("/save/p", k); }
    mixed *get() { return ({ name, m["k"][1] == 2.5, f == 1.5, a, zero, secret }) + levels(); }
    mixed *cls() { return ({ c->x, c->n, cs[0]->x }); }
    void set(int z) { zero = z; }
    string err() { return catch(restore_object("/save/p")); }
    string serr() { return catch(save_object("/no/dir/p")); }
    int none() { return restore_object("/save/none"); }
    void from(string s) { restore_from_string(s); }
  `,
  '/save/.keep': '',
}

both('there and back', async (t) => {
  const mud = await new Mud(FILES).boot()
  await mud.call('/p', 'fill')
  t.ok(await mud.call('/p', 'save', 0))
  const text = readFileSync(join(mud.dir, 'save/p.o'), 'utf8')
  t.match(text, /^#\/p\.c\nlevel 7\nname "/)
  t.notMatch(text, /secret|temp|zero/)
  t.strictSame(readdirSync(join(mud.dir, 'save')).sort(), ['.keep', 'p.o'])
  t.equal(statSync(join(mud.dir, 'save/p.o')).mode & 0o077, 0, 'not for other users of the host')
  await mud.call('/p', 'set', 9)
  await mud.call('/p', 'load', 1)
  t.equal(((await mud.call('/p', 'get')) as unknown[])[4], 9, 'kept')
  mud.world.start({}, (F) => mud.world.destruct(F, mud.world.find('/p')!))
  await mud.clock.settle()
  t.equal(await mud.call('/p', 'load', 0), 1)
  t.strictSame(await mud.call('/p', 'get'), ['A "b"\n\\c', 1, 1, [1, ['y'], 0], 0, 's', 7, 0])
  t.strictSame(await mud.call('/p', 'cls'), [4, 'q', 4])
  t.ok(await mud.call('/p', 'save', 1))
  t.match(readFileSync(join(mud.dir, 'save/p.o'), 'utf8'), /\nzero 0\n/)
  t.equal(await mud.call('/p', 'none'), 0)
  mud.close()
})

both('text form', async (t) => {
  const mud = await new Mud(FILES).boot()
  await mud.call('/p', 'fill')
  const text = (await mud.call('/p', 'text')) as string
  mud.world.start({}, (F) => mud.world.destruct(F, mud.world.find('/p')!))
  await mud.call('/p', 'from', text)
  t.equal(((await mud.call('/p', 'get')) as unknown[])[0], 'A "b"\n\\c')
  mud.close()
})

both('damaged and foreign files', async (t) => {
  const mud = await new Mud(FILES).boot()
  await mud.call('/p', 'fill')
  writeFileSync(join(mud.dir, 'save/p.o'), '#/p.c\nname "new"\nm ([ "k": (\n')
  t.match(await mud.call('/p', 'err'), /Line 3, variable m/)
  t.equal(((await mud.call('/p', 'get')) as unknown[])[0], 'A "b"\n\\c', 'nothing changed')
  writeFileSync(join(mud.dir, 'save/p.o'), '#/p.c\nname 5\nlevel "five"\nunknown 3\nf 2\nsecret "stolen"\n\n')
  t.equal(await mud.call('/p', 'load', 1), 1)
  const r = (await mud.call('/p', 'get')) as unknown[]
  t.equal(r[0], 'A "b"\n\\c', 'a value of the wrong type is left out')
  t.equal(r[5], 'z', 'nosave is not restored')
  writeFileSync(join(mud.dir, 'save/p.o'), Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 37) & 255)))
  await mud.call('/p', 'err')
  t.match(await mud.call('/p', 'serr'), /No such file or directory/)
  mud.close()
})

both('what the host or the master refuses', async (t) => {
  const mud = await new Mud({ ...FILES, '/master.c': 'int valid_read(string f, object o, string fn) { return fn != "restore_object"; } int valid_write(string f, object o, string fn) { return fn != "save_object"; }' }).boot()
  t.equal(await mud.call('/p', 'save', 0), 0)
  t.equal(await mud.call('/p', 'load', 0), 0)
  mud.close()
  t.match(hostFailure('save_object', '/p.o', { code: 'ENOSPC' }).message, 'save_object: No space left on the disk: /p.o')
})
