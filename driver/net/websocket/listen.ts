/** The web port: the MUD over WebSocket, and HTTP beside it. */
import { unmapped } from '../addresses.js'
import { Gate } from '../gate.js'
import { serve, bodyLimit, type Site } from '../http/serve.js'
import { plain, type Route } from '../http/routes.js'
import { staticFiles } from '../http/static.js'
import { DEFAULT_NET_LIMITS, type NetLimits } from '../limits.js'
import type { Log } from '../log.js'
import { newStats, type TelnetStats } from '../telnet/stats.js'
import { TelnetWire } from '../telnet/wire.js'
import type { Accept, OpenSide } from '../wire.js'
import { FALLBACK_PROTOCOL, FORMATS, TELNET_PROTOCOL } from './formats.js'
import { Resumables } from './resume.js'
import { newWebStats, type WebStats } from './stats.js'
import { WsTransport } from './transport.js'
import { listenUws, type Answer, type RawSocket, type RawSocketEvents, type RequestHead } from './uws.js'
import { WsWire } from './wire.js'

export interface WebOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** The built web client; may be missing. */
  readonly staticDir: string
  readonly accept: Accept
  readonly routes?: readonly Route[]
  /** Origins of pages that may connect besides our own, such as `https://mud.example`. */
  readonly origins?: readonly string[]
  readonly limits?: Partial<NetLimits>
  /** Further protocols that clients of json.mudstandards.org may speak, by name. */
  readonly sides?: ReadonlyMap<string, OpenSide>
  readonly mssp?: () => Record<string, string | string[]>
  readonly log: Log
}

export interface WebListener {
  readonly port: number
  readonly stats: WebStats
  /** Of telnet inside WebSocket. */
  readonly telnetStats: TelnetStats
  /** Clients who may come back after a broken connection. */
  readonly resumables: Resumables
  close(): Promise<void>
}

/** How long clients have to take what is queued for them when the port closes. */
const CLOSE_WAIT_MS = 1_000

export async function listenWeb(options: WebOptions): Promise<WebListener> {
  const { accept, log } = options
  const limits = { ...DEFAULT_NET_LIMITS, ...options.limits }
  const stats = newWebStats()
  const telnetStats = newStats()
  const gate = new Gate(limits)
  const resumables = new Resumables(accept, limits, log)
  const wires = new Set<{ close(reason: string): void }>()
  const site: Site = { routes: [HEALTH, ...options.routes ?? []], files: staticFiles(options.staticDir) }
  let allGone = (): void => {}

  const upgrade = (head: RequestHead, offered: readonly string[]): Answer | { protocol: string, open(socket: RawSocket): RawSocketEvents } => {
    const origin = head.headers.get('origin')
    if (origin !== undefined && !originAllowed(origin, head.headers.get('host'), options.origins ?? [])) return refuse(plain(403, 'Origin not allowed'), head, origin)
    const address = unmapped(head.address)
    const refusal = gate.enter(address)
    if (refusal !== null) return refuse(plain(429, refusal), head, origin)
    stats.accepted++
    stats.connections++
    const protocol = offered.find((name) => name === TELNET_PROTOCOL || FORMATS.has(name)) ?? ''
    return { protocol, open: (socket) => open(socket, protocol, address) }
  }

  const refuse = (answer: Answer, head: RequestHead, origin: string | undefined): Answer => {
    stats.refused++
    log.warn({ address: head.address, origin, status: answer.status }, 'WebSocket refused')
    return answer
  }

  const open = (socket: RawSocket, protocol: string, address: string): RawSocketEvents => {
    const gone = (wire: { close(reason: string): void }): void => {
      gate.leave(address)
      wires.delete(wire)
      if (wires.size === 0) allGone()
    }
    if (protocol === TELNET_PROTOCOL) {
      const transport = new WsTransport(socket, address, () => {
        stats.connections--
        gone(wire)
      })
      const wire = new TelnetWire(transport, { kind: 'ws-telnet', accept, limits, mssp: options.mssp ?? (() => ({})), stats: telnetStats, log })
      wires.add(wire)
      return transport
    }
    const format = FORMATS.get(protocol) ?? FORMATS.get(FALLBACK_PROTOCOL)!
    const wire = new WsWire(socket, { address, format, accept, limits, stats, log, resumables, sides: options.sides, gone: () => gone(wire) })
    wires.add(wire)
    return wire
  }

  const server = await listenUws(options.host, options.port, {
    upgrade,
    request(head, body) {
      stats.requests++
      return serve(site, head, body)
    },
    bodyLimit: (head) => bodyLimit(site, head),
    failed: (error) => log.error({ err: error }, 'web handler failed'),
  })

  return {
    port: server.port,
    stats,
    telnetStats,
    resumables,
    async close() {
      resumables.close()
      if (wires.size > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, CLOSE_WAIT_MS)
          allGone = () => {
            clearTimeout(timer)
            resolve()
          }
          for (const wire of [...wires]) wire.close('shutting down')
        })
      }
      server.close()
    },
  }
}

const HEALTH: Route = { method: 'GET', path: '/healthz', handler: () => plain(200, 'ok') }

/** A page of another site must not speak for its visitor. Clients that are no browser send no Origin. */
function originAllowed(origin: string, host: string | undefined, listed: readonly string[]): boolean {
  if (listed.includes(origin)) return true
  try {
    return host !== undefined && new URL(origin).host.toLowerCase() === host.toLowerCase()
  } catch {
    return false
  }
}
