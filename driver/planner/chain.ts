/** The hash chain of the audit log: sealing a line, and checking a whole file. Not for: what is logged (audit.ts). */
import { createHash } from 'node:crypto'
import { createReadStream, readdirSync } from 'node:fs'
import { join, parse } from 'node:path'
import { MAX_LINE } from './limits.js'

/** What the first line's `prev` is. */
export const GENESIS = '0'.repeat(64)

export interface Entry {
  readonly n: number
  readonly prev: string
  readonly hash: string
  readonly [field: string]: unknown
}

const HASH = /,"hash":"([0-9a-f]{64})"\}$/

/** An entry as its line: the hash is that of the line as it would be without it. */
export function seal(entry: Readonly<Record<string, unknown>>): { line: string; hash: string } {
  const text = JSON.stringify(entry)
  const hash = createHash('sha256').update(text).digest('hex')
  return { line: `${text.slice(0, -1)},"hash":"${hash}"}`, hash }
}

/** The hash of a line when it is the right one, else null. */
export function hashOf(line: string): string | null {
  const m = HASH.exec(line)
  if (!m) return null
  const text = `${line.slice(0, m.index)}}`
  return createHash('sha256').update(text).digest('hex') === m[1] ? m[1] : null
}

export interface Verdict {
  readonly entries: number
  /** Hash of the last good entry. */
  readonly head: string
  /** Number of the first line that breaks the chain, from 1, and why; null when all is well. */
  readonly broken: { readonly line: number; readonly why: string } | null
}

/** Files that were put away before this one, oldest first. */
export function rotated(file: string): string[] {
  const { dir, name, ext } = parse(file)
  const own = new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\.\\d{12}\\${ext || '$'}$`)
  return readdirSync(dir || '.').filter((f) => own.test(f)).sort().map((f) => join(dir, f))
}

/** Where a file goes whose last entry has that number. */
export function rotatedName(file: string, last: number): string {
  const { dir, name, ext } = parse(file)
  return join(dir, `${name}.${String(last).padStart(12, '0')}${ext}`)
}

/**
 * Checks a log with the files that were put away before it. The oldest may begin in mid-chain:
 * those before it are kept elsewhere. Reads no more than one line at a time.
 */
export async function verifyLog(file: string): Promise<Verdict & { readonly file: string; readonly first: number }> {
  const files = [...rotated(file), file]
  let at: Position | null = null
  let first = 1
  for (const f of files) {
    const verdict: Verdict & { first: number } = await verifyFile(f, at)
    if (at === null) first = verdict.first
    if (verdict.broken || f === file) return { ...verdict, file: f, first }
    at = { head: verdict.head, entries: verdict.entries }
  }
  return { entries: 0, head: GENESIS, broken: null, file, first }
}

/** Checks one file that holds all of the log. */
export async function verifyChain(file: string): Promise<Verdict> {
  const { entries, head, broken } = await verifyFile(file, { head: GENESIS, entries: 0 })
  return { entries, head, broken }
}

/** Where the chain stands: the hash and number of its last entry. */
interface Position {
  readonly head: string
  readonly entries: number
}

/** @param from null: begins wherever the file does, if it says that others were before it. */
async function verifyFile(file: string, from: Position | null): Promise<Verdict & { first: number }> {
  let head = from?.head ?? GENESIS
  let entries = from?.entries ?? 0
  let first = entries + 1
  let number = 0
  /** A line that is no entry: forgiven if the next one accounts for it. */
  let torn: { line: number; bytes: Buffer } | null = null
  const broken = (line: number, why: string): Verdict & { first: number } => ({ entries, head, first, broken: { line, why } })
  for await (const bytes of lines(file)) {
    number++
    if (bytes === null) return broken(number, 'too long for an entry')
    const text = bytes.toString('utf8')
    const hash = hashOf(text)
    if (torn) {
      const e = hash === null ? null : (JSON.parse(text) as Entry)
      if (e?.event !== 'recovered' || e.torn !== createHash('sha256').update(torn.bytes).digest('hex')) return broken(torn.line, 'changed, or no entry')
    } else if (hash === null) {
      torn = { line: number, bytes }
      continue
    }
    torn = null
    const entry = JSON.parse(text) as Entry
    if (from === null && number === 1 && entry.event === 'rotated') {
      head = entry.prev
      entries = entry.n - 1
      first = entry.n
    }
    if (entry.prev !== head) return broken(number, 'does not follow the line before it')
    if (entry.n !== entries + 1) return broken(number, `has the number ${entry.n} instead of ${entries + 1}`)
    head = hash!
    entries++
  }
  return torn ? broken(torn.line, 'changed, or no entry') : { entries, head, first, broken: null }
}

async function* lines(file: string): AsyncGenerator<Buffer | null> {
  let rest = Buffer.alloc(0)
  for await (const chunk of createReadStream(file)) {
    let data = Buffer.concat([rest, chunk as Buffer])
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10)) {
      yield data.subarray(0, end)
      data = data.subarray(end + 1)
    }
    if (data.length > MAX_LINE) {
      yield null
      return
    }
    rest = Buffer.from(data)
  }
  if (rest.length > 0) yield rest
}
