/**
 * The only importer of uWebSockets.js. Its traps are closed here, so that the rest sees plain
 * sockets and requests:
 * - an idleTimeout outside 0, 8..960 aborts the process;
 * - a request left without answer and without onAborted aborts the process;
 * - requests and message buffers are dead after the handler returns: all is copied at once;
 * - a closed socket throws when used: every call asks a flag first;
 * - by default two programs may listen on one port and share its clients: we ask for it alone;
 * - a throw in a handler is an uncaught exception: none of ours can throw.
 */
import { createServer, type AddressInfo } from 'node:net'
import uWS from 'uWebSockets.js'
import type { HttpRequest, HttpResponse, TemplatedApp, us_listen_socket, WebSocket } from 'uWebSockets.js'
import { WS_IDLE_SECONDS, WS_MESSAGE_BYTES } from '../limits.js'

/** The head of a request, copied. Header names in lower case. */
export interface RequestHead {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: ReadonlyMap<string, string>
  readonly address: string
  /** Of an HTTP request: the client went away before its answer. */
  readonly signal: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** One WebSocket. `send` gives false when the kernel's buffer is full: wait for `drained`. */
export interface RawSocket {
  send(bytes: Buffer | string, binary: boolean): boolean
  end(code: number, reason: string): void
  destroy(): void
}

export interface RawSocketEvents {
  message(bytes: Buffer, binary: boolean): void
  drained(): void
  closed(code: number, reason: string): void
}

export interface UwsHandlers {
  /** Decides on an upgrade: the subprotocol to use ('' for none), or the answer that refuses. */
  upgrade(head: RequestHead, offered: readonly string[]): { protocol: string, open(socket: RawSocket): RawSocketEvents } | Answer
  /** `body` is null when it was over `bodyLimit`. */
  request(head: RequestHead, body: Buffer | null): Answer | Promise<Answer>
  bodyLimit(head: RequestHead): number
  /** A handler failed. */
  failed(error: unknown): void
}

export interface UwsServer {
  readonly port: number
  /** Stops listening and cuts what is left. */
  close(): void
}

interface UserData {
  open(socket: RawSocket): RawSocketEvents
  events: RawSocketEvents | null
  closed: boolean
}

/** ListenOptions.LIBUS_LISTEN_EXCLUSIVE_PORT; the enum exists in the types only. */
const EXCLUSIVE_PORT = 1

/** Upgrades are answered at once. */
const NEVER = new AbortController().signal
const WEBSOCKET_HEADERS = ['sec-websocket-key', 'sec-websocket-extensions'] as const

/**
 * A port that is free now. uWebSockets.js sets SO_REUSEADDR only for ports it is told; without it
 * nobody can open the port again after a restart while old connections linger.
 */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, host, () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

export async function listenUws(host: string, port: number, handlers: UwsHandlers): Promise<UwsServer> {
  const app: TemplatedApp = uWS.App()
  app.ws<UserData>('/*', {
    idleTimeout: WS_IDLE_SECONDS,
    sendPingsAutomatically: true,
    maxPayloadLength: WS_MESSAGE_BYTES,
    // Our own queue stops on the first "buffered", so what uWS holds is one piece.
    maxBackpressure: 0,
    compression: uWS.DISABLED,
    upgrade(res, req, context) {
      guard(handlers, () => {
        const head = readHead(res, req)
        const offered = (head.headers.get('sec-websocket-protocol') ?? '').split(',').map((s) => s.trim()).filter((s) => s !== '')
        const verdict = handlers.upgrade(head, offered)
        if ('status' in verdict) return writeAnswer(res, verdict)
        const [key, extensions] = WEBSOCKET_HEADERS.map((name) => head.headers.get(name) ?? '')
        res.upgrade({ open: verdict.open, events: null, closed: false }, key, verdict.protocol, extensions, context)
      })
    },
    open: (ws) => guard(handlers, () => {
      const data = ws.getUserData()
      const events = data.open(rawSocket(ws, data))
      data.events = events
      // Cut while it was being set up: `close` found nobody to tell.
      if (data.closed) events.closed(1006, '')
    }),
    message: (ws, message, binary) => guard(handlers, () => {
      ws.getUserData().events?.message(Buffer.from(message.slice(0)), binary)
    }),
    drain: (ws) => guard(handlers, () => ws.getUserData().events?.drained()),
    dropped: (ws) => guard(handlers, () => ws.end(1011, 'output lost')),
    close: (ws, code, message) => guard(handlers, () => {
      const data = ws.getUserData()
      data.closed = true
      data.events?.closed(code, Buffer.from(message.slice(0)).toString('utf8'))
    }),
  })
  app.any('/*', (res, req) => answer(res, req, handlers))
  const free = port || await freePort(host)
  return new Promise((resolve, reject) => {
    // The types lack this form, with host and options, which the library has.
    const listen = app.listen.bind(app) as unknown as (host: string, port: number, options: number, then: (listening: us_listen_socket | false) => void) => void
    listen(host, free, EXCLUSIVE_PORT, (listening) => {
      if (!listening) return reject(Object.assign(new WebListenError(`cannot listen on ${host}:${port}`), { host, port }))
      resolve({ port: uWS.us_socket_local_port(listening as never), close: () => void app.close() })
    })
  })
}

export class WebListenError extends Error {
  override name = 'WebListenError'
  readonly code = 'LISTEN'
}

function rawSocket(ws: WebSocket<UserData>, data: UserData): RawSocket {
  return {
    send: (bytes, binary) => data.closed || ws.send(bytes, binary, false) === 1,
    end(code, reason) {
      if (!data.closed) ws.end(code, reason.slice(0, 100))
    },
    destroy() {
      if (!data.closed) ws.close()
    },
  }
}

function answer(res: HttpResponse, req: HttpRequest, handlers: UwsHandlers): void {
  let aborted = false
  let head: RequestHead | null = null
  const gone = new AbortController()
  res.onAborted(() => {
    aborted = true
    gone.abort()
  })
  const write = (reply: Answer): void => {
    if (aborted) return
    aborted = true
    res.cork(() => writeAnswer(res, reply, head?.method === 'HEAD'))
  }
  const fail = (error: unknown): void => {
    handlers.failed(error)
    write({ status: 500, body: 'Internal error\n' })
  }
  try {
    const asked = head = readHead(res, req, gone.signal)
    const limit = handlers.bodyLimit(asked)
    const chunks: Buffer[] = []
    let size = 0
    res.onData((chunk, last) => {
      size += chunk.byteLength
      if (size <= limit) chunks.push(Buffer.from(chunk.slice(0)))
      if (aborted || !last && size <= limit) return
      try {
        const reply = handlers.request(asked, size > limit ? null : Buffer.concat(chunks))
        if (reply instanceof Promise) reply.then(write, fail)
        else write(reply)
      } catch (error) {
        fail(error)
      }
    })
  } catch (error) {
    fail(error)
  }
}

function writeAnswer(res: HttpResponse, { status, headers = {}, body = '' }: Answer, headOnly = false): void {
  res.writeStatus(`${status} ${STATUS_TEXT[status] ?? 'Other'}`)
  for (const [name, value] of Object.entries(headers)) res.writeHeader(name, value)
  if (status === 204 || status === 304) res.endWithoutBody()
  else if (headOnly) res.endWithoutBody(Buffer.byteLength(body))
  else res.end(body)
}

function readHead(res: HttpResponse, req: HttpRequest, signal = NEVER): RequestHead {
  const headers = new Map<string, string>()
  req.forEach((name, value) => void headers.set(name, value))
  return {
    signal, method: req.getMethod().toUpperCase(), path: req.getUrl(), query: req.getQuery() ?? '', headers,
    address: Buffer.from(res.getRemoteAddressAsText()).toString('latin1'),
  }
}

function guard(handlers: UwsHandlers, run: () => void): void {
  try {
    run()
  } catch (error) {
    handlers.failed(error)
  }
}

const STATUS_TEXT: Record<number, string> = {
  200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content', 301: 'Moved Permanently', 302: 'Found', 304: 'Not Modified',
  400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 409: 'Conflict',
  413: 'Content Too Large', 415: 'Unsupported Media Type', 422: 'Unprocessable Content', 426: 'Upgrade Required',
  429: 'Too Many Requests', 500: 'Internal Server Error', 501: 'Not Implemented', 503: 'Service Unavailable', 504: 'Gateway Timeout',
}
