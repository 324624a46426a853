/**
 * The first records on a Link, on both sides: sending a HELLO or RESUME and taking its answer;
 * taking one and answering. Time-limited and bounded. What the messages hold is handshake.ts;
 * who is let in, session.ts and control.ts.
 */
import { RecordLink } from './batch.js'
import type { Clock } from './clock.js'
import { MeshError, type MeshCode } from './errors.js'
import { decodeFrame, Kind, type BodyFrame, type BodyKind } from './frame.js'
import { encodeFrame } from './framewriter.js'
import { decodeReason, encodeReason } from './handshake.js'
import type { Link } from './link.js'
import { HANDSHAKE_TIMEOUT, MAX_HANDSHAKES } from './limits.js'

/**
 * Sends one handshake frame and waits for the answer of kind `want`. `take` runs in the same turn as
 * the answer arrives, since sealed records may follow in the same chunk; what it throws rejects.
 */
export function ask<T>(link: Link, clock: Clock, kind: BodyKind, body: Uint8Array, want: BodyKind, take: (records: RecordLink, answer: Uint8Array) => T, timeoutMs = HANDSHAKE_TIMEOUT): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let over = false
    const fail = (e: unknown) => {
      if (over) return
      over = true
      stop()
      link.close('the handshake failed')
      reject(e instanceof MeshError ? e : new MeshError('HANDSHAKE', String(e)))
    }
    const records = new RecordLink(link, {
      closed: (reason) => fail(new MeshError('HANDSHAKE', `The other side hung up during the handshake: ${reason}.`)),
      record(bytes) {
        if (over) return
        try {
          const f = decodeFrame(bytes)
          if (f.kind === Kind.REJECT) throw rejection(f.body)
          if (f.kind !== want) throw new MeshError('PROTOCOL', 'The other side answered the handshake with something else.')
          const result = take(records, f.body)
          over = true
          stop()
          resolve(result)
        } catch (e) {
          fail(e)
        }
      },
    })
    const stop = clock.timer(timeoutMs, () => fail(new MeshError('HANDSHAKE', 'The other side did not answer the handshake in time.')))
    sendFrame(records, kind, body)
  })
}

/** Waits for first records, a bounded number at a time. */
export class Doorman {
  private waiting = 0

  /** @param refused is told of every handshake that came to nothing. */
  constructor(private readonly clock: Clock, private readonly refused: (code: string, detail: string) => void) {}

  /**
   * `admit` answers (with sendFrame) and attaches, in the same turn; what it throws is the REJECT.
   */
  open(link: Link, admit: (records: RecordLink, first: BodyFrame) => void): void {
    if (this.waiting >= MAX_HANDSHAKES) {
      this.refused('OVERLOADED', `${MAX_HANDSHAKES} handshakes under way`)
      return link.close('too many handshakes')
    }
    this.waiting++
    let over = false
    const finish = () => {
      if (over) return false
      over = true
      this.waiting--
      stop()
      return true
    }
    const stop = this.clock.timer(HANDSHAKE_TIMEOUT, () => {
      if (!finish()) return
      this.refused('HANDSHAKE', 'nothing came in time')
      link.close('the handshake took too long')
    })
    const records = new RecordLink(link, {
      closed: (reason) => void (finish() && this.refused('HANDSHAKE', reason)),
      record: (bytes) => {
        if (!finish()) return
        try {
          const f = decodeFrame(bytes)
          if (f.kind !== Kind.HELLO && f.kind !== Kind.RESUME) throw new MeshError('PROTOCOL', 'The first frame was neither HELLO nor RESUME.')
          admit(records, f)
        } catch (e) {
          if (!(e instanceof MeshError)) throw e
          this.refused(e.code, e.message)
          sendFrame(records, Kind.REJECT, encodeReason(e.code, e.message))
          link.close('refused')
        }
      },
    })
  }
}

/** One handshake frame in a record of its own. */
export function sendFrame(records: RecordLink, kind: BodyKind, body: Uint8Array): void {
  const frame = encodeFrame({ kind, body })
  const record = new Uint8Array(frame.length + 4)
  record.set(frame, 4)
  records.send(record)
}

/** Codes that a REJECT may carry into our errors; others become REFUSED. */
const REJECTIONS = new Set<string>(['PROTOCOL', 'MALFORMED', 'DENIED', 'OVERLOADED', 'HANDSHAKE', 'WORKER_LOST', 'CLOSED', 'TICKET_FORGED', 'TICKET_EXPIRED', 'TICKET_REPLAYED', 'TICKET_WRONG_CALLER', 'TICKET_WRONG_WORKER', 'TICKET_MALFORMED'] satisfies MeshCode[])

function rejection(body: Uint8Array): MeshError {
  const { code, message } = decodeReason(body)
  return new MeshError(REJECTIONS.has(code) ? (code as MeshCode) : 'REFUSED', message)
}
