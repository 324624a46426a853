/** Errors: all of a file in one go, each where a wizard would look, none that only follow from others. */
import t from 'tap'
import { parse, said } from './kit.js'

/** The numbers and places only. */
const at = (text: string): string[] => said(text).map((s) => s.split(' ').slice(0, 2).join(' '))

t.test('a missing semicolon at a line end is reported there, and nothing is skipped', async (t) => {
  const text = 'void f() {\n  int x = 1\n  g()\n  h();\n  return x\n}\nint y\nint z;\n'
  t.same(said(text), [
    "2,12 E2001 expected ';' after declaration, found 'g'",
    "3,6 E2001 expected ';' after expression, found 'h'",
    "5,11 E2001 expected ';' after return, found '}'",
    "7,6 E2001 expected ';' after declaration, found 'int'",
  ])
  const [f, y, z] = parse(text).program.decls
  t.match([f, y, z], [{ kind: 'Function', body: { body: [{}, {}, {}, {}] } }, { kind: 'Var' }, { kind: 'Var' }])
})

t.test('every broken statement is said once', async (t) => {
  t.same(at(`
void f() {
  int 1x;
  foo bar;
  if x { g(); }
  for (i = 0; i < 3, i++) { g(); }
  foreach (x of y) g();
  g(1, , 2);
  x = (1 + 2;
  y = a[1;
  z = ({ 1, 2 );
  while (1) { h( }
  return;
}
void g() { x y; }
`), ['3,7 E2002', '4,7 E2001', '5,6 E2001', '6,25 E2001', '7,14 E2001', '8,8 E2005', '9,13 E2001', '10,10 E2001', '11,15 E2001', '12,18 E2005', '15,14 E2001'])
})

t.test('a brace that is missing costs one error', async (t) => {
  const text = 'void f() {\n  if (x) {\n    g();\n}\n\nvoid g() {\n  h();\n}\nint x;\n'
  t.same(said(text), ["6,1 E2008 expected '}' before the next function, found 'void': a block above is not closed"])
  t.match(parse(text).program.decls, [{ kind: 'Function', name: 'g' }, { kind: 'Var' }])
  t.same(at('void f() {\n  g();\n\nprivate int h() { }\n'), ['4,1 E2008'])
  t.same(at('void f() {\n  g();\n'), ['2,7 E2001'])
})

t.test('a missing opening brace costs one error', async (t) => {
  t.same(said('void f()\n  int x;\n  g();\n}\nint y;\n'), ["2,3 E2001 expected '{' after the parameters of f, found 'int'"])
  t.same(said('void f() {\n  g(function(int a) return a; });\n}\n'), ["2,21 E2001 expected '{' after the parameters of a function, found 'return'"])
  t.same(said('int f()\nint g() { }\n'), ["1,8 E2001 expected ';' or '{' after the parameters of f, found 'int'"])
})

t.test('a brace too many costs one error', async (t) => {
  t.same(said('void f() {\n  g();\n}\n}\nint x;\n'), ["4,1 E2017 '}' without '{'"])
})

t.test('broken declarations', async (t) => {
  t.same(at('int f( { }\nint x = ;\ninherit;\nclass { int x; }\nint g() int h() { }\nvoid k() { }\nstring 5;\nint last;\n'),
    ['1,8 E2002', '2,9 E2005', '3,8 E2005', '4,7 E2002', '5,9 E2001', '7,8 E2002'])
  t.match(parse('int x = ;\nint y;').program.decls, [{ kind: 'Var', vars: [{ name: 'y' }] }])
})

t.test('an error names what it wanted, and where the bracket was opened', async (t) => {
  const d = parse('void f() {\n  g(1,\n    2;\n  h();\n}\n').diagnostics.list
  t.equal(d.length, 1)
  t.match(d[0], { message: "expected ')' to close '(', found ';'", loc: { line: 3, col: 6 }, notes: [{ message: "to close this '('", loc: { line: 2, col: 4 } }] })
})

t.test('errors in functionals, arrays and templates stay inside their statement', async (t) => {
  t.same(at('void f() {\n  x = (: 1 + :);\n  y = ({ 1, (2 });\n  z = `a${b c}`;\n  w = function(int) { return };\n  v = (: foo\n  g();\n}\nint x y;\n'),
    ['2,14 E2005', '3,16 E2001', '4,13 E2001', '5,30 E2005', '6,13 E2001', '9,7 E2001'])
})

t.test('a flood of errors is cut off', async (t) => {
  const { diagnostics } = parse('void f() {\n' + 'x y;\n'.repeat(5_000) + '}\n')
  t.ok(diagnostics.full)
  t.ok(diagnostics.list.length <= 200)
})

t.test('keywords as names are explained', async (t) => {
  t.same(said('int return;\nvoid f() { int while; }'), ["1,5 E2002 expected a name after the type, found 'return' (it is a keyword)", "2,16 E2002 expected a local variable's name, found 'while' (it is a keyword)"])
})
