/**
 * The line to the MUD: subprotocol json.mudstandards.org. BINARY frames carry text both ways,
 * TEXT frames envelopes `{proto, id, data}`: `gmcp`, and `tools` (requests beside the game). Comes
 * back by itself after a broken connection, with what was missed; see PROTOCOLS.md, Session.
 * Not for: what is shown (terminal, log, panel).
 */

export interface ConnectionEvents {
  /** `resumed`: the game goes on where it was, else a login begins. */
  opened(resumed: boolean): void
  /** One output cycle. */
  text(text: string): void
  gmcp(name: string, data: unknown): void
  /** `again`: milliseconds until the next try; null when nobody tries. */
  closed(reason: string, again: number | null): void
}

/** Where a session was left: whoever has this can come back to it, once. */
export interface Place { readonly token: string, readonly frames: number }

const PROTOCOL = 'json.mudstandards.org'
/** Waits before the tries to come back, in ms. After the last, the user is asked. */
const RETRIES = [300, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000]

/** Characters of a request in one frame: three bytes each at most, and the server takes 64 KiB. */
const PIECE = 16_384

export class ToolError extends Error {
  override name = 'ToolError'
  constructor(readonly code: string, message: string, readonly data: Readonly<Record<string, unknown>>) {
    super(message)
  }
}

interface Waiting { done(result: unknown): void, failed(error: ToolError): void }

export class Connection {
  #socket: WebSocket | null = null
  #token = ''
  /** Frames since the token, as the server counts them. */
  #frames = 0
  /** A resume was asked for: what comes before its answer belongs to a login that ends. */
  #resuming = false
  /** What came meanwhile: the greeting, should the answer be no. */
  #held: string[] = []
  #tries = 0
  #timer = 0
  #serial = 0
  readonly #waiting = new Map<number, Waiting>()
  readonly #decoder = new TextDecoder()
  readonly #encoder = new TextEncoder()

  /** @param place the session of the page before this one */
  constructor(private readonly url: string, private readonly events: ConnectionEvents, place: Place | null = null) {
    if (!place) return
    this.#token = place.token
    this.#frames = place.frames
    // That page has been connected: what fails now is tried again.
    this.#tries = 1
  }

  /** null: there is no session to come back to. */
  get place(): Place | null {
    return this.#token === '' ? null : { token: this.#token, frames: this.#frames }
  }

  get open(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN && !this.#resuming
  }

  connect(): void {
    if (this.#socket) return
    clearTimeout(this.#timer)
    const socket = new WebSocket(this.url, PROTOCOL)
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      this.#resuming = this.#token !== ''
      if (this.#resuming) this.#envelope('gmcp', 'Session.Resume', JSON.stringify({ token: this.#token, frame: this.#frames }))
      else this.events.opened(false)
    }
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (typeof data === 'string') return this.#text(data)
      const text = this.#decoder.decode(data)
      if (this.#resuming) return void this.#held.push(text)
      this.#frames++
      this.events.text(text)
    }
    socket.onclose = ({ reason, code }) => this.#closed(reason, code)
  }

  line(text: string): void {
    if (this.open) this.#socket?.send(this.#encoder.encode(`${text}\n`))
  }

  gmcp(name: string, data?: unknown): void {
    if (this.open) this.#envelope('gmcp', name, data === undefined ? '' : JSON.stringify(data))
  }

  /** Asks the server beside the game. Rejects with a ToolError. */
  tool(verb: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    return new Promise((done, failed) => {
      if (!this.open) return failed(new ToolError('CLOSED', 'There is no connection.', {}))
      const id = ++this.#serial
      this.#waiting.set(id, { done, failed })
      let request = JSON.stringify({ ...args, id, verb })
      for (; request.length > PIECE; request = request.slice(PIECE)) this.#envelope('tools', 'more', request.slice(0, PIECE))
      this.#envelope('tools', '', request)
    })
  }

  #envelope(proto: string, id: string, data: string): void {
    this.#socket?.send(JSON.stringify({ proto, id, data }))
  }

  #text(frame: string): void {
    const envelope = parse(frame) as { proto?: unknown, id?: unknown, data?: unknown } | undefined
    if (!envelope || typeof envelope.data !== 'string') return
    if (envelope.proto === 'tools') return this.#answer(envelope.data)
    // As the server counts: answers to tools are no part of the game.
    if (!this.#resuming) this.#frames++
    if (envelope.proto !== 'gmcp' || typeof envelope.id !== 'string') return
    const data = envelope.data === '' ? undefined : parse(envelope.data)
    if (envelope.id.startsWith('Session.')) this.#session(envelope.id, data as Record<string, unknown> | undefined)
    else if (!this.#resuming) this.events.gmcp(envelope.id, data)
  }

  #session(name: string, data: Record<string, unknown> | undefined): void {
    this.#token = typeof data?.token === 'string' ? data.token : ''
    this.#frames = 0
    this.#tries = 0
    if (!this.#resuming || name === 'Session.Token') return
    this.#resuming = false
    const resumed = name === 'Session.Resumed'
    this.events.opened(resumed)
    if (!resumed) for (const text of this.#held) this.events.text(text)
    this.#held = []
  }

  #answer(text: string): void {
    const { id, ok, result, error } = parse(text) as { id: number, ok: boolean, result?: unknown, error?: { code: string, message: string } }
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (ok) waiting?.done(result)
    else waiting?.failed(new ToolError(error?.code ?? 'INTERNAL', error?.message ?? 'It failed.', { ...error }))
  }

  #closed(reason: string, code: number): void {
    this.#socket = null
    this.#resuming = false
    this.#held = []
    for (const { failed } of this.#waiting.values()) failed(new ToolError('CLOSED', 'The connection was lost.', {}))
    this.#waiting.clear()
    // 1000 was meant: somebody quit. Everything else may be the network, or a driver that restarts.
    const wait = code === 1000 && reason !== 'restarting' || this.#token === '' && this.#tries === 0 ? undefined : RETRIES[this.#tries++]
    if (wait === undefined) {
      this.#token = ''
      this.#tries = 0
    } else this.#timer = window.setTimeout(() => this.connect(), wait)
    this.events.closed(reason || (code === 1006 ? 'connection lost' : `closed (${code})`), wait ?? null)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
