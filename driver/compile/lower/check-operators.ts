/**
 * Which operand types an operator takes, as FluffOS checks them in functions with a declared
 * type: what is known to fail when it runs is an error here. Not for: result types (operators.ts).
 */
import type { BinaryOp } from '../../lang/ast.js'
import type { Loc } from '../../lang/source.js'
import { fits, numeric, showType, type LpcType } from '../../lang/types.js'
import type { FunctionContext } from './context.js'
import { ZERO } from '../../lang/types.js'

/** Nothing is known: mixed, undeclared, the literal 0, a union. */
function any(t: LpcType): boolean {
  return t === ZERO || (t.stars === 0 && (t.base === 'mixed' || t.base === 'unknown' || t.base === 'union'))
}

const is = (t: LpcType, base: LpcType['base']): boolean => t.stars === 0 && t.base === base
const array = (t: LpcType): boolean => t.stars > 0
const intLike = (t: LpcType): boolean => any(t) || is(t, 'int')
/** void reads as 0. */
const ordered = (t: LpcType): boolean => any(t) || numeric(t) || is(t, 'string') || is(t, 'void')

/** False when an error was reported. */
export function checkBinary(cx: FunctionContext, op: BinaryOp, a: LpcType, b: LpcType, loc: Loc): boolean {
  if (!cx.strict || accepts(op, a, b)) return true
  const text = op === '==' ? 'always false' : op === '!=' ? 'always true' : 'impossible'
  cx.mod.diag.error('LPC3060', `${showType(a)} ${op} ${showType(b)} is ${text}`, loc)
  return false
}

function accepts(op: BinaryOp, a: LpcType, b: LpcType): boolean {
  switch (op) {
    case '==':
    case '!=':
      return a.base === 'void' || b.base === 'void' || fits(a, b) || fits(b, a)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(a) && ordered(b) && (any(a) || any(b) || is(a, 'string') === is(b, 'string'))
    case '+':
      return plus(a, b)
    case '-':
      return arithmetic(a, b, array)
    case '*':
      return arithmetic(a, b, (t) => is(t, 'mapping'))
    case '/':
      return arithmetic(a, b, () => false)
    case '&':
    case '|':
      if (array(a) || array(b)) return (array(a) || any(a)) && (array(b) || any(b))
      return intLike(a) && intLike(b)
    case '%':
      return (any(a) || numeric(a)) && (any(b) || numeric(b))
    case '^':
    case '<<':
    case '>>':
      return intLike(a) && intLike(b)
  }
}

function plus(a: LpcType, b: LpcType): boolean {
  if (any(a)) return !is(b, 'function') && !is(b, 'void')
  if (any(b)) return !is(a, 'function') && !is(a, 'void')
  if (array(a) || array(b)) return (array(a) && array(b)) || is(a, 'buffer') || is(b, 'buffer')
  if (is(a, 'string') || is(b, 'string')) {
    const other = is(a, 'string') ? b : a
    return is(other, 'string') || numeric(other) || is(other, 'object') || is(other, 'buffer')
  }
  return (numeric(a) && numeric(b)) || (a.base === b.base && (is(a, 'mapping') || is(a, 'buffer')))
}

/** Numbers with numbers, and two of `also`. */
function arithmetic(a: LpcType, b: LpcType, also: (t: LpcType) => boolean): boolean {
  if (any(a)) return any(b) || numeric(b) || also(b)
  if (any(b)) return numeric(a) || also(a)
  return (numeric(a) && numeric(b)) || (also(a) && also(b))
}

/** The value of `a op= b` goes back into `a`: what `+=` may add to a string, and `-=` take from an array. */
export function checkOperatorAssign(cx: FunctionContext, op: BinaryOp, a: LpcType, b: LpcType, loc: Loc): void {
  if (!cx.strict) return
  // 0 += ({}) and the like start a variable that holds nothing yet.
  if (any(a) || any(b)) return
  if (op === '+' && is(a, 'string') && (numeric(b) || is(b, 'object') || is(b, 'void'))) return
  if (op === '+' && is(a, 'buffer') && (is(b, 'string') || array(b))) return
  if (fits(a, b) || is(b, 'void')) return
  cx.mod.diag.error('LPC3060', `${showType(a)} ${op}= ${showType(b)} is impossible`, loc)
}

export function checkUnary(cx: FunctionContext, op: string, t: LpcType, loc: Loc): void {
  if (!cx.strict) return
  const ok = op === '!' || op === '+' || any(t) || (op === '~' ? is(t, 'int') : numeric(t) || (op === '-' && is(t, 'void')))
  if (!ok) cx.mod.diag.error('LPC3060', `${op} of ${showType(t)} is impossible`, loc)
}

/** `a[i]` with `fromEnd` for `a[<i]`. */
export function checkIndex(cx: FunctionContext, a: LpcType, i: LpcType, fromEnd: boolean, loc: Loc): void {
  if (!cx.strict || any(a)) return
  if (is(a, 'mapping')) {
    if (fromEnd) cx.mod.diag.error('LPC3061', 'a mapping cannot be indexed from its end', loc)
    return
  }
  if (!array(a) && !is(a, 'string') && !is(a, 'buffer')) return cx.mod.diag.error('LPC3061', `${showType(a)} cannot be indexed`, loc)
  if (!intLike(i)) cx.mod.diag.error('LPC3061', `${showType(a)} is indexed with int, not ${showType(i)}`, loc)
}

export function checkRange(cx: FunctionContext, a: LpcType, ends: readonly LpcType[], loc: Loc): void {
  if (!cx.strict) return
  if (!any(a) && !array(a) && !is(a, 'string') && !is(a, 'buffer')) return cx.mod.diag.error('LPC3061', `${showType(a)} has no range`, loc)
  for (const t of ends) if (!intLike(t)) cx.mod.diag.error('LPC3061', `a range goes from int to int, not ${showType(t)}`, loc)
}

/** `x->name` and `x.name`: classes have members, and mappings read their keys so. */
export function checkMember(cx: FunctionContext, t: LpcType, loc: Loc): void {
  if (!cx.strict || any(t) || t.base === 'class' || is(t, 'mapping')) return
  cx.mod.diag.error('LPC3023', `${showType(t)} has no members${is(t, 'promise') ? ': await it first' : ''}`, loc)
}
