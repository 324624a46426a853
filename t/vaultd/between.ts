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
      const silent = (): boolean => stream && this.#held
      for (const s of [near, far]) {
        this.#sockets.add(s)
        s.on('error', () => {})
      }
      near.once('data', (d) => { stream = STREAM.test(String(d)) })
      near.on('data', (d) => far.write(d)).on('end', () => far.end()).on('close', () => this.#gone(near, far))
      far.on('data', (d) => { if (!silent()) near.write(d) }).on('end', () => { if (!silent()) near.end() }).on('close', () => this.#gone(far, silent() ? null : near))
    }).listen(path)
  }

  /** A reset has no end: the other side hears of it all the same, after what was written to it. */
  #gone(one: Socket, other: Socket | null): void {
    this.#sockets.delete(one)
    other?.destroySoon()
  }

  holdStreams(): void {
    this.#held = true
  }

  close(): void {
    this.#server.close()
    for (const s of this.#sockets) s.destroy()
  }
}
