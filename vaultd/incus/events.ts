/**
 * Listens to what the server tells of instances' lives, for those that end without us: stopped
 * by hand, or with their machine. The connection is made again whenever it breaks.
 */
import type { Log } from '../log.js'
import { fields, text, type Api, type Json } from './api.js'

/** Between two tries (ms). */
const AGAIN = 1_000
const ENDS = /^instance-(shutdown|stopped|deleted)$/

/** `ended` gets the name of every instance that stops. Returns the end of listening. */
export function watchEvents(api: Api, log: Log, ended: (name: string) => void): () => void {
  let timer: NodeJS.Timeout | null = null
  let over = false
  let socket: ReturnType<Api['socket']>
  const listen = (): void => {
    socket = api.socket('/1.0/events?type=lifecycle')
    socket.on('message', (data) => {
      try {
        const m = fields(fields(JSON.parse(String(data)) as Json).metadata)
        const name = /^\/1\.0\/instances\/([^/?]+)/.exec(text(m.source))?.[1]
        if (name !== undefined && ENDS.test(text(m.action))) ended(name)
      } catch (e) {
        log.warn({ error: String(e) }, 'an event of the container server cannot be read')
      }
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      if (!over) timer = setTimeout(listen, AGAIN)
    })
  }
  listen()
  return () => {
    over = true
    if (timer !== null) clearTimeout(timer)
    socket.terminate()
  }
}
