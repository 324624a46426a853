/** From the path LPC names to a host path it may use, and from host errors to LPC's. */
import { lstatSync, statSync, type Stats } from 'node:fs'
import { LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { normalise } from '../../driver/world/paths.js'
import { validRead, validWrite } from '../../driver/world/security.js'
import { worldOf } from '../../driver/world/world.js'

/** Nothing there is an answer: an error with its JavaScript stack takes ten times as long. */
const QUIET = { throwIfNoEntry: false } as const

/** The host path this object may read, or null when master denies it. */
export function readable(F: Fiber, path: string, efun: string): string | null {
  if (!inside(path)) return null
  const p = validRead(worldOf(F), F, path, F.self, efun)
  return p === null ? null : worldOf(F).paths.host(p)
}

/** The host path this object may write, or null when master denies it. */
export function writable(F: Fiber, path: string, efun: string): string | null {
  if (!inside(path)) return null
  const p = validWrite(worldOf(F), F, path, F.self, efun)
  return p === null ? null : worldOf(F).paths.host(p)
}

/** A path that leaves the mudlib, or no file can have, is one that is denied: no error. */
function inside(path: string): boolean {
  try {
    normalise(path)
    return true
  } catch {
    return false
  }
}

/** Only regular files: a FIFO or a device would hold up the whole driver. */
export function regular(host: string): boolean {
  return info(host)?.isFile() ?? false
}

/** What is there, behind links; null when nothing is or it cannot be looked at. */
export function info(host: string): Stats | null {
  try {
    return statSync(host, QUIET) ?? null
  } catch {
    return null
  }
}

export function exists(host: string): boolean {
  try {
    return lstatSync(host, QUIET) !== undefined
  } catch {
    return false
  }
}

const REASONS: Record<string, string> = {
  ENOSPC: 'No space left on the disk',
  EDQUOT: 'Disk quota exceeded',
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EACCES: 'The driver has no permission',
  EPERM: 'The driver has no permission',
  EROFS: 'The file system is read-only',
  ENOTEMPTY: 'Directory not empty',
  EEXIST: 'File exists',
  ENAMETOOLONG: 'Name too long',
  EMFILE: 'Too many open files',
}

/** A host error as the caller's LPC error; host paths stay out of it. */
export function hostFailure(efun: string, path: string, e: unknown): LpcError {
  if (e instanceof LpcError) return e
  const code = (e as { code?: string }).code ?? 'EIO'
  return new LpcError(`${efun}: ${REASONS[code] ?? `Host error ${code}`}: ${path}`, { code: 'FILE' })
}
