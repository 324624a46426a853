/**
 * Where compiled LPC is kept between boots: one file per entry in a folder that is ours alone,
 * for what is in it runs in the driver. Bounded: the entries used longest ago go first.
 * Not for: what an entry holds and when it counts (driver/compile/cache).
 */
import { randomBytes } from 'node:crypto'
import { closeSync, fstatSync, futimesSync, mkdirSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CacheStore } from '../compile/cache/index.js'
import type { Logger } from '../world/config.js'
import { engineDigest } from './engine-digest.js'

/** A full cache is brought down to this part of its limit. */
const KEEP = 0.8
/** Entries are written when a program has run for so long, in ms: V8's cache of it then holds what a boot uses. */
const SETTLED = 3_000
/** One entry at a time, so long apart, in ms: a boot's all at once would hold up the game. */
const BETWEEN = 5
/** Entries that wait keep what they are made of: about 100 KiB each. */
const MAX_WAITING = 500
/** An entry's time of use is noted when the last note is older, in seconds. */
const NOTE_USE = 3_600

interface DiskCache extends CacheStore {
  /** Writes what waits to be written. */
  flush(): void
  /** Brings it down to its limit, as it does by itself when a boot is over and after many writes. */
  trim(): void
}

/** Opens the cache in `dir`, made if need be; null, with a line in the log, when it cannot be used. */
export function openCompileCache(dir: string, bytes: number, log: Logger): DiskCache | null {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    const { uid, mode } = statSync(dir)
    if (process.getuid && (uid !== process.getuid() || mode & 0o022)) {
      log.warn({ dir }, 'The compile cache is not used: its folder must belong to the driver\'s user, and nobody else may write there')
      return null
    }
    const store = new DiskStore(dir, bytes, log)
    // Not now: it asks for the size of every entry.
    setTimeout(() => store.trim(), SETTLED).unref()
    return store
  } catch (error) {
    log.warn({ dir, error: (error as Error).message }, 'The compile cache is not used')
    return null
  }
}

class DiskStore implements DiskCache {
  readonly engine = `${process.version} ${process.arch} ${engineDigest()}`
  private written = 0
  /** By key: what makes the entry's bytes. Oldest first. */
  private readonly waiting = new Map<string, () => Buffer>()

  constructor(private readonly dir: string, private readonly limit: number, private readonly log: Logger) {}

  read(key: string): Buffer | null {
    const waiting = this.waiting.get(key)
    if (waiting) return waiting()
    let fd: number
    try {
      fd = openSync(join(this.dir, key), 'r')
    } catch {
      return null
    }
    try {
      const { size, mtimeMs } = fstatSync(fd)
      const bytes = Buffer.allocUnsafeSlow(size)
      const read = readSync(fd, bytes)
      const now = Date.now() / 1_000
      if (now - mtimeMs / 1_000 > NOTE_USE) futimesSync(fd, now, now)
      return read === size ? bytes : null
    } catch {
      return null
    } finally {
      closeSync(fd)
    }
  }

  write(key: string, make: () => Buffer): void {
    if (this.waiting.size === 0) {
      unwritten.add(this)
      this.writeAfter(SETTLED)
    }
    this.waiting.set(key, make)
    if (this.waiting.size > MAX_WAITING) this.writeOne()
  }

  flush(): void {
    while (this.waiting.size) this.writeOne()
  }

  private writeAfter(ms: number): void {
    setTimeout(() => {
      if (this.waiting.size) this.writeOne()
      if (this.waiting.size) this.writeAfter(BETWEEN)
    }, ms).unref()
  }

  private writeOne(): void {
    const [[key, make]] = this.waiting
    this.waiting.delete(key)
    if (this.waiting.size === 0) unwritten.delete(this)
    // Whole or not at all: another driver may read the folder, or this one be killed.
    const draft = join(this.dir, `.${randomBytes(6).toString('hex')}`)
    const entry = make()
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

  trim(): void {
    try {
      this.removeOldest()
    } catch (error) {
      this.log.warn({ dir: this.dir, error: (error as Error).message }, 'The compile cache could not be brought down to its limit')
    }
  }

  /** What was used longest ago goes while there is too much, and drafts that somebody left. */
  private removeOldest(): void {
    this.written = 0
    const files = readdirSync(this.dir).flatMap((name) => {
      const path = join(this.dir, name)
      const stat = statSync(path, { throwIfNoEntry: false })
      return stat?.isFile() ? [{ path, size: stat.size, used: stat.mtimeMs, draft: name.startsWith('.') }] : []
    })
    for (const f of files) if (f.draft && Date.now() - f.used > NOTE_USE * 1_000) rmSync(f.path, { force: true })
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

/** Stores with entries that wait: a process that ends before that writes them first. */
const unwritten = new Set<DiskStore>()
process.on('exit', () => unwritten.forEach((store) => store.flush()))
