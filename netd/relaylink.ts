/**
 * The two ends that dial a relay: a caller with its pass, a node with the one-time token it was told.
 * Binary messages carry bytes, text messages credit; the relay's first one says that the other side is there. Not for: the relay itself (vaultd/relay.ts).
 */
import { WebSocket, type RawData } from 'ws'
import { MeshError } from './errors.js'
import type { KeyPair } from './keys.js'
import { WS_MESSAGE } from './limits.js'
import type { Link } from './link.js'
import { writePass } from './relaypass.js'
import { socketLink } from './tcp.js'
import { WindowedStream } from './windowed.js'
import { resetAtEnd } from './wslink.js'

/** The relay's word that bytes may flow. */
export const RELAY_OPEN = 'open'

/** Route B of a ticket: the relay's answer says whether the worker still is (REFUSED if not). */
export async function dialRelay(url: string, room: string, worker: string, keys: KeyPair, timeoutMs?: number): Promise<Link> {
  return socketLink(await dialCarrier(url, writePass(keys, worker, room), `relay ${url}`, timeoutMs))
}

/**
 * Opens the WebSocket. Rejects with MeshError: REFUSED if the relay says that the worker is gone (404),
 * CLOSED that its node hung up (410); UNREACHABLE for all else, also if there is no relay: that says nothing of the worker.
 */
export function dialCarrier(url: string, authorization: string, name: string, timeoutMs = 3000): Promise<WindowedStream> {
  return new Promise((resolve, reject) => {
    let ws: WebSocket
    try {
      ws = new WebSocket(url, { perMessageDeflate: false, maxPayload: WS_MESSAGE * 2, handshakeTimeout: timeoutMs, headers: { Authorization: authorization } })
    } catch (e) {
      return reject(new MeshError('UNREACHABLE', `${url} is no address of a relay: ${(e as Error).message}`))
    }
    resetAtEnd(ws)
    let status = 0
    const failed = (e: Error) => reject(new MeshError(status === 404 ? 'REFUSED' : status === 410 ? 'CLOSED' : 'UNREACHABLE', `the relay at ${url} ${status > 0 ? `answers ${status}` : `cannot be reached (${(e as NodeJS.ErrnoException).code ?? e.message})`}`))
    ws.once('unexpected-response', (request, response) => {
      status = response.statusCode ?? 0
      request.destroy(new Error('refused'))
    })
    const early = (code: number, reason: Buffer) => failed(new Error(reason.length > 0 ? reason.toString() : `closed, ${code}`))
    const timer = setTimeout(() => ws.terminate(), timeoutMs)
    ws.once('error', failed)
    ws.once('close', early)
    ws.once('close', () => clearTimeout(timer))
    ws.once('message', (word: RawData) => {
      clearTimeout(timer)
      ws.removeListener('error', failed)
      ws.removeListener('close', early)
      const stream = streamOf(ws, name)
      resolve(stream)
      if (word.toString() !== RELAY_OPEN) stream.fail('not a relay')
    })
  })
}

function streamOf(ws: WebSocket, name: string): WindowedStream {
  const stream = new WindowedStream(name, {
    send: (bytes) => ws.readyState === WebSocket.OPEN && ws.send(bytes, ignore),
    credit: (n) => ws.readyState === WebSocket.OPEN && ws.send(String(n), ignore),
    close: () => ws.close(1000),
    abort: () => ws.terminate(),
  })
  ws.on('message', (data: RawData, isBinary: boolean) => {
    if (!Buffer.isBuffer(data)) return stream.fail('a fragmented message')
    if (isBinary) return stream.received(data)
    stream.credited(data.length <= 10 ? Number(data.toString('latin1')) : NaN)
  })
  ws.on('error', (e) => (stream.reason = e.message))
  ws.on('close', (code, reason) => stream.ended(reason.length > 0 ? reason.toString() : `the relay hung up (${code})`))
  return stream
}

/** A failed write shows as the close that follows. */
function ignore(): void {}
