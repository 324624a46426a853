/** The library's own tests, written in LPC: each file of /tests becomes a subtest here. */
import t from 'tap'
import { startGame } from './harness.js'

const game = await startGame()
t.teardown(game.stop)

const tap = String(await game.call('/std/daemons/test', 'run')).split('\n')
const files = Number(/^1\.\.(\d+)$/.exec(tap[1])?.[1])

t.equal(tap[0], 'TAP version 14')
t.ok(files > 4, `${files} files`)
for (let at = 2; at < tap.length;) {
  const file = /^# Subtest: (.*)/.exec(tap[at])?.[1]
  if (!file) {
    at++
    continue
  }
  const end = tap.findIndex((line, n) => n > at && /^(?:not )?ok /.test(line))
  await t.test(file, async (t) => {
    for (const line of tap.slice(at + 1, end)) {
      const [, not, what] = /^ {4}(not )?ok \d+ - (.*)/.exec(line) ?? []
      if (what) t.notOk(not, what)
      else t.comment(line.trim())
    }
  })
  at = end + 1
}

t.test('a wizard runs them in the game, and sees what failed', async (t) => {
  const w = await game.login('wizard')
  t.match(await w.do('test /tests/std/text'), /TAP version 14\n1\.\.1\n# Subtest: \/tests\/std\/text\.c\n {4}ok 1/)
  t.match(await w.do('q'), /> $/)
  await w.do('mkdir tests', 'ed tests/bad.c', 'a', 'inherit STD_TEST;', 'void test_sums() { assert_equal(1 + 1, 3, "it adds up"); }', 'void test_trouble() { error("no luck\\n"); }', '.', 'wq')
  t.match(await w.do('test /std'), /1\.\.0\n# no tests there/, 'other directories are left alone')
  t.match(await w.do('test /std/room'), /not ok 1 - it is a test that runs/)
  const seen = await w.do('test ~/tests')
  t.match(seen, /not ok 1 - sums: it adds up\n {6}# got 2\n {6}# wanted 3/)
  t.match(seen, /not ok 2 - trouble: ends without an error\n {6}# \*no luck/)
  t.match(seen, /not ok 1 - \/players\/wizard\/tests\/bad\.c\n# 2 failed/)
})
