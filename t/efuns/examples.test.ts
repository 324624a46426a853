/** Every example of every efun is true, compiled and run as LPC, also when waiting at every call. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { EFUNS } from '../../efuns/table.js'

interface Example {
  readonly efun: string
  readonly text: string
}

const examples: Example[] = [...EFUNS.values()].flatMap((e) => (e.spec.examples ?? []).map((text) => ({ efun: e.name, text })))

/** One function per line, so that a diagnostic's line names the example. */
function program(): string {
  const functions = examples.map((e, i) => `mixed t${i}() { return ${e.text}; }`)
  const main = examples.map((_, i) => `  err = catch(r = t${i}()); write("${i} " + (err ? "error " + err : r ? "true\\n" : "false\\n"));`)
  return `${functions.join('\n')}\nvoid main() {\n  mixed err, r;\n${main.join('\n')}\n}\n`
}

function run(dir: string, ...args: string[]): Map<number, string> {
  const file = join(dir, 'examples.c')
  writeFileSync(file, program())
  const results = new Map<number, string>()
  let line: string
  try {
    line = execFileSync(process.execPath, ['bin/hauki', 'lpc', file, '--json', ...args], { encoding: 'utf8', maxBuffer: 1 << 26 })
  } catch (e) {
    line = (e as { stdout: string }).stdout
  }
  const answer = JSON.parse(line) as { output: string; error?: string; diagnostics?: Array<{ line: number; message: string; severity: string }> }
  for (const m of answer.output.matchAll(/^(\d+) (.*)$/gm)) results.set(Number(m[1]), m[2])
  for (const d of answer.diagnostics ?? []) if (d.severity === 'error') results.set(d.line - 1, `does not compile: ${d.message}`)
  if (answer.error && !answer.diagnostics) results.set(-1, answer.error)
  return results
}

t.test('examples', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'efun-examples-'))
  t.teardown(() => rmSync(dir, { recursive: true }))
  t.ok(existsSync('bin/hauki'))
  for (const args of [[], ['--suspend-everywhere']]) {
    const results = run(dir, ...args)
    t.equal(results.get(-1), undefined, `runs ${args.join(' ')}`)
    examples.forEach((e, i) => {
      if (results.get(i) !== 'true') t.fail(`${e.efun}: ${e.text}`, { result: results.get(i) ?? 'not run' })
    })
    t.ok(results.size >= examples.length, `${examples.length} examples ran ${args.join(' ')}`)
  }
})

t.test('declarations', async (t) => {
  for (const e of EFUNS.values()) {
    const { doc, since, ticks, seeAlso, family } = e.spec
    if (!/^[A-Z`].*[.:?]/s.test(doc)) t.fail(`${e.name}: the summary is no sentence`)
    if (since !== '0.1' || !(ticks >= 1) || family === '') t.fail(`${e.name}: since, ticks or family`)
    for (const name of seeAlso ?? []) if (!EFUNS.has(name) && !['sscanf', 'catch', 'foreach'].includes(name)) t.fail(`${e.name}: see also ${name}, which does not exist`)
  }
  t.pass()
})
