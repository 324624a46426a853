/** Digest of the engine's own code, so that a driver that changed compiles anew what its compile cache holds. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The bundle knows its digest from the build; modules are read. */
declare const ENGINE_DIGEST: string | undefined

/** The folders whose code decides what LPC becomes, beside this one's parent. */
const ENGINE = ['lang', 'compile', 'vm', '../efuns']

/** Of dist/, not of what runs: to be asked before that changes. */
export function engineDigest(): string {
  return typeof ENGINE_DIGEST === 'string' ? ENGINE_DIGEST : digestOfModules()
}

function digestOfModules(): string {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..')
  const h = createHash('sha256')
  const walk = (dir: string): void => {
    for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(dir, entry.name)
      if (entry.isDirectory()) walk(path)
      else if (entry.name.endsWith('.js')) h.update(entry.name).update(readFileSync(path))
    }
  }
  for (const dir of ENGINE) walk(join(root, dir))
  return h.digest('base64url')
}
