/**
 * The agent's end of one vault's descriptor: waits for READY, injects, splices connections,
 * and keeps the beats. It trusts nothing the guest says: every fault ends the vault.
 * Not for: when a vault must die (agent.ts), the chunks themselves (mux.ts).
 */
import { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Duplex } from 'node:stream'
import { MeshError } from '../netd/errors.js'
import type { Plain } from '../netd/plain.js'
import type { Vault } from './backend.js'
import { VaultError } from './errors.js'
import { EGRESS_BACKLOG, HANDSHAKE_TIMEOUT, INJECT_TIMEOUT, LOG_BYTES_PER_SECOND, MAX_CHANNELS, MAX_CHUNKS_PER_SECOND, MAX_DIALS, MAX_FILES_PER_REQUEST, MAX_NEED_ROUNDS } from './limits.js'
import type { Log } from './log.js'
import { GUEST_PROTOCOL, Mux, type Channel, type Message } from './mux.js'
import { bytes, list, number, optionalText, text, texts } from './plain-read.js'

export interface InjectOrder {
  readonly worker: string
  readonly incarnation: number
  readonly main: string
  readonly files: Record<string, string>
  readonly simulEfun: string
  readonly include: string
  /** An LPC array, encoded by netd's codec. */
  readonly args: Uint8Array
  readonly memory: number
  /** LPC ticks of one evaluation; null: the engine's own. */
  readonly ticks: number | null
  readonly lease: number
  readonly core: Uint8Array
  readonly bootEpoch: string
}

/** Finds files the guest misses; paths not in the answer do not exist. */
export type Need = (paths: string[]) => Promise<Record<string, string>>

export interface PortEvents {
  /** The guest wishes to end: destructed, or its caller is gone. */
  exit(reason: string): void
  redeemed(jti: Uint8Array): void
  refused(code: string, detail: string): void
  /** The guest asks for something from the world; absent: it may not. */
  http?(question: Message, answer: (m: Message) => void): void
  /** The guest shows a ticket to reach another worker; absent: it may not. */
  dial?(ticket: Uint8Array, pass: string, best: boolean): Promise<{ readonly stream: Connection; readonly route: string }>
  /** The descriptor closed, or the guest broke the protocol. */
  closed(error: VaultError | null): void
}

const NO_EVENTS: PortEvents = { exit() {}, redeemed() {}, refused() {}, closed() {} }

/** How long a caller may take to read what is left when its worker has ended (ms). */
const LAST_WORDS = 5_000

/** A connection to a worker: a socket of Route A, or a stream through the relay. */
export type Connection = Duplex & { destroySoon(): void }

export class VaultPort {
  events: PortEvents = NO_EVENTS
  /** Resolves with the worker's public key when it is ready; rejects when it ends before. */
  readonly ready: Promise<Uint8Array>
  /** Monotonic ms at which the worker's loop last gave a sign of life. */
  lastTick = performance.now()
  /** Monotonic ms at which bytes of an admitted session last came in. */
  lastHeard = performance.now()
  /** Of all connections, both ways. */
  traffic = 0
  /** MiB resident, as the worker says. */
  resident = 0
  readonly #mux: Mux
  readonly #admitted = new Set<number>()
  readonly #owners = new Set<number>()
  /** Is the worker made? Before, it may be too busy to let anybody in. */
  #made = false
  readonly #sockets = new Map<number, Connection>()
  /** When bytes last came in on each of them. */
  readonly #heard = new Map<number, number>()
  #readyTo: { resolve(key: Uint8Array): void; reject(e: VaultError): void } | null = null
  #answer: ((m: Message | VaultError) => void) | null = null
  #dials = 0
  #logAllowance = LOG_BYTES_PER_SECOND
  #logSince = performance.now()

  constructor(readonly vault: Vault, readonly log: Log) {
    this.ready = new Promise((resolve, reject) => { this.#readyTo = { resolve, reject } })
    this.ready.catch(() => {})
    this.#mux = new Mux(vault.port, {
      chunksPerSecond: MAX_CHUNKS_PER_SECOND,
      control: (message) => {
        try {
          this.#control(message)
        } catch (e) {
          this.#mux.fail(e instanceof VaultError ? e.message : String(e))
        }
      },
      close: (error) => this.#closed(error),
    })
  }

  get connections(): number {
    return this.#sockets.size
  }

  #closed(error: VaultError | null): void {
    const why = error ?? new VaultError('VAULT_DIED', 'the worker ended')
    this.#readyTo?.reject(why)
    this.#readyTo = null
    this.#answer?.(why)
    for (const socket of this.#sockets.values()) lastWords(socket)
    this.#sockets.clear()
    this.events.closed(error)
  }

  #control(m: Message): void {
    this.lastTick = performance.now()
    switch (m.type) {
      case 'READY': {
        if (this.#readyTo === null) return this.#mux.fail('READY twice')
        const protocol = number(m, 'protocol', 0, 65535)
        if (protocol !== GUEST_PROTOCOL) return this.#mux.fail(`the worker speaks protocol ${protocol}, wanted ${GUEST_PROTOCOL}: rebuild it`)
        this.#readyTo.resolve(Uint8Array.from(bytes(m, 'key', 32, 32)))
        this.#readyTo = null
        return
      }
      case 'NEED': case 'INJECTED': case 'COMPILE_ERROR': case 'RUNTIME_ERROR': {
        const answer = this.#answer
        if (answer === null) return this.#mux.fail(`${m.type} without an order`)
        return answer(m)
      }
      case 'TICK':
        this.#ticked(list(m, 'channels', MAX_CHANNELS), list(m, 'owners', MAX_CHANNELS))
        this.resident = number(m, 'heap', 0, 1e6)
        return
      case 'REDEEMED': return this.events.redeemed(bytes(m, 'jti', 16, 16))
      case 'REFUSED': return this.events.refused(text(m, 'code', 64), text(m, 'detail', 400))
      case 'EXIT': return this.events.exit(text(m, 'reason', 400))
      case 'HTTP': return this.#http(m)
      case 'DIAL': return this.#dial(m)
      case 'LOG': return this.#logged(text(m, 'text', 65536))
      default: return this.#mux.fail(`control message ${m.type.slice(0, 40)}`)
    }
  }

  /** The connections whose callers have proved themselves, and of those the owner's: what comes in on these renews the lease. */
  #ticked(channels: readonly Plain[], owners: readonly Plain[]): void {
    this.#admitted.clear()
    this.#owners.clear()
    for (const id of channels) if (typeof id === 'number') this.#admitted.add(id)
    for (const id of owners) {
      if (typeof id !== 'number' || !this.#admitted.has(id)) continue
      this.#owners.add(id)
      // The proof itself came in before this was told.
      this.lastHeard = Math.max(this.lastHeard, this.#heard.get(id) ?? 0)
    }
  }

  #http(m: Message): void {
    if (this.events.http === undefined) return this.#mux.fail('HTTP before there is a worker')
    if (this.#mux.stream.writableLength > EGRESS_BACKLOG) return this.#mux.fail('the worker asks and does not read')
    this.events.http(m, (answer) => {
      if (!this.#mux.closed) this.#mux.send(answer)
    })
  }

  /** The worker wishes to reach another one. */
  #dial(m: Message): void {
    const id = number(m, 'id', 1, 2 ** 48)
    const failed = (code: string, message: string): void => {
      if (!this.#mux.closed) this.#mux.send({ type: 'DIALLED', id, code, message: message.slice(0, 300) })
    }
    if (this.events.dial === undefined) return this.#mux.fail('DIAL before there is a worker')
    if (this.#dials >= MAX_DIALS) return failed('OVERLOADED', `${MAX_DIALS} connections are being made already`)
    this.#dials++
    this.events.dial(bytes(m, 'ticket', 1, 4096), text(m, 'pass', 512), m.best === true).then(({ stream, route }) => {
      this.#dials--
      if (this.#mux.closed) stream.destroy()
      else this.splice(stream, { id, route })
    }, (e: unknown) => {
      this.#dials--
      failed(e instanceof MeshError || e instanceof VaultError ? e.code : 'UNREACHABLE', e instanceof Error ? e.message : String(e))
    })
  }

  #logged(line: string): void {
    const now = performance.now()
    this.#logAllowance = Math.min(LOG_BYTES_PER_SECOND, this.#logAllowance + ((now - this.#logSince) / 1000) * LOG_BYTES_PER_SECOND)
    this.#logSince = now
    if ((this.#logAllowance -= line.length) >= 0) this.log.info({ vault: this.vault.name }, line)
  }

  /** Injects and waits for the worker to stand. Rejects with COMPILE, RUNTIME, VAULT_DIED, TIMEOUT. */
  async inject(order: InjectOrder, need: Need): Promise<void> {
    let m = await this.#ask({ type: 'INJECT', ...order })
    for (let round = 0; m.type === 'NEED'; round++) {
      if (round === MAX_NEED_ROUNDS) throw new VaultError('LIMIT', `the worker asks for files in more than ${MAX_NEED_ROUNDS} rounds`)
      const paths = texts(m, 'paths', MAX_FILES_PER_REQUEST, 1024)
      const found = await need(paths)
      m = await this.#ask({ type: 'FILES', files: found, absent: paths.filter((p) => !Object.hasOwn(found, p)) })
    }
    if (m.type === 'INJECTED') {
      this.#made = true
      return
    }
    const message = text(m, 'message', 1 << 20)
    if (m.type === 'COMPILE_ERROR') throw new VaultError('COMPILE', message, { report: optionalText(m, 'report', 1 << 22) ?? undefined })
    throw new VaultError('RUNTIME', message, { trace: m.trace })
  }

  #ask(message: Message): Promise<Message> {
    return new Promise((resolve, reject) => {
      if (this.#mux.closed) return reject(new VaultError('VAULT_DIED', 'the worker ended', { retryable: true }))
      const timer = setTimeout(() => settle(new VaultError('TIMEOUT', `the worker did not stand within ${INJECT_TIMEOUT} ms`)), INJECT_TIMEOUT)
      const settle = (m: Message | VaultError) => {
        clearTimeout(timer)
        this.#answer = null
        if (m instanceof VaultError) reject(m)
        else resolve(m)
      }
      this.#answer = settle
      try {
        this.#mux.send(message)
      } catch (e) {
        settle(e as VaultError)
      }
    })
  }

  /**
   * Joins a connection to a new channel of the vault, byte for byte. @param dial the worker's own question
   * that the connection answers, and by which route; without one it is a caller's.
   */
  splice(socket: Connection, dial: { readonly id: number; readonly route: string } | null = null): void {
    socket.on('error', () => {})
    const dialled = dial !== null
    const channel = this.#mux.openChannel(dialled ? (id) => this.#mux.send({ type: 'DIALLED', id: dial.id, channel: id, route: dial.route }) : undefined)
    if (channel === null) {
      this.events.refused('TOO_MANY', `more than ${MAX_CHANNELS} connections to one worker`)
      socket.destroy()
      return
    }
    this.#sockets.set(channel.id, socket)
    if (socket instanceof Socket) socket.setNoDelay(true)
    join(socket, channel, (n) => {
      this.traffic += n
    }, () => {
      const now = performance.now()
      this.#heard.set(channel.id, now)
      if (this.#owners.has(channel.id)) this.lastHeard = now
    })
    const admittedByNow = (): void => {
      if (!this.#made) timer = setTimeout(admittedByNow, HANDSHAKE_TIMEOUT)
      else if (!dialled && !this.#admitted.has(channel.id)) socket.destroy()
    }
    let timer = setTimeout(admittedByNow, HANDSHAKE_TIMEOUT)
    socket.on('close', () => {
      clearTimeout(timer)
      this.#sockets.delete(channel.id)
      this.#heard.delete(channel.id)
      channel.close()
    })
  }

  /** Closes the connections of Route A but leaves the worker: its interface went away. */
  disconnect(): void {
    for (const socket of this.#sockets.values()) if (socket instanceof Socket) socket.destroy()
  }

  close(): void {
    this.#mux.close()
  }
}

/** What the vault said before its end still reaches the caller, if it reads. */
function lastWords(socket: Connection): void {
  socket.destroySoon()
  const timer = setTimeout(() => socket.destroy(), LAST_WORDS)
  timer.unref()
  socket.once('close', () => clearTimeout(timer))
}

/** Bytes both ways; each direction stops its source while its sink is full. */
function join(socket: Connection, channel: Channel, count: (bytes: number) => void, heard: () => void): void {
  let unconfirmed = 0
  socket.on('data', (data: Buffer) => {
    count(data.length)
    heard()
    if (!channel.write(data)) socket.pause()
  })
  socket.on('drain', () => {
    const n = unconfirmed
    unconfirmed = 0
    channel.consumed(n)
  })
  channel.handlers = {
    data(data) {
      count(data.length)
      if (socket.write(data)) channel.consumed(data.length)
      else unconfirmed += data.length
    },
    drain: () => void socket.resume(),
    // The last bytes (a refusal, an answer) must still reach the caller.
    close: () => void socket.destroySoon(),
  }
}
