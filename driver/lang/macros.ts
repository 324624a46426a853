/**
 * Macros: what a `#define` says, and how a use becomes tokens (parameters, `#`, `##`).
 * Not for: when to expand (expander.ts), where `#define` is read (directives.ts).
 */
import { Diagnostics, type Diagnostic } from './diagnostics.js'
import { FileLexer } from './lexer.js'
import { MAX_MACRO_TOKENS } from './limits.js'
import type { Expansion, Loc } from './source.js'
import { makeLoc, makeToken, SPACE, WORD, type Token } from './tokens.js'

/** Where a macro's replacement text stands. */
export interface MacroText {
  readonly text: string
  readonly file: string
  readonly line: number
  readonly col: number
}

/** A macro belongs to its header's text, so that programs that include it can share it. */
export class Macro {
  private tokens: readonly Token[] | null = null
  /** Per token of the body: which parameter it names, or -1. */
  private slots: readonly number[] = []
  private pastes = false
  /** What is wrong with the body, and who was told last: each program is told once. */
  private faults: readonly Diagnostic[] = []
  private told: Diagnostics | null = null

  constructor(
    readonly name: string,
    readonly params: readonly string[] | null,
    private readonly source: MacroText,
    readonly loc: Loc,
    /** Set by the driver: may not be changed. */
    readonly fixed: boolean,
    /** For `__LINE__` and its kin: makes the replacement. */
    readonly builtin: ((use: Token) => Token) | null = null,
  ) {}

  /** The body, lexed when first needed: most macros of most headers are never used. */
  body(diags: Diagnostics): readonly Token[] {
    if (this.tokens) return this.faults.length > 0 ? this.tell(diags, this.tokens) : this.tokens
    const { text, file, line, col } = this.source
    const found = new Diagnostics()
    this.tokens = lexAll(new FileLexer(text, file, found, false, line, col))
    this.faults = found.list
    this.slots = this.tokens.map((t) => (t.flags & WORD && this.params ? this.params.indexOf(t.text) : -1))
    this.pastes = this.tokens.some((t) => t.kind === '#' || t.kind === '##')
    return this.tell(diags, this.tokens)
  }

  private tell(diags: Diagnostics, tokens: readonly Token[]): readonly Token[] {
    if (this.told !== diags) for (const f of this.faults) diags[f.severity](f.code, f.message, f.loc, f.notes)
    this.told = diags
    return tokens
  }

  /** True if redefining it with that text changes nothing. */
  same(other: Macro, quiet: Diagnostics): boolean {
    if (this.params?.join() !== other.params?.join()) return false
    if (this.source.text === other.source.text) return true
    return spell(this.body(quiet)) === spell(other.body(quiet))
  }

  /**
   * The tokens of one use. `raw` are the arguments as written, `expanded` gives them with their
   * own macros expanded. Tokens of the body get the use into their `via`; arguments keep theirs.
   */
  replace(use: Token, raw: readonly (readonly Token[])[], expanded: (i: number) => readonly Token[], diags: Diagnostics): Token[] {
    const via: Expansion = { macro: this.name, at: use.loc }
    const body = this.body(diags)
    const out: Token[] = []
    if (this.pastes) this.replacePasting(out, body, raw, expanded, via, diags)
    else if (!this.params) for (const t of body) out.push(moved(t, via))
    else for (let i = 0; i < body.length; i++) this.insert(out, body[i], this.slots[i], expanded, via)
    if (out.length > 0) out[0] = respaced(out[0], use.flags & SPACE)
    return out
  }

  private insert(out: Token[], t: Token, slot: number, args: (i: number) => readonly Token[], via: Expansion): void {
    // The expander refuses the whole when it sees that length; here it must not exhaust memory.
    if (out.length > MAX_MACRO_TOKENS) return
    if (slot < 0) out.push(moved(t, via))
    else args(slot).forEach((a, i) => out.push(i === 0 ? respaced(a, t.flags & SPACE) : a))
  }

  /** As replace(), for a body with `#` or `##`: their operands are the arguments as written. */
  private replacePasting(out: Token[], body: readonly Token[], raw: readonly (readonly Token[])[], expanded: (i: number) => readonly Token[], via: Expansion, diags: Diagnostics): void {
    let paste = false
    // Where the last operand begins in `out`: an empty argument leaves nothing to paste to.
    let operandAt = 0
    for (let i = 0; i < body.length; i++) {
      const t = body[i]
      if (t.kind === '##') {
        paste = true
        continue
      }
      const piece: Token[] = []
      const operand = paste || body[i + 1]?.kind === '##'
      if (t.kind === '#' && this.slots[i + 1] >= 0) piece.push(stringized(raw[this.slots[++i]] ?? [], moved(t, via)))
      else this.insert(piece, t, this.slots[i], operand ? (n) => raw[n] ?? [] : expanded, via)
      if (!paste) operandAt = out.length
      else if (out.length > operandAt && piece.length > 0) piece.splice(0, 1, ...pasted(out.pop()!, piece[0], diags))
      for (const p of piece) out.push(p)
      paste = false
    }
  }
}

/** All tokens of a lexer, without the EOF. */
export function lexAll(lexer: FileLexer): Token[] {
  const out: Token[] = []
  for (let t = lexer.next(); t.kind !== 'EOF'; t = lexer.next()) out.push(t)
  return out
}

/** Tokens as text, with one space where there was white space. */
export function spell(tokens: readonly Token[]): string {
  let out = ''
  for (const t of tokens) out += out !== '' && t.flags & SPACE ? ` ${t.text}` : t.text
  return out
}

function moved(t: Token, via: Expansion): Token {
  const l = t.loc
  return makeToken(t.kind, t.text, t.value, makeLoc(l.file, l.line, l.col, l.len, via), t.flags)
}

function respaced(t: Token, space: number): Token {
  return (t.flags & SPACE) === space ? t : makeToken(t.kind, t.text, t.value, t.loc, (t.flags & ~SPACE) | space)
}

/** `#param`: the argument's exact spelling as a string. */
function stringized(tokens: readonly Token[], at: Token): Token {
  let text = ''
  tokens.forEach((t, i) => {
    if (i > 0) text += gap(tokens[i - 1], t)
    text += t.text
  })
  return makeToken('STRING', JSON.stringify(text), text, at.loc, at.flags)
}

/** The white space between two tokens as it was, as far as their places tell. */
function gap(a: Token, b: Token): string {
  if (!(b.flags & SPACE)) return ''
  const width = b.loc.col - a.loc.col - a.loc.len
  return a.loc.line === b.loc.line && a.loc.file === b.loc.file && width > 0 ? ' '.repeat(width) : ' '
}

/** `a ## b`: the two texts read as one; if that is not one token, it is several. */
function pasted(a: Token, b: Token, diags: Diagnostics): Token[] {
  const { file, line, col, via } = a.loc
  const tokens = lexAll(new FileLexer(a.text + b.text, file, diags, false, line, col))
  return tokens.map((t, i) => makeToken(t.kind, t.text, t.value, makeLoc(file, line, col, a.loc.len, via ?? b.loc.via), i === 0 ? (t.flags & ~SPACE) | (a.flags & SPACE) : t.flags))
}
