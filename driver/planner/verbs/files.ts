/** Files of the mudlib: reading with an etag, writing only what was read, and what the compiler says of it. */
import { createHash } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { LpcObject } from '../../vm/object.js'
import { objectName } from '../../world/paths.js'
import { validRead, validWrite } from '../../world/security.js'
import type { World } from '../../world/world.js'
import { PlannerError } from '../errors.js'
import { within } from '../in-fiber.js'
import * as L from '../limits.js'
import { untrusted } from '../untrusted.js'
import { verb, type VerbContext } from '../verb.js'

const path = z.string().min(1).max(1_024).regex(/^\//, 'must be absolute').describe('Absolute path in the mudlib, such as /players/planner/room.c')
const etag = z.string().max(64)

/** What is compiled: the rest is only text. */
const SOURCE = /\.(?:c|lpc)$/

interface Place {
  readonly path: string
  readonly host: string
}

/** Where a path is, when master lets this planner go there; DENIED otherwise. */
function place(world: World, ob: LpcObject, asked: string, write: boolean): Place {
  return within(world, ob, (F) => {
    const p = (write ? validWrite : validRead)(world, F, asked, ob, write ? 'write_file' : 'read_file')
    if (p === null) throw new PlannerError('DENIED', `The game denies ${write ? 'writing' : 'reading'} ${asked}.`)
    return { path: p, host: world.paths.host(p) }
  })
}

/** The text of a regular file; null when there is none. */
function content(at: Place): string | null {
  let bytes: Buffer
  try {
    const s = statSync(at.host)
    if (s.isDirectory()) throw new PlannerError('NOT_FOUND', `${at.path} is a directory.`)
    if (!s.isFile()) throw new PlannerError('DENIED', `${at.path} is no plain file.`)
    if (s.size > L.MAX_FILE_BYTES) throw new PlannerError('TOO_LARGE', `${at.path} has ${s.size} bytes.`, { limit: L.MAX_FILE_BYTES })
    bytes = readFileSync(at.host)
  } catch (e) {
    if (e instanceof PlannerError) throw e
    const { code } = e as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new PlannerError('INTERNAL', `${at.path} cannot be read (${code}).`)
  }
  if (!isUtf8(bytes)) throw new PlannerError('BAD_REQUEST', `${at.path} is not UTF-8 text.`)
  return bytes.toString('utf8')
}

function etagOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** Replaces the file in one step, so that nobody reads half of it. */
function replace(at: Place, text: string): void {
  if (Buffer.byteLength(text) > L.MAX_FILE_BYTES) throw new PlannerError('TOO_LARGE', 'The file would be too large.', { limit: L.MAX_FILE_BYTES })
  const temporary = join(dirname(at.host), `.${basename(at.host)}.planner`)
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, at.host)
  } catch (e) {
    rmSync(temporary, { force: true })
    const { code } = e as NodeJS.ErrnoException
    throw new PlannerError(code === 'ENOENT' || code === 'ENOTDIR' ? 'NOT_FOUND' : 'INTERNAL', `${at.path} cannot be written (${code}).`)
  }
}

/** What the compiler says of a text as that file. `warnings` are those of one that compiles: else they are among the diagnostics. */
function compileResult(world: World, ob: LpcObject, file: string, text: string): { ok: boolean; diagnostics: unknown; warnings: readonly string[]; message?: string } {
  const warnings: string[] = []
  try {
    within(world, ob, (F) => world.loader.check(F, file, text, (report) => warnings.push(report)))
    return { ok: true, diagnostics: [], warnings }
  } catch (e) {
    if (e instanceof PlannerError && e.code === 'COMPILE') return { ok: false, diagnostics: e.data.diagnostics, warnings: [] }
    // An inherit that is missing, for instance.
    if (e instanceof PlannerError) return { ok: false, diagnostics: [], warnings, message: JSON.stringify(e.data.lpc ?? e.message) }
    throw e
  }
}

export const file_read = verb({
  name: 'file_read',
  title: 'Read a file',
  doc: 'Text of a file, its etag and size. Longer ones come in pages: ask again with offset = next_offset.',
  input: z.strictObject({
    path,
    offset: z.number().int().min(0).default(0).describe('Characters to skip'),
    limit: z.number().int().min(1).max(L.PAGE_CHARS).default(L.PAGE_CHARS),
  }),
  readOnly: true, destructive: false, idempotent: true, job: false,
  async run({ world, who }: VerbContext, { path, offset, limit }) {
    const at = place(world, await who.body.object(), path, false)
    const text = content(at)
    if (text === null) throw new PlannerError('NOT_FOUND', `There is no file ${at.path}.`)
    const page = text.slice(offset, offset + limit)
    return { path: at.path, etag: etagOf(text), size: text.length, content: untrusted(page), next_offset: offset + page.length < text.length ? offset + page.length : null }
  },
})

export const file_list = verb({
  name: 'file_list',
  title: 'List a directory',
  doc: 'Names in a directory with type and size.',
  input: z.strictObject({ path, offset: z.number().int().min(0).default(0).describe('Entries to skip') }),
  readOnly: true, destructive: false, idempotent: true, job: false,
  async run({ world, who }, { path, offset }) {
    const at = place(world, await who.body.object(), path, false)
    let names: string[]
    try {
      names = readdirSync(at.host).sort()
    } catch {
      throw new PlannerError('NOT_FOUND', `There is no directory ${at.path}.`)
    }
    const entries = names.slice(offset, offset + L.MAX_ENTRIES).flatMap((name) => {
      try {
        const s = statSync(join(at.host, name))
        return [{ name, type: s.isDirectory() ? 'directory' : 'file', size: s.size }]
      } catch {
        return []
      }
    })
    return { path: at.path, entries: untrusted(entries), next_offset: offset + L.MAX_ENTRIES < names.length ? offset + L.MAX_ENTRIES : null }
  },
})

/** Checks the etag, takes the quota, writes, compiles. */
function change(world: World, cx: VerbContext, ob: LpcObject, asked: string, given: string | null, make: (old: string | null) => string): unknown {
  const at = place(world, ob, asked, true)
  const old = content(at)
  const current = old === null ? null : etagOf(old)
  if (given !== current) {
    throw new PlannerError('CONFLICT', current === null ? `There is no file ${at.path} (any more).` : given === null ? `${at.path} exists: give its etag.` : `${at.path} has changed.`, { etag: current })
  }
  const text = make(old)
  cx.who.quotas.writes.take(1)
  replace(at, text)
  return {
    path: at.path, etag: etagOf(text), size: text.length, created: old === null,
    ...(SOURCE.test(at.path) ? { compile: compileResult(world, ob, at.path, text), loaded: world.find(objectName(at.path)) !== undefined } : {}),
  }
}

export const file_write = verb({
  name: 'file_write',
  title: 'Write a file',
  doc: 'Writes a whole file. `etag` is what file_read gave, so that nobody\'s work is lost; null for a file that is not there yet. Answers the new etag and, for LPC, what the compiler says; '
    + 'a loaded object keeps its old program until it is updated (command `update FILE`).',
  input: z.strictObject({ path, content: z.string().max(L.MAX_FILE_BYTES), etag: etag.nullable().describe('Of the present content; null for a new file') }),
  readOnly: false, destructive: true, idempotent: true, job: false,
  async run(cx, { path, content, etag }) {
    return change(cx.world, cx, await cx.who.body.object(), path, etag, () => content)
  },
})

export const file_patch = verb({
  name: 'file_patch',
  title: 'Change parts of a file',
  doc: 'Replaces texts in a file, in order; each `old` must occur exactly once. All or nothing. Answers as file_write.',
  input: z.strictObject({
    path,
    etag: etag.describe('Of the present content'),
    edits: z.array(z.strictObject({ old: z.string().min(1).max(L.PAGE_CHARS), new: z.string().max(L.PAGE_CHARS) })).min(1).max(100),
  }),
  readOnly: false, destructive: true, idempotent: false, job: false,
  async run(cx, { path, etag, edits }) {
    return change(cx.world, cx, await cx.who.body.object(), path, etag, (old) => {
      let text = old!
      edits.forEach((edit, i) => {
        const first = text.indexOf(edit.old)
        if (first < 0) throw new PlannerError('BAD_REQUEST', `Edit ${i + 1}: its old text is not in the file.`, { edit: i })
        if (text.indexOf(edit.old, first + 1) >= 0) throw new PlannerError('BAD_REQUEST', `Edit ${i + 1}: its old text occurs more than once.`, { edit: i })
        text = text.slice(0, first) + edit.new + text.slice(first + edit.old.length)
      })
      return text
    })
  },
})

export const check = verb({
  name: 'check',
  title: 'Compile without loading',
  doc: 'What the compiler says of a file, or of `source` as if it were that file. Nothing is loaded or run.',
  input: z.strictObject({ path, source: z.string().max(L.MAX_FILE_BYTES).optional().describe('Text to compile in place of the file\'s') }),
  readOnly: true, destructive: false, idempotent: true, job: false,
  async run({ world, who }, { path, source }) {
    const ob = await who.body.object()
    const at = place(world, ob, path, false)
    const text = source ?? content(at)
    if (text === null) throw new PlannerError('NOT_FOUND', `There is no file ${at.path}.`)
    return { path: at.path, ...compileResult(world, ob, at.path, text) }
  },
})
