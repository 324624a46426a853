/**
 * What is spoken over a vault's descriptor: control messages, and byte channels beside them.
 *
 *   chunk = u32 length (little endian) · u8 type · u32 channel · length bytes
 *
 * The same class serves both ends. Each channel and direction has a window of credit, so that
 * one slow reader neither fills memory nor holds up control messages. Every fault of the other
 * side ends the mux with PROTOCOL: the agent kills such a vault, a worker exits.
 *
 * Not for: what the messages mean (port.ts, guest-port.ts), what the bytes are (netd).
 */
import type { Duplex } from 'node:stream'
import { MeshError } from '../netd/errors.js'
import { decodePlain, encodePlain, type Plain } from '../netd/plain.js'
import { VaultError } from './errors.js'
import { CHANNEL_WINDOW, MAX_CHANNELS, MAX_CHUNK, MAX_CONTROL } from './limits.js'

/** The version of what is spoken here; an agent refuses another. */
export const GUEST_PROTOCOL = 2

const CONTROL = 0
const CONTROL_PART = 1
const OPEN = 2
const DATA = 3
const CLOSE = 4
const CREDIT = 5

const HEADER = 9
/** Shorter chunks are copied behind their header: cheaper than a second piece to write. */
const COPY_BELOW = 16 * 1024

/** Credit is given back in portions: one small chunk per quarter window. */
const CREDIT_STEP = CHANNEL_WINDOW / 4

export type Message = { readonly type: string; readonly [key: string]: Plain | undefined }

export interface ChannelHandlers {
  /** Bytes belong to the receiver. Call `channel.consumed(n)` when they have gone on. */
  data(bytes: Buffer): void
  /** All queued bytes have left, after write() had returned false. */
  drain(): void
  /** The other side, or the whole mux, is gone. Not called after the own close(). */
  close(): void
}

export interface MuxHandlers {
  control(message: Message): void
  /** The other side is not trusted: so many chunks are taken in a second, the rest waits. */
  readonly chunksPerSecond?: number
  /** The other side opened a channel; without a handler that is a fault. */
  open?(channel: Channel): void
  /** The stream ended or the other side broke the protocol. Called once. */
  close(error: VaultError | null): void
}

export class Channel {
  handlers: ChannelHandlers = { data: () => {}, drain() {}, close() {} }
  #credit = CHANNEL_WINDOW
  #queue: Uint8Array[] = []
  #queued = 0
  #closing = false
  /** What the other side may still send. */
  #window = CHANNEL_WINDOW
  #owed = 0
  open = true

  constructor(readonly mux: Mux, readonly id: number) {}

  get queuedBytes(): number {
    return this.#queued
  }

  /** False when bytes had to be queued: wait for drain(). */
  write(bytes: Uint8Array): boolean {
    if (!this.open || this.#closing) return true
    this.#queue.push(bytes)
    this.#queued += bytes.length
    this.#pump()
    return this.#queued === 0
  }

  #pump(): void {
    while (this.#queue.length > 0 && this.#credit > 0) {
      const head = this.#queue[0]
      const n = Math.min(head.length, this.#credit, MAX_CHUNK)
      this.mux.chunk(DATA, this.id, n === head.length ? head : head.subarray(0, n))
      if (n === head.length) this.#queue.shift()
      else this.#queue[0] = head.subarray(n)
      this.#credit -= n
      this.#queued -= n
    }
    if (this.#queued > 0) return
    if (this.#closing) this.#end()
    this.mux.drained()
  }

  credit(n: number): void {
    this.#credit += n
    if (this.#credit > CHANNEL_WINDOW) return this.mux.fail('more credit than the window')
    const waited = this.#queued > 0
    this.#pump()
    if (waited && this.#queued === 0 && this.open) this.handlers.drain()
  }

  received(bytes: Buffer): void {
    this.#window -= bytes.length
    if (this.#window < 0) return this.mux.fail('more data than the window')
    this.handlers.data(bytes)
  }

  /** `n` received bytes have gone on: gives the other side credit for as many. */
  consumed(n: number): void {
    this.#owed += n
    if (this.#owed < CREDIT_STEP || !this.open) return
    const b = Buffer.allocUnsafe(4)
    b.writeUInt32LE(this.#owed)
    this.#window += this.#owed
    this.#owed = 0
    this.mux.chunk(CREDIT, this.id, b)
  }

  /** Closes after what is queued has left. */
  close(): void {
    if (!this.open || this.#closing) return
    this.#closing = true
    this.#pump()
  }

  #end(): void {
    this.open = false
    this.mux.chunk(CLOSE, this.id, EMPTY)
    this.mux.forget(this.id)
  }

  /** The other side closed it, or the mux is gone. */
  ended(): void {
    if (!this.open) return
    this.open = false
    this.#queue = []
    this.#queued = 0
    if (!this.#closing) this.handlers.close()
  }
}

const EMPTY = Buffer.alloc(0)

export class Mux {
  readonly #channels = new Map<number, Channel>()
  #rest: Buffer = EMPTY
  #parts: Buffer[] = []
  #partBytes = 0
  #next = 1
  #last = 0
  #corked = false
  /** In this turn of the event loop a chunk has left, and its end is being waited for. */
  #written = false
  #turn = false
  readonly #flushed = new Set<() => void>()
  #chunks = 0
  #since = performance.now()
  closed = false

  constructor(readonly stream: Duplex, readonly handlers: MuxHandlers) {
    stream.on('data', (bytes: Buffer) => this.#feed(bytes))
    stream.on('error', () => this.#close(null))
    stream.on('end', () => this.#close(null))
    stream.on('close', () => this.#close(null))
  }

  get channels(): number {
    return this.#channels.size
  }

  /** Sends a control message. Throws LIMIT when it is too large. */
  send(message: Message): void {
    if (this.closed) return
    let bytes: Uint8Array
    try {
      bytes = encodePlain(message)
    } catch (e) {
      throw new VaultError('LIMIT', `control message ${message.type}: ${e instanceof Error ? e.message : e}`, { cause: e })
    }
    if (bytes.length > MAX_CONTROL) throw new VaultError('LIMIT', `control message ${message.type} has ${bytes.length} bytes, more than ${MAX_CONTROL}`)
    let at = 0
    for (; bytes.length - at > MAX_CHUNK; at += MAX_CHUNK) this.chunk(CONTROL_PART, 0, bytes.subarray(at, at + MAX_CHUNK))
    this.chunk(CONTROL, 0, bytes.subarray(at))
  }

  /** Opens a channel to the other side, or null when it has MAX_CHANNELS. `before` runs with its number before the other side hears of it. */
  openChannel(before?: (id: number) => void): Channel | null {
    if (this.closed || this.#channels.size >= MAX_CHANNELS) return null
    const channel = new Channel(this, this.#next++)
    before?.(channel.id)
    this.#channels.set(channel.id, channel)
    this.chunk(OPEN, channel.id, EMPTY)
    return channel
  }

  chunk(type: number, channel: number, bytes: Uint8Array): void {
    if (this.closed) return
    const small = bytes.length <= COPY_BELOW
    const head = Buffer.allocUnsafe(small ? HEADER + bytes.length : HEADER)
    head.writeUInt32LE(bytes.length, 0)
    head[4] = type
    head.writeUInt32LE(channel, 5)
    if (small) head.set(bytes, HEADER)
    // The first chunk of a turn leaves at once, most often it is the only one; what follows leaves in one writev.
    if (this.#written) this.#cork()
    this.#written = true
    this.stream.write(head)
    if (!small) this.stream.write(bytes)
    if (!this.#turn) {
      this.#turn = true
      process.nextTick(() => {
        this.#turn = this.#written = false
        if (this.#corked) this.stream.uncork()
        this.#corked = false
      })
    }
  }

  #cork(): void {
    if (this.#corked) return
    this.#corked = true
    this.stream.cork()
  }

  /** Calls `fn` once when nothing waits for credit any more, or after `ms`. */
  whenFlushed(fn: () => void, ms: number): void {
    const once = (): void => {
      clearTimeout(timer)
      this.#flushed.delete(once)
      fn()
    }
    const timer = setTimeout(once, ms)
    this.#flushed.add(once)
    this.drained()
  }

  /** For channels: one has nothing queued any more. */
  drained(): void {
    if (this.#flushed.size === 0) return
    for (const channel of this.#channels.values()) if (channel.queuedBytes > 0) return
    for (const fn of [...this.#flushed]) fn()
  }

  forget(id: number): void {
    this.#channels.delete(id)
  }

  fail(text: string): void {
    this.#close(new VaultError('PROTOCOL', text))
  }

  close(): void {
    this.#close(null)
  }

  #close(error: VaultError | null): void {
    if (this.closed) return
    this.closed = true
    this.stream.destroy()
    for (const channel of this.#channels.values()) channel.ended()
    this.#channels.clear()
    this.handlers.close(error)
  }

  #feed(bytes: Buffer): void {
    if (this.closed) return
    let chunks = 0
    let b = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    while (b.length >= HEADER) {
      const length = b.readUInt32LE(0)
      if (length > MAX_CHUNK) return this.fail(`a chunk of ${length} bytes`)
      if (b.length < HEADER + length) break
      this.#chunk(b[4], b.readUInt32LE(5), b.subarray(HEADER, HEADER + length))
      if (this.closed) return
      b = b.subarray(HEADER + length)
      chunks++
    }
    this.#rest = b
    if (this.handlers.chunksPerSecond !== undefined) this.#pace(chunks, this.handlers.chunksPerSecond)
  }

  /** One write of the other side may hold thousands of empty chunks: it is not read again until it has had its share of our time. */
  #pace(chunks: number, most: number): void {
    const now = performance.now()
    if (now - this.#since >= 1_000) {
      this.#since = now
      this.#chunks = 0
    }
    this.#chunks += chunks
    if (this.#chunks <= most) return
    this.stream.pause()
    setTimeout(() => {
      if (!this.closed) this.stream.resume()
    }, this.#since + 1_000 - now)
  }

  #chunk(type: number, id: number, bytes: Buffer): void {
    if (type === CONTROL || type === CONTROL_PART) return this.#control(type === CONTROL, bytes)
    if (type === OPEN) {
      if (this.handlers.open === undefined) return this.fail('a channel was opened from the wrong side')
      if (id <= this.#last || this.#channels.size >= MAX_CHANNELS) return this.fail('a channel id was used again, or too many')
      this.#last = id
      const channel = new Channel(this, id)
      this.#channels.set(id, channel)
      return this.handlers.open(channel)
    }
    const channel = this.#channels.get(id)
    // Bytes for a channel that this side has just closed are on their way still: not a fault.
    if (channel === undefined) {
      if (id === 0 || id > Math.max(this.#last, this.#next - 1) || type > CREDIT) this.fail(`chunk type ${type} for channel ${id}`)
      return
    }
    if (type === DATA) return channel.received(bytes)
    if (type === CREDIT && bytes.length === 4) return channel.credit(bytes.readUInt32LE(0))
    if (type === CLOSE) {
      this.#channels.delete(id)
      return channel.ended()
    }
    this.fail(`chunk type ${type}`)
  }

  #control(last: boolean, bytes: Buffer): void {
    this.#partBytes += bytes.length
    if (this.#partBytes > MAX_CONTROL) return this.fail('a control message is too large')
    if (!last) {
      // An empty part would cost memory without ever reaching the limit.
      if (bytes.length === 0) return this.fail('an empty part')
      this.#parts.push(Buffer.from(bytes))
      return
    }
    const whole = this.#parts.length === 0 ? bytes : Buffer.concat([...this.#parts, bytes])
    this.#parts = []
    this.#partBytes = 0
    let message: Plain
    try {
      message = decodePlain(whole)
    } catch (e) {
      return this.fail(`a control message does not decode: ${e instanceof MeshError ? e.code : 'fault'}`)
    }
    if (typeof message !== 'object' || message === null || Array.isArray(message) || message instanceof Uint8Array || typeof (message as Message).type !== 'string') {
      return this.fail('a control message without a type')
    }
    this.handlers.control(message as Message)
  }
}
