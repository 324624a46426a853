// Runs every test with node-tap: one line a file, the details of what fails, and at the end
// `N passed, N failed`. Arguments are file name parts to choose by: `npm test -- telnet codec`.
// The whole TAP goes to dist/test.tap.
import { spawn } from 'node:child_process'
import { createWriteStream, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

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

const tap = spawn(process.execPath, ['node_modules/tap/dist/esm/run.mjs', 'run', '--disable-coverage', '--allow-empty-coverage', '--reporter=tap', '--jobs=2', '--timeout=120', ...files], { stdio: ['ignore', 'pipe', 'inherit'] })
const log = createWriteStream('dist/test.tap')
let totals = null
let showing = 0
const skipped = []

for await (const line of createInterface({ input: tap.stdout })) {
  log.write(line + '\n')
  const sum = /^# \{(.*)\}$/.exec(line)
  if (sum) totals = Object.fromEntries(sum[1].split(',').map((p) => p.split(':').map((x) => x.trim())))
  if (/^(not )?ok \d+ - dist\//.test(line)) console.log(line.replace(/ # time=/, '  '))
  else if (/^\s+not ok /.test(line)) {
    console.log(line)
    showing = 30
  } else if (showing > 0 && !/^\s*(ok|not ok) /.test(line)) {
    console.log(line)
    showing--
  } else showing = 0
  if (/# SKIP/i.test(line)) skipped.push(line.trim())
}
const code = await new Promise((done) => (tap.exitCode !== null ? done(tap.exitCode) : tap.on('exit', done)))
log.end()
for (const s of skipped) console.log(`skipped: ${s}`)
const failed = Number(totals?.fail ?? 0) || (code ? 1 : 0)
console.log(`${totals?.pass ?? 0} passed, ${failed} failed${skipped.length ? `, ${skipped.length} skipped` : ''}`)
process.exitCode = code || (failed ? 1 : 0)
