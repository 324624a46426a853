/** Traces name the object that each function ran in, whatever way a function value was called. */
import { LpcError } from '../../driver/vm/errors.js'
import { both, Mud } from './harness.js'

const FILES = {
  '/simul.c': 'int divided(int x) { return 1 / x; }',
  '/a.c': 'mixed start(string how) { return load_object("/b")->go(how); }',
  '/b.c': `
int bad(int x, int y) { return x / y; }
mixed go(string how) {
  function f = (: 1 / $1 :);
  switch (how) {
    case "in place": return (*f)(0);
    case "bound": { function g = (: bad, 1 :); return (*g)(0); }
    case "bound twice": return evaluate((: bad, 1, 0 :));
    case "mapped": return map(({ 0 }), f);
    case "mapped with more": return map(({ 1 }), (: bad :), 0);
    case "sorted": return sort_array(({ 1, 2 }), (: $1 / 0 :));
    case "in turn": { function g = (: evaluate($(f), $1) :); return (*g)(0); }
    case "efun": { function g = (: error :); return (*g)("no"); }
    case "simul_efun": { function g = (: divided :); return (*g)(0); }
  }
}
`,
}

both('objects in traces', async (t) => {
  const mud = await new Mud(FILES, { simulEfunFile: '/simul' }).boot()
  for (const how of ['in place', 'bound', 'bound twice', 'mapped', 'mapped with more', 'sorted', 'in turn', 'efun', 'simul_efun']) {
    const error = await mud.call('/a', 'start', how).then(() => null, (e: unknown) => e)
    if (!(error instanceof LpcError)) {
      t.fail(`${how}: no error`)
      continue
    }
    const wrong = error.trace.filter((x) => `${x.object}.c` !== x.program)
    t.same(wrong, [], how)
    t.ok(error.trace.some((x) => x.object === '/a') && error.trace.some((x) => x.object === '/b'), `${how}: whole`)
  }
  mud.close()
})
