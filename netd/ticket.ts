/**
 * The ticket: the Core's signed word that one caller may reach one worker, once.
 * Checked offline by the worker. Not for: the handshake that presents it (handshake.ts).
 */
import type { KeyPair } from './keys.js'

export type Route =
  /** Straight to the node agent's listener. */
  | { readonly kind: 'direct'; readonly host: string; readonly port: number }
  /** Through the Core; `room` names the worker's mailbox there. */
  | { readonly kind: 'relay'; readonly url: string; readonly room: string }

/** Times are milliseconds since 1970. Keys are 32 bytes. */
export interface TicketClaims {
  /** One-time id, 16 bytes. */
  readonly jti: Uint8Array
  readonly issuedAt: number
  /** Last moment of first use. */
  readonly expiresAt: number
  /** When the session itself must end; 0 for never. */
  readonly sessionExpiresAt: number
  readonly worker: string
  readonly incarnation: number
  readonly workerKey: Uint8Array
  readonly callerKey: Uint8Array
  readonly node: string
  /** The node's boot: a ticket of an earlier boot is for a worker that is gone. */
  readonly bootEpoch: string
  /** In the order to be tried. */
  readonly routes: readonly Route[]
  /** Methods of the worker object that may be called; null for all. */
  readonly methods: readonly string[] | null
  readonly limits: { readonly inFlight: number; readonly lease: number }
}

export type TicketRefusal = 'TICKET_FORGED' | 'TICKET_EXPIRED' | 'TICKET_REPLAYED' | 'TICKET_WRONG_CALLER' | 'TICKET_WRONG_WORKER' | 'TICKET_MALFORMED'

/** Remembers redeemed ids. A worker's life is one incarnation with its own key, so memory is enough there. */
export interface JtiStore {
  /** True the first time, false ever after. Must be durable (for as long as the worker's key lives) before it returns. */
  redeem(jti: Uint8Array, expiresAt: number): boolean
}

export interface TicketExpectation {
  readonly corePublicKey: Uint8Array
  readonly worker: string
  readonly incarnation: number
  readonly workerKey: Uint8Array
  readonly bootEpoch: string
  /** The key that the presenter proved to hold. */
  readonly callerKey: Uint8Array
  readonly now: number
}

export declare function newJti(): Uint8Array
/** The ticket's bytes, signed. */
export declare function issueTicket(claims: TicketClaims, core: KeyPair): Uint8Array
/** Parses, bounded, and does not trust: for routes and display. Throws MeshError TICKET_MALFORMED. */
export declare function parseTicket(bytes: Uint8Array): TicketClaims
/** Everything but the jti. Throws MeshError with a TicketRefusal code. */
export declare function verifyTicket(bytes: Uint8Array, expected: TicketExpectation): TicketClaims
/** A JtiStore in memory. */
export declare function memoryJtiStore(): JtiStore
