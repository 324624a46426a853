/** Properties over random text and random tokens: nothing throws, nothing hangs, places are real. */
import t from 'tap'
import fc from 'fast-check'
import { CONTEXTUAL_KEYWORDS, DIRECTIVES, KEYWORDS, preprocessLpc, tokenizeLpc, useSite, type Token } from '../../driver/lang/index.js'
import { render } from '../../driver/lang/diagnostics.js'
import { host, parse } from './kit.js'

const files = { '/h.h': '#ifndef H\n#define H(x) x ## 1 #x\n#include "h.h"\n#endif\nint h;' }

const piece = fc.constantFrom(
  ...KEYWORDS, ...CONTEXTUAL_KEYWORDS, ...DIRECTIVES.map((d) => `\n#${d} `), ...'(){}[]<>;:,.?!~$#@`"\'\\+-*/%&|^='.split(''),
  '(:', ':)', '({', '})', '([', '])', '::', '->', '..', '...', '??', '?.', '.?', '++', '+=', '??=', '<<', '##', '${', '$1', '$(', '/*', '*/', '//', '\n', '\r\n', ' ',
  'x', 'F', 'F(', 'foo(', '1', '0x1F', '1.5', '1..2', '"s"', "'c'", '@E\n', '\nE', '@@E\n', '`a${', '}`', 'ä', '😀', '\ud800', '\x00',
  'int x;', 'void f() {', 'if (x)', 'return 1;', 'F(1, 2)', '\n#define F(a, b) a b\n', '\n#if 1\n', '\n#endif\n', '\n#include "h.h"\n', 'inherit "a";', 'class p {', 'switch (x) { case 1:', 'foreach (x in y)', 'catch {',
)
const soup = fc.array(piece, { maxLength: 60 }).map((a) => a.join(''))
const spaced = fc.array(piece, { maxLength: 60 }).map((a) => a.join(' '))
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 200 }), soup, spaced)
const RUNS = { numRuns: 2_000 }

/** The lines of a text as the lexer counts them. */
const linesOf = (s: string): string[] => s.split('\n')

function inBounds(token: Token, lines: readonly string[]): boolean {
  const { line, col, len } = token.loc
  return line >= 1 && line <= lines.length && col >= 1 && len >= 1 && col - 1 + len <= lines[line - 1].length + (token.kind === 'EOF' || token.text.startsWith('\n') ? 1 : 0)
}

t.test('lexing never throws, and every token stands where it says', async (t) => {
  fc.assert(fc.property(text, (s) => {
    const lines = linesOf(s)
    for (const token of tokenizeLpc(s, '/t.c').tokens) {
      if (!inBounds(token, lines)) return false
      const first = token.text.split('\n', 1)[0]
      if (!lines[token.loc.line - 1].startsWith(first.slice(0, token.loc.len), token.loc.col - 1)) return false
    }
    return true
  }), RUNS)
  t.pass()
})

t.test('tokens cover the text in order: what is between them is white space or was complained about', async (t) => {
  fc.assert(fc.property(soup, (s) => {
    const { tokens } = tokenizeLpc(s, '/t.c')
    return tokens.every((x, i) => i === 0 || x.loc.line > tokens[i - 1].loc.line || (x.loc.line === tokens[i - 1].loc.line && x.loc.col >= tokens[i - 1].loc.col + tokens[i - 1].loc.len))
  }), RUNS)
  t.pass()
})

t.test('preprocessing never throws, and what macros make knows where it was used', async (t) => {
  fc.assert(fc.property(text, (s) => {
    const lines = linesOf(s)
    const { tokens } = preprocessLpc(s, '/t.c', host({ files, predefines: { P: 'x + P', Q: '"q' } }))
    return tokens.every((x) => {
      const at = useSite(x.loc)
      return at.file !== '/t.c' || (at.line >= 1 && at.line <= lines.length)
    })
  }), RUNS)
  t.pass()
})

t.test('parsing never throws, says something of what it refuses, and its messages can be shown', async (t) => {
  fc.assert(fc.property(text, (s) => {
    const { diagnostics, lineOf, program } = parse(s, { files })
    for (const d of diagnostics.list) if (render(d, lineOf) === '') return false
    return program.file === '/t.c'
  }), RUNS)
  t.pass()
})

t.test('parsing inside a function never throws either', async (t) => {
  fc.assert(fc.property(fc.oneof(soup, spaced), (s) => parse(`mixed f(int a) { ${s} }\nint g() { return 1; }\n`, { files }).program.file === '/t.c'), RUNS)
  t.pass()
})

t.test('the same text gives the same tree', async (t) => {
  const shape = (s: string): string => JSON.stringify(parse(s, { files }).program.decls)
  fc.assert(fc.property(soup, (s) => shape(s) === shape(s)), { numRuns: 200 })
  t.pass()
})
