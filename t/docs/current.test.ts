/** What is generated and checked in is what `npm run docs` would write now. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { compileWithWarnings } from '../../driver/compile/index.js'
import { compileOptions, makeWorld } from '../../driver/roles/make-world.js'
import { ROOT } from '../../driver/roles/paths.js'
import { limitsOf, ROOMS } from '../../tools/docs/limits-page.js'
import { OWN_FOLDERS, pages } from '../../tools/docs/pages.js'

const wanted = pages()

t.test('pages are current', async (t) => {
  for (const [path, text] of wanted) {
    let found = ''
    try {
      found = readFileSync(join(ROOT, path), 'utf8')
    } catch {
      // Missing and out of date are mended alike.
    }
    if (found !== text) t.fail(`${path} is out of date: npm run docs`)
    if (!text.includes('enerated by')) t.fail(`${path} does not say that it is generated`)
  }
  t.ok(wanted.size > 60, `${wanted.size} pages`)
})

t.test('no page outlives its source', async (t) => {
  for (const folder of OWN_FOLDERS) {
    for (const name of readdirSync(join(ROOT, folder))) if (!wanted.has(`${folder}/${name}`)) t.fail(`${folder}/${name} has no source: npm run docs`)
  }
  t.pass()
})

t.test('every limit of every room is told, with its reason', async (t) => {
  t.ok(ROOMS.length >= 6, `${ROOMS.length} files`)
  for (const room of ROOMS) {
    const told = limitsOf(room, readFileSync(join(ROOT, room.file), 'utf8'))
    const names = [...Object.entries(room.constants), ...Object.entries(room.defaults)].filter(([, v]) => typeof v === 'number').map(([name]) => name)
    t.strictSame(told.map((l) => l.name).sort(), names.sort(), room.file)
    for (const l of told) if (l.why.length < 10) t.fail(`${room.file}: ${l.name} has no reason`)
  }
})

t.test('links between pages lead somewhere', async (t) => {
  for (const [path, text] of wanted) {
    if (!path.startsWith('docs/efuns/')) continue
    for (const [, file, anchor] of text.matchAll(/\]\((\w+\.md)(?:#(\w+))?\)/g)) {
      const target = wanted.get(`docs/efuns/${file}`)
      if (!target || (anchor && !target.includes(`\n## ${anchor}\n`))) t.fail(`${path}: ${file}#${anchor}`)
    }
  }
  t.pass()
})

t.test('efuns.h compiles', async (t) => {
  const warnings: unknown[] = []
  const world = makeWorld({
    mudlibDir: join(ROOT, 'mudlib'),
    masterFile: '/none',
    compile: (r) => {
      const c = compileWithWarnings(compileOptions(r))
      warnings.push(...c.warnings)
      return c.program
    },
  })
  await t.resolves(new Promise<void>((ok, fail) => {
    world.start({}, (F) => {
      world.loader.compile(F, '/include/efuns', '/include/efuns.h', [])
      return undefined
    }, (e) => (e ? fail(e) : ok()))
  }))
  t.strictSame(warnings, [])
  t.match(readFileSync(join(ROOT, 'mudlib/include/globals.h'), 'utf8'), /#ifdef __LANGUAGE_SERVER__\n#include <efuns\.h>/)
})
