/**
 * Bad input against the started program: each piece ends in a clear message to whoever caused it,
 * to nobody else, and a second player plays on. What one room can prove alone is in its own tests.
 */
import t, { type Test } from 'tap'
import { Agent, request } from 'node:http'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { command, PASSWORD, Place } from './kit.js'
import { IAC, SB, Telnet } from './players.js'

const place = new Place(t)
const program = await place.start()
let wizard: Telnet
let other: Telnet

/** The answer of an eval: its value, or the error. */
const ANSWER = /=> .*\n|\*\S.*\n|: error .*\n/

t.before(async () => {
  wizard = await program.player('wizard', program.password('wizard'))
  other = await program.player('bystander')
})

/** Sends all of it from an address of its own, reads until the other side ends; what came. */
function guesses(port: number, open: Set<Socket>, input: string): Promise<string> {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.66' }, () => socket.write(input))
    open.add(socket)
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', (d: string) => { text += d })
    socket.on('error', () => {})
    socket.on('close', () => {
      open.delete(socket)
      done(text)
    })
  })
}

/** A test after which somebody else still plays and has seen nothing of it. */
function harmless(name: string, test: (t: Test) => Promise<void>): void {
  t.test(name, async (t) => {
    other.text = ''
    await test(t)
    const seen = other.text
    t.match(await other.ask('say still here', /You say: still here/), /\n/, 'another plays on')
    t.notMatch(seen, /error|\*[A-Z]|\.c:\d/, 'and was told nothing')
  })
}

harmless('wrong passwords', async (t) => {
  const p = await Telnet.open(program.telnetPort)
  await p.expect(/By what name/)
  for (let n = 1; n <= 3; n++) {
    await p.ask('wizard', /Password: /)
    const start = performance.now()
    p.send(`wrong ${n}`)
    await other.ask('say meanwhile', /You say: meanwhile/)
    if (n < 3) await p.expect(/Wrong password/)
    else await p.expect(/wrong too often/)
    t.ok(performance.now() - start > 900, 'guessing costs time')
  }
  await p.closed()
  t.notMatch(p.bytes.toString('latin1'), /wrong \d/, 'nothing of them comes back')
  const log = readFileSync(join(place.state, 'hauki.log'), 'latin1') + readFileSync(join(place.mudlib, 'log/logins'), 'latin1')
  t.notMatch(log, /wrong \d/, 'nor is it logged')
  t.notOk(log.includes(program.password('wizard')) || log.includes(PASSWORD), 'as no password is')
})

harmless('ten thousand wrong passwords: slow for their sender, not for others', async (t) => {
  const WRONG = 10_000
  const IN_A_ROW = 10
  const AT_ONCE = 50
  let sent = 0
  let looked = 0
  let refused = 0
  let playing = true
  const began = performance.now()
  const open = new Set<Socket>()
  const guessers = Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (sent < WRONG || playing || looked === 0) {
      sent += IN_A_ROW
      const text = await guesses(program.telnetPort, open, Array.from({ length: IN_A_ROW }, (_, n) => `wizard\r\nwrong ${n}\r\n`).join(''))
      looked += text.match(/Wrong password|wrong too often/g)?.length ?? 0
      if (text.includes('Too many passwords')) refused++
    }
    // Those whose guess is still held are not waited for.
    for (const socket of open) socket.destroy()
  }))
  for (const name of ['kettu', 'susi', 'orava']) {
    const p = await program.player(name)
    t.match(await p.ask('score', /Level|level/), /evel/, `${name} comes in meanwhile`)
    p.close()
    const again = await program.player(name)
    again.close()
  }
  const early = sent
  playing = false
  await guessers
  const seconds = (performance.now() - began) / 1_000
  t.comment(`${sent} sent in ${seconds.toFixed(1)} s, ${early} before the others were through; ${looked} looked at, ${refused} connections sent away`)
  // Ten at once, then one a second: secure/guesses.
  t.ok(looked > 0 && looked <= 10 + seconds + 1, 'few are looked at')
  t.ok(refused > 0, 'the rest is sent away, and told why')
  wizard = await program.player('wizard', program.password('wizard'))
  t.match(await wizard.ask('eval GUESSES_D->query_size()', ANSWER), /=> \d\n/, 'whose name it was comes in from elsewhere; little is remembered')
})

harmless('a line of 1 MB', async (t) => {
  const p = await program.player('longwind')
  p.text = ''
  p.send('x'.repeat(1_000_000))
  await p.expect(/too long/i)
  t.match(await p.ask('look', /square/i), /market square/i)
  p.text = ''
  p.socket.write(Buffer.alloc(2_000_000, 'y'))
  await p.closed()
  t.match(p.text, /too long/i, 'without an end it is cut off, and told why')
})

harmless('a subnegotiation that never ends', async (t) => {
  const p = await program.player('rambler')
  p.text = ''
  p.socket.write(Buffer.from([IAC, SB, 201]))
  const piece = Buffer.alloc(65_536, 'z')
  const pump = (): void => {
    if (!p.over && p.socket.writable) p.socket.write(piece, () => setImmediate(pump))
  }
  pump()
  t.ok(await p.closed())
})

harmless('bytes of 0xFF, halves of commands, and random ones', async (t) => {
  const p = await program.player('noisy')
  p.socket.write(Buffer.alloc(10_000, 0xff))
  p.socket.write('\r\n')
  p.socket.write(Buffer.from([0xff, 0xfd]))
  p.socket.write(Buffer.from([0xff, 0xff, 0xf0, 0xff, 0xf0, 0, 13, 0, 10]))
  t.match(await p.ask('say \u00ff\u00e9', /You say/), /You say/)
  for (let n = 0; n < 20; n++) {
    const q = await Telnet.open(program.telnetPort)
    q.socket.write(Buffer.from(Array.from({ length: 400 }, (_, i) => (i * 7919 + n * 104729) % 256)))
    q.close()
  }
  p.close()
})

harmless('a socket closed in the middle of a command, of a line, of a login', async (t) => {
  const half = await Telnet.open(program.telnetPort)
  half.send('wizard')
  half.socket.write('half a passw')
  half.close()
  wizard.text = ''
  wizard.send('eval write("napping\\n"); object w = clone_distributed("void nap() { sleep(1.0); }"); w->nap(); destruct(w); write_file(me()->query_home() + "/woke", "yes", 1);')
  await wizard.expect(/napping\n/)
  wizard.socket.write('eval 1 +')
  wizard.socket.resetAndDestroy()
  await other.expect(/Wizard .*statue|Wizard/)
  wizard = await program.player('wizard', program.password('wizard'))
  await program.until(() => {
    try {
      return readFileSync(join(place.mudlib, 'players/wizard/woke'), 'utf8') === 'yes'
    } catch {
      return false
    }
  }, 'the command to be done, whose player had left')
  t.match(await wizard.ask('eval 1 + 1', ANSWER), /=> 2\n/, 'and the next is played by who came back')
})

for (const [what, text, message] of [
  ['an infinite loop', 'while (1);', /\*Too long evaluation/],
  ['one that catches its own end', 'while (1) catch { while (1); };', /\*Too long evaluation/],
  ['an infinite recursion', 'function f; f = (: evaluate($(f) || me(), 1) :); f = (: call_other(this_object(), "run") :); return evaluate(f);', /\*Too deep recursion|\*Too long evaluation/],
  ['an array too large', 'mixed *a = ({ 1 }); while (1) a += a;', /\*.*[Aa]rray.*(limit|too (large|big))/],
  ['a string too long', 'string s = "x"; while (1) s += s;', /\*.*[Ss]tring.*(limit|too (long|large))/],
  ['a mapping too large', 'mapping m = ([ ]); int i = 0; while (1) m[i++] = 1;', /\*.*[Mm]apping.*(limit|too (large|big))|\*Too long evaluation/],
  ['a mapping too large by an efun', 'return allocate_mapping(map(allocate(1000000), (: random(1) :)), 1);', /=>|\*/],
  ['division by zero', 'return 1 / (me() == 0);', /\*Division by zero/],
] as const) {
  harmless(what, async (t) => {
    const said = await wizard.ask(`eval ${text}`, ANSWER)
    t.match(said, message)
  })
}

harmless('includes and inherits that go in circles', async (t) => {
  const files: [string, string, RegExp][] = [
    ['loop.c', '#include "loop.c"', /loop\.c\(1,\d+\): error .*nclude/],
    ['self.c', 'inherit __DIR__ "self";', /self\.c\(1,1\): error .*Inheritance loop/],
  ]
  for (const [file, text, message] of files) {
    await wizard.ask(`eval write_file(me()->query_home() + "/${file}", "${text.replaceAll('"', '\\"')}\\n", 1);`, ANSWER)
    t.match(await wizard.ask(`update ${file}`, /does not compile|updated|\*.*\n/), message)
  }
})

harmless('paths with ".."', async (t) => {
  for (const line of ['cat ../../../../etc/passwd', 'cat /../../etc/passwd', 'update ../../../../tmp/x', 'ed ../../../../etc/passwd', 'ls ../../../../etc', 'clone ../../../../tmp/x', 'rm ../../../../tmp/x', 'run ../../../../etc/passwd']) {
    const said = await wizard.ask(line, /./)
    t.notMatch(said, /root:/, line)
    t.match(said, /no such|makes no object|cannot|not found|no directory|permission|new file|nothing|outside|empty/i, line)
    if (line.startsWith('ed ')) t.match(await wizard.ask(['a', 'x', '.', 'w', 'Q'], /> /), /\?|cannot|denied/i)
  }
  for (const text of ['read_file("/../../etc/passwd")', 'read_file("../../../../etc/passwd")', 'file_size("/../../../etc/passwd") == -1 ? 0 : 1', 'write_file("/../../../tmp/hauki-out", "x")', 'clone_object("/../../../tmp/x")', 'get_dir("/../../../etc/")', 'clone_distributed("gem-pointer://wiki/workers/../secure/accounts")']) {
    t.match(await wizard.ask(`eval return ${text};`, ANSWER), /=> (0|\(\{ \}\))\n|\*/, text)
  }
})

t.test('a worker killed with -9 during a call', async (t) => {
  // Without a pool the one vault that runs is the one that is called.
  const place = new Place(t)
  const program = await place.start('--node-pool', '0')
  const wizard = await program.player('wizard', program.password('wizard'))
  const other = await program.player('bystander')
  const nap = JSON.stringify('void nap() { sleep(3600.0); } int f() { return 5; }')
  for (const [call, message] of [['w->nap();', /\*Worker lost \(node \S+\).*\n/], ['write("caught " + catch(w->nap()) + "\\n");', /caught \*Worker lost \(node \S+\).*\n/]] as const) {
    wizard.text = other.text = ''
    wizard.send(`eval object w = clone_distributed(${nap}); write("napping\\n"); ${call}`)
    await wizard.expect(/napping\n/)
    // Not what makes the snapshot for later vaults, nor what tries it.
    const vaults = place.processes().filter((pid) => /^\d+ \S*\/node (?!.*(?:--build-snapshot|\.blob\.new)).*worker\.cjs $/.test(command(pid)))
    t.equal(vaults.length, 1, vaults.map(command).join('; '))
    const start = performance.now()
    process.kill(vaults[0], 'SIGKILL')
    const said = await wizard.expect(message)
    t.comment(`${Math.round(performance.now() - start)} ms: ${said.trim()}`)
    await wizard.expect(/> /)
    t.notMatch(other.text, /lost/, 'only the caller is told')
    t.match(await other.ask('say still here', /You say: still here/), /\n/, 'another plays on')
    await program.until(async () => (await program.workers()).length === 0, 'the Core to know')
  }
  t.match(await wizard.ask(`eval object w = clone_distributed(${nap}); int n = w->f(); destruct(w); return n;`, ANSWER), /=> 5\n/, 'the next clone works')
  t.equal(await program.stop(), 0)
})

harmless('a page with a name of its own, a request without end', async (t) => {
  const status = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((done) => request({ port: program.webPort, host: '127.0.0.1', path: '/../../etc/passwd', headers, agent: new Agent() }, (r) => {
      r.resume().on('end', () => done(r.statusCode))
    }).on('error', () => done(0)).end())
  t.match(await status({}), 404)
  const p = await Telnet.open(program.webPort)
  p.socket.write('GET / HTTP/1.1\r\nX: ' + 'y'.repeat(200_000))
  await p.closed()
})

t.test('it ends in order after all that', async (t) => {
  t.equal(await program.stop(), 0)
  t.equal(program.err, '', 'nothing reached the event loop')
  t.notMatch(readFileSync(join(place.state, 'hauki.log'), 'utf8'), /"level":60|Bug/)
  t.strictSame((await place.left(1000)).map(command), [])
})
