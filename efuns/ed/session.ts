/**
 * One editing session: takes a line, gives what to show. It is either waiting for a command or
 * for a line of text (a, i, c). Not for: the commands (commands.ts), the efuns (index.ts).
 */
import { LpcError } from '../../driver/vm/errors.js'
import { Buffer } from './buffer.js'
import { runCommand } from './commands.js'
import { EdFault, type Charge } from './fault.js'
import { MAX_OUTPUT, SCROLL } from './limits.js'
import type { Pattern } from './pattern.js'
import type { Context } from './scan.js'
import type { Substitution } from './substitute.js'

/** What the session needs of the world: files, through the master's eyes. */
export interface Files {
  /** Absolute path of a name as typed. */
  absolute(name: string): string
  /** Lines of a file; null when there is none. Throws EdFault when it may not be read. */
  read(path: string): string[] | null
  /** Throws EdFault when it may not be written. */
  write(path: string, lines: readonly string[], append: boolean): void
}

export interface SessionOptions {
  /** No command may change which file is edited. */
  readonly restricted: boolean
  /** Lines that `z` shows. */
  readonly scroll: number
}

export class Session implements Context {
  readonly buffer = new Buffer()
  pattern: Pattern | null = null
  substitution: Substitution | null = null
  file = ''
  /** Where the next typed line goes; null while commands are awaited. */
  insertAt: number | null = null
  ended = false
  /** `q` warned already: the next one quits. */
  warned = false
  charge: Charge = () => {}
  /** The line that `z` showed last: from there it goes on. */
  scrolledTo = 0
  private out: string[] = []
  private outLength = 0
  private undoFrom: ReturnType<Buffer['checkpoint']> | null = null

  constructor(public files: Files, readonly options: SessionOptions = { restricted: false, scroll: SCROLL }) {}

  /** 0 at a command, the number of the line being typed, or -1 when over: query_ed_mode(). */
  get mode(): number {
    if (this.ended) return -1
    return this.insertAt === null ? 0 : this.insertAt + 1
  }

  say(text: string): void {
    if (this.outLength > MAX_OUTPUT) return
    this.outLength += text.length + 1
    this.out.push(this.outLength > MAX_OUTPUT ? '... (cut)' : text)
  }

  /** Starts with a file, or an empty buffer. */
  open(name: string): string {
    return this.collect(() => {
      if (name !== '') this.edit(this.files.absolute(name))
      else this.say('No file.')
    })
  }

  /** Replaces the buffer by a file's lines; a missing file is a new one. */
  edit(path: string): void {
    const lines = this.files.read(path)
    this.charge(lines?.length ?? 1)
    this.buffer.load(lines ?? [])
    this.file = path
    this.say(lines ? `${path}, ${count(lines.length)}.` : `${path}, new file.`)
  }

  /** One line of input; what it shows, each line ended. */
  input(line: string): string {
    return this.collect(() => {
      if (this.insertAt !== null) return this.typed(line)
      const before = this.buffer.checkpoint()
      this.charge(1 + (this.buffer.last >> 4))
      const warned = this.warned
      this.warned = false
      try {
        runCommand(this, line, warned)
      } catch (e) {
        this.buffer.rollback(before)
        throw e
      }
      if (this.insertAt !== null) this.undoFrom = before
      else if (!this.ended && line.trim() !== 'u') this.buffer.commit(before)
    })
  }

  /** A line of text while a, i or c is on. */
  private typed(line: string): void {
    if (line === '.') {
      this.buffer.current = Math.max(Math.min(1, this.buffer.last), this.insertAt!)
      this.insertAt = null
      if (this.undoFrom) this.buffer.commit(this.undoFrom)
      this.undoFrom = null
      return
    }
    this.charge(1 + (this.buffer.last >> 6))
    this.buffer.splice(this.insertAt!, 0, [line === '..' ? '.' : line])
    this.insertAt!++
  }

  private collect(body: () => void): string {
    this.out = []
    this.outLength = 0
    try {
      body()
    } catch (e) {
      if (!(e instanceof EdFault || (e instanceof LpcError && e.code === 'DENIED'))) throw e
      this.say(`? ${e.message}`)
    }
    return this.out.length ? this.out.join('\n') + '\n' : ''
  }
}

export function count(lines: number): string {
  return lines === 1 ? '1 line' : `${lines} lines`
}
