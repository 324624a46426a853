/** Every limit of the front end against text made to break it: a clear error, soon, and no crash. */
import t from 'tap'
import { MAX_CHAIN, MAX_INCLUDE_DEPTH, MAX_MACRO_ARGUMENT_DEPTH, MAX_NESTING, MAX_TEMPLATE_DEPTH } from '../../driver/lang/limits.js'
import { parse, said, type HostOptions } from './kit.js'

// A busy machine is no failure.
t.setTimeout(120_000)

const f = (body: string): string => `mixed f() { ${body} }`
const times = (n: number, make: (i: number) => string): string => Array.from({ length: n }, (_, i) => make(i)).join('')

/** One error, matching, within two seconds even on a busy machine. */
function limited(name: string, text: string, wanted: RegExp, options: HostOptions = {}): void {
  t.test(name, async (t) => {
    const start = performance.now()
    const list = said(text, options)
    t.equal(list.length, 1, `one error: ${list.slice(0, 3).join('; ').slice(0, 300)}`)
    t.match(list[0], wanted)
    t.ok(performance.now() - start < 30_000, 'soon')
  })
}

function accepted(name: string, text: string): void {
  t.test(name, async (t) => t.same(said(text).slice(0, 3), []))
}

const deep: Readonly<Record<string, string>> = {
  parentheses: f(`x = ${'('.repeat(20_000)}1${')'.repeat(20_000)};`),
  'unary operators': f(`x = ${'!'.repeat(200_000)}1;`),
  'conditionals to the right': f(`return ${'1?2:'.repeat(30_000)}3;`),
  'conditionals in parentheses': f(`${'('.repeat(20_000)}1${'?0:0)'.repeat(20_000)};`),
  assignments: f(`${'x = '.repeat(50_000)}1;`),
  casts: f(`x = ${'(int)'.repeat(50_000)}1;`),
  blocks: f('{'.repeat(50_000)),
  ifs: f(`${'if (x) '.repeat(50_000)};`),
  loops: f(`${'while (x) '.repeat(50_000)};`),
  functionals: f(`${'(:'.repeat(50_000)}1${':)'.repeat(50_000)};`),
  functions: f('x = function() { return '.repeat(10_000)),
  arrays: f(`x = ${'({'.repeat(50_000)}`),
  mappings: f(`x = ${'([1:'.repeat(50_000)}`),
  calls: f(`x = ${'f('.repeat(50_000)}`),
}
for (const [name, text] of Object.entries(deep)) limited(`nested ${name}`, text, new RegExp(`2003 the code is nested deeper than ${MAX_NESTING} levels`))

limited('a chain of operators', f(`x = x${'+x'.repeat(50_000)};`), new RegExp(`2003 .*more than ${MAX_CHAIN} operators`))
limited('a chain of calls', f(`x = x${'->x()'.repeat(50_000)};`), new RegExp(`2003 more than ${MAX_CHAIN} calls`))
limited('a chain of else ifs', f(`${'if (x) ; else '.repeat(50_000)};`), new RegExp(`2003 more than ${MAX_CHAIN} 'else if's`))
limited('templates in templates', f(`x = ${'`${'.repeat(MAX_TEMPLATE_DEPTH)}1${'}`'.repeat(MAX_TEMPLATE_DEPTH)};`).replace('${1', '${`${1}`'), /1009 template literals are nested/)
limited('macros that double', `#define A0 x x\n${times(60, (i) => `#define A${i + 1} A${i} A${i}\n`)}int x = A60;`, /^62,9 E1100 macros expand to more than/)
limited('macros that double nothing', `#define A0\n${times(60, (i) => `#define A${i + 1} A${i} A${i}\n`)}int x = A60;`, /1100 macros expand/)
limited('arguments that double', `#define D(x) x x\nint x = ${'D('.repeat(60)}1${')'.repeat(60)};`, /1100 macros expand/)
limited('arguments that multiply', `#define D(x) ${'x '.repeat(2_000)}\nint x = ${'D('.repeat(20)}1${')'.repeat(20)};`, /1100 macros expand/)
limited('arguments in arguments', `#define D(x) x\nint x = ${'D('.repeat(MAX_MACRO_ARGUMENT_DEPTH + 5)}1${')'.repeat(MAX_MACRO_ARGUMENT_DEPTH + 5)};`, /1100 macro calls inside macro arguments/)
limited('macros in macros', `${times(66_000, (i) => `#define A${i} A${i + 1}\n`)}int x = A0;`, /1100 macros are nested deeper/)
limited('an include loop', '#include "a.h"\nint x;', new RegExp(`1100 #include is nested deeper than ${MAX_INCLUDE_DEPTH}: /b.h includes /a.h includes /b.h`), { files: { '/a.h': '#include "b.h"\n', '/b.h': '#include "a.h"\n' } })
limited('a file that includes itself twice', '#include "a.h"\nint x;', /1100 #include is nested deeper than \d+: \/a.h includes \/a.h/, { files: { '/a.h': '#include "a.h"\n#include "a.h"\n' } })
limited('too many includes', '#include "a.h"\n'.repeat(6_000), /1100 the program includes more than/, { files: { '/a.h': ';' } })
limited('too many tokens', '#include "a.h"\n'.repeat(30), /1100 the program is longer/, { files: { '/a.h': 'x '.repeat(100_000) } })
limited('a file too long', 'x'.repeat(16_000_001), /1001 the file is longer/)
limited('a string too much for the regular expression', `string x = "${'\\n'.repeat(5_000_000)}";`, /1002/)

accepted('a chain of macros as deep as FluffOS allows', `${times(60_000, (i) => `#define A${i} A${i + 1}\n`)}#define A60000 42\n#define W(x) (x)\nint x = A0, y = W(A0);`)
accepted('one macro many times on a line', `#define S 1 +\nint f() { return ${'S '.repeat(300)}0; }`)
accepted('a #if with deep parentheses', `#if ${'('.repeat(65_536)}1${')'.repeat(65_536)}\nint x;\n#endif`)
accepted('a #if with many operators', `#if ${'!'.repeat(200_000)}1 && ${'1 ? 1 : '.repeat(100_000)}7\nint x;\n#endif`)
accepted('long statements, lists, strings, comments', `${f(`${'x = x + 1; '.repeat(5_000)} g(${'1,'.repeat(50_000)}); s = ${'"a" '.repeat(50_000)};`)} string s = "${'a'.repeat(2_000_000)}"; /*${'*'.repeat(2_000_000)}*/`)
accepted('many functions', times(5_000, (i) => `int f${i}() { return ${i}; }\n`))

t.test('rubbish by the hundred thousand', async (t) => {
  for (const text of ['@\n', '\x01', '"', "'", '}', '{', '(', '#if 1\n', '#if 0\n', '#else\n', '`', '\\', '$', '#', '[', '::', 'int ', ', ', 'x y;\n', 'int f( {\n', '/*', '#define\n', '#include\n', '@@A\n', '<', 'case ']) {
    const start = performance.now()
    const { diagnostics } = parse(text.repeat(100_000))
    t.ok(diagnostics.errors > 0, JSON.stringify(text))
    t.ok(diagnostics.list.length <= 200)
    t.ok(performance.now() - start < 30_000, `soon: ${performance.now() - start} ms`)
  }
})
