/**
 * What a worker may reach outside, and how much of it: one Egress for the node, one Meter for
 * each worker. The worker only says what it wants; everything is judged here, on its node,
 * whatever its caller's master allows.
 */
import type { BlockList } from 'node:net'
import type { Plain } from '../../netd/plain.js'
import { asVaultError, VaultError } from '../errors.js'
import { EGRESS_ANSWER_BYTES, EGRESS_HEADERS, EGRESS_OPEN, EGRESS_SENT_BYTES, EGRESS_TIMEOUT, EGRESS_URL } from '../limits.js'
import type { Log } from '../log.js'
import type { Message } from '../mux.js'
import * as read from '../plain-read.js'
import { networks } from './address.js'
import { askOut, systemResolver, type Question, type Resolver } from './ask.js'
import { allowing, METHODS, readRule, type Rule } from './policy.js'

export interface EgressOptions {
  /** The rules, as in `node.egress`; none: every request is refused. */
  readonly allow: readonly string[]
  /** Private networks (CIDR) that allowed names may lead into. */
  readonly networks?: readonly string[]
  /** Bytes that one worker may send and get in all. */
  readonly bytes?: number
  /** Requests of one worker in a minute, and as many at once. */
  readonly perMinute?: number
  /** For tests: what names lead to. */
  readonly resolve?: Resolver
}

export const EGRESS_BYTES = 16 * 1024 * 1024
export const EGRESS_PER_MINUTE = 60

/** What frames the message is not the worker's to say. */
const RESERVED = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'te', 'trailer', 'expect', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'proxy-authenticate'])
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

export class Egress {
  readonly rules: readonly Rule[]
  readonly inside: BlockList
  readonly bytes: number
  readonly perMinute: number
  readonly resolve: Resolver

  /** Throws CONFIG. */
  constructor(options: EgressOptions, readonly log: Log) {
    this.rules = options.allow.map(readRule)
    this.inside = networks(options.networks ?? [])
    this.bytes = options.bytes ?? EGRESS_BYTES
    this.perMinute = options.perMinute ?? EGRESS_PER_MINUTE
    this.resolve = options.resolve ?? systemResolver
  }
}

/** The requests of one worker. */
export class Meter {
  bytes = 0
  #open = 0
  #promised = 0
  #tokens: number
  #since = performance.now()
  readonly #end = new AbortController()

  /** @param refused hears of what was not allowed. */
  constructor(readonly egress: Egress, readonly worker: string, readonly refused: (detail: string) => void) {
    this.#tokens = egress.perMinute
  }

  /** Answers a HTTP message of the guest. Throws BAD_REQUEST for what no honest worker says; all else is an answer. */
  ask(m: Message, answer: (m: Message) => void): void {
    const id = read.number(m, 'id', 1, Number.MAX_SAFE_INTEGER)
    const done = (reply: Omit<Message, 'type'>): void => {
      if (!this.#end.signal.aborted) answer({ type: 'HTTP', id, ...reply })
    }
    const failed = (e: VaultError): void => done({ error: e.message.slice(0, 400), code: CODES.has(e.code) ? e.code : 'NETWORK' })
    let question: Question
    let rule: Rule
    try {
      question = readQuestion(m)
      rule = this.#judge(question)
    } catch (e) {
      const error = asVaultError(e)
      if (error.code === 'BAD_REQUEST') throw error
      return failed(error)
    }
    const { url, method, body } = question
    const { egress, worker } = this
    // What is promised to requests under way is not promised again.
    const maxBytes = Math.min(question.maxBytes, egress.bytes - this.bytes - this.#promised)
    this.#open++
    this.#promised += maxBytes
    this.bytes += body?.length ?? 0
    const count = (n: number): void => { this.bytes += n }
    // Before the answer: the worker may ask again at once.
    const over = (): void => {
      this.#open--
      this.#promised -= maxBytes
    }
    askOut({ ...question, maxBytes }, rule, egress.inside, egress.resolve, { signal: this.#end.signal, count }).then((a) => {
      over()
      egress.log.info({ worker, method, host: url.host, status: a.status, bytes: a.body.length }, 'a worker asked the world')
      done({ status: a.status, headers: plainHeaders(a.headers), body: new Uint8Array(a.body) })
    }, (e: unknown) => {
      over()
      const error = asVaultError(e, 'NETWORK')
      if (error.code === 'DENIED') this.#denied(`${method} ${url.origin}: ${error.message}`)
      failed(error)
    })
  }

  /** The rule by which it may go out. Throws DENIED, LIMIT. */
  #judge({ url, method, body }: Question): Rule {
    const { egress } = this
    const rule = allowing(egress.rules, url, method)
    if (rule === null) {
      this.#denied(`${method} ${url.origin}`)
      throw new VaultError('DENIED', `this node does not allow ${method} ${url.origin} (node.egress)`)
    }
    if (this.#open >= EGRESS_OPEN) throw new VaultError('LIMIT', `too many requests are under way (limit ${EGRESS_OPEN} a worker)`)
    const now = performance.now()
    this.#tokens = Math.min(egress.perMinute, this.#tokens + ((now - this.#since) / 60_000) * egress.perMinute)
    this.#since = now
    if (this.#tokens < 1) throw new VaultError('LIMIT', `too many requests (limit ${egress.perMinute} a minute)`)
    this.#tokens--
    if (this.bytes + this.#promised + (body?.length ?? 0) >= egress.bytes) throw new VaultError('LIMIT', `this worker has had its ${egress.bytes} bytes of traffic`)
    return rule
  }

  #denied(detail: string): void {
    this.egress.log.warn({ worker: this.worker, detail }, 'a request of a worker was refused')
    this.refused(detail.slice(0, 200))
  }

  close(): void {
    this.#end.abort()
  }
}

/** Those a worker is told as they are. */
const CODES = new Set(['DENIED', 'LIMIT', 'NETWORK', 'TIMEOUT', 'CLOSED'])

function readQuestion(m: Message): Question {
  const bad = (what: string) => new VaultError('BAD_REQUEST', what)
  let url: URL
  try {
    url = new URL(read.text(m, 'url', EGRESS_URL))
  } catch (e) {
    throw e instanceof VaultError ? e : bad('url is none')
  }
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '') throw bad('url is none of http: or https:, or names a user')
  const method = read.text(m, 'method', 16)
  if (!METHODS.has(method)) throw bad('method is unknown')
  const given = Object.entries(read.record(m.headers ?? {}, 'headers'))
  if (given.length > EGRESS_HEADERS) throw bad('headers are too many')
  const headers: Record<string, string> = Object.create(null)
  for (const [name, value] of given) {
    if (!TOKEN.test(name) || name.length > 256 || RESERVED.has(name.toLowerCase()) || typeof value !== 'string' || value.length > EGRESS_URL || !VALUE.test(value)) throw bad('a header is not allowed')
    headers[name] = value
  }
  return {
    url, method, headers,
    body: m.body === undefined || m.body === null ? null : read.bytes(m, 'body', 0, EGRESS_SENT_BYTES),
    timeoutMs: Math.min(EGRESS_TIMEOUT, read.number(m, 'timeout', 1, 1e9)),
    maxBytes: Math.min(EGRESS_ANSWER_BYTES, read.number(m, 'max', 1, 1e9)),
  }
}

function plainHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, Plain> {
  const out: Record<string, Plain> = {}
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) out[name] = value
  return out
}
