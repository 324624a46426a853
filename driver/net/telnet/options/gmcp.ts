/** GMCP (option 201): packages and JSON in subnegotiations. */
import { formatGmcp, parseGmcp } from '../../gmcp.js'
import { Option } from '../option.js'

export class Gmcp extends Option {
  override enabled(): void {
    this.link.owner.info.gmcp = true
  }

  override disabled(): void {
    this.link.owner.info.gmcp = false
  }

  /** Nothing happens unless the client has agreed to GMCP and supports the module. */
  send(name: string, data: unknown): void {
    if (this.us !== 'YES' || !this.link.owner.gmcpSession.supports(name)) return
    const text = formatGmcp(name, data)
    if (text === null) this.link.protocolError('GMCP message out that is no JSON or too long')
    else this.link.writer.writeSubnegotiation(this.code, text, 'gmcp')
  }

  protected override received(message: Buffer): void {
    const parsed = parseGmcp(message.toString('utf8'))
    if (!parsed) return this.link.protocolError('malformed GMCP')
    if (this.link.owner.allowSignal()) this.link.owner.gmcpSession.receive(parsed)
  }
}
