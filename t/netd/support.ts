/**
 * Both ends of a session over a real loopback TCP connection, with real keys and a real ticket.
 */
import type { Socket } from 'node:net'
import type { Value } from '../../driver/vm/values.js'
import type { RemoteFailure } from '../../driver/vm/object.js'
import { generateKeyPair, type KeyPair } from '../../netd/keys.js'
import type { Link } from '../../netd/link.js'
import { connect, createAcceptor, type AcceptOptions, type Acceptor, type Callee, type CallOptions, type ConnectOptions, type Session } from '../../netd/session.js'
import { dialTcp, listenTcp, socketLink } from '../../netd/tcp.js'
import { issueTicket, memoryJtiStore, newJti, type TicketClaims } from '../../netd/ticket.js'

export const core = generateKeyPair()
export const workerKeys = generateKeyPair()
export const callerKeys = generateKeyPair()

export function claims(change: Partial<TicketClaims> = {}): TicketClaims {
  const now = Date.now()
  return {
    jti: newJti(), issuedAt: now, expiresAt: now + 30_000, sessionExpiresAt: 0, worker: 'w1', incarnation: 3, workerKey: workerKeys.publicKey, callerKey: callerKeys.publicKey,
    node: 'alpha', bootEpoch: 'boot-1', routes: [{ kind: 'direct', host: '127.0.0.1', port: 4000 }], methods: null, limits: { inFlight: 1024, lease: 3000 }, ...change,
  }
}

export function ticket(change: Partial<TicketClaims> = {}, by: KeyPair = core): Uint8Array {
  return issueTicket(claims(change), by)
}

export interface Pair {
  readonly caller: Session
  readonly worker: Session
  readonly acceptor: Acceptor
  /** The worker's side of each connection, for breaking it. */
  readonly sockets: Socket[]
  readonly port: number
  close(): void
}

export interface PairOptions {
  readonly ticket?: Uint8Array
  readonly caller?: Partial<ConnectOptions>
  readonly worker?: Partial<AcceptOptions>
  /** Changes the caller's link: to listen in or to tamper. */
  readonly wrap?: (link: Link) => Link
  readonly resumable?: boolean
  /** Changes each accepted socket's link. */
  readonly wrapWorker?: (link: Link) => Link
}

export async function pair(bootstrap: Callee, o: PairOptions = {}): Promise<Pair> {
  let worker: Session | null = null
  const sockets: Socket[] = []
  const acceptor = createAcceptor({
    workerKeys, corePublicKey: core.publicKey, worker: 'w1', incarnation: 3, bootEpoch: 'boot-1', jtiStore: memoryJtiStore(), bootstrap,
    onSession: (s) => (worker = s), ...o.worker,
  })
  const listener = await listenTcp('127.0.0.1', (socket) => {
    sockets.push(socket)
    const link = socketLink(socket)
    acceptor.accept(o.wrapWorker?.(link) ?? link)
  })
  const dial = async () => {
    const link = await dialTcp('127.0.0.1', listener.port)
    return o.wrap?.(link) ?? link
  }
  const close = () => {
    listener.close()
    acceptor.close()
    for (const s of sockets) s.destroy()
  }
  try {
    const caller = await connect(await dial(), { ticket: o.ticket ?? ticket(), callerKeys, ...(o.resumable ? { redial: dial } : {}), ...o.caller })
    return { caller, worker: worker!, acceptor, sockets, port: listener.port, close: () => { caller.close(); close() } }
  } catch (e) {
    close()
    throw e
  }
}

export interface Ended {
  readonly failure: RemoteFailure | null
  readonly value: Value
}

/** A call as a promise that never rejects. */
export function call(session: Session, method: string, args: Value[] = [], options: CallOptions = {}, target = 0): Promise<Ended> {
  return new Promise((resolve) => void session.call(target, method, args, options, (failure, value) => resolve({ failure, value })))
}

/** A callee from plain functions. */
export function callee(methods: Record<string, (...args: Value[]) => Value>, more: Partial<Callee> = {}): Callee {
  return {
    call(method, args, _context, done) {
      const fn = methods[method]
      if (fn === undefined) return done({ code: 'NO_SUCH_METHOD', message: `No ${method}() here.`, outcome: 'NOT_EXECUTED', trace: [] }, undefined)
      done(null, fn(...args))
    },
    ...more,
  }
}
