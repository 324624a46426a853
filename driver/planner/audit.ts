/**
 * The audit log: one JSON line for each thing a planner asked, denied ones too, appended to a file
 * in the state folder. Each line holds the hash of the one before, so a line that was changed,
 * removed or put in later shows (chain.ts checks it). What is cut off at the end does not: the
 * driver's log has the last hash of each start, to compare with. A full file is put away beside it
 * as `planner.NUMBER.ndjson`, and the chain goes on in the next.
 *
 * Tokens never reach this file: a login is logged by the credential's id.
 */
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, writeSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { basename, dirname } from 'node:path'
import { GENESIS, hashOf, rotated, rotatedName, seal, type Entry } from './chain.js'
import { PlannerError } from './errors.js'
import { AUDIT_CLIP, AUDIT_FILE_BYTES } from './limits.js'

/** Read at the end of the file at a start: longer than any line. */
const TAIL_BYTES = 65_536

export class AuditLog {
  private fd: number
  private last: string
  private serial: number
  private size: number

  /** Opens or makes the file. Throws PlannerError when it cannot. */
  constructor(readonly file: string, private readonly now: () => number, private readonly fileBytes = AUDIT_FILE_BYTES) {
    let before: string | undefined
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      this.fd = openSync(file, 'a+', 0o600)
      this.size = fstatSync(this.fd).size
      // The process died between putting a full file away and the first line of the next.
      before = this.size === 0 ? rotated(file).at(-1) : undefined
    } catch (e) {
      throw new PlannerError('INTERNAL', `The audit log ${file} cannot be opened.`, {}, e)
    }
    const { line, torn } = before === undefined ? tail(this.fd) : tailOf(before)
    const entry = line === null ? null : (JSON.parse(line) as Entry)
    this.last = entry?.hash ?? GENESIS
    this.serial = entry?.n ?? 0
    if (before !== undefined) this.write({ event: 'rotated', from: basename(before) })
    // The process died in the middle of a line: it stays, ended and accounted for.
    else if (torn.length > 0) {
      writeSync(this.fd, '\n')
      this.write({ event: 'recovered', torn: sha256(torn) })
    }
  }

  get head(): string {
    return this.last
  }

  /** Appends an entry. Throws PlannerError when it cannot be written: then nothing may be done. */
  write(fields: Readonly<Record<string, unknown>>): void {
    if (this.size >= this.fileBytes) this.rotate()
    const { line, hash } = seal({ n: this.serial + 1, time: new Date(this.now()).toISOString(), ...fields, prev: this.last })
    try {
      const bytes = Buffer.from(`${line}\n`)
      let at = 0
      while (at < bytes.length) at += writeSync(this.fd, bytes, at)
      this.size += at
    } catch (e) {
      throw new PlannerError('INTERNAL', 'The audit log cannot be written.', {}, e)
    }
    this.serial++
    this.last = hash
  }

  /** Puts the full file away, by the number of its last entry, and goes on in a new one. */
  private rotate(): void {
    const away = rotatedName(this.file, this.serial)
    try {
      fsyncSync(this.fd)
      renameSync(this.file, away)
      closeSync(this.fd)
      this.fd = openSync(this.file, 'a+', 0o600)
    } catch (e) {
      throw new PlannerError('INTERNAL', 'The audit log cannot be rotated.', {}, e)
    }
    this.size = 0
    this.write({ event: 'rotated', from: basename(away) })
  }

  close(): void {
    fsyncSync(this.fd)
    closeSync(this.fd)
  }
}

/** Arguments for the log: their hash, and their beginning. */
export function summary(args: unknown): { args_hash: string; args: unknown } {
  return { args_hash: sha256(JSON.stringify(args) ?? ''), args: clipped(args, 0) }
}

function clipped(v: unknown, depth: number): unknown {
  if (typeof v === 'string') return v.length <= AUDIT_CLIP ? v : `${v.slice(0, AUDIT_CLIP)}… (${v.length} characters)`
  if (typeof v !== 'object' || v === null) return v
  if (depth > 3) return '…'
  if (Array.isArray(v)) return v.slice(0, 10).map((x) => clipped(x, depth + 1))
  return Object.fromEntries(Object.entries(v).slice(0, 20).map(([k, x]) => [k.slice(0, 60), clipped(x, depth + 1)]))
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

function tailOf(file: string): { line: string | null; torn: Buffer } {
  const fd = openSync(file, 'r')
  try {
    return tail(fd)
  } finally {
    closeSync(fd)
  }
}

/** The last whole entry of the file, and what follows it without a line end. */
function tail(fd: number): { line: string | null; torn: Buffer } {
  const { size } = fstatSync(fd)
  const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES))
  readSync(fd, bytes, 0, bytes.length, size - bytes.length)
  const end = bytes.lastIndexOf(10)
  const torn = bytes.subarray(end + 1)
  // A line that was torn earlier is followed by its recovery, so the last whole line is an entry.
  const line = end < 0 ? null : bytes.subarray(bytes.lastIndexOf(10, end - 1) + 1, end).toString('utf8')
  if (line !== null && hashOf(line) === null) throw new PlannerError('INTERNAL', 'The last line of the audit log is no entry: run `hauki audit verify`, then move the file away.')
  return { line, torn }
}
