/** Directories and whole files: listing, making, removing, moving, copying. */
import { copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, rmdirSync, unlinkSync, type Stats } from 'node:fs'
import { basename, join } from 'node:path'
import { LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import type { Value } from '../../driver/vm/values.js'
import { normalise, objectName } from '../../driver/world/paths.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { exists, hostFailure, info, readable, regular, writable } from './access.js'

const family = 'files'
const since = '0.1'

/** Bytes cp() copies and file_length() reads: they run in the driver's own thread. */
const MAX_COPY = 67_108_864

/** Ticks of a look at one more file. */
const LOOK_TICKS = 800

export const file_size = efun({
  name: 'file_size', family, since, ticks: 1_000,
  sig: 'int file_size(string path)',
  doc: 'The size of a file in bytes; -1 when there is none or `valid_read()` denies it, -2 for a directory.',
  examples: ['file_size("/no/such/file") == -1', 'file_size("/") == -2'],
  seeAlso: ['stat', 'get_dir'],
}, (F, path: string) => {
  const host = readable(F, path, 'file_size')
  return size(host === null ? null : info(host))
})

/** As LPC has it: -2 for a directory. */
function size(s: Stats | null): number {
  return s ? (s.isDirectory() ? -2 : s.size) : -1
}

function changed(s: Stats): number {
  return Math.floor(s.mtimeMs / 1_000)
}

/** Names in a host directory, sorted; an empty list when it cannot be read. */
function names(F: Fiber, host: string): string[] {
  try {
    const list = readdirSync(host)
    F.charge(list.length * 30)
    return list.sort().slice(0, worldOf(F).limits.arraySize)
  } catch {
    return []
  }
}

/** `*` and `?` as in get_dir; linear, so that no pattern is expensive. */
export function wild(pattern: string, name: string): boolean {
  let p = 0
  let n = 0
  let star = -1
  let mark = 0
  while (n < name.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++
      mark = n
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p++
      n++
    } else if (star >= 0) {
      p = star + 1
      n = ++mark
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}

export const get_dir = efun({
  name: 'get_dir', family, since, ticks: 2_000,
  sig: 'mixed *get_dir(string path, int flag?)',
  doc: 'The names in a directory, sorted: all of them for `"/dir/"`, those that fit for `"/dir/*.c"` (`*` and `?`), just the name itself for a file or for a directory without the slash at its end. With flag -1, `({ name, size, time changed })` for each, the size of directories being -2. 0 when there is no such directory or `valid_read()` denies it.',
  examples: ['arrayp(get_dir("/"))', 'get_dir("/no/such/directory/") == 0'],
  seeAlso: ['file_size', 'stat'],
}, (F, path: string, flag: Value) => {
  const host = readable(F, path, 'stat')
  if (host === null) return 0
  const one = (dir: string, name: string): Value => {
    if (flag !== -1) return name
    F.charge(LOOK_TICKS)
    // What is above a directory may be outside of the mudlib.
    const s = info(name === '..' ? dir : join(dir, name))
    return [name, size(s), s ? changed(s) : 0]
  }
  const listing = path === '' || /\/\.?$/.test(path) || normalise(path) === '/'
  const s = info(host)
  if (s?.isDirectory() && listing) return names(F, host).map((n) => one(host, n))
  if (s) return [one(join(host, '..'), basename(host))]
  const parent = join(host, '..')
  if (listing || !info(parent)?.isDirectory()) return 0
  const pattern = basename(host)
  return ['.', '..', ...names(F, parent)].filter((n) => wild(pattern, n)).map((n) => one(parent, n))
})

export const stat = efun({
  name: 'stat', family, since, ticks: 1_000,
  sig: 'mixed *stat(string path, int flag?)',
  doc: 'For a file, `({ size, time changed, time loaded })`: the last is when the object of that name was loaded, or 0. For a directory, what `get_dir(path, flag)` gives, and so for a pattern. 0 when there is neither or `valid_read()` denies it.',
  seeAlso: ['file_size', 'get_dir'],
}, (F, path: string, flag: Value) => {
  const host = readable(F, path, 'stat')
  const s = host === null ? null : info(host)
  if (!s) return get_dir.fn(F, path, flag)
  if (s.isDirectory()) return get_dir.fn(F, path, flag)
  const ob = worldOf(F).objects.get(objectName(path))
  return [s.size, changed(s), ob ? Math.floor(ob.loadTime / 1_000) : 0]
})

/** A change to the file system: 1, 0 when denied or when the host says it cannot be. */
function change(F: Fiber, efunName: string, path: string, act: (host: string) => void): number {
  const host = writable(F, path, efunName)
  if (host === null) return 0
  try {
    act(host)
    return 1
  } catch (e) {
    // A full or broken disk is news; a missing file is an answer.
    const failure = hostFailure(efunName, path, e)
    if (/space|quota|read-only|Host error/i.test(failure.message)) throw failure
    return 0
  }
}

export const file_length = efun({
  name: 'file_length', family, since, ticks: 1_500,
  sig: 'int file_length(string path)',
  doc: 'The number of lines in a file; -1 when there is none or `valid_read()` denies it, -2 for a directory.',
  examples: ['file_length("/no/such/file") == -1'],
  seeAlso: ['file_size', 'read_file'],
}, (F, path: string) => {
  const host = readable(F, path, 'file_size')
  const s = host === null ? null : info(host)
  if (host === null || !s) return -1
  if (s.isDirectory()) return -2
  if (s.size > MAX_COPY || !regular(host)) throw new LpcError(`file_length: ${path} is too large (limit ${MAX_COPY} bytes).`, { code: LIMIT })
  F.charge(s.size >> 3)
  const bytes = readFileSync(host)
  let lines = 0
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 10) lines++
  return lines
})

export const rm = efun({
  name: 'rm', family, since, ticks: 1_500,
  sig: 'int rm(string path)',
  doc: 'Removes a file. 1 on success, 0 when there is none or `valid_write()` denies it.',
  examples: ['rm("/no/such/file") == 0'],
  seeAlso: ['rmdir', 'rename'],
}, (F, path: string) => change(F, 'remove_file', path, unlinkSync))

export const mkdir = efun({
  name: 'mkdir', family, since, ticks: 1_500,
  sig: 'int mkdir(string path)',
  doc: 'Makes a directory. 1 on success, 0 when it exists, when its parent does not, or when `valid_write()` denies it.',
  seeAlso: ['rmdir'],
}, (F, path: string) => change(F, 'mkdir', path, (host) => mkdirSync(host)))

export const rmdir = efun({
  name: 'rmdir', family, since, ticks: 1_500,
  sig: 'int rmdir(string path)',
  doc: 'Removes an empty directory. 1 on success, else 0.',
  examples: ['rmdir("/no/such/directory") == 0'],
  seeAlso: ['mkdir', 'rm'],
}, (F, path: string) => change(F, 'rmdir', path, rmdirSync))

export const rename = efun({
  name: 'rename', family, since, ticks: 2_000,
  sig: 'int rename(string from, string to)',
  doc: 'Moves or renames a file or directory; into `to` when that is a directory. Needs `valid_write()` for both. 0 on success, -1 when denied, 1 when there is no such file or the host refuses.',
  seeAlso: ['cp', 'rm'],
}, (F, from: string, to: string) => {
  const a = writable(F, from, 'rename')
  if (a === null) return -1
  const target = directoryTarget(F, from, to, 'rename')
  if (target === null) return -1
  if (!exists(a)) return 1
  try {
    renameSync(a, target)
    return 0
  } catch {
    return 1
  }
})

/** Where `from` ends up when it is put to `to`: checked as the path that is really written. */
function directoryTarget(F: Fiber, from: string, to: string, efunName: string): string | null {
  const host = writable(F, to, efunName)
  if (host === null || !info(host)?.isDirectory()) return host
  return writable(F, `${to}/${basename(normalise(from))}`, efunName)
}

export const cp = efun({
  name: 'cp', family, since, ticks: 4_000,
  sig: 'int cp(string from, string to)',
  doc: 'Copies a file; into `to` when that is a directory. Needs `valid_read()` and `valid_write()`. 1 on success, -1 when there is no file to read or reading is denied, -2 when writing fails or is denied, -3 when it is too large.',
  seeAlso: ['rename', 'read_file'],
}, (F, from: string, to: string) => {
  const a = readable(F, from, 'move_file')
  if (a === null || !regular(a)) return -1
  const size = info(a)?.size ?? 0
  if (size > MAX_COPY) return -3
  const b = directoryTarget(F, from, to, 'move_file')
  if (b === null) return -2
  F.charge(size >> 8)
  try {
    copyFileSync(a, b)
    return 1
  } catch {
    return -2
  }
})
