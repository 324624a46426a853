/** Types, strings, arrays and mappings: good arguments, wrong ones, edges. */
import t from 'tap'
import { DEFAULT_LIMITS } from '../../driver/vm/limits.js'
import { call, callIn, closure, errorOf, fiber, float, map, object, plain } from './harness.js'
import type { Value } from '../../driver/vm/values.js'

const plus = closure((a: number, b: number) => a + b)
const ident = closure((a: Value) => a)

t.test('argument checks', async (t) => {
  t.match(errorOf(() => call('capitalize')), /^Too few arguments to capitalize\(\)/)
  t.equal(errorOf(() => call('capitalize', 1)), 'Bad argument 1 to capitalize(): expected string, got int.')
  t.equal(errorOf(() => call('capitalize', undefined)), 'Bad argument 1 to capitalize(): expected string, got int.')
  t.equal(call('strlen', 5), 0)
  t.equal(errorOf(() => call('explode', 'a', [])), 'Bad argument 2 to explode(): expected string, got array.')
  t.equal(errorOf(() => call('sort_array', map({}), 1)), 'Bad argument 1 to sort_array(): expected mixed *, got mapping.')
  t.equal(call('trim', ' x ', 0), 'x', '0 stands for an optional string left out')
  const gone = object('/gone')
  gone.destructed = true
  t.equal(call('typeof', gone), 'int')
  t.equal(call('intp', gone), 1)
  t.equal(call('objectp', gone), 0)
  t.match(errorOf(() => call('member_array', 1, [1], 'x')), /Bad argument 3 to member_array\(\): expected int, got string/)
})

t.test('types', async (t) => {
  t.equal(call('sizeof', map({ a: 1 })), 1)
  t.equal(call('sizeof', 6), 0)
  t.equal(call('sizeof', 'cafe\u0301'), 4)
  t.equal(call('strlen', 'a\r\nb'), 3)
  t.equal(call('to_int', '7'), 7)
  t.equal(call('to_int', 'x'), undefined)
  t.equal(call('to_int', '9223372036854775808'), 9223372036854775807n)
  t.equal(call('to_int', float(-6.7)), -6)
  t.same(call('to_float', '1.25'), float(1.25))
  t.equal(call('to_string', float(2)), '2.000000')
  t.equal(call('undefinedp', undefined), 1)
  t.equal(call('undefinedp', 0), 0)
  t.equal(call('functionp', ident), 5)
})

t.test('explode and implode', async (t) => {
  const cases: Array<[string, string, string[]]> = [
    ['abcd', ' and ', ['abcd']], ['', 'x', []], ['     this is', ' ', ['', '', '', '', 'this', 'is']],
    ['..x.y..z..', '.', ['', 'x', 'y', '', 'z', '']], ['this  is  ', '  ', ['this', 'is']], ['...', '.', []],
    ['a║b║c', '║', ['a', 'b', 'c']],
  ]
  for (const [s, d, want] of cases) t.same(call('explode', s, d), want, JSON.stringify(s))
  t.same(call('explode_reversible', '..x', '.'), ['', '', 'x'])
  t.equal(call('implode', [1, 'foo', 'bar'], 'bazz'), 'foobazzbar')
  t.equal(call('implode', [1, 2, 3], plus), 6)
  t.equal(call('implode', [], plus, 666), 666)
  t.equal(call('implode', [], plus), 0)
  t.equal(call('implode', [555], plus), 555)
  t.match(errorOf(() => callIn(fiber({ stringLength: 5 }), 'implode', ['aaa', 'bbb'], '')), /too large/i)
  t.match(errorOf(() => callIn(fiber({ arraySize: 2 }), 'explode', 'a.b.c', '.')), /too large/i)
})

t.test('replace_string', async (t) => {
  const src = 'This is a test'
  const cases: Array<[Value[], string]> = [
    [['', 'bar'], src], [['foo', 'bar', 5, 4], src], [['is', 'x'], 'Thx x a test'], [['is', 'x', 1], 'Thx is a test'],
    [['is', 'x', 0, 0], 'Thx x a test'], [['is', 'x', 2, 2], 'This x a test'], [['s', 'foo', 1, 2], 'Thifoo ifoo a test'],
    [['s', '', 2], 'Thi i a test'], [['s', 'foo', 2, 2], 'This ifoo a test'], [['s', 'foo', 3, 2], src],
  ]
  for (const [args, want] of cases) t.equal(call('replace_string', src, ...args), want, JSON.stringify(args))
  t.match(errorOf(() => callIn(fiber({ stringLength: 100 }), 'replace_string', 'a'.repeat(50), 'a', 'bbbb')), /too large/i)
})

t.test('search', async (t) => {
  t.equal(call('strsrch', 'hello', 'l'), 2)
  t.equal(call('strsrch', 'hello', 108, 1), 3)
  t.equal(call('strsrch', '', ''), 0)
  t.equal(call('strsrch', 'cafe\u0301 x', 'e'), -1, 'not inside a character')
  t.equal(call('strsrch', 'cafe\u0301 x', 'x'), 5)
  t.equal(call('member_array', 'b', ['a', 'b']), 1)
  t.equal(call('member_array', 0, [1, undefined]), 1)
  t.equal(call('member_array', 121, 'xyzzy', 2), 4)
  t.equal(call('member_array', 99, [1, 2, 3], 0, 2), -1)
  t.equal(call('member_array', closure((x: number) => (x > 10 ? 1 : 0)), [1, 5, 42, 77], 0, 6), 3)
  t.equal(call('member_array', 'fo', ['a', 'foo'], 0, 1), 1)
  t.equal(call('member_array', ident, [0, ident, 2]), 1)
  t.equal(call('member_array', float(1.5), [1, float(1.5)]), 1)
})

t.test('map and filter', async (t) => {
  t.same(call('map', [1, 2], plus, 1), [2, 3])
  t.equal(call('map', 'foobar', plus, 1), 'gppcbs')
  t.same(plain(call('map', map([[1, 2], [0, 3]]), ident)), { m: [[1, 1], [0, 0]] })
  t.same(call('filter', [1, 2, 0, 3], ident), [1, 2, 3])
  t.same(plain(call('filter', map([[1, 2], [0, 3]]), ident)), { m: [[1, 2]] })
  t.match(errorOf(() => call('map', [1], 5)), /Bad argument 2 to map\(\)/)
})

t.test('sort', async (t) => {
  t.same(call('sort_array', [4, 3, 2, 1], 1), [1, 2, 3, 4])
  t.same(call('sort_array', [1, 2, 3], -1), [3, 2, 1])
  t.same(call('sort_array', ['b', 'a'], 0), ['a', 'b'])
  t.same(call('sort_array', [[2, 'x'], [1, 'y']], 1), [[1, 'y'], [2, 'x']])
  t.match(errorOf(() => call('sort_array', [1, 'a'], 1)), /homogeneous arrays/)
  t.match(errorOf(() => call('sort_array', [[1], []], 1)), /empty/)
  t.same(call('sort_array', [1, 3, 2], closure((a: number, b: number) => b - a)), [3, 2, 1])
  const liar = closure(() => (Math.random() < 0.5 ? 1 : -1))
  t.equal((call('sort_array', [...Array(1000).keys()], liar) as Value[]).length, 1000, 'a comparator that lies')
  const F = fiber({ evalTicks: 2000 })
  t.match(errorOf(() => callIn(F, 'sort_array', [...Array(5000).keys()], liar)), /Too long evaluation/)
})

t.test('the rest', async (t) => {
  t.same(call('unique_array', [1, 2, 2, 3, 0], ident), [[1], [2, 2], [3]])
  t.same(plain(call('unique_mapping', [1, 2, 3, 4, 5], closure((x: number) => x % 2))), { m: [[0, [4, 2]], [1, [5, 3, 1]]] })
  const cyclic: Value[] = [1]
  cyclic.push(cyclic)
  t.match(errorOf(() => call('copy', cyclic)), /too deep/, 'a cycle has no end')
  let deep: Value[] = []
  for (let i = 0; i < 100_000; i++) deep = [deep]
  t.match(errorOf(() => call('copy', deep)), /too deep/)
  t.equal(call('max', [3, 1, 2], 1), 0)
  t.equal(call('min', ['b', 'a']), 'a')
  t.match(errorOf(() => call('max', [])), /empty/)
  t.match(errorOf(() => call('element_of', [])), /empty/)
  t.same((call('shuffle', [1, 2, 3]) as number[]).sort(), [1, 2, 3])
  t.match(errorOf(() => call('allocate', -1)), /Illegal array size/)
  t.match(errorOf(() => call('allocate', 1e12)), /too large/i)
  t.same(call('allocate', 3, ident), [0, 1, 2])
  t.same(plain(call('allocate_mapping', [1, 2], ['a', 'b'])), { m: [[1, 'a'], [2, 'b']] })
  const m = map([['foo/', 1], ['bar', 2], ['bazz/foo', 3], ['foo/bar/bazz', 4]])
  const paths: Array<[string, Value]> = [['kajdfj', undefined], ['bar', 2], ['bar/', 2], ['bazz//foo', 3], ['bazz/foo//', 3], ['foo/bar', 1], ['foo/bar/bazz', 4]]
  for (const [p, want] of paths) t.equal(call('match_path', m, p), want, p)
  t.equal(call('repeat_string', 'ab', -1), '')
  t.equal((call('repeat_string', 'abc', 9223372036854775807n) as string).length, Math.floor(DEFAULT_LIMITS.stringLength / 3) * 3)
  t.equal(call('ltrim', 'xxbxx', 'x'), 'bxx')
})
