/**
 * Parsers of the two dialects LPC knows: `regexp()` and `%(…)` of sscanf() speak Henry Spencer's
 * (`. [] * + ? | () ^ $ \< \>`), the pcre_…() efuns speak Perl's. Both give one tree.
 *
 * Not supported of PCRE, with an error that says so: recursion, conditionals, callouts, \K, \G.
 */
import { BAD_ARGUMENT, LpcError } from '../../driver/vm/errors.js'
import type { ClassLetter, Node, SetItem, Tree } from './ast.js'

/** Longest pattern; longer ones are data, not patterns. */
export const MAX_PATTERN = 20_000
/** Nested groups: bounds the parser's recursion. */
const MAX_DEPTH = 150
/** Largest count in {n,m}, as in PCRE a limit on what a pattern may grow to. */
const MAX_REPEAT = 65_535

export interface Dialect {
  readonly pcre: boolean
  readonly ignoreCase?: boolean
  readonly multiline?: boolean
  readonly dotAll?: boolean
  readonly ungreedy?: boolean
  readonly extended?: boolean
}

interface Modes {
  i: boolean
  m: boolean
  s: boolean
  x: boolean
  U: boolean
}

const POSIX: Readonly<Record<string, readonly SetItem[]>> = {
  alpha: [[65, 90], [97, 122]], digit: [[48, 57]], alnum: [[48, 57], [65, 90], [97, 122]], upper: [[65, 90]], lower: [[97, 122]],
  space: [[9, 13], [32, 32]], blank: [[9, 9], [32, 32]], punct: [[33, 47], [58, 64], [91, 96], [123, 126]], xdigit: [[48, 57], [65, 70], [97, 102]],
  word: [[48, 57], [65, 90], [95, 95], [97, 122]], cntrl: [[0, 31], [127, 127]], print: [[32, 126]], graph: [[33, 126]], ascii: [[0, 127]],
}
const CONTROL: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7, e: 27 }
const BLANK: readonly SetItem[] = [[9, 9], [32, 32], [160, 160]]
const NEWLINE: readonly SetItem[] = [[10, 13], [0x85, 0x85], [0x2028, 0x2029]]

export function parsePattern(pattern: string, dialect: Dialect): Tree {
  if (pattern.length > MAX_PATTERN) throw bad(`Regular expression too long: ${pattern.length} characters (limit ${MAX_PATTERN}).`)
  return new Parser([...pattern], dialect).parse()
}

export function bad(message: string): LpcError {
  return new LpcError(message, { code: BAD_ARGUMENT })
}

class Parser {
  private at = 0
  private groups = 0
  private depth = 0
  private readonly names = new Map<string, number>()
  private mode: Modes
  private ignoreCase: boolean
  private readonly localCase: boolean
  private readonly backs: Array<{ name?: string; index: number }> = []

  constructor(private readonly p: readonly string[], private readonly dialect: Dialect) {
    // A pattern that switches (?-i) on the way needs its case sets spelled out; else the engine's flag does.
    this.localCase = dialect.pcre && /\(\?[a-zA-Z]*-[a-zA-Z]*i/.test(p.join(''))
    const i = !!dialect.ignoreCase
    this.mode = { i: i && this.localCase, m: !!dialect.multiline, s: !dialect.pcre || !!dialect.dotAll, x: !!dialect.extended, U: !!dialect.ungreedy }
    this.ignoreCase = i && !this.localCase
  }

  parse(): Tree {
    if (this.dialect.pcre) this.leadingModes()
    const root = this.alternation()
    if (this.at < this.p.length) this.fail('unmatched )')
    for (const b of this.backs) {
      if (b.index < 0) b.index = this.names.get(b.name!) ?? this.fail(`no group named ${b.name}`)
      if (b.index > this.groups) this.fail(`reference to group ${b.index}, which does not exist`)
    }
    return { root, groups: this.groups, names: this.names, ignoreCase: this.ignoreCase }
  }

  private fail(why: string): never {
    throw bad(`Bad regular expression at character ${Math.min(this.at + 1, this.p.length)}: ${why}.`)
  }

  private peek(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.p[this.at + i] !== text[i]) return false
    return true
  }

  private take(text: string): boolean {
    if (!this.peek(text)) return false
    this.at += text.length
    return true
  }

  /** `(?i)` and the like in front of everything hold for the whole pattern. */
  private leadingModes(): void {
    for (let m = this.modeGroup(); m; m = this.modeGroup()) {
      if (m.i && !this.localCase) this.ignoreCase = true
      this.mode = { ...m, i: m.i && this.localCase }
    }
  }

  /** A group of nothing but modes, `(?im-s)`: the modes after it; null when there is none here. */
  private modeGroup(): Modes | null {
    let i = this.at
    if (this.p[i] !== '(' || this.p[i + 1] !== '?') return null
    const m = { ...this.mode }
    let on = true
    for (i += 2; this.p[i] !== ')'; i++) {
      const c = this.p[i]
      if (c === '-') on = false
      else if (c === 'i' || c === 'm' || c === 's' || c === 'x' || c === 'U') m[c] = on
      else return null
    }
    if (i === this.at + 2) return null
    this.at = i + 1
    return m
  }

  private alternation(): Node {
    if (++this.depth > MAX_DEPTH) this.fail('groups nested too deep')
    const outer = this.mode
    const items = [this.sequence()]
    while (this.take('|')) items.push(this.sequence())
    this.mode = outer
    this.depth--
    return items.length === 1 ? items[0] : { t: 'alt', items }
  }

  private sequence(): Node {
    const items: Node[] = []
    while (this.at < this.p.length && this.p[this.at] !== '|' && this.p[this.at] !== ')') {
      if (this.skipExtended()) continue
      const m = this.dialect.pcre ? this.modeGroup() : null
      if (m) {
        this.mode = m
        continue
      }
      const atom = this.atom()
      if (atom) items.push(this.quantified(atom))
    }
    return items.length === 1 ? items[0] : { t: 'seq', items }
  }

  /** In (?x): white space and comments. */
  private skipExtended(): boolean {
    if (!this.mode.x) return false
    const c = this.p[this.at]
    if (c === '#') {
      while (this.at < this.p.length && this.p[this.at] !== '\n') this.at++
      return true
    }
    if (!/\s/.test(c)) return false
    this.at++
    return true
  }

  private quantified(atom: Node): Node {
    let node = atom
    for (;;) {
      while (this.at < this.p.length && this.skipExtended()) { /* between atom and quantifier */ }
      const q = this.quantifier()
      if (!q) return node
      if (node.t === 'assert' && !this.dialect.pcre) this.fail('nothing to repeat')
      let lazy = this.mode.U
      let possessive = false
      if (this.dialect.pcre) {
        if (this.take('?')) lazy = !lazy
        else if (this.take('+')) possessive = true
      }
      const repeat: Node = { t: 'repeat', body: node, min: q[0], max: q[1], lazy: lazy && !possessive }
      node = possessive ? { t: 'atomic', body: repeat } : repeat
      if (this.dialect.pcre && this.quantifierAhead()) this.fail('nothing to repeat')
      if (!this.dialect.pcre && this.quantifierAhead()) this.fail('nested *?+')
    }
  }

  private quantifierAhead(): boolean {
    const c = this.p[this.at]
    return c === '*' || c === '+' || c === '?'
  }

  private quantifier(): [number, number] | null {
    if (this.take('*')) return [0, Infinity]
    if (this.take('+')) return [1, Infinity]
    if (this.take('?')) return [0, 1]
    if (!this.dialect.pcre || !this.peek('{')) return null
    const m = /^\{(\d+)(,(\d*))?\}/.exec(this.p.slice(this.at, this.at + 16).join(''))
    if (!m) return null
    this.at += m[0].length
    const min = Number(m[1])
    const max = m[2] === undefined ? min : m[3] === '' ? Infinity : Number(m[3])
    if (min > MAX_REPEAT || max < min || (max !== Infinity && max > MAX_REPEAT)) this.fail('bad repeat count')
    return [min, max]
  }

  private atom(): Node | null {
    const c = this.p[this.at]
    switch (c) {
      case '*': case '+': case '?':
        return this.fail('nothing to repeat')
      case '^':
        this.at++
        return { t: 'assert', kind: this.mode.m ? 'lineStart' : 'start' }
      case '$':
        this.at++
        return { t: 'assert', kind: this.mode.m ? 'lineEnd' : this.dialect.pcre ? 'endOrNewline' : 'end' }
      case '.':
        this.at++
        return { t: 'any', newline: this.mode.s }
      case '[':
        return this.set()
      case '(':
        return this.group()
      case '\\':
        return this.escape()
      default:
        this.at++
        return this.literal(c.codePointAt(0)!)
    }
  }

  private literal(code: number): Node {
    if (!this.mode.i) return { t: 'char', code }
    const items = withCases([[code, code]])
    return items.length > 1 ? { t: 'set', negate: false, items } : { t: 'char', code }
  }

  private group(): Node | null {
    this.at++
    let close = (body: Node): Node => ({ t: 'group', index: 0, body })
    const outer = this.mode
    if (this.dialect.pcre && this.take('?')) {
      if (this.take('#')) {
        while (this.at < this.p.length && this.p[this.at] !== ')') this.at++
        if (!this.take(')')) this.fail('comment without end')
        return null
      }
      if (this.take(':')) { /* captures nothing */ }
      else if (this.take('>')) close = (body) => ({ t: 'atomic', body })
      else if (this.take('=')) close = (body) => ({ t: 'look', ahead: true, negate: false, body })
      else if (this.take('!')) close = (body) => ({ t: 'look', ahead: true, negate: true, body })
      else if (this.take('<=')) close = (body) => ({ t: 'look', ahead: false, negate: false, body })
      else if (this.take('<!')) close = (body) => ({ t: 'look', ahead: false, negate: true, body })
      else if (this.take('P=')) return this.named(')')
      else if (this.take('P<') || this.take('<')) close = this.capture(this.name('>'))
      else if (this.take('\'')) close = this.capture(this.name('\''))
      else close = this.modes(close)
    } else close = this.capture(null)
    const body = this.alternation()
    this.mode = outer
    if (!this.take(')')) this.fail('missing )')
    return close(body)
  }

  /** `(?i-s:…)` */
  private modes(close: (body: Node) => Node): (body: Node) => Node {
    const m = { ...this.mode }
    let on = true
    while (!this.take(':')) {
      const c = this.p[this.at++]
      if (c === '-') on = false
      else if (c === 'i' || c === 'm' || c === 's' || c === 'x' || c === 'U') m[c] = on
      else this.fail('this kind of group is not supported')
    }
    this.mode = m
    return close
  }

  private capture(name: string | null): (body: Node) => Node {
    const index = ++this.groups
    if (name !== null) {
      if (this.names.has(name)) this.fail(`two groups named ${name}`)
      this.names.set(name, index)
    }
    return (body) => ({ t: 'group', index, body })
  }

  private name(end: string): string {
    let name = ''
    while (this.at < this.p.length && this.p[this.at] !== end) name += this.p[this.at++]
    if (!this.take(end) || !/^[A-Za-z_]\w{0,31}$/.test(name)) this.fail('bad group name')
    return name
  }

  /** A reference to a named group; its number is known at the end of the pattern. */
  private named(end: string): Node {
    const back = { t: 'back' as const, name: this.name(end), index: -1 }
    this.backs.push(back)
    return back
  }

  private escape(): Node | null {
    this.at++
    const c = this.p[this.at++]
    if (c === undefined) this.fail('nothing behind \\')
    if (!this.dialect.pcre) {
      if (c === '<') return { t: 'assert', kind: 'wordStart' }
      if (c === '>') return { t: 'assert', kind: 'wordEnd' }
      return { t: 'char', code: c.codePointAt(0)! }
    }
    if (c in CONTROL && c !== 'v') return { t: 'char', code: CONTROL[c] }
    switch (c) {
      case 'd': case 'D': case 'w': case 'W': case 's': case 'S': return { t: 'set', negate: false, items: [c] }
      case 'b': return { t: 'assert', kind: 'word' }
      case 'B': return { t: 'assert', kind: 'notWord' }
      case 'A': return { t: 'assert', kind: 'start' }
      case 'z': return { t: 'assert', kind: 'end' }
      case 'Z': return { t: 'assert', kind: 'endOrNewline' }
      case 'h': case 'H': return { t: 'set', negate: c === 'H', items: BLANK }
      case 'v': case 'V': return { t: 'set', negate: c === 'V', items: NEWLINE }
      case 'N': return { t: 'any', newline: false }
      case 'R': return { t: 'group', index: 0, body: { t: 'alt', items: [{ t: 'seq', items: [{ t: 'char', code: 13 }, { t: 'char', code: 10 }] }, { t: 'set', negate: false, items: NEWLINE }] } }
      case 'Q': return this.quoted()
      case 'E': return null
      case 'p': case 'P': return { t: 'set', negate: false, items: [this.property(c === 'P')] }
      case 'k':
        if (this.take('{')) return this.named('}')
        if (this.take('<')) return this.named('>')
        if (this.take('\'')) return this.named('\'')
        return this.fail('bad reference')
      case 'g': return this.reference()
    }
    if (c >= '1' && c <= '9') {
      let n = c
      while (/[0-9]/.test(this.p[this.at] ?? '') && n.length < 2) n += this.p[this.at++]
      const back = { t: 'back' as const, index: Number(n) }
      this.backs.push(back)
      return back
    }
    if (c === 'x' || c === '0' || c === 'c' || c === 'o') return this.literal(this.numeric(c))
    if (/[A-Za-z]/.test(c)) this.fail(`\\${c} is not supported`)
    return this.literal(c.codePointAt(0)!)
  }

  private quoted(): Node {
    const items: Node[] = []
    while (this.at < this.p.length && !this.peek('\\E')) items.push(this.literal(this.p[this.at++].codePointAt(0)!))
    this.take('\\E')
    return { t: 'group', index: 0, body: { t: 'seq', items } }
  }

  private reference(): Node {
    const m = /^\{?(-?\d+)\}?/.exec(this.p.slice(this.at, this.at + 6).join(''))
    if (!m) {
      if (this.take('{')) return this.named('}')
      return this.fail('bad reference')
    }
    this.at += m[0].length
    const n = Number(m[1])
    const back = { t: 'back' as const, index: n < 0 ? this.groups + 1 + n : n }
    if (back.index < 1) this.fail('bad reference')
    this.backs.push(back)
    return back
  }

  /** \xHH, \x{H…}, \0oo, \cX */
  private numeric(c: string): number {
    const rest = this.p.slice(this.at, this.at + 12).join('')
    const m = (c === 'x' ? /^(?:\{([\da-fA-F]{1,6})\}|([\da-fA-F]{0,2}))/ : c === 'o' ? /^\{([0-7]{1,7})\}/ : c === '0' ? /^([0-7]{0,2})/ : /^([ -~])/).exec(rest)
    if (!m) return this.fail(`bad \\${c}`)
    this.at += m[0].length
    const t = m[1] ?? m[2]
    const code = c === 'c' ? t.toUpperCase().charCodeAt(0) ^ 64 : parseInt(t || '0', c === 'x' ? 16 : 8)
    if (code > 0x10ffff) this.fail('no such character')
    return code
  }

  private property(negate: boolean): SetItem {
    let name = this.p[this.at++] ?? this.fail('bad \\p')
    if (name === '{') {
      name = ''
      if (this.take('^')) negate = !negate
      while (this.at < this.p.length && this.p[this.at] !== '}') name += this.p[this.at++]
      if (!this.take('}')) this.fail('bad \\p')
    }
    const js = validProperty(name) ?? validProperty(`Script=${name}`)
    return js ? { property: js, negate } : this.fail(`unknown property ${name}`)
  }

  private set(): Node {
    this.at++
    const negate = this.take('^')
    const items: SetItem[] = []
    for (let first = true; first || this.p[this.at] !== ']'; first = false) {
      const lo = this.setItem()
      if (typeof lo !== 'number') {
        items.push(...lo)
        continue
      }
      if (this.p[this.at] === '-' && this.p[this.at + 1] !== ']' && this.at + 1 < this.p.length) {
        this.at++
        const hi = this.setItem()
        if (typeof hi === 'number') {
          if (hi < lo) this.fail('range out of order')
          items.push([lo, hi])
        } else items.push([lo, lo], [45, 45], ...hi)
      } else items.push([lo, lo])
    }
    this.at++
    return { t: 'set', negate, items: this.mode.i ? withCases(items) : items }
  }

  /** A character's code, or the items a class stands for. */
  private setItem(): number | readonly SetItem[] {
    const c = this.p[this.at++]
    if (c === undefined) this.fail('missing ]')
    if (!this.dialect.pcre) return c.codePointAt(0)!
    if (c === '[' && this.p[this.at] === ':') {
      const m = /^:(\^?)(\w+):\]/.exec(this.p.slice(this.at, this.at + 12).join(''))
      if (m) {
        const items = POSIX[m[2]] ?? this.fail(`unknown class ${m[2]}`)
        this.at += m[0].length
        return m[1] ? complement(items) : items
      }
    }
    if (c !== '\\') return c.codePointAt(0)!
    const e = this.p[this.at++]
    if (e === undefined) this.fail('missing ]')
    if (e === 'b') return 8
    if (e in CONTROL && e !== 'v') return CONTROL[e]
    if ('dDwWsS'.includes(e)) return [e as ClassLetter]
    if (e === 'h') return BLANK
    if (e === 'v') return NEWLINE
    if (e === 'p' || e === 'P') return [this.property(e === 'P')]
    if (e === 'x' || e === 'c' || e === 'o') return this.numeric(e)
    if (e >= '0' && e <= '7') {
      this.at--
      return this.numeric('0')
    }
    return e.codePointAt(0)!
  }
}

function validProperty(name: string): string | null {
  try {
    new RegExp(`\\p{${name}}`, 'u')
    return name
  } catch {
    return null
  }
}

function complement(items: readonly SetItem[]): SetItem[] {
  const out: SetItem[] = []
  let from = 0
  for (const r of items as readonly (readonly [number, number])[]) {
    if (r[0] > from) out.push([from, r[0] - 1])
    from = r[1] + 1
  }
  out.push([from, 0x10ffff])
  return out
}

/** The items with the other case of each letter: for (?i) that holds in a part of a pattern only. */
function withCases(items: readonly SetItem[]): SetItem[] {
  const out = [...items]
  for (const r of items) {
    if (!Array.isArray(r)) continue
    const [lo, hi] = r as readonly [number, number]
    if (lo === hi) {
      const c = String.fromCodePoint(lo)
      for (const x of [c.toLowerCase(), c.toUpperCase()]) if (x !== c && [...x].length === 1) out.push([x.codePointAt(0)!, x.codePointAt(0)!])
      continue
    }
    for (const [a, b, d] of [[65, 90, 32], [97, 122, -32]]) {
      const from = Math.max(lo, a)
      const to = Math.min(hi, b)
      if (from <= to) out.push([from + d, to + d])
    }
  }
  return out
}
