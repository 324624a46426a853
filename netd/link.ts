/**
 * A Link is a reliable, ordered stream of bytes to one other process: TCP (tcp.ts), an inherited
 * descriptor (tcp.ts), a WebSocket (wslink.ts), or two ends in memory (pairLinks, for tests).
 * It knows nothing of records or frames: chunks may be cut anywhere.
 */

export interface LinkHandlers {
  /** The bytes belong to the receiver until it returns; what it keeps it must copy. */
  data(bytes: Uint8Array): void
  /** Called once, also after the own close(). Never called inside start() or send(). */
  close(reason: string): void
}

export interface Link {
  /** Begins delivery. Called exactly once; nothing that arrived before is lost. */
  start(handlers: LinkHandlers): void
  /** Takes the bytes over (the caller may not touch them again). Ignored after close. */
  send(bytes: Uint8Array): void
  /** Flushes what was sent, then closes. Harmless when repeated. */
  close(reason?: string): void
  /** Bytes taken by send() that the operating system has not yet taken. */
  readonly bufferedBytes: number
  /** For logs: `tcp 127.0.0.1:4000`. */
  readonly name: string
}

/**
 * A Link fed by hand: for servers whose sockets are event callbacks (uWebSockets.js), for
 * channels inside another stream, for relays. The owner calls push() and closed().
 */
export class PushLink implements Link {
  private handlers: LinkHandlers | null = null
  private early: Uint8Array[] = []
  private earlyBytes = 0
  private over: string | null = null
  private told = false

  /**
   * @param sink where sent bytes go; `close` ends the carrier; `buffered` tells its backlog.
   * @param earlyLimit bytes kept before start(); more closes the link.
   */
  constructor(
    readonly name: string,
    private readonly sink: { send(bytes: Uint8Array): void; close(): void; buffered(): number },
    private readonly earlyLimit = 65_536,
  ) {}

  get bufferedBytes(): number {
    return this.over === null ? this.sink.buffered() : 0
  }

  start(handlers: LinkHandlers): void {
    this.handlers = handlers
    const early = this.early
    this.early = []
    queueMicrotask(() => {
      for (const bytes of early) handlers.data(bytes)
      if (this.over !== null) this.tell()
    })
  }

  send(bytes: Uint8Array): void {
    if (this.over === null) this.sink.send(bytes)
  }

  close(reason = 'closed here'): void {
    if (this.over !== null) return
    this.over = reason
    this.sink.close()
    queueMicrotask(() => this.tell())
  }

  /** The carrier received bytes. They are copied only if start() has not been called yet. */
  push(bytes: Uint8Array): void {
    if (this.over !== null) return
    if (this.handlers !== null && this.early.length === 0) return this.handlers.data(bytes)
    this.earlyBytes += bytes.length
    if (this.earlyBytes > this.earlyLimit) return this.close('too much before the session began')
    this.early.push(bytes.slice())
  }

  /** The carrier is gone. */
  closed(reason: string): void {
    if (this.over !== null) return
    this.over = reason
    queueMicrotask(() => this.tell())
  }

  private tell(): void {
    if (this.told || this.handlers === null) return
    this.told = true
    this.handlers.close(this.over ?? 'closed')
  }
}

/** Two Links joined in memory; each chunk arrives in its own turn of the event loop. */
export function pairLinks(): [PushLink, PushLink] {
  const far = (to: () => PushLink) => ({
    send: (bytes: Uint8Array) => void setImmediate(() => to().push(bytes)),
    close: () => void setImmediate(() => to().closed('closed by the peer')),
    buffered: () => 0,
  })
  const a: PushLink = new PushLink('memory a', far(() => b))
  const b: PushLink = new PushLink('memory b', far(() => a))
  return [a, b]
}
