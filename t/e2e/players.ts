/** Players of the end-to-end tests on real sockets: telnet, and the WebSocket's subprotocols. */
import { connect, type Socket } from 'node:net'
import WebSocket from 'ws'
import { PATIENCE, Stream } from './stream.js'

/** What the spine needs of a player, on whatever wire. */
export abstract class Player extends Stream {
  abstract send(...lines: string[]): void

  /**
   * Types these lines and gives what comes from then on, up to the end of the answer to the last,
   * which is what `what` must tell from those before it.
   */
  async ask(lines: string | readonly string[], what: RegExp, ms = PATIENCE): Promise<string> {
    this.text = ''
    this.send(...[lines].flat())
    return (await this.expect(what, ms)) + (await this.rest())
  }

  abstract login(name: string, password: string): Promise<void>
  abstract close(): void

  /** What belongs to an answer after the part that was waited for. */
  protected abstract rest(): Promise<string>
}

export const IAC = 255
export const DONT = 254
export const DO = 253
export const WONT = 252
export const WILL = 251
export const SB = 250
export const GA = 249
export const SE = 240
export const ECHO = 1

/** The mark that a prompt ends in (IAC GA), as it appears in `text`. */
const MARK = '\u241e'

/** A telnet client that refuses every option but ECHO, as the plainest real ones do. */
export class Telnet extends Player {
  /** `WILL 1` and so on, in the order they came. */
  readonly commands: string[] = []
  /** Everything that came, IAC and all. */
  bytes = Buffer.alloc(0)
  private at = 0

  private constructor(readonly socket: Socket) {
    super()
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      this.bytes = Buffer.concat([this.bytes, chunk])
      this.read()
    })
    socket.on('close', () => this.end())
  }

  static open(port: number): Promise<Telnet> {
    return new Promise((done, fail) => {
      const socket = connect(port, '127.0.0.1', () => done(new Telnet(socket)))
      socket.once('error', fail)
    })
  }

  /** On a socket that is open already. */
  static over(socket: Socket): Telnet {
    return new Telnet(socket)
  }

  get echoing(): boolean {
    return this.commands.filter((c) => c === `WILL ${ECHO}` || c === `WONT ${ECHO}`).at(-1) === `WILL ${ECHO}`
  }

  send(...lines: string[]): void {
    for (const line of lines) this.socket.write(line + '\r\n')
  }

  async login(name: string, password: string): Promise<void> {
    await this.expect(/By what name/)
    const answer = await this.ask(name, /Password: |Shall that be you/)
    if (answer.includes('Shall')) {
      await this.ask('y', /Choose a password: /)
      await this.ask(password, /Once more: /)
    }
    await this.ask(password, /(Welcome|back in your body)[^]*> /)
  }

  close(): void {
    this.socket.destroy()
  }

  protected async rest(): Promise<string> {
    return (await this.expect(new RegExp(MARK))).replace(MARK, '')
  }

  /** Takes text and commands off the bytes; what is incomplete waits for more. */
  private read(): void {
    const b = this.bytes
    let text: number[] = []
    const flush = (): void => {
      if (text.length) this.push(Buffer.from(text).toString('utf8').replaceAll('\r', ''))
      text = []
    }
    while (this.at < b.length) {
      if (b[this.at] !== IAC) {
        text.push(b[this.at++])
        continue
      }
      const verb = b[this.at + 1]
      if (verb === undefined) break
      if (verb === SB) {
        const end = b.indexOf(Buffer.from([IAC, SE]), this.at)
        if (end < 0) break
        this.at = end + 2
      } else if (verb >= WILL && verb <= DONT) {
        if (b[this.at + 2] === undefined) break
        this.option(verb, b[this.at + 2])
        this.at += 3
      } else {
        if (verb === GA) text.push(...Buffer.from(MARK))
        else if (verb === IAC) text.push(IAC)
        this.at += 2
      }
    }
    flush()
  }

  private option(verb: number, option: number): void {
    this.commands.push(`${['WILL', 'WONT', 'DO', 'DONT'][verb - WILL]} ${option}`)
    if (verb === WILL) this.socket.write(Buffer.from([IAC, option === ECHO ? DO : DONT, option]))
    else if (verb === WONT && option === ECHO) this.socket.write(Buffer.from([IAC, DONT, option]))
    else if (verb === DO) this.socket.write(Buffer.from([IAC, WONT, option]))
  }
}

/** A client of the subprotocols gmcp.mudstandards.org and json.mudstandards.org. */
export class Web extends Player {
  /** GMCP that came: name and data. */
  readonly messages: [string, unknown][] = []

  private constructor(readonly socket: WebSocket) {
    super()
    socket.on('error', () => {})
    socket.on('message', (data: Buffer, binary) => {
      if (binary) this.push(data.toString('utf8').replaceAll('\r', ''))
      else this.message(data.toString('utf8'))
    })
    socket.on('close', () => this.end())
  }

  static open(port: number, protocol: string): Promise<Web> {
    return new Promise((done, fail) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/`, protocol)
      const web = new Web(socket)
      socket.once('open', () => done(web))
      socket.once('error', fail)
    })
  }

  send(...lines: string[]): void {
    for (const line of lines) this.socket.send(Buffer.from(line))
  }

  /** Sends GMCP in the form of the subprotocol. */
  gmcp(name: string, data: unknown): void {
    const json = JSON.stringify(data)
    this.socket.send(this.socket.protocol.startsWith('json') ? JSON.stringify({ proto: 'gmcp', id: name, data: json }) : `${name} ${json}`)
  }

  async login(name: string, password: string): Promise<void> {
    await this.expect(/By what name/)
    await this.ask(name, /Password: /)
    await this.ask(password, /Welcome|back in your body/)
  }

  close(): void {
    this.socket.close()
  }

  // One frame is one output cycle: what was waited for came with the rest.
  protected rest(): Promise<string> {
    const rest = this.text
    this.text = ''
    return Promise.resolve(rest)
  }

  private message(text: string): void {
    if (text.startsWith('{')) {
      const { id, data } = JSON.parse(text) as { id: string; data: string }
      this.messages.push([id, JSON.parse(data || 'null')])
    } else {
      const space = text.indexOf(' ')
      this.messages.push(space < 0 ? [text, null] : [text.slice(0, space), JSON.parse(text.slice(space + 1))])
    }
  }
}
