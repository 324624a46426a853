/**
 * Choosing among the routes of a ticket, first and after a break. Not for: how each is dialled
 * (tcp.ts, relaylink.ts); leases and resumption (session.ts).
 */
import { MeshError } from './errors.js'
import { HEAD_START } from './limits.js'
import type { Link } from './link.js'
import { dialTcp } from './tcp.js'
import type { Route } from './ticket.js'

export type Routing = 'p2p_preferred' | 'p2p_only' | 'relay_preferred' | 'relay_only'

/** Orders or drops routes by the caller's wish. */
export function routesFor(routes: readonly Route[], routing: Routing): Route[] {
  const [first, only] = routing.split('_')
  const kind = first === 'p2p' ? 'direct' : 'relay'
  const wanted = routes.filter((r) => r.kind === kind)
  return only === 'only' ? wanted : [...wanted, ...routes.filter((r) => r.kind !== kind)]
}

/** Which route a link goes by its name: '' while there is none. */
export function routeKind(linkName: string): Route['kind'] | '' {
  if (linkName.startsWith('relay ')) return 'relay'
  return linkName.startsWith('tcp ') ? 'direct' : ''
}

export type Dial = (route: Route) => Promise<Link>

/** Dials what needs no more than an address. */
export const dialDirect: Dial = (route) => {
  if (route.kind === 'direct') return dialTcp(route.host, route.port)
  return Promise.reject(new MeshError('UNREACHABLE', 'This side does not use relays'))
}

/**
 * The first route that answers, tried in their order. One that says nothing gets company from the
 * next after HEAD_START, since packets that are dropped look like packets that are late; of two that
 * answer the earlier one counts and the other is closed. Rejects with MeshError: REFUSED if on every
 * route somebody said that the worker is not there, else UNREACHABLE.
 */
export function dialRoutes(routes: readonly Route[], dial: Dial = dialDirect): Promise<Link> {
  return new Promise((resolve, reject) => {
    const failures: MeshError[] = []
    let next = 0
    let won = false
    let timer: NodeJS.Timeout | undefined
    const start = (): void => {
      clearTimeout(timer)
      if (won || next >= routes.length) return
      const route = routes[next++]
      if (next < routes.length) timer = setTimeout(start, HEAD_START)
      dial(route).then((link) => {
        if (won) return link.close('another route was faster')
        won = true
        clearTimeout(timer)
        resolve(link)
      }, (e: unknown) => {
        failures.push(e instanceof MeshError ? e : new MeshError('UNREACHABLE', String(e)))
        if (failures.length === routes.length) fail()
        else start()
      })
    }
    const fail = (): void => {
      clearTimeout(timer)
      const gone = failures.length > 0 && failures.every((e) => e.code === 'REFUSED')
      reject(new MeshError(gone ? 'REFUSED' : 'UNREACHABLE', failures.length === 0 ? 'There is no route of the wanted kind' : failures.map((e) => e.message).join('; ')))
    }
    if (routes.length === 0) fail()
    else start()
  })
}
