/** A run-time error as text for people: the message, then the trace, outermost first. */
import { CompileError, type LpcError, type TraceEntry } from '../vm/errors.js'

export function traceLines(trace: readonly TraceEntry[]): string[] {
  return trace.map((t) => `  ${t.function}() at ${t.program}:${t.line} in ${t.object}${t.node ? ` on node ${t.node}` : ''}`)
}

export function errorText(e: LpcError): string {
  const body = e instanceof CompileError ? `${e.message}\n${e.report}` : `*${e.message}`
  return [body, ...traceLines(e.trace)].join('\n')
}
