/**
 * Stands between an agent and the socket of a real container server, and can lose what the server
 * says on the streams of running commands, their ends included.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'

const STREAM = /^GET \/1\.0\/operations\/[^ ]*\/websocket/

export class Between {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #held = false

  constructor(readonly path: string, server: string) {
    this.#server = createServer({ allowHalfOpen: true }, (near) => {
      const far = connect({ path: server, allowHalfOpen: true })
      let stream = false
      for (const s of [near, far]) {
        this.#sockets.add(s)
        s.on('error', () => {}).on('close', () => this.#sockets.delete(s))
      }
      near.once('data', (d) => { stream = STREAM.test(String(d)) })
      near.on('data', (d) => far.write(d)).on('end', () => far.end())
      far.on('data', (d) => { if (!(stream && this.#held)) near.write(d) }).on('end', () => { if (!(stream && this.#held)) near.end() })
    }).listen(path)
  }

  holdStreams(): void {
    this.#held = true
  }

  close(): void {
    this.#server.close()
    for (const s of this.#sockets) s.destroy()
  }
}
