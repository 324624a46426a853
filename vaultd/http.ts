/**
 * The Core's port: WebSocket /mesh for members, and JSON over HTTP for people and dashboards.
 *
 *   GET  /api/v2/swarm/nodes | vaults | workers     POST /api/v2/swarm/spawn     GET /healthz   GET /metrics
 *
 * Reading is open to whoever can reach the address (loopback by default) with a Host header that
 * names it, so that no web page can read it through a name of its own; spawning needs the token
 * in `api.token`.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import uws, { type HttpRequest, type HttpResponse, type us_listen_socket } from 'uWebSockets.js'
import { encodeValue } from '../netd/codec.js'
import { keyFromText } from '../netd/keys.js'
import { MAX_RECORD } from '../netd/limits.js'
import { PushLink } from '../netd/link.js'
import { workerStatus, type Core } from './core.js'
import { asVaultError, VaultError, type VaultCode } from './errors.js'
import { DEFAULT_LEASE, MAX_HTTP_BODY } from './limits.js'
import { relayPort } from './relay-port.js'
import { spawn } from './spawn.js'
import { readSpawn } from './swarm.js'

export interface HttpServer {
  readonly port: number
  close(): void
}

/** Bytes a slow member may leave unread before it is cut off. */
const MAX_BACKLOG = 4 * MAX_RECORD
const EXCLUSIVE_PORT = 1
const LISTEN_ATTEMPTS = 20
const LISTEN_PAUSE = 50
const STATUS: Partial<Record<VaultCode, string>> = {
  BAD_REQUEST: '400 Bad Request', LIMIT: '413 Payload Too Large', DENIED: '403 Forbidden', NO_SUCH_FILE: '404 Not Found', NO_SUCH_NODE: '404 Not Found',
  NO_SUCH_WORKER: '404 Not Found', COMPILE: '422 Unprocessable Content', RUNTIME: '422 Unprocessable Content', NO_NODE: '503 Service Unavailable', TIMEOUT: '504 Gateway Timeout',
}

interface Member {
  link: PushLink | null
  /** A closed socket may not be touched any more: uWebSockets.js throws. */
  open: boolean
}

/** Rejects wildcard addresses (CONFIG): the Core is reached by name of one address. */
export function openServer(core: Core, host: string, port: number): Promise<HttpServer> {
  if (/^(0\.0\.0\.0|::|\*|)$/.test(host)) return Promise.reject(new VaultError('CONFIG', `core.host "${host}" would listen everywhere: name one address`))
  const token = apiToken(join(core.options.state, 'api.token'))
  const app = uws.App()
  mesh(app, core)
  relayPort(app, core)
  const get = (path: string, body: () => unknown) => app.get(path, (res, req) => {
    if (!fromHere(req, host)) return answer(res, '421 Misdirected Request', { error: 'wrong Host header' })
    answer(res, '200 OK', body())
  })
  get('/healthz', () => ({ ok: true, nodes: core.nodes.size }))
  get('/api/v2/swarm/nodes', () => core.status().nodes)
  get('/api/v2/swarm/workers', () => core.registry.workers().map(workerStatus))
  get('/api/v2/swarm/vaults', () => core.registry.running().map((w) => ({ vault: w.vault, node: w.node, isolation: w.isolation, worker: w.id, incarnation: w.incarnation })))
  app.get('/metrics', (res, req) => {
    if (!fromHere(req, host)) return answer(res, '421 Misdirected Request', { error: 'wrong Host header' })
    let gone = false
    res.onAborted(() => { gone = true })
    void core.metrics.registry.metrics().then((body) => {
      if (!gone) res.cork(() => res.writeHeader('Content-Type', core.metrics.registry.contentType).end(body))
    })
  })
  app.post('/api/v2/swarm/spawn', (res, req) => {
    if (!fromHere(req, host)) return answer(res, '421 Misdirected Request', { error: 'wrong Host header' })
    if (!authorised(req.getHeader('authorization'), token)) return answer(res, '401 Unauthorized', { error: 'send "Authorization: Bearer …" with the token in api.token' })
    body(res, (json) => post(core, json))
  })
  app.any('/*', (res) => answer(res, '404 Not Found', { error: 'no such page' }))
  return listen(app, host, port, LISTEN_ATTEMPTS)
}

/** After a restart the connections of the Core before may hold the port for a moment: it is tried for a second. */
function listen(app: ReturnType<typeof uws.App>, host: string, port: number, attempts: number): Promise<HttpServer> {
  // EXCLUSIVE_PORT (its types lack this form): without it a second Core on the same port would start and share the members.
  const exclusively = app.listen.bind(app) as unknown as (host: string, port: number, options: number, done: (socket: us_listen_socket | false) => void) => void
  return new Promise((resolve, reject) => {
    exclusively(host, port, EXCLUSIVE_PORT, (socket) => {
      if (socket) {
        resolve({
          port: uws.us_socket_local_port(socket),
          close() {
            uws.us_listen_socket_close(socket)
            app.close()
          },
        })
      } else if (attempts > 1) {
        setTimeout(() => listen(app, host, port, attempts - 1).then(resolve, reject), LISTEN_PAUSE)
      } else {
        reject(new VaultError('CONFIG', `cannot listen on ${host}:${port} (core.host, core.port): is it in use, or not an address of this machine?`))
      }
    })
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

function apiToken(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    const token = randomBytes(24).toString('base64url')
    writeFileSync(path, `${token}\n`, { mode: 0o600 })
    return token
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

function answer(res: HttpResponse, status: string, body: unknown): void {
  res.cork(() => res.writeStatus(status).writeHeader('Content-Type', 'application/json').writeHeader('Cache-Control', 'no-store').end(`${JSON.stringify(body)}\n`))
}

function body(res: HttpResponse, handle: (json: unknown) => Promise<unknown>): void {
  let gone = false
  const parts: Buffer[] = []
  let size = 0
  res.onAborted(() => { gone = true })
  const fail = (e: VaultError) => {
    if (!gone) answer(res, STATUS[e.code] ?? '502 Bad Gateway', { error: e.message, code: e.code, report: e.details.report })
  }
  res.onData((chunk, last) => {
    if (gone) return
    size += chunk.byteLength
    if (size > MAX_HTTP_BODY) {
      fail(new VaultError('LIMIT', `more than ${MAX_HTTP_BODY} bytes`))
      gone = true
      return
    }
    parts.push(Buffer.from(chunk.slice(0)))
    if (!last) return
    let json: unknown
    try {
      json = JSON.parse(Buffer.concat(parts).toString())
    } catch {
      return fail(new VaultError('BAD_REQUEST', 'the body is not JSON'))
    }
    handle(json).then((result) => { if (!gone) answer(res, '201 Created', result) }, (e) => fail(asVaultError(e)))
  })
}

/** `{pointer | text, caller: public key in hex, requires?, node?, memory?, cpu?, ttl?, lease?, timeout?, isolation?}` → worker and ticket. */
async function post(core: Core, json: unknown): Promise<unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new VaultError('BAD_REQUEST', 'the body must be a JSON object')
  const { caller, ...rest } = json as Record<string, never>
  let key: Uint8Array
  try {
    key = keyFromText(typeof caller === 'string' ? caller : '')
  } catch (e) {
    throw new VaultError('BAD_REQUEST', 'caller must be the public key of who will call, 64 hex digits', { cause: e })
  }
  const request = readSpawn({ lease: DEFAULT_LEASE, timeout: 30_000, ...rest, args: encodeValue([]) })
  const p = await spawn(core, request, { key, name: 'http' })
  return { worker: p.worker, incarnation: p.incarnation, node: p.node, isolation: p.isolation, routes: p.routes, ticket: Buffer.from(p.ticket).toString('base64') }
}
