// The compile cache through a world of its own folder: what is found there runs as what was
// compiled, in both modes; whatever may change a program makes it compiled anew; damaged, foreign
// and old entries do no harm.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cachedDataVersionTag } from 'node:v8'
import t from 'tap'
import type { CacheStore } from '../../driver/compile/cache/index.js'
import { openCompileCache } from '../../driver/roles/compile-cache.js'
import { makeWorld, type WorldOptions } from '../../driver/roles/make-world.js'
import { applyDirect } from '../../driver/vm/calls.js'
import type { LpcError } from '../../driver/vm/errors.js'
import type { LpcObject } from '../../driver/vm/object.js'
import type { Result, Value } from '../../driver/vm/values.js'
import { SILENT } from '../../driver/world/config.js'
import { after } from '../../driver/world/flow.js'

interface Boot {
  readonly value: Value
  readonly error: LpcError | null
  /** Entries found, and made. */
  readonly hits: number
  readonly made: number
  readonly logged: string[]
}

class Lib {
  readonly dir = mkdtempSync(join(tmpdir(), 'hauki-lib-'))
  readonly cache = mkdtempSync(join(tmpdir(), 'hauki-cache-'))

  constructor(files: Record<string, string>) {
    chmodSync(this.cache, 0o700)
    this.write({ 'master.c': 'string *told = ({ }); void log_error(string f, string s) { told += ({ s }); } mixed told() { return told; }', ...files })
  }

  write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.dir, name), text)
  }

  entries(): string[] {
    return readdirSync(this.cache).map((f) => join(this.cache, f))
  }

  /** Boots a new world and calls main() in /main. */
  boot(options: Partial<WorldOptions> = {}, limit = 2 ** 24): Promise<Boot> {
    const disk = openCompileCache(this.cache, limit, SILENT)!
    let found = 0
    let made = 0
    const store: CacheStore = {
      engine: disk.engine,
      read: (key) => {
        const bytes = disk.read(key)
        if (bytes) found++
        return bytes
      },
      write: (key, make) => {
        made++
        disk.write(key, make)
      },
    }
    const world = makeWorld({ mudlibDir: this.dir, includeDirs: ['/'], masterFile: '/master', compileCache: store, ...options })
    return new Promise((done) => {
      const finish = (error: LpcError | null, value: Value): void => {
        const logged = (world.master && world.master.segs[0].v_told) as string[]
        world.scheduler.stop()
        disk.flush()
        done({ value, error, hits: found - made, made, logged })
      }
      world.boot((failed) => {
        if (failed) return finish(failed, undefined)
        world.start({}, (F) => after(F, world.loader.load(F, '/main'), (ob) => applyDirect(F, ob as LpcObject, 'main', []) as Result), finish)
      })
    })
  }

  remove(): void {
    for (const d of [this.dir, this.cache]) rmSync(d, { recursive: true })
  }
}

const FILES = {
  'defs.h': '#define N 3\nclass point { int x; string *names; }\n',
  'base.c': 'int hp = 5; varargs int twice(int x, float f) { return x * 2; } async int later(int n) { sleep(0); return n; }',
  'main.c': `#include <defs.h>
inherit "/base";
private mapping m = ([ "a": 1 ]);
class point p;
int twice(int x) { return ::twice(x) + 1; }
int nap(int n) { sleep(0); return n + hp; }
mixed main() {
  int unused;
  p = new(class point, x: N);
  m["b"] = map(({ 1, 2, 3 }), (: twice($1) + nap($1) :));
  return sprintf("%O %O %d", p, m, await later(N));
}
int broken() { nap(1); return 1 / (hp - 5); }
`,
}

t.test('what is found runs as what was compiled', async (t) => {
  const lib = new Lib(FILES)
  for (const suspendEverywhere of [false, true]) {
    const cold = await lib.boot({ suspendEverywhere })
    const warm = await lib.boot({ suspendEverywhere })
    t.equal(cold.error, null)
    t.equal(cold.made, 3)
    t.equal(warm.made, 0)
    t.equal(warm.hits, 3)
    t.equal(warm.value, cold.value)
    t.match(cold.logged, [/unused/], 'there is a warning')
    t.strictSame(warm.logged, cold.logged, 'and it is told again')
  }
  lib.remove()
})

t.test('errors have their places and traces', async (t) => {
  const lib = new Lib({ ...FILES, 'main.c': FILES['main.c'].replace('mixed main()', 'mixed main() { return broken(); }\nmixed other()') })
  const [cold, warm] = [await lib.boot(), await lib.boot()]
  t.equal(warm.hits, 3)
  t.match(warm.error?.message, /Division by zero/)
  t.strictSame(warm.error?.trace, cold.error?.trace)
  t.ok(warm.error?.trace.some((e) => e.function === 'broken' && e.line > 1))
  lib.remove()
})

t.test('never stale', async (t) => {
  const lib = new Lib(FILES)
  const first = await lib.boot()
  const changed = async (what: string, made: number, options: Partial<WorldOptions> = {}): Promise<Boot> => {
    const b = await lib.boot(options)
    t.equal(b.made, made, what)
    return b
  }
  lib.write({ 'defs.h': FILES['defs.h'].replace('N 3', 'N 4') })
  t.match((await changed('an include', 1)).value, / 4$/)
  lib.write({ 'base.c': FILES['base.c'].replace('x * 2', 'x * 20') })
  t.match((await changed('an inherited file', 2)).value, /27/)
  lib.write({ 'defs.h': FILES['defs.h'], 'base.c': FILES['base.c'] })
  // main's entry is the last one made of its text; base's first is still there.
  t.equal((await changed('as it was', 1)).value, first.value)
  await changed('nothing', 0)
  await changed('a predefine', 3, { predefines: new Map([['DEBUG', '1']]) })
  await changed('the global include', 3, { globalInclude: '#define X 1' })
  lib.write({ 'sim.c': 'int four() { return 4; }' })
  await changed('a simul_efun file', 4, { simulEfunFile: '/sim' })
  await changed('the same', 0, { simulEfunFile: '/sim' })
  lib.write({ 'sim.c': 'string four() { return "4"; }' })
  await changed('another simul_efun', 4, { simulEfunFile: '/sim' })
  lib.write({ 'near.h': '#define HERE 1\n', 'main.c': '#include "near.h"\nint main() { return HERE; }' })
  t.equal((await changed('the text', 1)).value, 1)
  rmSync(join(lib.dir, 'near.h'))
  t.match((await lib.boot()).error?.message, /near\.h/, 'an include that is gone')
  lib.write({ 'master.c': 'mixed include_file(string file, string from, string name) { return ({ "#define HERE 7" }); }' })
  t.equal((await lib.boot()).value, 7, 'what master answers')
  lib.remove()
})

t.test('a file that does not compile is told once, and not kept', async (t) => {
  const lib = new Lib({ 'base.c': 'int f() { return 1 }', 'main.c': 'inherit "/base"; int main() { return f(); }' })
  await lib.boot()
  const b = await lib.boot()
  t.match(b.error?.message, /does not compile/)
  t.equal(b.logged.filter((s) => s.includes('/base.c')).length, (await lib.boot({ compileCache: null })).logged.filter((s) => s.includes('/base.c')).length)
  lib.write({ 'base.c': 'int f() { return 1; }' })
  t.equal((await lib.boot()).value, 1)
  lib.remove()
})

t.test('entries wait until their programs have run, and are found meanwhile', async (t) => {
  const lib = new Lib({})
  const disk = openCompileCache(lib.cache, 2 ** 20, SILENT)!
  let text = 'early'
  disk.write('key', () => Buffer.from(text))
  t.same(lib.entries(), [])
  t.same(disk.read('key'), Buffer.from('early'))
  text = 'late'
  disk.flush()
  t.equal(lib.entries().length, 1)
  t.same(disk.read('key'), Buffer.from('late'))
  lib.remove()
})

t.test('damaged entries are no entries', async (t) => {
  const lib = new Lib(FILES)
  const { value } = await lib.boot()
  const damages: Array<(path: string) => void> = [
    (path) => truncateSync(path, 100),
    (path) => truncateSync(path, statSync(path).size - 1),
    (path) => writeFileSync(path, ''),
    (path) => writeFileSync(path, 'hauki-lpc-1 x\n{}'),
    (path) => {
      const bytes = readFileSync(path)
      bytes[bytes.length >> 1] ^= 1
      writeFileSync(path, bytes)
    },
  ]
  for (const damage of damages) {
    lib.entries().forEach(damage)
    const b = await lib.boot()
    t.equal(b.error, null)
    t.equal(b.value, value)
    t.equal(b.made, 3)
  }
  lib.remove()
})

t.test('bounded, and ours alone', async (t) => {
  const lib = new Lib(FILES)
  await lib.boot()
  const old = lib.entries()
  const size = old.reduce((n, f) => n + statSync(f).size, 0)
  for (const f of old) utimesSync(f, 1_000, 1_000)
  lib.write({ 'main.c': 'int main() { return 2; }' })
  await lib.boot({ predefines: new Map([['OTHER', '1']]) })
  t.ok(lib.entries().length > old.length)
  t.equal((await lib.boot({ predefines: new Map([['OTHER', '1']]) }, size >> 1)).value, 2)
  openCompileCache(lib.cache, size >> 1, SILENT)!.trim()
  t.ok(lib.entries().reduce((n, f) => n + statSync(f).size, 0) <= size >> 1)
  t.notOk(lib.entries().some((f) => old.includes(f)), 'the oldest went first')
  t.equal(statSync(lib.entries()[0]).mode & 0o077, 0)
  chmodSync(lib.cache, 0o777)
  t.equal(openCompileCache(lib.cache, 1e6, SILENT), null, 'a folder where others may write is not used')
  t.equal(openCompileCache(join(lib.dir, 'main.c', 'x'), 1e6, SILENT), null, 'nor a place where none can be made')
  chmodSync(lib.cache, 0o700)
  lib.remove()
})

t.test('compiling leaves V8 as it was: its caches are for the flags they were made with', async (t) => {
  const before = cachedDataVersionTag()
  for (const main of ['int main() { return 1; }', 'int main() { return']) {
    const lib = new Lib({ 'main.c': main })
    await lib.boot()
    t.equal(cachedDataVersionTag(), before)
    lib.remove()
  }
})
