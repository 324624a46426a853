/** The hash chain: every change, loss and insertion of a line is found; a torn end is not a forgery. */
import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { AuditLog, summary } from '../../driver/planner/audit.js'
import { rotated, rotatedName, seal, verifyChain, verifyLog } from '../../driver/planner/chain.js'
import { hauki } from '../e2e/kit.js'

const dir = mkdtempSync(join(tmpdir(), 'hauki-audit-'))
t.teardown(() => rmSync(dir, { recursive: true, force: true }))
let serial = 0
const fresh = (): string => join(dir, `${++serial}`, 'log.ndjson')

function filled(n: number): { file: string; lines: string[] } {
  const file = fresh()
  const log = new AuditLog(file, () => 0)
  for (let i = 0; i < n; i++) log.write({ event: 'request', verb: 'run', ...summary({ source: `"${i}"` }) })
  log.close()
  return { file, lines: readFileSync(file, 'utf8').trimEnd().split('\n') }
}

t.test('a good log, over several starts', async (t) => {
  const file = fresh()
  for (let i = 0; i < 3; i++) {
    const log = new AuditLog(file, () => 0)
    log.write({ event: 'x' })
    log.write({ event: 'y' })
    log.close()
  }
  t.match(await verifyChain(file), { entries: 6, broken: null })
})

t.test('any change is found, and the first broken line named', async () => {
  const { file, lines } = filled(12)
  await fc.assert(fc.asyncProperty(fc.nat(11), fc.constantFrom('edit', 'drop', 'swap', 'copy', 'resealed', 'blank'), fc.nat(200), async (at, how, where) => {
    const changed = [...lines]
    let first = at + 1
    if (how === 'edit') {
      const i = where % lines[at].length
      const c = lines[at][i] === 'a' ? 'b' : 'a'
      changed[at] = lines[at].slice(0, i) + c + lines[at].slice(i + 1)
    } else if (how === 'drop') {
      // What is cut off at the end cannot be seen in the file itself.
      if (at === 11) return
      changed.splice(at, 1)
    } else if (how === 'swap') {
      if (at === 11) return
      ;[changed[at], changed[at + 1]] = [changed[at + 1], changed[at]]
    } else if (how === 'copy') {
      changed.splice(at, 0, lines[at])
      first = at + 2
    } else if (how === 'resealed') {
      if (at === 11) return
      const { hash: _hash, ...entry } = JSON.parse(lines[at]) as Record<string, unknown>
      changed[at] = seal({ ...entry, verb: 'status' }).line
      first = at + 2
    } else changed.splice(at, 0, '')
    writeFileSync(file, changed.join('\n') + '\n')
    const { broken } = await verifyChain(file)
    if (broken?.line !== first) throw new Error(`${how} of line ${at + 1}: found ${JSON.stringify(broken)}`)
  }), { numRuns: 300 })
})

t.test('a process that died in the middle of a line', async (t) => {
  const { file } = filled(3)
  appendFileSync(file, '{"n":4,"time":"1970')
  t.match(await verifyChain(file), { entries: 3, broken: { line: 4 } })
  const log = new AuditLog(file, () => 0)
  log.write({ event: 'x' })
  log.close()
  t.match(await verifyChain(file), { entries: 5, broken: null }, 'recovered')
  const again = new AuditLog(file, () => 0)
  again.close()
  writeFileSync(file, readFileSync(file, 'utf8').replace('"n":4,"time":"1970\n', '"n":4,"time":"1971\n'))
  t.match(await verifyChain(file), { broken: { line: 4 } }, 'the torn line is accounted for')
})

t.test('a log that is none is not written to', async (t) => {
  const file = join(dir, 'garbage')
  writeFileSync(file, 'hello\n')
  t.throws(() => new AuditLog(file, () => 0), { code: 'INTERNAL' })
  t.equal(readFileSync(file, 'utf8'), 'hello\n')
  writeFileSync(file, Buffer.alloc(3_000_000, 'x'))
  t.match(await verifyChain(file), { entries: 0, broken: { line: 1 } })
})

t.test('hauki audit verify', async (t) => {
  const { file, lines } = filled(5)
  const good = await hauki(['audit', 'verify', file])
  t.equal(good.status, 0)
  t.match(good.out, /5 entries, unbroken/)
  lines[2] = lines[2].replace('run', 'nur')
  writeFileSync(file, lines.join('\n') + '\n')
  const bad = await hauki(['audit', 'verify', file])
  t.equal(bad.status, 1)
  t.match(bad.err, /log\.ndjson:3: changed/)
  t.equal((await hauki(['audit', 'verify', join(dir, 'none')])).status, 78)
  t.equal((await hauki(['audit', 'what'])).status, 78)
})

t.test('a full file is put away, and the chain goes on', async (t) => {
  const file = join(dir, 'full', 'log.ndjson')
  let log = new AuditLog(file, () => 0, 2_000)
  for (let i = 0; i < 60; i++) {
    log.write({ event: 'request', verb: 'run', args: 'x'.repeat(50) })
    // Starts in between go on as well.
    if (i % 7 !== 0) continue
    log.close()
    log = new AuditLog(file, () => 0, 2_000)
  }
  log.close()
  const away = rotated(file)
  t.ok(away.length > 3, `${away.length} files`)
  const all = await verifyLog(file)
  t.match(all, { first: 1, broken: null })
  t.equal(all.entries, 60 + away.length, 'and an entry for each file')
  t.ok((await verifyChain(file)).broken, 'the last file alone is no chain from the beginning')

  const middle = away[1]
  const text = readFileSync(middle, 'utf8')
  writeFileSync(middle, text.replace('"verb":"run"', '"verb":"nur"'))
  t.match(await verifyLog(file), { file: middle, broken: { line: Number } }, 'a change in an old file is found there')
  writeFileSync(middle, text)
  rmSync(away[1])
  t.match(await verifyLog(file), { file: away[2], broken: { line: 1 } }, 'a file that is missing in the middle')
  rmSync(away[0])
  t.match(await verifyLog(file), { broken: null, first: Number }, 'the oldest may be elsewhere')
  t.ok((await verifyLog(file)).first > 1)
  t.match((await hauki(['audit', 'verify', file])).out, /unbroken from number \d+ on; older files are elsewhere/)

  // The process dies between putting a file away and the first line of the next.
  const last = rotatedName(file, 9_999)
  renameSync(file, last)
  log = new AuditLog(file, () => 0)
  log.write({ event: 'x' })
  log.close()
  t.match(await verifyLog(file), { broken: null })
})
