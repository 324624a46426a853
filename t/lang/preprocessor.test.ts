/** Directives, macros, includes, conditions: what the parser gets to see. */
import t from 'tap'
import { parseLpc, preprocessLpc, useSite } from '../../driver/lang/index.js'
import { render } from '../../driver/lang/diagnostics.js'
import { host, preprocessed as pp, said } from './kit.js'

t.test('object-like macros', async (t) => {
  t.equal(pp('#define A 1 + B\n#define B 2\nA'), '1 + 2')
  t.equal(pp('#define A\nx A y'), 'x y')
  t.equal(pp('#define A 1 /* c */ // d\nA'), '1')
  t.equal(pp('#define A 1 \\\n + 2 \\\n\nA'), '1 + 2')
  t.equal(pp('#define A 1\n#undef A // why\nA'), 'A')
  t.equal(pp('#define int float\nint x'), 'float x')
})

t.test('function-like macros', async (t) => {
  t.equal(pp('#define F(x) ((x) * 2)\nF(a + b)'), '((a + b) * 2)')
  t.equal(pp('#define F(x, y) y, x\nF(g(1, 2), ({ 3, 4 }))'), '({ 3, 4 }), g(1, 2)')
  t.equal(pp('#define F(x) [x]\nF + F (1) F\n(2)'), 'F + [1] [ 2 ]')
  t.equal(pp('#define F() 7\nF() F ( )'), '7 7')
  t.equal(pp('#define F (x) x\nF(1)'), '(x) x(1)')
  t.equal(pp('#define F(a, \\\n b) b a\nF(1,2)'), '2 1')
  t.equal(pp('#define F(x) x\nF(\n1,\n2)', {}), '1', 'too many arguments are dropped')
  t.equal(pp('#define F(x) (x)\nF(`a,b`) F(`n=${G(1, 2)}`)'), '(`a,b`) (`n=${G(1, 2)}`)')
})

t.test('a comma inside brackets separates: only parentheses nest', async (t) => {
  t.equal(pp('#define F(a, b) b\nF(x[1,2], 3)').replaceAll(' ', ''), '2]')
})

t.test('arguments are expanded before, results again', async (t) => {
  t.equal(pp('#define ONE 1\n#define F(x) x x\nF(ONE)'), '1 1')
  t.equal(pp('#define SECOND(a, b) (b)\nSECOND(1, SECOND(2, 3))'), '((3))')
  t.equal(pp('#define CALL(f) f(1)\n#define G(x) x + x\nCALL(G)'), '1 + 1')
})

t.test('a macro does not expand inside itself', async (t) => {
  t.equal(pp('#define SELF SELF + 1\nSELF'), 'SELF + 1')
  t.equal(pp('#define A B\n#define B A\nA B'), 'A B')
  t.equal(pp('#define F(x) F(x)\nF(F(1))'), 'F(F(1))')
})

t.test('# makes a string of the argument as written', async (t) => {
  t.equal(pp('#define S(x) #x\nS(1+2) S( a  b ) S("q")'), String.raw`"1+2" "a b" "\"q\""`)
  t.equal(pp('#define ONE 1\n#define S(x) #x\nS(ONE)'), '"ONE"')
  t.equal(pp('#define S(x) #/*c*/x\nS(a)'), '"a"')
})

t.test('## joins', async (t) => {
  t.equal(pp('#define G(a, b) a##b\nG(fo, o) G(, x) G(y, ) G(1, 2)'), 'foo x y 12')
  t.equal(pp('#define T(a, b) a ###b\nT("x", 1+2)'), '"x""1+2"')
  t.equal(pp('#define P(a) x##a##y\nP(1)'), 'x1y')
  t.equal(pp('#define A x##1\nA'), 'x1')
  t.equal(pp('#define E(a, b) k a##b\nE(,)'), 'k')
})

t.test('malformed definitions', async (t) => {
  t.same(said('#define\n#define F(1) x\n#define G(a\n#define H ##x\n#define I x##\n#define J(a, a) x'),
    ['1,1 E1102 #define needs a name', '2,1 E1103 the parameter list of macro F is malformed', '3,1 E1103 the parameter list of macro G is malformed',
      "4,1 E1104 '##' needs something on both sides", "5,1 E1104 '##' needs something on both sides", '6,1 E1103 the parameter list of macro J is malformed'])
})

t.test('redefinition', async (t) => {
  t.same(said('#define A 1\n#define A 1 \n#define A 2\nint x = A;'), ['3,9 W1106 macro A is redefined'])
  t.same(said('#define V 2\n#undef V\n#define __LINE__ 3\nint x = V;', { predefines: { V: '1' } }),
    ['1,9 E1105 V is predefined and cannot be changed', '2,1 E1105 V is predefined and cannot be undefined', '3,9 E1105 __LINE__ is predefined and cannot be changed'])
})

t.test('built-in names', async (t) => {
  const files = { '/include/h.h': '#define WHERE __FILE__ + ":" + __LINE__\n__FILE__ __DIR__ __LINE__' }
  t.equal(pp('#include <h.h>\n__FILE__ __DIR__\n__LINE__ WHERE __COUNTER__ __COUNTER__', { files }),
    '"/include/h.h" "/include/" 2 "/t.c" "/" 3 "/t.c" + ":" + 3 0 1')
})

t.test('includes', async (t) => {
  const files = { '/a.h': 'A', '/include/b.h': 'B', '/d/c.h': '#include "e.h"', '/d/e.h': 'E' }
  t.equal(pp('#include "a.h"\n#include <b.h> /* x */\n#include "/d/c.h" // y\nz', { files }), 'A B E z')
  t.equal(pp('#define H <b.h>\n#define I "a.h"\n#include H\n#include I\n#include "/d/" "e.h"\n#include __DIR__ "a.h"', { files }), 'B A E A')
  t.equal(pp('x', { files, globalInclude: '#include <b.h>' }), 'B x')
  t.same(said('#include "no.h"\n#include no\n#include "a.h";\nint', { files: { '/a.h': '' } }).slice(0, 3),
    ['1,1 E1110 cannot include "no.h": no such file', '2,1 E1107 #include needs "file", <file> or a macro that is one of them', '3,1 W1122 what follows the file name of #include is ignored'])
  t.same(parseLpc('#include "a.h"\n', '/t.c', host({ files })).program.files, ['/t.c', '/a.h'])
})

t.test('#pragma', async (t) => {
  const files = { '/o.h': '#pragma once\nint x;' }
  t.equal(pp('#include "o.h"\n#include "o.h"', { files }), 'int x;')
  t.same([...parseLpc('#pragma strict_types, save_types // x\n#pragma no_save_types', '/t.c', host()).program.pragmas], ['strict_types', 'no_save_types'])
})

t.test('conditionals', async (t) => {
  t.equal(pp('#define A\n#ifdef A\n1\n#else\n2\n#endif\n#ifndef A\n3\n#else\n4\n#endif'), '1 4')
  t.equal(pp('#if 0\n1\n#elif 1\n2\n#elif 1\n3\n#else\n4\n#endif'), '2')
  t.equal(pp("#if 0\nthis isn't \"code\n#if 1\nx\n#else\n#endif\n#error no\n@@@\n#endif\nok"), 'ok')
  t.equal(pp('#if 1\n#if 0\na\n#else\nb\n#endif\nc\n#else\nd\n#endif'), 'b c')
  t.equal(pp('#if 0 /* a\n*/\nno\n#endif\n#if 1 /* b\n*/\nyes\n#endif'), 'yes')
  t.same(said('#else\n#elif 1\n#endif\n#if 1\n#else\n#else\n#elif 1\n#endif\n#ifdef X\n#endif'),
    ['1,1 E1109 #else without #if', '2,1 E1109 #elif without #if', '3,1 E1109 #endif without #if', '6,1 E1109 a second #else', '7,1 E1109 #elif after #else'])
  t.same(said('\n#if 1\n#ifdef X'), ['3,1 E1109 #if without #endif', '2,1 E1109 #if without #endif'].sort())
})

t.test('#if expressions', async (t) => {
  const holds = (e: string): boolean => pp(`#define ONE_PLUS_ONE 1+1\n#define D defined(A)\n#define A A2\n#define F(x) (x + 1)\n#if ${e}\nyes\n#endif`) === 'yes'
  for (const e of ['1', '!0', '~0 == -1', 'ONE_PLUS_ONE * 2 == 3', '1 ? 2 : 0', '0 ? 0 : 0 ? 0 : 1', '(1 << 40) == 1099511627776', '5000000000 > 4294967296', '0 && 1/0 || 1', "'a' == 97", '0x10 == 16',
    'defined A', 'defined(A)', 'D', '!defined(B) && defined(__LINE__)', 'efun_defined(sizeof)', '!efun_defined(nope)', 'F(2) == 3', 'UNKNOWN == 0', '-7 / 2 == -3', '-7 % 2 == -1', '(-9223372036854775807-1)/-1 != 1',
    '1 || 1/0', '2 > 1 == 1', '7 & 3 | 4 ^ 1', '(1, 1)'.replace(', ', ' || ')]) t.ok(holds(e), e)
  for (const e of ['0', '1 - 1', 'B', 'defined B', '1 ? 0 : 1', '3 < 2']) t.notOk(holds(e), e)
  const wrong = (e: string): string => said(`#if ${e}\n#endif`).join()
  t.match(wrong(''), /an expression is missing/)
  t.match(wrong('1 +'), /an operand is missing/)
  t.match(wrong('(1'), /'\)' is missing/)
  t.match(wrong('1)'), /'\)' without '\('/)
  t.match(wrong('1/0'), /division by zero/)
  t.match(wrong('1 ? 2'), /':' is missing/)
  t.match(wrong('1 : 2'), /':' without '\?'/)
  t.match(wrong('1.5'), /floats/)
  t.match(wrong('"a"'), /strings/)
  t.match(wrong('f(1)'), /no macro that takes/)
  t.match(wrong('1 2'), /'2' is no operator/)
  t.match(wrong('defined'), /needs a name/)
})

t.test('messages of the source', async (t) => {
  t.same(said("#error don't\n#warn careful /* c */\n#echo hi\n#line 5\n# 7 \"x\"\n#frob"), ["1,1 E1120 #error don't", '2,1 W1121 #warn careful', '6,1 E1101 unknown directive #frob'])
})

t.test('places go through macros', async (t) => {
  const { tokens } = preprocessLpc('#define A(x) (x + 1)\n#define B A(2)\n\nfoo B;', '/t.c', host())
  const one = tokens.find((x) => x.text === '1')!
  t.match(one.loc, { line: 1, col: 19, via: { macro: 'A', at: { line: 2, col: 11, via: { macro: 'B', at: { line: 4, col: 5 } } } } })
  t.match(useSite(one.loc), { file: '/t.c', line: 4, col: 5 })
  const two = tokens.find((x) => x.text === '2')!
  t.match(two.loc, { line: 2, col: 13, via: { macro: 'B' } })
})

t.test('an error inside a macro shows the macro and its use', async (t) => {
  const { diagnostics, lineOf } = parseLpc('#define BAD (1 +)\nint x = BAD;\n', '/t.c', host())
  t.equal(render(diagnostics.list[0], lineOf), [
    "/t.c(1,17): error LPC2005: expected an expression, found ')'",
    '    #define BAD (1 +)',
    '                    ^',
    '/t.c(2,9): note: in expansion of macro BAD',
    '    int x = BAD;',
    '            ^^^',
  ].join('\n'))
})

t.test('a header is kept only as long as its text is the same', async (t) => {
  const read = (text: string): string => pp('#include "h.h"\nA', { files: { '/h.h': text } })
  t.same([read('#define A 1\n'), read('#define A 1\n'), read('#define A 2\n')], ['1', '1', '2'])
  const bad = { files: { '/h.h': '#define A "\\q"\n' } }
  const once = said('#include "h.h"\nstring x = A A;', bad)
  t.equal(once.length, 1)
  t.same(said('#include "h.h"\nstring x = A;', bad), once, 'and what is wrong in it is said to every program')
})

t.test('what is in an included file says where that was included', async (t) => {
  const { diagnostics, lineOf } = parseLpc('#include "a.h"\nint z;\n', '/x.c', host({ files: { '/a.h': 'int a;\n#include "b.h"\n', '/b.h': 'int f( {\n' } }))
  t.same(diagnostics.list[0].notes.map((n) => `${n.loc.file}:${n.loc.line} ${n.message}`), ['/a.h:2 /b.h is included here', '/x.c:1 /a.h is included here'])
  t.match(render(diagnostics.list[0], lineOf), /^\/b\.h\(1,8\): error LPC2002: .*\n    int f\( \{\n {11}\^\n\/a\.h\(2,1\): note: \/b\.h is included here\n    #include "b\.h"/)
})
