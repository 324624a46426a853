import t from 'tap'
import fc from 'fast-check'
import { EdFault } from '../../efuns/ed/fault.js'
import { MAX_LINE, MAX_LINES, MAX_OUTPUT, MAX_PATTERN, MAX_TEXT } from '../../efuns/ed/limits.js'
import { Pattern } from '../../efuns/ed/pattern.js'
import { indent } from '../../efuns/ed/indent.js'
import { Session, type Files } from '../../efuns/ed/session.js'

const LINES = ['one', 'two', 'three', 'four', 'five']

function editor(lines: readonly string[] = LINES, options?: { restricted: boolean; scroll: number }) {
  const store = new Map<string, string[]>([['/a.c', [...lines]], ['/b.c', ['bee']]])
  const files: Files = {
    absolute: (name) => (name.startsWith('/') ? name : `/cwd/${name}`),
    read: (path) => {
      if (path.startsWith('/secret')) throw new EdFault(`${path} may not be read.`)
      return store.get(path) ?? null
    },
    write: (path, text) => {
      if (path.startsWith('/secret')) throw new EdFault(`${path} may not be written.`)
      store.set(path, [...text])
    },
  }
  const session = new Session(files, options)
  session.open('/a.c')
  const text = () => session.buffer.texts(1, session.buffer.last)
  const run = (...commands: string[]) => commands.map((c) => session.input(c)).at(-1)!
  return { session, store, text, run }
}

t.test('opens a file at its first line, and a new one empty', async (t) => {
  const { session } = editor()
  t.equal(session.open('/a.c'), '/a.c, 5 lines.\n')
  t.equal(session.buffer.current, 1)
  t.equal(session.open('/new.c'), '/new.c, new file.\n')
  t.equal(session.mode, 0)
})

t.test('addresses', async (t) => {
  const cases: Array<[string, string]> = [
    ['3p', 'three\n'], ['$p', 'five\n'], ['.p', 'one\n'], ['$-1p', 'four\n'], ['2+p', 'three\n'], ['2+2p', 'four\n'],
    ['/hr/p', 'three\n'], ['/o$/p', 'two\n'], ['?f?p', 'five\n'], ['/f/+p', 'five\n'], ['2,3p', 'two\nthree\n'],
    ['%p', LINES.join('\n') + '\n'], [',p', LINES.join('\n') + '\n'], ['3;+1p', 'three\nfour\n'], ['4', 'four\n'], ['', 'two\n'],
    ['2,/iv/n', '   2  two\n   3  three\n   4  four\n   5  five\n'], ['$=', '5\n'], ['=', '5\n'], ['.=', '1\n'],
  ]
  for (const [command, answer] of cases) t.equal(editor().run(command), answer, command)
})

t.test('faults are lines that begin with a question mark, and change nothing', async (t) => {
  for (const command of ['9p', '3,2p', '0p', '/nowhere/p', "'ap", 'y', '1,2y', 'pp9', 's', 's/x/y/', 's/[/y/', 's/\\(/y/', 's/a/b/k', '2m2,', '1,3m2', 'kA', 'r /none', '2t9', 'g/o/a', 'g/o/g/x/p', '//p', 'u', '-5p']) {
    const { run, text, session } = editor()
    t.match(run(command), /^\? /, command)
    t.strictSame(text(), LINES, command)
    t.equal(session.mode, 0, command)
  }
})

t.test('typing in: a, i, c, and a line with only a dot', async (t) => {
  const a = editor()
  t.equal(a.run('2a'), '')
  t.equal(a.session.mode, 3)
  a.run('x', '..', 'y')
  t.equal(a.session.mode, 6)
  a.run('.')
  t.equal(a.session.mode, 0)
  t.strictSame(a.text(), ['one', 'two', 'x', '.', 'y', 'three', 'four', 'five'])
  t.equal(a.run('p'), 'y\n')

  const i = editor()
  i.run('1i', 'zero', '.')
  t.strictSame(i.text(), ['zero', ...LINES])

  const c = editor()
  c.run('2,4c', 'mid', '.')
  t.strictSame(c.text(), ['one', 'mid', 'five'])

  const fresh = editor([])
  fresh.run('a', 'first', '.')
  t.strictSame(fresh.text(), ['first'])
})

t.test('d, j, m, t, k', async (t) => {
  const cases: Array<[string[], string[]]> = [
    [['2,3d'], ['one', 'four', 'five']],
    [['$d'], ['one', 'two', 'three', 'four']],
    [['%d'], []],
    [['2j'], ['one', 'twothree', 'four', 'five']],
    [['1,3j'], ['onetwothree', 'four', 'five']],
    [['1,2m$'], ['three', 'four', 'five', 'one', 'two']],
    [['4,5m0'], ['four', 'five', 'one', 'two', 'three']],
    [['1,2t3'], ['one', 'two', 'three', 'one', 'two', 'four', 'five']],
    [['3ka', '1d', "'ad"], ['two', 'four', 'five']],
    [['3ka', "3s/e/E/g", "'as/E/e/"], ['one', 'two', 'threE', 'four', 'five']],
  ]
  for (const [commands, result] of cases) {
    const { run, text } = editor()
    run(...commands)
    t.strictSame(text(), result, commands.join(' '))
  }
})

t.test('s with groups, counts, flags, other delimiters and line ends', async (t) => {
  const cases: Array<[string, string, string]> = [
    ['a-b-c', 's/-/+/', 'a+b-c'], ['a-b-c', 's/-/+/g', 'a+b+c'], ['a-b-c', 's/-/+/2', 'a-b+c'],
    ['a-b-c-d', 's/-/+/2g', 'a-b+c+d'], ['ab', 's/\\(a\\)\\(b\\)/\\2\\1/', 'ba'], ['ab', 's/b/[&]/', 'a[b]'],
    ['ab', 's/b/\\&/', 'a&'], ['a/b', 's,/,-,', 'a-b'], ['a/b', 's/\\//-/', 'a-b'], ['abc', 's/x*/-/g', '-a-b-c-'],
    ['foo bar', 's/\\<b/B/', 'foo Bar'], ['aaa', 's/a\\+/b/', 'b'], ['cat', 's/dog\\|cat/pet/', 'pet'],
    ['color', 's/colou\\?r/hue/', 'hue'], ['a.b', 's/\\./,/', 'a,b'], ['x=1', 's/[0-9]/2/', 'x=2'], ['x]', 's/[]]/y/', 'xy'],
    ['Käse', 's/ä/ae/', 'Kaese'], ['😀!', 's/./-/', '-!'],
  ]
  for (const [line, command, result] of cases) {
    const { run, text } = editor([line])
    run(command)
    t.strictSame(text(), [result], command)
  }
  const split = editor(['a,b,c'])
  split.run('s/,/\\n/g')
  t.strictSame(split.text(), ['a', 'b', 'c'])
  const repeated = editor(['a a', 'a a'])
  repeated.run('s/a/b/', '2', 's')
  t.strictSame(repeated.text(), ['b a', 'b a'])
})

t.test('g and v run on each line that is still there', async (t) => {
  const cases: Array<[string, string[]]> = [
    ['g/o/d', ['three', 'five']], ['v/o/d', ['one', 'two', 'four']], ['g/o/s/o/0/', ['0ne', 'tw0', 'three', 'f0ur', 'five']],
    ['g/./m0', [...LINES].reverse()], ['g/t/t.', ['one', 'two', 'two', 'three', 'three', 'four', 'five']], ['2,3g/e/d', ['one', 'two', 'four', 'five']],
    ['g/^t/j', ['one', 'twothree', 'four', 'five']],
  ]
  for (const [command, result] of cases) {
    const { run, text } = editor()
    run(command)
    t.strictSame(text(), result, command)
  }
})

t.test('u undoes the last change, and again redoes it', async (t) => {
  const { run, text } = editor()
  run('g/o/d', '1p', 'u')
  t.strictSame(text(), LINES)
  run('u')
  t.strictSame(text(), ['three', 'five'])
  run('1a', 'x', 'y', '.', 'u')
  t.strictSame(text(), ['three', 'five'])
})

t.test('z shows screenfuls', async (t) => {
  const { run } = editor(Array.from({ length: 50 }, (_, i) => `l${i + 1}`), { restricted: false, scroll: 10 })
  t.match(run('z'), /^ {3}1 {2}l1\n[^]* 10 {2}l10\n$/)
  t.match(run('z'), /^ {2}11 {2}l11\n/)
  t.equal(run('30z.3').split('\n').length, 4)
  t.match(run('30z-'), /30 {2}l30\n$/)
})

t.test('files: w, wq, x, q, Q, e, f, r', async (t) => {
  const { run, store, session, text } = editor()
  run('1d')
  t.match(run('q'), /Not written/)
  t.equal(session.mode, 0)
  t.equal(run('w'), '/a.c, 4 lines written.\n')
  t.strictSame(store.get('/a.c'), LINES.slice(1))
  t.equal(run('1,2w sub.c'), '/cwd/sub.c, 2 lines written.\n')
  t.strictSame(store.get('/cwd/sub.c'), ['two', 'three'])
  run('0r /b.c')
  t.equal(text()[0], 'bee')
  t.match(run('e /b.c'), /Not written/)
  t.equal(run('e /b.c'), '/b.c, 1 line.\n')
  t.equal(run('f'), '/b.c, line 1 of 1.\n')
  t.match(run('w /secret/x'), /^\? .*may not be written/)
  t.match(run('e /secret/x'), /^\? .*may not be read/)
  t.equal(run('wq'), '/b.c, 1 line written.\nDone.\n')
  t.equal(session.mode, -1)
  const twice = editor()
  twice.run('1d', 'q')
  t.equal(twice.run('q'), 'Done.\n')
  t.equal(editor().run('Q'), 'Done.\n')
})

t.test('a restricted session keeps to its file', async (t) => {
  const { run } = editor(LINES, { restricted: true, scroll: 20 })
  for (const command of ['e /b.c', 'E /b.c', 'f /b.c', 'r /b.c', 'w /b.c']) t.match(run(command), /^\? Not in a restricted/, command)
  t.match(run('w'), /written/)
})

t.test('I indents LPC and leaves strings, comments and heredocs', async (t) => {
  const neat = [
    '#pragma strict_types', '', 'int f() {', '  string s = "{";', '  if (s) {', '    // not { here', '    g();', '  } else', '    h();',
    '  switch (s) {', '    case 1:', '      k();', '      break;', '    default:', '      foreach (int i in x) {', '        l();', '      }', '  }',
    '  mixed x = ([', '    "a": ({ 1 }),', '  ]);', '  s = @END', 'as is {', 'END;', '  return long_one +', '    the_rest;', '}', '', '/* {', ' * text', ' */', 'int g;',
  ]
  const got = indent(neat.map((l, i) => (i === 22 ? l : l.trim())))
  t.strictSame(got, neat)
  t.strictSame(indent(got), got, 'twice is once')
})

t.test('limits end in a short text', async (t) => {
  t.match(editor().run(`/${'a'.repeat(MAX_PATTERN + 1)}/p`), /Pattern too long/)
  const long = editor()
  t.match(long.run('a', 'x'.repeat(MAX_LINE + 1)), /Line too long/)
  const grow = editor(['x'.repeat(1000)])
  t.match(grow.run(`s/x/${'y'.repeat(100)}/g`), /Line too long/)
  const many = editor([''])
  let last = ''
  for (let i = 0; i < 40 && !last.startsWith('?'); i++) last = many.run('%t$')
  t.match(last, /Too many lines/)
  t.ok(many.session.buffer.last <= MAX_LINES)
  const big = editor(['x'.repeat(MAX_LINE)])
  last = ''
  for (let i = 0; i < 40 && !last.startsWith('?'); i++) last = big.run('%t$')
  t.match(last, /Text too long/)
  t.ok(big.session.buffer.length <= MAX_TEXT)
  t.ok(big.run('%p').length < MAX_OUTPUT + MAX_LINE)
})

t.test('a pattern that would blow up elsewhere takes steps in proportion to the text', async (t) => {
  const text = 'a'.repeat(2000)
  let ticks = 0
  Pattern.compile('\\(a*\\)*\\(a*\\)*b').exec(text, 0, (n) => (ticks += n))
  t.ok(ticks < 2000 * 40, `${ticks} ticks`)
})

t.test('property: patterns agree with JavaScript\'s on what both know', async () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', 'a*', 'b*', '.*', '\\(ab\\)', '\\(a*b\\)*')
  const source = fc.array(atom, { minLength: 1, maxLength: 5 }).map((a) => a.join(''))
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 }).map((a) => a.join(''))
  fc.assert(fc.property(source, text, (s, line) => {
    const ours = Pattern.compile(s).exec(line, 0, () => {})
    const theirs = new RegExp(s.replace(/\\([()])/g, '$1')).exec(line)
    return theirs === null ? ours === null : ours !== null && ours[0] === theirs.index && ours[1] === theirs.index + theirs[0].length
  }), { numRuns: 2000 })
})

t.test('property: no line of input throws, and undo of undo is where we were', async () => {
  const command = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.tuple(fc.constantFrom('', '.', '$', '%', '1,2', '/o/', '0', "'a", '2;3'), fc.constantFrom('p', 'd', 'a', '.', 'i', 'c', 'm0', 't$', 's/o/x/g', 'g/o/d', 'j', 'u', 'ka', 'I', 'z', 'l', 'v/e/m0')).map((a) => a.join('')),
  )
  fc.assert(fc.property(fc.array(command, { maxLength: 25 }), (commands) => {
    const { session, text } = editor()
    for (const c of commands) if (!session.ended) session.input(c)
    if (session.ended) return true
    if (session.mode !== 0) session.input('.')
    const now = text()
    if (session.input('u').startsWith('?')) return true
    session.input('u')
    return text().join('\n') === now.join('\n') && session.buffer.current <= session.buffer.last
  }), { numRuns: 1000 })
})
