/**
 * Compile-time diagnostics: the one shape in which lexer, preprocessor, parser and resolver
 * report, and how they are printed. Not for: run-time errors (vm/errors.ts).
 */
import type { Loc } from './source.js'

export type Severity = 'error' | 'warning'

/** Codes are stable: LPC1xxx lexer and preprocessor, LPC2xxx parser, LPC3xxx resolver and types. */
export type Code = `LPC${number}`

export interface Diagnostic {
  readonly severity: Severity
  readonly code: Code
  readonly message: string
  readonly loc: Loc
  /** Secondary places: the first definition, the macro, the prototype. */
  readonly notes: ReadonlyArray<{ readonly message: string; readonly loc: Loc }>
}

/** Collects the diagnostics of one compilation, bounded so that a hostile file cannot flood. */
export class Diagnostics {
  readonly list: Diagnostic[] = []
  errors = 0

  constructor(private readonly limit = 100) {}

  error(code: Code, message: string, loc: Loc, notes: Diagnostic['notes'] = []): void {
    this.errors++
    this.add({ severity: 'error', code, message, loc, notes })
  }

  warning(code: Code, message: string, loc: Loc, notes: Diagnostic['notes'] = []): void {
    this.add({ severity: 'warning', code, message, loc, notes })
  }

  /** True when the collector is full of errors: passes should give up. */
  get full(): boolean {
    return this.errors >= this.limit
  }

  private add(d: Diagnostic): void {
    if (this.list.length < this.limit * 2) this.list.push(d)
  }
}

/** `file(line,col): error CODE: text`, the form that editors' problem matchers read. */
export function oneLine(d: Diagnostic): string {
  return `${d.loc.file}(${d.loc.line},${d.loc.col}): ${d.severity} ${d.code}: ${d.message}`
}

/**
 * The long form: the message, the source line, a caret, then the macro chain and the notes.
 * `lineOf` returns the text of a line, or undefined when the source is not at hand.
 */
export function render(d: Diagnostic, lineOf: (file: string, line: number) => string | undefined): string {
  const out = [oneLine(d), ...excerpt(d.loc, lineOf)]
  for (let via = d.loc.via; via; via = via.at.via) {
    out.push(`${via.at.file}(${via.at.line},${via.at.col}): note: in expansion of macro ${via.macro}`, ...excerpt(via.at, lineOf))
  }
  for (const n of d.notes) out.push(`${n.loc.file}(${n.loc.line},${n.loc.col}): note: ${n.message}`, ...excerpt(n.loc, lineOf))
  return out.join('\n')
}

const MAX_EXCERPT = 160

function excerpt(loc: Loc, lineOf: (file: string, line: number) => string | undefined): string[] {
  const full = lineOf(loc.file, loc.line)
  if (full === undefined) return []
  // A very long line is cut around the mark, so that one hostile line cannot flood a terminal.
  const from = full.length > MAX_EXCERPT ? Math.max(0, loc.col - 1 - MAX_EXCERPT / 2) : 0
  const text = full.slice(from, from + MAX_EXCERPT)
  const pad = text.slice(0, Math.max(0, loc.col - 1 - from)).replace(/[^\t]/g, ' ')
  return [`    ${text}`, `    ${pad}${'^'.repeat(Math.max(1, Math.min(loc.len, text.length - pad.length)))}`]
}
