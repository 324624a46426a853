/**
 * The web client's files. They are read once, at start, into a map from path to content: a
 * request can then name nothing but them, whatever it writes in its path.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Response } from './routes.js'
import { MAX_FILE, MAX_FILES } from '../limits.js'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json; charset=utf-8', '.map': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2', '.webmanifest': 'application/manifest+json',
}

/**
 * No script, style or connection but our own. xterm sets sizes through element.style, which CSP
 * allows, and one <style> element, which needs 'unsafe-inline' for styles (not for scripts).
 */
const SECURITY_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

export type StaticFiles = (path: string, ifNoneMatch: string | undefined) => Response | null

/** @param dir may be missing or '': then nothing is served. Files beginning with a dot are not. */
export function staticFiles(dir: string): StaticFiles {
  const files = new Map<string, Response>()
  for (const path of dir === '' ? [] : walk(dir, '')) {
    if (files.size >= MAX_FILES) break
    const type = TYPES[extname(path)]
    const full = join(dir, path)
    if (!type || statSync(full).size > MAX_FILE) continue
    const body = readFileSync(full)
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
    files.set(`/${path}`, { status: 200, body, headers: { ...SECURITY_HEADERS, 'Content-Type': type, 'Cache-Control': 'no-cache', ETag: etag } })
  }
  const index = files.get('/index.html')
  if (index) files.set('/', index)
  return (path, ifNoneMatch) => {
    const file = files.get(path)
    if (!file) return null
    return ifNoneMatch !== undefined && ifNoneMatch === file.headers?.ETag ? { status: 304, headers: file.headers } : file
  }
}

function* walk(dir: string, prefix: string): Generator<string> {
  let entries
  try {
    entries = readdirSync(join(dir, prefix), { withFileTypes: true })
  } catch {
    return
  }
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`
    if (entry.isDirectory()) yield* walk(dir, path)
    else if (entry.isFile()) yield path
  }
}
