/** `hauki lpc check` through the command: what it knows of a mudlib, and what it prints. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { ROOT } from '../../driver/roles/paths.js'

// A busy machine is no failure.
t.setTimeout(120_000)

function hauki(cwd: string, ...args: string[]): { lines: string[]; status: number | null; stderr: string } {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(ROOT, 'bin/hauki'), 'lpc', 'check', ...args], { cwd, encoding: 'utf8', timeout: 60_000 })
  return { lines: stdout.split('\n').filter(Boolean), stderr, status }
}

function folder(files: Record<string, string>): string {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-check-'))
  t.teardown(() => rmSync(dir, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
  return dir
}

const LIBRARY = {
  'lib/secure/simul.c': 'string greet(string who) { return "hello " + who; }\n',
  'lib/include/all.h': '#define ROOM "/std/room"\n',
  'lib/std/room.c': 'string name = greet("room");\nint size() { return 3; }\n',
  'lib/d/hall.c': 'inherit ROOM;\nstring title() { return greet(name) + size(); }\n',
}
const EDITOR = { 'lpc-config.json': '// for editors\n{ "include": ["./lib"], "libInclude": ["include"],\n  "libFiles": { "master": "/secure/master.c", "simul_efun": "/secure/simul.c", "global_include": "all.h", }, }\n' }
const TOML = { 'game.toml': '[mud]\nmudlib = "lib"\nsimul_efun = "/secure/simul"\nglobal_include = "<all.h>"\n' }

t.test('the mudlib that ships is clean', async (t) => {
  // What players write is theirs.
  const { lines, status, stderr } = hauki(ROOT, ...['cmds', 'domains', 'secure', 'std', 'tests', 'workers'].map((d) => `mudlib/${d}/**`))
  t.strictSame(lines, [], stderr)
  t.equal(status, 0)
  t.strictSame(hauki(join(ROOT, 'mudlib'), 'std/room.c', 'secure/master.c').lines, [], 'from inside the mudlib')
  t.strictSame(hauki(ROOT, '--mudlib', 'mudlib', '--include', '/include', 'mudlib/std/room.c').lines, [], 'with the folders given')
})

t.test('a mudlib is known by the editor\'s config or by its settings', async (t) => {
  const byEditor = folder({ ...LIBRARY, ...EDITOR })
  t.strictSame(hauki(byEditor, 'lib/d/hall.c').lines, [])
  t.strictSame(hauki(join(byEditor, 'lib'), 'd/hall.c', 'secure/simul.c').lines, [])
  const bySettings = folder({ ...LIBRARY, ...TOML })
  t.strictSame(hauki(bySettings, '--config', 'game.toml', 'lib/d/hall.c').lines, [])
  t.equal(hauki(bySettings, 'lib/d/hall.c').status, 1, 'without it ROOM is unknown')
  const here = folder({ ...LIBRARY, 'hauki.toml': TOML['game.toml'] })
  t.strictSame(hauki(here, 'lib/d/hall.c').lines, [], 'hauki.toml in the current folder')
})

t.test('folders and patterns stand for the files in them', async (t) => {
  const dir = folder({ ...LIBRARY, ...EDITOR, 'lib/d/a/bad.c': 'x', 'lib/d/a/bad.txt': 'x', 'lib/d/b.c': 'y' })
  const places = (...asked: string[]): string[] => [...new Set(hauki(dir, ...asked).lines.map((l) => l.slice(dir.length + 1).replace(/\(.*/, '')))]
  t.strictSame(places('lib/d'), ['lib/d/a/bad.c', 'lib/d/b.c'])
  t.strictSame(places('lib/**'), ['lib/d/a/bad.c', 'lib/d/b.c'])
  t.strictSame(places('lib/d/*.c'), ['lib/d/b.c'])
  t.strictSame(places('lib/**/bad.c', 'lib/d'), ['lib/d/a/bad.c', 'lib/d/b.c'])
  t.match(hauki(dir, 'no/**').lines, [/^no\/\*\*\(1,1\): error LPC1000/])
})

t.test('what is found is told once, as editors read it', async (t) => {
  const dir = folder({ ...LIBRARY, ...EDITOR, 'lib/std/room.c': 'int size( { return 3; }\n', 'lib/d/hut.c': 'inherit ROOM;\n', 'lib/d/bad.c': '#pragma strict_types\nvoid f() {\n  int i = greet("you");\n}\n' })
  const { lines, status } = hauki(dir, 'lib/d/hall.c', 'lib/d/hut.c', 'lib/d/bad.c', 'lib/d/none.c')
  t.equal(status, 1)
  for (const line of lines) t.match(line, /^\S+\(\d+,\d+\): (error|warning) LPC\d{4}: .+$/)
  t.equal(lines.filter((l) => l.startsWith(join(dir, 'lib/std/room.c'))).length, 1, 'an error in what two files inherit')
  t.ok(lines.some((l) => l.startsWith(`${join(dir, 'lib/d/bad.c')}(3,`) && /string/.test(l) && /int/.test(l)), 'a simul_efun\'s type is checked', { lines })
  t.ok(lines.includes('lib/d/none.c(1,1): error LPC1000: no such file'))
})

t.test('a broken simul_efun file is told, and a wrong config is an error of its own', async (t) => {
  const dir = folder({ ...LIBRARY, ...EDITOR, 'lib/secure/simul.c': 'string greet( { }\n' })
  const { lines, status } = hauki(dir, 'lib/std/room.c')
  t.equal(status, 1)
  t.ok(lines.some((l) => l.includes('secure/simul.c(1,')), 'where it is broken', { lines })
  t.equal(hauki(dir, '--config', 'none.toml', 'lib/std/room.c').status, 78)
  writeFileSync(join(dir, 'lpc-config.json'), '{ "include": ')
  const broken = hauki(dir, 'lib/std/room.c')
  t.equal(broken.status, 78)
  t.match(broken.stderr, /lpc-config\.json/)
})
