/**
 * The line to the MUD: subprotocol gmcp.mudstandards.org. BINARY frames carry text both ways,
 * TEXT frames GMCP. Of our own in GMCP: `Core.Echo {"on"}` from the server (hide what is typed),
 * `Core.Terminal {"cols","rows","screenReader"}` and `Core.Interrupt` from the client.
 * Not for: what is shown (terminal, log).
 */

export interface ConnectionEvents {
  opened(): void
  /** One output cycle. */
  text(text: string): void
  gmcp(name: string, data: unknown): void
  closed(reason: string): void
}

const PROTOCOL = 'gmcp.mudstandards.org'

export class Connection {
  #socket: WebSocket | null = null
  readonly #decoder = new TextDecoder()
  readonly #encoder = new TextEncoder()

  constructor(private readonly url: string, private readonly events: ConnectionEvents) {}

  get open(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  connect(): void {
    if (this.#socket) return
    const socket = new WebSocket(this.url, PROTOCOL)
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => this.events.opened()
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (typeof data !== 'string') return this.events.text(this.#decoder.decode(data))
      const message = parse(data)
      if (message) this.events.gmcp(message.name, message.data)
    }
    socket.onclose = ({ reason, code }) => {
      this.#socket = null
      this.events.closed(reason || (code === 1006 ? 'connection lost' : `closed (${code})`))
    }
  }

  line(text: string): void {
    if (this.open) this.#socket?.send(this.#encoder.encode(`${text}\n`))
  }

  gmcp(name: string, data?: unknown): void {
    if (this.open) this.#socket?.send(data === undefined ? name : `${name} ${JSON.stringify(data)}`)
  }
}

function parse(frame: string): { name: string, data: unknown } | null {
  const space = frame.indexOf(' ')
  if (space < 0) return { name: frame, data: undefined }
  try {
    return { name: frame.slice(0, space), data: JSON.parse(frame.slice(space + 1)) as unknown }
  } catch {
    return null
  }
}
