/** HTTP routes as the rest of the program writes them: a method, a path, and a function from request to answer. */

export interface Request {
  readonly method: string
  /** Decoded path. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly address: string
  /** Values of the `:name` and `*` parts of the route's path, decoded. */
  readonly params: Readonly<Record<string, string>>
  /** Whole; longer ones than the route's bodyBytes are answered with 413 before the handler. */
  readonly body: Buffer
  /** The client went away before its answer. */
  readonly signal: AbortSignal
}

export interface Response {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Such as `/api/v2/ephemeral/:worker`; a last part `*` takes the rest of the path. */
  readonly path: string
  readonly bodyBytes?: number
  /** What it throws or rejects with is logged and answered with 500. */
  readonly handler: (request: Request) => Response | Promise<Response>
}

export type Match = { readonly route: Route, readonly params: Record<string, string> } | { readonly allowed: readonly string[] } | null

/** The route for a path (as sent, still escaped) and method; the methods the path does have; or null. HEAD is GET's. */
export function match(routes: readonly Route[], method: string, path: string): Match {
  const wanted = method === 'HEAD' ? 'GET' : method
  const allowed: string[] = []
  for (const route of routes) {
    const params = matchPath(route.path, path)
    if (!params) continue
    if (route.method === wanted) return { route, params }
    allowed.push(route.method)
  }
  return allowed.length > 0 ? { allowed } : null
}

/** Parts are cut before they are decoded: `%2F` in one is a character of it, not a cut. */
function matchPath(pattern: string, path: string): Record<string, string> | null {
  const want = pattern.split('/')
  const have: string[] = []
  for (const part of path.split('/')) {
    const text = decode(part)
    if (text === null) return null
    have.push(text)
  }
  const params: Record<string, string> = {}
  for (let i = 0; i < want.length; i++) {
    if (want[i] === '*' && i === want.length - 1) {
      params['*'] = have.slice(i).join('/')
      return have.length > i ? params : null
    }
    if (have[i] === undefined) return null
    if (want[i].startsWith(':') && have[i] !== '') params[want[i].slice(1)] = have[i]
    else if (want[i] !== have[i]) return null
  }
  return want.length === have.length ? params : null
}

/** null for what no honest client sends: broken escapes, NUL. */
export function decode(text: string): string | null {
  try {
    const decoded = decodeURIComponent(text)
    return decoded.includes('\0') ? null : decoded
  } catch {
    return null
  }
}

/** JSON as an answer. */
export function json(status: number, value: unknown): Response {
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }, body: JSON.stringify(value) + '\n' }
}

/** One line of plain text as an answer. */
export function plain(status: number, text: string): Response {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }, body: text + '\n' }
}
