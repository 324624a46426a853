/**
 * A worker started inside a container by the API's exec: its standard input and output, two
 * websockets, as one stream; its standard error; its end. The API can hand no descriptor into a
 * container, on another machine least of all, so this stands in for descriptor 3.
 */
import { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { VaultError } from '../errors.js'
import { INCUS_SOCKET_BUFFER, INCUS_START_TIMEOUT, STDERR_TAIL } from '../limits.js'
import { fields, text, type Api } from './api.js'

export interface Ended {
  readonly code: number | null
  readonly signal: string | null
}

const UNKNOWN: Ended = { code: null, signal: null }

const buffer = (d: RawData): Buffer => (Buffer.isBuffer(d) ? d : Array.isArray(d) ? Buffer.concat(d) : Buffer.from(d))

/** What the worker reads and writes. */
class Port extends Duplex {
  constructor(readonly input: WebSocket, readonly output: WebSocket) {
    super({ allowHalfOpen: false, readableHighWaterMark: INCUS_SOCKET_BUFFER, writableHighWaterMark: INCUS_SOCKET_BUFFER })
    output.on('message', (d, binary) => {
      // An empty text message marks the end of the stream.
      if (!binary) return void this.push(null)
      if (!this.push(buffer(d))) output.pause()
    })
    output.on('close', () => void this.push(null))
  }

  override _read(): void {
    if (this.output.isPaused) this.output.resume()
  }

  override _write(chunk: Buffer, _encoding: string, done: (e?: Error | null) => void): void {
    this.input.send(chunk, { binary: true }, (e) => done(e ?? null))
  }

  override _writev(chunks: Array<{ chunk: Buffer }>, done: (e?: Error | null) => void): void {
    this.input.send(Buffer.concat(chunks.map((c) => c.chunk)), { binary: true }, (e) => done(e ?? null))
  }

  override _final(done: () => void): void {
    this.input.close()
    done()
  }

  override _destroy(e: Error | null, done: (e: Error | null) => void): void {
    this.input.close()
    if (this.output.isPaused) this.output.resume()
    done(e)
  }
}

export class Exec {
  readonly port: Duplex
  stderr = ''
  readonly ended: Promise<Ended>
  #end!: () => void

  private constructor(api: Api, operation: string, readonly control: WebSocket, readonly input: WebSocket, readonly output: WebSocket, readonly errors: WebSocket) {
    this.port = new Port(input, output)
    errors.on('message', (d) => { this.stderr = (this.stderr + buffer(d).toString('utf8')).slice(-STDERR_TAIL) })
    const closed = Promise.all([output, errors].map((s) => new Promise((done) => s.once('close', done))))
    const told = closed.then(() => api.ended(operation)).then((result): Ended => {
      const code = Number(result.return)
      return code > 128 ? { code: null, signal: SIGNALS.get(code - 128) ?? null } : { code, signal: null }
    }, () => UNKNOWN)
    const cut = new Promise<Ended>((done) => { this.#end = () => done(UNKNOWN) })
    this.ended = Promise.race([told, cut]).finally(() => control.close())
  }

  /** Starts a command in a running container. Throws VAULT_FAILED. */
  static async start(api: Api, instance: string, command: readonly string[], environment: Readonly<Record<string, string>>): Promise<Exec> {
    const answer = await api.request('POST', `/1.0/instances/${instance}/exec`, { command, environment, 'wait-for-websocket': true, interactive: false, cwd: '/tmp' })
    const operation = text(answer.operation)
    const fds = fields(fields(fields(answer.metadata).metadata).fds)
    const sockets = ['control', '0', '1', '2'].map((name) => api.operationSocket(operation, text(fds[name])))
    const exec = new Exec(api, operation, sockets[0], sockets[1], sockets[2], sockets[3])
    let timer: NodeJS.Timeout | undefined
    try {
      await Promise.race([
        Promise.all(sockets.map((s) => new Promise<void>((open, fail) => s.once('open', open).once('error', fail).once('close', () => fail(new VaultError('VAULT_FAILED', 'the server closed the connection')))))),
        new Promise<never>((_, late) => { timer = setTimeout(() => late(new VaultError('VAULT_FAILED', `no connection within ${INCUS_START_TIMEOUT} ms`)), INCUS_START_TIMEOUT) }),
      ])
    } catch (e) {
      for (const s of sockets) s.terminate()
      throw new VaultError('VAULT_FAILED', `the worker in ${instance} cannot be reached: ${(e as Error).message}`, { cause: e, retryable: true })
    } finally {
      clearTimeout(timer)
    }
    for (const s of sockets) s.on('error', () => s.terminate())
    return exec
  }

  /** The container has gone: whatever its streams say, and the server does not always close them, this has ended. */
  cut(): void {
    for (const s of [this.input, this.output, this.errors]) s.terminate()
    this.#end()
  }

  kill(): void {
    if (this.control.readyState === this.control.OPEN) this.control.send(JSON.stringify({ command: 'signal', signal: 9 }))
    else this.port.destroy()
  }
}

/** The numbers of Linux, where the container runs, whatever runs here. */
const SIGNALS = new Map([[4, 'SIGILL'], [6, 'SIGABRT'], [7, 'SIGBUS'], [8, 'SIGFPE'], [9, 'SIGKILL'], [11, 'SIGSEGV'], [15, 'SIGTERM'], [24, 'SIGXCPU'], [31, 'SIGSYS']])
