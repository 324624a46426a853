/**
 * Frames too long to leave at once: cut into pieces here, put together again there.
 *
 * Outgoing: lanes send in turn, one piece each, so that nothing waits behind all of a large value;
 * inside a lane frames keep their order. At most BULK_WINDOW bytes of pieces are on the way that the
 * other side has not taken, so that what lies in buffers between the two is bounded whoever is slow.
 * Incoming: bounded in number and size. Not for: small frames and links (wire.ts).
 */
import { malformed } from './bytes.js'
import { MeshError } from './errors.js'
import { Kind, Piece, type FragFrame } from './frame.js'
import type { FrameWriter } from './framewriter.js'
import { BULK_WINDOW, MAX_FRAME, MAX_TRANSFERS, MIN_PIECE, PIECE } from './limits.js'

/** A frame on its way out. */
export interface Transfer {
  readonly lane: string
  readonly id: number
  readonly bytes: Buffer
  /** Bytes that have left. */
  at: number
  /** Told that the last piece has been written, or (false) that it never will be. */
  readonly done: (written: boolean) => void
}

/** The other side gives credit in portions of this. */
const CREDIT_STEP = BULK_WINDOW / 4

export class BulkOut {
  private readonly lanes = new Map<string, Transfer[]>()
  private order: Transfer[][] = []
  private next = 0
  private sent = 0
  private credited = 0
  private serial = 0
  private waiters: Array<{ upTo: number; fn: () => void }> = []
  /** Bytes that have not left. */
  pending = 0

  busy(lane: string): boolean {
    return this.lanes.has(lane)
  }

  get empty(): boolean {
    return this.lanes.size === 0
  }

  add(lane: string, bytes: Buffer, done: (written: boolean) => void): Transfer {
    const t: Transfer = { lane, id: ++this.serial, bytes, at: 0, done }
    const queue = this.lanes.get(lane)
    if (queue === undefined) {
      const fresh = [t]
      this.lanes.set(lane, fresh)
      this.order.push(fresh)
    } else {
      queue.push(t)
    }
    this.pending += bytes.length
    return t
  }

  /** Runs `fn` when all that is under way now has left; at once if nothing is. */
  afterAll(fn: () => void): void {
    if (this.empty) fn()
    else this.waiters.push({ upTo: this.serial, fn })
  }

  /** May a piece leave? @param buffered bytes that the Link has not passed on. */
  ready(buffered: number): boolean {
    if (this.empty) return false
    const underway = this.sent - this.credited
    // With less than a portion under way no credit need come: then waiting for one could be for ever.
    return underway + PIECE <= BULK_WINDOW && (buffered < CREDIT_STEP || underway < CREDIT_STEP)
  }

  /** Writes the next piece. */
  write(out: FrameWriter): void {
    const active = Math.min(this.order.length, MAX_TRANSFERS)
    this.next = (this.next + 1) % active
    const [t] = this.order[this.next]
    const end = Math.min(t.bytes.length, t.at + PIECE)
    const last = end === t.bytes.length
    out.frame({ kind: Kind.FRAG, flags: last ? Piece.LAST : Piece.MORE, call: t.id, total: t.bytes.length, body: t.bytes.subarray(t.at, end) })
    this.sent += end - t.at
    this.pending -= end - t.at
    t.at = end
  }

  /** The frame whose last piece has just been written, if it was one's last. */
  finished(): Transfer | null {
    const [t] = this.order[this.next]
    if (t.at < t.bytes.length) return null
    this.remove(t)
    return t
  }

  /** Gives a frame up; true if the other side has pieces of it and must be told. */
  abort(t: Transfer): boolean {
    if (!this.lanes.get(t.lane)?.includes(t)) return false
    this.pending -= t.bytes.length - t.at
    this.remove(t)
    return t.at > 0
  }

  private remove(t: Transfer): void {
    const queue = this.lanes.get(t.lane)!
    queue.splice(queue.indexOf(t), 1)
    if (queue.length === 0) {
      this.lanes.delete(t.lane)
      this.order = this.order.filter((q) => q !== queue)
      this.next = 0
    }
  }

  /** Call after a transfer is through: what waited for it goes on. */
  settle(): void {
    if (this.waiters.length === 0) return
    let oldest = Infinity
    for (const queue of this.order) oldest = Math.min(oldest, queue[0].id)
    const due = this.waiters.filter((w) => w.upTo < oldest)
    this.waiters = this.waiters.filter((w) => w.upTo >= oldest)
    for (const w of due) w.fn()
  }

  /** The other side has taken so many bytes in all. Throws MeshError PROTOCOL for more than were sent. */
  credit(total: number): void {
    if (total > this.sent) throw new MeshError('PROTOCOL', 'The other side gives credit for what was never sent.')
    this.credited = Math.max(this.credited, total)
  }

  /** The session is over. */
  clear(): void {
    const all = [...this.lanes.values()].flat()
    this.lanes.clear()
    this.order = []
    this.waiters = []
    this.pending = 0
    for (const t of all) t.done(false)
  }
}

interface Assembly {
  readonly total: number
  readonly parts: Buffer[]
  have: number
}

export class BulkIn {
  private readonly under = new Map<number, Assembly>()
  private taken = 0
  private told = 0

  /** Bytes taken in all, when it is time to say so again; else 0. @param now say it in any case. */
  credit(now: boolean): number {
    if (this.taken - this.told < CREDIT_STEP && !(now && this.taken > 0)) return 0
    return (this.told = this.taken)
  }

  /** Takes a piece; the whole frame with its last one, else null. Throws MeshError PROTOCOL or MALFORMED. */
  take(f: FragFrame): Buffer | null {
    const known = this.under.get(f.call)
    if (f.flags === Piece.ABORT) {
      this.count(f.body.length)
      this.under.delete(f.call)
      return null
    }
    if (f.flags > Piece.ABORT) throw malformed('a piece of an unknown sort')
    if (known === undefined && this.under.size >= MAX_TRANSFERS) throw new MeshError('PROTOCOL', 'Too many frames in pieces at once.')
    if (f.total < 1 || f.total > MAX_FRAME || (known !== undefined && known.total !== f.total)) throw malformed('a frame in pieces of impossible size')
    const a = known ?? { total: f.total, parts: [], have: 0 }
    const have = a.have + f.body.length
    const last = f.flags === Piece.LAST
    // Small pieces would cost more than they hold.
    if (have > a.total || last !== (have === a.total) || (!last && f.body.length < MIN_PIECE)) throw malformed('a piece that does not fit')
    this.count(f.body.length)
    a.parts.push(Buffer.from(f.body))
    a.have = have
    if (!last) {
      this.under.set(f.call, a)
      return null
    }
    this.under.delete(f.call)
    return a.parts.length === 1 ? a.parts[0] : Buffer.concat(a.parts)
  }

  private count(n: number): void {
    this.taken += n
    if (this.taken - this.told > BULK_WINDOW) throw new MeshError('PROTOCOL', 'The other side sends more than its credit.')
  }

  clear(): void {
    this.under.clear()
  }
}
