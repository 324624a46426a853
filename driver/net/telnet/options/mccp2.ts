/** MCCP2 (option 86): all we send after the subnegotiation is one zlib stream. The layer itself is deflate.ts. */
import { Option } from '../option.js'

export class Mccp2 extends Option {
  override enabled(at: 'LOCAL' | 'REMOTE'): void {
    if (at !== 'LOCAL') return
    this.link.writer.writeSubnegotiation(this.code)
    this.link.owner.compress(true)
  }

  override disabled(at: 'LOCAL' | 'REMOTE'): void {
    if (at === 'LOCAL') this.link.owner.compress(false)
  }
}
