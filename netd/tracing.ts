/**
 * Spans of remote calls, in W3C's traceparent format. The id of a call chain is its trace id, so every
 * envelope names its trace; while somebody listens, or the caller does, it also names the span that it
 * belongs to. Without either it costs one test a call. Not for: where spans are written (driver/roles).
 */
import { randomBytes } from 'node:crypto'
import type { RemoteFailure } from '../driver/vm/object.js'

/** One call, as one of its two sides saw it. Times in ms since 1970 and ms. */
export interface Span {
  readonly trace: string
  readonly span: string
  /** The span that it was made in; '' at the start of a chain. */
  readonly parent: string
  readonly kind: 'client' | 'server'
  readonly name: string
  /** Whom it was made on, or who made it. */
  readonly peer: string
  readonly start: number
  readonly duration: number
  /** `ok`, or the code of the failure and its outcome. */
  readonly status: string
}

/** Chains that a sampled call came in on: what they call is in the same trace. More are not followed. */
const MAX_CHAINS = 4096

class Tracing {
  private listener: ((s: Span) => void) | null = null
  private all = false
  /** The innermost span of each chain that runs here. */
  private readonly inside = new Map<string, string>()

  /** @param all trace every call, not only those that came in on a trace. */
  listen(fn: ((s: Span) => void) | null, all = fn !== null): void {
    this.listener = fn
    this.all = all
  }

  /** Is a call of this chain to be traced? */
  on(chain: string): boolean {
    return chain !== '' && (this.all || (this.inside.size > 0 && this.inside.has(chain)))
  }

  /** A call goes out: what its envelope says, and what to call at its end. */
  client(chain: string, name: string, peer: string): { traceparent: string; end(f: RemoteFailure | null): void } {
    const span = randomBytes(8).toString('hex')
    const end = this.begin({ trace: traceId(chain), span, parent: this.inside.get(chain) ?? '', kind: 'client', name, peer })
    return { traceparent: `00-${traceId(chain)}-${span}-01`, end }
  }

  /** A call came in with that traceparent; null when it says nothing. */
  server(traceparent: string, chain: string, name: string, peer: string): ((f: RemoteFailure | null) => void) | null {
    const m = /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/.exec(traceparent)
    if (m === null || chain === '' || this.inside.size >= MAX_CHAINS) return null
    const span = randomBytes(8).toString('hex')
    const before = this.inside.get(chain)
    this.inside.set(chain, span)
    const end = this.begin({ trace: m[1], span, parent: m[2], kind: 'server', name, peer })
    return (f) => {
      if (before === undefined) this.inside.delete(chain)
      else this.inside.set(chain, before)
      end(f)
    }
  }

  private begin(s: Omit<Span, 'start' | 'duration' | 'status'>): (f: RemoteFailure | null) => void {
    const start = Date.now()
    const from = performance.now()
    return (f) => this.listener?.({ ...s, start, duration: Math.round((performance.now() - from) * 1000) / 1000, status: f === null ? 'ok' : `${f.code} ${f.outcome}` })
  }
}

/** 32 hex digits: a chain's UUID without its dashes; any other id as its bytes. */
export function traceId(chain: string): string {
  const hex = chain.replaceAll('-', '')
  return /^[0-9a-f]{32}$/.test(hex) ? hex : Buffer.from(chain, 'latin1').toString('hex').slice(0, 32).padEnd(32, '0')
}

/** One process, one engine. */
export const tracing = new Tracing()
