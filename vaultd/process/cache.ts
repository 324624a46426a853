/**
 * The V8 code cache of the worker bundle: made once per bundle and node by running it for a
 * moment, so that the functions a start needs are in it. A start with it skips parsing and
 * compiling.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sweep, type Quick, type QuickOptions } from './quick.js'

/** How long the bundle runs before its cache is taken (ms): start, and the rehearsal of a warm worker. */
const SETTLE = 1_500
/** A bundle that cannot be cached must not hold up the boot (ms). */
const MAKE_TIMEOUT = 10_000

/** `loader.cjs BUNDLE CACHE ARG…`; with HAUKI_MAKE_CACHE it writes the cache instead of using it. */
const LOADER = `'use strict'
const { readFileSync, writeFileSync, renameSync } = require('node:fs')
const { Script } = require('node:vm')
const { dirname } = require('node:path')
const [bundle, cache] = process.argv.splice(1, 3).slice(1)
process.argv.splice(1, 0, bundle)
const make = process.env.HAUKI_MAKE_CACHE
let cachedData
if (make === undefined) try { cachedData = readFileSync(cache) } catch {}
const script = new Script('(function (exports, require, module, __filename, __dirname) {' + readFileSync(bundle, 'utf8') + '\\n})', { filename: bundle, cachedData })
if (make !== undefined) setTimeout(() => {
  writeFileSync(cache + '.new', script.createCachedData(), { mode: 0o600 })
  renameSync(cache + '.new', cache)
  process.exit(0)
}, Number(make))
script.runInThisContext()(module.exports, require, module, bundle, dirname(bundle))
`

/**
 * The cache of a bundle: at once if it is there, else made beside the work and handed over when it
 * is ready. @param text the bundle's. @param flags node's, as the vaults get them: V8 refuses a
 * cache made with others. Returns a function that gives up making it.
 */
export function codeCache({ bundle, node, heap, log }: QuickOptions, folder: string, text: Buffer, flags: readonly string[], ready: (quick: Quick) => void): () => void {
  const loader = join(folder, 'loader.cjs')
  writeFileSync(loader, LOADER, { mode: 0o600 })
  const id = createHash('sha256').update(text).update(LOADER).update(process.version).update(flags.join(' ')).digest('hex').slice(0, 16)
  const cache = join(folder, `${id}.bin`)
  const quick: Quick = { files: new Map([['loader.cjs', loader], ['cache.bin', cache]]), heap, program: (path, at) => [at('loader.cjs'), path, at('cache.bin')] }
  if (existsSync(cache)) {
    ready(quick)
    return () => {}
  }
  sweep(folder, id)
  const child = spawn(node, [...flags, loader, bundle, cache], { env: { HAUKI_MAKE_CACHE: String(SETTLE) }, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const stop = () => void child.kill('SIGKILL')
  const timer = setTimeout(stop, MAKE_TIMEOUT)
  child.stdio[3]?.on('error', () => {})
  child.once('error', () => clearTimeout(timer))
  child.once('exit', (code, signal) => {
    clearTimeout(timer)
    if (existsSync(cache)) ready(quick)
    else if (signal !== 'SIGKILL') log.warn({ bundle, code }, 'the code cache of the worker could not be made: cold starts are slower')
  })
  return stop
}
