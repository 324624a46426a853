/** Emitted JavaScript, line by line, and which LPC line each came from. */
import type { Position, PositionTable } from '../../vm/trace.js'
import type { Site } from '../lir.js'

interface Captured {
  readonly lines: string[]
  readonly lpcLine: number[]
  readonly lpcCol: number[]
  readonly fileOf: number[]
  readonly fnOf: number[]
  readonly how: Position['how'][]
}

/** A position table, line by line of the script. */
export interface PositionData {
  readonly files: readonly string[]
  /** Names of the functions, in LPC and in JavaScript, and where they start. */
  readonly fns: readonly string[]
  readonly fnJs: readonly string[]
  readonly fnStart: readonly number[]
  /** 0 for the engine's own lines. */
  readonly lpcLine: readonly number[]
  readonly fileOf: readonly number[]
  readonly fnOf: readonly number[]
  readonly how: readonly Position['how'][]
}

export function positionIn(t: PositionData, jsLine: number): Position | null {
  const i = jsLine - 1
  if (!t.lpcLine[i]) return null
  return { file: t.files[t.fileOf[i]], line: t.lpcLine[i], function: t.fns[t.fnOf[i]], how: t.how[i] }
}

export function entryIn(t: PositionData, js: string): Position | null {
  const i = t.fnJs.indexOf(js)
  return i > 0 ? positionIn(t, t.fnStart[i]) : null
}

export class Writer implements PositionTable {
  private readonly lines: string[] = []
  private readonly lpcLine: number[] = []
  /** Only for source maps; otherwise empty. */
  private readonly lpcCol: number[] = []
  private readonly fileOf: number[] = []
  private readonly fnOf: number[] = []
  /** How the line's call reaches its callee when it does so in place. */
  private readonly how: Position['how'][] = []
  private readonly files: string[] = []
  private readonly fns: string[] = ['']
  /** Their JavaScript names; empty where positions by name are not wanted. */
  private readonly fnJs: string[] = ['']
  private readonly fnStart: number[] = [0]
  private indent = ''
  private fn = 0
  private line = 0
  private col = 0
  private file = -1

  /** `columns`: keeps the column of each statement too. */
  constructor(readonly columns = false) {}

  /** Following lines belong to this LPC function; `js` is what V8 knows it by. */
  function(name: string, js = ''): void {
    this.fn = this.fns.push(name) - 1
    this.fnJs.push(js)
    this.fnStart.push(this.lines.length + 1)
  }

  /** Following lines come from here. */
  at({ file, line, col }: Site): void {
    this.line = line
    this.col = col
    if (this.files[this.file] !== file) {
      this.file = this.files.indexOf(file)
      if (this.file < 0) this.file = this.files.push(file) - 1
    }
  }

  /** One line; a statement is ended here, so that the next may start with a parenthesis. */
  put(text: string): void {
    this.lines.push(this.indent + text + (text === '' || '{}:,;'.includes(text[text.length - 1]) ? '' : ';'))
    this.lpcLine.push(this.line)
    if (this.columns) this.lpcCol.push(this.col)
    this.fileOf.push(this.file)
    this.fnOf.push(this.fn)
    this.how.push(!text.includes('F.enter(') ? '' : text.includes('?.direct === self') ? 'points' : 'enters')
  }

  open(text: string): void {
    this.put(text)
    this.indent += '  '
  }

  close(text: string): void {
    this.indent = this.indent.slice(2)
    this.put(text)
  }

  /** Closes one block and opens its counterpart: `} else {`. */
  else(text: string): void {
    this.close(text)
    this.indent += '  '
  }

  /** Takes the lines that `body` writes out, for a later append. */
  capture(body: () => void): Captured {
    const start = this.lines.length
    body()
    const cut = <T>(a: T[]) => a.splice(start)
    return { lines: cut(this.lines), lpcLine: cut(this.lpcLine), lpcCol: this.columns ? cut(this.lpcCol) : [], fileOf: cut(this.fileOf), fnOf: cut(this.fnOf), how: cut(this.how) }
  }

  append(c: Captured): void {
    for (let i = 0; i < c.lines.length; i++) {
      this.lines.push(c.lines[i])
      this.lpcLine.push(c.lpcLine[i])
      if (this.columns) this.lpcCol.push(c.lpcCol[i])
      this.fileOf.push(c.fileOf[i])
      this.fnOf.push(c.fnOf[i])
      this.how.push(c.how[i])
    }
  }

  get text(): string {
    return this.lines.join('\n')
  }

  /** Every line with where it came from; `file` is undefined for the engine's own. For source maps. */
  each(visit: (text: string, file: string | undefined, line: number, col: number, fn: string) => void): void {
    this.lines.forEach((text, i) => visit(text, this.lpcLine[i] ? this.files[this.fileOf[i]] : undefined, this.lpcLine[i], this.lpcCol[i], this.fns[this.fnOf[i]]))
  }

  /** The position table as plain data; Positions reads it. */
  get data(): PositionData {
    const { files, fns, fnJs, fnStart, lpcLine, fileOf, fnOf, how } = this
    return { files, fns, fnJs, fnStart, lpcLine, fileOf, fnOf, how }
  }

  /** Frees the text once V8 has it; positions stay. */
  seal(): string {
    const text = this.text
    this.lines.length = 0
    return text
  }

  position(jsLine: number): Position | null {
    return positionIn(this.data, jsLine)
  }

  entry(js: string): Position | null {
    return entryIn(this.data, js)
  }
}
