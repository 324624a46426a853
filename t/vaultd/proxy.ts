/** A TCP proxy that keeps all that passes it and can be cut and healed. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface Proxy {
  readonly port: number
  readonly seen: Buffer[]
  /** Ends what runs and takes no more. */
  cut(): void
  heal(): void
  close(): void
}

export async function proxy(port: number): Promise<Proxy> {
  const seen: Buffer[] = []
  const sockets = new Set<Socket>()
  let up = true
  const server = createServer((a) => {
    if (!up) return void a.destroy()
    const b = connect(port, '127.0.0.1')
    for (const [from, to] of [[a, b], [b, a]]) {
      sockets.add(from)
      from.on('data', (d: Buffer) => {
        seen.push(d)
        to.write(d)
      })
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const cut = () => {
    up = false
    for (const s of sockets) s.destroy()
  }
  return {
    seen, cut, port: (server.address() as AddressInfo).port,
    heal: () => void (up = true),
    close() {
      cut()
      server.close()
    },
  }
}
