/** `node dist/t/e2e/plays-long.js [--minutes N] [client…]`: the clients of plays.ts at length, against a game of their own. */
import t from 'tap'
import { Place } from './kit.js'
import { PLAYS, prepare } from './plays.js'

const words = process.argv.slice(2)
const at = words.indexOf('--minutes')
const minutes = at < 0 ? 2 : Number(words[at + 1])
if (at >= 0) words.splice(at, 2)

t.setTimeout((minutes * 60 + 120) * 1000)
const program = await new Place(t).start()
const token = await prepare(program)

t.test('real clients', { jobs: PLAYS.length, timeout: (minutes * 60 + 90) * 1000 }, async (t) => {
  for (const play of PLAYS.filter((p) => words.length === 0 || words.includes(p.name))) {
    t.test(play.name, { skip: play.missing() ?? false, timeout: (minutes * 60 + 90) * 1000 }, async (t) => {
      const commands = await play.run(program, token, minutes * 60_000)
      t.pass(`${commands} commands in ${minutes} minutes`)
    })
  }
})
t.test('the end', async (t) => t.equal(await program.stop(), 0))
