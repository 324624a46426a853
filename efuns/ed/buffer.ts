/**
 * The text being edited: lines, the current line, marks, and one step of undo.
 * Line numbers count from 1; 0 is the place before the first line.
 * Not for: what commands mean (commands.ts).
 */
import { EdFault } from './fault.js'
import { MAX_LINE, MAX_LINES, MAX_TEXT } from './limits.js'

/** A line has identity, so that marks and `g` find it again after others moved. */
export interface Line {
  readonly text: string
}

interface State {
  readonly lines: readonly Line[]
  readonly current: number
  readonly marks: ReadonlyMap<string, Line>
  readonly size: number
}

export class Buffer {
  current = 0
  dirty = false
  private lines: Line[] = []
  private marks = new Map<string, Line>()
  private size = 0
  private saved: State | null = null

  get last(): number {
    return this.lines.length
  }

  /** Units of text, line ends included: the length of the file. */
  get length(): number {
    return this.size
  }

  text(number: number): string {
    return this.lines[number - 1].text
  }

  line(number: number): Line {
    return this.lines[number - 1]
  }

  /** The text of lines `from` to `to`. */
  texts(from: number, to: number): string[] {
    return this.lines.slice(Math.max(from, 1) - 1, to).map((l) => l.text)
  }

  /** Replaces everything: a file was read. The first line is current, as MUD editors have it. */
  load(texts: readonly string[]): void {
    this.lines = []
    this.marks = new Map()
    this.size = 0
    this.saved = null
    this.splice(0, 0, texts)
    this.dirty = false
    this.current = Math.min(1, this.last)
  }

  /** Takes `count` lines away after line `after` and puts `texts` there. */
  splice(after: number, count: number, texts: readonly string[]): void {
    if (this.last - count + texts.length > MAX_LINES) throw new EdFault(`Too many lines (limit ${MAX_LINES}).`)
    let size = this.size
    for (const t of texts) {
      if (t.length > MAX_LINE) throw new EdFault(`Line too long (limit ${MAX_LINE} characters).`)
      size += t.length + 1
    }
    for (let i = after; i < after + count; i++) size -= this.lines[i].text.length + 1
    if (size > MAX_TEXT) throw new EdFault(`Text too long (limit ${MAX_TEXT} characters).`)
    this.size = size
    const fresh = texts.map((text) => ({ text }))
    // One by one for a single line; a spread of 100,000 arguments would overflow the stack.
    if (count === 1 && fresh.length === 1) {
      this.remark(this.lines[after], fresh[0])
      this.lines[after] = fresh[0]
    } else this.lines = [...this.lines.slice(0, after), ...fresh, ...this.lines.slice(after + count)]
    this.dirty = true
  }

  /** Moves lines `from`..`to` after line `target`, which is outside of them. Identity is kept. */
  move(from: number, to: number, target: number): void {
    const moved = this.lines.slice(from - 1, to)
    const rest = [...this.lines.slice(0, from - 1), ...this.lines.slice(to)]
    const at = target > to ? target - moved.length : target
    this.lines = [...rest.slice(0, at), ...moved, ...rest.slice(at)]
    this.dirty = true
    this.current = at + moved.length
  }

  // ---- marks and undo ------------------------------------------------------------------------

  mark(name: string, number: number): void {
    this.marks.set(name, this.lines[number - 1])
  }

  /** The line a mark names. Throws EdFault when it was never set or its line is gone. */
  marked(name: string): number {
    const line = this.marks.get(name)
    const at = line ? this.lines.indexOf(line) : -1
    if (at < 0) throw new EdFault(`No line is marked ${name}.`)
    return at + 1
  }

  private remark(old: Line, fresh: Line): void {
    for (const [name, line] of this.marks) if (line === old) this.marks.set(name, fresh)
  }

  /** The number of a line, or 0 when it is gone. `near` is looked at first. */
  find(line: Line, near: number): number {
    if (this.lines[near - 1] === line) return near
    return this.lines.indexOf(line) + 1
  }

  /** Keeps the state that undo() goes back to. */
  checkpoint(): State {
    return { lines: [...this.lines], current: this.current, marks: new Map(this.marks), size: this.size }
  }

  /** A command ended that began at `state`: undo() undoes it, if it changed the text. */
  commit(state: State): void {
    const same = state.lines.length === this.lines.length && state.lines.every((l, i) => l === this.lines[i])
    if (!same) this.saved = state
  }

  /** Goes back over the last change; a second undo() goes forward again. */
  undo(): void {
    const to = this.saved
    if (!to) throw new EdFault('Nothing to undo.')
    this.saved = this.checkpoint()
    this.lines = [...to.lines]
    this.current = to.current
    this.marks = new Map(to.marks)
    this.size = to.size
    this.dirty = true
  }

  /** Puts a failed command's changes back. */
  rollback(state: State): void {
    this.lines = [...state.lines]
    this.current = state.current
    this.marks = new Map(state.marks)
    this.size = state.size
  }
}
