/**
 * Programs that are large or deep in one way each: they compile and run, or end in a clear error,
 * and neither takes long. What the front end alone refuses is in t/lang/limits.
 */
import t from 'tap'
import { MAX_CHAIN } from '../../driver/lang/limits.js'
import { MAX_CASE_CHAIN, MAX_EXPRESSION_DEPTH, MAX_KEPT } from '../../driver/compile/limits.js'
import { Bench } from './kit.js'

const bench = new Bench()
t.teardown(() => bench.close())
t.setTimeout(240_000)

const times = (n: number, make: (i: number) => string): string => Array.from({ length: n }, (_, i) => make(i)).join('')
const CALL = 'int f(int i) { return i; }\n'
const main = (body: string): string => `${CALL}mixed main() { int x; ${body} }`

interface Hostile {
  readonly source: string
  /** main()'s value, or what its error says. */
  readonly gives: unknown
  /** Also with a wait at every call. */
  readonly waiting?: boolean
}

const PROGRAMS: Readonly<Record<string, Hostile>> = {
  'a function of 30,000 lines': { source: main(`${times(30_000, (i) => `x += ${i} % 7;\n`)} return x;`), gives: 89_995 },
  'a function of 2,000 calls': { source: main(`${times(2_000, () => 'x += f(1);\n')} return x;`), gives: 2_000, waiting: true },
  '500 loops that wait': { source: main(`${times(500, () => 'foreach (int v in ({ 1, 2 })) x += f(v);\n')} return x;`), gives: 1_500, waiting: true },
  '500 catches that wait': { source: main(`${times(500, () => 'catch { x += f(1); };\n')} return x;`), gives: 500, waiting: true },
  '500 awaits': { source: `async int g(int i) { return i; }\n${main(`${times(500, () => 'x += await g(1);\n')} return x;`)}`, gives: 500, waiting: true },
  [`a chain of ${MAX_CHAIN} operators`]: { source: main(`mixed a = 1; return a${' + a'.repeat(MAX_CHAIN - 1)};`), gives: MAX_CHAIN },
  'what a cut chain changes is seen in order': { source: `int g; int h() { return g++; }\nmixed main() { int *r = ({ g, ${'1 + '.repeat(3 * MAX_EXPRESSION_DEPTH)}g + h() + g, g }); return sprintf("%d %d %d", r...); }`, gives: '0 301 1', waiting: true },
  'a chain of tests': { source: main(`mixed a = 1; if (a${' && a'.repeat(MAX_CHAIN - 1)}) x++; return (a${' && a'.repeat(MAX_CHAIN - 1)}) + (0${' || x'.repeat(MAX_CHAIN - 1)});`), gives: 2 },
  'a chain of else ifs': { source: main(`x = ${MAX_CHAIN - 2}; ${times(MAX_CHAIN - 1, (i) => `if (x == ${i}) return f(${i}); else `)} return -1;`), gives: MAX_CHAIN - 2, waiting: true },
  'a switch of 20,000 cases': { source: main(`x = 500; switch (x) { ${times(20_000, (i) => `case ${i}: x += ${i}; break;\n`)} } return x;`), gives: 1_000 },
  'a switch of many ranges': { source: main(`x = 20007; switch (x) { ${times(10 * MAX_CASE_CHAIN, (i) => `case ${i * 10}..${i * 10 + 5}: x = ${i}; break;\n`)} default: x = -1; break; case 20006..20008: x = 7; } return x;`), gives: 7, waiting: true },
  'an array of 50,000 elements': { source: main(`return sizeof(({ ${times(50_000, (i) => `${i},`)} }));`), gives: 50_000 },
  'a mapping of 10,000 pairs': { source: main(`return sizeof(([ ${times(10_000, (i) => `"k${i}": ${i},`)} ]));`), gives: /too large|10000/ },
  '10,000 arguments': { source: `int g(mixed x...) { return sizeof(x); }\n${main(`return g(${times(10_000, (i) => `${i},`).slice(0, -1)});`)}`, gives: /10000|too large/ },
  'an array spread over the stack': { source: `int g(mixed x...) { return sizeof(x); }\n${main('return g(allocate(900000)...);')}`, gives: /too large|Too deep/ },
  '2,000 function values': { source: main(`${times(2_000, (i) => `x += evaluate((: $1 + ${i % 2} :), 1);\n`)} return x;`), gives: 3_000 },
  '5,000 functions': { source: `${times(5_000, (i) => `int f${i}() { return ${i}; }\n`)}mixed main() { return f4999(); }`, gives: 4_999 },
  '5,000 globals': { source: `${times(5_000, (i) => `int g${i} = ${i};\n`)}mixed main() { return g4999; }`, gives: 4_999 },
  'a class of 10,000 members': { source: `class c { ${times(10_000, (i) => `int m${i};`)} }\nmixed main() { class c o = new(class c, m5: 3); return o->m5; }`, gives: 3 },
  '10,000 macros': { source: `${times(10_000, (i) => `#define M${i}(a) ((a) + ${i % 2})\n`)}${main(`${times(10_000, (i) => `x = M${i}(x);\n`)} return x;`)}`, gives: 5_000 },
  'functions that keep too many variables': { source: `${CALL}${times(40, (n) => `int g${n}() { ${times(240, (i) => `int v${i} = f(${i});\n`)} return ${times(240, (i) => `v${i} + `)} 0; }\n`)}mixed main() { return 1; }`, gives: new RegExp(`more than ${MAX_KEPT} local variables`) },
}

for (const [name, { source, gives, waiting }] of Object.entries(PROGRAMS)) {
  t.test(name, async (t) => {
    const path = bench.write(source)
    for (const mode of waiting ? (['plain', 'waiting'] as const) : (['plain'] as const)) {
      const r = await bench.run(path, mode)
      t.equal(r.bug, null, mode)
      if (gives instanceof RegExp) t.match(r.error ?? String(r.value), gives)
      else t.same([r.error, r.value], [null, gives], mode)
    }
  })
}
