/**
 * Mudlib paths: normalised, inside the mudlib, and from there to host paths. Two fences: the text
 * of a path cannot climb above `/`, and no symlink on the way may lead outside.
 * Not for: who may read or write (security.ts).
 */
import { lstatSync, realpathSync, type Stats } from 'node:fs'
import { dirname, sep } from 'node:path'
import { DENIED, LpcError } from '../vm/errors.js'
import { MAX_PATH } from './limits.js'

/** What needs no work: most paths do not. */
const NORMAL = /^(?:\/(?!\.\.?(?:\/|$))[^/\u0000-\u001f\u007f]+)+$/

/** LPC source extensions, in the order they are tried when a name has none: FluffOS's. */
const EXTENSIONS = ['.lpc', '.c']

/**
 * `a//b/./c/../d` → `/a/b/d`. A relative path counts from `base`. Throws LpcError (DENIED) for a
 * path above the root, with a control character, or too long.
 */
export function normalise(path: string, base = '/'): string {
  if (path.length <= MAX_PATH && NORMAL.test(path)) return path
  if (path.length > MAX_PATH) throw new LpcError(`Path too long (limit ${MAX_PATH} characters).`, { code: DENIED })
  // A NUL would end the name early in the host's eyes; other control characters only deceive logs.
  if (/[\u0000-\u001f\u007f]/.test(path)) throw new LpcError('Illegal character in path.', { code: DENIED })
  const out: string[] = []
  const full = path.startsWith('/') ? path : `${base}/${path}`
  for (const part of full.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') out.push(part)
    else if (out.pop() === undefined) throw new LpcError(`Path leaves the mudlib: ${path}`, { code: DENIED })
  }
  return '/' + out.join('/')
}

/** The object name a path means: normalised, without `.c`. `/std/room.c` → `/std/room`. */
export function objectName(path: string): string {
  const p = normalise(path)
  for (const e of EXTENSIONS) if (p.endsWith(e) && !p.endsWith('/' + e)) return p.slice(0, -e.length)
  return p
}

/** The blueprint's name of an object name: `/std/room#12` → `/std/room`. */
export function baseName(name: string): string {
  const hash = name.lastIndexOf('#')
  return hash > 0 ? name.slice(0, hash) : name
}

export class Paths {
  private readonly root: string

  constructor(mudlibDir: string) {
    this.root = realpathSync(mudlibDir)
  }

  /**
   * The host path of a normalised mudlib path. Throws LpcError (DENIED) when a symlink on the way
   * leads outside. What does not exist yet is judged by its nearest parent that does.
   */
  host(path: string): string {
    const full = this.root + normalise(path)
    for (let probe = full; ; probe = dirname(probe)) {
      const real = resolved(probe)
      if (real === null) {
        // A link that leads nowhere. What is no link has come since it was looked for (an async_write()).
        if (probe === this.root || entry(probe)?.isSymbolicLink()) throw new LpcError(`Broken link in path: ${path}`, { code: DENIED })
        continue
      }
      if (real !== this.root && !real.startsWith(this.root + sep)) throw new LpcError(`Path leaves the mudlib: ${path}`, { code: DENIED })
      return full
    }
  }

  /**
   * The source file of an object name, as mudlib path; null when there is none. `asked` is the
   * path as it was written: an extension there is meant exactly.
   */
  source(name: string, asked = name): string | null {
    const exact = EXTENSIONS.find((e) => asked.endsWith(e))
    for (const e of exact ? [exact] : EXTENSIONS) {
      try {
        const found = entry(this.root + normalise(name + e))
        if (!found?.isFile() && !found?.isSymbolicLink()) continue
        this.host(name + e)
        return name + e
      } catch (error) {
        if (!(error instanceof LpcError)) throw error
      }
    }
    return null
  }
}

function resolved(path: string): string | null {
  try {
    return realpathSync.native(path)
  } catch {
    return null
  }
}

/** What is there, links not followed. Told first what may be missing, Node makes no error of it: that costs ten times as much. */
function entry(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null
  } catch {
    return null
  }
}
