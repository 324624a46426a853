/** telnet, tt++, tf5, netcat, Chromium and an MCP client play at once, a short while. `node dist/t/e2e/plays-long.js --minutes 2` takes longer. */
import t from 'tap'
import { Place } from './kit.js'
import { PLAYS, prepare } from './plays.js'

const place = new Place(t)
const program = await place.start()
const token = await prepare(program)

t.test('real clients', { jobs: PLAYS.length, timeout: 200_000 }, async (t) => {
  for (const play of PLAYS) {
    t.test(play.name, { skip: play.missing() ?? false }, async (t) => {
      const commands = await play.run(program, token, 0)
      t.ok(commands > 0, `${commands} commands`)
    })
  }
})

t.test('nobody is left behind', async (t) => {
  const admin = await program.player('wizard', program.password('wizard'))
  await program.until(async () => /=> 1\n/.test(await admin.ask('eval sizeof(users())', /=> \d+\n/)), 'everybody but one to be gone')
  t.equal(await program.stop(), 0)
})
