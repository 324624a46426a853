// Files: paths cannot leave the mudlib, the master decides, efuns answer as documented.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import t from 'tap'
import { DEFAULT_LIMITS } from '../../driver/vm/limits.js'
import { LpcError } from '../../driver/vm/errors.js'
import { normalise, objectName, Paths } from '../../driver/world/paths.js'
import { wild } from '../../efuns/files/directories.js'
import { both, Mud } from './harness.js'

t.test('normalise', async (t) => {
  t.equal(normalise('a//b/./c/../d'), '/a/b/d')
  t.equal(normalise('/'), '/')
  t.equal(normalise('x.c', '/std'), '/std/x.c')
  t.equal(objectName('std/room.c'), '/std/room')
  t.equal(objectName('/.c'), '/.c')
  for (const bad of ['..', '/../etc', 'a/../../b', 'x\0y', 'a\nb', 'x'.repeat(5_000)]) t.throws(() => normalise(bad), LpcError)
  fc.assert(
    fc.property(fc.array(fc.constantFrom('..', '.', '', 'a', 'b', '...', 'c..', '~')), (parts) => {
      try {
        const p = normalise(parts.join('/'))
        return p.startsWith('/') && !p.split('/').includes('..') && normalise(p) === p
      } catch (e) {
        return e instanceof LpcError
      }
    }),
  )
})

t.test('no path leads outside, by text or by link', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-paths-'))
  const lib = join(dir, 'lib')
  const { mkdirSync } = await import('node:fs')
  mkdirSync(join(lib, 'sub'), { recursive: true })
  writeFileSync(join(dir, 'secret'), 'x')
  symlinkSync(join(dir, 'secret'), join(lib, 'file'))
  symlinkSync(dir, join(lib, 'sub', 'up'))
  symlinkSync(join(lib, 'sub'), join(lib, 'inside'))
  symlinkSync(join(dir, 'nowhere'), join(lib, 'dangling'))
  const p = new Paths(lib)
  t.throws(() => p.host('/file'), /leaves the mudlib/)
  t.throws(() => p.host('/sub/up/secret'), /leaves the mudlib/)
  t.throws(() => p.host('/sub/up/new/file'), /leaves the mudlib/)
  t.throws(() => p.host('/dangling'), /Broken link/)
  t.ok(p.host('/inside/new').endsWith('/inside/new'))
  fc.assert(
    fc.property(fc.array(fc.constantFrom('..', '.', 'sub', 'up', 'file', 'inside', 'secret', 'x')), (parts) => {
      try {
        return p.host(parts.join('/')).startsWith(lib)
      } catch (e) {
        return e instanceof LpcError
      }
    }),
  )
  rmSync(dir, { recursive: true })
})

t.test('a file that comes and goes meanwhile is no broken link', async (t) => {
  const lib = t.testdir({})
  const p = new Paths(lib)
  const toggling = new Worker(`
    const { rmSync, writeFileSync } = require('node:fs')
    const { parentPort, workerData } = require('node:worker_threads')
    parentPort.postMessage('begun')
    for (let i = 0; i < 20000; i++) { writeFileSync(workerData, 'x'); rmSync(workerData) }`, { eval: true, workerData: join(lib, 'log') })
  let over = false
  toggling.once('exit', () => { over = true })
  await once(toggling, 'message')
  while (!over) {
    for (let i = 0; i < 1000; i++) p.host('/log')
    await new Promise((next) => setImmediate(next))
  }
  t.ok(over)
})

t.test('wildcards', async (t) => {
  t.ok(wild('*.c', 'room.c'))
  t.notOk(wild('*.c', 'room.h'))
  t.ok(wild('r??m*', 'room.c'))
  t.ok(wild('*', ''))
  t.notOk(wild('*a'.repeat(50) + 'b', 'a'.repeat(5_000)), 'hostile patterns stay cheap')
})

both('reading and writing', async (t) => {
  const mud = await new Mud({
    '/d/a.txt': 'one\ntwo\r\nthree\nfour',
    '/d/b.c': '',
    '/d/sub/x': 'xy',
    '/a.c': `
      mixed *r() { return ({ read_file("/d/a.txt"), read_file("/d/a.txt", 2), read_file("/d/a.txt", 2, 2), read_file("/d/a.txt", 9), read_file("/none"), read_file("/d") }); }
      mixed *b() { return ({ read_bytes("/d/sub/x"), read_bytes("/d/a.txt", 4, 3), read_bytes("/d/a.txt", -4), read_bytes("/d/a.txt", 100) }); }
      mixed *w() { return ({ write_file("/d/w", "a"), write_file("/d/w", "b"), read_file("/d/w"), write_file("/d/w", "c", 1), read_file("/d/w"), write_bytes("/d/w", 1, "dé"), read_file("/d/w"), write_bytes("/d/w", 99999999, "x"), catch(write_file("/no/dir/x", "y")) }); }
      mixed *d() { return ({ get_dir("/d/"), get_dir("/d"), get_dir("/d/*.c"), get_dir("/none/"), get_dir("/d/a.txt", -1)[0][0..1], file_size("/d"), file_size("/d/sub/x"), sizeof(stat("/d/sub/x")), get_dir("/d/*", -1)[4][0..1] }); }
      mixed *m() { return ({ mkdir("/n"), mkdir("/n"), rename("/d/sub/x", "/n"), file_size("/n/x"), cp("/n/x", "/n/y"), rmdir("/n"), rm("/n/x"), rm("/n/y"), rm("/n/y"), rmdir("/n"), cp("/none", "/x"), rename("/none", "/x") }); }
      mixed *esc() { return ({ read_file("/../x"), write_file("/d/../../x", "y"), file_size("/a\nb"), get_dir("/../"), find_object("../a"), implode(get_dir("/d/*"), " "), catch(load_object("../../etc/passwd")) }); }`,
  }).boot()
  t.strictSame(await mud.call('/a', 'r'), ['one\ntwo\nthree\nfour', 'two\nthree\nfour', 'two\nthree\n', 0, 0, 0])
  t.strictSame(await mud.call('/a', 'b'), ['xy', 'two', 'four', 0])
  const w = (await mud.call('/a', 'w')) as unknown[]
  t.strictSame(w.slice(0, 8), [1, 1, 'ab', 1, 'c', 1, 'cdé', 0])
  t.match(w[8], /No such file or directory: \/no\/dir\/x/)
  t.strictSame(await mud.call('/a', 'd'), [['a.txt', 'b.c', 'sub', 'w'], ['d'], ['b.c'], 0, ['a.txt', 19], -2, 2, 3, ['sub', -2]])
  t.strictSame(await mud.call('/a', 'm'), [1, 0, 0, 2, 1, 0, 1, 1, 0, 1, -1, 1])
  const esc = (await mud.call('/a', 'esc')) as unknown[]
  t.strictSame(esc.slice(0, 6), [0, 0, -1, 0, 0, '. .. a.txt b.c sub w'])
  t.match(esc[6], /leaves the mudlib/)
  mud.close()
})

both('the master decides, call by call; a broken or silent master denies writing', async (t) => {
  const probe = `mixed *f() { return ({ read_file("/open/x"), read_file("/shut/x"), write_file("/open/y", "1"), write_file("/shut/y", "1"), file_size("/shut/x"), get_dir("/shut/"), rm("/shut/x"), rename("/shut/x", "/open/z"), cp("/shut/x", "/open/z"), catch(load_object("/shut/obj")) }); }`
  const files = { '/open/x': 'o', '/shut/x': 's', '/shut/obj.c': '', '/a.c': probe }
  const mud = await new Mud({
    ...files,
    '/master.c': 'int ok(string f) { return f[0..4] != "/shut"; } int valid_read(string f, object o, string fn) { return ok(f); } int valid_write(string f, object o, string fn) { return ok(f); }',
  }).boot()
  const r = (await mud.call('/a', 'f')) as unknown[]
  t.match(r.pop(), /denied/)
  t.strictSame(r, ['o', 0, 1, 0, -1, 0, 0, -1, -1])
  t.ok(existsSync(join(mud.dir, 'shut/x')))
  mud.close()

  const silent = await new Mud({ ...files, '/master.c': '' }).boot()
  t.strictSame(((await silent.call('/a', 'f')) as unknown[]).slice(0, 4), ['o', 's', 0, 0])
  silent.close()

  const broken = await new Mud({ ...files, '/master.c': 'mixed valid_read(string f, object o, string fn) { if (fn == "read_file") error("x"); return f == "/open/x" ? "/shut/x" : 1; } mixed valid_write(string f, object o, string fn) { sleep(1); return 1; }' }).boot()
  const b = (await broken.call('/a', 'f')) as unknown[]
  t.strictSame(b.slice(0, 4), [0, 0, 0, 0], 'an error in the apply denies; it cannot wait')
  broken.close()
})

both('large files are errors, not memory; a FIFO is no file', async (t) => {
  const mud = await new Mud({ '/big': 'x'.repeat(2_000), '/a.c': 'mixed f() { return catch(read_file("/big")); } mixed g() { return catch(read_bytes("/big")); } mixed h() { return strlen(read_bytes("/big", 0, 500)); } mixed fifo() { return read_file("/pipe"); }' }, { limits: { ...DEFAULT_LIMITS, readFileSize: 1_000 } }).boot()
  t.match(await mud.call('/a', 'f'), /larger than the maximum read file size/)
  t.match(await mud.call('/a', 'g'), /larger than/)
  t.equal(await mud.call('/a', 'h'), 500)
  t.equal(readFileSync(join(mud.dir, 'big'), 'utf8').length, 2_000)
  execFileSync('mkfifo', [join(mud.dir, 'pipe')])
  t.equal(await mud.call('/a', 'fifo'), 0)
  mud.close()
})

both('includes: beside the file, in the include folders, never outside, and the master may hide them', async (t) => {
  const mud = await new Mud({
    '/include/g.h': '#define G 1\n',
    '/d/l.h': '#define L 2\n',
    '/d/a.c': '#include <g.h>\n#include "l.h"\nint f() { return G + L; }',
    '/hidden/s.h': 'SECRET LINE',
    '/b.c': '#include "/hidden/s.h"\n',
    '/c.c': '#include "../../etc/passwd"\n',
    '/master.c': 'int valid_read(string f, object o, string fn) { return f[0..6] != "/hidden"; } ',
  }).boot()
  t.equal(await mud.call('/d/a', 'f'), 3)
  const hidden = await mud.call('/b', 'f').catch((e) => e)
  t.notMatch(String(hidden.report), /SECRET/)
  await t.rejects(mud.call('/c', 'f'), LpcError)
  mud.close()
})

