/**
 * The parser's place in the tokens, and what all its rules share: expecting, reporting,
 * recovering, limits of depth, and what encloses the place. Not for: any grammar.
 */
import type { Code, Diagnostic, Diagnostics } from './diagnostics.js'
import { MAX_NESTING } from './limits.js'
import type { Loc } from './source.js'
import { CUT, describe, makeLoc, WORD, type Token } from './tokens.js'

/** Thrown to leave a rule after its error was reported; caught where parsing can go on. */
export class Recovery {
  constructor(readonly to: 'statement' | 'declaration' | 'end') {}
}
const TO_STATEMENT = new Recovery('statement')
const TO_DECLARATION = new Recovery('declaration')
const TO_END = new Recovery('end')

/** What `$n` belongs to. */
export interface FunctionalContext {
  /** False in `function (…) {…}`, where `$n` means nothing. */
  readonly dollars: boolean
  arity: number
  readonly outer: FunctionalContext | null
}

export class Cursor {
  tok: Token
  functional: FunctionalContext | null = null
  /** Loops (and switches) around the place, inside the current function. */
  loops = 0
  switches = 0
  /** In the default of a parameter, outside of any function in it: no place for locals. */
  inDefault = false
  /** A declaration was lost to an error. */
  lost = false
  private pos = 0
  private depth = 0
  private lastErrorPos = -1

  constructor(
    private readonly tokens: readonly Token[],
    readonly diags: Diagnostics,
    private readonly pragmas: readonly { readonly at: number; readonly word: string }[],
  ) {
    this.tok = tokens[0]
  }

  /** Whether a pragma is in force at the place. */
  pragma(word: string): boolean {
    let on = false
    for (const p of this.pragmas) {
      if (p.at > this.pos) break
      if (p.word === word) on = true
      else if (p.word === `no_${word}`) on = false
    }
    return on
  }

  /** The token `n` places ahead; the EOF beyond the end. */
  peek(n: number): Token {
    const i = this.pos + n
    return i < this.tokens.length ? this.tokens[i] : this.tokens[this.tokens.length - 1]
  }

  /** The token before the place. */
  get previous(): Token {
    return this.tokens[this.pos > 0 ? this.pos - 1 : 0]
  }

  at(kind: string): boolean {
    return this.tok.kind === kind
  }

  /** At a name that is a keyword only here, such as `in`. */
  atWord(word: string): boolean {
    return this.tok.kind === 'NAME' && this.tok.text === word
  }

  advance(): Token {
    const t = this.tok
    if (this.pos < this.tokens.length - 1) this.tok = this.tokens[++this.pos]
    return t
  }

  accept(kind: string): Token | null {
    return this.tok.kind === kind ? this.advance() : null
  }

  /** The token wanted, or an error that names what stands before and after: `after expression`. */
  expect(kind: string, after: string): Token {
    if (this.tok.kind === kind) return this.advance()
    return this.fail('LPC2001', `expected ${show(kind)} ${after}, found ${describe(this.tok)}`)
  }

  /** The partner of an opening bracket. */
  expectClose(kind: string, open: Token): Token {
    if (this.tok.kind === kind) return this.advance()
    const notes = open.loc.line === this.tok.loc.line ? [] : [{ message: `to close this '${open.text}'`, loc: open.loc }]
    return this.fail('LPC2001', `expected '${kind}' to close '${open.text}', found ${describe(this.tok)}`, this.errorLoc(), notes)
  }

  /** A `;`. If it is only missing at a line's end, says so and goes on as if it stood there. */
  expectSemicolon(after: string): void {
    if (this.accept(';')) return
    const newLine = this.tok.loc.line !== this.previous.loc.line || this.tok.loc.file !== this.previous.loc.file
    if (!newLine && this.tok.kind !== '}') this.expect(';', after)
    this.report('LPC2001', `expected ';' ${after}, found ${describe(this.tok)}`, this.errorLoc())
  }

  /** A name, whatever it will mean. Old code has variables called `class` and `new`. */
  name(what: string): Token {
    if (this.tok.kind === 'NAME' || this.atNameLikeKeyword()) return this.advance()
    const hint = this.tok.flags & WORD ? ` (it is a keyword)` : ''
    return this.fail('LPC2002', `expected ${what}, found ${describe(this.tok)}${hint}`)
  }

  /** At a keyword that can only be a name here. */
  atNameLikeKeyword(): boolean {
    const { kind } = this.tok
    if (kind !== 'new' && kind !== 'class' && kind !== 'struct') return false
    const next = this.peek(1).kind
    return next !== '(' && next !== 'NAME' && next !== '{'
  }

  /** Reports at the place and leaves the rule. */
  fail(code: Code, message: string, loc: Loc = this.errorLoc(), notes: Diagnostic['notes'] = []): never {
    this.report(code, message, loc, notes)
    throw this.diags.full ? TO_END : TO_STATEMENT
  }

  /** Reports, at most once per place: what follows from an error is no news. */
  report(code: Code, message: string, loc: Loc, notes: Diagnostic['notes'] = []): void {
    if (this.lastErrorPos === this.pos || this.tok.flags & CUT) return
    this.lastErrorPos = this.pos
    this.diags.error(code, message, loc, notes)
  }

  leaveFunction(): never {
    throw this.diags.full ? TO_END : TO_DECLARATION
  }

  /** Counts one level of nesting; every rule that can contain itself calls it, and leave(). */
  enter(): void {
    if (++this.depth > MAX_NESTING) this.limit(`the code is nested deeper than ${MAX_NESTING} levels`)
  }

  /** A limit was hit: one error, and nothing more is parsed. */
  limit(message: string): never {
    this.report('LPC2003', message, this.tok.loc)
    throw TO_END
  }

  leave(): void {
    this.depth--
  }

  /** The state that a recovery must put back. */
  mark(): Mark {
    return { depth: this.depth, functional: this.functional, loops: this.loops, switches: this.switches, inDefault: this.inDefault, pos: this.pos }
  }

  restore(m: Mark): void {
    this.depth = m.depth
    this.functional = m.functional
    this.loops = m.loops
    this.switches = m.switches
    this.inDefault = m.inDefault
  }

  /** After an error inside a block: behind the next `;`, or before the `}` or statement that follows. */
  syncStatement(m: Mark): void {
    this.restore(m)
    let braces = 0
    let parens = 0
    for (let i = m.pos; i < this.pos; i++) {
      braces = Math.max(0, braces + this.bracing(i))
      parens = Math.max(0, parens + this.nesting(i))
    }
    for (; this.tok.kind !== 'EOF'; this.advance()) {
      const kind = this.tok.kind
      if (kind === '}' && braces <= 0 && this.bracing(this.pos) < 0) break
      if (this.pos > m.pos && this.firstOnLine()) {
        if (braces <= 0 && STARTS_STATEMENT.has(kind)) break
        // What begins in column 1 is the next function, whatever is still open.
        if (this.tok.loc.col === 1 && STARTS_DECLARATION.has(kind)) break
      }
      braces += this.bracing(this.pos)
      parens += this.nesting(this.pos)
      // An unclosed parenthesis must not swallow what follows; the `;`s in a `for` are no ends.
      if (kind === ';' && braces <= 0 && (parens <= 0 || this.peek(1).loc.line !== this.tok.loc.line)) {
        this.advance()
        break
      }
    }
    if (this.pos === m.pos && !this.at('}')) this.advance()
  }

  /** After an error outside functions: behind the next `;` or `}` of this level. */
  syncDeclaration(m: Mark): void {
    this.restore(m)
    let depth = 0
    for (; this.tok.kind !== 'EOF'; this.advance()) {
      const kind = this.tok.kind
      if (this.pos > m.pos && this.tok.loc.col === 1 && STARTS_DECLARATION.has(kind) && this.firstOnLine()) return
      if (kind === '{') depth++
      if (kind === '}') depth--
      if ((kind === ';' && depth <= 0) || (kind === '}' && depth <= 0)) {
        this.advance()
        return
      }
    }
  }

  firstOnLine(): boolean {
    const before = this.previous.loc
    return this.pos === 0 || before.line !== this.tok.loc.line || before.file !== this.tok.loc.file
  }

  /** +1 and -1 for the braces of blocks; those of `({ })` nest as parentheses do. */
  private bracing(i: number): number {
    const { kind } = this.tokens[i]
    if (kind === '{') return this.tokens[i - 1]?.kind === '(' ? 0 : 1
    return kind === '}' && this.tokens[i + 1]?.kind !== ')' ? -1 : 0
  }

  private nesting(i: number): number {
    const { kind } = this.tokens[i]
    if (kind === '(' || kind === '[' || kind === '${') return 1
    if (kind === ')' || kind === ']' || kind === '}$') return -1
    return kind === '{' || kind === '}' ? (kind === '{' ? 1 : -1) - this.bracing(i) : 0
  }

  /** Where «expected …» points: behind the last token if the found one is on another line. */
  private errorLoc(): Loc {
    const found = this.tok.loc
    const last = this.previous.loc
    if (this.pos === 0 || (last.line === found.line && last.file === found.file) || last.via) return found
    return makeLoc(last.file, last.line, last.col + last.len, 1, undefined)
  }
}

export interface Mark {
  readonly depth: number
  readonly functional: FunctionalContext | null
  readonly loops: number
  readonly switches: number
  readonly inDefault: boolean
  readonly pos: number
}

const STARTS_STATEMENT: ReadonlySet<string> = new Set(['if', 'for', 'foreach', 'while', 'do', 'switch', 'return', 'break', 'continue', 'case', 'default'])

const STARTS_DECLARATION: ReadonlySet<string> = new Set([
  'inherit', 'private', 'protected', 'public', 'static', 'nomask', 'nosave', 'varargs', 'void', 'int', 'float', 'string',
  'object', 'mapping', 'mixed', 'function', 'buffer', 'class', 'struct',
])

const CLASSES: Readonly<Record<string, string>> = { STRING: 'a string', INT: 'a number', NAME: 'a name' }

function show(kind: string): string {
  return CLASSES[kind] ?? `'${kind}'`
}
