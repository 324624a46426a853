/** The spine through a real telnet socket against the started program. */
import t from 'tap'
import { Place } from './kit.js'
import { DO, ECHO, IAC, Telnet, WILL, WONT } from './players.js'
import { spine, type Somebody } from './spine.js'

const place = new Place(t)
const program = await place.start()
const others = await Promise.all([place.joinNode('second'), place.joinNode('third')])
let here: Somebody

t.test('logging in: the password is not echoed', async (t) => {
  const password = program.password('wizard')
  const me = await Telnet.open(program.telnetPort)
  await me.expect(/By what name/)
  t.equal(me.echoing, false)
  await me.ask('wizard', /Password: /)
  t.ok(me.bytes.includes(Buffer.from([IAC, WILL, ECHO])), 'the server takes the echo over')
  t.match(await me.ask(password, /> /), /Welcome, Wizard/)
  t.ok(me.bytes.includes(Buffer.from([IAC, WONT, ECHO])), 'and gives it back')
  t.notOk(me.bytes.includes(Buffer.from([IAC, DO, ECHO])), 'nobody is asked to echo')
  t.notOk(me.bytes.includes(password), 'the password does not come back')
  here = { program, me, name: 'wizard', other: await program.player('bystander'), nodes: 3, clones: 50 }
})

spine(t, () => here)

t.test('an interrupt (telnet IP) ends the wait', async (t) => {
  const { me } = here
  me.text = ''
  me.send('eval write("waiting\\n"); object w = clone_distributed("void nap() { sleep(3600.0); }"); w->nap();')
  await me.expect(/waiting\n/)
  ;(me as Telnet).socket.write(Buffer.from([IAC, 244]))
  await me.expect(/Interrupted/)
  t.match(await me.ask('eval 5', /=> .*\n/), /=> 5\n/)
})

t.test('quit, and the program ends', async (t) => {
  here.me.send('quit')
  await here.me.closed()
  place.processes()
  t.same(await Promise.all(others.map((node) => node.stop())), [0, 0])
  t.equal(await program.stop(), 0)
  t.strictSame(await place.left(1000), [])
})
