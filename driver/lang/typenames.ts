/**
 * The grammar of types. Not for: whether types fit (types.ts), declarations that hold them.
 */
import type { Cursor } from './cursor.js'
import { arrayOf, BUFFER, classType, FLOAT, FUNCTION, INT, MAPPING, MIXED, OBJECT, PROMISE, promiseOf, STRING, unionOf, VOID, type LpcType } from './types.js'

const BASIC: ReadonlyMap<string, LpcType> = new Map([
  ['void', VOID], ['mixed', MIXED], ['int', INT], ['float', FLOAT], ['string', STRING], ['object', OBJECT],
  ['mapping', MAPPING], ['function', FUNCTION], ['buffer', BUFFER],
])

/** At a word that is always a type: `int`, but not `class`. */
export function atBasicType(p: Cursor): boolean {
  return BASIC.has(p.tok.kind)
}

/** At the beginning of a declaration's type. `object::f()` and `function (…) {…}` are expressions. */
export function atType(p: Cursor): boolean {
  const kind = p.tok.kind
  if (kind === 'function') return atFunctionType(p)
  if (BASIC.has(kind)) return p.peek(1).kind !== '::'
  if (kind === '<') return true
  if (kind === 'class' || kind === 'struct') return p.peek(1).kind === 'NAME'
  return kind === 'NAME' && (atOldTypeWord(p) || atPromise(p))
}

/** `promise p`, `promise<int> p`, `promise *ps`: elsewhere it is a name like any other. */
function atPromise(p: Cursor): boolean {
  if (p.tok.text !== 'promise') return false
  const next = p.peek(1)
  if (next.kind === 'NAME' || next.kind === 'ref') return true
  if (next.kind === '<') return BASIC.has(p.peek(2).kind) || p.peek(2).kind === 'class' || p.peek(2).kind === 'struct' || p.peek(2).text === 'promise' || p.peek(2).kind === '<'
  return next.kind === '*' && (p.peek(2).kind === '*' || p.peek(2).kind === 'NAME')
}

/** `function` names a type unless a parameter list or a result type follows it. */
function atFunctionType(p: Cursor): boolean {
  const next = p.peek(1).kind
  return next !== '(' && next !== '::' && (!BASIC.has(next) || next === 'function')
}

/** `status x` and `closure x` (LDMud's int and function), `array x` (mixed array) begin a declaration; alone they are names. */
function atOldTypeWord(p: Cursor): boolean {
  const { text } = p.tok
  if (text !== 'status' && text !== 'array' && text !== 'closure') return false
  const next = p.peek(1)
  return next.kind === 'NAME' || (next.kind === '*' && p.peek(2).kind === 'NAME' && [';', ',', '=', ')'].includes(p.peek(3).kind))
}

/** type: atom { '*'… '|' atom } — stars not followed by `|` belong to the declarator behind. */
export function type(p: Cursor): LpcType {
  const members = [atom(p)]
  while (p.at('|') || starsBeforeBar(p)) {
    members[members.length - 1] = stars(p, members[members.length - 1])
    p.expect('|', 'between types')
    members.push(atom(p))
  }
  return members.length === 1 ? members[0] : unionOf(members)
}

/** '*' … */
export function stars(p: Cursor, t: LpcType): LpcType {
  let n = 0
  while (p.accept('*')) n++
  return n === 0 ? t : arrayOf(t, n)
}

/** atom: basic [ 'array' ] | ( 'class' | 'struct' ) NAME | '<' type '>' */
function atom(p: Cursor): LpcType {
  const t = plainAtom(p)
  if (!p.atWord('array') || !arrayWord(p)) return t
  p.advance()
  return arrayOf(t)
}

/** `int array x`, and `int array` where no name is needed; in `int array;` it is the name itself. */
function arrayWord(p: Cursor): boolean {
  const next = p.peek(1).kind
  return next === 'NAME' || next === '*' || next === 'ref' || next === '|'
}

function plainAtom(p: Cursor): LpcType {
  const basic = BASIC.get(p.tok.kind)
  if (basic) {
    p.advance()
    return basic
  }
  if (p.at('class') || p.at('struct')) {
    p.advance()
    return classType(p.name('a class name').text)
  }
  const open = p.accept('<')
  if (open) {
    const t = stars(p, type(p))
    p.expectClose('>', open)
    return t
  }
  if (p.atWord('promise')) return promise(p)
  if (p.atWord('status')) {
    p.advance()
    return INT
  }
  if (p.atWord('closure')) {
    p.advance()
    return FUNCTION
  }
  if (p.atWord('array')) {
    p.advance()
    return arrayOf(MIXED)
  }
  return p.fail('LPC2004', `expected a type, found '${p.tok.text}'`)
}

/** 'promise' [ '<' type '*'… '>' ] */
function promise(p: Cursor): LpcType {
  const { loc } = p.advance()
  const open = p.accept('<')
  if (!open) return PROMISE
  const t = stars(p, type(p))
  if (p.at('>>')) return p.fail('LPC2024', 'a promise cannot be promised: following a promise to its end is what a promise does', loc)
  p.expectClose('>', open)
  if (t.stars === 0 && (t.base === 'promise' || t.base === 'void')) p.diags.error('LPC2024', t.base === 'void' ? "a promise of nothing is written 'promise'" : 'a promise cannot be promised: following a promise to its end is what a promise does', loc)
  return promiseOf(t)
}

function starsBeforeBar(p: Cursor): boolean {
  let n = 0
  while (p.peek(n).kind === '*') n++
  return n > 0 && p.peek(n).kind === '|'
}
