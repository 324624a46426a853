/**
 * Calls that wait for an answer: each ends exactly once, at the latest at its deadline.
 * Not for: writing them (conversation.ts).
 */
import type { RemoteFailure } from '../driver/vm/object.js'
import type { Transfer } from './bulk.js'
import type { Clock } from './clock.js'
import { failure } from './errors.js'

export interface Pending<V> {
  readonly id: number
  /** Of its CALL frame. */
  readonly bytes: number
  /** Number of its CALL frame, or of the last piece; Infinity until that is written. */
  sequence: number
  /** Functions and objects of ours that it gave away. */
  readonly given: readonly number[]
  /** While it leaves in pieces. */
  transfer: Transfer | null
  readonly deadline: number
  readonly done: (failure: RemoteFailure | null, value: V) => void
}

export class Outgoing<V> {
  private readonly pending = new Map<number, Pending<V>>()
  /** Of all that wait. */
  bytes = 0
  /** When the timer will look; Infinity while none runs. One timer for all: most calls end long before. */
  private nextLook = Infinity
  private stopTimer: () => void = () => {}

  /**
   * @param isWritten whether a frame has been given to a Link: then nobody knows whether the call runs.
   * @param givenUp is told of a call that ran out of time or was cancelled: to send a CANCEL, or to take it back unsent.
   */
  constructor(private readonly clock: Clock, private readonly isWritten: (sequence: number) => boolean, private readonly givenUp: (call: Pending<V>) => void) {}

  get size(): number {
    return this.pending.size
  }

  add(call: Pending<V>): void {
    this.pending.set(call.id, call)
    this.bytes += call.bytes
    if (call.deadline < this.nextLook) this.lookAt(call.deadline)
  }

  get(id: number): Pending<V> | undefined {
    return this.pending.get(id)
  }

  /** Ends a call; false if it has ended before. */
  settle(id: number, failed: RemoteFailure | null, value: V): boolean {
    const call = this.pending.get(id)
    if (call === undefined) return false
    this.remove(call)
    call.done(failed, value)
    return true
  }

  /** Ends a call that nobody waits for any more. */
  giveUp(id: number, code: string, message: string): void {
    const call = this.pending.get(id)
    if (call === undefined) return
    this.remove(call)
    const failed = this.failure(call, code, message)
    this.givenUp(call)
    call.done(failed, undefined as V)
  }

  /** Ends all of them. */
  failAll(code: string, message: string, details?: RemoteFailure['details']): void {
    this.stopTimer()
    this.nextLook = Infinity
    const all = [...this.pending.values()]
    this.pending.clear()
    this.bytes = 0
    for (const call of all) call.done({ ...this.failure(call, code, message), ...(details === undefined ? {} : { details }) }, undefined as V)
  }

  private remove(call: Pending<V>): void {
    this.pending.delete(call.id)
    this.bytes -= call.bytes
  }

  private failure(call: Pending<V>, code: string, message: string): RemoteFailure {
    return failure(code, message, this.isWritten(call.sequence) ? 'UNKNOWN' : 'NOT_SENT')
  }

  private lookAt(deadline: number): void {
    this.stopTimer()
    this.nextLook = deadline
    this.stopTimer = this.clock.timer(Math.max(1, Math.ceil(deadline - this.clock.now())), () => this.look())
  }

  private look(): void {
    const now = this.clock.now()
    this.nextLook = Infinity
    let next = Infinity
    const late: number[] = []
    for (const call of this.pending.values()) {
      if (call.deadline <= now) late.push(call.id)
      else if (call.deadline < next) next = call.deadline
    }
    if (next < Infinity) this.lookAt(next)
    for (const id of late) this.giveUp(id, 'DEADLINE', 'The call was not answered in time.')
  }
}
