/** Family: compressed files. Values in memory are efuns/buffers/compress.ts. */
import { createHash } from 'node:crypto'
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { efun, type Efun } from '../efun.js'
import { hostFailure, readable, regular, writable } from '../files/access.js'

const family = 'compress'
const since = '0.1'

/** Bytes of a file before and after: it is read whole, while everybody waits. */
export const MAX_FILE = 33_554_432

/** Characters of a path; what is longer no file system has. */
const MAX_PATH = 1_024

/** From one file to the other, which takes its place; then the source goes. 0 when master denies or there is none. */
function convert(F: Fiber, efunName: string, from: string, to: string, change: (bytes: Buffer) => Buffer): number {
  if (from.length > MAX_PATH || to.length > MAX_PATH) return 0
  const source = readable(F, from, efunName)
  const target = writable(F, to, efunName)
  // The source is deleted: who may only read it may not.
  if (source === null || target === null || writable(F, from, efunName) === null || source === target || !regular(source)) return 0
  try {
    const { size } = statSync(source)
    if (size > MAX_FILE) throw new LpcError(`${efunName}: ${from} is too large (limit ${MAX_FILE} bytes).`, { code: LIMIT })
    F.charge(size)
    const beside = `${target}.${createHash('sha1').update(target).digest('hex').slice(0, 8)}~`
    if (Buffer.byteLength(beside.slice(beside.lastIndexOf('/') + 1)) > 255) return 0
    try {
      writeFileSync(beside, change(readFileSync(source)))
      renameSync(beside, target)
    } finally {
      rmSync(beside, { force: true })
    }
    rmSync(source)
    return 1
  } catch (e) {
    const code = (e as { code?: string }).code
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new LpcError(`${efunName}: The file would be too large (limit ${MAX_FILE} bytes).`, { code: LIMIT })
    if (code?.startsWith('Z_')) return 0
    throw hostFailure(efunName, from, e)
  }
}

export const compress_file = efun({
  name: 'compress_file', family, since, ticks: 5_000,
  sig: 'int compress_file(string source, string target?)',
  doc: 'Packs a file by gzip into `target` (`source` with `.gz` when left out) and deletes `source`. 1, or 0 when there is no such file, when it ends in `.gz` and no target is given, or when `valid_read()` or `valid_write()` denies one of them. At most 32 MiB.',
  seeAlso: ['uncompress_file', 'compress'],
}, (F, source: string, target?: string) => {
  if (target === undefined && source.endsWith('.gz')) return 0
  return convert(F, 'compress_file', source, target ?? `${source}.gz`, (b) => gzipSync(b))
})

export const uncompress_file = efun({
  name: 'uncompress_file', family, since, ticks: 5_000,
  sig: 'int uncompress_file(string source, string target?)',
  doc: 'Unpacks a gzip file into `target` (`source` without `.gz` when left out) and deletes `source`. 1, or 0 when there is no such file, when it is not packed so, when no target is given and the name does not end in `.gz`, or when `valid_read()` or `valid_write()` denies one of them. At most 32 MiB.',
  seeAlso: ['compress_file', 'uncompress'],
}, (F, source: string, target?: string) => {
  if (target === undefined && !source.endsWith('.gz')) return 0
  return convert(F, 'uncompress_file', source, target ?? source.slice(0, -3), (b) => {
    const out = gunzipSync(b, { maxOutputLength: MAX_FILE })
    F.charge(out.length)
    return out
  })
})

export default [compress_file, uncompress_file] as Efun[]
