/** Sockets over UDP. One that was not bound gets an address of the host's choice when it first sends. */
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6, type AddressInfo } from 'node:net'
import type { Value } from '../../driver/vm/values.js'
import { showAddress, type Address } from './address.js'
import { EE, Mode, SUCCESS } from './codes.js'
import { MAX_UNSENT } from './limits.js'
import { LpcSocket } from './socket.js'

export class DatagramSocket extends LpcSocket {
  private socket: Socket | null = null
  private v6 = false

  /** Binds; `done` gets SUCCESS or an error number. */
  bind(at: Address, done: (code: number) => void): void {
    const s = this.open(at.host)
    let told = false
    const tell = (code: number): void => {
      if (!told) done(code)
      told = true
    }
    s.once('error', (e: NodeJS.ErrnoException) => {
      if (this.socket === s) this.socket = null
      tell(e.code === 'EADDRINUSE' ? EE.ADDRINUSE : EE.BIND)
    })
    s.bind({ address: at.host, port: at.port, exclusive: true }, () => {
      if (this.socket !== s) {
        s.close()
        return tell(EE.BADF)
      }
      const { address, port } = s.address() as AddressInfo
      this.local = { host: address, port }
      this.state = 'BOUND'
      tell(SUCCESS)
    })
  }

  private open(host: string): Socket {
    this.v6 = isIPv6(host)
    const s = createSocket(this.v6 ? 'udp6' : 'udp4')
    this.socket = s.unref()
    s.on('error', () => {})
    s.on('message', (bytes, from) => {
      // Only what was bound by the mudlib listens. Datagrams may be lost: rather here than in memory.
      if (this.state !== 'BOUND' || this.full) return
      const data: Value = this.mode === Mode.DATAGRAM_BINARY ? new Uint8Array(bytes) : bytes.toString('utf8')
      const sender = showAddress({ host: from.address, port: from.port })
      this.arrived(() => [data, sender])
    })
    return s
  }

  send(bytes: Uint8Array, to: Address): number {
    // One family each: that of the address it was bound to, or first sent to.
    if (this.socket && isIPv6(to.host) !== this.v6) return EE.SENDTO
    const s = this.socket ?? this.open(to.host)
    if (s.getSendQueueSize() > MAX_UNSENT) return EE.WOULDBLOCK
    try {
      s.send(bytes, to.port, to.host, () => {})
    } catch {
      return EE.SENDTO
    }
    return SUCCESS
  }

  protected throttle(): void {}

  protected release(): void {
    const s = this.socket
    this.socket = null
    try {
      s?.close()
    } catch {
      // Not bound yet: nothing to close.
    }
  }
}
