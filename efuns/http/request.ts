/**
 * http_request(): one request, its redirects, and the answer; the calling fiber waits.
 * Not for: what may be asked (options.ts), how much (limits.ts).
 */
import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { DENIED, LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { Mapping } from '../../driver/vm/mapping.js'
import type { LpcObject } from '../../driver/vm/object.js'
import type { Result, Value } from '../../driver/vm/values.js'
import { after } from '../../driver/world/flow.js'
import type { HttpDoor } from '../../driver/world/config.js'
import { allowed } from '../../driver/world/security.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { MAX_HEADER_BYTES, MAX_OPEN, MAX_OPEN_PER_OBJECT } from './limits.js'
import { fault, parseUrl, readOptions, type Request } from './options.js'

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Uint8Array
}

const open = new Map<LpcObject, number>()
let total = 0

function count(ob: LpcObject, by: 1 | -1): void {
  total += by
  const n = (open.get(ob) ?? 0) + by
  if (n > 0) open.set(ob, n)
  else open.delete(ob)
}

/** One exchange. `done` is called once; the function given back ends it early. */
function exchange(url: URL, r: Request, leftMs: number, done: (error: LpcError | null, answer?: Answer) => void): () => void {
  let over = false
  let req: ClientRequest | null = null
  const timer = setTimeout(() => end(fault('Timed out.', 'TIMEOUT')), leftMs)
  timer.unref()
  const end = (error: LpcError | null, answer?: Answer): void => {
    if (over) return
    over = true
    clearTimeout(timer)
    if (error) req?.destroy()
    done(error, answer)
  }
  try {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    req = send(url, {
      method: r.method,
      // No agent: no connection outlives its request, none is shared between objects.
      agent: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      headers: { 'user-agent': 'Hauki', 'accept-encoding': 'gzip, deflate, br', ...r.headers, ...(r.body ? { 'content-length': r.body.length } : {}) },
    })
  } catch {
    end(fault('The request could not be made.'))
    return () => {}
  }
  // Names, addresses and ports are what the caller knows already; the host's words stay in the log.
  req.on('error', (e: NodeJS.ErrnoException) => end(fault(`${url.host} could not be asked (${e.code ?? 'error'}).`, 'NETWORK')))
  req.on('response', (res) => {
    const parts: Buffer[] = []
    let size = 0
    res.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > r.maxBytes) return end(fault(`The answer is too large (limit ${r.maxBytes} bytes).`, LIMIT))
      parts.push(chunk)
    })
    res.on('error', () => end(fault('The answer broke off.', 'NETWORK')))
    res.on('aborted', () => end(fault('The answer broke off.', 'NETWORK')))
    res.on('end', () => {
      try {
        end(null, { status: res.statusCode ?? 0, headers: res.headers, body: unpack(Buffer.concat(parts), res.headers['content-encoding'], r.maxBytes) })
      } catch (e) {
        end(e instanceof LpcError ? e : fault('The answer is packed in a way that cannot be unpacked.', 'NETWORK'))
      }
    })
  })
  req.end(r.body ?? undefined)
  return () => end(fault('Cancelled.', 'CANCELLED'))
}

/** A body as it was before it was packed for the way. A small one may unpack to a huge one: the limit holds for both. */
function unpack(body: Buffer, encoding: string | undefined, maxOutputLength: number): Uint8Array {
  if (body.length === 0) return body
  try {
    switch (encoding?.trim().toLowerCase()) {
      case undefined: case '': case 'identity': return body
      case 'gzip': case 'x-gzip': return gunzipSync(body, { maxOutputLength })
      case 'deflate': return inflateSync(body, { maxOutputLength })
      case 'br': return brotliDecompressSync(body, { maxOutputLength })
      default: return body
    }
  } catch (e) {
    if ((e as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw fault(`The answer is too large (limit ${maxOutputLength} bytes).`, LIMIT)
    throw e
  }
}

function charset(type: string | undefined): string {
  return /charset\s*=\s*"?([\w-]+)/i.exec(type ?? '')?.[1] ?? 'utf-8'
}

function textOf(body: Uint8Array, type: string | undefined): string {
  try {
    return new TextDecoder(charset(type)).decode(body)
  } catch {
    return new TextDecoder().decode(body)
  }
}

function toLpc(F: Fiber, url: URL, a: Answer, r: Request): Mapping {
  F.charge(a.body.length >> 4)
  const headers = new Mapping()
  for (const [name, value] of Object.entries(a.headers)) if (value !== undefined) headers.set(name, Array.isArray(value) ? [...value] : value)
  const body: Value = r.binary ? new Uint8Array(a.body) : textOf(a.body, a.headers['content-type'])
  return Mapping.of([['status', a.status], ['headers', headers], ['body', body], ['url', url.href]])
}

/** Where an answer sends us, and how; null when it is the last one. */
function redirect(url: URL, a: Answer, r: Request): { url: URL; request: Request } | null {
  const { location } = a.headers
  if (![301, 302, 303, 307, 308].includes(a.status) || !location) return null
  const next = parseUrl(location, url)
  if (url.protocol === 'https:' && next.protocol === 'http:') throw fault('Redirected from https: to http:; not followed.')
  let { method, body, headers } = r
  if (a.status === 303 || ((a.status === 301 || a.status === 302) && method === 'POST')) {
    if (method !== 'HEAD') method = 'GET'
    body = null
    headers = without(headers, ['content-type', 'content-encoding'])
  }
  // What proves who we are to one host is nothing for another.
  if (next.host !== url.host) headers = without(headers, ['authorization', 'cookie'])
  return { url: next, request: { ...r, method, body, headers, redirects: r.redirects - 1 } }
}

function without(headers: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))
}

/** As exchange(), through the door of a vault: the node agent asks, if its rules allow it. */
function throughDoor(door: HttpDoor, url: URL, r: Request, leftMs: number, done: (error: LpcError | null, answer?: Answer) => void): () => void {
  const headers = { 'accept-encoding': 'gzip, deflate, br', ...r.headers }
  const cancel = door({ url: url.href, method: r.method, headers, body: r.body, timeoutMs: leftMs, maxBytes: r.maxBytes }, (failure, a) => {
    if (failure) return done(fault(`${failure.message.charAt(0).toUpperCase()}${failure.message.slice(1)}.`, failure.code))
    try {
      done(null, { ...a!, body: unpack(Buffer.from(a!.body), a!.headers['content-encoding'] as string | undefined, r.maxBytes) })
    } catch (e) {
      done(e instanceof LpcError ? e : fault('The answer is packed in a way that cannot be unpacked.', 'NETWORK'))
    }
  })
  return () => {
    cancel()
    done(fault('Cancelled.', 'CANCELLED'))
  }
}

function ask(F: Fiber, url: URL, r: Request, endsAt: number): Result {
  const world = worldOf(F)
  const door = world.config.network ? null : world.config.httpDoor
  // In a vault there is no master to ask; the node decides, for each redirect again.
  if (!door && !allowed(world, F, 'valid_http', [F.self, url.href, r.method], false)) throw fault(`Permission denied for ${r.method} ${url.origin}.`, DENIED)
  const owner = F.self
  let answer: Answer | undefined
  const waited: Result = F.suspend(`http ${url.host}`, (wake) => {
    count(owner, 1)
    const left = Math.max(1, endsAt - performance.now())
    const answered = (error: LpcError | null, a?: Answer): void => {
      count(owner, -1)
      answer = a
      wake(error, 0)
    }
    return door ? throughDoor(door, url, r, left, answered) : exchange(url, r, left, answered)
  })
  return after(F, waited, () => {
    const next = redirect(url, answer!, r)
    if (!next || r.redirects === 0) return toLpc(F, url, answer!, r)
    return ask(F, next.url, next.request, endsAt)
  })
}

export const http_request = efun({
  name: 'http_request', family: 'http', since: '0.1', ticks: 1_000, mode: 'waits',
  sig: 'mapping http_request(string url, mapping options?)',
  doc: 'Asks for an http: or https: URL, waits for the answer, and gives `([ "status": 200, "headers": ([ name in lower case: value ]), "body": text, "url": where it came from in the end ])`. An answer with an error status is an answer; it is an LPC error when there is none: permission denied, no connection, timed out, too large.\n\n'
    + '`options`: `method` (`GET`; `POST` when there is a body), `headers` (a mapping; those that frame the message are the driver\'s), `body` (string or buffer, at most 1 MiB), `timeout` in seconds for all of it (30; at most 120), `max_bytes` of the answer (1 MiB; at most 8 MiB), `redirects` to follow (5; at most 10; 0 gives the redirect itself), `binary` (the body as a buffer; else text by its charset). Bodies packed by gzip, deflate or br are unpacked. A redirect from https: to http: is an error; to another host, `authorization` and `cookie` are not sent along.\n\n'
    + '`master->valid_http(caller, url, method)` decides, for each redirect again; without it every request is denied. Names like `localhost` and addresses inside your network are URLs like others: the master must know what it allows. An object may have 16 requests under way. In a remote worker no master is asked: the node it runs on decides by its setting `node.egress`, which allows nothing until its operator says otherwise, and limits requests and bytes; private addresses are refused unless named there. Such refusals are errors with the codes DENIED and LIMIT.',
  seeAlso: ['json_decode', 'socket_connect', 'sleep'],
}, (F, url: string, options?: Mapping): Result => {
  const { network, httpDoor } = worldOf(F).config
  if (!network && !httpDoor) throw fault('There is no network here.', DENIED)
  const request = readOptions(F, options)
  const parsed = parseUrl(url)
  if ((open.get(F.self) ?? 0) >= MAX_OPEN_PER_OBJECT || total >= MAX_OPEN) throw fault(`Too many requests are under way (limit ${MAX_OPEN_PER_OBJECT} an object, ${MAX_OPEN} in all).`, LIMIT)
  return ask(F, parsed, request, performance.now() + request.timeoutMs)
})
