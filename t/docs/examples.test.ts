/**
 * Every example of every efun is true: compiled and run as LPC through the real engine, one file
 * an efun, plain and waiting at every call. What man pages print can then be typed in as it is.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { makeWorld } from '../../driver/roles/make-world.js'
import { applyDirect } from '../../driver/vm/calls.js'
import { CompileError, LpcError } from '../../driver/vm/errors.js'
import { LpcObject } from '../../driver/vm/object.js'
import { truthy, type Result, type Value } from '../../driver/vm/values.js'
import { REAL_CLOCK } from '../../driver/world/config.js'
import { after } from '../../driver/world/flow.js'
import type { World } from '../../driver/world/world.js'
import { EFUNS } from '../../efuns/table.js'

const dir = mkdtempSync(join(tmpdir(), 'efun-examples-'))
t.teardown(() => rmSync(dir, { recursive: true }))

/** What a `see also` may name that is no efun. */
const LANGUAGE = ['sscanf', 'catch', 'foreach']

const shown = [...EFUNS.values()].filter((e) => e.spec.examples?.length)
for (const e of shown) {
  // One function per line, so that a diagnostic's line names the example.
  writeFileSync(join(dir, `${e.name}.c`), e.spec.examples!.map((text, i) => `mixed t${i}() { return ${text}; }\n`).join(''))
}

function world(suspendEverywhere: boolean): World {
  return makeWorld({
    mudlibDir: dir,
    masterFile: '/master',
    suspendEverywhere,
    console: () => {},
    clock: { ...REAL_CLOCK, after: (ms, fn) => { const h = setTimeout(fn, ms); return () => clearTimeout(h) } },
  })
}

/** The value of `body`, or the error it ended in. */
function settle(w: World, body: (F: Parameters<Parameters<World['start']>[1]>[0]) => Result): Promise<Value | LpcError> {
  return new Promise((done) => w.start({}, body, (error, value) => done(error ?? (value as Value))))
}

for (const everywhere of [false, true]) {
  t.test(`examples${everywhere ? ', waiting at every call' : ''}`, async (t) => {
    const w = world(everywhere)
    for (const e of shown) {
      for (const [i, text] of e.spec.examples!.entries()) {
        const r = await settle(w, (F) => after(F, w.loader.load(F, `/${e.name}`), (ob) => {
          if (!(ob instanceof LpcObject)) throw new LpcError('no object')
          F.stack[++F.sp] = ob
          return applyDirect(F, ob, `t${i}`, []) as Result
        }))
        if (r instanceof LpcError) t.fail(`${e.name}: ${text}`, { error: r instanceof CompileError ? r.report : r.message })
        else if (!truthy(r)) t.fail(`${e.name}: ${text}`, { value: r })
      }
    }
    w.scheduler.stop()
    t.ok(shown.length > 150, `${shown.length} efuns have examples`)
  })
}

t.test('declarations', async (t) => {
  for (const e of EFUNS.values()) {
    const { doc, since, ticks, seeAlso, family } = e.spec
    if (!/^[A-Z0-9`(].*[.:?]/s.test(doc)) t.fail(`${e.name}: the summary is no sentence`)
    if (since !== '0.1' || !(ticks >= 1) || family === '') t.fail(`${e.name}: since, ticks or family`)
    for (const name of seeAlso ?? []) if (!EFUNS.has(name) && !LANGUAGE.includes(name)) t.fail(`${e.name}: see also ${name}, which does not exist`)
  }
  t.pass(`${EFUNS.size} efuns`)
})
