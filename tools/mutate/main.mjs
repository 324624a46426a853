// Shows that tests fail when the code is wrong: breaks each thing in a list once, in a copy of the
// tree, and runs the test that must notice. Writes the table to docs/promises.md.
//
//   node tools/mutate/main.mjs            all; takes some minutes
//   node tools/mutate/main.mjs order …    those whose name contains one of these words; the other rows stay
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mutations from './promises.mjs'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')
/** A test that takes longer hangs: that is a failure, too. */
const TEST_MS = 90_000

const wanted = process.argv.slice(2)
const copy = mkdtempSync(join(tmpdir(), 'hauki-mutate-'))
process.on('exit', () => rmSync(copy, { recursive: true, force: true }))
process.on('SIGINT', () => process.exit(130))
for (const file of execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0')) {
  if (file !== '' && !file.startsWith('docs/')) cpSync(join(ROOT, file), join(copy, file), { recursive: true })
}
symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))

const build = () => execFileSync(process.execPath, ['tools/build.mjs'], { cwd: copy, stdio: ['ignore', 'ignore', 'pipe'] })

/** The names of the subtests that failed; empty when all passed. */
async function run({ file, test }) {
  const grep = test.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const child = spawn(process.execPath, ['--enable-source-maps', `dist/t/${file}.test.js`], { cwd: copy, stdio: ['ignore', 'pipe', 'ignore'], detached: true, env: { ...process.env, TAP_GREP: grep, TAP_TIMEOUT: String(TEST_MS / 1000 - 5) } })
  const timer = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), TEST_MS)
  let tap = ''
  child.stdout.on('data', (d) => { tap += d })
  const code = await new Promise((done) => child.on('close', done))
  clearTimeout(timer)
  const failed = [...tap.matchAll(/^not ok \d+ - (.+?)(?: # time.*)?$/gm)].map((m) => m[1]).filter((name) => name.includes(test))
  return failed.length > 0 || code === 0 ? failed : [`${test || file} (did not end)`]
}

function edit(changes) {
  const before = new Map()
  for (const { in: file, find, put } of changes) {
    const path = join(copy, file)
    const text = readFileSync(path, 'utf8')
    if (!before.has(path)) before.set(path, text)
    if (text.split(find).length !== 2) {
      for (const [p, old] of before) writeFileSync(p, old)
      throw new RangeError(`${file} does not contain once: ${find.trim()}`)
    }
    writeFileSync(path, text.replace(find, () => put))
  }
  return () => { for (const [path, text] of before) writeFileSync(path, text) }
}

const chosen = mutations.filter((m) => wanted.length === 0 || wanted.some((w) => `${m.row} ${m.what}`.includes(w)))
let bad = 0
build()
const tests = new Map(chosen.map((m) => [`${m.by.file} ${m.by.test}`, m.by]))
for (const [name, test] of tests) {
  const failed = await run(test)
  if (failed.length > 0) console.log(`not ok - unbroken: ${name}: ${failed.join('; ')}`), bad++
}

const PAGE = join(ROOT, 'docs/promises.md')
const start = (m) => `| ${m.row} | ${m.what} (\`${m.in}\`) | `

/** Puts one row on the page; the others stay, in the order of the list. */
function keep(mutation, row) {
  const lines = existsSync(PAGE) ? readFileSync(PAGE, 'utf8').split('\n') : []
  const rows = mutations.map((m) => (m === mutation ? row : lines.find((line) => line.startsWith(start(m))))).filter(Boolean)
  writeFileSync(PAGE, `# The promises of the mesh, and how they are known to be tested

Written by \`node tools/mutate/main.mjs\`: each promise of [design.md](design.md) is broken on purpose, in a
copy of the tree, and the test named here failed. What is broken and how stands in \`tools/mutate/promises.mjs\`.

| promise | broken | the test that failed |
|---|---|---|
${rows.join('\n')}
`)
}

for (const m of chosen) {
  let failed
  let restore = () => {}
  try {
    restore = edit([m, ...(m.and ?? [])])
    build()
    failed = await run(m.by)
  } catch (e) {
    console.log(`not ok - ${m.row}: ${m.what}: ${e.message.split('\n')[0]}`)
    bad++
    continue
  } finally {
    restore()
  }
  if (failed.length === 0) bad++
  console.log(`${failed.length === 0 ? 'not ok' : 'ok'} - ${m.row}: ${m.what}: ${failed.length === 0 ? 'nothing noticed it' : failed[0]}`)
  keep(m, `${start(m)}\`t/${m.by.file}.test.ts\`: ${failed.map((f) => f.replaceAll('|', '\\|')).join('; ') || '**nothing**'} |`)
}
console.log(`${chosen.length - bad} noticed, ${bad} not`)
process.exitCode = bad === 0 ? 0 : 1
