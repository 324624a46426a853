/**
 * Runs LDMud's t-language (program files that must load or must not) on this driver, with our own
 * master in place of theirs, and compares with ../../ldmud-expected.txt. A program, not a test of
 * the suite: their files are not here. `node dist/t/compat/ldmud/run.js CHECKOUT`; exit status 0 when
 * every file in scope is as expected and at least 90 % of them are right. Not for: LDMud's other suites.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname ?? '.', '../../../..')
const OURS = join(ROOT, 't/compat/ldmud')
const EXPECTED = join(ROOT, 't/ldmud-expected.txt')
const WANTED_SHARE = 0.9
const TIMEOUT_MS = 120_000

/** A line of the list: `out NAME reason` or `fails NAME reason`. */
interface Expectation {
  readonly verdict: 'out' | 'fails'
  readonly reason: string
}

const checkout = process.argv[2] ?? process.env.LDMUD
if (!checkout || !existsSync(join(checkout, 'test/t-language'))) {
  console.error('usage: node dist/t/compat/ldmud/run.js PATH-OF-AN-LDMUD-CHECKOUT (or LDMUD=PATH)')
  process.exit(64)
}
process.exit(main(join(checkout, 'test/t-language')))

function main(suite: string): number {
  const expected = expectations(readFileSync(EXPECTED, 'utf8'))
  const names = readdirSync(suite).map((f) => /^(t[lf]-.*)\.c$/.exec(f)?.[1]).filter((n) => n !== undefined).sort()
  const answers = run(suite, names)
  let [right, scope, surprises] = [0, 0, 0]
  for (const name of names) {
    const said = answers.get(name) ?? 'no answer'
    const good = name.startsWith('tl-') ? said === 'loaded, right' : /^not loaded: .* does not compile/.test(said)
    const e = expected.get(name)
    if (e?.verdict !== 'out') {
      scope++
      if (good) right++
      if (good === (e?.verdict === 'fails')) surprises++
    }
    console.log(`${good ? 'ok' : 'not ok'} - ${name}${e ? ` # ${e.verdict}: ${e.reason}` : ''}${good ? '' : `\n    ${said}`}`)
  }
  console.log(`# ${right} of ${scope} in scope are right (${((100 * right) / scope).toFixed(1)} %), ${names.length - scope} left out, ${surprises} not as ${EXPECTED} says`)
  return surprises === 0 && right >= WANTED_SHARE * scope ? 0 : 1
}

/** What became of each file, by name: `loaded, right`, `loaded, wrong`, `not loaded: …`, `error: …`. */
function run(suite: string, names: readonly string[]): Map<string, string> {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-ldmud-'))
  try {
    const lib = join(dir, 'lib')
    cpSync(suite, lib, { recursive: true, dereference: true })
    for (const f of ['master.c', 'simul_efun.c', 'global.h']) cpSync(join(OURS, f), join(lib, f))
    writeFileSync(join(lib, 'names'), names.map((n) => `/${n}`).join('\n'))
    const flags = ['--mud-mudlib', lib, '--mud-master', '/master', '--mud-simul-efun', '/simul_efun', '--mud-include', '/sys', '--mud-global-include', '"/global.h"']
    const out = execFileSync(process.execPath, [join(ROOT, 'bin/hauki'), 'driver', ...flags, '--telnet-port=-1', '--web-port=-1', '--state-dir', join(dir, 'var'), '--flag', '/names'], { cwd: dir, encoding: 'utf8', timeout: TIMEOUT_MS, maxBuffer: 1 << 26 })
    return new Map([...out.matchAll(/^judged \/(\S+) (.*)$/gm)].map((m) => [m[1], m[2]]))
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function expectations(text: string): Map<string, Expectation> {
  const out = new Map<string, Expectation>()
  for (const line of text.split('\n')) {
    const m = /^(out|fails)\s+(\S+)\s+(.+)$/.exec(line)
    if (m) out.set(m[2], { verdict: m[1] as Expectation['verdict'], reason: m[3] })
  }
  return out
}
