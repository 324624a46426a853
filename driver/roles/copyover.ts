/**
 * What one process of a MUD leaves to the next: its ports and its connections, packed into one
 * list of sockets and one JSON state, and unpacked again.
 * Not for: starting the next process (successor.ts), bodies (world/copyover).
 */
import type { HandedPort, HandedWire, NewState, WireState } from '../net/handover.js'
import type { SocketHandle } from '../net/transport.js'
import { restoreAway, type ReleasedSession } from '../world/copyover.js'
import type { World } from '../world/world.js'
import type { Ports } from './ports.js'
import type { Handoff, Received } from './successor.js'

export interface HandedPorts {
  readonly telnet: ReadonlyArray<{ readonly name: string; readonly port: HandedPort }>
  /** Port numbers: uWebSockets.js opens its own. */
  readonly web: Readonly<Record<string, number>>
}

/** A connection as it travels; `socket` is its place in the list, null for clients that come back by themselves. */
interface Passenger extends Pick<ReleasedSession, 'saved' | 'lines'> {
  readonly socket: number | null
  readonly wire: WireState | NewState
}

interface State {
  /** Place of each telnet port in the list. */
  readonly telnet: Readonly<Record<string, number>>
  readonly web: Readonly<Record<string, number>>
  readonly sessions: readonly Passenger[]
}

interface Travelling extends Pick<ReleasedSession, 'saved' | 'lines'> {
  readonly handed: HandedWire
}

const LOST: HandedWire = { handle: null, state: { protocol: 'lost' } }

/** Takes each connection from its wire; of those that cannot travel, which are closed, the bodies do. */
export async function release(sessions: readonly ReleasedSession[]): Promise<Travelling[]> {
  const all = await Promise.all(sessions.map(async ({ wire, saved, lines }) => {
    const handed = await wire.handOver?.()
    if (!wire.handOver) wire.close('restarting')
    if (handed) return [{ handed, saved, lines }]
    return saved === null ? [] : [{ handed: LOST, saved, lines: [] }]
  }))
  return all.flat()
}

/** To be called last, when nothing else runs: it takes the clients that came meanwhile. */
export function pack(ports: HandedPorts, sessions: readonly Travelling[]): Handoff {
  const handles: SocketHandle[] = []
  const place = (handle: SocketHandle): number => handles.push(handle) - 1
  const telnet = Object.fromEntries(ports.telnet.map(({ name, port }) => [name, place(port.handle)]))
  const known = sessions.map(({ handed, saved, lines }): Passenger => ({ saved, lines, wire: handed.state, socket: handed.handle && place(handed.handle) }))
  const fresh = ports.telnet.flatMap(({ port }) => port.waiting()).map(({ handle, unread }): Passenger => (
    { saved: null, lines: [], wire: { protocol: 'new', unread: unread.toString('base64') }, socket: place(handle) }
  ))
  const state: State = { telnet, web: ports.web, sessions: [...known, ...fresh] }
  return { handles, state }
}

/** Where the process before had its ports. */
export function inherited(from: Received | null): { fd(name: string): number | undefined; port(name: string): number | undefined } {
  const state = from?.state as State | undefined
  return {
    fd(name) {
      const place = state?.telnet[name]
      return place === undefined ? undefined : from!.firstFd + place
    },
    port: (name) => state?.web[name],
  }
}

/** Gives the connections to this world. Returns how many are still there. */
export function goOn(world: World, ports: Ports, from: Received): number {
  const { sessions } = from.state as State
  const [telnet] = ports.telnet.values()
  const [web] = ports.web.values()
  let kept = 0
  for (const { socket, wire, ...session } of sessions) {
    if (wire.protocol === 'lost') {
      restoreAway(world, session.saved!)
      continue
    }
    const accept = world.sessions.restoring(session)
    if (wire.protocol === 'resume') web?.resumables.adopt(wire, accept)
    else if (socket !== null && telnet) kept += Number(telnet.adopt(from.firstFd + socket, wire, wire.protocol === 'new' ? undefined : accept))
  }
  return kept
}
