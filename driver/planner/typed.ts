/**
 * Where the LPC that a planner sent stands in the program that the mudlib made of it: what the
 * compiler says is moved back to the lines and columns that were sent.
 * Not for: compiling (verbs/run.ts).
 */

/** The name that diagnostics give to what was sent. */
const SENT = 'source'

export interface Diagnostic {
  readonly file: string
  readonly line: number
  readonly col: number
}

export class Typed {
  private readonly lines: number
  /** Of the first line that was sent. */
  private readonly columns: number
  private readonly first: number
  private readonly before: string

  /** `program` has `source` in it, without white space at its ends. */
  constructor(private readonly file: string, program: string, source: string) {
    const at = Math.max(0, program.lastIndexOf(source.trim()))
    const lead = source.slice(0, source.length - source.trimStart().length)
    const start = program.lastIndexOf('\n', at - 1) + 1
    this.before = at === 0 ? '' : program.slice(start, at)
    this.first = newlines(program.slice(0, at)) + 1
    this.lines = newlines(lead) + 1 - this.first
    this.columns = lead.length - (lead.lastIndexOf('\n') + 1) - this.before.length
  }

  diagnostics(all: readonly Diagnostic[]): Diagnostic[] {
    return all.map((d) => (d.file === this.file ? { ...d, file: SENT, ...this.place(d.line, d.col) } : d))
  }

  /** A rendered report: places, source line and caret. */
  report(text: string): string {
    let shift = ''
    return text.split('\n').map((line) => {
      const head = /^(.*)\((\d+),(\d+)\)(: .*)$/.exec(line)
      if (head && head[1] === this.file) {
        const { line: l, col } = this.place(Number(head[2]), Number(head[3]))
        return `${SENT}(${l},${col})${head[4]}`
      }
      if (this.before !== '' && line.trimStart().startsWith(this.before)) {
        shift = ' '.repeat(this.before.length)
        return line.replace(this.before, '')
      }
      const caret = /^\s*\^/.test(line) ? line.replace(shift, '') : line
      shift = ''
      return caret
    }).join('\n')
  }

  private place(line: number, col: number): { line: number; col: number } {
    return { line: line + this.lines, col: line === this.first ? col + this.columns : col }
  }
}

function newlines(text: string): number {
  return text.split('\n').length - 1
}
