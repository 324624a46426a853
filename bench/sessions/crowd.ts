/** Many plain connections from one process, and what they wait for. */
import { connect, type Socket } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'

/** Connections begun at once: a listener's backlog is finite. */
const WAVE = 250
/** Connections of one source address: the driver has a limit. */
const PER_ADDRESS = 2_000
const PATIENCE_MS = 60_000

export class Crowd {
  readonly sockets: Socket[] = []
  private readonly texts: string[] = []

  static async come(port: number, count: number, greeting: string): Promise<Crowd> {
    const crowd = new Crowd()
    while (crowd.sockets.length < count) {
      const wave: Promise<void>[] = []
      for (let i = 0; i < WAVE && crowd.sockets.length < count; i++) wave.push(crowd.one(port, greeting))
      await Promise.all(wave)
    }
    return crowd
  }

  private one(port: number, greeting: string): Promise<void> {
    const index = this.sockets.length
    return new Promise((done, fail) => {
      const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.0.${2 + Math.floor(index / PER_ADDRESS)}` })
      this.sockets.push(socket)
      this.texts.push('')
      socket.setNoDelay(true)
      socket.once('error', fail)
      const greeted = (d: Buffer): void => {
        this.texts[index] += d.toString('latin1')
        if (!this.texts[index].includes(greeting)) return
        this.texts[index] = ''
        socket.off('data', greeted)
        done()
      }
      socket.on('data', greeted)
    })
  }

  /** Everybody types, waits for the prompt, and types again. Latencies in ms, and commands a second. */
  async type(seconds: number): Promise<{ count: number; perSecond: number; p50: number; p99: number }> {
    const times: number[] = []
    const end = performance.now() + seconds * 1_000
    const began = performance.now()
    await Promise.all(this.sockets.map((socket) => new Promise<void>((done) => {
      let sent = 0
      const send = (): void => {
        sent = performance.now()
        socket.write('say hello there\n')
      }
      const hear = (d: Buffer): void => {
        if (d.lastIndexOf('> ') < 0) return
        const now = performance.now()
        times.push(now - sent)
        if (now < end) return send()
        socket.off('data', hear)
        done()
      }
      socket.on('data', hear)
      send()
    })))
    const took = (performance.now() - began) / 1_000
    times.sort((a, b) => a - b)
    return { count: times.length, perSecond: times.length / took, p50: times[times.length >> 1], p99: times[Math.floor(times.length * 0.99)] }
  }

  /** Milliseconds from one's shout until all have heard it. */
  async shout(): Promise<number> {
    const began = performance.now()
    const heard = Promise.all(this.sockets.slice(1).map((socket) => new Promise<void>((done) => {
      let text = ''
      const hear = (d: Buffer): void => {
        text += d.toString('latin1')
        if (!text.includes('Somebody shouts')) return
        socket.off('data', hear)
        done()
      }
      socket.on('data', hear)
    })))
    this.sockets[0].write('shout hello everybody\n')
    await Promise.race([heard, after(PATIENCE_MS, null, { ref: false }).then(() => { throw new TypeError('a shout was not heard by all') })])
    return performance.now() - began
  }

  leave(): void {
    for (const socket of this.sockets) socket.destroy()
  }
}
