// Runs every node-tap test file: two at a time, each in a process of its own, started directly
// (the tap command's loaders would cost a second a file). One line a file, the details of what
// fails, and at the end `N passed, N failed`. Arguments are file name parts to choose by:
// `npm test -- telnet codec`. The whole TAP of the last run is in dist/test.tap.
import { spawn } from 'node:child_process'
import { createWriteStream, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const JOBS = 2
/** A file that takes longer hangs. */
const FILE_MS = 300_000
/** Lines of TAP shown after an assertion that failed. */
const DETAIL = 40

const wanted = process.argv.slice(2)

function* tests(dir) {
  for (const e of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, e.name)
    if (e.isDirectory()) yield* tests(path)
    else if (e.name.endsWith('.test.js') && (wanted.length === 0 || wanted.some((w) => path.includes(w)))) yield path
  }
}

const files = [...tests('dist/t')].sort()
if (files.length === 0) {
  console.error(`no test matches ${wanted.join(' ')}`)
  process.exit(1)
}

const log = createWriteStream('dist/test.tap')
let passed = 0
let failed = 0
const skipped = []

async function run(file) {
  const started = performance.now()
  const child = spawn(process.execPath, ['--enable-source-maps', file], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TAP_TIMEOUT: String(FILE_MS / 1000 - 10) } })
  const timer = setTimeout(() => child.kill('SIGKILL'), FILE_MS)
  const shown = []
  let bad = 0
  let good = 0
  let detail = 0
  let lines = `# ${file}\n`
  let errors = ''
  child.stderr.on('data', (d) => { errors = (errors + d).slice(-4000) })
  for await (const line of createInterface({ input: child.stdout })) {
    lines += line + '\n'
    const m = /^\s*(not )?ok \d+/.exec(line)
    // The line that closes a subtest carries its time; its assertions were counted one by one.
    if (m && /# SKIP/i.test(line)) skipped.push(`${file}: ${line.trim()}`)
    else if (m && !/# (TODO|time=)/.test(line)) m[1] ? bad++ : good++
    if (m) detail = m[1] && !/# TODO/.test(line) ? DETAIL : 0
    if (detail-- > 0) shown.push(line)
  }
  const code = await new Promise((done) => (child.exitCode !== null || child.signalCode !== null ? done(child.exitCode ?? child.signalCode) : child.on('exit', (c, s) => done(c ?? s))))
  clearTimeout(timer)
  // A file that died without a failed assertion has failed all the same.
  if (code !== 0 && bad === 0) {
    bad = 1
    shown.push(`ended with ${code === 'SIGKILL' ? `SIGKILL (after ${FILE_MS / 1000} s)` : code}`, errors)
  }
  passed += good
  failed += bad
  log.write(lines)
  console.log(`${bad ? 'not ok' : 'ok'} ${file}  ${good} passed${bad ? `, ${bad} failed` : ''}  ${((performance.now() - started) / 1000).toFixed(1)} s`)
  for (const s of shown) console.log(`    ${s}`)
}

const queue = [...files]
await Promise.all(Array.from({ length: JOBS }, async () => {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) await run(file)
}))
log.end()
for (const s of skipped) console.log(`skipped: ${s}`)
console.log(`${passed} passed, ${failed} failed${skipped.length ? `, ${skipped.length} skipped` : ''}`)
process.exitCode = failed ? 1 : 0
