/**
 * The REST API that Incus and LXD share: requests, background operations, websockets, over the
 * unix socket or over HTTPS with a client certificate. Knows nothing of vaults.
 */
import { readFileSync } from 'node:fs'
import { Agent as HttpAgent, request as requestHttp, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { WebSocket, type ClientOptions } from 'ws'
import { VaultError } from '../errors.js'
import { INCUS_ANSWER_BYTES, INCUS_OPERATION_TIMEOUT, INCUS_REQUEST_TIMEOUT } from '../limits.js'

export interface ServerOptions {
  /** `/path/to/unix.socket` or `https://host:8443`. */
  readonly server: string
  /** PEM files: for HTTPS our certificate and its key, and the certificate that the server must show. */
  readonly certificate?: string
  readonly key?: string
  readonly serverCertificate?: string
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Fields = Record<string, Json>

/** Where they listen by default, Incus first. */
export const SOCKETS = ['/run/incus/unix.socket', '/var/lib/incus/unix.socket', '/var/lib/lxd/unix.socket', '/var/snap/lxd/common/lxd/unix.socket']

/** What the server answered that is no success. */
export class ApiError extends VaultError {
  constructor(readonly status: number, message: string, cause?: unknown) {
    super('VAULT_FAILED', message, { retryable: status >= 500 || status === 0, cause })
  }
}

export const fields = (v: Json | undefined): Fields => (typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Fields) : {})
export const text = (v: Json | undefined): string => (typeof v === 'string' ? v : '')

export class Api {
  readonly #unix: string | null
  readonly #base: URL
  readonly #tls: { cert?: Buffer; key?: Buffer; ca?: Buffer }
  readonly #http = new HttpAgent({ keepAlive: true })
  readonly #https = new HttpsAgent({ keepAlive: true })

  /** Throws CONFIG when a certificate cannot be read or the address is none. */
  constructor(readonly options: ServerOptions) {
    const file = (name: string, path: string | undefined): Buffer | undefined => {
      if (path === undefined || path === '') return undefined
      try {
        return readFileSync(path)
      } catch (e) {
        throw new VaultError('CONFIG', `incus: the ${name} ${path} cannot be read: ${(e as NodeJS.ErrnoException).code ?? e}`, { cause: e })
      }
    }
    this.#unix = options.server.startsWith('/') ? options.server : null
    try {
      this.#base = new URL(this.#unix === null ? options.server : 'http://unix')
    } catch (e) {
      throw new VaultError('CONFIG', `incus: ${JSON.stringify(options.server)} is neither the path of a socket nor an https: address`, { cause: e })
    }
    if (this.#unix === null && this.#base.protocol !== 'https:') throw new VaultError('CONFIG', 'incus: a server elsewhere is reached by https: only')
    this.#tls = this.#unix !== null ? {} : { cert: file('client certificate', options.certificate), key: file('client key', options.key), ca: file('server certificate', options.serverCertificate) }
    if (this.#unix === null && (!this.#tls.cert || !this.#tls.key || !this.#tls.ca)) throw new VaultError('CONFIG', 'incus: over https: the client certificate, its key and the server\'s certificate are needed')
  }

  /** The server shows the very certificate we were given: its name says nothing. */
  #secure() {
    return this.#unix === null ? { ...this.#tls, checkServerIdentity: () => undefined } : {}
  }

  /** Throws ApiError, with the server's own words. */
  async request(method: string, path: string, body?: Json | Buffer, headers: Record<string, string> = {}): Promise<Fields> {
    const { status, bytes } = await this.#send(method, path, body, headers)
    let answer: Fields
    try {
      answer = fields(JSON.parse(bytes.toString()) as Json)
    } catch (e) {
      throw new ApiError(status, `${this.options.server} does not speak the API of Incus or LXD`, e)
    }
    if (answer.type === 'error') throw new ApiError(Number(answer.error_code), text(answer.error).slice(0, 500))
    return answer
  }

  /** A log or another file that the server keeps; '' when there is none. */
  async file(path: string): Promise<string> {
    const { status, bytes } = await this.#send('GET', path)
    return status === 200 ? bytes.toString() : ''
  }

  #send(method: string, path: string, body?: Json | Buffer, headers: Record<string, string> = {}): Promise<{ status: number; bytes: Buffer }> {
    const out = body === undefined ? null : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
    const options: RequestOptions = {
      method, path, timeout: INCUS_REQUEST_TIMEOUT, headers: { host: this.#base.host, ...(out === null ? {} : { 'content-type': Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json', 'content-length': out.length }), ...headers },
    }
    return new Promise((resolve, reject) => {
      const failed = (e: Error) => reject(e instanceof ApiError ? e : new ApiError(0, `${this.options.server}: ${(e as NodeJS.ErrnoException).code ?? e.message}`, e))
      const req = this.#unix !== null
        ? requestHttp({ ...options, socketPath: this.#unix, agent: this.#http })
        : requestHttps({ ...options, host: this.#base.hostname.replace(/^\[|\]$/g, ''), port: this.#base.port || 8443, ...this.#secure(), agent: this.#https })
      req.on('error', failed)
      req.on('timeout', () => req.destroy(new ApiError(0, `${this.options.server} did not answer ${method} ${path.split('?')[0]}`)))
      req.on('response', (res) => {
        const parts: Buffer[] = []
        let size = 0
        res.on('data', (d: Buffer) => {
          if ((size += d.length) > INCUS_ANSWER_BYTES) req.destroy(new ApiError(0, `${this.options.server} answered more than ${INCUS_ANSWER_BYTES} bytes`))
          else parts.push(d)
        })
        res.on('error', failed)
        res.on('end', () => resolve({ status: res.statusCode ?? 0, bytes: Buffer.concat(parts) }))
      })
      req.end(out ?? undefined)
    })
  }

  /** The metadata of an object. */
  async get(path: string): Promise<Fields> {
    return fields((await this.request('GET', path)).metadata)
  }

  /** As get(), null when there is none. */
  async find(path: string): Promise<Fields | null> {
    try {
      return await this.get(path)
    } catch (e) {
      if (e instanceof ApiError && e.status === 404) return null
      throw e
    }
  }

  /** A request that may go on in the background, to its end. Gives the operation's own metadata. */
  async run(method: string, path: string, body?: Json | Buffer, headers: Record<string, string> = {}): Promise<Fields> {
    const answer = await this.request(method, path, body, headers)
    return answer.type === 'async' ? this.ended(text(answer.operation)) : fields(answer.metadata)
  }

  /** Waits for an operation. Its address may carry a query of its own. */
  async ended(operation: string): Promise<Fields> {
    const end = performance.now() + INCUS_OPERATION_TIMEOUT
    for (;;) {
      const url = new URL(operation, this.#base)
      url.pathname += '/wait'
      url.searchParams.set('timeout', String(Math.ceil(INCUS_REQUEST_TIMEOUT / 2_000)))
      const op = await this.get(url.pathname + url.search)
      const code = Number(op.status_code)
      if (code >= 400) throw new ApiError(code, text(op.err).slice(0, 500) || 'the operation failed')
      if (code >= 200) return fields(op.metadata)
      if (performance.now() > end) throw new ApiError(0, `${text(op.description) || 'an operation'} did not end within ${INCUS_OPERATION_TIMEOUT} ms`)
    }
  }

  socket(path: string): WebSocket {
    const options: ClientOptions = { perMessageDeflate: false, handshakeTimeout: INCUS_REQUEST_TIMEOUT, ...this.#secure() }
    return this.#unix !== null ? new WebSocket(`ws+unix:${this.#unix}:${path}`, options) : new WebSocket(`wss://${this.#base.hostname}:${this.#base.port || 8443}${path}`, options)
  }

  /** A websocket of a running operation. */
  operationSocket(operation: string, secret: string): WebSocket {
    const url = new URL(operation, this.#base)
    url.pathname += '/websocket'
    url.searchParams.set('secret', secret)
    return this.socket(url.pathname + url.search)
  }

  close(): void {
    this.#http.destroy()
    this.#https.destroy()
  }
}
