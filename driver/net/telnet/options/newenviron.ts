/**
 * NEW-ENVIRON (RFC 1572) as MNES uses it: who the client is. Only these variables are asked for,
 * since plain telnets would also tell the user's login name and display.
 */
import { MAX_NAME } from '../../limits.js'
import { cleanName } from '../../text.js'
import { isUtf8Name } from './charset.js'
import { applyMtts } from './ttype.js'
import { Option } from '../option.js'

const IS = 0
const SEND = 1
const INFO = 2
const VAR = 0
const VALUE = 1
const ESC = 2
const USERVAR = 3

const ASKED = ['CLIENT_NAME', 'CLIENT_VERSION', 'CHARSET', 'MTTS', 'TERMINAL_TYPE', 'OSC_HYPERLINKS', 'OSC_HYPERLINKS_SEND']

export class NewEnviron extends Option {
  #asked = false
  #name = ''
  #version = ''

  override enabled(at: 'LOCAL' | 'REMOTE'): void {
    if (at !== 'REMOTE' || this.#asked) return
    this.#asked = true
    // MNES's clients know them as VAR, Mudlet without MNES only as USERVAR.
    const variables = [VAR, USERVAR].flatMap((type) => ASKED.map((name) => Buffer.concat([Buffer.from([type]), Buffer.from(name)])))
    this.link.writer.writeSubnegotiation(this.code, Buffer.concat([Buffer.from([SEND]), ...variables]))
  }

  protected override received(message: Buffer): void {
    if (message[0] !== IS && message[0] !== INFO) return
    const { info } = this.link.owner
    for (const [name, value] of variables(message.subarray(1))) {
      if (value === '') continue
      if (name === 'CLIENT_NAME') this.#name = value
      else if (name === 'CLIENT_VERSION') this.#version = value
      else if (name === 'TERMINAL_TYPE') info.terminal = value
      else if (name === 'MTTS' && /^\d{1,9}$/.test(value)) applyMtts(info, Number(value), this.link.charsetKnown)
      else if (name === 'OSC_HYPERLINKS') info.links = value !== '1' ? '' : info.links === 'osc8' ? 'osc8' : 'pages'
      else if (name === 'OSC_HYPERLINKS_SEND') info.links = value === '1' ? 'osc8' : info.links
      else if (name === 'CHARSET') {
        this.link.charsetKnown = true
        info.utf8 = isUtf8Name(value)
      }
    }
    if (this.#name !== '') info.client = `${this.#name} ${this.#version}`.trim().slice(0, MAX_NAME)
  }
}

/** `VAR name VALUE value …`, each part with ESC before bytes that would look like a mark. */
function* variables(bytes: Buffer): Generator<[string, string]> {
  let name: string | null = null
  let part: number[] = []
  let inValue = false
  const text = (): string => cleanName(Buffer.from(part).toString('utf8'), MAX_NAME)
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at]
    if (at < bytes.length && byte !== VAR && byte !== VALUE && byte !== USERVAR) {
      if (byte === ESC) at++
      if (at < bytes.length) part.push(bytes[at])
      continue
    }
    if (inValue && name !== null) yield [name, text()]
    if (byte === VALUE) name = text()
    else name = null
    inValue = byte === VALUE
    part = []
  }
}
