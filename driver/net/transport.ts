/**
 * Bytes to and from one client, whatever carries them: a TCP or TLS socket, or the binary frames
 * of a WebSocket. Not for: what the bytes mean (telnet/, websocket/).
 */

export interface TransportEvents {
  data(chunk: Buffer): void
  /** After a `send` that gave false: there is room again. */
  drained(): void
  /** The client will send no more; it may still read. */
  ended(): void
  /** Once, last. */
  closed(reason: string): void
}

export interface Transport {
  readonly address: string
  readonly port: number
  /** The bytes are encrypted by what carries them. */
  readonly secure: boolean
  start(events: TransportEvents): void
  /** Takes the bytes in any case; false asks to wait for `drained` before the next call. */
  send(bytes: Buffer): boolean
  /** Stops and restarts `data`, where the carrier can. */
  pause(): void
  resume(): void
  /** Closes when what was sent has left, or after the grace time. */
  end(reason: string): void
  /** Closes now. */
  destroy(reason: string): void
  /** Lets go of the socket without closing it, for another process to take over; absent where that cannot be. */
  release?(): Promise<ReleasedSocket | null>
}

/** A socket that nobody here reads or writes any more. */
export interface ReleasedSocket {
  readonly handle: SocketHandle
  /** Bytes that had come and were not taken. */
  readonly unread: Buffer
}

/** Node's own object around a socket's descriptor: it can be sent to, or inherited by, another process. */
export interface SocketHandle {
  readonly fd: number
  close(): void
}
