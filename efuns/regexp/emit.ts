/**
 * A regular expression's tree as source text: for JavaScript's engine, and for RE2 (which knows
 * no look-around, back references or atomic groups: null then).
 */
import type { Assertion, Node, SetItem, Tree } from './ast.js'

export interface Emitted {
  readonly source: string
  /** JavaScript's number of each group: atomic groups need one of their own. */
  readonly groupOf: readonly number[]
  /** Holds a character beyond U+FFFF or a property: needs the `u` flag whatever the subject. */
  readonly unicode: boolean
}

const JS_ASSERT: Readonly<Record<Assertion, string>> = {
  start: '^', end: '$', lineStart: '(?<![^\\n])', lineEnd: '(?![^\\n])', endOrNewline: '(?=\\n?$)',
  word: '\\b', notWord: '\\B', wordStart: '\\b(?=\\w)', wordEnd: '\\b(?<=\\w)',
}
/** `endOrNewline` is only right for subjects without a newline at the end (pattern.ts sees to it). */
const RE2_ASSERT: Readonly<Partial<Record<Assertion, string>>> = {
  start: '\\A', end: '\\z', lineStart: '(?m:^)', lineEnd: '(?m:$)', endOrNewline: '\\z', word: '\\b', notWord: '\\B',
}

export function emitJs(tree: Tree): Emitted {
  const groupOf: number[] = [0]
  let js = 0
  let unicode = false
  const emit = (n: Node): string => {
    switch (n.t) {
      case 'alt': return n.items.map(emit).join('|')
      case 'seq': return n.items.map((x) => (x.t === 'alt' ? `(?:${emit(x)})` : emit(x))).join('')
      case 'char':
        if (n.code > 0xffff) unicode = true
        return escapeChar(n.code)
      case 'set':
        if (n.items.some((i) => (Array.isArray(i) ? i[1] > 0xffff : typeof i === 'object'))) unicode = true
        return `[${n.negate ? '^' : ''}${n.items.map(setItem).join('')}]`
      case 'any': return n.newline ? '[^]' : '[^\\n]'
      case 'assert': return JS_ASSERT[n.kind]
      case 'group':
        if (n.index === 0) return `(?:${emit(n.body)})`
        groupOf[n.index] = ++js
        return `(${emit(n.body)})`
      case 'look': return `(?${n.ahead ? '' : '<'}${n.negate ? '!' : '='}${emit(n.body)})`
      case 'atomic': {
        // What a look-ahead matched cannot be tried again; the reference then steps over it.
        const own = ++js
        return `(?=(${emit(n.body)}))(?:\\${own})`
      }
      case 'repeat': return `${wrap(n.body, emit)}${quantifier(n.min, n.max)}${n.lazy ? '?' : ''}`
      case 'back': return `(?:\\${groupOf[n.index] ?? n.index})`
    }
  }
  const source = emit(tree.root)
  return { source, groupOf, unicode }
}

export interface EmittedRe2 {
  readonly source: string
  /** Has a `$` that also matches in front of a last newline, which RE2 cannot say. */
  readonly finalNewline: boolean
}

/** RE2 source, or null when the pattern uses what RE2 does not have. */
export function emitRe2(tree: Tree): EmittedRe2 | null {
  let possible = true
  let finalNewline = false
  const emit = (n: Node): string => {
    switch (n.t) {
      case 'alt': return n.items.map(emit).join('|')
      case 'seq': return n.items.map((x) => (x.t === 'alt' ? `(?:${emit(x)})` : emit(x))).join('')
      case 'char': return escapeChar(n.code)
      case 'set': return `[${n.negate ? '^' : ''}${n.items.map(setItem).join('')}]`
      case 'any': return n.newline ? '(?s:.)' : '[^\\n]'
      case 'assert':
        if (!RE2_ASSERT[n.kind]) possible = false
        if (n.kind === 'endOrNewline') finalNewline = true
        return RE2_ASSERT[n.kind] ?? ''
      case 'group': return n.index === 0 ? `(?:${emit(n.body)})` : `(${emit(n.body)})`
      case 'look': case 'atomic': case 'back':
        possible = false
        return ''
      case 'repeat': return `${wrap(n.body, emit)}${quantifier(n.min, n.max)}${n.lazy ? '?' : ''}`
    }
  }
  const source = emit(tree.root)
  return possible ? { source: `${tree.ignoreCase ? '(?i)' : ''}${source}`, finalNewline } : null
}

function wrap(body: Node, emit: (n: Node) => string): string {
  const s = emit(body)
  const single = body.t === 'char' || body.t === 'set' || body.t === 'any' || body.t === 'group'
  return single ? s : `(?:${s})`
}

function quantifier(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`
  return min === 0 && max === 1 ? '?' : min === max ? `{${min}}` : `{${min},${max}}`
}

function escapeChar(code: number): string {
  const c = String.fromCodePoint(code)
  return /[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c
}

function setItem(item: SetItem): string {
  if (typeof item === 'string') return item === 's' ? ' \\t\\n\\v\\f\\r' : `\\${item}`
  if ('property' in item) return `\\${item.negate ? 'P' : 'p'}{${item.property}}`
  const [lo, hi] = item
  return lo === hi ? escapeInSet(lo) : `${escapeInSet(lo)}-${escapeInSet(hi)}`
}

function escapeInSet(code: number): string {
  const c = String.fromCodePoint(code)
  return /[\\^\]\-[]/.test(c) ? `\\${c}` : c
}
