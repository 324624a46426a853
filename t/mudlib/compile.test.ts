import t from 'tap'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { compileOptions } from '../../driver/roles/make-world.js'
import { compileWithWarnings } from '../../driver/compile/index.js'
import { oneLine } from '../../driver/lang/diagnostics.js'
import { CompileError } from '../../driver/vm/errors.js'
import { LpcObject } from '../../driver/vm/object.js'
import { startGame } from './harness.js'

const warnings: string[] = []
const game = await startGame({
  compile: (request) => {
    const { program, warnings: list } = compileWithWarnings(compileOptions(request))
    warnings.push(...list.map(oneLine))
    return program
  },
})
t.teardown(game.stop)

function sources(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name)
    return statSync(path).isDirectory() ? sources(path) : path.endsWith('.c') ? [path] : []
  })
}

const files = sources(game.dir).map((f) => f.slice(game.dir.length, -2))

t.test('every file of the library loads, strictly typed, without a warning', async (t) => {
  t.ok(files.length > 200, `${files.length} files`)
  for (const file of files) {
    await t.resolves(new Promise<void>((ok, fail) => {
      game.world.start({}, (F) => game.world.loader.load(F, file), (error, ob) => {
        if (error) fail(error instanceof CompileError ? new Error(error.report) : error)
        else if (ob instanceof LpcObject && ob.program) ok()
        else fail(new Error(`${file} made no object`))
      })
    }), file)
  }
  t.strictSame(warnings, [])
})

t.test('every file says strict_types and has a head comment', async (t) => {
  const { readFileSync } = await import('node:fs')
  for (const file of files) {
    const text = readFileSync(join(game.dir, `${file}.c`), 'utf8')
    t.match(text, /#pragma strict_types/, file)
    // A command's head comment is its help().
    if (!file.startsWith('/cmds/')) t.match(text, /^\/\*\*/, file)
    else t.match(text, /^string help\(\)/m, file)
  }
})

/** What the driver calls, and what every command and test has: documented once, by the driver or by what they inherit. */
const APPLIES = new Set(['create', 'init', 'reset', 'heart_beat', 'main', 'help', 'needs_body', 'setup', 'cleanup', 'remove', 'move', 'long', 'short'])

t.test('every public function of the library says in a comment what it does', async (t) => {
  const { readFileSync } = await import('node:fs')
  for (const file of files.filter((f) => !f.startsWith('/tests/'))) {
    const lines = readFileSync(join(game.dir, `${file}.c`), 'utf8').split('\n')
    const bare = lines.flatMap((line, n) => {
      const name = /^(?:varargs |async )?(?:int|string|object|mapping|mixed|void|float|function|promise)(?: \*| )(\w+)\(.*\{/.exec(line)?.[1]
      return name && !APPLIES.has(name) && !lines[n - 1].endsWith('*/') ? [name] : []
    })
    t.strictSame(bare, [], file)
  }
})
