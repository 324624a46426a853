/**
 * Random programs over most of the language, as text: ints, strings, arrays, mappings, function
 * values, classes, every loop, switch, catch, promises. Loops count or walk a copy, calls go only to
 * functions written before: every program ends. What they mean is not known here; they are
 * compared with themselves, run in another way.
 */
import fc from 'fast-check'

/** Text that is still to be written: names of counters are given on the way. */
type Text = (c: Context) => string
interface Context {
  next: number
  /** Number of the function being written: calls go below it. */
  readonly at: number
}

const lit = (s: string): Text => () => s
const join = (strings: TemplateStringsArray, ...parts: Text[]): Text => (c) => strings.reduce((out, s, i) => out + s + (parts[i]?.(c) ?? ''), '')
const fresh = (body: (name: string) => Text): Text => (c) => body(`k${c.next++}`)(c)

type Tree = { I: Text; S: Text; A: Text; M: Text; F: Text; D: Text; body: Text; stmt: Text; block: Text }

const { block } = fc.letrec<Tree>((tie) => {
  const [I, S, A, M, F, D, stmt, blockOf] = [tie('I'), tie('S'), tie('A'), tie('M'), tie('F'), tie('D'), tie('stmt'), tie('block')]
  /** One of several forms; a form is its parts and how they are put together. */
  type Form = fc.Arbitrary<Text>
  const form = (strings: TemplateStringsArray, ...parts: fc.Arbitrary<Text>[]): Form => fc.tuple(...parts).map((list) => join(strings, ...list))
  const one = (leaf: string[], ...forms: Form[]): Form => fc.oneof({ depthSize: 'small', withCrossShrink: true }, { weight: Math.ceil(forms.length / 2), arbitrary: fc.constantFrom(...leaf.map(lit)) }, ...forms.map((arbitrary) => ({ weight: 1, arbitrary })))
  const of = (...texts: string[]): Form => fc.constantFrom(...texts.map(lit))
  const call = fc.nat(9).map((n): Text => (c) => (c.at === 0 ? 'add' : `f${n % c.at}`))
  const op = of('+', '-', '*', '%', '&', '|', '<', '==', '!=', '>=', '&&', '||', '??', '<<', '>>')
  const aop = of('=', '+=', '-=', '|=', '^=')
  const ivar = of('i', 'j', 'p', 'gi', 'o->x', 'o->y')
  return {
    I: one(['0', '1', '-1', '7', '1000000007', '9007199254740993', 'i', 'j', 'p', 'gi', 'sizeof(a)', 'strlen(s)', 'o->x'],
      form`(${I} ${op} ${I})`, form`(${ivar} ${aop} ${I})`, form`${ivar}++`, form`(${I} ? ${I} : ${I})`, form`${call}(${I}, ${S})`, form`this_object()->${call}(${I}, ${S})`,
      form`sizeof(${A})`, form`sizeof(${M})`, form`strlen(${S})`, form`(${M})[${S}]`, form`m[${S}]`, form`(m[${S}] += ${I})`, form`gm["k"]++`, form`(${A})[${I}]`, form`(${A})[<1]`, form`(a[0] ${aop} ${I})`,
      form`member_array(${I}, ${A})`, form`strsrch(${S}, ${S})`, form`evaluate(${F}, ${I})`, form`(*${F})(${I})`, form`(catch(${I}) ? 1 : 2)`, form`(${S} == ${S})`, form`(${S} < ${S})`, form`!${I}`, form`-(${I})`,
      form`undefinedp((${M})[${S}])`, form`((${I}, ${I}))`, form`sizeof(catch(${S} + fail("e" + ${S})))`, form`to_int(${S})`, form`(m[${S}] ??= ${I})`, form`(i ||= ${I})`, form`sscanf(${S}, "%d%s", i, s)`,
      form`to_int(${D})`, form`(${D} < ${D})`, form`(${D} == ${I})`, form`bump(ref ${of('i', 'j', 'gi', 'a[0]', 'm["a"]', 'o->x')}, ${I})`, form`(o = new(class point, x: ${I}))->x`, form`(${of('o', '0')})?.y`, form`(i = ${D})`, form`efun::sizeof(${A})`, form`floatp(${of('d', 'i', 'gd', 'o->y')})`,
      form`(await soon(${I}))`, form`(await settled(${I}))`, form`(await promise_all(({ soon(${I}), settled(${I}), ${I} })))[1]`, form`(acatch(await dies(${S})) ? ${I} : 2)`, form`(await evaluate(async function (int x) { gi += x; return await settled(x) + 1; }, ${I}))`, form`(i += await soon(${I}))`, form`(await promise_then(settled(${I}), ${F}))`, form`(await promise_any(({ dies(${S}), soon(${I}) })))`, form`promise_status(promise_race(({ ${I}, promise_create() })))`),
    D: one(['0.0', '1.5', '-2.25', '1e300', 'd', 'gd', 'd++', '--d'],
      form`(${D} ${of('+', '-', '*')} ${D})`, form`(${D} ${of('+', '-', '*')} ${I})`, form`(${I} ${of('+', '-')} ${D})`, form`(${of('d', 'gd')} ${of('=', '+=', '-=', '*=')} ${D})`, form`(d += ${I})`, form`(d = ${I})`, form`(${D} / ${D})`, form`(${I} ? ${D} : ${D})`, form`to_float(${S})`, form`half(${D})`, form`half(${I})`, form`-(${D})`),
    S: one(['""', '"a"', '"12x"', '"äö€"', 's', 't', 'q', 'gs', 'typeof(o)'],
      form`(${S} + ${S})`, form`(${S} + ${I})`, form`(${S})[${I}..${I}]`, form`(${S})[0..<2]`, form`sprintf("%d:%s", ${I}, ${S})`, form`(${I} ? ${S} : ${S})`, form`implode(map(${A}, (: "" + $1 :)), "-")`,
      form`(s = ${S})`, form`(s += ${S})`, form`(gs = ${S})`, form`replace_string(${S}, ${S}, ${S})`, form`upper_case(${S})`, form`implode(sort_array(keys(${M}), 1), ",")`, form`(catch(${I}) || "fine")`,
      form`\`<\${${I}}|\${${S}}>\``, form`typeof((${M})[${S}])`, form`sprintf("%O", ${A})`, form`(t[0..0] = ${S})`, form`sprintf("%.3f", ${D})`, form`(${S} + ${D})`),
    A: one(['({ })', '({ 1, 2, 3 })', 'a', 'b', 'ga'],
      form`({ ${I}, ${I} })`, form`({ ${I}, ${A}..., ${I} })`, form`(${A} + ${A})`, form`(${A} - ${A})`, form`(${A} & ${A})`, form`(${A})[${I}..${I}]`, form`(${A})[1..]`, form`map(${A}, ${F})`, form`filter(${A}, ${F})`, form`sort_array(${A}, (: $1 - $2 :))`,
      form`values(${M})`, form`(a = ${A})`, form`(ga += ${A})`, form`allocate(3, ${I})`, form`(${I} ? ${A} : ${A})`, form`copy(${A})`, form`(b[0..1] = ${A})`, form`map(explode(${S}, "1"), (: strlen($1) + $(${I}) :))`, form`({ catch(a = ${A}) ? 1 : 0 })`),
    M: one(['([ ])', '([ "k": 1, "l": 2 ])', 'm', 'gm'],
      form`([ ${S}: ${I}, ${S}: ${I} ])`, form`(${M} + ${M})`, form`(m = ${M})`, form`(gm += ${M})`, form`map(${M}, (: $2 + $(${I}) :))`, form`filter(${M}, (: $2 > 0 :))`, form`map_delete(copy(${M}), ${S})`, form`(${I} ? ${M} : ${M})`),
    F: one(['(: $1 :)', '(: $1 * 2 :)', '(: add, 3 :)', 'f', '(: gi += $1 :)', '(: sizeof :)'],
      form`(: $1 + $(${I}) :)`, form`(: $(${F}) :)`, form`(: ${call}, ${I}, ${S} :)`, form`(: evaluate($(${F}), $1) + evaluate($(${F}), 1) :)`, form`(f = ${F})`, form`function int (int x) { if (x > 2) return x; gi--; return x + gi; }`, form`(: catch(fail("x" + $1)) ? $1 : 0 :)`, form`(: ${call}($1, "z") :)`, form`(: await soon($1 + $(${I})) :)`),
    block: fc.array(stmt, { maxLength: 4 }).map((list): Text => (c) => `{ ${list.map((s) => s(c)).join('\n')} }`),
    body: fc.array(stmt, { minLength: 1, maxLength: 8 }).map((list): Text => (c) => list.map((s) => `  ${s(c)}`).join('\n')),
    stmt: one([';', 'i++;', 'return i;', 'ga += ({ i });'],
      form`i = ${I};`, form`s = ${S};`, form`a = ${A};`, form`m = ${M};`, form`f = ${F};`, form`o->y = ${I};`, form`d = ${D};`, form`${D};`, form`${I};`, form`${S};`, form`m[${S}] = ${I};`, form`a[${I}] = ${I};`, form`${ivar} ${aop} ${I};`,
      form`if (${I}) ${blockOf}`, form`if (${I}) ${blockOf} else ${blockOf}`, form`return ${I};`, form`catch { ${blockOf} };`, form`acatch { await soon(${I}); ${blockOf} };`, form`s = catch(${call}(${I}, ${S})) || s;`, form`error("stop " + ${S});`,
      fc.tuple(I, blockOf).map(([e, b]) => fresh((k) => join`for (int ${lit(k)} = 0; ${lit(k)} < 3; ${lit(k)}++) { if (${e}) continue; ${b} }`)),
      fc.tuple(I, blockOf).map(([e, b]) => fresh((k) => join`{ int ${lit(k)} = 3; while (${lit(k)}--) { ${b} if (${e}) break; } }`)),
      fc.tuple(I, blockOf).map(([e, b]) => fresh((k) => join`{ int ${lit(k)} = 0; do { ${b} j = ${e}; } while (++${lit(k)} < 2); }`)),
      fc.tuple(A, blockOf).map(([e, b]) => fresh((k) => join`foreach (int ${lit(k)} in (${e})[0..4]) { j = ${lit(k)}; ${b} }`)),
      fc.tuple(M, blockOf).map(([e, b]) => fresh((k) => join`foreach (string ${lit(k)}, mixed ${lit(`${k}v`)} in filter(${e}, (: sizeof($1) < 3 :))) { t = ${lit(k)}; j = ${lit(`${k}v`)}; ${b} }`)),
      fc.tuple(I).map(([e]) => fresh((k) => join`foreach (int ref ${lit(k)} in a) { ${lit(k)} += ${e}; if (${lit(k)} > 50) break; }`)),
      fc.tuple(S).map(([e]) => fresh((k) => join`foreach (int ${lit(k)} in (${e})[0..9]) i += ${lit(k)};`)),
      form`switch (${I}) { case 0: ${blockOf} case 1..3: ${blockOf} break; case 7: ${blockOf} default: ${blockOf} }`, form`switch (${S}) { case "a": ${blockOf} break; default: ${blockOf} case "": ${blockOf} }`),
  }
})

const BODY_DEPTH = 4
const body = fc.array(block, { minLength: 1, maxLength: BODY_DEPTH })

const HEAD = `class point { int x; int y; }
int gi = 2;
string gs = "g";
int *ga = ({ 4, 5 });
mapping gm = ([ "k": 9 ]);
int add(int x, mixed y) { return x + sizeof(y + ""); }
float gd = 0.5;
float half(float x) { return x / 2; }
int bump(int ref x, int by) { return x += by; }
promise settled(mixed v) { promise p = promise_create(); promise_resolve(p, v); return p; }
async int soon(int x) { gi ^= x & 3; await settled(0); return x; }
async mixed dies(string why) { await settled(why); error(why); return 0; }
mixed fail(string why) { error(why); return 0; }
`

/** main() catches what the last function does and returns all there is to see, as text. */
export const program: fc.Arbitrary<string> = fc.array(body, { minLength: 1, maxLength: 3 }).map((fns) => {
  const text = fns.map((list, at) => {
    const c: Context = { next: 0, at }
    return `varargs int f${at}(int p, string q) {
  int i = p, j = 3;
  string s = q, t = "tt";
  int *a = ({ 1, p, 3 }), *b = ({ 7, 8, 9 });
  mapping m = ([ "a": 1 ]);
  float d = 1;
  function f = (: $1 + 1 :);
  class point o = new(class point, x: p, y: 2);
  ${list.map((s) => s(c)).join('\n  ')}
  return i + j + sizeof(a) + sizeof(m) + o->y + to_int(d);
}
`
  })
  return `${HEAD}${text.join('')}string main() {
  mixed r, err;
  err = catch(r = f${fns.length - 1}(3, "x"));
  return sprintf("%O %O %O %O %O %O %O", err, r, gi, gd, gs, ga, gm);
}
`
})
