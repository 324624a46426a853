/** The options mapping of http_request(), read and judged before anything is sent. */
import { BAD_ARGUMENT, LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { Float, isInt, type Value } from '../../driver/vm/values.js'
import { BODY_BYTES, MAX_BODY_BYTES, MAX_HEADERS, MAX_REDIRECTS, MAX_SENT_BYTES, MAX_TIMEOUT_MS, MAX_URL, REDIRECTS, TIMEOUT_MS } from './limits.js'

export interface Request {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | null
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly redirects: number
  /** The body is given as a buffer, not as text. */
  readonly binary: boolean
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** Header names are tokens (RFC 9110, 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** What frames the message is ours to say: a mudlib that could would smuggle requests. */
const RESERVED = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'te', 'trailer', 'expect', 'keep-alive', 'proxy-connection', 'proxy-authorization'])
const KNOWN = new Set(['method', 'headers', 'body', 'timeout', 'max_bytes', 'redirects', 'binary'])

export function fault(text: string, code = BAD_ARGUMENT): LpcError {
  return new LpcError(`http_request: ${text}`, { code })
}

function number(v: Value, name: string, usual: number, most: number): number {
  if (v === undefined || v === 0) return usual
  const n = v instanceof Float ? v.v : isInt(v) ? Number(v) : NaN
  if (!(n > 0 && n <= most)) throw fault(`${name} must be above 0 and at most ${most}.`)
  return n
}

function headersOf(F: Fiber, v: Value): Record<string, string> {
  const out: Record<string, string> = {}
  if (v === undefined || v === 0) return out
  if (!(v instanceof Mapping)) throw fault('headers must be a mapping.')
  if (v.size > MAX_HEADERS) throw fault(`Too many headers (limit ${MAX_HEADERS}).`, LIMIT)
  F.charge(v.size)
  for (const [name, value] of v) {
    if (typeof name !== 'string' || !TOKEN.test(name)) throw fault(`${JSON.stringify(String(name)).slice(0, 60)} is no header name.`)
    if (RESERVED.has(name.toLowerCase())) throw fault(`The header ${name} is set by the driver.`)
    const text = isInt(value) ? String(value) : value
    if (typeof text !== 'string') throw fault(`The value of header ${name} must be a string.`)
    if (text.length > MAX_URL || /[^\t\x20-\x7e\x80-\xff]/.test(text)) throw fault(`The value of header ${name} is too long or has characters that no header may have.`)
    out[name.toLowerCase()] = text
  }
  return out
}

function bodyOf(v: Value): Uint8Array | null {
  if (v === undefined || v === 0) return null
  if (typeof v !== 'string' && !(v instanceof Uint8Array)) throw fault('body must be a string or a buffer.')
  const bytes = typeof v === 'string' ? Buffer.from(v, 'utf8') : v.slice()
  if (bytes.length > MAX_SENT_BYTES) throw fault(`The body is too large (limit ${MAX_SENT_BYTES} bytes).`, LIMIT)
  return bytes
}

export function readOptions(F: Fiber, options: Mapping | undefined): Request {
  const get = (name: string): Value => options?.get(name)
  for (const key of options?.keys() ?? []) if (typeof key !== 'string' || !KNOWN.has(key)) throw fault(`Unknown option ${JSON.stringify(String(key)).slice(0, 60)}.`)
  const body = bodyOf(get('body'))
  F.charge((body?.length ?? 0) >> 4)
  const method = get('method') ?? (body ? 'POST' : 'GET')
  if (typeof method !== 'string' || !METHODS.has(method.toUpperCase())) throw fault(`method must be one of ${[...METHODS].join(', ')}.`)
  const given = get('redirects')
  const redirects = given === undefined ? REDIRECTS : Number(isInt(given) ? given : -1)
  if (!(redirects >= 0 && redirects <= MAX_REDIRECTS)) throw fault(`redirects must be from 0 to ${MAX_REDIRECTS}.`)
  const binary = get('binary')
  return {
    method: method.toUpperCase(),
    headers: headersOf(F, get('headers')),
    body,
    timeoutMs: number(get('timeout'), 'timeout', TIMEOUT_MS / 1_000, MAX_TIMEOUT_MS / 1_000) * 1_000,
    maxBytes: number(get('max_bytes'), 'max_bytes', BODY_BYTES, MAX_BODY_BYTES),
    redirects,
    binary: binary !== undefined && binary !== 0,
  }
}

export function parseUrl(text: string, base?: URL): URL {
  if (text.length > MAX_URL) throw fault(`The URL is too long (limit ${MAX_URL} characters).`, LIMIT)
  let url: URL
  try {
    url = new URL(text, base)
  } catch {
    throw fault(`${JSON.stringify(text).slice(0, 100)} is no URL.`)
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw fault('Only http: and https: URLs can be asked for.')
  if (url.username || url.password) throw fault('A name and password belong in an authorization header, not in the URL.')
  url.hash = ''
  return url
}
