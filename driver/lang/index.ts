/**
 * The front end: LPC text in, a syntax tree and diagnostics out. Passes, in order: lexer and
 * preprocessor (one stream), parser. Not for: what names mean (compile/).
 */
import type { Decl, Program } from './ast.js'
import { Cursor } from './cursor.js'
import { declarations } from './declarations.js'
import { Diagnostics } from './diagnostics.js'
import { FileLexer } from './lexer.js'
import { lexAll } from './macros.js'
import { Preprocessor } from './preprocessor.js'
import type { SourceHost } from './source.js'
import { SPACE, useSite, type Token } from './tokens.js'

export { BUILTIN_MACROS, CONTEXTUAL_KEYWORDS, DIRECTIVES, KEYWORDS } from './keywords.js'
export { describe, useSite, type Token } from './tokens.js'

/** Gives a line of a file that was read, for diagnostics. */
export type LineOf = (file: string, line: number) => string | undefined

export interface Parsed {
  readonly program: Program
  readonly diagnostics: Diagnostics
  /** Every file that was read, by path. */
  readonly texts: ReadonlyMap<string, string>
  readonly lineOf: LineOf
}

/** Parses one program. Never throws for what the text says: errors are in `diagnostics`. */
export function parseLpc(text: string, path: string, host: SourceHost): Parsed {
  const diagnostics = new Diagnostics()
  const pp = new Preprocessor(text, path, host, diagnostics)
  const tokens = pp.run()
  // After a limit the tokens are cut off anywhere, and what the parser would say is no news.
  const cursor = new Cursor(tokens, diagnostics, pp.pragmaPlaces)
  const readable = diagnostics.errors === 0
  const decls = pp.expander.stopped ? [] : parseTokens(cursor)
  const program: Program = { file: path, decls, complete: readable && !cursor.lost, pragmas: pp.pragmas, files: [...pp.texts.keys()] }
  return { program, diagnostics, texts: pp.texts, lineOf: lineFinder(pp.texts) }
}

/** A compilation may begin deep inside LPC calls, where even our own limit of nesting is too much. */
function parseTokens(p: Cursor): Decl[] {
  try {
    return declarations(p)
  } catch (e) {
    if (!(e instanceof RangeError)) throw e
    p.lost = true
    p.diags.error('LPC2003', 'the code is nested too deep for the call depth at which it is compiled', p.tok.loc)
    return []
  }
}

/** The tokens of one file as written: macros unexpanded, `#` lines whole. For `--dump=tokens`. */
export function tokenizeLpc(text: string, path: string): { tokens: Token[]; diagnostics: Diagnostics; lineOf: LineOf } {
  const diagnostics = new Diagnostics()
  const tokens = lexAll(new FileLexer(text, path, diagnostics))
  return { tokens, diagnostics, lineOf: lineFinder(new Map([[path, text]])) }
}

/** The program after preprocessing, as tokens and as text again. For `--dump=pp`. */
export function preprocessLpc(text: string, path: string, host: SourceHost): { text: string; tokens: Token[]; diagnostics: Diagnostics; lineOf: LineOf } {
  const diagnostics = new Diagnostics()
  const pp = new Preprocessor(text, path, host, diagnostics)
  const tokens = pp.run()
  return { text: layOut(tokens), tokens, diagnostics, lineOf: lineFinder(pp.texts) }
}

/** Tokens as text: a line per source line, white space where there was some. */
function layOut(tokens: readonly Token[]): string {
  const out: string[] = []
  let line = 0
  let file = ''
  for (const t of tokens) {
    const at = useSite(t.loc)
    if (t.kind === 'EOF') break
    if (at.file !== file || at.line !== line) out.push(out.length === 0 ? '' : '\n')
    else if (t.flags & SPACE) out.push(' ')
    out.push(t.text)
    file = at.file
    line = at.line
  }
  return `${out.join('')}\n`
}

function lineFinder(texts: ReadonlyMap<string, string>): LineOf {
  const split = new Map<string, string[]>()
  return (file, line) => {
    const text = texts.get(file)
    if (text === undefined) return undefined
    let lines = split.get(file)
    if (!lines) split.set(file, (lines = text.split(/\r?\n/)))
    return lines[line - 1]
  }
}
