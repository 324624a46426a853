/**
 * Column mode (`%=20s`: text wrapped in a field) and table mode (`%#40s`: lines set side by
 * side) of sprintf(). Both go on over the following lines of output, at the place they began.
 */
import { cutLine, cutToWidth, displayWidth } from '../strings/width.js'
import { justify, padding, type Justify, type Pad } from './pad.js'

/** Something that prints one row at a time. */
export interface Block {
  /** Column of the line where it began. */
  readonly start: number
  /** The next row. `more`: something follows on the same line. */
  row(more: boolean): string
  readonly done: boolean
  /** The last row ended with a newline of the text itself. */
  readonly endedLine: boolean
}

export class Column implements Block {
  done = false
  endedLine = false
  private at = 0

  constructor(
    readonly start: number, private readonly text: string, private readonly field: number,
    private readonly wrap: number, private readonly how: Justify, private readonly pad: Pad | null,
  ) {}

  row(more: boolean): string {
    const s = this.text
    if (this.at > 0 && s[this.at - 1] !== '\n') while (s[this.at] === ' ') this.at++
    const { end, width } = cutLine(s, this.at, this.wrap)
    const out = justify(s.slice(this.at, end), width, this.field, this.how, this.pad, more)
    this.at = end
    if (s[this.at] === ' ') this.at++
    this.endedLine = s[this.at] === '\n'
    if (this.endedLine) this.at++
    this.done = this.at >= s.length
    return out
  }
}

export class Table implements Block {
  readonly endedLine = false
  private readonly columns: string[][] = []
  private readonly size: number
  private readonly remainder: number
  private line = 0

  /** @param count columns; 0 to fit as many as go into the field, two blanks apart */
  constructor(readonly start: number, text: string, field: number, count: number, private readonly how: Justify, private readonly pad: Pad | null) {
    const words = text.split('\n')
    const ended = words.length > 1 && words.at(-1) === ''
    if (ended) words.pop()
    const n = words.length
    let cols = count
    if (!cols) cols = Math.max(1, Math.floor(field / (words.reduce((m, w) => Math.max(m, displayWidth(w)), 0) + 2)))
    const perColumn = Math.floor((n - 1) / cols) + 1
    // Words move from the right side to fill the last line: 5+4+4 looks better than 6+6+1.
    if (!count && n > cols && n % cols) cols -= Math.floor((cols - (n % cols)) / perColumn)
    this.size = Math.floor(field / cols)
    this.remainder = field % cols + (n < cols ? (cols - n) * this.size : 0)
    cols = Math.min(cols, n)
    for (let i = 0; i < cols; i++) {
      const last = i === cols - 1
      const part = words.slice(i * perColumn, last ? undefined : (i + 1) * perColumn)
      // An empty line that ends a column takes no row.
      if (part.length > 1 && part.at(-1) === '' && !(last && ended)) part.pop()
      this.columns.push(part.length ? part : [''])
    }
  }

  get done(): boolean {
    return this.line >= this.columns[0].length
  }

  row(more: boolean): string {
    let out = ''
    let i = 0
    for (; i < this.columns.length && this.line < this.columns[i].length; i++) {
      let word = this.columns[i][this.line]
      let width = displayWidth(word)
      if (width > this.size) {
        const cut = cutToWidth(word, 0, this.size)
        word = word.slice(0, cut.end)
        width = cut.width
      }
      out += justify(word, width, this.size, this.how, this.pad, !!this.pad || i < this.columns.length - 1 || more)
    }
    if (this.pad) {
      for (; i < this.columns.length; i++) out += padding(this.pad, this.size, true)
      out += padding(this.pad, this.remainder, false)
    }
    this.line++
    return out
  }
}
