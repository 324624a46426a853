/**
 * What each preprocessor line means. One line in, its effect on the preprocessor out. Not for:
 * finding the lines (lexer.ts), expanding macros (expander.ts), opening files (preprocessor.ts).
 */
import { evaluateCondition, type Names } from './conditions.js'
import { Diagnostics, type Code } from './diagnostics.js'
import type { Expander } from './expander.js'
import { FileLexer } from './lexer.js'
import { lexAll, Macro, spell } from './macros.js'
import type { Loc } from './source.js'
import { makeLoc, type Token } from './tokens.js'

/** One open `#if` of a file. */
export interface Conditional {
  readonly loc: Loc
  /** Some branch was taken, so the others are not. */
  taken: boolean
  elseSeen: boolean
}

/** What directives do to the file being read and to the program. */
export interface DirectiveHost extends Names {
  readonly diags: Diagnostics
  readonly expander: Expander
  readonly conditionals: Conditional[]
  skipBranch(): void
  include(name: string, system: boolean, loc: Loc): void
  pragma(words: readonly string[], loc: Loc): void
  /** A pragma in force. */
  hasPragma(word: string): boolean
}

const HEAD = /^#[ \t]*([A-Za-z_]*)/
const COMMENTS = /\/\*[^]*?\*\/|\/\/[^\n]*|\\\r?\n/g
const DEFINE = /^((?:\s|\\\r?\n|\/\*[^]*?\*\/)*)([A-Za-z_]\w*)?(\([^)]*\)?)?/

/** How many words these take; what follows is ignored. */
const WORDS: Readonly<Record<string, number>> = { ifdef: 1, ifndef: 1, undef: 1, else: 0, endif: 0, line: 2 }

/** Obeys one `#` line. */
export function obey(line: Token, host: DirectiveHost): void {
  const name = HEAD.exec(line.text)!
  const rest = new Rest(line, name[0].length, host.diags)
  const words = WORDS[name[1]]
  if (words !== undefined && host.hasPragma('pedantic') && rest.plain().split(/\s+/).filter(Boolean).length > words) {
    host.diags.error('LPC1123', `what follows #${name[1]} is ignored, which #pragma pedantic forbids`, line.loc)
  }
  switch (name[1]) {
    case 'define': return define(rest, line.loc, host)
    case 'undef': return undef(rest, host)
    case 'include': return include(rest, line.loc, host)
    case 'if': return open(condition(rest, host), line.loc, host)
    case 'ifdef': return open(host.isDefined(rest.word()), line.loc, host)
    case 'ifndef': return open(!host.isDefined(rest.word()), line.loc, host)
    case 'elif': return elif(rest, line.loc, host)
    case 'else': return elseBranch(line.loc, host)
    case 'endif': return endif(line.loc, host)
    case 'error': return host.diags.error('LPC1120', `#error ${rest.plain()}`, line.loc)
    case 'warn': case 'warning': return host.diags.warning('LPC1121', `#warn ${rest.plain()}`, line.loc)
    case 'pragma': return host.pragma(rest.plain().split(/[\s,]+/).filter((w) => w !== ''), line.loc)
    // #echo writes to FluffOS's log at compile time; a line number from elsewhere would only
    // make our places wrong.
    case 'echo': case 'line': case 'breakpoint': return
    case '': if (!/^#\s*(\d|$)/.test(line.text)) host.diags.error('LPC1101', 'a directive name must follow #', line.loc); return
    default: return host.diags.error('LPC1101', `unknown directive #${name[1]}`, line.loc)
  }
}

/** The text behind the directive's name. */
class Rest {
  readonly text: string

  constructor(
    readonly line: Token,
    readonly at: number,
    readonly diags: Diagnostics,
  ) {
    this.text = line.text.slice(at)
  }

  /** Comments and line continuations taken out. */
  plain(): string {
    return this.text.replace(COMMENTS, (c) => (c.startsWith('\\') ? '' : ' ')).trim()
  }

  word(): string {
    return this.plain().split(/\s/, 1)[0]
  }

  /** Line and column of an offset in `text`. */
  place(offset: number): { line: number; col: number } {
    const end = this.at + offset
    const nl = this.line.text.lastIndexOf('\n', end - 1)
    if (nl < 0) return { line: this.line.loc.line, col: this.line.loc.col + end }
    const before = this.line.text.slice(0, end)
    return { line: this.line.loc.line + before.split('\n').length - 1, col: before.length - nl }
  }

  tokens(): Token[] {
    const { line, col } = this.place(0)
    return lexAll(new FileLexer(this.text, this.line.loc.file, this.diags, false, line, col))
  }
}

/** Macros of lines that were lexed before: the same token means the same text in the same place. */
const defined = new WeakMap<Token, Macro>()

function define(rest: Rest, loc: Loc, host: DirectiveHost): void {
  const known = defined.get(rest.line)
  const macro = known ?? readMacro(rest, loc, host.diags)
  if (!macro) return
  if (!known) defined.set(rest.line, macro)
  const old = host.expander.macros.get(macro.name)
  if (old?.fixed) return host.diags.error('LPC1105', `${macro.name} is predefined and cannot be changed`, macro.loc)
  if (old && old !== macro && !old.same(macro, new Diagnostics())) host.diags.warning('LPC1106', `macro ${macro.name} is redefined`, macro.loc, [{ message: 'it was defined here', loc: old.loc }])
  host.expander.macros.set(macro.name, macro)
}

function readMacro(rest: Rest, loc: Loc, diags: Diagnostics): Macro | null {
  const m = DEFINE.exec(rest.text)!
  const name = m[2]
  const problem = (code: Code, message: string): null => {
    diags.error(code, message, loc)
    return null
  }
  if (!name) return problem('LPC1102', '#define needs a name')
  const params = m[3] === undefined ? null : parameters(m[3])
  if (params === 'bad') return problem('LPC1103', `the parameter list of macro ${name} is malformed`)
  let at = m[0].length
  while (rest.text[at] === ' ' || rest.text[at] === '\t') at++
  const text = trimmed(rest.text.slice(at))
  if (text.includes('##')) {
    const bare = text.replace(COMMENTS, ' ').trim()
    if (bare.startsWith('##') || bare.endsWith('##')) return problem('LPC1104', `'##' needs something on both sides`)
  }
  const nameAt = rest.place(m[1].length)
  return new Macro(name, params, { text, file: loc.file, ...rest.place(at) }, makeLoc(loc.file, nameAt.line, nameAt.col, name.length, undefined), false)
}

/** Without the white space and the line continuations at its end. */
function trimmed(text: string): string {
  let out = text.trimEnd()
  while (out.endsWith('\\') && text.startsWith('\n', out.length + (text[out.length] === '\r' ? 1 : 0))) out = out.slice(0, -1).trimEnd()
  return out
}

function parameters(text: string): string[] | 'bad' {
  if (!text.endsWith(')')) return 'bad'
  const inner = text.slice(1, -1).replace(COMMENTS, ' ').trim()
  const names = inner === '' ? [] : inner.split(',').map((s) => s.trim())
  return names.every((n) => /^[A-Za-z_]\w*$/.test(n)) && new Set(names).size === names.length ? names : 'bad'
}

function undef(rest: Rest, host: DirectiveHost): void {
  const name = rest.word()
  if (host.expander.macros.get(name)?.fixed) host.diags.error('LPC1105', `${name} is predefined and cannot be undefined`, rest.line.loc)
  else host.expander.macros.delete(name)
}

function include(rest: Rest, loc: Loc, host: DirectiveHost): void {
  const direct = /^\s*(?:"([^"\n]*)"|<([^>\n]*)>)/.exec(rest.text)
  const behind = direct ? rest.text.slice(direct[0].length).trim() : ''
  // Strings beside each other are one name, which takes the tokens to find out.
  if (direct && !/^["+A-Za-z_]/.test(behind)) {
    if (behind !== '' && !/^\/[/*]/.test(behind)) host.diags.warning('LPC1122', 'what follows the file name of #include is ignored', loc)
    return host.include(direct[1] ?? direct[2], direct[2] !== undefined, loc)
  }
  const tokens = host.expander.expandAll(rest.tokens()).filter((t) => t.kind !== '+')
  if (tokens.length > 0 && tokens.every((t) => t.kind === 'STRING')) return host.include(tokens.map((t) => t.value).join(''), false, loc)
  const angle = /^<(.*)>$/.exec(spell(tokens))
  if (angle) return host.include(angle[1], true, loc)
  host.diags.error('LPC1107', '#include needs "file", <file> or a macro that is one of them', loc)
}

function condition(rest: Rest, host: DirectiveHost): boolean {
  const value = evaluateCondition(host.expander.expandAll(rest.tokens(), true), host)
  if (typeof value === 'bigint') return value !== 0n
  if (!host.expander.stopped) host.diags.error('LPC1108', `#if: ${value}`, rest.line.loc)
  return false
}

function open(taken: boolean, loc: Loc, host: DirectiveHost): void {
  host.conditionals.push({ loc, taken, elseSeen: false })
  if (!taken) host.skipBranch()
}

function elif(rest: Rest, loc: Loc, host: DirectiveHost): void {
  const c = host.conditionals.at(-1)
  if (!c) return host.diags.error('LPC1109', '#elif without #if', loc)
  if (c.elseSeen) host.diags.error('LPC1109', '#elif after #else', loc, [{ message: 'the #if stands here', loc: c.loc }])
  if (!c.taken && !c.elseSeen && condition(rest, host)) c.taken = true
  else host.skipBranch()
}

function elseBranch(loc: Loc, host: DirectiveHost): void {
  const c = host.conditionals.at(-1)
  if (!c) return host.diags.error('LPC1109', '#else without #if', loc)
  if (c.elseSeen) host.diags.error('LPC1109', 'a second #else', loc, [{ message: 'the #if stands here', loc: c.loc }])
  if (c.taken || c.elseSeen) host.skipBranch()
  c.taken = true
  c.elseSeen = true
}

function endif(loc: Loc, host: DirectiveHost): void {
  if (!host.conditionals.pop()) host.diags.error('LPC1109', '#endif without #if', loc)
}
