/**
 * Compile-time diagnostics: the one shape in which lexer, preprocessor, parser and resolver
 * report, and how they are printed. Not for: run-time errors (vm/errors.ts).
 */
import type { Loc } from './source.js'
import { useSite } from './tokens.js'

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

/** Kinds of warnings that pragmas tell apart, by code: `#pragma no_warn_unused`, `#pragma warn_unused`. */
const KINDS: ReadonlyMap<Code, string> = new Map([['LPC3070', 'unused'], ['LPC3071', 'unreachable'], ['LPC3072', 'shadow'], ['LPC3073', 'return']])

/** Notes about the #includes down to a place; a longer chain is a loop, and says so itself. */
const MAX_INCLUDE_NOTES = 8

/** Collects the diagnostics of one compilation, bounded so that a hostile file cannot flood. */
export class Diagnostics {
  readonly list: Diagnostic[] = []
  errors = 0
  /** Where each file was first included: diagnostics in it say so. */
  readonly includedAt = new Map<string, Loc>()
  /** The pragmas about warnings, by file and line. */
  private readonly switches = new Map<string, Array<{ readonly line: number; readonly word: string }>>()

  constructor(private readonly limit = 100) {}

  error(code: Code, message: string, loc: Loc, notes: Diagnostic['notes'] = []): void {
    this.errors++
    this.add({ severity: 'error', code, message, loc, notes })
  }

  warning(code: Code, message: string, loc: Loc, notes: Diagnostic['notes'] = []): void {
    const site = useSite(loc)
    const kind = KINDS.get(code)
    if (this.wanted('warnings', site) && (!kind || this.wanted(`warn_${kind}`, site))) this.add({ severity: 'warning', code, message, loc, notes })
  }

  /** A pragma, which holds from its line on; one in an included file holds where that was included, too. */
  pragma(word: string, loc: Loc): void {
    if (!/^(?:no_)?warn/.test(word)) return
    for (let at: Loc | undefined = loc, n = 0; at && n < MAX_INCLUDE_NOTES; at = this.includedAt.get(at.file), n++) {
      const list = this.switches.get(at.file)
      if (list) list.push({ line: at.line, word })
      else this.switches.set(at.file, [{ line: at.line, word }])
    }
  }

  /** Do the pragmas in force at a place let warnings of this name through? */
  private wanted(word: string, site: Loc): boolean {
    if (this.switches.size === 0) return true
    for (let at: Loc | undefined = site, n = 0; at && n < MAX_INCLUDE_NOTES; at = this.includedAt.get(at.file), n++) {
      const { file, line } = at
      const last = this.switches.get(file)?.findLast((s) => s.line <= line && (s.word === word || s.word === `no_${word}`))
      if (last) return last.word === word
    }
    return true
  }

  /** True when the collector is full of errors: passes should give up. */
  get full(): boolean {
    return this.errors >= this.limit
  }

  private add(d: Diagnostic): void {
    if (this.list.length >= this.limit * 2) return
    const from = this.includedFrom(useSite(d.loc).file)
    this.list.push(from.length ? { ...d, notes: [...d.notes, ...from] } : d)
  }

  /** The chain of #includes down to a file, innermost first. */
  private includedFrom(file: string): Array<{ message: string; loc: Loc }> {
    const out: Array<{ message: string; loc: Loc }> = []
    for (let f = file, at = this.includedAt.get(f); at && out.length < MAX_INCLUDE_NOTES; f = at.file, at = this.includedAt.get(f)) {
      out.push({ message: `${f} is included here`, loc: at })
    }
    return out
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
