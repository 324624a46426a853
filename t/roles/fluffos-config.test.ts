/** A FluffOS runtime config: what it sets, and a mudlib booted from one by the command. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { readConfig } from '../../driver/roles/config.js'
import { isFluffosConfig, readFluffosConfig } from '../../driver/roles/fluffos-config.js'
import { ROOT } from '../../driver/roles/paths.js'
import type { SettingValue } from '../../driver/roles/settings.js'

const CONFIG = `# comment
name : Old Town
mudlib directory : ./lib # where it is #
master file : /adm/master
simulated efun file : /adm/simul_efun
include directories : /include:/std/include
global include file : <globals.h>
external_port_1 : telnet 5555
external_port_2: websocket 5556
external_port_3: telnet 5557
external_port_4: websocket 5558
external_port_4_tls: cert=etc/c.pem key=etc/k.pem
mud ip : 0.0.0.0
maximum evaluation cost : 1000
maximum array size : 77
time to reset : 900
no resets : 1
sane explode string : 1
Default Fail Message : Pardon?
reserved size : 3000
`

t.test('keys become settings, limits and the numbers of get_config()', async (t) => {
  const settings = new Map<string, SettingValue>()
  const p = readFluffosConfig(CONFIG, settings)
  t.equal(settings.get('mud.name'), 'Old Town')
  t.match(settings.get('mud.mudlib'), /\/lib$/, 'a comment behind the value is none of it')
  t.same(settings.get('mud.include'), ['/include', '/std/include'])
  t.equal(settings.get('mud.reset_seconds'), 0, 'no resets')
  t.equal(settings.get('telnet.port'), 5555)
  t.equal(settings.get('web.port'), 5556)
  t.same(p.ports.map((x) => [x.kind, x.port, x.tls !== null]), [['telnet', 5557, false], ['websocket', 5558, true]])
  t.equal(settings.get('telnet.host'), undefined, 'all addresses means loopback here')
  t.equal(p.world.limits?.arraySize, 77)
  t.equal(p.world.limits?.evalTicks, 100_000)
  t.equal(p.world.defaultFailMessage, 'Pardon?\n', 'keys in any case')
  t.equal(p.world.runtimeConfig?.get(0), 'Old Town')
  t.equal(p.world.runtimeConfig?.get(267), 77)
  t.equal(p.world.runtimeConfig?.get(259), 900)
  t.ok(p.world.predefines?.has('__SANE_EXPLODE_STRING__'))
  t.notOk(p.world.predefines?.has('__MAX_ARRAY_SIZE__'), 'a number of <runtime_config.h>')
  t.ok(p.unused.includes('reserved size'), 'what has no effect is named')
})

t.test('which format a file has', async (t) => {
  t.ok(isFluffosConfig(CONFIG))
  t.notOk(isFluffosConfig('[mud]\nmudlib = "mudlib"\n'))
  t.notOk(isFluffosConfig(''))
})

t.test('macros of a mudlib: mud.define adds, changes and takes away', async (t) => {
  const dir = t.testdir({ etc: { config: LIB['etc/config'] }, lib: { ...LIB.lib, 'master.c': '#include <here.h>\nvoid flag(string s) {\n#ifdef __OLD_ED__\n  write("old ed\\n");\n#endif\n#ifdef __NO_ADD_ACTION__\n  write("no add_action " + LEVEL + "\\n");\n#endif\n  shutdown(0);\n}\n' } })
  const run = (define: string) => new Promise<string>((done) => {
    execFile(process.execPath, [join(ROOT, 'bin', 'hauki'), 'driver', 'etc/config', `--mud-define=${define}`, '--flag', 'x', '--telnet-port=-1', '--web-port=-1'], { cwd: dir, env: { ...process.env, HAUKI_STATE_DIR: join(dir, 'var') } }, (_e, stdout, stderr) => done(stdout + stderr))
  })
  const out = await run('__NO_ADD_ACTION__,LEVEL=7,-__OLD_ED__')
  t.match(out, /no add_action 7/)
  t.notMatch(out, /old ed/)
  t.match(await run('7up'), /mud\.define: "7up" is no NAME/)
})

t.test('no text is an error', async (t) => {
  for (const text of ['', ':', 'master file', 'master file :', 'external_port_1 : telnet 99999999', '\0\n:::\n', `name : ${'x'.repeat(1e6)}`]) {
    t.ok(readFluffosConfig(text, new Map()))
  }
})

const LIB = {
  'etc/config': 'mudlib directory : lib\nmaster file : /master\nsimulated efun file : /simul\ninclude directories : /include\nport number : 5999\nmaximum call depth : 40\n',
  lib: {
    include: { 'here.h': '#define HERE 7\n' },
    'simul.c': 'int triple(int n) { return 3 * n; }\n',
    'master.c': `#include <here.h>
#include <driver/origin.h>
#include <runtime_config.h>
void create() { write("created\\n"); }
void flag(string s) {
  write(s + " " + triple(HERE) + " " + ORIGIN_DRIVER + " " + get_config(__MUD_PORT__) + " " + get_config(__MAX_CALL_DEPTH__) + "\\n");
  shutdown(3);
}
`,
  },
}

t.test('the command boots a mudlib from it and ends with what shutdown() says', async (t) => {
  const dir = t.testdir({ etc: { config: LIB['etc/config'] }, lib: LIB.lib })
  const { code, out } = await new Promise<{ code: number | null; out: string }>((done) => {
    const child = execFile(process.execPath, [join(ROOT, 'bin', 'hauki'), 'driver', 'etc/config', '--flag', 'hello', '--telnet-port=0', '--web-port=-1'], { cwd: dir, env: { ...process.env, HAUKI_STATE_DIR: join(dir, 'var') } }, (_e, stdout, stderr) => done({ code: child.exitCode, out: stdout + stderr }))
  })
  t.equal(code, 3, out)
  t.match(out, /created/)
  t.match(out, /hello 21 driver 5999 40/)
})

t.test('a port on the command line stands for all of its kind', async (t) => {
  const dir = t.testdir({ config: CONFIG })
  const c = readConfig(join(dir, 'config'), { 'telnet-port': '-1' }, {})
  t.equal(c.get('telnet.port'), -1)
  t.same(c.profile?.ports.map((p) => p.kind), ['websocket'])
})
