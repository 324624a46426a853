/**
 * Whether programs compiled from now on carry source maps, and where those say the sources are.
 * Apart from inspect.ts because workers are made of this too, and they read no configuration.
 */
import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DebugOptions } from '../compile/options.js'

let wanted = false

/** For the rest of the process: a debugger's port cannot be told from one that was closed again. */
export function writeSourceMaps(): void {
  wanted = true
}

/** For the compiler; null when no debugger can attach. */
export function debugOptions(mudlibDir: string): DebugOptions | null {
  if (!wanted) return null
  const root = realpathSync(mudlibDir)
  return {
    // The driver's own headers are in no folder: the map carries their text.
    url: (file) => (existsSync(join(root, file)) ? pathToFileURL(join(root, file)).href : `hauki://driver${file}`),
  }
}
