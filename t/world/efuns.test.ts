// Every example in the declarations of the world's efuns is true, in both modes; what needs more
// than an expression is tested in the files beside this one.
import { MAX_SLICE } from '../../driver/vm/limits.js'
import { WORLD_FAMILIES } from '../../efuns/table.js'
import { both, master, Mud } from './harness.js'

both('examples of the man pages', async (t) => {
  const mud = await new Mud({}).boot()
  let n = 0
  for (const e of WORLD_FAMILIES.flat()) {
    for (const example of e.examples ?? []) {
      const path = `/ex${n++}`
      mud.write({ [`${path}.c`]: `mixed t() { return (${example}) ? 1 : 0; }` })
      t.equal(await mud.call(path, 't'), 1, `${e.name}: ${example}`)
    }
  }
  mud.close()
})

both('every efun has a summary, a family and links that lead somewhere', async (t) => {
  const all = WORLD_FAMILIES.flat()
  const mud = await new Mud({}).boot()
  for (const e of all) {
    t.match(e.doc, /^[^\n]{10,}/, e.name)
    for (const to of e.seeAlso ?? []) if (!mud.world.config.efuns.has(to)) t.comment(`${e.name} refers to ${to}, which is not there yet`)
  }
  mud.close()
})

both('throw, error, ticks', async (t) => {
  const mud = await new Mud({
    '/master.c': master('int valid_eval_limit(object o) { return file_name(o) == "/may"; } int mine() { return set_eval_limit(1000000); }'),
    '/a.c': `
      mixed *f() { return ({ catch(throw(5)), catch(throw(({ "x" })))[0], catch(error("a\\n")), catch(throw(0)) }); }
      int more() { int i, before; for (i = 0; i < 1000; i++); before = eval_cost(); reset_eval_cost(); return eval_cost() > before; }
      mixed forever() { return catch { while (1) reset_eval_cost(); }; }`,
    '/may.c': 'inherit "/a";',
  }).boot()
  t.strictSame(await mud.call('/a', 'f'), [5, 'x', '*a\n', 0])
  t.equal(await mud.call('/a', 'more'), 0)
  t.equal(await mud.call('/may', 'more'), 1)
  await t.rejects(mud.call('/a', 'forever'), /Too long evaluation/)
  t.equal(await mud.call('/master', 'mine'), 1_000_000)
  mud.world.limits.fiberTicks = 5_000_000
  await t.rejects(mud.call('/may', 'forever'), /Too long evaluation/, 'the lifetime budget ends it')
  mud.world.limits.evalTicks = 1e15
  mud.world.start({}, (F) => void t.equal(F.ticks, MAX_SLICE, 'a slice has an end, whatever the settings say'), () => {})
  mud.close()
})

both('what reaches far needs the master', async (t) => {
  const mud = await new Mud({
    '/simul.c': 'void sim_down() { shutdown(1); }',
    '/b.c': 'int secret = 42; void setup() { enable_commands(); }',
    '/a.c': `
      string *f() { object b = load_object("/b"); b->setup(); return ({ catch(shutdown()), catch(set_privs(b, "root")), catch(set_this_player(b)), catch(store_variable("secret", 1, b)), catch(snoop(this_object(), b)), catch(remove_interactive(b)) }); }
      int peek() { return fetch_variable("secret", load_object("/b")); }
      string bad() { return catch(fetch_variable("nope")); }`,
  }, { simulEfunFile: '/simul' }).boot()
  for (const e of (await mud.call('/a', 'f')) as string[]) t.match(e, /Permission denied/)
  t.equal(await mud.call('/a', 'peek'), 42)
  t.match(await mud.call('/a', 'bad'), /named 'nope' does not exist/)
  await mud.call('/simul', 'sim_down')
  t.equal(mud.exitCode, 1)
  mud.close()
})

both('passwords: hashed off the thread, salted, verified; hostile hashes are no work', async (t) => {
  const mud = await new Mud({
    '/a.c': `
      string h() { return password_hash("sesame"); }
      mixed *v(string h) { return ({ password_verify(h, "sesame"), password_verify(h, "Sesame"), password_verify("x", "sesame"), password_verify("$argon2id$v=19$m=99999999,t=2,p=1$c2FsdHNhbHQ$AAAA", "x") }); }
      string big(string s) { return catch(password_hash(s)); }`,
  }).boot()
  const [a, b] = (await Promise.all([mud.start('/a', 'h'), mud.start('/a', 'h')])) as string[]
  t.match(a, /^\$argon2id\$/)
  t.not(a, b)
  t.strictSame(await mud.start('/a', 'v', [a]), [1, 0, 0, 0])
  t.match(await mud.start('/a', 'big', ['x'.repeat(5_000)]), /too long/)
  mud.close()
})
