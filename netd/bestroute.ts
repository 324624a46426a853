/**
 * A session that has fallen over to a later route of its ticket goes back to the first one when that
 * answers again. Not for: finding a route after a break (routes.ts, session.ts).
 */
import type { Link } from './link.js'
import { routeKind } from './routes.js'
import { moveTo, type Session } from './session.js'
import type { Route } from './ticket.js'

/** @param dial the best route only. @param looks how long after the fall the first (ms), and how far apart they may come to be: each pause is twice the one before. */
export function keepToBestRoute(session: Session, best: Route['kind'], dial: () => Promise<Link>, [first, longest]: readonly [number, number], moved?: () => void): void {
  let timer: NodeJS.Timeout
  const lookAfter = (ms: number): void => {
    timer = setTimeout(() => {
      if (session.state !== 'open' || routeKind(session.linkName) === best) return lookAfter(first)
      dial().then((link) => moveTo(session, link)).then(() => {
        moved?.()
        lookAfter(first)
      }, () => lookAfter(Math.min(longest, ms * 2)))
    }, ms)
    timer.unref()
  }
  lookAfter(first)
  session.onLost(() => clearTimeout(timer))
}
