/**
 * The preprocessor: files inside files, predefined names, and the loop that turns a program's
 * text into the parser's tokens. Not for: the meaning of each directive (directives.ts), macro
 * expansion itself (expander.ts).
 */
import type { Diagnostics } from './diagnostics.js'
import { obey, type Conditional, type DirectiveHost } from './directives.js'
import { Expander, type Files } from './expander.js'
import { FileLexer } from './lexer.js'
import { MAX_CACHED_HEADERS, MAX_INCLUDE_DEPTH, MAX_INCLUDES, MAX_TOKENS } from './limits.js'
import { Macro } from './macros.js'
import type { Loc, SourceHost } from './source.js'
import { CUT, makeLoc, makeToken, SPACE, useSite, type Token, type TokenValue } from './tokens.js'

interface OpenFile {
  readonly lexer: FileLexer
  /** The path that its own includes are looked up from. */
  readonly path: string
  readonly conditionals: Conditional[]
}

const GLOBAL = '<global include>'
const PREDEFINED = '<predefined>'
const NOWHERE = makeLoc(PREDEFINED, 1, 1, 1, undefined)

export class Preprocessor implements DirectiveHost, Files {
  readonly pragmas = new Set<string>()
  /** Every pragma word, with the number of tokens before it: some hold from their place on. */
  readonly pragmaPlaces: { readonly at: number; readonly word: string }[] = []
  /** Text of every file read, for messages. */
  readonly texts = new Map<string, string>()
  readonly expander: Expander
  private readonly stack: OpenFile[] = []
  private readonly once = new Set<string>()
  private readonly tokens: Token[] = []
  private endLoc: Loc | null = null
  private cut = false
  private includes = 0
  private counter = 0

  constructor(
    text: string,
    private readonly path: string,
    private readonly host: SourceHost,
    readonly diags: Diagnostics,
  ) {
    this.expander = new Expander(diags, this)
    this.predefine()
    this.texts.set(path, text)
    this.push(text, path, path, null)
    if (host.globalInclude !== '') this.push(host.globalInclude, GLOBAL, path, null)
  }

  /** All tokens of the program, the EOF last. */
  run(): Token[] {
    const out = this.tokens
    for (let t = this.expander.next(); t.kind !== 'EOF'; t = this.expander.next()) {
      out.push(t)
      if (out.length >= MAX_TOKENS) this.expander.stop(`the program is longer than ${MAX_TOKENS} tokens`, useSite(t.loc))
    }
    const last = out.at(-1)?.loc ?? makeLoc(this.path, 1, 1, 1, undefined)
    out.push(makeToken('EOF', '', null, this.expander.stopped ? last : (this.endLoc ?? last), this.expander.stopped || this.cut ? CUT : 0))
    return out
  }

  get lexer(): FileLexer {
    return this.stack[this.stack.length - 1].lexer
  }

  get conditionals(): Conditional[] {
    return this.stack[this.stack.length - 1].conditionals
  }

  directive(line: Token): void {
    obey(line, this)
  }

  skipBranch(): void {
    this.lexer.skipBranch()
  }

  endFile(): boolean {
    const file = this.stack[this.stack.length - 1]
    for (const c of file.conditionals.splice(0)) this.diags.error('LPC1109', '#if without #endif', c.loc)
    this.cut ||= file.lexer.cut
    if (this.stack.length === 1) {
      this.endLoc = file.lexer.next().loc
      return false
    }
    this.stack.pop()
    return true
  }

  isDefined(name: string): boolean {
    return this.expander.macros.has(name)
  }

  isEfun(name: string): boolean {
    return this.host.efunDefined(name)
  }

  include(name: string, system: boolean, loc: Loc): void {
    if (this.stack.length > MAX_INCLUDE_DEPTH) return this.expander.stop(`#include is nested deeper than ${MAX_INCLUDE_DEPTH}: ${this.chain()}`, loc)
    if (++this.includes > MAX_INCLUDES) return this.expander.stop(`the program includes more than ${MAX_INCLUDES} files`, loc)
    const found = this.host.include(name, this.stack[this.stack.length - 1].path, system)
    if (!found) return this.diags.error('LPC1110', `cannot include ${system ? `<${name}>` : `"${name}"`}: no such file`, loc)
    if (this.once.has(found.path)) return
    this.texts.set(found.path, found.text)
    this.push(found.text, found.path, found.path, loc)
  }

  hasPragma(word: string): boolean {
    return this.pragmas.has(word)
  }

  pragma(words: readonly string[], loc: Loc): void {
    for (const w of words) {
      this.diags.pragma(w, loc)
      if (w === 'once') this.once.add(this.lexer.file)
      this.pragmas.delete(w.startsWith('no_') ? w.slice(3) : `no_${w}`)
      this.pragmas.add(w)
      this.pragmaPlaces.push({ at: this.tokens.length, word: w })
    }
  }

  private push(text: string, file: string, path: string, from: Loc | null): void {
    const lexer = new FileLexer(text, file, this.diags, true, 1, 1, from ? knownLines(file, text) : null)
    this.stack.push({ lexer, path, conditionals: [] })
    if (from && from.file !== GLOBAL && !this.diags.includedAt.has(file)) this.diags.includedAt.set(file, from)
  }

  /** The files open now; of a loop, the part that repeats, once. */
  private chain(): string {
    const files = this.stack.map((f) => f.lexer.file).filter((f) => f !== GLOBAL)
    const again = files.lastIndexOf(files[files.length - 1], files.length - 2)
    const shown = again < 0 ? files : files.slice(again)
    return (shown.length > 8 ? [...shown.slice(0, 4), '…', ...shown.slice(-3)] : shown).join(' includes ')
  }

  private predefine(): void {
    const macros = this.expander.macros
    const builtin = (name: string, value: (use: Token) => TokenValue): void => {
      macros.set(name, new Macro(name, null, { text: '', file: PREDEFINED, line: 1, col: 1 }, NOWHERE, true, (use) => literal(use, value(use))))
    }
    builtin('__FILE__', (use) => this.fileOf(use))
    builtin('__LINE__', (use) => useSite(use.loc).line)
    builtin('__DIR__', (use) => this.fileOf(use).replace(/[^/]*$/, ''))
    builtin('__COUNTER__', () => this.counter++)
    for (const macro of hostMacros(this.host.predefines)) if (!macros.has(macro.name)) macros.set(macro.name, macro)
  }

  private fileOf(use: Token): string {
    const file = useSite(use.loc).file
    return file === GLOBAL ? this.path : file
  }
}

function literal(use: Token, value: TokenValue): Token {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return makeToken(typeof value === 'string' ? 'STRING' : 'INT', text, value, use.loc, use.flags & SPACE)
}

const headers = new Map<string, { readonly text: string; readonly lines: Map<number, Token> }>()

/**
 * The directives of a header as they were lexed for an earlier program: libraries include the same
 * few hundred `#define`s everywhere. They hold as long as the text is the same.
 */
function knownLines(file: string, text: string): Map<number, Token> {
  const known = headers.get(file)
  if (known?.text === text) return known.lines
  if (headers.size >= MAX_CACHED_HEADERS) headers.clear()
  const lines = new Map<number, Token>()
  headers.set(file, { text, lines })
  return lines
}

const predefined = new WeakMap<ReadonlyMap<string, string>, { readonly size: number; readonly macros: readonly Macro[] }>()

/** The host's names as macros, made once for each of its tables. */
function hostMacros(table: ReadonlyMap<string, string>): readonly Macro[] {
  const known = predefined.get(table)
  if (known?.size === table.size) return known.macros
  const macros = [...table].map(([name, text]) => new Macro(name, null, { text, file: PREDEFINED, line: 1, col: 1 }, NOWHERE, true))
  predefined.set(table, { size: table.size, macros })
  return macros
}
