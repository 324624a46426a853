/**
 * One sealed, ordered, gapless stream of frames each way, over a Link that may break and be replaced.
 *
 * Frames of kinds from 16 up are counted. What the other side has not acknowledged is kept and sent
 * again on the next Link; what arrives twice is dropped by its number. So nothing runs twice and
 * nothing is lost as long as both processes live and meet again within the lease.
 *
 * Frames of one turn of the event loop leave as one sealed record; a lone one leaves at once. Long ones
 * leave in pieces (bulk.ts) behind the short ones. PING, PONG, ACK and CREDIT stand in front of every
 * batch. Not for: what frames mean (session code).
 */
import { RecordLink } from './batch.js'
import { BulkIn, BulkOut, type Transfer } from './bulk.js'
import type { Clock } from './clock.js'
import { MeshError } from './errors.js'
import { decodeFrame, eachFrame, Kind, NO_BODY, Piece, type Frame, type UnknownFrame } from './frame.js'
import { FrameWriter, withdrawFrame } from './framewriter.js'
import { ACK_BYTES, ACK_FRAMES, FLUSH_BYTES, MAX_BUFFERED, MAX_FRAME, SUSPECT_SHARE } from './limits.js'
import { Opener, Sealer } from './seal.js'

export interface WireHandlers {
  /** Counted frames, each once and in order; GOAWAY; kinds of a later version. A MeshError thrown ends the wire. */
  frame(f: Frame | UnknownFrame): void
  /** The Link broke and another may take its place. */
  broken(reason: string): void
  /** The wire has ended. Called once, not after end(). */
  lost(code: 'WORKER_LOST' | 'PROTOCOL', reason: string): void
}

interface Batch {
  /** Number of its first and its last frame. */
  readonly first: number
  readonly last: number
  readonly bytes: Buffer
}

export class Wire {
  /** Frames are begun and ended here, then committed with queued(). */
  readonly out = new FrameWriter(FLUSH_BYTES + MAX_FRAME, 4096)
  /** Counted frames committed so far; also the number of the last one. */
  sequence = 0
  /** Of those, handed to a Link. */
  written = 0
  rttMs = 0
  /** Sealed bytes of this session, over all its Links. */
  bytesOut = 0
  bytesIn = 0

  private readonly control = new FrameWriter(1024, 256)
  readonly bulk = new BulkOut()
  private readonly bulkIn = new BulkIn()
  /** On a new Link credit is told again: the last that was told may not have arrived. */
  private tellCredit = false
  private link: RecordLink | null = null
  private sealer: Sealer | null = null
  private opener: Opener | null = null
  /** Batches not yet acknowledged, oldest first. Empty if the session cannot be resumed. */
  private kept: Batch[] = []
  private keptBytes = 0
  /** Number of the last counted frame that arrived, and the position in the incoming stream (behind it after a resume). */
  received = 0
  private position = 0
  private acknowledged = 0
  private unacknowledgedBytes = 0

  private pong = 0
  private ping = false
  private next = 0
  private reading = false
  private scheduled = false
  private ended = false
  private heard: number
  private sent: number
  private stopTimer: () => void = () => {}

  /** @param suspicious a Link that is silent for too long is broken off while there is time to find another. */
  constructor(private readonly handlers: WireHandlers, private readonly lease: number, private readonly resumable: boolean, private readonly clock: Clock, private readonly suspicious = false) {
    this.heard = this.sent = clock.now()
    this.arm()
  }

  get linkName(): string {
    return this.link?.link.name ?? 'no link'
  }

  /** How long nothing has been heard (ms). */
  get silence(): number {
    return this.clock.now() - this.heard
  }

  get connected(): boolean {
    return this.link !== null
  }

  /** Bytes that wait here or are kept for a resume. */
  get backlog(): number {
    return this.out.pos + this.bulk.pending + this.keptBytes + (this.link?.link.bufferedBytes ?? 0)
  }

  /** Takes over a Link after a handshake, or after a RESUME that told how many frames the other side has. */
  attach(link: RecordLink, sendKey: Uint8Array, receiveKey: Uint8Array, peerReceived = -1): void {
    this.detach('replaced by another link')
    this.link = link
    this.sealer = new Sealer(sendKey)
    this.opener = new Opener(receiveKey)
    this.heard = this.clock.now()
    link.handlers = { record: (bytes) => this.record(link, bytes), closed: (reason) => this.linkClosed(link, reason) }
    link.opened()
    this.tellCredit = true
    if (peerReceived >= 0) this.resend(peerReceived)
    this.flush()
  }

  /** Whether `count` can be what the other side has received. */
  plausible(count: number): boolean {
    return count <= this.written && (this.kept.length === 0 || count >= this.kept[0].first - 1)
  }

  /** A counted frame has been written to `out`. A lone one leaves at once. */
  queued(lone: boolean): void {
    this.sequence++
    if (this.out.pos >= FLUSH_BYTES || (lone && !this.reading)) this.flush()
    else if (!this.reading) this.soon()
  }

  private soon(): void {
    if (this.scheduled) return
    this.scheduled = true
    this.clock.soon(() => {
      this.scheduled = false
      this.flush()
    })
  }

  /**
   * The frame that has just been ended in `out` leaves in pieces instead, behind those of its lane.
   * `done(true)` runs when its last piece has been written: `sequence` is its number then.
   */
  divert(lane: string, bytes: Buffer, done: (written: boolean) => void): Transfer {
    const t = this.bulk.add(lane, bytes, done)
    this.soon()
    return t
  }

  /** Takes a diverted frame back. */
  abort(t: Transfer): void {
    if (this.bulk.abort(t)) {
      this.out.frame({ kind: Kind.FRAG, flags: Piece.ABORT, call: t.id, total: t.bytes.length, body: NO_BODY })
      this.queued(false)
    }
    t.done(false)
    this.bulk.settle()
  }

  /** Moves pieces behind the short frames of this batch; the rest follow in the next turns. */
  private addPieces(): void {
    const { bulk, out } = this
    const buffered = this.link!.link.bufferedBytes
    while (out.pos < FLUSH_BYTES / 2 && bulk.ready(buffered)) {
      bulk.write(out)
      this.sequence++
      const through = bulk.finished()
      if (through === null) continue
      through.done(true)
      bulk.settle()
    }
    if (bulk.ready(buffered)) this.soon()
  }

  flush(): void {
    if (this.ended) return
    const { out } = this
    if (this.link === null) {
      if (out.pos >= FLUSH_BYTES) this.keep()
      return
    }
    if (!this.bulk.empty) this.addPieces()
    // A PONG alone does not count: else the side that answers would never ask, nor know its round trip.
    if (out.pos > 0 || this.ping) this.sent = this.clock.now()
    this.writeControl()
    if (out.pos === 0 && this.control.pos === 0) return
    const record = this.sealer!.seal(this.control.pos === 0 ? NO_BODY : this.control.buf.subarray(0, this.control.pos), out.buf.subarray(0, out.pos))
    this.written = this.sequence
    this.control.pos = 0
    const link = this.link
    this.bytesOut += record.length
    link.send(record)
    // The rest is done while the other side is at work.
    if (out.pos > 0) this.keep()
    this.sealer!.prepare()
    this.opener!.prepare()
    if (link.link.bufferedBytes > 2 * MAX_BUFFERED) this.breakLink('the other side does not read')
  }

  /** Sends a last GOAWAY and ends, without telling the handlers. */
  end(goaway: Uint8Array | null, reason: string): void {
    if (this.ended) return
    if (goaway !== null && this.link !== null) {
      this.control.frame({ kind: Kind.GOAWAY, body: goaway })
      // After the frames that are queued, not in front of them.
      const last = this.control.take()
      this.control.pos = 0
      this.flush()
      this.link?.send(this.sealer!.seal(last, NO_BODY))
    }
    this.ended = true
    this.stopTimer()
    this.detach(reason)
    this.kept = []
    this.bulk.clear()
    this.bulkIn.clear()
  }

  private detach(reason: string): void {
    const link = this.link
    if (link === null) return
    this.link = null
    link.handlers = { record: () => {}, closed: () => {} }
    link.close(reason)
  }

  private lose(code: 'WORKER_LOST' | 'PROTOCOL', reason: string): void {
    if (this.ended) return
    this.end(null, reason)
    this.handlers.lost(code, reason)
  }

  private linkClosed(link: RecordLink, reason: string): void {
    if (this.link !== link || this.ended) return
    this.link = null
    if (this.resumable) this.handlers.broken(reason)
    else this.lose('WORKER_LOST', reason)
  }

  /** Drops the Link as if it had broken by itself. */
  private breakLink(reason: string): void {
    const link = this.link
    if (link === null) return
    link.handlers = { record: () => {}, closed: () => {} }
    link.close(reason)
    this.linkClosed(link, reason)
  }

  // -- incoming

  private record(link: RecordLink, bytes: Buffer): void {
    const now = this.clock.now()
    // A process that was stopped for longer than the lease has been given up by the other side.
    if (now - this.heard > this.lease * 2) return this.lose('WORKER_LOST', 'this side was asleep for longer than the lease')
    const plain = this.opener!.open(bytes)
    if (plain === null) return this.breakLink('a record that was tampered with')
    this.heard = now
    this.bytesIn += bytes.length
    this.unacknowledgedBytes += plain.length
    this.reading = true
    try {
      eachFrame(plain, this.take)
    } catch (e) {
      this.reading = false
      if (!(e instanceof MeshError)) throw e
      return this.lose('PROTOCOL', e.message)
    }
    this.reading = false
    if (this.link === link) this.flush()
  }

  private readonly take = (f: Frame | UnknownFrame): void => {
    if (this.ended) return
    if (f.kind >= 16 || (f.kind === 0 && f.unknown >= 16)) {
      if (++this.position <= this.received) return
      this.received = this.position
      if (f.kind !== Kind.FRAG) return this.handlers.frame(f)
      const whole = this.bulkIn.take(f)
      return whole === null ? undefined : this.long(whole)
    }
    switch (f.kind) {
      case Kind.PING:
        this.pong = f.call
        return
      case Kind.PONG: {
        const rtt = this.clock.now() - f.call / 1000
        if (rtt >= 0 && rtt < this.lease) this.rttMs = this.rttMs === 0 ? rtt : this.rttMs * 0.875 + rtt * 0.125
        return
      }
      case Kind.ACK:
        if (f.call > this.written) throw new MeshError('PROTOCOL', 'The other side acknowledges what was never sent.')
        return this.forget(f.call)
      case Kind.NEXT:
        if (f.call < 1 || f.call > this.received + 1) throw new MeshError('PROTOCOL', 'The other side has lost frames.')
        this.position = f.call - 1
        return
      case Kind.GOAWAY:
        return this.handlers.frame(f)
      case Kind.CREDIT:
        return this.bulk.credit(f.call)
      default:
        throw new MeshError('PROTOCOL', `A frame of kind ${f.kind === 0 ? f.unknown : f.kind} in the middle of a session.`)
    }
  }

  /** A frame that came in pieces. */
  private long(bytes: Buffer): void {
    const f = decodeFrame(bytes)
    if (f.kind !== Kind.CALL && f.kind !== Kind.RESULT && f.kind !== Kind.ERROR && f.kind !== Kind.ITEM) throw new MeshError('PROTOCOL', 'A frame in pieces that may not be in pieces.')
    this.handlers.frame(f)
  }

  // -- what is kept for a resume

  private keep(): void {
    const { out } = this
    if (this.resumable) {
      const bytes = Buffer.from(out.buf.subarray(0, out.pos))
      this.kept.push({ first: this.firstInOut, last: this.sequence, bytes })
      this.keptBytes += bytes.length
    }
    out.reset()
  }

  /** Number of the last frame that is kept no more. */
  private forgotten = 0

  /** Number of the first frame in `out`. */
  private get firstInOut(): number {
    return this.resumable ? (this.kept[this.kept.length - 1]?.last ?? this.forgotten) + 1 : this.written + 1
  }

  /** Takes back a call, or its last piece, that no Link has been given yet: the other side will not run it. */
  withdraw(sequence: number): void {
    const first = this.firstInOut
    if (sequence >= first) return withdrawFrame(this.out.buf, sequence - first)
    const batch = this.kept.find((k) => k.first <= sequence && sequence <= k.last)
    if (batch !== undefined) withdrawFrame(batch.bytes, sequence - batch.first)
  }

  private forget(upTo: number): void {
    let n = 0
    while (n < this.kept.length && this.kept[n].last <= upTo) {
      this.keptBytes -= this.kept[n].bytes.length
      this.forgotten = this.kept[n++].last
    }
    if (n > 0) this.kept.splice(0, n)
  }

  private resend(peerReceived: number): void {
    this.forget(peerReceived)
    this.next = (this.kept[0]?.first ?? this.forgotten + 1)
    for (const batch of this.kept) {
      this.writeControl()
      this.link!.send(this.sealer!.seal(this.control.buf.subarray(0, this.control.pos), batch.bytes))
      this.control.pos = 0
      this.written = Math.max(this.written, batch.last)
    }
  }

  /** At most one NEXT, PONG, ACK, CREDIT and PING stand in front of a batch, however many were asked for. */
  private writeControl(): void {
    const { control } = this
    if (this.next > 0) control.frame({ kind: Kind.NEXT, call: this.next })
    if (this.pong > 0) control.frame({ kind: Kind.PONG, call: this.pong })
    if (this.resumable && (this.ping || this.received - this.acknowledged >= ACK_FRAMES || this.unacknowledgedBytes >= ACK_BYTES) && this.received > this.acknowledged) {
      control.frame({ kind: Kind.ACK, call: this.received })
      this.acknowledged = this.received
      this.unacknowledgedBytes = 0
    }
    const credit = this.bulkIn.credit(this.tellCredit)
    if (credit > 0) control.frame({ kind: Kind.CREDIT, call: credit })
    this.tellCredit = false
    if (this.ping) control.frame({ kind: Kind.PING, call: Math.max(1, Math.floor(this.clock.now() * 1000)) })
    this.next = this.pong = 0
    this.ping = false
  }

  // -- the lease

  private arm(): void {
    const now = this.clock.now()
    const left = this.heard + this.lease - now
    const suspect = this.suspicious && this.link !== null ? this.heard + this.lease * SUSPECT_SHARE - now : left
    this.stopTimer = this.clock.timer(Math.max(1, Math.min(this.lease / 3, left, suspect)), () => this.beat())
  }

  /** Breaks the Link off, unless this process was itself late and the news lies in the socket. */
  private suspect(): void {
    this.clock.soon(() => {
      if (!this.ended && this.link !== null && this.clock.now() - this.heard >= this.lease * SUSPECT_SHARE) this.breakLink('nothing heard')
    })
  }

  private beat(): void {
    if (this.ended) return
    const now = this.clock.now()
    if (now - this.heard >= this.lease) {
      // This process may itself have been late: what has arrived meanwhile is read first.
      this.clock.soon(() => {
        if (this.ended) return
        const silent = this.clock.now() - this.heard
        if (silent >= this.lease) this.lose('WORKER_LOST', `nothing heard for ${Math.round(silent)} ms`)
        else this.arm()
      })
      return
    }
    if (this.suspicious && this.link !== null && now - this.heard >= this.lease * SUSPECT_SHARE) this.suspect()
    if (now - this.sent >= this.lease / 3 - 1 || (this.resumable && this.received > this.acknowledged)) {
      this.ping = true
      this.flush()
    }
    if (!this.ended) this.arm()
  }
}
