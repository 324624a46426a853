/** Expressions: every operator, precedence, postfix forms, literals, functionals, built-in forms. */
import t from 'tap'
import { expr, said } from './kit.js'

/** Each text and its tree. */
async function trees(t: { equal(found: string, wanted: string, message: string): boolean }, pairs: Readonly<Record<string, string>>): Promise<void> {
  for (const [text, tree] of Object.entries(pairs)) t.equal(expr(text), tree, text)
}

t.test('precedence, from loosest to tightest', (t) => trees(t, {
  'a, b = c ? d : e ?? f': '(, a (= b (? c d (?? e f))))',
  'a ?? b || c && d | e ^ f & g': '(?? a (|| b (&& c (| d (^ e (& f g))))))',
  'a & b == c < d << e + f * g': '(& a (== b (< c (<< d (+ e (* f g))))))',
  'a - b - c * d / e % f': '(- (- a b) (% (/ (* c d) e) f))',
  'a <= b != c >= d': '(!= (<= a b) (>= c d))',
  'a >> b << c': '(<< (>> a b) c)',
  '-a * !b + ~c': '(+ (* (- a) (! b)) (~ c))',
  '!a == b': '(== (! a) b)',
  '- -a + +b': '(+ (- (- a)) (+ b))',
  '(a + b) * c': '(* (+ a b) c)',
}))

t.test('the conditional associates to the right', (t) => trees(t, {
  'a ? b : c ? d : e': '(? a b (? c d e))',
  'a ? b ? c : d : e': '(? a (? b c d) e)',
  'a ? b : c + d': '(? a b (+ c d))',
  'a || b ? c : d': '(? (|| a b) c d)',
}))

t.test('assignment binds what stands left of it tightest', (t) => trees(t, {
  'a = b = c': '(= a (= b c))',
  'a + b = c + d': '(+ a (= b (+ c d)))',
  'a && b = c': '(&& a (= b c))',
  '!a = b': '(! (= a b))',
  'a ? b : c = d': '(? a b (= c d))',
  'a += b -= c *= d /= e %= f': '(+= a (-= b (*= c (/= d (%= e f)))))',
  'a &= b |= c ^= d <<= e >>= f': '(&= a (|= b (^= c (<<= d (>>= e f)))))',
  'a ??= b ||= c &&= d': '(??= a (||= b (&&= c d)))',
  'a[1] = b': '(= ([] a 1) b)',
  'a[1..2] = b': '(= ([..] a 1 2) b)',
  'a->b = c': '(= (. a b) c)',
  'a.b += c': '(+= (. a b) c)',
  '(a) = b': '(= a b)',
}))

t.test('only places can be assigned', async (t) => {
  const wrong = (text: string): string => said(`void f() { ${text}; }`).join()
  t.match(wrong('1 = 2'), /2010 '=' needs a variable/)
  t.match(wrong('f() = 2'), /not a call's value/)
  t.match(wrong('m?.k = 2'), /not what '\?\.' yields/)
  t.match(wrong('m?.[1] = 2'), /not what '\?\.' yields/)
  t.match(wrong('f()++'), /'\+\+' needs/)
  t.match(wrong('--"x"'), /'--' needs/)
  t.match(wrong('sscanf("", "", 1)'), /sscanf needs/)
  t.match(wrong('g(ref 1)'), /'ref' needs/)
})

t.test('increment and decrement', (t) => trees(t, {
  '++a + b--': '(+ (++ a) (b --))',
  '++a[1]': '(++ ([] a 1))',
  'a->b++': '((. a b) ++)',
  '-a++': '(- (a ++))',
}))

t.test('calls', (t) => trees(t, {
  'f()': '(call f)',
  'f(1, a..., ref b, &c,)': '(call f 1 a... ref b ref c)',
  '::create()': '(call ::create)',
  'room::create(1)': '(call room::create 1)',
  '"room"::create()': '(call room::create)',
  'object::create()': '(call object::create)',
  'efun::write("x")': '(call efun::write "x")',
  'efun::new("x")': '(call efun::new "x")',
  '(*f)(1)': '(invoke f 1)',
  '(*a[1])()': '(invoke ([] a 1))',
  'a[1](2)': '(invoke ([] a 1) 2)',
  'f(1)(2)': '(invoke (call f 1) 2)',
}))

t.test('members and other objects', (t) => trees(t, {
  'a->f()': '(-> a f)',
  'a->f': '(. a f)',
  'a.b.c': '(. (. a b) c)',
  'a->f(1)->g(2)[3]': '([] (-> (-> a f 1) g 2) 3)',
  'a->("f" + g)(1)': '(-> a (+ "f" g) 1)',
  'a->"f"(1)': '(-> a f 1)',
  '"/x"->f()': '(-> "/x" f)',
  '({ a, b })->f()': '(-> (array a b) f)',
  'm?.a?.[1].?[2]': '(?[] (?[] (?. m a) 1) 2)',
  'a?->f(1)': '(?-> a f 1)',
  'a?.f(1)': '(?-> a f 1)',
  'm.default + m->new()': '(+ (. m default) (-> m new))',
  '-a->f()': '(- (-> a f))',
}))

t.test('elements and ranges', (t) => trees(t, {
  'a[1]': '([] a 1)',
  'a[<1]': '([<] a 1)',
  'a[1][<2]': '([<] ([] a 1) 2)',
  'a[1..2]': '([..] a 1 2)',
  'a[<3..<2]': '([<..<] a 3 2)',
  'a[1..<2]': '([..<] a 1 2)',
  'a[<1..2]': '([<..] a 1 2)',
  'a[1..]': '([..] a 1)',
  'a[<2..]': '([<..] a 2)',
  'a[..2]': '([..] a 0 2)',
  'a[..<2]': '([..<] a 0 2)',
  'a[b < c]': '([] a (< b c))',
  'a[i, j]': '([] a (, i j))',
}))

t.test('literals', (t) => trees(t, {
  '"a" "b"': '"ab"',
  '({ })': '(array)',
  '( { 1, a..., } )': '(array 1 a...)',
  '([ ])': '(mapping)',
  '( [ "a" : 1, b : c ? d : e, ] )': '(mapping "a":1 b:(? c d e))',
  '1.5': '1.5',
  "'a'": '97',
  '`x`': '"x"',
  '`a${b}c`': '(template "a" b "c")',
  '"p" `${a}` "q" `r${b}`': '(template "p" a "qr" b "")',
  '@@X\na\nb\nX\n': '(array "a" "b")',
  '@X\na\nX\n + "b"': '(+ "a\\n" "b")',
}))

t.test('casts', (t) => trees(t, {
  '(int)a + b': '(+ (cast int a) b)',
  '(string *)a->b': '(cast string * (. a b))',
  '(class p)a': '(cast class p a)',
  '(mixed array)a': '(cast mixed * a)',
  '(int | string)a': '(cast int | string a)',
  '(<int | string>*)a': '(cast (int | string) * a)',
  '(object::create())': '(call object::create)',
}))

t.test('functionals', (t) => trees(t, {
  '(: foo :)': '(&foo)',
  '( : foo : )': '(&foo)',
  '(: foo, 1, a... :)': '(&foo 1 a...)',
  '(: foo, :)': '(&foo)',
  '(: efun::sizeof :)': '(&efun::sizeof)',
  '(: ::create :)': '(&::create)',
  '(: room::create, 1 :)': '(&room::create 1)',
  '(: $1 + $3 :)': '(fn/3 (+ $1 $3))',
  '(: foo($1) :)': '(fn/1 (call foo $1))',
  '(: $1, $2 :)': '(fn/2 (, $1 $2))',
  '(: "x" :)': '(fn/0 "x")',
  '(: :)': '(fn/0 0)',
  '(: a ? b : c :)': '(fn/0 (? a b c))',
  '(: (: $2 :) :)': '(fn/0 (fn/2 $2))',
  '(: $(x) + $1 :)': '(fn/1 (+ ($ x) $1))',
  '(: (: $($3) + $1 :) :)': '(fn/3 (fn/1 (+ ($ $3) $1)))',
  '(: return $1; :)': '(function mixed () {(return $1)})',
  '(: int x = 1; x + $1; :)': '(function mixed () {(local int x = 1) (+ x $1)})',
  '(: { a(); } :)': '(function mixed () {{(call a)}})',
  '(: $1->f() :)': '(fn/1 (-> $1 f))',
  '(: m, :)': '(&m)',
}))

t.test('anonymous functions', (t) => trees(t, {
  'function (int a, string b) { return a; }': '(function mixed (int a, string b) {(return a)})',
  'function int (int a) { return a; }': '(function int (int a) {(return a)})',
  'function string *() { }': '(function string * () {})',
  'f(function () { g(); })': '(call f (function mixed () {(call g)}))',
  '(function (mixed x...) { })(1)': '(invoke (function mixed (mixed x...) {}) 1)',
}))

t.test('$ means something only in functionals', async (t) => {
  t.same(said('void f() { $1; $(x); }').map((s) => s.slice(0, 10)), ['1,12 E2011', '1,16 E2011'])
  t.same(said('mixed f() { return (: function() { return $1; } :); }').map((s) => s.slice(0, 10)), ['1,43 E2011'])
})

t.test('built-in forms', (t) => trees(t, {
  'catch(f())': '(catch (call f))',
  'catch { f(); g(); }': '(catch {(call f) (call g)})',
  'acatch(f(), g())': '(acatch (, (call f) (call g)))',
  'catch(f())[0]': '([] (catch (call f)) 0)',
  'time_expression(f()) + time_expression { ; }': '(+ (time (call f)) (time {;}))',
  'sscanf(a, "%d", b, c[1], d->e)': '(sscanf a "%d" b ([] c 1) (. d e))',
  'parse_command(a, b, "%w", c, d)': '(parse_command a b "%w" c d)',
  'new("/x", 1)': '(new "/x" 1)',
  'new(class p, x: 1, y: a ? b : c)': '(new p x:1 y:(? a b c))',
  'new(class p)': '(new p)',
  'new(struct p, 1, 2)': '(new p 1 2)',
  'await f() + 1': '(+ (await (call f)) 1)',
}))

t.test('old names that are keywords elsewhere', (t) => trees(t, {
  'new = 1': '(= new 1)',
  'class + 1': '(+ class 1)',
  'status + array + in + async + virtual': '(+ (+ (+ (+ status array) in) async) virtual)',
}))
