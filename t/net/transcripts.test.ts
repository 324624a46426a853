/**
 * Whole negotiations of clients that are not packaged for our system, byte by byte: t/net/fixtures
 * says what they send and what they must be sent. Made from their sources.
 */
import t from 'tap'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createInflate, type Inflate } from 'node:zlib'
import { DO, EOR_MARK, IAC, OPTION, SB, SE, WILL, WONT, DONT } from '../../driver/net/telnet/codes.js'
import { listenTelnet } from '../../driver/net/telnet/listen.js'
import type { WireInfo } from '../../driver/net/wire.js'
import { Logs, patient, World } from './kit.js'

const NAMES: Record<string, number> = {
  IAC, SB, SE, DO, DONT, WILL, WONT, TTYPE: OPTION.TTYPE, NAWS: OPTION.NAWS, 'NEW-ENVIRON': OPTION.NEW_ENVIRON, CHARSET: OPTION.CHARSET,
  EOR: OPTION.EOR, MSSP: OPTION.MSSP, GMCP: OPTION.GMCP, MCCP2: OPTION.MCCP2,
}

const EOR = Buffer.from([IAC, EOR_MARK])

interface Step { readonly from: 'S' | 'C'; readonly bytes: Buffer; /** Only its beginning is given. */ readonly open: boolean; readonly text: string }

function steps(file: string): Step[] {
  const dir = fileURLToPath(new URL('../../../t/net/fixtures/', import.meta.url))
  return readFileSync(dir + file, 'utf8').split('\n').filter((l) => /^[SC] /.test(l)).map((line) => {
    // A text ends at a quote before the next word of ours, so that JSON needs no escapes.
    const words = line.slice(2).match(/"(?:.*?)"(?= IAC| \d|$)|\S+/g) ?? []
    const open = words.at(-1) === '...'
    const parts = (open ? words.slice(0, -1) : words).map((w) => (w.startsWith('"') ? Buffer.from(w.slice(1, -1)) : Buffer.from([NAMES[w] ?? Number(w)])))
    return { from: line[0] as 'S' | 'C', bytes: Buffer.concat(parts), open, text: line.slice(2) }
  })
}

/** A client that undoes compression and cuts what comes into commands and text. */
class Transcript {
  readonly items: Buffer[] = []
  text = ''
  /** Ends of prompts. */
  marks = 0
  #bytes = Buffer.alloc(0)
  #zlib: Inflate | null = null
  #looks: (() => void)[] = []
  readonly socket

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1')
    this.socket.on('error', () => {})
    this.socket.on('data', (d) => (this.#zlib ? void this.#zlib.write(d) : this.#take(d)))
  }

  until(what: string, test: () => boolean): Promise<void> {
    return patient(what, (done) => {
      const look = (): void => {
        if (test()) done()
      }
      this.#looks.push(look)
      look()
    }, () => ` (so far: ${this.items.map((i) => i.toString('hex')).join(' ')}; text ${JSON.stringify(this.text)})`)
  }

  #take(data: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, data])
    for (;;) {
      const b = this.#bytes
      const iac = b.indexOf(IAC)
      if (iac !== 0) this.text += b.subarray(0, iac < 0 ? b.length : iac).toString('utf8')
      if (iac < 0) this.#bytes = Buffer.alloc(0)
      if (iac < 0) break
      const end = b[iac + 1] === SB ? b.indexOf(Buffer.from([IAC, SE]), iac) + 2 : b[iac + 1] >= WILL ? iac + 3 : iac + 2
      if (end < iac + 2 || end > b.length) {
        this.#bytes = b.subarray(iac)
        break
      }
      const item = b.subarray(iac, end)
      if (!item.equals(EOR)) this.items.push(item)
      else this.marks++
      this.#bytes = b.subarray(end)
      if (item[1] === SB && item[2] === OPTION.MCCP2) {
        const rest = this.#bytes
        this.#bytes = Buffer.alloc(0)
        this.#zlib = createInflate().on('data', (d: Buffer) => this.#take(d))
        this.#zlib.write(rest)
        break
      }
    }
    for (const look of this.#looks) look()
  }
}

const CLIENTS: ReadonlyArray<readonly [string, Partial<WireInfo>]> = [
  ['mudlet.txt', { client: 'MUDLET 4.19.1', terminal: 'ANSI-TRUECOLOR', utf8: true, gmcp: true, cols: 100, rows: 40, screenReader: false }],
  ['blightmud.txt', { client: 'Blightmud 5.3.1', terminal: 'XTERM-256COLOR', utf8: true, gmcp: true, cols: 255, rows: 48, screenReader: true }],
]

for (const [file, info] of CLIENTS) {
  t.test(file, async (t) => {
    const world = new World()
    const server = await listenTelnet({ host: '127.0.0.1', port: 0, accept: world.accept, log: new Logs(), mssp: () => ({ NAME: 'Hauki', PLAYERS: '1' }) })
    t.teardown(() => server.close())
    const client = new Transcript(server.port)
    let seen = 0
    let sending: Buffer[] = []
    const all = steps(file)
    for (const step of [...all, null]) {
      if (step?.from === 'C') {
        sending.push(step.bytes)
        continue
      }
      if (sending.length > 0) client.socket.write(Buffer.concat(sending))
      sending = []
      if (!step) break
      await client.until(step.text, () => client.items.length > seen)
      const got = client.items[seen++]
      t.equal((step.open ? got.subarray(0, step.bytes.length) : got).toString('hex'), step.bytes.toString('hex'), step.text)
    }
    const marks = client.marks
    t.equal(marks, 1, 'the first prompt got its mark when the client had spoken')
    client.socket.write('look\r\n')
    await world.until(() => world.lines.length > 0)
    await client.until('the prompt mark', () => client.marks > marks && client.text.includes('You said: look'))
    t.same(world.lines, ['look'], 'not a byte of it became input')
    t.match(world.wire.info, info)
    t.same([server.stats.protocolErrors, world.closed], [0, []])
    t.same(client.items.slice(seen), [], 'nothing was sent that the client must not see')
    world.wire.gmcp('Char.Vitals', { hp: 1 })
    await client.until('GMCP', () => client.items.some((i) => i.includes('Char.Vitals')))
    client.socket.destroy()
    await world.until(() => world.closed.length > 0)
  })
}
