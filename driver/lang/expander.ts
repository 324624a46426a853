/**
 * Macro expansion: a stack of sources (files, expansions) that is read token by token. Nesting is
 * a loop over that stack, not recursion, except into the arguments of macro calls. Not for: what
 * `#` lines mean (directives.ts).
 */
import type { Diagnostics } from './diagnostics.js'
import type { FileLexer } from './lexer.js'
import { MAX_MACRO_ARGUMENT_DEPTH, MAX_MACRO_DEPTH, MAX_MACRO_TOKENS } from './limits.js'
import { Macro } from './macros.js'
import type { Loc } from './source.js'
import { FIXED, makeLoc, makeToken, WORD, type Token } from './tokens.js'

/** Tokens waiting to be read: an expansion (with its macro), pushed-back tokens, or an argument. */
interface TokenSource {
  readonly tokens: readonly Token[]
  pos: number
  readonly macro: Macro | null
  /** Reading stops at its end instead of going on below: an argument is expanded by itself. */
  readonly closed: boolean
}

/** What the expander asks of the preprocessor around it. */
export interface Files {
  /** The file being read. */
  readonly lexer: FileLexer
  /** Obeys a `#` line. */
  directive(line: Token): void
  /** The file is at its end: true if another one goes on. */
  endFile(): boolean
}

const END = makeToken('EOF', '', null, makeLoc('', 1, 1, 1, undefined), 0)

export class Expander {
  readonly macros = new Map<string, Macro>()
  /** A limit was hit: nothing more is read. */
  stopped = false
  /** Macros whose expansion is being read: inside it, their own names are plain. */
  private readonly live = new Set<Macro>()
  /** Reading a `#if`: `defined` keeps its operand from expanding. */
  private condition = false
  private stack: TokenSource[] = []
  private made = 0
  private argumentDepth = 0

  constructor(
    private readonly diags: Diagnostics,
    private readonly files: Files,
  ) {}

  /** The next token with macros expanded. */
  next(): Token {
    for (;;) {
      const t = this.pull()
      if (!(t.flags & WORD) || t.flags & FIXED) return t
      const macro = this.macros.get(t.text)
      if (macro === undefined) return this.condition && DEFINED.has(t.text) ? this.keepOperand(t) : t
      if (this.live.has(macro)) return makeToken(t.kind, t.text, t.value, t.loc, t.flags | FIXED)
      if (macro.builtin) return macro.builtin(t)
      if (!this.expand(macro, t)) return t
    }
  }

  /** Expands tokens by themselves, as an argument or a `#if` line needs it. */
  expandAll(tokens: readonly Token[], condition = false): readonly Token[] {
    if (!tokens.some((t) => t.flags & WORD && (this.macros.has(t.text) || condition))) return tokens
    const outer = { stack: this.stack, condition: this.condition }
    this.stack = [{ tokens, pos: 0, macro: null, closed: true }]
    this.condition = condition
    const out: Token[] = []
    for (let t = this.next(); t.kind !== 'EOF'; t = this.next()) out.push(t)
    for (const s of this.stack) if (s.macro) this.live.delete(s.macro)
    this.stack = outer.stack
    this.condition = outer.condition
    return out
  }

  /** Ends the reading for good, with one error. */
  stop(message: string, loc: Loc): void {
    if (this.stopped) return
    this.diags.error('LPC1100', message, loc)
    this.stopped = true
  }

  private pull(): Token {
    for (;;) {
      if (this.stopped) return END
      const top = this.stack.at(-1)
      if (top !== undefined) {
        if (top.pos < top.tokens.length) return top.tokens[top.pos++]
        if (top.closed) return END
        if (top.macro) this.live.delete(top.macro)
        this.stack.pop()
        continue
      }
      const t = this.files.lexer.next()
      if (t.kind === 'DIRECTIVE') this.files.directive(t)
      else if (t.kind !== 'EOF' || !this.files.endFile()) return t
    }
  }

  /** Puts a macro's replacement in front of what is read; false if this is no use of it. */
  private expand(macro: Macro, use: Token): boolean {
    let args: Token[][] = []
    if (macro.params) {
      const open = this.pull()
      if (open.kind !== '(') {
        if (open.kind !== 'EOF') this.pushBack(open)
        return false
      }
      const read = this.arguments(macro, use)
      if (!read) return true
      args = read
    }
    if (this.stack.length >= MAX_MACRO_DEPTH) {
      this.stop(`macros are nested deeper than ${MAX_MACRO_DEPTH}`, outermost(use.loc))
      return true
    }
    const done: (readonly Token[])[] = []
    const tokens = macro.replace(use, args, (i) => (done[i] ??= this.argument(args[i] ?? [], use)), this.diags)
    this.made += tokens.length + 1
    if (this.made > MAX_MACRO_TOKENS) {
      this.stop(`macros expand to more than ${MAX_MACRO_TOKENS} tokens`, outermost(use.loc))
      return true
    }
    this.live.add(macro)
    this.stack.push({ tokens, pos: 0, macro, closed: false })
    return true
  }

  private argument(tokens: readonly Token[], use: Token): readonly Token[] {
    if (++this.argumentDepth > MAX_MACRO_ARGUMENT_DEPTH) this.stop(`macro calls inside macro arguments are nested deeper than ${MAX_MACRO_ARGUMENT_DEPTH}`, outermost(use.loc))
    const out = this.expandAll(tokens)
    this.argumentDepth--
    return out
  }

  /** Reads the arguments behind `(`. Only parentheses nest: a comma inside `[]` separates. */
  private arguments(macro: Macro, use: Token): Token[][] | null {
    const args: Token[][] = [[]]
    let depth = 0
    for (;;) {
      const t = this.pull()
      if (t.kind === 'EOF') {
        if (!this.stopped) this.diags.error('LPC1111', `the arguments of macro ${macro.name} are not closed`, use.loc)
        return null
      }
      if (t.kind === ')' && depth === 0) break
      if (t.kind === ',' && depth === 0) {
        args.push([])
        continue
      }
      if (t.kind === '(' || t.kind === '${') depth++
      else if (t.kind === ')' || t.kind === '}$') depth--
      args[args.length - 1].push(t)
      if (++this.made > MAX_MACRO_TOKENS) this.stop(`macros expand to more than ${MAX_MACRO_TOKENS} tokens`, outermost(use.loc))
    }
    if (macro.params!.length === 0 && args.length === 1 && args[0].length === 0) return []
    return this.counted(macro, use, args)
  }

  private counted(macro: Macro, use: Token, args: Token[][]): Token[][] | null {
    const want = macro.params!.length
    if (args.length === want) return args
    // FluffOS takes any number: what is missing is empty, what is too much is dropped.
    this.diags.warning('LPC1112', `macro ${macro.name} takes ${want} argument${want === 1 ? '' : 's'}, not ${args.length}`, use.loc, macro.fixed ? [] : [{ message: `${macro.name} is defined here`, loc: macro.loc }])
    return args
  }

  private keepOperand(word: Token): Token {
    const kept: Token[] = []
    let t = this.pull()
    kept.push(t)
    if (t.kind === '(') {
      t = this.pull()
      kept.push(t)
    }
    this.pushBack(...kept.filter((k) => k.kind !== 'EOF').map((k) => makeToken(k.kind, k.text, k.value, k.loc, k.flags | FIXED)))
    return word
  }

  private pushBack(...tokens: Token[]): void {
    this.stack.push({ tokens, pos: 0, macro: null, closed: false })
  }
}

const DEFINED: ReadonlySet<string> = new Set(['defined', 'efun_defined'])

/** A chain of expansions thousands long helps nobody: the error stands at the first use. */
function outermost(loc: Loc): Loc {
  while (loc.via) loc = loc.via.at
  return loc
}
