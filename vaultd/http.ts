/**
 * The Core's port: WebSocket /mesh for members, the relay (relay-port.ts), and JSON over HTTP for
 * people and dashboards (http-routes.ts).
 *
 * Reading is open to whoever can reach the address (loopback by default) with a Host header that
 * names it, so that no web page can read it through a name of its own; what changes something needs
 * the token in `api.token`.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import uws, { type HttpRequest, type HttpResponse, type us_listen_socket } from 'uWebSockets.js'
import { MAX_RECORD } from '../netd/limits.js'
import { PushLink } from '../netd/link.js'
import type { Core } from './core.js'
import { asVaultError, VaultError, type VaultCode } from './errors.js'
import { ROUTES, type HttpRoute } from './http-routes.js'
import { MAX_HTTP_BODY } from './limits.js'
import type { Log } from './log.js'
import { relayPort } from './relay-port.js'

export interface HttpServer {
  readonly port: number
  close(): void
}

/** Bytes a slow member may leave unread before it is cut off. */
const MAX_BACKLOG = 4 * MAX_RECORD
const EXCLUSIVE_PORT = 1
/** A port that somebody listens on is tried for so long (ms): the Core before may be about to end. */
const LISTEN_PATIENCE = 1_000
/** One that only the ends of old connections hold (TIME_WAIT, a minute), for so long. Members reset theirs; web clients do not. */
const LISTEN_LONG_PATIENCE = 65_000
const LISTEN_PAUSE = 50
/** Characters: ours have 32. A shorter one is what is left of it. */
const MIN_TOKEN = 16
const STATUS: Partial<Record<VaultCode, string>> = {
  BAD_REQUEST: '400 Bad Request', LIMIT: '413 Payload Too Large', DENIED: '403 Forbidden', NO_SUCH_FILE: '404 Not Found', NO_SUCH_NODE: '404 Not Found',
  NO_SUCH_WORKER: '404 Not Found', UNAUTHORIZED: '401 Unauthorized', CLOSED: '503 Service Unavailable', NODE_LEFT: '503 Service Unavailable', DISK_FULL: '507 Insufficient Storage', COMPILE: '422 Unprocessable Content', RUNTIME: '422 Unprocessable Content', NO_NODE: '503 Service Unavailable', TIMEOUT: '504 Gateway Timeout',
}

interface Member {
  link: PushLink | null
  /** A closed socket may not be touched any more: uWebSockets.js throws. */
  open: boolean
}

/** Rejects wildcard addresses (CONFIG): the Core is reached by name of one address. */
export function openServer(core: Core, host: string, port: number): Promise<HttpServer> {
  if (/^(0\.0\.0\.0|::|\*|)$/.test(host)) return Promise.reject(new VaultError('CONFIG', `core.host "${host}" would listen everywhere: name one address`))
  const token = apiToken(join(core.options.state, 'api.token'), core.options.log)
  const app = uws.App()
  mesh(app, core)
  relayPort(app, core)
  for (const route of ROUTES) app[route.method](route.path.replace(/\{(\w+)\}/, ':$1'), (res, req) => handle(core, host, token, route, res, req))
  app.any('/*', (res) => refuse(res, '404 Not Found', 'no such page'))
  return listen(app, host, port, core, performance.now())
}

/** uWebSockets.js sets no SO_REUSEADDR: after a restart the connections of the Core before may hold the port for a while. */
function listen(app: ReturnType<typeof uws.App>, host: string, port: number, core: Core, began: number): Promise<HttpServer> {
  // EXCLUSIVE_PORT (its types lack this form): without it some builds let a second Core share the port and the members.
  const exclusively = app.listen.bind(app) as unknown as (host: string, port: number, options: number, done: (socket: us_listen_socket | false) => void) => void
  return new Promise((resolve, reject) => {
    exclusively(host, port, EXCLUSIVE_PORT, (socket) => {
      if (socket) {
        return resolve({
          port: uws.us_socket_local_port(socket),
          close() {
            uws.us_listen_socket_close(socket)
            app.close()
          },
        })
      }
      void isListened(host, port).then((listened) => {
        const waited = performance.now() - began
        if (waited > (listened ? LISTEN_PATIENCE : LISTEN_LONG_PATIENCE)) return reject(new VaultError('CONFIG', `cannot listen on ${host}:${port} (core.host, core.port): is it in use, or not an address of this machine?`))
        if (waited < LISTEN_PAUSE && !listened) core.options.log.warn({ host, port }, 'the port is held by connections of an earlier run: waiting for up to a minute')
        setTimeout(() => listen(app, host, port, core, began).then(resolve, reject), LISTEN_PAUSE)
      })
    })
  })
}

/** True if a process listens there, or it is no address of ours; false if only ends of old connections are in the way. */
function isListened(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer()
    probe.once('error', () => done(true))
    // node sets SO_REUSEADDR.
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => done(false)))
  })
}

function mesh(app: ReturnType<typeof uws.App>, core: Core): void {
  app.ws<Member>('/mesh', {
    maxPayloadLength: MAX_RECORD + 1024,
    maxBackpressure: MAX_BACKLOG,
    closeOnBackpressureLimit: true as unknown as number,
    // Silence is netd's to judge: it has its own beats.
    idleTimeout: 0,
    sendPingsAutomatically: false,
    upgrade(res, req, context) {
      // A browser always sends Origin, a member never: no web page may speak for somebody here.
      if (req.getHeader('origin') !== '') return void res.writeStatus('403 Forbidden').end()
      res.upgrade<Member>({ link: null, open: true }, req.getHeader('sec-websocket-key'), req.getHeader('sec-websocket-protocol'), req.getHeader('sec-websocket-extensions'), context)
    },
    open(ws) {
      const member = ws.getUserData()
      member.link = new PushLink(`ws ${Buffer.from(ws.getRemoteAddressAsText()).toString()}`, {
        send(bytes) {
          // 2: dropped. A stream with a hole in it is worth nothing.
          if (member.open && ws.send(bytes, true) === 2) ws.close()
        },
        close() {
          if (member.open) ws.end(1000)
        },
        buffered: () => (member.open ? ws.getBufferedAmount() : 0),
      })
      core.accept(member.link)
    },
    message(ws, message) {
      // uWebSockets.js takes the buffer back after this returns; a Link's receiver copies what it keeps.
      ws.getUserData().link?.push(new Uint8Array(message))
    },
    close(ws, code) {
      const member = ws.getUserData()
      member.open = false
      member.link?.closed(`WebSocket closed (${code})`)
    },
  })
}

/** Kept in a file for tools on this machine; one that cannot be kept serves nobody, and does not stop the Core. */
function apiToken(path: string, log: Log): string {
  const kept = tokenIn(path)
  if (kept !== null) return kept
  const token = randomBytes(24).toString('base64url')
  try {
    // Whole or not at all: what a full disk leaves of it must not become the token.
    writeFileSync(`${path}.new`, `${token}\n`, { mode: 0o600 })
    renameSync(`${path}.new`, path)
  } catch (e) {
    log.error({ file: path, error: (e as Error).message }, 'the token of the HTTP API cannot be kept: tools on this machine are refused')
  }
  return token
}

function tokenIn(path: string): string | null {
  try {
    const text = readFileSync(path, 'utf8').trim()
    return text.length >= MIN_TOKEN ? text : null
  } catch {
    return null
  }
}

function authorised(header: string, token: string): boolean {
  const given = Buffer.from(header)
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** Guards against DNS rebinding: the Host must be an address or localhost, as a person or a tool would type. */
function fromHere(req: HttpRequest, host: string): boolean {
  const name = req.getHeader('host').replace(/:\d+$/, '')
  return name === host || name === 'localhost' || /^[\d.]+$/.test(name) || /^\[[0-9a-f:]+\]$/.test(name)
}

function answer(res: HttpResponse, status: string, body: string, type = 'application/json'): void {
  res.cork(() => {
    res.writeStatus(status).writeHeader('Cache-Control', 'no-store')
    if (type !== '') res.writeHeader('Content-Type', type)
    res.end(body)
  })
}

function refuse(res: HttpResponse, status: string, error: string): void {
  answer(res, status, `${JSON.stringify({ error })}\n`)
}

/** Everything of the request is read before anything waits: uWebSockets.js takes it back. */
function handle(core: Core, host: string, token: string, route: HttpRoute, res: HttpResponse, req: HttpRequest): void {
  if (!fromHere(req, host)) return refuse(res, '421 Misdirected Request', 'wrong Host header')
  const authorization = req.getHeader('authorization')
  const operator = authorised(authorization, token)
  if (route.auth === 'token' && !operator) return refuse(res, '401 Unauthorized', 'send "Authorization: Bearer …" with the token in api.token')
  const call = { core, param: route.path.includes('{') ? req.getParameter(0) : '', query: new URLSearchParams(req.getQuery()), operator, authorization }
  let gone = false
  res.onAborted(() => { gone = true })
  const fail = (e: unknown) => {
    const error = asVaultError(e, 'BAD_REQUEST')
    if (!gone) answer(res, STATUS[error.code] ?? '502 Bad Gateway', `${JSON.stringify({ error: error.message, code: error.code, report: error.details.report })}\n`)
    gone = true
  }
  const run = (body: string) => {
    Promise.resolve().then(() => route.run({ ...call, body }))
      // Not in the turn of another socket's event: uWebSockets.js has one cork for all.
      .finally(() => new Promise((done) => setImmediate(done)))
      .then((reply) => { if (!gone) answer(res, reply.status, reply.body, reply.type) }, fail)
  }
  if (route.method !== 'post') return run('')
  const parts: Buffer[] = []
  let size = 0
  res.onData((chunk, last) => {
    if (gone) return
    size += chunk.byteLength
    if (size > MAX_HTTP_BODY) return fail(new VaultError('LIMIT', `more than ${MAX_HTTP_BODY} bytes`))
    parts.push(Buffer.from(chunk.slice(0)))
    if (last) run(Buffer.concat(parts).toString())
  })
}
