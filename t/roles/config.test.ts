/** Settings that cannot be: each error names the setting and where it was found. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ConfigError, fileOf, readConfig } from '../../driver/roles/config.js'
import { openCore } from '../../driver/roles/mesh-parts.js'
import { SETTINGS, flagName } from '../../driver/roles/settings.js'
import { hauki } from '../e2e/kit.js'

const folder = mkdtempSync(join(tmpdir(), 'hauki-config-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

/** What is wrong with a file of this text. */
function fault(text: string): string {
  const path = join(folder, 'x.toml')
  writeFileSync(path, text)
  try {
    readConfig(path, {}, {})
    return 'nothing'
  } catch (e) {
    if (!(e instanceof ConfigError)) throw e
    return e.message.replace(`${folder}/`, '')
  }
}

t.test('files', async (t) => {
  for (const [text, says] of [
    ['[telnet]\nport = 70000', 'x.toml: telnet.port: expected -1 to 65535, got 70000'],
    ['[core]\nport = -1', 'x.toml: core.port: expected 0 to 65535, got -1'],
    ['[telnet]\nport = 4000.5', 'x.toml: telnet.port: expected int, got 4000.5'],
    ['[telnet]\nport = "x"', 'x.toml: telnet.port: expected int, got "x"'],
    ['[mud]\nheart_beat_ms = 0', 'x.toml: mud.heart_beat_ms: expected 10 to 86400000, got 0'],
    ['[mud]\neval_ticks = -1', 'x.toml: mud.eval_ticks: expected at least 10000, got -1'],
    ['[mud]\nname = 5', 'x.toml: mud.name: expected string, got 5'],
    ['[mud]\ninclude = [1]', 'x.toml: mud.include: expected a list of strings, got [1]'],
    ['[log]\nlevel = "loud"', 'x.toml: log.level: "loud" is none of debug, info, warn, error, silent'],
    ['[node]\nbackend = "vm"', 'x.toml: node.backend: "vm" is none of best, lxc, process, incus'],
    ['[node]\nfirewall = "yes"', 'x.toml: node.firewall: expected bool, got "yes"'],
    ['[telnet]\nprt = 1', 'x.toml: unknown setting telnet.prt (did you mean telnet.port?)'],
    ['port = 1', 'x.toml: port must be a section: [port]'],
    ['[telnet\n', /^x\.toml:1:8: /],
  ] as const) t.match(fault(text), says)
  t.throws(() => readConfig(join(folder, 'none.toml'), {}, {}), /none\.toml: ENOENT/)
})

t.test('the environment and flags', async (t) => {
  t.throws(() => readConfig(null, {}, { HAUKI_WEB_PORT: '66000' }), /^environment variable HAUKI_WEB_PORT: expected -1 to 65535/)
  t.throws(() => readConfig(null, { 'node-pool': '-3' }, {}), /^--node-pool: expected 0 to 10000, got -3/)
  t.throws(() => readConfig(null, { 'node-isolation': 'some' }, {}), /^--node-isolation: "some" is none of/)
  const defaults = readConfig(null, Object.fromEntries(SETTINGS.map((s) => [flagName(s), Array.isArray(s.default) ? s.default.join(',') : String(s.default)])), {})
  for (const s of SETTINGS) t.same(defaults.get(s.name), s.default, `${s.name}: its own default can be given`)
})

t.test('files and folders that settings name', async (t) => {
  t.throws(() => fileOf('telnet.tls_key', ''), /^telnet\.tls_key is not set/)
  t.throws(() => fileOf('telnet.tls_key', join(folder, 'none')), /^telnet\.tls_key: ENOENT/)
  const config = readConfig(null, { 'core-authorities': `wiki=${join(folder, 'none')}`, 'state-dir': folder }, {})
  await t.rejects(openCore(config, undefined as never), /^core\.authorities: "wiki=.*": there is no folder/)
})

t.test('commands say what they do not take', async (t) => {
  for (const [argv, status, says] of [
    [['worker'], 78, /a worker is started by a node/],
    [['up', 'a.toml', 'b.toml'], 64, /hauki up: "b\.toml" is an argument too many/],
    [['core', 'list', 'all'], 64, /"all" is an argument too many/],
    [['up', '--invite', 'node'], 64, /--invite is for hauki core/],
    [['core', '--state-dir', '/dev/null/x'], 78, /state\.dir: ENOTDIR/],
    [['core', '--state-dir', folder, '--log-file', '/dev/null/x'], 78, /log\.file: E/],
    [['node', '--join', 'hauki-invite.x', '--state-dir', folder], 78, /mesh\.invite: this is not an invite/],
  ] as const) {
    const r = await hauki([...argv])
    t.equal(r.status, status, argv.join(' '))
    t.match(r.err, says)
    t.equal(r.err.trim().split('\n').length, 1, 'one line, no stack')
  }
})
