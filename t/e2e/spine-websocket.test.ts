/** The spine as the planner does it, through a real WebSocket against the started program. */
import t from 'tap'
import { Place } from './kit.js'
import { Web } from './players.js'
import { spine, type Somebody } from './spine.js'

const place = new Place(t)
const program = await place.start()
let here: Somebody

t.test('logging in: the client is told to hide the password', async (t) => {
  const password = program.password('planner')
  const me = await Web.open(program.webPort, 'gmcp.mudstandards.org')
  t.equal(me.socket.protocol, 'gmcp.mudstandards.org')
  me.gmcp('Core.Hello', { client: 'e2e', version: '1' })
  await me.expect(/By what name/)
  await me.ask('planner', /Password: /)
  const echo = (): unknown[] => me.messages.filter(([name]) => name === 'Core.Echo').map(([, data]) => data)
  t.match(echo(), [{ on: false }])
  const answer = await me.ask(password, /Welcome/)
  t.match(echo(), [{ on: false }, { on: true }])
  t.notMatch(answer, password)
  here = { program, me, name: 'planner', other: await program.player('bystander'), nodes: 1, clones: 12 }
})

spine(t, () => here)

t.test('a planner\'s own: put a file, work in the background, the state as JSON', async (t) => {
  const { me } = here
  await me.ask(['put dice.c', 'int f() { return 7; }', '.'], /dice\.c written, 1 lines/)
  t.match(await me.ask('call dice f', /=>/), /=> 7\n/)
  t.match(await me.ask('bg object w = clone_distributed("int f() { sleep(0.5); return 6 * 7; }"); int n = w->f(); destruct(w); return n;', /Job \d+/), /Job/)
  t.match(await me.ask('eval 1 + 1', /=> .*\n/), /=> 2\n/, 'the next command does not wait')
  await me.expect(/\[job: .*=> 42\n/)
  t.type(JSON.parse(await me.ask('status', /\}\n/)), Object)
})

t.test('an interrupt (GMCP) ends the wait', async () => {
  const me = here.me as Web
  me.text = ''
  me.send('eval write("waiting\\n"); sleep(3600.0);')
  await me.expect(/waiting\n/)
  me.gmcp('Core.Interrupt', {})
  await me.expect(/Interrupted/)
})

t.test('the same account over the JSON subprotocol takes the connection over', async (t) => {
  const again = await Web.open(program.webPort, 'json.mudstandards.org')
  await again.login('planner', program.password('planner'))
  await here.me.expect(/came in from elsewhere/)
  await here.me.closed()
  t.match(await again.ask('eval 2 + 3', /=> .*\n/), /=> 5\n/)
  t.equal(await program.stop(), 0)
  t.strictSame(await place.left(1000), [])
})
