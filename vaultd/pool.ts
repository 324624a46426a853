/**
 * The pool of warm vaults: started, READY, without a guest. It decides the latency of a clone.
 * A vault leaves the pool once and never comes back. Who waits comes before who refills.
 * Not for: what happens in a vault afterwards (agent.ts).
 */
import { randomBytes } from 'node:crypto'
import type { Backend, Vault, VaultExit, VaultSpec } from './backend.js'
import { asVaultError, VaultError } from './errors.js'
import { explainExit } from './exit.js'
import { DEFAULT_MEMORY, SPAWN_CONCURRENCY, START_TIMEOUT } from './limits.js'
import type { Log } from './log.js'
import { VaultPort } from './port.js'

export interface PoolOptions {
  readonly backend: Backend
  /** Warm vaults to keep. */
  readonly target: number
  /** MiB of the warm ones: a clone that wants more is started cold. */
  readonly memory?: number
  readonly concurrency?: number
  readonly log: Log
}

export interface WarmVault {
  readonly port: VaultPort
  readonly key: Uint8Array
  /** Was it waiting, or started for this taker? */
  readonly warm: boolean
}

/** What a vault is started with. */
type Wants = Pick<VaultSpec, 'memory' | 'files'>

interface Waiter {
  resolve(vault: WarmVault): void
  reject(e: VaultError): void
}

/** Refilling competes with clones for the processor: it waits until none has come for so long (ms), but no longer than the second. */
const QUIET = 50
const LONGEST_WAIT = 1_000
/** After a failed start the refill waits so long, doubling to the largest (ms). */
const FIRST_BACKOFF = 250
const LAST_BACKOFF = 30_000

export class Pool {
  readonly memory: number
  #warm: Array<{ port: VaultPort; key: Uint8Array }> = []
  readonly #waiters: Waiter[] = []
  readonly #special: Array<{ wants: Wants; waiter: Waiter }> = []
  #starting = 0
  #startingPlain = 0
  #backoff = 0
  #timer: NodeJS.Timeout | null = null
  /** Runs while clones have come lately; and since when there have been such. */
  #busy: NodeJS.Timeout | null = null
  #busySince = 0
  #closed = false
  /** Vaults that are being started, with how they ended, if they did. */
  readonly #coming = new Map<string, VaultExit | null>()
  readonly #idle: Array<() => void> = []

  constructor(readonly options: PoolOptions) {
    this.memory = options.memory ?? DEFAULT_MEMORY
    options.backend.onExit((exit) => {
      if (this.#coming.has(exit.name)) this.#coming.set(exit.name, exit)
    })
  }

  get warm(): number {
    return this.#warm.length
  }

  get starting(): number {
    return this.#starting
  }

  /** Starts filling; resolves when the target is reached or the first start has failed. */
  fill(): Promise<void> {
    this.#pump(true)
    return new Promise((done) => {
      if (this.#warm.length >= this.options.target) done()
      else this.#idle.push(done)
    })
  }

  /**
   * A vault of its own for one guest, warm if there is one. Rejects with VAULT_FAILED, CLOSED.
   * @param files a number of open files that it must be started with; undefined: any will do.
   */
  take(memory: number | null, files?: number): Promise<WarmVault> {
    if (this.#closed) return Promise.reject(new VaultError('CLOSED', 'the pool is closed'))
    const plain = files === undefined && (memory === null || memory <= this.memory)
    const ready = plain ? this.#warm.shift() : undefined
    if (ready !== undefined) {
      this.#whenQuiet()
      return Promise.resolve({ ...ready, warm: true })
    }
    return new Promise((resolve, reject) => {
      if (plain) this.#waiters.push({ resolve, reject })
      else this.#special.push({ wants: { memory: Math.max(memory ?? 0, this.memory), files }, waiter: { resolve, reject } })
      this.#pump(false)
    })
  }

  #later(ms: number): void {
    if (this.#timer !== null || this.#closed) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#pump(true)
    }, ms)
  }

  /** Refills when no more clones come. */
  #whenQuiet(): void {
    if (this.#closed) return
    const now = performance.now()
    if (this.#busy === null) this.#busySince = now
    else clearTimeout(this.#busy)
    this.#busy = setTimeout(() => {
      this.#busy = null
      this.#pump(true)
    }, Math.max(0, Math.min(QUIET, this.#busySince + LONGEST_WAIT - now)))
  }

  #pump(refill: boolean): void {
    const most = this.options.concurrency ?? SPAWN_CONCURRENCY
    while (!this.#closed && this.#starting < most) {
      const special = this.#special.shift()
      if (special !== undefined) {
        void this.#start(special.wants, special.waiter)
      } else if (this.#startingPlain < this.#waiters.length || (refill && this.#waiters.length === 0 && this.#warm.length + this.#startingPlain < this.options.target)) {
        void this.#start({ memory: this.memory }, null)
      } else {
        break
      }
    }
    if (!refill && this.#busy === null && this.#warm.length + this.#startingPlain < this.options.target) this.#whenQuiet()
  }

  async #start(wants: Wants, only: Waiter | null): Promise<void> {
    this.#starting++
    if (only === null) this.#startingPlain++
    let started: { port: VaultPort; key: Uint8Array } | VaultError
    try {
      started = await this.#cold(wants)
      this.#backoff = 0
    } catch (e) {
      started = asVaultError(e)
    }
    this.#starting--
    if (only === null) this.#startingPlain--
    const taken = this.#hand(started, only)
    if (started instanceof VaultError) {
      this.#backoff = Math.min(LAST_BACKOFF, this.#backoff === 0 ? FIRST_BACKOFF : this.#backoff * 2)
      this.#later(this.#backoff)
      if (this.#waiters.length > 0 || this.#special.length > 0) this.#pump(false)
    } else {
      if (taken) this.#whenQuiet()
      this.#pump(this.#busy === null)
    }
    if (this.#warm.length >= this.options.target || started instanceof VaultError) for (const done of this.#idle.splice(0)) done()
  }

  /** True when somebody waited for it. */
  #hand(started: { port: VaultPort; key: Uint8Array } | VaultError, only: Waiter | null): boolean {
    const waiter = only ?? this.#waiters.shift()
    if (started instanceof VaultError) {
      this.options.log.error({ code: started.code, error: started.message }, 'a vault did not start')
      waiter?.reject(started)
    } else if (this.#closed) {
      void this.options.backend.stop(started.port.vault.name)
      waiter?.reject(new VaultError('CLOSED', 'the pool is closed'))
    } else if (waiter !== undefined) {
      waiter.resolve({ ...started, warm: false })
    } else {
      this.#warm.push(started)
      started.port.events = {
        exit() {}, redeemed() {}, refused() {},
        closed: (error) => this.#died(started.port, error),
      }
    }
    return waiter !== undefined
  }

  #died(port: VaultPort, error: VaultError | null): void {
    if (this.#closed) return
    this.#warm = this.#warm.filter((w) => w.port !== port)
    this.options.log.warn({ vault: port.vault.name, error: error?.message }, 'a warm vault ended by itself')
    void this.options.backend.stop(port.vault.name)
    // Not at once: if all of them die young, a loop would eat the machine.
    this.#backoff = Math.min(LAST_BACKOFF, this.#backoff === 0 ? FIRST_BACKOFF : this.#backoff * 2)
    this.#later(this.#backoff)
  }

  async #cold(wants: Wants): Promise<{ port: VaultPort; key: Uint8Array }> {
    const { backend } = this.options
    const name = `vaultd-${randomBytes(6).toString('hex')}`
    this.#coming.set(name, null)
    try {
      return await this.#comes(await backend.start({ name, ...wants }))
    } finally {
      this.#coming.delete(name)
    }
  }

  /** Until it is ready. */
  async #comes(vault: Vault): Promise<{ port: VaultPort; key: Uint8Array }> {
    const { backend, log } = this.options
    const port = new VaultPort(vault, log)
    let timer: NodeJS.Timeout | undefined
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new VaultError('VAULT_FAILED', `a vault was not ready within ${START_TIMEOUT} ms`, { retryable: true })), START_TIMEOUT)
      })
      return { port, key: await Promise.race([port.ready, late]) }
    } catch (e) {
      await backend.stop(vault.name)
      const exit = this.#coming.get(vault.name) ?? null
      throw new VaultError('VAULT_FAILED', exit !== null && !exit.wanted ? explainExit(exit) : asVaultError(e).message, { cause: e, retryable: true })
    } finally {
      clearTimeout(timer)
    }
  }

  /** Starts no more and rejects who waits. The backend kills the vaults. */
  close(): void {
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#busy !== null) clearTimeout(this.#busy)
    this.#busy = null
    for (const waiter of [...this.#waiters.splice(0), ...this.#special.splice(0).map((s) => s.waiter)]) waiter.reject(new VaultError('CLOSED', 'the pool is closed'))
    for (const done of this.#idle.splice(0)) done()
    this.#warm = []
  }
}
