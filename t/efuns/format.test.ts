/** sprintf(), %O, sscanf(), the save format. */
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import fc from 'fast-check'
import { LpcError } from '../../driver/vm/errors.js'
import { ClassInstance, type Value } from '../../driver/vm/values.js'
import { scan } from '../../efuns/format/scan.js'
import { restoreValue, saveValue } from '../../efuns/format/save.js'
import { formatValue } from '../../efuns/format/value.js'
import { call, callIn, errorOf, fiber, float, map, object, plain } from './harness.js'

const sprintf = (...args: Value[]): Value => call('sprintf', ...args)

t.test('plain conversions', async (t) => {
  const cases: Array<[string, Value[]]> = [
    ['12345     ', ['%-10d', 12345]], ['12345     ', ['%-10s', '12345']], ['A         ', ['%-10c', 65]],
    ['   12345  ', ['%|10d', 12345]], ['   12345  ', ['%|10s', '12345']], ['     A    ', ['%|10c', 65]], ['  12345   ', ['%-|10s', '12345']],
    ['111', ['%o', 73]], ['a9', ['%x', 169]], ['A9', ['%X', 169]], ['+345', ['%+d', 345]], ['-345', ['%+d', -345]], [' 5', ['% d', 5]],
    ['1.234000', ['%f', float(1.234)]], ['1.50', ['%.2f', float(1.5)]], ['0.2', ['%.1f', float(0.25)]], ['123.000000', ['%f', 123]], ['123', ['%d', float(123.9)]], ['-2', ['%d', float(-1.5)]],
    ['0', ['%s', undefined]], ['0', ['%d', undefined]], ['0', ['%O', undefined]], ['0.000000', ['%f', 0]],
    ['very l', ['%.6s', 'very long string']], ['   ab', ['%:5s', 'ab']], ['abcde', ['%:5s', 'abcdefg']], ['   ab', ['%*s', 5, 'ab']],
    ['ffffffffffffffff', ['%x', -1]], ['00042', ['%05d', 42]], ['xyzzyx42', ["%'xyzzy'8d", 42]], ['42xyzzyx', ["%-'xyzzy'8d", 42]], ["it'it'it7", ["%'it\\''9d", 7]],
    ['100%', ['%d%%', 100]], ['a\nb', ['%s\n%s', 'a', 'b']], ['1e+06', ['%g', 1000000]], ['0.0001', ['%g', float(0.0001)]], ['123456', ['%g', 123456]],
    ['   \x1b[31mtest\x1b[0m   ', ['%|10s', '\x1b[31mtest\x1b[0m']], ['\x1b[31mtest\x1b[0m      ', ['%-10s', '\x1b[31mtest\x1b[0m']],
    ['字      ', ['%-8s', '字']], ['9223372036854775807', ['%d', 9223372036854775807n]],
  ]
  for (const [want, args] of cases) t.equal(sprintf(...args), want, String(args[0]))
  t.ok((sprintf('%.1077f', float(0)) as string).length > 1000)
  t.ok((sprintf('%.2000f', float(1e300)) as string).length > 1000)
})

t.test('columns and tables', async (t) => {
  const cases: Array<[string, Value[]]> = [
    ['this\nis a\nvery\nlong\nsentence.', ['%-=6s', 'this is a very long sentence.']],
    ['      ', ['%6-|s', '']], ['         a b c d e f g        ', ['%30|s', 'a b c d e f g']],
    ['   Mit indent sieht das so aus', ['%30=s', 'Mit indent sieht das so aus']],
    [' Mit indentsi\n tfddkdfkdfkdfskdfks\nll\n dffs\n dddeee', ['%-*=s', 20, ' Mit indentsi\n tfddkdfkdfkdfskdfksll\n dffs\n dddeee']],
    ['aaaaaabbb', ['%-=6s', 'aaaaaabbb']],
    ['\u6b32\u7a77\u{1f346}\n\u{1f44c}\u{1f3fd}\u{1f4a9}', ['%-=6s', '\u6b32\u7a77\u{1f346}\u{1f44c}\u{1f3fd}\u{1f4a9}']],
    ['one        line1\ntwo        line2\nthree      line3\n', ['%-=10s %-=20s\n', 'one\ntwo\nthree', 'line1 \nline2 \nline3 ']],
    ['111 aaa\n2222bbb\n33333cccc\n', ['%-=1s %-=2s\n', '111\n2222\n33333', 'aaa\nbbb\ncccc']],
    ['11111 aaa\n2222  bbb\n333   cccc\n', ['%-=1s %-=2s\n', '11111\n2222\n333', 'aaa\nbbb\ncccc']],
    ['xxxThisa   of  tabl\n   is  testsprimode\n', ['xxx%#-20.5s\n', 'This\nis\na\ntest\nof\nsprintf\ntable\nmode\n']],
    ['xxxThisayyyofyytablyyyy\n   isyytestsprimodeyyyy\n', ["xxx%#-'y'20.5s\n", 'This\nis\na\ntest\nof\nsprintf\ntable\nmode\n']],
    ['a   d   g   j   o\nb   e   h   k   \nc   f   i   l   \n', ['%#-20s\n', 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\no\n']],
  ]
  for (const [want, args] of cases) t.equal(sprintf(...args), want, JSON.stringify(args[0]))
})

t.test('errors', async (t) => {
  t.equal(errorOf(() => sprintf('%d')), '(s)printf(): More arguments specified than passed. (arg: 0)')
  t.match(errorOf(() => sprintf('%s', 5)), /Incorrect argument to type %s/)
  t.match(errorOf(() => sprintf('%d', 'x')), /Incorrect argument type to %d/)
  t.match(errorOf(() => sprintf('%c', 0)), /%c/)
  t.match(errorOf(() => sprintf('%q', 0)), /Error in format string/)
  t.match(errorOf(() => sprintf('%', 0)), /Error in format string/)
  t.match(errorOf(() => sprintf('%@d', 5)), /Array expected/)
  t.match(errorOf(() => sprintf('%=s', 'x')), /requires a field size/)
  t.match(errorOf(() => sprintf('%*d', 'x', 1)), /type to \*/)
  t.match(errorOf(() => sprintf("%''d", 1)), /Null pad/)
  t.match(errorOf(() => sprintf('%999999999d', 1)), /too wide/)
  t.match(errorOf(() => callIn(fiber({ stringLength: 1000 }), 'sprintf', '%600s%600s', 'a', 'b')), /too long/)
})

t.test('never anything but text or an LpcError', async () => {
  const value = fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => (n >= -9007199254740991n && n <= 9007199254740991n ? Number(n) : n)),
    fc.double().map(float), fc.string(), fc.string({ unit: 'grapheme' }), fc.constant(undefined), fc.array(fc.integer()), fc.constant(map({ a: 1 })), fc.constant(object('/o')))
  const part = fc.constantFrom('%', 's', 'd', 'f', 'O', 'c', 'x', 'g', '-', '|', '=', '#', '@', '*', '.', ':', '0', '5', '12', '+', ' ', "'", 'xy', '\\', '\n', 'text ')
  fc.assert(fc.property(fc.array(part, { maxLength: 14 }), fc.array(value as fc.Arbitrary<Value>, { maxLength: 6 }), (parts, args) => {
    try {
      return typeof callIn(fiber({ stringLength: 100_000 }), 'sprintf', parts.join(''), ...args) === 'string'
    } catch (e) {
      return e instanceof LpcError && e.code !== 'BUG'
    }
  }), { numRuns: 3000 })
})

t.test('%O', async (t) => {
  t.equal(formatValue([1, 2]), '({ /* sizeof() == 2 */\n  1,\n  2\n})')
  t.equal(formatValue(map([[1, 2]])), '([ /* sizeof() == 1 */\n  1 : 2,\n])')
  t.equal(formatValue([['a']]), '({ /* sizeof() == 1 */\n  ({ /* sizeof() == 1 */\n    "a"\n  })\n})')
  t.equal(formatValue(map({ k: [1] })), '([ /* sizeof() == 1 */\n  "k" : ({ /* sizeof() == 1 */\n      1\n    }),\n])')
  t.equal(formatValue([]), '({ })')
  t.equal(formatValue(float(1.5)), '1.500000')
  t.equal(formatValue(object('/std/orc#3')), '/std/orc#3')
  const loop: Value[] = []
  loop.push(loop)
  t.match(formatValue(loop), /\.\.\./)
  let wide: Value = 'x'
  for (let i = 0; i < 12; i++) wide = Array(9).fill(wide)
  t.match(errorOf(() => formatValue(wide, { limit: 100_000 })), /too large/)
})

t.test('sscanf', async (t) => {
  const F = fiber()
  const cases: Array<[string, string, number, Value[]]> = [
    ['you%', '%s%%', 1, ['you']], ['you%', '%su%%', 1, ['yo']], ['123sdk', '%d', 1, [123]], ['+29', '%d', 1, [29]], ['  -19322', '%d', 1, [-19322]],
    ['FFFF', '%x', 1, [65535]], ['0x1293jsf', '%x', 1, [4755]], ['abc%abc', '%s%%%s', 2, ['abc', 'abc']], ['give sword to bob', 'give %s to %s', 2, ['sword', 'bob']],
    ['a 5 b', '%s%d %s', 3, ['a ', 5, 'b']], ['x12y', '%*s%d%s', 3, [12, 'y']], ['12ab!', '%d%([a-z]+)%s', 3, [12, 'ab', '!']], ['foo12', '%s%([0-9]+)', 2, ['foo', '12']],
    ['abc', 'abd', 0, []], ['', '%d', 0, []], ['', '%s', 1, ['']], ['99999999999999999999', '%d', 1, [9223372036854775807n]],
  ]
  for (const [s, f, count, values] of cases) t.same(scan(F, s, f), { count, values }, `${s} | ${f}`)
  t.same(scan(F, '5 left', '%d', 2), { count: 2, values: [5, ' left'] }, 'text left over goes to a variable left over')
  t.same(scan(F, '5 left', '%d', 1), { count: 1, values: [5] })
  t.match(errorOf(() => scan(F, 'x', '%s%')), /cannot end/)
  t.match(errorOf(() => scan(F, 'x', '%s%s')), /adjacent/)
  t.match(errorOf(() => scan(F, 'x', '%q')), /Bad type/)
  t.match(errorOf(() => scan(F, 'x', '%(a')), /Bad regexp/)
  t.match(errorOf(() => scan(F, 1, '%d')), /Bad argument 1 to sscanf/)
  t.match(errorOf(() => scan(F, '1 2', '%d %d', 1)), /Too few arguments/)
  fc.assert(fc.property(fc.string(), fc.array(fc.constantFrom('%s', '%d', '%x', '%f', '%*s', '%%', 'a', ' ', '%(a+)', '%'), { maxLength: 6 }), (s, parts) => {
    try {
      const r = scan(fiber(), s, parts.join(''))
      return r.count >= 0 && r.values.length <= r.count
    } catch (e) {
      return e instanceof LpcError && e.code !== 'BUG'
    }
  }), { numRuns: 2000 })
})

t.test('save format', async (t) => {
  const F = fiber()
  t.equal(saveValue([1, float(1.5), 's', map([['a', 0]])]), '({1,1.500000,"s",(["a":0,]),})')
  t.equal(saveValue('a"b\\c\nd\re'), '"a\\"b\\\\c\rd\\\re"')
  t.equal(saveValue([object('/x')]), '({,})')
  t.equal(restoreValue(F, '-9223372036854775808'), -9223372036854775808n)
  t.same(restoreValue(F, '({,1,})'), [0, 1])
  const c = restoreValue(F, '(/1,"x",/)')
  t.ok(c instanceof ClassInstance && c.fields[1] === 'x')
  t.equal(saveValue(c), '(/1,"x",/)')
  const leaf = fc.oneof(fc.maxSafeInteger(), fc.string({ unit: 'grapheme' }), fc.string(), fc.integer().map((n) => float(n / 64)))
  const tree = fc.letrec((tie) => ({
    v: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie('v')), fc.array(fc.tuple(leaf, tie('v'))).map((e) => map(e as Array<[Value, Value]>))),
  })).v as fc.Arbitrary<Value>
  fc.assert(fc.property(tree, (v) => {
    return isDeepStrictEqual(plain(restoreValue(fiber(), saveValue(v))), plain(v))
  }), { numRuns: 1000 })
  for (const bad of ['({', '({1', '({1,', '([1:2', '([1,])', '"abc', '"abc\\', 'foo', '({1,})x', '(/1,', '(', '({1})', '-', '({"a"b,})']) t.match(errorOf(() => restoreValue(F, bad)), /Illegal format/, bad)
  t.match(errorOf(() => restoreValue(F, '({'.repeat(5000))), /too deep/)
  fc.assert(fc.property(fc.array(fc.constantFrom('({', '})', '([', '])', '(/', '/)', ',', ':', '"', '\\', '1', '-', '.5', 'x', '\r')), (parts) => {
    try {
      restoreValue(fiber(), parts.join(''))
      return true
    } catch (e) {
      return e instanceof LpcError && e.code !== 'BUG'
    }
  }), { numRuns: 3000 })
  const loop: Value[] = []
  loop.push(loop)
  t.match(errorOf(() => saveValue(loop)), /too deep/)
})
