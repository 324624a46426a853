/** CHARSET (RFC 2066): we ask for UTF-8, and take ASCII if the client has no better. */
import { MAX_NAME } from '../../limits.js'
import { Option } from '../option.js'

const REQUEST = 1
const ACCEPTED = 2
const REJECTED = 3

export class Charset extends Option {
  #asked = false

  /** Either side may have been the one to say WILL: clients differ. */
  override enabled(): void {
    if (this.#asked) return
    this.#asked = true
    this.link.writer.writeSubnegotiation(this.code, Buffer.concat([Buffer.from([REQUEST]), Buffer.from(';UTF-8;US-ASCII')]))
  }

  protected override received(message: Buffer): void {
    const text = message.toString('latin1', 1)
    switch (message[0]) {
      case ACCEPTED:
        this.link.charsetKnown = true
        this.link.owner.info.utf8 = isUtf8Name(text)
        return
      case REQUEST: {
        // The client asks first: its list begins with the separator it uses.
        const wanted = text.slice(1).split(text[0] ?? ';').find(isUtf8Name)
        if (wanted === undefined) return this.link.writer.writeSubnegotiation(this.code, Buffer.from([REJECTED]))
        this.link.charsetKnown = true
        this.link.owner.info.utf8 = true
        this.link.writer.writeSubnegotiation(this.code, Buffer.concat([Buffer.from([ACCEPTED]), Buffer.from(wanted.slice(0, MAX_NAME))]))
      }
    }
  }
}

export function isUtf8Name(name: string): boolean {
  return /^utf-?8$/i.test(name.trim())
}
