/** bin/quick.cjs: V8's code cache of a bundle is made once, used, and never believed when it does not fit. */
import t from 'tap'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../driver/roles/paths.js'

const dir = t.testdir()
const bundle = join(dir, 'bundle.cjs')
const cache = join(dir, 'cache')

function bundled(word: string): void {
  writeFileSync(bundle, `(function (module, exports, require, __filename) { exports.main = () => console.log(${JSON.stringify(word)}, __filename === ${JSON.stringify(bundle)}, typeof require('node:fs')) })`)
}

function run(role = 'lpc'): string {
  const script = `require(${JSON.stringify(join(ROOT, 'bin', 'quick.cjs'))}).load(${JSON.stringify(bundle)}, ${JSON.stringify(role)}).main()`
  return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim()
}

function kept(): string[] {
  return readdirSync(cache).sort()
}

t.test('made at the end of the first run, and left alone by the next', async (t) => {
  bundled('one')
  t.equal(run(), 'one true object')
  const [name] = kept()
  t.match(name, /^lpc-[0-9a-f]{32}$/)
  const before = readFileSync(join(cache, name))
  t.equal(run(), 'one true object')
  t.same(kept(), [name])
  t.ok(readFileSync(join(cache, name)).equals(before))
})

t.test('another bundle of the same length is another bundle; what was of the old one goes', async (t) => {
  const old = kept()
  bundled('two')
  t.equal(run(), 'two true object')
  t.equal(kept().length, 1)
  t.notSame(kept(), old)
})

t.test('each role has its own; what is no role has none', async (t) => {
  run('driver')
  t.equal(run('../../x'), 'two true object')
  t.match(kept(), [/^driver-/, /^lpc-/])
})

t.test('damaged and cut: made again', async (t) => {
  const path = join(cache, kept().find((n) => n.startsWith('lpc-'))!)
  const whole = readFileSync(path)
  const holed = Buffer.from(whole).fill(0, whole.length >> 1)
  for (const bad of [holed, whole.subarray(0, 100), Buffer.alloc(0)]) {
    writeFileSync(path, bad)
    t.equal(run(), 'two true object')
    t.not(readFileSync(path).equals(bad), true)
  }
})

t.test('where nothing can be kept it runs all the same', async (t) => {
  rmSync(cache, { recursive: true })
  writeFileSync(cache, '')
  t.equal(run(), 'two true object')
  rmSync(cache)
  mkdirSync(cache)
})

t.test('the command is the same from its modules and from its bundle', async (t) => {
  const hauki = (...flags: string[]): string => execFileSync(process.execPath, [...flags, join(ROOT, 'bin', 'hauki'), 'help'], { encoding: 'utf8' })
  t.equal(hauki(), hauki('--enable-source-maps'))
})
