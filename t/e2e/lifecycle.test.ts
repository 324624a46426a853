/** Starting, starting again, and every way to end: what stays on disk, what stays as a process. */
import t from 'tap'
import { writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DEFAULT_NET_LIMITS } from '../../driver/net/limits.js'
import { command, hauki, PASSWORD, Place } from './kit.js'
import { Telnet } from './players.js'

/** "At once": what a busy kernel needs to end some processes. */
const AT_ONCE_MS = 10_000
/** A vault notices the death of its driver by its descriptor, and at the latest when the lease of 3 s ends. */
const LEASE_MS = 3_000 + AT_ONCE_MS

const SLOW = JSON.stringify('void nap() { sleep(3600.0); }')
const BUSY = JSON.stringify('void spin() { while (1) catch { while (1); }; }')
const OOPS = JSON.stringify('void oops() { error("a mistake\\n"); } void create() { call_out("oops", 0); }')

t.test('a second start keeps accounts and registry', async (t) => {
  const place = new Place(t)
  const first = await place.start()
  const password = first.password('wizard')
  t.match(password, /^\S{16,}$/)
  t.not(password, first.password('planner'))
  const wizard = await first.player('wizard', password)
  t.match(await wizard.ask('eval object w = clone_distributed("int f() { return 1; }"); int n = w->f(); destruct(w); return n;', /=> .*\n|\*\w.*\n/), /=> 1\n/)
  wizard.send(`eval write_file("/players/wizard/oops.c", ${OOPS}, 1) && load_object("/players/wizard/oops")`)
  await wizard.expect(/error 1\] \*a mistake/)
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
  const back = await second.player('wizard', password)
  t.match(await back.ask('eval 6 * 7', /=> .*\n/), /=> 42\n/)
  t.match(await back.ask('errors', /mistake/), / 1- +1x \S+ \S+ +\S+: \*a mistake/, 'errors of the boot before are remembered')
  t.match(await back.ask('errors 1', /oops\(\)/), /1 time, first/, 'with their traces')
  t.match(await back.ask('errors forget all', /forgotten/), /1 error forgotten/)
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
  t.ok(performance.now() - start < DEFAULT_NET_LIMITS.closeGraceMs, 'sooner than the first would have')
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

t.test('a mudlib whose master does not compile: the report, and the end', async (t) => {
  const place = new Place(t)
  writeFileSync(join(place.mudlib, 'secure/master.c'), 'void create() { int x = ; }\n')
  const r = await hauki(['up', ...place.args()])
  t.equal(r.status, 1)
  t.match(r.err, /\/secure\/master\.c\(1,25\): error LPC\d+/)
  t.match(r.err, /\n {28}\^/)
  t.strictSame((await place.left(AT_ONCE_MS)).map(command), [])
})
