/**
 * The relay's two WebSocket doors on the Core's port: /api/v2/ephemeral/<worker> for callers with a
 * pass, /api/v2/relay for nodes with a token. Not for: who may and how much (relay.ts).
 */
import type { HttpRequest, HttpResponse, TemplatedApp, us_socket_context_t, WebSocket } from 'uWebSockets.js'
import { RELAY_WINDOW, WS_MESSAGE } from '../netd/limits.js'
import type { Core } from './core.js'
import { asVaultError, type VaultCode } from './errors.js'
import type { Leg, Pair } from './relay.js'

interface End {
  readonly pair: Pair
  readonly side: 'caller' | 'node'
  /** A closed socket may not be touched any more: uWebSockets.js throws. */
  open: boolean
}

/** Seconds after which a peer that answers no ping is gone: netd's beats come far more often on a session in use. */
const IDLE = 120

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
      end.pair.attach(end.side, legOf(ws, end))
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
    upgrade: (res, req, context) => void upgrade(core, res, req, context),
  })
  app.ws<End>('/api/v2/relay', {
    ...behaviour,
    upgrade(res, req, context) {
      const token = /^Hauki-Node ([\w-]{32})$/.exec(req.getHeader('authorization'))?.[1]
      const pair = token === undefined || req.getHeader('origin') !== '' ? null : core.relay.arrive(token)
      if (pair === null) return void res.writeStatus('403 Forbidden').end()
      accept(res, req, context, { pair, side: 'node', open: true })
    },
  })
}

async function upgrade(core: Core, res: HttpResponse, req: HttpRequest, context: us_socket_context_t): Promise<void> {
  let gone = false
  res.onAborted(() => (gone = true))
  // A browser always sends Origin, a driver never.
  if (req.getHeader('origin') !== '') return void res.writeStatus('403 Forbidden').end()
  const given = { worker: req.getParameter(0), pass: req.getHeader('authorization'), key: req.getHeader('sec-websocket-key'), protocol: req.getHeader('sec-websocket-protocol'), extensions: req.getHeader('sec-websocket-extensions') }
  try {
    const pair = await core.relay.admit(given.worker, given.pass)
    // It resolves inside the node's own upgrade, and uWebSockets.js has one cork for both.
    await new Promise((done) => setImmediate(done))
    if (gone) return pair.end('the caller hung up')
    res.cork(() => res.upgrade<End>({ pair, side: 'caller', open: true }, given.key, given.protocol, given.extensions, context))
  } catch (e) {
    const { code } = asVaultError(e)
    await new Promise((done) => setImmediate(done))
    if (!gone) res.cork(() => res.writeStatus(STATUS[code] ?? '503 Service Unavailable').end())
  }
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
