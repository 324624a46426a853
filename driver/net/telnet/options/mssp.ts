/** MSSP (tintin.mudhalla.net/protocols/mssp): what listings of MUDs want to know of us. */
import { IAC } from '../codes.js'
import { Option } from '../option.js'

const VAR = 1
const VAL = 2

export class Mssp extends Option {
  override enabled(at: 'LOCAL' | 'REMOTE'): void {
    if (at !== 'LOCAL') return
    const parts: Buffer[] = []
    for (const [name, value] of Object.entries(this.link.owner.mssp())) {
      parts.push(Buffer.from([VAR]), plain(name))
      for (const one of Array.isArray(value) ? value : [value]) parts.push(Buffer.from([VAL]), plain(one))
    }
    this.link.writer.writeSubnegotiation(this.code, Buffer.concat(parts))
  }
}

/** The protocol has no escape for its own marks. */
function plain(text: string): Buffer {
  return Buffer.from(text).filter((byte) => byte > VAL && byte !== IAC) as unknown as Buffer
}
