/**
 * One HTTP exchange for a worker. Names are resolved here, once, and the connection goes to the
 * address that was looked at: a name that leads elsewhere a moment later (DNS rebinding) gains
 * nothing. Redirects are not followed: the worker asks again, and is judged again.
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { request as requestHttp, type IncomingHttpHeaders } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type BlockList, type LookupFunction } from 'node:net'
import { VaultError } from '../errors.js'
import { EGRESS_HEADER_BYTES } from '../limits.js'
import { isPublic } from './address.js'
import { hostOf, portOf, type Rule } from './policy.js'

export interface Question {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | null
  readonly timeoutMs: number
  /** Bytes of the answer's body, as it comes over the wire. */
  readonly maxBytes: number
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export type Resolver = (host: string) => Promise<readonly LookupAddress[]>

export const systemResolver: Resolver = (host) => new Promise((resolve, reject) => systemLookup(host, { all: true, verbatim: true }, (e, list) => (e ? reject(e) : resolve(list))))

/** The addresses of the host that may be gone to. Throws DENIED when there are none, NETWORK when the name is unknown. */
async function addresses(url: URL, rule: Rule, inside: BlockList, resolve: Resolver): Promise<LookupAddress[]> {
  const host = hostOf(url)
  const family = isIP(host)
  // The rule names this very address: that is an operator's word.
  if (family !== 0 && rule.host === host) return [{ address: host, family }]
  let all: readonly LookupAddress[]
  try {
    all = await resolve(host)
  } catch (e) {
    throw new VaultError('NETWORK', `${host} is not known (${(e as NodeJS.ErrnoException).code ?? 'error'})`, { cause: e })
  }
  const fit = all.filter((a) => isPublic(a.address) || (isIP(a.address) !== 0 && inside.check(a.address, a.family === 6 ? 'ipv6' : 'ipv4')))
  if (fit.length === 0) throw new VaultError('DENIED', `${host} leads into a private network (node.egress_networks)`)
  return fit
}

/** How the asking may end early: the worker's end, or the traffic it has had. */
export interface Watch {
  readonly signal: AbortSignal
  /** Hears of every byte of the body as it comes. */
  count(bytes: number): void
}

/** Throws DENIED, NETWORK, TIMEOUT, LIMIT, CLOSED. */
export async function askOut(q: Question, rule: Rule, inside: BlockList, resolve: Resolver, watch: Watch): Promise<Answer> {
  const began = performance.now()
  const tooLate = () => new VaultError('TIMEOUT', `${q.url.host} did not answer within ${q.timeoutMs} ms`)
  // A look-up cannot be ended: it is no longer waited for.
  const fit = await within(addresses(q.url, rule, inside, resolve), q.timeoutMs, tooLate)
  if (watch.signal.aborted) throw new VaultError('CLOSED', 'the worker has ended')
  return within(exchange(q, fit, watch), Math.max(1, q.timeoutMs - (performance.now() - began)), tooLate)
}

async function within<T>(work: Work<T>, ms: number, error: () => VaultError): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      work.cancel?.()
      reject(error())
    }, ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

type Work<T> = Promise<T> & { cancel?: () => void }

function exchange(q: Question, fit: readonly LookupAddress[], watch: Watch): Work<Answer> {
  const { signal } = watch
  let cancel = () => {}
  const pinned: LookupFunction = (_host, options, done) => {
    if (options.all) (done as unknown as (e: null, all: readonly LookupAddress[]) => void)(null, fit)
    else done(null, fit[0].address, fit[0].family)
  }
  const work: Work<Answer> = new Promise<Answer>((resolve, reject) => {
    const fail = (e: VaultError): void => {
      reject(e)
      req.destroy()
    }
    const send = q.url.protocol === 'https:' ? requestHttps : requestHttp
    const req = send({
      protocol: q.url.protocol, host: hostOf(q.url), port: portOf(q.url), path: q.url.pathname + q.url.search, method: q.method,
      lookup: pinned, agent: false, maxHeaderSize: EGRESS_HEADER_BYTES, signal,
      headers: { host: q.url.host, 'user-agent': 'Hauki', connection: 'close', ...q.headers, ...(q.body === null ? {} : { 'content-length': q.body.length }) },
    })
    req.on('error', (e: NodeJS.ErrnoException) => fail(signal.aborted ? new VaultError('CLOSED', 'the worker has ended') : new VaultError('NETWORK', `${q.url.host} could not be asked (${e.code ?? 'error'})`, { cause: e })))
    req.on('response', (res) => {
      const parts: Buffer[] = []
      let size = 0
      res.on('data', (d: Buffer) => {
        watch.count(d.length)
        if ((size += d.length) > q.maxBytes) fail(new VaultError('LIMIT', `the answer is too large (limit ${q.maxBytes} bytes)`))
        else parts.push(d)
      })
      res.on('error', () => fail(new VaultError('NETWORK', 'the answer broke off')))
      res.on('aborted', () => fail(new VaultError('NETWORK', 'the answer broke off')))
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(parts) }))
    })
    cancel = () => void req.destroy()
    req.end(q.body ?? undefined)
  })
  work.cancel = cancel
  return work
}
