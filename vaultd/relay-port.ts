/**
 * The relay's two WebSocket doors on the Core's port: /api/v2/ephemeral/<worker> for callers with a
 * pass, /api/v2/relay for nodes with a token. Not for: who may and how much (relay.ts).
 */
import type { HttpRequest, HttpResponse, TemplatedApp, us_socket_context_t, WebSocket } from 'uWebSockets.js'
import { RELAY_WINDOW, WS_MESSAGE } from '../netd/limits.js'
import { RELAY_OPEN } from '../netd/relaylink.js'
import type { Core } from './core.js'
import { asVaultError, type VaultCode } from './errors.js'
import type { Leg, Pair } from './relay.js'

interface End {
  readonly pair: Pair
  readonly side: 'caller' | 'node'
  /** What a caller waits for: its node. */
  readonly arrived: Promise<void> | null
  /** A closed socket may not be touched any more: uWebSockets.js throws. */
  open: boolean
}

/** Seconds after which a peer that answers no ping is gone: netd's beats come far more often on a session in use. */
const IDLE = 120

/** WebSocket close code (RFC 6455, IANA's list). */
const TRY_AGAIN_LATER = 1013

/** 404, and 410 where there is no other route, are the answers by which a caller gives its worker up. */
const STATUS: Partial<Record<VaultCode, string>> = { NO_SUCH_WORKER: '404 Not Found', NODE_LEFT: '410 Gone', DENIED: '403 Forbidden', LIMIT: '429 Too Many Requests', TIMEOUT: '504 Gateway Timeout' }

export function relayPort(app: TemplatedApp, core: Core): void {
  const behaviour = {
    maxPayloadLength: WS_MESSAGE,
    // What the window allows is never dropped; who credits without reading is.
    maxBackpressure: RELAY_WINDOW + 16 * WS_MESSAGE,
    idleTimeout: IDLE,
    open: (ws: WebSocket<End>) => {
      const end = ws.getUserData()
      if (end.arrived === null) return joined(ws)
      end.arrived.then(() => end.open && joined(ws), (e: unknown) => end.open && ws.end(TRY_AGAIN_LATER, asVaultError(e).message.slice(0, 120)))
    },
    message: (ws: WebSocket<End>, message: ArrayBuffer, isBinary: boolean) => {
      const { pair, side } = ws.getUserData()
      if (isBinary) pair.data(side, new Uint8Array(message))
      else pair.credit(side, message.byteLength <= 10 ? Number(Buffer.from(message).toString('latin1')) : NaN)
    },
    close: (ws: WebSocket<End>) => {
      const end = ws.getUserData()
      end.open = false
      end.pair.end(`the ${end.side} hung up`)
    },
  }
  app.ws<End>('/api/v2/ephemeral/:worker', {
    ...behaviour,
    upgrade: (res, req, context) => upgrade(core, res, req, context),
  })
  app.ws<End>('/api/v2/relay', {
    ...behaviour,
    upgrade(res, req, context) {
      const token = /^Hauki-Node ([\w-]{32})$/.exec(req.getHeader('authorization'))?.[1]
      const pair = token === undefined || req.getHeader('origin') !== '' ? null : core.relay.arrive(token)
      if (pair === null) return void res.writeStatus('403 Forbidden').end()
      accept(res, req, context, { pair, side: 'node', arrived: null, open: true })
    },
  })
}

/**
 * The upgrade is answered at once: one that waits, in a cork, may find its socket closed by
 * uWebSockets.js, which takes it for HTTP afterwards where it kept its place in memory.
 */
function upgrade(core: Core, res: HttpResponse, req: HttpRequest, context: us_socket_context_t): void {
  // A browser always sends Origin, a driver never.
  if (req.getHeader('origin') !== '') return void res.writeStatus('403 Forbidden').end()
  try {
    const { pair, arrived } = core.relay.admit(req.getParameter(0) ?? '', req.getHeader('authorization'))
    accept(res, req, context, { pair, side: 'caller', arrived, open: true })
  } catch (e) {
    res.writeStatus(STATUS[asVaultError(e).code] ?? '503 Service Unavailable').end()
  }
}

/** Both sides hear the word when bytes may flow, and have sent none before. */
function joined(ws: WebSocket<End>): void {
  const end = ws.getUserData()
  if (end.pair.over !== null) return void ws.end(TRY_AGAIN_LATER, end.pair.over.slice(0, 120))
  ws.send(RELAY_OPEN, false)
  end.pair.attach(end.side, legOf(ws, end))
}

function accept(res: HttpResponse, req: HttpRequest, context: us_socket_context_t, end: End): void {
  res.upgrade<End>(end, req.getHeader('sec-websocket-key'), req.getHeader('sec-websocket-protocol'), req.getHeader('sec-websocket-extensions'), context)
}

function legOf(ws: WebSocket<End>, end: End): Leg {
  return {
    // 2: dropped. A stream with a hole in it is worth nothing.
    send: (bytes) => !end.open || ws.send(bytes, true) !== 2,
    credit(n) {
      if (end.open) ws.send(String(n), false)
    },
    close(reason) {
      if (end.open) ws.end(1000, reason.slice(0, 120))
    },
  }
}
