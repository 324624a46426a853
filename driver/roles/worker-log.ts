/** What a worker has written and logged last, for whoever may call it. In memory: it ends with the worker. */
import type { TraceEntry } from '../vm/errors.js'
import type { Logger } from '../world/config.js'
import { traceLines } from './trace-text.js'

/** Lines kept. */
export const MAX_LINES = 200
/** Characters of one; longer ones are cut. */
export const MAX_LINE = 1_000
/** Lines that one message may take: a deep recursion has a long trace. */
const MAX_MESSAGE = 30

export class WorkerLog {
  private readonly kept: string[] = []
  readonly logger: Logger = {
    debug: () => {},
    info: (_fields, message) => this.add('', message),
    warn: (_fields, message) => this.add('warning: ', message),
    error: (fields, message) => this.add('error: ', [`*${message}`, ...traceLines((fields as { trace?: TraceEntry[] }).trace ?? [])].join('\n')),
  }

  /** Oldest first. */
  lines(): string[] {
    return [...this.kept]
  }

  private add(kind: string, message: string): void {
    const time = new Date().toISOString().slice(11, 23)
    for (const line of message.split('\n').slice(0, MAX_MESSAGE)) this.kept.push(`${time} ${kind}${line}`.slice(0, MAX_LINE))
    this.kept.splice(0, this.kept.length - MAX_LINES)
  }
}
