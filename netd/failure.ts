/**
 * A RemoteFailure as the body of an ERROR frame. Bounded both ways; a trace is carried as far as it goes.
 */
import type { RemoteFailure } from '../driver/vm/object.js'
import { malformed, Reader, Writer } from './bytes.js'
import type { Outcome, TraceLine } from './errors.js'
import { MAX_MESSAGE, MAX_TRACE_LINES } from './limits.js'

const OUTCOMES: readonly Outcome[] = ['NOT_SENT', 'NOT_EXECUTED', 'EXECUTED_FAILED', 'UNKNOWN']
/** Of a path, a function, an object. */
const MAX_PART = 512

export function writeFailure(w: Writer, f: RemoteFailure): void {
  // What was not sent on was, seen from the caller, not executed.
  w.u8(OUTCOMES.indexOf(f.outcome === 'NOT_SENT' ? 'NOT_EXECUTED' : f.outcome))
  text(w, f.code, 64)
  text(w, f.message, MAX_MESSAGE)
  const trace = f.trace.slice(0, MAX_TRACE_LINES)
  w.varint(trace.length)
  for (const line of trace) {
    text(w, line.program, MAX_PART)
    w.varint(line.line >>> 0)
    text(w, line.function, MAX_PART)
    text(w, line.object, MAX_PART)
  }
}

/** Throws MeshError MALFORMED. */
export function readFailure(body: Uint8Array): RemoteFailure {
  const r = new Reader(body)
  const outcome = OUTCOMES[r.u8()]
  if (outcome === undefined || outcome === 'NOT_SENT') throw malformed('an unknown outcome')
  const code = readText(r)
  const message = readText(r)
  const n = r.varint()
  if (n > MAX_TRACE_LINES) throw malformed('a trace that is too long')
  const trace: TraceLine[] = []
  for (let i = 0; i < n; i++) trace.push({ program: readText(r), line: r.varint(), function: readText(r), object: readText(r) })
  if (r.left !== 0) throw malformed('bytes after a failure')
  return { code, message, outcome, trace }
}

function text(w: Writer, s: string, max: number): void {
  const cut = s.length > max ? `${s.slice(0, max - 1)}…` : s
  // A lone surrogate becomes U+FFFD: three bytes, as byteLength counts it.
  const n = Buffer.byteLength(cut)
  w.varint(n)
  w.utf8(cut, n)
}

function readText(r: Reader): string {
  const n = r.varint()
  if (n > MAX_MESSAGE * 3) throw malformed('text that is too long')
  return r.utf8(n)
}
