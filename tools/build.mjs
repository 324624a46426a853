// Builds dist/: every TypeScript file transpiled in place (structure kept, source maps beside),
// then the command, the worker and the web client bundled. Type checking is `npm run types`, not this.
import { build } from 'esbuild'
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { bundle } from './bundle.mjs'

const ROOMS = ['driver', 'efuns', 'netd', 'vaultd', 'schema', 'bench', 't', 'tools']

function* sources(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts')) yield path
  }
}

const entryPoints = ROOMS.filter(existsSync).flatMap((dir) => [...sources(dir)])
await build({ entryPoints, outdir: 'dist', outbase: '.', format: 'esm', platform: 'node', target: 'node20', sourcemap: true, logLevel: 'warning' })

// Files that are read at run time from beside their module.
for (const [from, to] of [['vaultd/migrations', 'dist/vaultd/migrations']]) {
  if (existsSync(from)) await cp(from, to, { recursive: true })
}

await bundle()

// The worker is one file: a vault sees nothing else of us. CommonJS, since V8 takes code caches and snapshots of
// scripts only. What a worker hardly needs is loaded when it is used: half of a start was that, and http cannot
// be in a snapshot. Without comments and spaces the snapshot is smaller by a third; names stay.
const LAZY = ['http', 'https', 'tls', 'dgram', 'dns', 'zlib']
const LATER = 'const later = (name) => { let m; const load = () => m ??= require(name); return new Proxy({}, { get: (_, key) => load()[key], has: (_, key) => key in load() }) };'
const worker = await build({ entryPoints: ['driver/roles/worker.ts'], outfile: 'dist/worker.cjs', write: false, bundle: true, minifyWhitespace: true, minifySyntax: true, format: 'cjs', platform: 'node', target: 'node20', sourcemap: false, logLevel: 'warning', external: ['uWebSockets.js', 'better-sqlite3', '@node-rs/argon2'], define: { 'import.meta.url': 'bundleUrl' }, banner: { js: `${LATER}const bundleUrl = require('node:url').pathToFileURL(__filename).href;` } })
await writeFile('dist/worker.cjs', LAZY.reduce((text, name) => text.replaceAll(new RegExp(`=require\\("(node:)?${name}"\\)`, 'g'), `=later("node:${name}")`), worker.outputFiles[0].text))

if (existsSync('web/main.ts')) {
  await mkdir('dist/web', { recursive: true })
  // Tools are fetched when they are first looked at; chunks of earlier builds would be served for ever.
  await rm('dist/web/chunks', { recursive: true, force: true })
  await build({ entryPoints: ['web/main.ts'], outdir: 'dist/web', bundle: true, splitting: true, chunkNames: 'chunks/[name]-[hash]', minify: true, format: 'esm', platform: 'browser', sourcemap: true, loader: { '.css': 'css' }, logLevel: 'warning' })
  for (const f of readdirSync('web')) if (/\.(html|svg|png)$/.test(f) && statSync(join('web', f)).isFile()) await cp(join('web', f), join('dist/web', f))
}
