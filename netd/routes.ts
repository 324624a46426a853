/**
 * Choosing among the routes of a ticket, first and after a break. Not for: what a route dials to
 * beyond TCP and WebSocket; leases and resumption (session.ts).
 */
import { MeshError } from './errors.js'
import type { Link } from './link.js'
import { dialTcp } from './tcp.js'
import type { Route } from './ticket.js'
import { dialWs } from './wslink.js'

/** Orders or drops routes by the caller's wish. */
export function routesFor(routes: readonly Route[], routing: 'p2p_preferred' | 'p2p_only' | 'relay_preferred' | 'relay_only'): Route[] {
  const [first, only] = routing.split('_')
  const kind = first === 'p2p' ? 'direct' : 'relay'
  const wanted = routes.filter((r) => r.kind === kind)
  return only === 'only' ? wanted : [...wanted, ...routes.filter((r) => r.kind !== kind)]
}

/**
 * The first route that answers. Rejects with MeshError: REFUSED if on every route somebody said
 * that the worker is not there, else UNREACHABLE.
 */
export async function dialRoutes(routes: readonly Route[], dialRelay: (url: string, room: string) => Promise<Link> = dialRoom): Promise<Link> {
  const failures: MeshError[] = []
  for (const route of routes) {
    try {
      return route.kind === 'direct' ? await dialTcp(route.host, route.port) : await dialRelay(route.url, route.room)
    } catch (e) {
      failures.push(e instanceof MeshError ? e : new MeshError('UNREACHABLE', String(e)))
    }
  }
  const gone = failures.length > 0 && failures.every((e) => e.code === 'REFUSED')
  throw new MeshError(gone ? 'REFUSED' : 'UNREACHABLE', failures.length === 0 ? 'There is no route of the wanted kind' : failures.map((e) => e.message).join('; '))
}

/** The relay's convention: the room is the last part of the URL's path. */
function dialRoom(url: string, room: string): Promise<Link> {
  return dialWs(`${url.replace(/\/$/, '')}/${encodeURIComponent(room)}`)
}
