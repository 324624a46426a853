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

/** Pause before a route that failed is tried again while another has not answered yet (ms). */
const TRY_AGAIN = 100

/**
 * The first route that answers, tried in their order. One that says nothing gets company from the
 * next after `headStart` ms, since packets that are dropped look like packets that are late, and one that
 * failed is tried again meanwhile; of two that answer the earlier one counts and the other is closed.
 * Rejects with MeshError when none is left that may answer: REFUSED if on every route somebody said
 * that the worker is not there, else UNREACHABLE.
 */
export function dialRoutes(routes: readonly Route[], dial: Dial = dialDirect, headStart = HEAD_START): Promise<Link> {
  return new Promise((resolve, reject) => {
    const failures = new Map<number, MeshError>()
    const timers = new Set<NodeJS.Timeout>()
    let started = 0
    let waiting = 0
    let over = false
    const after = (ms: number, fn: () => void): void => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        if (!over) fn()
      }, ms)
      timers.add(timer)
    }
    const finish = (): boolean => {
      if (over) return false
      for (const timer of timers) clearTimeout(timer)
      return (over = true)
    }
    const next = (): void => {
      if (over || started === routes.length) return
      const i = started++
      if (started < routes.length) after(headStart, () => started === i + 1 && next())
      attempt(i)
    }
    const attempt = (i: number): void => {
      waiting++
      dial(routes[i]).then((link) => {
        if (finish()) resolve(link)
        else link.close('another route was faster')
      }, (e: unknown) => {
        waiting--
        failures.set(i, e instanceof MeshError ? e : new MeshError('UNREACHABLE', String(e)))
        if (over) return
        next()
        if (waiting > 0) after(TRY_AGAIN, () => attempt(i))
        else fail()
      })
    }
    const fail = (): void => {
      if (!finish()) return
      const all = [...failures.values()]
      const gone = all.length > 0 && all.every((e) => e.code === 'REFUSED')
      reject(new MeshError(gone ? 'REFUSED' : 'UNREACHABLE', all.length === 0 ? 'There is no route of the wanted kind' : all.map((e) => e.message).join('; ')))
    }
    if (routes.length === 0) fail()
    else next()
  })
}
