/** terminal_colour(): %^RED%^ and its kind, with word wrap. */
import type { Fiber } from '../../driver/vm/fiber.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { checkSize } from '../../driver/vm/ops.js'
import { clusters } from '../../driver/vm/text.js'
import type { Int } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'
import { displayWidth } from './width.js'

const DEFAULT_RESET = '\x1b[49;49m\x1b[0;10m'

/** Text, or a colour code that takes no room. */
interface Piece {
  readonly text: string
  readonly code: boolean
}

function pieces(s: string, codes: Mapping): Piece[] {
  return s.split('%^').filter((p) => p !== '').map((p) => {
    const code = codes.get(p)
    return typeof code === 'string' ? { text: code, code: true } : { text: p, code: false }
  })
}

/**
 * Wraps at `width` columns. Each line break that is put in, and each in the text, is preceded by
 * the reset code and followed by the colours in force; lines after a break are indented.
 */
class Wrapper {
  private out = ''
  private line = ''
  private column = 0
  /** What has been in the line since its last blank: it moves to the next line when it does not fit. */
  private word = ''
  private wordWidth = 0
  private colours = ''
  private coloursAtWord = ''
  /** The line has nothing in it yet, not even its indent. */
  private due = false
  /** Blanks at the start of a line that was wrapped are dropped. */
  private dropping = false

  constructor(private readonly width: number, private readonly indent: number, private readonly fill: boolean, private readonly reset: string) {}

  code(text: string): void {
    this.word += text
    this.colours = text === this.reset ? '' : this.colours + text
  }

  private newline(colours: string, wrapped = true): void {
    this.out += this.line + (this.fill ? ' '.repeat(Math.max(0, this.width - this.column)) : '') + this.reset + '\n' + colours
    this.line = ''
    this.column = 0
    this.due = true
    this.dropping = wrapped
  }

  private begin(): void {
    this.line = ' '.repeat(this.indent)
    this.column = this.indent
    this.due = false
  }

  private endWord(): void {
    this.line += this.word
    this.column += this.wordWidth
    this.word = ''
    this.wordWidth = 0
    this.coloursAtWord = this.colours
  }

  /** The line is full: breaks at the last blank, or in the word when the word fills the line. */
  private wrap(): void {
    if (this.column > this.indent || (this.column > 0 && this.line.trim() !== '')) {
      this.line = this.line.replace(/[ \t]$/, '')
      this.column = Math.min(this.column, displayWidth(this.line))
      this.newline(this.coloursAtWord)
    } else {
      this.endWord()
      this.newline(this.colours)
    }
    this.begin()
    this.dropping = false
  }

  text(text: string): void {
    for (const c of clusters(text)) {
      if (c === '\n') {
        if (this.due) this.begin()
        this.endWord()
        this.newline(this.colours, false)
        continue
      }
      const blank = c === ' ' || c === '\t'
      if (this.due) this.begin()
      if (blank && this.dropping) continue
      this.dropping = false
      const w = c === '\t' ? 8 - ((this.column + this.wordWidth) % 8) : displayWidth(c)
      if (this.column + this.wordWidth + w > this.width) {
        if (blank) {
          this.endWord()
          this.newline(this.colours)
          continue
        }
        this.wrap()
      }
      this.word += c
      this.wordWidth += w
      if (blank) this.endWord()
    }
  }

  result(): string {
    this.endWord()
    return this.out + this.line
  }
}

function terminalColour(F: Fiber, s: string, codes: Mapping, wrap: number, indent: number): string {
  F.charge(s.length)
  const parts = pieces(s, codes)
  if (wrap === 0) {
    const text = parts.map((p) => p.text).join('')
    checkSize(F, 'string', text.length, F.host.limits.stringLength)
    return text
  }
  const width = Math.max(2, Math.abs(wrap))
  const by = indent < 0 || indent >= width - 1 ? width - 2 : indent
  const reset = codes.get('RESET')
  const w = new Wrapper(width, by, wrap < 0, typeof reset === 'string' ? reset : DEFAULT_RESET)
  for (const p of parts) {
    F.charge(1 + (p.text.length >> 1))
    if (p.code) w.code(p.text)
    else w.text(p.text)
  }
  const text = w.result()
  checkSize(F, 'string', text.length, F.host.limits.stringLength)
  return text
}

/** Widest line that is asked for; a wider one is no wrapping. */
const MAX_WIDTH = 10_000

export default [
  efun({
    name: 'terminal_colour', family: 'strings', since: '0.1', ticks: 40,
    sig: 'string terminal_colour(string str, mapping codes, int wrap?, int indent?)',
    doc: 'Returns `str` with each `%^NAME%^` replaced by what `codes` has for NAME.\n\nNames it does not have stay as text, without their marks. With a `wrap` that is not 0 the text is wrapped at that many columns, with the code of "RESET" in front of each newline and the colours again behind it; codes take no room, and wide characters two columns. Lines after a break are indented by `indent`. A negative `wrap` fills lines up with blanks.',
    examples: ['terminal_colour("%^RED%^hot%^RESET%^", ([ "RED": "<r>", "RESET": "<0>" ])) == "<r>hot<0>"', 'terminal_colour("aaaa bbbb", ([ "RESET": "<0>" ]), 6) == "aaaa<0>\\nbbbb"'],
    seeAlso: ['sprintf', 'strwidth', 'replace_string'],
  }, (F, s: string, codes: Mapping, wrap: Int | undefined, indent: Int | undefined) => {
    const width = Number(wrap ?? 0)
    return terminalColour(F, s, codes, Math.max(-MAX_WIDTH, Math.min(MAX_WIDTH, width)), Math.min(MAX_WIDTH, Number(indent ?? 0)))
  }),
] as Efun[]
