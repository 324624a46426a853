/**
 * The worker's side of egress: requests over the descriptor, answers by their number. Decides
 * nothing. Not for: what http_request() is in LPC (efuns/http).
 */
import type { Message } from '../mux.js'
import * as read from '../plain-read.js'
import { EGRESS_ANSWER_BYTES } from '../limits.js'

export interface HttpQuestion {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | null
  readonly timeoutMs: number
  readonly maxBytes: number
}

/** `code`: DENIED, LIMIT, NETWORK, TIMEOUT or CLOSED. */
export interface HttpFailure {
  readonly code: string
  readonly message: string
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Uint8Array
}

export type HttpDone = (failure: HttpFailure | null, answer?: HttpAnswer) => void

export class EgressClient {
  #next = 1
  readonly #waiting = new Map<number, HttpDone>()

  constructor(readonly send: (m: Message) => void) {}

  /** `done` is called once, unless what is returned was called before: then the answer is dropped. */
  ask(q: HttpQuestion, done: HttpDone): () => void {
    const id = this.#next++
    this.#waiting.set(id, done)
    this.send({ type: 'HTTP', id, url: q.url, method: q.method, headers: q.headers, body: q.body, timeout: q.timeoutMs, max: q.maxBytes })
    return () => void this.#waiting.delete(id)
  }

  answered(m: Message): void {
    const id = read.number(m, 'id', 1, Number.MAX_SAFE_INTEGER)
    const done = this.#waiting.get(id)
    if (done === undefined) return
    this.#waiting.delete(id)
    if (m.error !== undefined) return done({ code: read.text(m, 'code', 32), message: read.text(m, 'error', 400) })
    done(null, { status: read.number(m, 'status', 0, 999), headers: read.record(m.headers) as HttpAnswer['headers'], body: read.bytes(m, 'body', 0, EGRESS_ANSWER_BYTES) })
  }
}
