/** NAWS (RFC 1073): the client's window size, two unsigned 16-bit numbers; 0 means unknown. */
import { setWindow } from '../../gmcp.js'
import { Option } from '../option.js'

export class Naws extends Option {
  protected override received(message: Buffer): void {
    if (message.length !== 4) return this.link.protocolError('NAWS of the wrong length')
    const { info, events } = this.link.owner
    if (this.link.owner.allowSignal()) setWindow(info, events, message.readUInt16BE(0), message.readUInt16BE(2))
  }
}
