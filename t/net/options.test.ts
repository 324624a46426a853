/** What clients tell through their options, and what we answer, through a real socket. */
import t, { type Test } from 'tap'
import { DO, IAC, OPTION, SB, SE, WILL, WONT, DONT } from '../../driver/net/telnet/codes.js'
import { listenTelnet, type TelnetListener, type TelnetOptions } from '../../driver/net/telnet/listen.js'
import { Client, Logs, World } from './kit.js'

interface Game { world: World, server: TelnetListener, client: Client, opening: Buffer }

async function game(test: Test, options: Partial<TelnetOptions> = {}): Promise<Game> {
  const world = new World()
  const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: world.accept, log: new Logs(), ...options })
  const client = await Client.open(server.port)
  test.teardown(async () => {
    client.end()
    await server.close()
  })
  return { world, server, client, opening: await client.next('> ') }
}

const sub = (code: number, ...body: (string | readonly number[])[]): Buffer =>
  Buffer.concat([Buffer.from([IAC, SB, code]), ...body.map((part) => Buffer.from(part as string)), Buffer.from([IAC, SE])])

t.test('the opening burst comes before the banner, in one piece', async (t) => {
  const { opening } = await game(t)
  const banner = opening.indexOf('Welcome')
  for (const code of [OPTION.TTYPE, OPTION.NAWS, OPTION.NEW_ENVIRON, OPTION.CHARSET]) t.ok(opening.subarray(0, banner).includes(Buffer.from([IAC, DO, code])), `DO ${code}`)
  for (const code of [OPTION.EOR, OPTION.MSSP, OPTION.GMCP, OPTION.MCCP2]) t.ok(opening.subarray(0, banner).includes(Buffer.from([IAC, WILL, code])), `WILL ${code}`)
  t.notOk(opening.includes(Buffer.from([IAC, WILL, OPTION.SGA])), 'not SGA: clients would lose their prompt marks')
  t.notOk(opening.includes(Buffer.from([IAC, WILL, OPTION.ECHO])))
})

t.test('a client that logs in at once breaks nothing', async (t) => {
  const world = new World()
  const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: world.accept, log: new Logs() })
  t.teardown(() => server.close())
  const client = await Client.open(server.port)
  client.send('name\r\npassword\r\n', [IAC, WILL, OPTION.TTYPE], 'look\r\n')
  await client.next('You said: look')
  t.same(world.lines, ['name', 'password', 'look'])
  client.end()
})

t.test('TTYPE and MTTS: name, terminal, abilities', async (t) => {
  const { world, client } = await game(t)
  client.send([IAC, WILL, OPTION.TTYPE])
  for (const answer of ['Mudlet', 'XTERM-256COLOR', 'MTTS 2349']) {
    await client.next(sub(OPTION.TTYPE, [1]))
    client.send(sub(OPTION.TTYPE, [0], answer))
  }
  client.send('x\r\n')
  const rest = await client.next('You said: x')
  t.notOk(rest.includes(sub(OPTION.TTYPE, [1])), 'asked three times, not four')
  t.match(world.wire.info, { client: 'Mudlet', terminal: 'XTERM-256COLOR', utf8: true, screenReader: false })
  client.send(sub(OPTION.TTYPE, [0], 'evil'.repeat(100)), 'y\r\n')
  await client.next('You said: y')
  t.equal(world.wire.info.terminal, 'XTERM-256COLOR', 'what was not asked for is not heard')
})

t.test('MTTS of a screen reader without UTF-8: plain ASCII goes out', async (t) => {
  const { world, client } = await game(t)
  client.send([IAC, WILL, OPTION.TTYPE], sub(OPTION.TTYPE, [0], 'VIPMUD'), sub(OPTION.TTYPE, [0], 'ANSI'), sub(OPTION.TTYPE, [0], 'MTTS 65'), 'x\r\n')
  await client.next('You said: x')
  t.match(world.wire.info, { client: 'VIPMUD', terminal: 'ANSI', utf8: false, screenReader: true })
  world.wire.write('Tämä – «näin» │ ├── 狼 …\n')
  await client.next('Tama - "nain" | +-- ? ...')
})

t.test('TTYPE stops when an answer repeats', async (t) => {
  const { world, client } = await game(t)
  client.send([IAC, WILL, OPTION.TTYPE])
  await client.next(sub(OPTION.TTYPE, [1]))
  client.send(sub(OPTION.TTYPE, [0], 'VT100'))
  await client.next(sub(OPTION.TTYPE, [1]))
  client.send(sub(OPTION.TTYPE, [0], 'VT100'), 'x\r\n')
  t.notOk((await client.next('You said: x')).includes(sub(OPTION.TTYPE, [1])))
  t.match(world.wire.info, { client: 'VT100', terminal: 'VT100' })
})

t.test('CHARSET: asked for UTF-8, whoever agrees; or asked by the client', async (t) => {
  const { world, client } = await game(t)
  client.send([IAC, WILL, OPTION.CHARSET])
  await client.next(sub(OPTION.CHARSET, [1], ';UTF-8;US-ASCII'))
  client.send(sub(OPTION.CHARSET, [2], 'US-ASCII'), 'x\r\n')
  await client.next('You said: x')
  t.equal(world.wire.info.utf8, false)
  client.send(sub(OPTION.CHARSET, [1], ' ISO-8859-1 utf-8'))
  await client.next(sub(OPTION.CHARSET, [2], 'utf-8'))
  t.equal(world.wire.info.utf8, true)
  client.send(sub(OPTION.CHARSET, [1], ';KOI8-R'), sub(OPTION.CHARSET, [1]), sub(OPTION.CHARSET, ''))
  await client.next(sub(OPTION.CHARSET, [3]))
})

t.test('NEW-ENVIRON: seven variables and no more are asked for; MNES is heard', async (t) => {
  const { world, client } = await game(t)
  client.send([IAC, WILL, OPTION.NEW_ENVIRON])
  const asked = await client.next([IAC, SE])
  t.ok(asked.includes(sub(OPTION.NEW_ENVIRON, [1], [0], 'CLIENT_NAME', [0], 'CLIENT_VERSION', [0], 'CHARSET', [0], 'MTTS', [0], 'TERMINAL_TYPE', [0], 'OSC_HYPERLINKS', [0], 'OSC_HYPERLINKS_SEND', [3], 'CLIENT_NAME', [3], 'CLIENT_VERSION', [3], 'CHARSET', [3], 'MTTS', [3], 'TERMINAL_TYPE', [3], 'OSC_HYPERLINKS', [3], 'OSC_HYPERLINKS_SEND')))
  client.send(sub(OPTION.NEW_ENVIRON, [0], [0], 'CLIENT_NAME', [1], 'Mud\x02\x01let', [0], 'CLIENT_VERSION', [1], '4.18', [0], 'MTTS', [1], '68', [3], 'USER', [1], 'root', [0], 'NOVALUE'), 'x\r\n')
  await client.next('You said: x')
  t.match(world.wire.info, { client: 'Mudlet 4.18', screenReader: true, utf8: true })
  client.send(sub(OPTION.NEW_ENVIRON, [2], [0], 'CLIENT_NAME', [1], 'x'.repeat(500), [2]), sub(OPTION.NEW_ENVIRON, [2, 0, 1, 0, 2]), sub(OPTION.NEW_ENVIRON, ''), 'y\r\n')
  await client.next('You said: y')
  t.ok(world.wire.info.client.length <= 40)
  t.equal(world.wire.info.links, '')
  for (const [name, value, links] of [['MTTS', '1024', 'mslp'], ['OSC_HYPERLINKS', '1', 'pages'], ['OSC_HYPERLINKS_SEND', '1', 'osc8'], ['OSC_HYPERLINKS', '1', 'osc8'], ['OSC_HYPERLINKS', '0', '']]) {
    client.send(sub(OPTION.NEW_ENVIRON, [2], [3], name, [1], value), `${name}${links}\r\n`)
    await client.next(`You said: ${name}${links}`)
    t.equal(world.wire.info.links, links, `${name}=${value}`)
  }
})

t.test('MSSP tells what the callback says, now', async (t) => {
  let players = 1
  const { client } = await game(t, { mssp: () => ({ NAME: 'Hauki\x01\xff', PLAYERS: String(players), PORT: ['4000', '4001'] }) })
  client.send([IAC, DO, OPTION.MSSP])
  await client.next(sub(OPTION.MSSP, [1], 'NAME', [2], 'Haukiÿ', [1], 'PLAYERS', [2], '1', [1], 'PORT', [2], '4000', [2], '4001'))
  players = 2
  client.send([IAC, DONT, OPTION.MSSP], [IAC, DO, OPTION.MSSP])
  await client.next(sub(OPTION.MSSP, [1], 'NAME', [2], 'Haukiÿ', [1], 'PLAYERS', [2], '2', [1], 'PORT', [2], '4000', [2], '4001'))
})

t.test('MSSP of a world that fails is empty', async (t) => {
  const { client } = await game(t, { mssp: () => { throw new TypeError('no') } })
  client.send([IAC, DO, OPTION.MSSP])
  await client.next(sub(OPTION.MSSP))
})

t.test('ECHO only while a password is typed', async (t) => {
  const { client } = await game(t)
  client.send('pw\r\n')
  const asked = await client.next('Password: ')
  t.ok(asked.includes(Buffer.from([IAC, WILL, OPTION.ECHO])), 'before the question')
  client.send([IAC, DO, OPTION.ECHO], 'secret\r\n')
  await client.next([IAC, WONT, OPTION.ECHO])
  client.send([IAC, DONT, OPTION.ECHO], 'pw\r\nslow\r\npw\r\n')
  // The client answers late: the changes are queued, not sent over one another.
  await client.next('You said: slow')
  t.pass('no loop')
})

t.test('GMCP: only modules the client supports, Core.Ping echoed, Core.Terminal is a window', async (t) => {
  const { world, client } = await game(t)
  world.wire.gmcp('Char.Vitals', { hp: 1 })
  client.send([IAC, DO, OPTION.GMCP], sub(OPTION.GMCP, 'Core.Hello {"client":"Blightmud","version":"5"}'), sub(OPTION.GMCP, 'Core.Supports.Set ["Room 1","Char.Items 1"]'))
  client.send(sub(OPTION.GMCP, 'Core.Terminal {"cols":120,"rows":50}'), sub(OPTION.GMCP, 'core.ping'))
  const before = await client.next(sub(OPTION.GMCP, 'Core.Ping'))
  t.notOk(before.includes('Vitals'), 'nothing before the client agreed')
  t.equal(world.wire.info.client, 'Blightmud 5')
  t.same(world.windows, [[120, 50]])
  for (const name of ['Char.Vitals', 'Room.Info', 'Char.Items.List', 'Core.Goodbye', 'Char.Login.Result']) world.wire.gmcp(name, { n: 1 })
  client.send('x\r\n')
  const sent = (await client.next('You said: x')).toString('latin1')
  t.same([...sent.matchAll(/([A-Z][\w.]+) \{"n"/g)].map((m) => m[1]), ['Room.Info', 'Char.Items.List', 'Core.Goodbye', 'Char.Login.Result'])
  client.send(sub(OPTION.GMCP, 'Core.Supports.Add ["Char 1"]'), sub(OPTION.GMCP, 'Core.Supports.Remove ["Room"]'), 'y\r\n')
  await client.next('You said: y')
  for (const name of ['Char.Vitals', 'Room.Info']) world.wire.gmcp(name, {})
  client.send('z\r\n')
  const then = await client.next('You said: z')
  t.ok(then.includes('Char.Vitals') && !then.includes('Room.Info'))
  const cyclic: unknown[] = []
  cyclic.push(cyclic)
  world.wire.gmcp('Char.Vitals', cyclic)
  world.wire.gmcp('Char.Vitals', 'x'.repeat(70_000))
  world.wire.gmcp('Char.Vitals', { big: 2n ** 62n })
  client.send('end\r\n')
  const last = await client.next('You said: end')
  t.ok(last.includes('{"big":"4611686018427387904"}'))
  t.ok(last.length < 1000, 'what is no JSON or too long is not sent')
})

t.test('GMCP nested too deep is refused', async (t) => {
  const { world, client, server } = await game(t)
  client.send([IAC, DO, OPTION.GMCP], sub(OPTION.GMCP, `A.B ${'['.repeat(33)}${']'.repeat(33)}`), sub(OPTION.GMCP, `A.B "${'['.repeat(33)}"`), 'x\r\n')
  await client.next('You said: x')
  t.same(world.gmcp, [['A.B', '['.repeat(33)]])
  t.equal(server.stats.protocolErrors, 1)
})

t.test('TIMING-MARK is answered each time: clients hold output until it is', async (t) => {
  const { client } = await game(t)
  for (let i = 0; i < 20; i++) {
    client.send([IAC, DO, OPTION.TIMING_MARK])
    await client.next([IAC, WILL, OPTION.TIMING_MARK])
  }
})
