// Makes a fresh clone runnable: installs the locked dependencies when they are missing or older
// than the lock file, and builds when a source is newer than the build. Quiet when nothing is to do.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync, mkdirSync } from 'node:fs'
import { join, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'))

const major = Number(process.versions.node.split('.')[0])
if (major !== 20) {
  console.error(`hauki: Node ${process.versions.node} found, Node 20 wanted (the WebSocket binaries need it on Debian 12; see README)`)
  process.exit(1)
}

/** A step that fails has said why; its stack is no news. */
function run(command, args) {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  } catch (e) {
    process.exit(e.status ?? 1)
  }
}

const mtime = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

function newest(dir) {
  let t = 0
  for (const e of readdirSync(dir, { withFileTypes: true })) {
    if (e.name === 'node_modules' || e.name === 'migrations') continue
    const path = join(dir, e.name)
    t = Math.max(t, e.isDirectory() ? Math.max(newest(path), mtime(path)) : mtime(path))
  }
  return t
}

if (mtime('node_modules/.package-lock.json') < mtime('package-lock.json') && mtime('node_modules/.hauki-installed') < mtime('package-lock.json')) {
  console.error('hauki: installing dependencies (better-sqlite3 is compiled: about two minutes) …')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync('node_modules/.hauki-installed', '')
}

const sources = ['driver', 'efuns', 'netd', 'vaultd', 'schema', 'web', 'bench', 't', 'tools'].filter(existsSync)
if (Math.max(...sources.map(newest)) > mtime('dist/.built')) {
  console.error('hauki: building …')
  run(process.execPath, ['tools/build.mjs'])
  mkdirSync('dist', { recursive: true })
  writeFileSync('dist/.built', '')
}
