/**
 * One LPC socket: its state, its owner, and the callbacks it makes. Reads are handed to LPC in
 * order, the next one when the callback of the last has ended; a peer that sends faster waits.
 * Not for: streams (stream.ts), datagrams (datagram.ts), numbers and permissions (table.ts).
 */
import { applyDirect, callClosure, NO_FUNCTION } from '../../driver/vm/calls.js'
import { Closure } from '../../driver/vm/closure.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import type { LpcObject } from '../../driver/vm/object.js'
import type { Result, Value } from '../../driver/vm/values.js'
import type { World } from '../../driver/world/world.js'
import type { Address } from './address.js'
import { MAX_UNREAD } from './limits.js'

export type Callback = string | Closure | undefined

export type State = 'CLOSED' | 'UNBOUND' | 'BOUND' | 'LISTEN' | 'HANDSHAKE' | 'DATA_XFER'

export interface Callbacks {
  read: Callback
  write: Callback
  close: Callback
}

/** Arguments of a callback after the socket's number, made where they can be charged for. */
export type Arguments = (F: Fiber) => Value[]

export abstract class LpcSocket {
  state: State = 'UNBOUND'
  local: Address | null = null
  peer: Address | null = null
  callbacks: Callbacks
  /** To whom socket_release() offers it right now. */
  offeredTo: LpcObject | null = null
  private readonly unread: Array<{ which: 'read' | 'close'; args: Arguments }> = []
  private busy = false

  constructor(readonly world: World, readonly fd: number, readonly mode: number, public owner: LpcObject, callbacks: Partial<Callbacks>, private readonly forget: (s: LpcSocket) => void) {
    this.callbacks = { read: undefined, write: undefined, close: undefined, ...callbacks }
  }

  /** Ends it without a callback. */
  close(): void {
    if (this.state === 'CLOSED') return
    this.state = 'CLOSED'
    this.unread.length = 0
    this.forget(this)
    this.release()
  }

  /** The other side ended it, or it failed: the close callback comes after what was read. */
  protected ended(): void {
    if (this.state === 'CLOSED') return
    this.state = 'CLOSED'
    this.release()
    this.unread.push({ which: 'close', args: () => [] })
    this.pump()
  }

  /** Lets go of what the host holds. */
  protected abstract release(): void
  /** LPC is behind with reading (true), or has caught up. */
  protected abstract throttle(on: boolean): void

  protected get full(): boolean {
    return this.unread.length >= MAX_UNREAD
  }

  protected arrived(args: Arguments): void {
    this.unread.push({ which: 'read', args })
    if (this.full) this.throttle(true)
    this.pump()
  }

  /** A callback out of the order of reads: written, ready to accept. */
  protected call(which: keyof Callbacks): void {
    this.run(this.callbacks[which], () => [])
  }

  private pump(): void {
    if (this.busy) return
    const next = this.unread.shift()
    if (!next) return
    if (this.unread.length === MAX_UNREAD >> 1 && this.state !== 'CLOSED') this.throttle(false)
    this.busy = true
    if (next.which === 'close') this.forget(this)
    this.run(this.callbacks[next.which], next.args, () => {
      this.busy = false
      // In a later turn: a peer that floods must leave room for everybody else.
      if (this.unread.length > 0) this.world.clock.soon(() => this.pump())
    })
  }

  private run(fn: Callback, args: Arguments, end?: () => void): void {
    const { owner } = this
    if (fn === undefined || owner.destructed) return end?.()
    this.world.start({}, (F): Result => {
      const all = [this.fd, ...args(F)]
      if (fn instanceof Closure) return callClosure(F, fn, all)
      const r = applyDirect(F, owner, fn, all)
      return r === NO_FUNCTION ? undefined : r
    }, () => end?.())
  }
}
