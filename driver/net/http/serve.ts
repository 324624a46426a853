/** One HTTP request to its answer: our routes, then the static files, with the rules that hold for both. */
import { HTTP_ANSWER_MS, HTTP_BODY_BYTES } from '../limits.js'
import { decode, match, plain, type Request, type Response, type Route } from './routes.js'
import type { StaticFiles } from './static.js'

export interface Head {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: ReadonlyMap<string, string>
  readonly address: string
  readonly signal: AbortSignal
}

export interface Site {
  readonly routes: readonly Route[]
  readonly files: StaticFiles
}

export function bodyLimit(site: Site, head: Head): number {
  const found = match(site.routes, head.method, head.path)
  return found && 'route' in found ? found.route.bodyBytes ?? HTTP_BODY_BYTES : HTTP_BODY_BYTES
}

/** @param body null when it was too long. */
export function serve(site: Site, head: Head, body: Buffer | null): Response | Promise<Response> {
  const path = decode(head.path)
  if (path === null) return plain(400, 'Bad path')
  if (body === null) return plain(413, 'Request body too long')
  const found = match(site.routes, head.method, head.path)
  if (found && 'route' in found) {
    const request: Request = { ...head, path, params: found.params, query: new URLSearchParams(head.query), body }
    const answer = found.route.handler(request)
    return answer instanceof Promise ? inTime(answer) : answer
  }
  const reads = head.method === 'GET' || head.method === 'HEAD'
  const file = reads ? site.files(path, head.headers.get('if-none-match')) : null
  if (file) return file
  if (found) return { ...plain(405, 'Method not allowed'), headers: { Allow: [...found.allowed].join(', '), 'Content-Type': 'text/plain; charset=utf-8' } }
  return reads ? plain(404, 'Not found') : plain(405, 'Method not allowed')
}

/** A handler that never settles must not keep the request for ever. */
function inTime(answer: Promise<Response>): Promise<Response> {
  let timer: NodeJS.Timeout
  const late = new Promise<Response>((resolve) => {
    timer = setTimeout(() => resolve(plain(504, 'No answer in time')), HTTP_ANSWER_MS)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
