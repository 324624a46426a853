/** Statements and what stands outside functions. */
import t from 'tap'
import { decls, said, stmts } from './kit.js'

const statements: Readonly<Record<string, string>> = {
  ';': ';',
  'int a, *b = ({ }), **c;': '(local int a, int * b = (array), int ** c)',
  'f(); int x = 1; g();': '(call f) (local int x = 1) (call g)',
  'class p x; struct q *y;': '(local class p x) (local class q * y)',
  'int | string x;': '(local int | string x)',
  '<int | string>* x;': '(local (int | string) * x)',
  'string * | int x;': '(local string * | int x)',
  'mixed array x; array y; status z;': '(local mixed * x) (local mixed * y) (local int z)',
  'function f = (: g :);': '(local function f = (&g))',
  'function(int x) { };': '(function mixed (int x) {})',
  'object::create();': '(call object::create)',
  'if (a) b; else if (c) d; else e;': '(if a b (if c d e))',
  'if (a) if (b) c; else d;': '(if a (if b c d))',
  'while (a) b();': '(while a (call b))',
  'do { a(); } while (b);': '(do {(call a)} b)',
  'for (;;) break;': '(for [] [] [] break)',
  'for (i = 0, j = 1; i < j; i++, j--) continue;': '(for [(, (= i 0) (= j 1))] [(< i j)] [(, (i ++) (j --))] continue)',
  'for (int i = 0, j = 2; i; ) ;': '(for [(local int i = 0, int j = 2)] [i] [] ;)',
  'for (int i = 0, string s = ""; i; ) ;': '(for [(local int i = 0, string s = "")] [i] [] ;)',
  'foreach (x in a) f(x);': '(foreach x in a (call f x))',
  'foreach (string k, mixed v in m) ;': '(foreach string k, mixed v in m ;)',
  'foreach (k, v in m) ;': '(foreach k, v in m ;)',
  'foreach (string s : a + b) ;': '(foreach string s in (+ a b) ;)',
  'foreach (int ref x in a) ;': '(foreach int ref x in a ;)',
  'foreach (ref x in a) ;': '(foreach ref x in a ;)',
  'foreach (string *s in a) ;': '(foreach string * s in a ;)',
  'foreach (class p x in a) ;': '(foreach class p x in a ;)',
  'foreach (int in in a) ;': '(foreach int in in a ;)',
  'switch (a) { case 1: case 2: b(); break; default: c(); }': '(switch a 1:2:[(call b) break] default:[(call c)])',
  'switch (a) { case 1..3: case ..0: case 5..: ; }': '(switch a 1..3:..0:5..:[;])',
  'switch (a) { case "x": case FOO: case \'a\'..\'z\': }': '(switch a "x":FOO:97..122:[])',
  'switch (a) { int x; case 1: x = 2; }': '{(local int x) (switch a 1:[(= x 2)])}',
  'switch (a) { case 1: int y = 2; break; case 2: { break; } }': '(switch a 1:[(local int y = 2) break] 2:[{break}])',
  'switch (a) { }': '(switch a)',
  'return; return a, b;': '(return) (return (, a b))',
  '{ { } }': '{{}}',
}

t.test('statements', async (t) => {
  for (const [text, tree] of Object.entries(statements)) t.equal(stmts(text), tree, text)
})

const programs: Readonly<Record<string, string>> = {
  'inherit "/std/object";': '(inherit "/std/object")',
  'private inherit "a" "b";': '(private inherit "ab")',
  'inherit ("a" + B);': '(inherit (+ "a" B))',
  'virtual inherit "a";': '(virtual inherit "a")',
  'int x, *y = ({ 1 }), z;': '(var int x, int * y = (array 1), int z)',
  'private static nosave mapping m;': '(nosave private static var mapping m)',
  'static x;': '(static var mixed x)',
  'int f();': '(function int f ())',
  'int f(int, string *, mixed x...);': '(function int f (int, string *, mixed x...))',
  'int f(void) { }': '(function int f () {})',
  'f(a, b) { }': '(function unknown f (mixed a, mixed b) {})',
  'static foo() { return 1; }': '(static function unknown foo () {(return 1)})',
  'string *f(class p x, int ref y, int &z) { }': '(function string * f (class p x, int ref y, int ref z) {})',
  'varargs int f(int a, int b) { }': '(varargs function int f (int a, int b) {})',
  'int f(varargs int a) { }': '(varargs function int f (int a) {})',
  'int f(int a : (: 3 :), int b = 4, function g : (: $1 :)) { }': '(function int f (int a = (fn/0 3), int b = 4, function g = (fn/1 $1)) {})',
  'int f(function g = function() { int q; }) { int q; }': '(function int f (function g = (function mixed () {(local int q)})) {(local int q)})',
  'async void f() { }': '(async function void f () {})',
  'int private f() { }': '(private function int f () {})',
  'int | string f(int | float x) { }': '(function int | string f (int | float x) {})',
  'class p { int x, *y; string z; }': '(class p int x, int * y, string z)',
  'private class p { } class p x;': '(private class p) (var class p x)',
  'struct s { int a; };': '(class s int a)',
  'class p f() { }': '(function class p f () {})',
  'private: int x; public: int f(); protected int y;': '(private var int x) (public function int f ()) (protected var int y)',
  'nosave: int x; private int y;': '(nosave var int x) (nosave private var int y)',
  'int x;; void f() { };': '(var int x) (function void f () {})',
  'function f; function *g(function h, function);': '(var function f) (function function * g (function h, function))',
  'array x; status y() { }': '(var mixed * x) (function int y () {})',
  'int array(int status) { } int status, async;': '(function int array (int status) {}) (var int status, int async)',
  'int class, new;': '(var int class, int new)',
}

t.test('declarations', async (t) => {
  for (const [text, tree] of Object.entries(programs)) t.equal(decls(text), tree, text)
})

const refused: Readonly<Record<string, string>> = {
  'void f() { break; }': "1,12 E2012 'break' outside of a loop or switch",
  'void f() { switch (1) { case 1: continue; } }': "1,33 E2012 'continue' outside of a loop",
  'void f() { while (1) { function() { break; }; } }': "1,37 E2012 'break' outside of a loop or switch",
  'void f() { nosave int x; }': "1,12 E2007 'nosave' cannot stand inside a function: locals have no modifiers",
  'void f() { int x += 1; }': "1,18 E2001 only '=' can initialize x, not '+='",
  'int x += 1;': "1,7 E2001 only '=' can initialize x, not '+='",
  'void x;': '1,6 E2009 variable x cannot be void',
  'void f() { void x; }': '1,17 E2009 local variable x cannot be void',
  'void f(void x) { }': '1,13 E2009 a parameter cannot be void',
  'class p { void x; }': '1,16 E2009 member x cannot be void',
  'private public int x;': "1,9 E2018 'public' contradicts 'private'",
  'void f() { switch (1) { default: default: } }': "1,34 E2014 a second 'default'",
  'void f() { switch (1) { case "a".."b": } }': '1,30 E2015 case ranges are for ints, not strings',
  'void f() { switch (1) { f(); case 1: } }': "1,25 E2013 statements before the first 'case' are never reached",
  'void f() { else f(); }': "1,12 E2006 'else' without 'if'",
  'void f() { case 1: f(); }': "1,12 E2006 'case' outside of a switch, or deeper than its cases",
  'foo;': '1,1 E2019 variable foo has no type',
  'foo bar;': "1,1 E2004 unknown type 'foo' (a class is written 'class foo')",
  '#pragma strict_types\nfoo() { }\ncreate() { }': '2,1 E2019 function foo has no result type',
  'class p { int x; } q;': "1,20 E2022 a class declares no variable: write 'class p q;' by itself",
  'class p { int x = 1; }': '1,19 E2021 member x cannot be initialized in its class',
  'void f(int a..., int b) { }': "1,12 E2016 '...' can only follow the last parameter",
  'void f() { mixed g = int (int x) { }; }': "1,22 E2005 expected an expression, found 'int'",
  'int f(int a : (: catch { int q; } :)) { }': '1,26 E2023 a default value cannot declare variables',
  'int f(int a = 1 + ) { }': "1,19 E2005 expected an expression, found ')'",
  'void f() { room::x; }': "1,19 E2001 expected '(' and arguments after 'x': inherited functions are called by '::', not variables",
}

t.test('what is refused, and where', async (t) => {
  for (const [text, message] of Object.entries(refused)) t.same(said(text), [message], text)
})
