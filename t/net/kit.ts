/** What the net tests share: a small echo world that records, and clients that wait for what they expect. */
import { connect, type Socket } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import WebSocket from 'ws'
import type { Log } from '../../driver/net/log.js'
import type { Accept, Wire } from '../../driver/net/wire.js'

/** Longer than anything here takes on a busy machine; only a failing test waits this long. */
const PATIENCE_MS = 40_000

export class World {
  readonly wires: Wire[] = []
  readonly lines: string[] = []
  readonly gmcp: [string, unknown][] = []
  readonly windows: [number, number][] = []
  readonly closed: string[] = []
  /** All of it in order, one text each. */
  readonly events: string[] = []
  interrupts = 0
  readonly #waiters: (() => void)[] = []

  /** Echoes each line, and knows `pw` (asks a hidden line), `quit`, `throw`, `flood N`. */
  readonly accept: Accept = (wire) => {
    this.wires.push(wire)
    let hidden = false
    wire.write('Welcome.\n')
    wire.prompt('> ')
    return {
      line: (text) => {
        this.lines.push(text)
        this.#record(`line ${text}`)
        if (hidden) {
          hidden = false
          wire.echo(true)
        }
        if (text === 'quit') return wire.close('quit')
        if (text === 'throw') throw new TypeError('a fault of the world')
        if (text === 'pw') {
          hidden = true
          wire.echo(false)
          return wire.prompt('Password: ')
        }
        const flood = /^flood (\d+)$/.exec(text)
        if (flood) for (let i = 0; i < Number(flood[1]); i++) wire.write(`${i} ${'x'.repeat(1000)}\n`)
        wire.write(`You said: ${text}\n`)
        wire.prompt('> ')
      },
      interrupt: () => {
        this.interrupts++
        this.#record('interrupt')
      },
      gmcp: (name, data) => {
        this.gmcp.push([name, data])
        this.#record(`gmcp ${name} ${JSON.stringify(data)}`)
      },
      window: (cols, rows) => {
        this.windows.push([cols, rows])
        this.#record(`window ${cols} ${rows}`)
      },
      closed: (reason) => {
        this.closed.push(reason)
        this.#record('closed')
      },
    }
  }

  get wire(): Wire {
    return this.wires[this.wires.length - 1]
  }

  /** Resolves when `test` holds; looked at after each event. */
  until(test: () => boolean, what = 'the world to see it'): Promise<void> {
    return patient(what, (done) => {
      const look = (): void => {
        if (test()) done()
      }
      this.#waiters.push(look)
      look()
    })
  }

  #record(event: string): void {
    this.events.push(event)
    for (const look of this.#waiters) look()
  }
}

/** A telnet client that does nothing by itself. */
export class Client {
  bytes = Buffer.alloc(0)
  ended = false
  #looks: (() => void)[] = []

  constructor(readonly socket: Socket) {
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      this.bytes = Buffer.concat([this.bytes, chunk])
      this.#look()
    })
    socket.on('close', () => {
      this.ended = true
      this.#look()
    })
  }

  static open(port: number): Promise<Client> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Client(socket)))
      socket.once('error', reject)
    })
  }

  send(...parts: (string | Buffer | readonly number[])[]): void {
    this.socket.write(Buffer.concat(parts.map((part) => Buffer.from(part as string))))
  }

  /** Waits until the bytes so far (from `bytes`) contain this; returns where it ends. */
  async until(wanted: string | Buffer | readonly number[]): Promise<number> {
    const bytes = Buffer.from(wanted as string)
    await this.#wait(`${JSON.stringify(wanted)}`, () => this.bytes.includes(bytes))
    return this.bytes.indexOf(bytes) + bytes.length
  }

  /** The same for what comes after the last call of `next`, which is dropped. */
  async next(wanted: string | Buffer | readonly number[]): Promise<Buffer> {
    const end = await this.until(wanted)
    const before = this.bytes.subarray(0, end)
    this.bytes = this.bytes.subarray(end)
    return before
  }

  closed(): Promise<void> {
    return this.#wait('the connection to close', () => this.ended)
  }

  end(): void {
    this.socket.destroy()
  }

  #wait(what: string, test: () => boolean): Promise<void> {
    return patient(what, (done) => {
      const look = (): void => {
        if (test()) done()
      }
      this.#looks.push(look)
      look()
    }, () => ` (so far: ${JSON.stringify(this.bytes.toString('latin1').slice(-300))})`)
  }

  #look(): void {
    for (const look of this.#looks) look()
  }
}

/** A WebSocket client whose frames are waited for one by one. */
export class WsClient {
  readonly frames: { binary: boolean, text: string, bytes: Buffer }[] = []
  code: number | null = null
  #looks: (() => void)[] = []

  constructor(readonly socket: WebSocket) {
    socket.on('error', () => {})
    socket.on('message', (data: Buffer, binary) => {
      this.frames.push({ binary, text: data.toString('utf8'), bytes: data })
      this.#look()
    })
    socket.on('close', (code) => {
      this.code = code
      this.#look()
    })
  }

  static open(port: number, protocol: string | string[] = [], options: WebSocket.ClientOptions = {}): Promise<WsClient> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/`, protocol, options)
      const client = new WsClient(socket)
      socket.once('open', () => resolve(client))
      socket.once('error', reject)
    })
  }

  /** The first frame from now on that contains this; it and those before it are dropped. */
  async next(wanted: string, binary?: boolean): Promise<{ binary: boolean, text: string, bytes: Buffer }> {
    const find = (): number => this.frames.findIndex((f) => f.text.includes(wanted) && (binary === undefined || f.binary === binary))
    await this.#wait(`a frame with ${JSON.stringify(wanted)}`, () => find() >= 0)
    const at = find()
    return this.frames.splice(0, at + 1)[at]
  }

  closed(): Promise<void> {
    return this.#wait('the WebSocket to close', () => this.code !== null)
  }

  #wait(what: string, test: () => boolean): Promise<void> {
    return patient(what, (done) => {
      const look = (): void => {
        if (test()) done()
      }
      this.#looks.push(look)
      look()
    }, () => ` (frames: ${JSON.stringify(this.frames.slice(-5).map((f) => f.text))})`)
  }

  #look(): void {
    for (const look of this.#looks) look()
  }
}

/** Waits for a callback, with a deadline that names what was missing. */
export function patient(what: string, start: (done: () => void) => void, detail: () => string = () => ''): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TypeError(`waited in vain for ${what}${detail()}`)), PATIENCE_MS)
    start(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Looks again and again, for what gives no event (counters, memory). */
export async function eventually(what: string, test: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  while (!test()) {
    if (Date.now() > end) throw new TypeError(`waited in vain for ${what}`)
    await after(5)
  }
}

/** Keeps what was logged at `warn` and above. */
export class Logs implements Log {
  readonly warnings: string[] = []
  readonly errors: string[] = []
  debug(): void {}
  info(): void {}
  warn(_fields: object, message: string): void {
    this.warnings.push(message)
  }
  error(_fields: object, message: string): void {
    this.errors.push(message)
  }
}
