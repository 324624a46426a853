/**
 * The one place where this room calls the world. A fault of the world is logged and the client
 * is let go; it never unwinds into a parser half through a chunk, nor ends the process.
 */
import type { Log } from './log.js'
import type { Accept, Wire, WireEvents } from './wire.js'

/** Accepts the wire and returns its events, each safe to call, none called after `closed`. */
export function guarded(wire: Wire, accept: Accept, log: Log): WireEvents {
  let open = true
  const attempt = (what: string, call: () => void): void => {
    if (!open) return
    try {
      call()
    } catch (error) {
      log.error({ err: error, what, address: wire.info.address, port: wire.info.port }, 'the world failed on an event of a client')
      wire.close('internal error')
    }
  }
  let world: WireEvents | null = null
  attempt('accept', () => { world = accept(wire) })
  const to = (): WireEvents => world ?? REFUSED
  return {
    line: (text) => attempt('line', () => to().line(text)),
    interrupt: () => attempt('interrupt', () => to().interrupt()),
    gmcp: (name, data) => attempt('gmcp', () => to().gmcp(name, data)),
    window: (cols, rows) => attempt('window', () => to().window(cols, rows)),
    closed: (reason) => {
      attempt('closed', () => to().closed(reason))
      open = false
    },
  }
}

const REFUSED: WireEvents = { line() {}, interrupt() {}, gmcp() {}, window() {}, closed() {} }
