/**
 * A lasting connection to the Core, for drivers and node agents: joins, and joins again with
 * growing pauses when the connection is lost. Who needs it now and finds it down fails at once.
 */
import { MeshError } from '../netd/errors.js'
import { connectControl, type Peer } from '../netd/control.js'
import type { KeyPair } from '../netd/keys.js'
import type { Plain } from '../netd/plain.js'
import { VaultError } from './errors.js'
import { proveInvite } from './invite.js'
import type { Log } from './log.js'

export interface UplinkOptions {
  /** `ws://host:port/mesh` */
  readonly url: string
  readonly coreKey: Uint8Array
  readonly keys: KeyPair
  readonly hello: { readonly [key: string]: Plain | undefined }
  /** The secret of an invite, for the first time. */
  readonly invite?: string | null
  /** Silence after which the Core is held for dead (ms). */
  readonly lease?: number
  readonly log: Log
  /** Each time it has joined, before anybody else can use the peer. */
  onPeer(peer: Peer): void | Promise<void>
  onDown?(reason: string): void
}

/** Pauses between attempts (ms): doubling, with a random part so that a swarm does not come back at once. */
const FIRST_PAUSE = 100
const LAST_PAUSE = 5_000

export class Uplink {
  #peer: Peer | null = null
  #timer: NodeJS.Timeout | null = null
  #pause = FIRST_PAUSE
  #closed = false
  #why = 'not joined yet'
  /** Resolves at the first join; rejects when the Core refuses us (a retry would not help). */
  readonly joined: Promise<void>
  #first!: { resolve(): void; reject(e: VaultError): void }

  constructor(readonly options: UplinkOptions) {
    this.joined = new Promise((resolve, reject) => { this.#first = { resolve, reject } })
    this.joined.catch(() => {})
    void this.#join()
  }

  /** The live peer. Throws CORE_DOWN. */
  get peer(): Peer {
    if (this.#peer === null) throw new VaultError('CORE_DOWN', `the Core at ${this.options.url} cannot be reached (${this.#why})`)
    return this.#peer
  }

  get up(): boolean {
    return this.#peer !== null
  }

  async #join(): Promise<void> {
    const { url, keys, coreKey, hello, invite, lease, log } = this.options
    try {
      const peer = await connectControl(url, { keys, serverKey: coreKey, hello: { ...hello, invite: invite ? proveInvite(invite, keys.publicKey) : undefined }, lease })
      if (this.#closed) return peer.close()
      await this.options.onPeer(peer)
      if (peer.closed) throw new VaultError('CORE_DOWN', 'the Core closed the connection at once')
      this.#peer = peer
      this.#pause = FIRST_PAUSE
      peer.onClose((reason) => this.#lost(reason))
      log.info({ core: url }, 'joined the Core')
      this.#first.resolve()
    } catch (e) {
      this.#why = e instanceof Error ? e.message : String(e)
      if (e instanceof MeshError && e.code === 'DENIED') {
        log.error({ core: url, reason: this.#why }, 'the Core refuses us')
        this.#first.reject(new VaultError('DENIED', `the Core at ${url} refuses: ${this.#why}`, { cause: e }))
      }
      this.#again()
    }
  }

  #lost(reason: string): void {
    this.#peer = null
    this.#why = reason
    if (this.#closed) return
    this.options.log.warn({ core: this.options.url, reason }, 'lost the Core')
    this.options.onDown?.(reason)
    this.#again()
  }

  #again(): void {
    if (this.#closed) return
    this.#timer = setTimeout(() => void this.#join(), this.#pause * (0.5 + Math.random()))
    this.#pause = Math.min(LAST_PAUSE, this.#pause * 2)
  }

  close(reason = 'leaving'): void {
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#peer?.close(reason)
    this.#peer = null
    this.#first.reject(new VaultError('CLOSED', 'closed before it joined'))
  }
}
