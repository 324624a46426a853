/** The command beside a running game: configuration, `hauki lpc`, help, and the tools of the swarm. */
import t from 'tap'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hauki, Place } from './kit.js'

t.test('what is wrong in the configuration is named with its place', async (t) => {
  const place = new Place(t)
  mkdirSync(place.state)
  const file = join(place.state, 'hauki.toml')
  for (const [text, status, message] of [
    ['[telnet]\nprot = 4000\n', 78, 'hauki.toml: unknown setting telnet.prot (did you mean telnet.port?)'],
    [null, 78, 'hauki.toml'],
  ] as const) {
    if (text === null) rmSync(file)
    else writeFileSync(file, text)
    const r = await hauki(['up', file])
    t.equal(r.status, status, message)
    t.ok(r.err.includes(message), r.err)
  }
  for (const [args, status, message] of [
    [['--mud-mudlib', '/nowhere'], 78, 'mud.mudlib = "/nowhere": no such folder'],
    [['--node-isolation', 'tight'], 78, '--node-isolation: "tight" is none of'],
    [['--telnet-prot', '1'], 64, 'Unknown option \'--telnet-prot\''],
  ] as const) {
    const r = await hauki(['up', ...place.args(), ...args])
    t.equal(r.status, status, message)
    t.ok(r.err.includes(message), r.err)
  }
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
  t.match(await tool('core', 'invite', 'node'), { status: 0, out: /^hauki-invite\.\S+\n$/ })
  const members = await tool('core', 'list')
  t.match(members.out, /Members \(3\)[^]*command-line/)
  const node = /node +(\S+)/.exec(members.out)?.[1] ?? ''
  t.match(await tool('core', 'drain', node), { status: 0, out: /gets no new workers/ })
  t.match(await tool('swarm_spawn_ephemeral', 'gem-pointer://wiki/workers/word_count'), { status: 1, err: /NO_NODE: .*is being drained/ })
  t.match(await tool('core', 'undrain', node), { status: 0 })
  t.match(await tool('core', 'drain', 'nobody'), { status: 1, err: /no node is named "nobody"/ })
  t.match(await tool('core', 'revoke', node), { status: 0, out: /is revoked/ })
  t.match(await tool('core', 'revoke'), { status: 78, err: /usage: hauki core/ })
  t.equal(await program.stop(), 0)
  for (const args of [['swarm'], ['meshfs_resolve', 'gem-pointer://wiki/workers/word_count']]) {
    t.match(await tool(...args), { status: 78, out: '', err: /no Core runs from the state folder \S+; start one/ }, `${args[0]} says so when nothing runs`)
  }
})
