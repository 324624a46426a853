// The command as one file, dist/hauki.cjs, which bin/hauki runs: a start reads one file instead of 460, and V8's
// code cache, which it makes of scripts only (CommonJS therefore), saves compiling it. Names and lines stay as they
// are, so that its stack traces can be read. Not for: the worker's bundle (build.mjs), which sees nothing else of us.
import { build } from 'esbuild'
import { readFileSync, renameSync } from 'node:fs'
import { relative } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Loaded from node_modules: native code. */
const NATIVE = ['uWebSockets.js', 'better-sqlite3', '@node-rs/argon2']

/** Modules that look for files beside themselves go on to find them. */
const places = {
  name: 'places',
  setup(b) {
    b.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      const place = relative(process.cwd(), path).replace(/\.ts$/, '.js')
      return text.includes('import.meta.url') ? { contents: text.replaceAll('import.meta.url', `placeOf(${JSON.stringify(place)})`), loader: 'ts' } : undefined
    })
  },
}

/** After the modules are in dist/: their digest goes in. */
export async function bundle() {
  const { engineDigest } = await import(pathToFileURL('dist/driver/roles/engine-digest.js').href)
  await build({
    entryPoints: ['driver/roles/cli.ts'],
    outfile: 'dist/hauki.new.cjs',
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    external: NATIVE,
    // A script's import() goes another way than a module's; require() does the same.
    supported: { 'dynamic-import': false },
    plugins: [places],
    define: { ENGINE_DIGEST: JSON.stringify(engineDigest()) },
    // As bin/quick.cjs calls it: to put that around the text when it starts would copy it.
    banner: { js: "(function (module, exports, require, __filename) { const placeOf = (path) => new URL(path, require('node:url').pathToFileURL(__filename)).href;" },
    footer: { js: '})' },
  })
  // Whole or not at all: somebody may be starting.
  renameSync('dist/hauki.new.cjs', 'dist/hauki.cjs')
}
