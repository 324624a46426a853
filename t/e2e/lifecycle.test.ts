/** Starting, starting again, and every way to end: what stays on disk, what stays as a process. */
import t from 'tap'
import { connect, createServer, type AddressInfo } from 'node:net'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { command, hauki, PASSWORD, Place, Telnet } from './kit.js'

/** A vault notices the death of its driver by its descriptor, and at the latest when the lease ends. */
const LEASE_MS = 3_000
/** "At once": what a busy kernel needs to end some processes. */
const AT_ONCE_MS = 1_000

const SLOW = JSON.stringify('void nap() { sleep(3600.0); }')
const BUSY = JSON.stringify('void spin() { while (1) catch { while (1); }; }')

t.test('a second start keeps accounts and registry', async (t) => {
  const place = new Place(t)
  const first = await place.start()
  const password = first.password('wizard')
  t.match(password, /^\S{16,}$/)
  t.not(password, first.password('planner'))
  const wizard = await first.player('wizard', password)
  t.match(await wizard.ask('eval object w = clone_distributed("int f() { return 1; }"); int n = w->f(); destruct(w); return n;', /=> .*\n|\*\w.*\n/), /=> 1\n/)
  const anna = await first.player('anna')
  await anna.ask('north', /lane/i)
  await first.until(async () => (await first.workers()).length === 0, 'the worker to be gone')
  const known = (await first.workers(true)).map((w) => w.worker)
  t.equal(known.length, 1)
  t.equal(await first.stop('SIGTERM'), 0)
  t.equal(first.err, '')
  t.ok(wizard.over && anna.over, 'sessions are closed')

  const second = await place.start()
  t.notMatch(second.out, /password|First boot/)
  t.match(await (await second.player('wizard', password)).ask('eval 6 * 7', /=> .*\n/), /=> 42\n/)
  t.match(await (await second.player('anna', PASSWORD)).ask('look', /> /), /lane/i, 'players are where they were')
  t.match((await second.workers(true)).map((w) => w.worker), known, 'the registry still knows the worker of the first run')
  t.equal(await second.stop(), 0)
})

t.test('kill -9 of the driver: no vault outlives the lease', async (t) => {
  const place = new Place(t)
  const program = await place.start()
  const wizard = await program.player('wizard', program.password('wizard'))
  wizard.send(`eval object a = clone_distributed(${SLOW}); object b = clone_distributed(${BUSY}); write("ready\\n"); ({ a, b })->nap(); b->spin();`)
  await wizard.expect(/ready\n/)
  const before = place.processes()
  t.ok(before.length > 4, `${before.length} processes`)
  await program.stop('SIGKILL')
  t.equal(program.status, 'SIGKILL')
  const start = performance.now()
  t.strictSame((await place.left(LEASE_MS)).map(command), [])
  t.comment(`gone after ${Math.round(performance.now() - start)} ms`)

  const again = await place.start()
  t.match(await (await again.player('wizard', program.password('wizard'))).ask('eval 1', /=> .*\n/), /=> 1\n/, 'and it starts again')
  await again.until(async () => (await again.workers()).length === 0, 'the registry to agree that nothing runs')
  t.equal(await again.stop(), 0)
})

t.test('the same for vaults that are plain children', async (t) => {
  const place = new Place(t)
  const program = await place.start('--node-isolation', 'none')
  const wizard = await program.player('wizard', program.password('wizard'))
  wizard.send(`eval object b = clone_distributed(${BUSY}, ([ "isolation": "none" ])); write("ready\\n"); b->spin();`)
  await wizard.expect(/ready\n/)
  t.ok(place.processes().length > 2)
  await program.stop('SIGKILL')
  t.strictSame((await place.left(LEASE_MS)).map(command), [])
})

t.test('Ctrl-C: everybody is told, nothing is left, status 0', async (t) => {
  const place = new Place(t)
  const program = await place.start()
  const wizard = await program.player('wizard', program.password('wizard'))
  const anna = await program.player('anna')
  wizard.send(`eval object a = clone_distributed(${SLOW}); write("ready\\n"); a->nap();`)
  await wizard.expect(/ready\n/)
  // Some who have not said who they are.
  const many = await Promise.all(Array.from({ length: 20 }, () => Telnet.open(program.telnetPort)))
  anna.text = ''
  program.interrupt()
  await Promise.all([program.closed(), ...many.map((m) => m.closed())])
  t.equal(program.status, 0)
  t.strictSame((await place.left(AT_ONCE_MS)).map(command), [])
  t.equal(program.err, '')
  await anna.closed()
  t.match(anna.text, /The world stops\.\nThe driver is stopping\.\n/, 'players read why')
})

t.test('Ctrl-C twice does not wait', async (t) => {
  const place = new Place(t)
  const program = await place.start()
  // A client that never closes its side keeps an orderly end waiting.
  const stubborn = connect({ port: program.telnetPort, host: '127.0.0.1', allowHalfOpen: true })
  t.teardown(() => stubborn.destroy())
  const ended = new Promise((done) => stubborn.on('end', done))
  stubborn.on('error', () => {}).resume()
  await new Promise((done) => stubborn.once('data', done))
  program.interrupt()
  await ended
  t.equal(program.status, null, 'the first waits for it')
  const start = performance.now()
  program.interrupt()
  await program.closed()
  t.ok(performance.now() - start < AT_ONCE_MS)
  t.strictSame((await place.left(AT_ONCE_MS)).map(command), [])
})

t.test('a port in use: the setting is named, status 78, nothing is left', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => taken.once('listening', done))
  t.teardown(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const place = new Place(t)
  for (const what of ['telnet', 'web', 'core']) {
    const r = await hauki(['up', ...place.args(), `--${what}-port`, String(port)])
    t.equal(r.status, 78, what)
    t.match(r.err, new RegExp(`^hauki: .*${port}`))
    t.match(r.err, `${what}.port`)
    t.equal(r.err.trim().split('\n').length, 1, 'one line, no stack')
    t.equal(r.out, '')
    t.strictSame((await place.left(AT_ONCE_MS)).map(command), [])
  }
})

t.test('what is wrong in the configuration is named with its place', async (t) => {
  const place = new Place(t)
  mkdirSync(place.state)
  const file = join(place.state, 'hauki.toml')
  for (const [text, status, message] of [
    ['[telnet]\nprot = 4000\n', 78, 'hauki.toml: unknown setting telnet.prot (did you mean telnet.port?)'],
    ['[telnet]\nport = "4000"\n', 78, 'hauki.toml: telnet.port: expected int, got "4000"'],
    ['[telnet]\nport = \n', 78, 'hauki.toml:2:'],
    ['telnet = 3\n', 78, 'telnet must be a section'],
    [null, 78, 'hauki.toml'],
  ] as const) {
    if (text === null) rmSync(file)
    else writeFileSync(file, text)
    const r = await hauki(['up', file])
    t.equal(r.status, status, message)
    t.ok(r.err.includes(message), r.err)
  }
  for (const [args, status, message] of [
    [['--telnet-port', 'x'], 78, '--telnet-port: expected int, got "x"'],
    [['--mud-mudlib', '/nowhere'], 78, 'mud.mudlib = "/nowhere": no such folder'],
    [['--node-isolation', 'tight'], 78, 'node.isolation: "tight" is none of'],
    [['--telnet-prot', '1'], 64, 'Unknown option \'--telnet-prot\''],
  ] as const) {
    const r = await hauki(['up', ...place.args(), ...args])
    t.equal(r.status, status, message)
    t.ok(r.err.includes(message), r.err)
  }
  t.strictSame((await place.left(AT_ONCE_MS)).map(command), [])
})

t.test('a mudlib whose master does not compile: the report, and the end', async (t) => {
  const place = new Place(t)
  writeFileSync(join(place.mudlib, 'secure/master.c'), 'void create() { int x = ; }\n')
  const r = await hauki(['up', ...place.args()])
  t.equal(r.status, 1)
  t.match(r.err, /\/secure\/master\.c\(1,25\): error LPC\d+/)
  t.match(r.err, /\n {28}\^/)
  t.strictSame((await place.left(AT_ONCE_MS)).map(command), [])
})

t.test('hauki lpc: status 0, 1, 2; --json; check', async (t) => {
  const place = new Place(t)
  const file = (name: string, ...lines: string[]): string => {
    const path = join(place.dir, name)
    writeFileSync(path, lines.join('\n') + '\n')
    return path
  }
  const good = file('good.c', 'int add(int a, int b) { return a + b; }', 'int main() { write("hi\\n"); return add(1, 2); }')
  const bad = file('bad.c', 'int zero() { return 0; }', 'int main() {', '  return 1 / zero();', '}')
  const broken = file('broken.c', 'int f() {', '  return nothing + 1;', '}')

  const ran = await hauki(['lpc', good])
  t.strictSame([ran.status, ran.out, ran.err], [0, 'hi\n3\n', ''])
  const called = await hauki(['lpc', good, '--call', 'add', '3', '4', '--suspend-everywhere'])
  t.strictSame([called.status, called.out], [0, '7\n'])
  const json = await hauki(['lpc', good, '--json'])
  t.equal(json.status, 0)
  t.match(JSON.parse(json.out), { value: '3', output: 'hi\n', ticks: Number, ms: Number })

  const failed = await hauki(['lpc', bad])
  t.strictSame([failed.status, failed.out], [1, ''])
  t.match(failed.err, /^\*Division by zero\.\n.*main\(\).*\/bad\.c:3/)
  const failedJson = await hauki(['lpc', bad, '--json'])
  t.equal(failedJson.status, 1)
  t.match(JSON.parse(failedJson.out), { error: 'Division by zero.', trace: [{ function: 'main', program: '/bad.c', line: 3 }] })
  t.equal((await hauki(['lpc', good, '--ticks', '5'])).status, 1)

  const not = await hauki(['lpc', broken])
  t.strictSame([not.status, not.out], [2, ''])
  t.match(not.err, /broken\.c\(2,10\): error LPC\d+: undefined variable nothing\n +return nothing \+ 1;\n +\^{7}\n/)
  t.equal((await hauki(['lpc', broken, '--json'])).status, 2)

  const check = await hauki(['lpc', 'check', good, broken])
  t.equal(check.status, 1)
  t.match(check.out, `${broken}(2,10): error LPC`)
  t.equal(check.out.trim().split('\n').length, 1, check.out)
  t.strictSame([(await hauki(['lpc', 'check', good])).status, (await hauki(['lpc', 'check', good])).out], [0, ''])
  t.equal((await hauki(['lpc', join(place.dir, 'none.c')])).status, 64)
})

t.test('help', async (t) => {
  const help = await hauki(['--help'])
  t.equal(help.status, 0)
  for (const word of ['up', 'driver', 'core', 'node', 'worker', 'lpc', 'meshfs_resolve', 'swarm_spawn_ephemeral', '--telnet-port', '--state-dir', 'HAUKI_MUD_NAME', 'hauki.toml']) t.match(help.out, word)
  t.strictSame((await hauki(['help'])).out, help.out)
  t.equal((await hauki(['up', '--help'])).out, help.out)
  t.equal((await hauki(['lpc', '--help'])).status, 0)
  t.equal((await hauki(['nonsense'])).status, 64)
  t.match((await hauki(['version'])).out, /^hauki \d+\.\d+\.\d+/)
})

t.test('the tools beside a running program', async (t) => {
  const place = new Place(t)
  const program = await place.start()
  const tool = (...args: string[]) => hauki([...args, '--state-dir', place.state])
  t.match((await tool('meshfs_resolve', 'gem-pointer://wiki/workers/word_count')).out, /mapping count\(string text\)/)
  for (const path of ['secure/accounts', 'workers/../secure/accounts', 'workers/%2e%2e/secure/accounts']) {
    const r = await tool('meshfs_resolve', `gem-pointer://wiki/${path}`)
    t.equal(r.status, 1)
    t.notMatch(r.out, /\w/)
    t.match(r.err, /^[A-Z_]+: /)
  }
  const spawned = await tool('swarm_spawn_ephemeral', 'gem-pointer://wiki/workers/word_count', '--call', 'count', 'to be or not to be')
  t.equal(spawned.status, 0)
  t.match(spawned.out, /"be" : 2/)
  const fromText = await hauki(['swarm_spawn_ephemeral', '-', '--call', 'f', '20', '--state-dir', place.state], 'int f(int n) { return n + 1; }')
  t.strictSame([fromText.status, fromText.out], [0, '21\n'])
  const broken = await hauki(['swarm_spawn_ephemeral', '-', '--state-dir', place.state], 'int f(int n) {\n  return n + ;\n}')
  t.equal(broken.status, 1)
  t.match(broken.err, /\(2,14\): error LPC/)
  const table = await tool('swarm')
  t.match(table.out, /Nodes \(1\)/)
  t.match(table.out, /Workers: none/)
  t.equal(await program.stop(), 0)
  for (const args of [['swarm'], ['meshfs_resolve', 'gem-pointer://wiki/workers/word_count']]) {
    t.match(await tool(...args), { status: 1, out: '', err: /^CORE_DOWN: .*cannot be reached/ }, `${args[0]} says so when nothing runs`)
  }
})
