/**
 * Links over WebSockets: the `ws` package's sockets, and dialling out. A Link is a stream: where one
 * message ends and the next begins means nothing. For uWebSockets.js feed a PushLink.
 */
import { WebSocket, type RawData } from 'ws'
import { MeshError } from './errors.js'
import { WS_MESSAGE } from './limits.js'
import type { Link, LinkHandlers } from './link.js'

class WsLink implements Link {
  private early: Buffer[] | null = []
  private handlers: LinkHandlers | null = null
  private reason: string | null = null
  private told = false

  constructor(private readonly ws: WebSocket, readonly name: string) {
    ws.on('message', (data: RawData, isBinary) => this.message(data, isBinary))
    ws.on('error', (e) => (this.reason ??= e.message))
    ws.on('close', (code) => {
      this.reason ??= `the WebSocket was closed (${code})`
      this.tell()
    })
  }

  get bufferedBytes(): number {
    return this.ws.bufferedAmount
  }

  start(handlers: LinkHandlers): void {
    this.handlers = handlers
    const early = this.early ?? []
    this.early = null
    queueMicrotask(() => {
      for (const b of early) handlers.data(b)
      if (this.ws.readyState === WebSocket.CLOSED) this.tell()
    })
  }

  send(bytes: Uint8Array): void {
    if (this.ws.readyState !== WebSocket.OPEN) return
    for (let i = 0; i < bytes.length; i += WS_MESSAGE) this.ws.send(bytes.length <= WS_MESSAGE ? bytes : bytes.subarray(i, i + WS_MESSAGE), ignore)
  }

  close(reason = 'closed here'): void {
    this.reason ??= reason
    this.ws.close(1000)
    // The closing handshake needs the other side; do not wait for it for ever.
    const t = setTimeout(() => this.ws.terminate(), 1000)
    t.unref()
    this.ws.once('close', () => clearTimeout(t))
  }

  private message(data: RawData, isBinary: boolean): void {
    if (!isBinary || !Buffer.isBuffer(data)) return this.close('a text message where bytes were expected')
    if (this.handlers !== null && this.early === null) return this.handlers.data(data)
    this.early?.push(data)
    if ((this.early?.length ?? 0) > 16) this.close('too much before the session began')
  }

  private tell(): void {
    if (this.told || this.handlers === null) return
    this.told = true
    this.handlers.close(this.reason ?? 'closed')
  }
}

/** A failed write shows as the close that follows. */
function ignore(): void {}

export function wsLink(ws: WebSocket, name = 'websocket'): Link {
  return new WsLink(ws, name)
}

/**
 * When the server hangs up first, answer with a reset. Else its port would be taken for a minute by the
 * ends of old connections (TIME_WAIT), and a Core that was killed could not start again: uWebSockets.js
 * sets no SO_REUSEADDR. Nothing is lost: all that the server sent has been read by then.
 */
export function resetAtEnd(ws: WebSocket): void {
  ws.once('upgrade', ({ socket }) => {
    socket.prependListener('end', () => {
      if (socket.writableEnded || socket.destroyed) return
      // Else node says goodbye before it resets, and then cannot reset any more (the handle would leak).
      socket._final = (done) => done(null)
      socket.resetAndDestroy()
    })
  })
}

/** Rejects with MeshError: REFUSED if nobody listens there or the server declines, UNREACHABLE for all else. */
export function dialWs(url: string, timeoutMs = 3000): Promise<Link> {
  return new Promise((resolve, reject) => {
    let ws: WebSocket
    try {
      ws = new WebSocket(url, { perMessageDeflate: false, maxPayload: WS_MESSAGE * 2, handshakeTimeout: timeoutMs })
    } catch (e) {
      return reject(new MeshError('UNREACHABLE', `${url} is no address of a WebSocket: ${(e as Error).message}`))
    }
    resetAtEnd(ws)
    const failed = (e: Error) => {
      const refused = (e as NodeJS.ErrnoException).code === 'ECONNREFUSED' || /Unexpected server response/.test(e.message)
      reject(new MeshError(refused ? 'REFUSED' : 'UNREACHABLE', `${url} cannot be reached: ${e.message || (e as NodeJS.ErrnoException).code}`))
    }
    ws.on('error', failed)
    const link = new WsLink(ws, url)
    ws.once('open', () => {
      ws.removeListener('error', failed)
      resolve(link)
    })
  })
}
