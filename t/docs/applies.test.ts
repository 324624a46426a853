/** The list of applies and the driver's sources agree, both ways. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../../driver/roles/paths.js'
import { APPLIES } from '../../driver/world/applies.js'

function* sources(dir: string): Generator<string> {
  for (const e of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, e.name)
    if (e.isDirectory()) yield* sources(path)
    else if (e.name.endsWith('.ts')) yield path
  }
}

/** The calls that take an apply's name, with what may stand before it. */
const CALLS = [
  /\b(?:apply|applyDirect)\((?:F|G), [\w.!]+, ['`]([a-z_]+)(\$\{)?/g,
  /\baskMaster\([\w.()]+, F, '([a-z_]+)'/g,
  /\b(?:allowed|permit|decide)\([\w.()]+, F, '([a-z_]+)'/g,
  /\bfileAccess\([\w.]+, F, '([a-z_]+)'/g,
  /\baskCompileHook\([\w.]+, F, '([a-z_]+)'/g,
  /\bdispatch\.table\.has\('([a-z_]+)'\)/g,
]

const called = new Map<string, string>()
for (const room of ['driver/world', 'driver/roles', 'driver/planner', 'efuns']) {
  for (const file of sources(join(ROOT, room))) {
    const text = readFileSync(file, 'utf8')
    for (const re of CALLS) for (const m of text.matchAll(re)) called.set(m[2] ? `${m[1]}*` : m[1], file.slice(ROOT.length))
  }
}

t.test('every apply that the driver calls is declared', async (t) => {
  t.ok(called.size > 30, `${called.size} found`)
  const declared = new Set(APPLIES.map((a) => a.name))
  for (const [name, file] of called) if (!declared.has(name)) t.fail(`${name}() is called in ${file} and not in driver/world/applies.ts`)
})

t.test('every apply that is declared is called', async (t) => {
  for (const a of APPLIES) if (!called.has(a.name)) t.fail(`nobody calls ${a.name}()`)
  t.pass(`${APPLIES.length} applies`)
})

t.test('declarations', async (t) => {
  for (const a of APPLIES) {
    t.match(a.sig, a.name === 'event_*' ? /event_NAME/ : new RegExp(`[ *]${a.name}\\(`), a.name)
    t.ok(a.when && a.missing && /^[A-Z0-9`].*[.?]$/s.test(a.doc), `${a.name} has a sentence`)
  }
  t.equal(new Set(APPLIES.map((a) => `${a.on} ${a.name}`)).size, APPLIES.length, 'each once')
})
