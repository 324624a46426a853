/**
 * The one ordered way out to a client: text, option answers and GMCP leave in the order they were
 * made, a turn's worth at a time, and a client that does not read costs a bounded amount.
 *
 * When full: waiting GMCP is dropped first (the next message repeats the state), then text, which
 * the client is told about, then, if nothing is read for long, the client.
 */
import { CONTROL_RESERVE, SEND_PIECE, type NetLimits } from './limits.js'

/** `prompt` is text that ends an output cycle, with its mark; `control` and `message` may not be dropped. */
export type Kind = 'text' | 'prompt' | 'gmcp' | 'control' | 'message'

export interface OutQueueOwner {
  /** Gives the bytes to the carrier; false means: wait for OutQueue.drained(). */
  send(bytes: Buffer, kind: Kind): boolean
  /** What to tell a client that lost output. */
  readonly lostMark: Buffer
  /** The client must go: it does not read. */
  stuck(reason: string): void
}

interface Item {
  readonly kind: Kind
  bytes: Buffer
  /** Runs in place; false means: wait for OutQueue.drained(). */
  readonly mark?: () => boolean
}

const EMPTY = Buffer.alloc(0)

/** Queues that have something to send at the end of this turn: one timer for all of them. */
let due: OutQueue[] = []

function flushDue(): void {
  const queues = due
  due = []
  for (const queue of queues) queue.flush()
}

export class OutQueue {
  #items: Item[] = []
  #bytes = 0
  #blocked = false
  #scheduled = false
  #losing = false
  #stopped = false
  #stall: NodeJS.Timeout | null = null
  /** Bytes of text and GMCP messages that were dropped. */
  lostBytes = 0
  lostGmcp = 0

  /** @param framed pieces of different kinds may not share a `send` (WebSocket frames). */
  constructor(private readonly owner: OutQueueOwner, private readonly limits: NetLimits, private readonly framed = false) {}

  get bytes(): number {
    return this.#bytes
  }

  push(kind: Kind, bytes: Buffer): void {
    if (this.#stopped || bytes.length === 0 && kind !== 'prompt') return
    const room = this.limits.outQueueBytes - this.#bytes
    if (bytes.length > room) {
      if (kind === 'control') {
        if (bytes.length > room + CONTROL_RESERVE) return this.#giveUp('output queue full')
      } else {
        this.#dropGmcp()
        if (bytes.length > this.limits.outQueueBytes - this.#bytes) return kind === 'message' ? this.#giveUp('output queue full') : this.#lose(kind, bytes)
      }
    } else if (this.#losing && (kind === 'text' || kind === 'prompt')) {
      if (this.#bytes > this.limits.outQueueBytes / 2) return this.#lose(kind, bytes)
      this.#losing = false
    }
    this.#append({ kind, bytes })
  }

  /** Runs `mark` when all that was pushed before it has been sent. */
  mark(mark: () => boolean): void {
    if (!this.#stopped) this.#append({ kind: 'control', bytes: EMPTY, mark })
  }

  /** What has not been sent, in order. */
  unsent(): ReadonlyArray<{ readonly kind: Kind, readonly bytes: Buffer }> {
    return this.#items.filter((item) => !item.mark)
  }

  drained(): void {
    this.#blocked = false
    this.#clearStall()
    this.flush()
  }

  stop(): void {
    this.#stopped = true
    this.#items = []
    this.#bytes = 0
    this.#clearStall()
  }

  #append(item: Item): void {
    this.#items.push(item)
    this.#bytes += item.bytes.length
    if (this.#blocked) return this.#startStall()
    if (this.#scheduled) return
    this.#scheduled = true
    if (due.push(this) === 1) setImmediate(flushDue)
  }

  #lose(kind: Kind, bytes: Buffer): void {
    if (kind === 'gmcp') {
      this.lostGmcp++
      return
    }
    if (!this.#losing) {
      this.#losing = true
      // As much as fits, so that a long listing shows its beginning.
      const room = this.limits.outQueueBytes - this.#bytes
      const kept = bytes.subarray(0, characterBoundary(bytes, Math.max(0, room)))
      this.lostBytes += bytes.length - kept.length
      this.#append({ kind: 'text', bytes: Buffer.concat([kept, this.owner.lostMark]) })
    } else this.lostBytes += bytes.length
  }

  #dropGmcp(): void {
    const kept = this.#items.filter((item) => item.kind !== 'gmcp')
    this.lostGmcp += this.#items.length - kept.length
    this.#items = kept
    this.#bytes = kept.reduce((sum, item) => sum + item.bytes.length, 0)
  }

  /** Sends what waits, as far as the carrier takes it. Called at the end of each turn that left something. */
  flush(): void {
    this.#scheduled = false
    let at = 0
    const items = this.#items
    while (at < items.length && !this.#blocked && !this.#stopped) {
      const first = items[at]
      if (first.mark) {
        at++
        if (!first.mark()) this.#blocked = true
        continue
      }
      let end = at + 1
      let size = first.bytes.length
      let last = first
      while (end < items.length && !items[end].mark && this.#joins(last, items[end]) && size + items[end].bytes.length <= SEND_PIECE) {
        last = items[end++]
        size += last.bytes.length
      }
      let piece = end === at + 1 ? first.bytes : Buffer.concat(items.slice(at, end).map((item) => item.bytes), size)
      if (piece.length > SEND_PIECE && (first.kind === 'text' || first.kind === 'prompt')) {
        const cut = characterBoundary(piece, SEND_PIECE)
        first.bytes = piece.subarray(cut)
        piece = piece.subarray(0, cut)
        end = at
      }
      at = end
      this.#bytes -= piece.length
      if (!this.owner.send(piece, last.kind)) this.#blocked = true
    }
    if (this.#stopped) return
    if (at > 0) this.#items = items.slice(at)
    if (this.#blocked && this.#items.length > 0) this.#startStall()
  }

  #joins(a: Item, b: Item): boolean {
    return !this.framed || a.kind === 'text' && (b.kind === 'text' || b.kind === 'prompt')
  }

  #startStall(): void {
    this.#stall ??= setTimeout(() => this.#giveUp('client does not read'), this.limits.stallMs)
  }

  #clearStall(): void {
    if (this.#stall) clearTimeout(this.#stall)
    this.#stall = null
  }

  #giveUp(reason: string): void {
    this.stop()
    this.owner.stuck(reason)
  }
}

/** The last index up to `limit` that does not cut a UTF-8 sequence. */
function characterBoundary(bytes: Buffer, limit: number): number {
  if (limit >= bytes.length) return bytes.length
  let at = limit
  while (at > 0 && limit - at < 3 && (bytes[at] & 0xc0) === 0x80) at--
  return at
}
