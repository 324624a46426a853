/**
 * Where compiled LPC is kept between boots: one file per entry in a folder that is ours alone,
 * for what is in it runs in the driver. Bounded: the entries used longest ago go first.
 * Not for: what an entry holds and when it counts (driver/compile/cache).
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CacheStore } from '../compile/cache/index.js'
import type { Logger } from '../world/config.js'
import { engineDigest } from './engine-digest.js'

/** A full cache is brought down to this part of its limit. */
const KEEP = 0.8
/** An entry's time of use is noted when the last note is older, in ms. */
const NOTE_USE = 3_600_000

/** Opens the cache in `dir`, made if need be; null, with a line in the log, when it cannot be used. */
export function openCompileCache(dir: string, bytes: number, log: Logger): CacheStore | null {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    const { uid, mode } = statSync(dir)
    if (process.getuid && (uid !== process.getuid() || mode & 0o022)) {
      log.warn({ dir }, 'The compile cache is not used: its folder must belong to the driver\'s user, and nobody else may write there')
      return null
    }
    const store = new DiskStore(dir, bytes, log)
    store.trim()
    return store
  } catch (error) {
    log.warn({ dir, error: (error as Error).message }, 'The compile cache is not used')
    return null
  }
}

class DiskStore implements CacheStore {
  readonly engine = `${process.version} ${process.arch} ${engineDigest()}`
  private written = 0

  constructor(private readonly dir: string, private readonly limit: number, private readonly log: Logger) {}

  read(key: string): Buffer | null {
    const path = join(this.dir, key)
    try {
      const bytes = readFileSync(path)
      const now = Date.now()
      if (now - statSync(path).mtimeMs > NOTE_USE) utimesSync(path, now / 1_000, now / 1_000)
      return bytes
    } catch {
      return null
    }
  }

  write(key: string, entry: Buffer): void {
    // Whole or not at all: another driver may read the folder, or this one be killed.
    const draft = join(this.dir, `.${randomBytes(6).toString('hex')}`)
    try {
      writeFileSync(draft, entry, { mode: 0o600 })
      renameSync(draft, join(this.dir, key))
    } catch (error) {
      rmSync(draft, { force: true })
      this.log.warn({ dir: this.dir, error: (error as Error).message }, 'An entry of the compile cache could not be written')
    }
    this.written += entry.length
    if (this.written > this.limit / 8) this.trim()
  }

  /** Removes what was used longest ago while there is too much, and drafts that somebody left. */
  trim(): void {
    this.written = 0
    const files = readdirSync(this.dir).flatMap((name) => {
      const path = join(this.dir, name)
      const stat = statSync(path, { throwIfNoEntry: false })
      return stat?.isFile() ? [{ path, size: stat.size, used: stat.mtimeMs, draft: name.startsWith('.') }] : []
    })
    for (const f of files) if (f.draft && Date.now() - f.used > NOTE_USE) rmSync(f.path, { force: true })
    const entries = files.filter((f) => !f.draft)
    let total = entries.reduce((n, f) => n + f.size, 0)
    if (total <= this.limit) return
    for (const f of entries.sort((a, b) => a.used - b.used)) {
      if (total <= this.limit * KEEP) return
      rmSync(f.path, { force: true })
      total -= f.size
    }
  }
}
