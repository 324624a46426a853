/**
 * The lexer of one file: moo's tokens become ours, with places and values. It never throws; what
 * is wrong becomes a diagnostic (LPC10xx) and lexing goes on. Not for: macros and includes
 * (preprocessor.ts), which is why a `#` line comes out as one DIRECTIVE token.
 */
import type moo from 'moo'
import type { Code, Diagnostics } from './diagnostics.js'
import { readHeredoc } from './heredoc.js'
import { KEYWORD_KINDS } from './keywords.js'
import { MAX_DOLLAR, MAX_SOURCE_LENGTH, MAX_TEMPLATE_DEPTH } from './limits.js'
import { charValue, floatValue, intValue, unescape, unescapeTemplate, type EscapeFault } from './literals.js'
import { CONDITIONAL_LINE, DIRECTIVE_LINE, newLexer } from './rules.js'
import type { Loc } from './source.js'
import { makeLoc, makeToken, SPACE, WORD, type Token, type TokenValue } from './tokens.js'

export class FileLexer {
  /** Offset in `text` where moo's buffer begins. */
  private base = 0
  private line: number
  /** Offset of column 1 of the current line; negative for a stretch that begins mid-line. */
  private lineStart: number
  private flags = SPACE
  /** Only white space so far on this line, so a `#` begins a directive. */
  private fresh = true
  private templates = 0
  private ended = false
  /** An error ended the file before its end. */
  cut = false
  private readonly moo: moo.Lexer = newLexer()

  /**
   * Lexes `text`; its first character stands at `line`, `col` of `file`. Without `directives`, a
   * `#` is an operator: that is how a macro's body is read.
   */
  constructor(
    readonly text: string,
    readonly file: string,
    private readonly diags: Diagnostics,
    private readonly directives = true,
    line = 1,
    col = 1,
    /** Directives of this very text that were lexed before, by offset. */
    private readonly known: Map<number, Token> | null = null,
  ) {
    this.line = line
    this.lineStart = 1 - col
    const bom = text.charCodeAt(0) === 0xfeff ? 1 : 0
    if (text.length > MAX_SOURCE_LENGTH) {
      this.diags.error('LPC1001', `the file is longer than ${MAX_SOURCE_LENGTH} characters`, this.locAt(0, 1))
      this.ended = this.cut = true
    }
    if (directives) this.findNul()
    this.seek(bom)
  }

  /** The next token; EOF for ever at the end. */
  next(): Token {
    for (;;) {
      const m = this.ended ? undefined : this.nextRaw()
      if (m === undefined) return this.end()
      const token = this.convert(m, this.base + m.offset)
      if (token) return token
    }
  }

  /**
   * Inside a branch that is not taken: goes on at the next directive that may end it, without
   * lexing what lies between, which need not be LPC at all.
   */
  skipBranch(): void {
    let depth = 0
    // Only called right after a directive, which left the buffer begin behind itself.
    const from = this.base
    CONDITIONAL_LINE.lastIndex = from
    for (let m = CONDITIONAL_LINE.exec(this.text); m; m = CONDITIONAL_LINE.exec(this.text)) {
      if (m[1].startsWith('if')) depth++
      else if (depth === 0) return this.jump(from, m.index)
      else if (m[1] === 'endif') depth--
    }
    this.jump(from, this.text.length)
  }

  /** A NUL byte is an error wherever it stands, even in strings, comments and branches not taken. */
  private findNul(): void {
    const at = this.text.indexOf('\0')
    if (at < 0) return
    const start = this.text.lastIndexOf('\n', at) + 1
    const line = this.text.slice(0, start).split('\n').length
    this.diags.error('LPC1013', 'a NUL byte (U+0000) cannot stand in source text', makeLoc(this.file, line, at - start + 1, 1, undefined))
  }

  private nextRaw(): moo.Token | undefined {
    try {
      return this.moo.next()
    } catch {
      // A regular expression ran out of its own stack on one enormous token.
      this.diags.error('LPC1002', 'a literal or comment from this line on is too much for the lexer', this.locAt(Math.max(this.base, this.lineStart), 1))
      this.ended = this.cut = true
      return undefined
    }
  }

  private end(): Token {
    if (this.templates > 0) {
      this.error('LPC1008', 'template literal is not closed', this.text.length, 1)
      this.templates = 0
      this.cut = true
    }
    this.ended = true
    return makeToken('EOF', '', null, this.locAt(this.text.length, 1), SPACE)
  }

  private convert(m: moo.Token, at: number): Token | null {
    const text = m.text
    switch (m.type) {
      case 'space': return this.blank()
      case 'newline': return this.newline(at)
      case 'word': return this.emit(KEYWORD_KINDS.get(text) ?? 'NAME', text, null, at, WORD)
      case 'single': return text === ' ' ? this.blank() : this.emit(text, text, null, at)
      case 'op': return text === '#' && this.fresh && this.directives ? this.directive(at) : this.emit(text, text, null, at)
      case 'open': case 'close': case 'optional': return this.emit(text, text, null, at)
      case 'int': return this.emit('INT', text, intValue(text), at)
      case 'float': return this.emit('FLOAT', text, floatValue(text), at)
      case 'string': return this.string(text, at)
      case 'lineComment': return this.blank()
      case 'comment': return this.comment(text, at)
      case 'continuation': this.lines(text, at); return this.blank()
      case 'param': return this.param(text, at)
      case 'char': return this.char(text, at)
      case 'heredoc': return this.heredoc(text, at)
      case 'template': return this.openTemplate(at)
      case 'endTemplate': this.templates--; return this.emit('`', text, null, at)
      case 'interpolate': return this.emit('${', text, null, at)
      case 'endInterpolation': return this.emit('}$', text, null, at)
      case 'text': return this.templateText(text, at)
      case 'openComment': return this.unclosed('LPC1004', 'comment is not closed', at)
      default: return this.bad(text, at)
    }
  }

  private emit(kind: string, text: string, value: TokenValue, at: number, more = 0): Token {
    const token = makeToken(kind, text, value, makeLoc(this.file, this.line, at - this.lineStart + 1, text.length || 1, undefined), this.flags | more)
    this.flags = 0
    this.fresh = false
    return token
  }

  /** A token that may hold line breaks: its mark ends with its first line. */
  private emitLong(kind: string, text: string, value: TokenValue, at: number): Token {
    const nl = text.indexOf('\n')
    if (nl < 0) return this.emit(kind, text, value, at)
    const loc = makeLoc(this.file, this.line, at - this.lineStart + 1, nl || 1, undefined)
    const token = makeToken(kind, text, value, loc, this.flags)
    this.lines(text, at)
    this.flags = 0
    this.fresh = false
    return token
  }

  private blank(): null {
    this.flags = SPACE
    return null
  }

  private newline(at: number): null {
    this.line++
    this.lineStart = at + 1
    this.flags = SPACE
    this.fresh = true
    return null
  }

  private lines(text: string, at: number): void {
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      this.line++
      this.lineStart = at + i + 1
    }
  }

  private directive(at: number): Token {
    let token = this.known?.get(at)
    if (!token) {
      const text = this.matchLine(at)
      const nl = text.indexOf('\n')
      const len = (nl < 0 ? text : text.slice(0, nl)).trimEnd().length
      token = makeToken('DIRECTIVE', text, null, makeLoc(this.file, this.line, at - this.lineStart + 1, len, undefined), SPACE)
      this.known?.set(at, token)
    }
    this.lines(token.text, at)
    this.fresh = false
    this.seek(at + token.text.length)
    return token
  }

  private matchLine(at: number): string {
    DIRECTIVE_LINE.lastIndex = at
    try {
      return DIRECTIVE_LINE.exec(this.text)![0]
    } catch {
      return this.text.slice(at).split('\n', 1)[0]
    }
  }

  private string(text: string, at: number): Token {
    const faults: EscapeFault[] = []
    const value = unescape(text.slice(1, -1), faults)
    this.faults(faults, text, at, 1)
    return this.emitLong('STRING', text, value, at)
  }

  private char(text: string, at: number): Token {
    const faults: EscapeFault[] = []
    const value = charValue(text, faults)
    this.faults(faults, text, at, 0)
    return this.emitLong('INT', text, value, at)
  }

  private comment(text: string, at: number): null {
    const inner = text.indexOf('/*', 2)
    if (inner >= 0) this.warn('LPC1003', "'/*' inside a comment: was an earlier comment left open?", at, inner, text)
    this.lines(text, at)
    return this.blank()
  }

  private param(text: string, at: number): Token {
    const n = Number(text.slice(1))
    if (n < 1 || n > MAX_DOLLAR) this.error('LPC1010', `'${text.slice(0, 20)}': parameters are $1 to $${MAX_DOLLAR}`, at, text.length)
    return this.emit('PARAM', text, n >= 1 && n <= MAX_DOLLAR ? n : 1, at)
  }

  private openTemplate(at: number): Token {
    if (++this.templates <= MAX_TEMPLATE_DEPTH) return this.emit('`', '`', null, at)
    this.templates = 0
    return this.unclosed('LPC1009', `template literals are nested deeper than ${MAX_TEMPLATE_DEPTH}`, at)!
  }

  private templateText(text: string, at: number): Token {
    const faults: EscapeFault[] = []
    const value = unescapeTemplate(text, faults)
    this.faults(faults, text, at, 0)
    return this.emitLong('TEXT', text, value, at)
  }

  private heredoc(opening: string, at: number): Token | null {
    const doc = readHeredoc(this.text, at, opening)
    if (!doc) return this.unclosed('LPC1007', `text block '${opening.trim()}' is not closed: no line begins with '${opening.trim().replace(/^@+/, '')}'`, at)
    const token = this.emitLong(doc.lines ? 'LINES' : 'STRING', this.text.slice(at, doc.end), doc.lines ?? doc.text, at)
    this.seek(doc.end)
    return token
  }

  private bad(text: string, at: number): Token | null {
    const c = text.codePointAt(0)!
    if (text === '"') return this.unclosed('LPC1005', 'string is not closed', at)
    if (text === "'") this.error('LPC1006', 'a character constant is one character between quotes', at, 1)
    else if (text === '@') this.error('LPC1007', "'@' must be followed by the word that ends the text block, then a line break", at, 1)
    else if (c !== 0) this.error('LPC1000', `character ${c > 0x20 && c !== 0x7f && c < 0xd800 ? `'${String.fromCodePoint(c)}' ` : ''}(U+${c.toString(16).toUpperCase().padStart(4, '0')}) does not belong here`, at, text.length)
    this.lines(text, at)
    return this.blank()
  }

  /** What is open at the end of the file swallows the rest: one error, no followers. */
  private unclosed(code: Code, message: string, at: number): null {
    this.error(code, message, at, 1)
    this.templates = 0
    this.jump(at, this.text.length)
    this.ended = this.cut = true
    return null
  }

  private seek(at: number): void {
    this.moo.reset(this.text.slice(at), at === 0 ? undefined : this.moo.save())
    this.base = at
  }

  /** Goes on at an offset further down, counting the lines between. */
  private jump(from: number, at: number): void {
    for (let i = this.text.indexOf('\n', from); i >= 0 && i < at; i = this.text.indexOf('\n', i + 1)) {
      this.line++
      this.lineStart = i + 1
    }
    this.seek(at)
    this.flags = SPACE
    this.fresh = true
  }

  private locAt(at: number, len: number): Loc {
    return makeLoc(this.file, this.line, Math.max(1, at - this.lineStart + 1), Math.max(1, len), undefined)
  }

  private error(code: Code, message: string, at: number, len: number): void {
    this.diags.error(code, message, this.locAt(at, len))
  }

  private warn(code: Code, message: string, at: number, inner: number, text: string): void {
    this.diags.warning(code, message, this.within(text, at, inner, 2))
  }

  private faults(faults: readonly EscapeFault[], text: string, at: number, shift: number): void {
    for (const f of faults) {
      const loc = this.within(text, at, f.at + shift, 2)
      if (f.fatal) this.diags.error('LPC1011', f.message, loc)
      else this.diags.warning('LPC1012', f.message, loc)
    }
  }

  /** The place of something inside a token that may span lines. */
  private within(text: string, at: number, inner: number, len: number): Loc {
    const nl = text.lastIndexOf('\n', inner - 1)
    if (inner === 0 || nl < 0) return this.locAt(at + inner, len)
    let lines = 0
    for (let i = text.indexOf('\n'); i >= 0 && i <= nl; i = text.indexOf('\n', i + 1)) lines++
    return makeLoc(this.file, this.line + lines, inner - nl, len, undefined)
  }
}
