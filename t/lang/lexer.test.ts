/** Tokens: kinds, values, places; and that no byte sequence stops the lexer. */
import t from 'tap'
import { tokenizeLpc, type Token } from '../../driver/lang/index.js'

const lex = (text: string): Token[] => tokenizeLpc(text, '/t.c').tokens
const kinds = (text: string): string => lex(text).map((x) => x.kind).join(' ')
const values = (text: string): unknown[] => lex(text).map((x) => x.value)
const said = (text: string): string[] => tokenizeLpc(text, '/t.c').diagnostics.list.map((d) => `${d.loc.line},${d.loc.col} ${d.severity} ${d.code}`)

t.test('integers in every base, with separators', async (t) => {
  t.same(values('0 7 1_000_000 0xFF 0Xff 0xFF_FF 0b101 0B1_0 0o17 010'), [0, 7, 1000000, 255, 255, 65535, 5, 2, 15, 10])
})

t.test('integers stay exact past 2^53 and end at the largest', async (t) => {
  t.same(values('9007199254740991 9007199254740992 0x7fffffffffffffff 9223372036854775808 0x7fffffffffffffff1234'),
    [9007199254740991, 9007199254740992n, 9223372036854775807n, 9223372036854775807n, 9223372036854775807n])
})

t.test('floats, and ranges that are none', async (t) => {
  t.same(values('1.5 1_000.25 2.5e2 2.5e-2 1.5E+2 1e3 1_2e4 1.'), [1.5, 1000.25, 250, 0.025, 150, 1000, 120000, 1])
  t.equal(kinds('1..5 1...'), 'INT .. INT INT ...')
  t.equal(kinds('1e'), 'INT NAME')
})

t.test('character constants', async (t) => {
  t.same(values(String.raw`'a' '\n' '\t' '\\' '\'' ''' '\x41' '\101' '\e' 'ä' '€' '😀' '\u00e4' '\U0001F600'`), [97, 10, 9, 92, 39, 39, 65, 65, 27, 228, 0x20ac, 0x1f600, 228, 0x1f600])
})

t.test('string escapes', async (t) => {
  t.same(values(String.raw`"\n\t\r\a\b\e\f\v\\\"" "\x41\101\0" "\u00e4\U0001F600\ud83c\udf0d"`), ['\n\t\r\x07\b\x1b\f\v\\"', 'AA\0', 'ä😀🌍'])
  t.same(values('"a\\\nb" "a\nb" "a\r\nb"'), ['ab', 'a\nb', 'a\nb'])
  t.same(said(String.raw`"\q" "\x" "\8" "\uD83C" "\uXX" "\777" "\U00110000"`),
    ['1,2 warning LPC1012', '1,7 warning LPC1012', '1,12 error LPC1011', '1,17 error LPC1011', '1,26 error LPC1011', '1,33 warning LPC1012', '1,40 error LPC1011'])
})

t.test('operators take the longest', async (t) => {
  t.equal(kinds('a<<=b>>=c&&=d||=e??=f...g..h->i::j++ +--- -'), 'NAME <<= NAME >>= NAME &&= NAME ||= NAME ??= NAME ... NAME .. NAME -> NAME :: NAME ++ + -- - -')
  t.equal(kinds('a?.b a?.[1] a.?[1] a?->b() a?.5:1'), 'NAME ?. NAME NAME ?. [ INT ] NAME .? [ INT ] NAME ?-> NAME ( ) NAME ? . INT : INT')
})

t.test('words', async (t) => {
  t.equal(kinds('int foo in array status class _x9'), 'int NAME NAME NAME NAME class NAME')
})

t.test('comments, and a comment sign inside one', async (t) => {
  t.equal(kinds('a // b\nc /* d\n e */ f'), 'NAME NAME NAME')
  t.same(said('/* a\n /* b */ x'), ['2,2 warning LPC1003'])
  t.same(said('x /* a'), ['1,3 error LPC1004'])
  t.same(values('"a/*b" "//"'), ['a/*b', '//'])
})

t.test('text blocks', async (t) => {
  t.same(values('@END\nxxx\n  y "z"\nENDING\nEND;'), ['xxx\n  y "z"\nENDING\n', null])
  t.same(values('@@END\r\nxxx\r\nyyy\r\nEND'), [['xxx', 'yyy']])
  t.same(values('@@E\nE'), [[]])
  t.same(values('@E more\nE'), ['more\n'])
  t.same(said('x\n @END\nfoo'), ['2,2 error LPC1007'])
  t.same(said('@ @\n'), ['1,1 error LPC1007', '1,3 error LPC1007'])
})

t.test('template literals', async (t) => {
  t.equal(kinds('`a${b}c`'), '` TEXT ${ NAME }$ TEXT `')
  t.equal(kinds('`${ ({ 1 })[0] }`'), '` ${ ( { INT } ) [ INT ] }$ `')
  t.equal(kinds('`a//b ${`x /* ${1} */`} c` + d'), '` TEXT ${ ` TEXT ${ INT }$ TEXT ` }$ TEXT ` + NAME')
  t.same(lex('`a\\`b\\${c}$d\n e`')[1].value, 'a`b${c}$d e')
  t.same(said('`abc'), ['1,5 error LPC1008'])
})

t.test('whitespace inside two-character brackets', async (t) => {
  t.equal(kinds('( { } ) ( [ ] ) ( : : )'), '( { } ) ( [ ] ) ( : : )')
})

t.test('places: line, column and length', async (t) => {
  const at = (text: string): string[] => lex(text).map((x) => `${x.loc.line},${x.loc.col},${x.loc.len}`)
  t.same(at('ab  cd\n\tef /* x\n */ g'), ['1,1,2', '1,5,2', '2,2,2', '3,5,1'])
  t.same(at('"a\nbc" x'), ['1,1,2', '2,5,1'])
  t.same(at('@E\nab\nE + y'), ['1,1,2', '3,3,1', '3,5,1'])
  t.same(at('a\\\nb'), ['1,1,1', '2,1,1'])
  t.same(at('\ufeffa'), ['1,2,1'])
})

t.test('what does not belong becomes one diagnostic and lexing goes on', async (t) => {
  t.same(said('a ¶¶ b \x01 c \\ d'), ['1,3 error LPC1000', '1,8 error LPC1000', '1,12 error LPC1000'])
  t.equal(kinds('a ¶¶ b \x01 c'), 'NAME NAME NAME')
  t.same(said('"abc'), ['1,1 error LPC1005'])
  t.same(said("'ab' x"), ['1,1 error LPC1006', '1,4 error LPC1006'])
  t.same(said('$0 $256 $1'), ['1,1 error LPC1010', '1,4 error LPC1010'])
})

t.test('a NUL byte is an error anywhere, once', async (t) => {
  for (const text of ['\0', '"a\0b"', '/* \0 */', '#if 0\n\0\n#endif', '@E\n\0\nE', '#define A \0']) t.same(said(`\n${text}`).filter((s) => s.includes('1013')).length, 1, JSON.stringify(text))
  t.same(said('a\n b\0'), ['2,3 error LPC1013'])
})

t.test('a directive is one token, whatever it holds', async (t) => {
  t.equal(kinds('  # define A "/*" \\\n b\nx # y'), 'DIRECTIVE NAME # NAME')
  t.equal(lex('#if 0 /* a\n b */ c\nd')[0].text, '#if 0 /* a\n b */ c')
  t.equal(lex("#error don't\nd").length, 2)
})
