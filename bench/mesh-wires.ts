/** What both processes of the mesh benchmark's peers share: a gRPC service, and NATS's own text protocol. */
import { connect, type Socket } from 'node:net'

const bytes = { serialize: (b: Buffer) => b, deserialize: (b: Buffer) => b }

export const ECHO_SERVICE = {
  echo: {
    path: '/bench.Echo/Echo', requestStream: false, responseStream: false,
    requestSerialize: bytes.serialize, requestDeserialize: bytes.deserialize, responseSerialize: bytes.serialize, responseDeserialize: bytes.deserialize,
  },
} as const

/** As much of NATS as a request and its reply need; lighter than its official client. */
export class NatsConnection {
  private readonly socket: Socket
  private rest: Buffer = Buffer.alloc(0)
  private out: Buffer[] = []

  constructor(port: number, private readonly message: (subject: string, reply: string, body: Buffer) => void) {
    this.socket = connect({ host: '127.0.0.1', port, noDelay: true })
    this.socket.write('CONNECT {"verbose":false,"pedantic":false}\r\n')
    this.socket.on('data', (d) => this.data(d))
  }

  subscribe(subject: string): void {
    this.socket.write(`SUB ${subject} 1\r\n`)
  }

  publish(subject: string, reply: string, body: Buffer): void {
    if (this.out.length === 0) {
      setImmediate(() => {
        this.socket.write(Buffer.concat(this.out))
        this.out = []
      })
    }
    this.out.push(Buffer.from(`PUB ${subject}${reply ? ` ${reply}` : ''} ${body.length}\r\n`), body, Buffer.from('\r\n'))
  }

  close(): void {
    this.socket.destroy()
  }

  private data(d: Buffer): void {
    let b = this.rest.length > 0 ? Buffer.concat([this.rest, d]) : d
    for (;;) {
      const eol = b.indexOf('\r\n')
      if (eol < 0) break
      const line = b.toString('latin1', 0, eol)
      if (!line.startsWith('MSG ')) {
        if (line === 'PING') this.socket.write('PONG\r\n')
        b = b.subarray(eol + 2)
        continue
      }
      const parts = line.split(' ')
      const n = Number(parts.at(-1))
      if (b.length < eol + 4 + n) break
      this.message(parts[1], parts.length === 5 ? parts[3] : '', b.subarray(eol + 2, eol + 2 + n))
      b = b.subarray(eol + 4 + n)
    }
    this.rest = b
  }
}
