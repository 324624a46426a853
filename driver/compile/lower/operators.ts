/**
 * Operators: the inline fast path for two small ints (or two doubles) at each site, so that every
 * site has its own type feedback, and the call into vm/ops.ts for the rest.
 */
import type { BinaryOp } from '../../lang/ast.js'
import { FLOAT, INT, MIXED, STRING, sameType, type LpcType } from '../../lang/types.js'
import type { E, FunctionContext } from './context.js'
import { asF64, asVal, bool, f64, isFloat, isInt, isString, once, simple, val } from './reps.js'

const SLOW: Record<BinaryOp, string> = {
  '+': 'add', '-': 'sub', '*': 'mul', '/': 'div', '%': 'mod',
  '&': 'and', '|': 'or', '^': 'xor', '<<': 'shl', '>>': 'shr',
  '==': 'eq', '!=': 'eq', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge',
}

/** `left op right`; both are evaluated in order, each once. `assigns`: for `left op= right`. */
export function binary(cx: FunctionContext, op: BinaryOp, left: E, right: E, assigns = false): E {
  switch (op) {
    case '==':
    case '!=':
      return equality(cx, op === '!=', left, right)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(cx, op, left, right)
    default:
      return doubles(op, left, right) ?? presuming(left, right, ints(cx, op, left, right, assigns && op === '+' ? 'addTo' : SLOW[op]))
  }
}

function presuming(left: E, right: E, e: E): E {
  const [a, b] = [left.type === MIXED, right.type === MIXED]
  return a === b || e.type !== MIXED ? e : { ...e, presumed: a ? right.type : left.type }
}

/** Float arithmetic on raw doubles, when one side is known to be a float and the other a number. */
function doubles(op: BinaryOp, left: E, right: E): E | null {
  if (!'+-*/'.includes(op)) return null
  if (!(isFloat(left.type) || isFloat(right.type)) || !number(left) || !number(right)) return null
  const a = asF64(left)
  const b = asF64(right)
  if (op !== '/') return f64(`(${a} ${op} ${b})`)
  if (/^[\d.]+$/.test(b) && Number(b) !== 0) return f64(`(${a} / ${b})`)
  return f64(`divide(${a}, ${b})`)
}

function number(e: E): boolean {
  return isFloat(e.type) || isInt(e.type)
}

function ints(cx: FunctionContext, op: BinaryOp, left: E, right: E, fallback: string): E {
  const type = resultType(op, left.type, right.type)
  const a = once(cx, asVal(left))
  const b = once(cx, asVal(right))
  const slow = `${fallback}(F, ${a.again}, ${b.again})`
  // Known not to be ints: no fast path to pay for.
  if (isString(left.type) || isString(right.type)) {
    // A number that is cast to a string stays one.
    const miscast = isString(left.type) && isNumberLiteral(a.again) || isString(right.type) && isNumberLiteral(b.again)
    if (op === '+' && textOrInt(left.type) && textOrInt(right.type) && !miscast) {
      // Short ones are joined in place: longer ones are charged for, and known as simple or not.
      const [x, y] = [a.again, b.again]
      const fits = isString(left.type) && isString(right.type) ? `typeof ${x} === 'string' && typeof ${y} === 'string' && ${x}.length + ${y}.length < 256`
        : isString(left.type) ? `typeof ${x} === 'string' && typeof ${y} === 'number' && ${x}.length < 200` : `typeof ${x} === 'number' && typeof ${y} === 'string' && ${y}.length < 200`
      const eager = [a, b].filter((o) => o.first !== o.again).map((o) => `${o.first}, `).join('')
      return val(`(${eager}${fits} ? ${x} + ${y} : ${slow})`, STRING)
    }
    return val(`${fallback}(F, ${asVal(left)}, ${asVal(right)})`, type)
  }
  if (notInt(left.type) || notInt(right.type)) return val(`${fallback}(F, ${asVal(left)}, ${asVal(right)})`, type)
  // Both operands must be evaluated before the test can fail, hence `&` for the first two.
  const both = bothNumbers(a, b)
  const [x, y] = [a.again, b.again]
  switch (op) {
    case '+':
    case '-':
    case '*':
    case '%': {
      // An int32 result is known to V8 as such from here on, and is never -0.
      const t = cx.scratch()
      const i = cx.scratch()
      const guard = op === '%' ? ` && ${y} !== 0` : ''
      return val(`(${both}${guard} && (${i} = (${t} = ${x} ${op} ${y}) | 0) === ${t} ? ${i} : ${slow})`, type)
    }
    case '/':
      return val(`(${both} && (${x} | 0) === ${x} && ${y} > 0 ? (${x} / ${y}) | 0 : ${slow})`, type)
    case '&':
    case '|':
    case '^':
      return val(`(${both} && (${x} | 0) === ${x} && (${y} | 0) === ${y} ? ${x} ${op} ${y} : ${slow})`, type)
    case '<<':
      return val(`(${both} && (${x} | 0) === ${x} && ${y} >= 0 && ${y} < 21 ? ${x} * (1 << ${y}) : ${slow})`, type)
    default:
      return val(`(${both} && (${x} | 0) === ${x} && ${y} >= 0 && ${y} < 32 ? ${x} >> ${y} : ${slow})`, type)
  }
}

interface Once {
  readonly first: string
  readonly again: string
}

function textOrInt(t: LpcType): boolean {
  return isString(t) || isInt(t)
}

function isNumberLiteral(code: string): boolean {
  return /^(?:\d+|\(-\d+\))$/.test(code)
}

/** `typeof a === 'number' && typeof b === 'number'`, with both evaluated whatever the outcome. */
function bothNumbers(a: Once, b: Once): string {
  const tests: string[] = []
  // A right side with its own temporary is evaluated first of all when the left needs none;
  // otherwise the comma keeps left-to-right order.
  if (a.first !== a.again && b.first !== b.again) return `(${a.first}, ${b.first}, typeof ${a.again} === 'number' && typeof ${b.again} === 'number')`
  if (b.first !== b.again) return isNumberLiteral(a.again) ? `typeof ${b.first} === 'number'` : `(${b.first}, typeof ${a.again} === 'number' && typeof ${b.again} === 'number')`
  if (!isNumberLiteral(a.again)) tests.push(`typeof ${a.first} === 'number'`)
  if (!isNumberLiteral(b.again)) tests.push(`typeof ${b.again} === 'number'`)
  return tests.join(' && ') || 'true'
}

function notInt(t: LpcType): boolean {
  return t.stars > 0 || t.base === 'string' || t.base === 'mapping' || t.base === 'float' || t.base === 'object'
}

function resultType(op: BinaryOp, a: LpcType, b: LpcType): LpcType {
  if (op === '+' && (isString(a) || isString(b))) return STRING
  if (isInt(a) && isInt(b)) return INT
  if ((isFloat(a) && (isFloat(b) || isInt(b))) || (isInt(a) && isFloat(b))) return FLOAT
  if ((op === '+' || op === '-' || op === '&' || op === '|') && sameType(a, b)) return a
  if ((op === '&' || op === '|') && (isInt(a) || isInt(b))) return INT
  if (op === '<<' || op === '>>' || op === '%' || op === '^') return isFloat(a) || isFloat(b) ? MIXED : INT
  return MIXED
}

function equality(cx: FunctionContext, negate: boolean, left: E, right: E): E {
  const not = negate ? '!' : ''
  if (left.rep === 'f64' || right.rep === 'f64') {
    if (number(left) && number(right)) return bool(`(${asF64(left)} ${negate ? '!==' : '==='} ${asF64(right)})`)
  }
  const a = once(cx, asVal(left))
  const b = once(cx, asVal(right))
  // A string equals nothing but the same string.
  for (const [x, y] of [[a, b], [b, a]] as const) if (/^"/.test(x.again) && simple(x.again)) return bool(`(${y.first} ${negate ? '!==' : '==='} ${x.again})`)
  if (isNumberLiteral(b.again)) return bool(`(typeof ${a.first} === 'number' ? ${a.again} ${negate ? '!==' : '==='} ${b.again} : ${not}eq(F, ${a.again}, ${b.again}))`)
  return bool(`(${bothNumbers(a, b)} ? ${a.again} ${negate ? '!==' : '==='} ${b.again} : ${not}eq(F, ${a.again}, ${b.again}))`)
}

function comparison(cx: FunctionContext, op: '<' | '<=' | '>' | '>=', left: E, right: E): E {
  if ((left.rep === 'f64' || right.rep === 'f64') && number(left) && number(right)) return bool(`(${asF64(left)} ${op} ${asF64(right)})`)
  const a = once(cx, asVal(left))
  const b = once(cx, asVal(right))
  return bool(`(${bothNumbers(a, b)} ? ${a.again} ${op} ${b.again} : ${SLOW[op]}(F, ${a.again}, ${b.again}))`)
}

/** `x + 1` / `x - 1` for ++ and --. */
export function stepped(cx: FunctionContext, op: '++' | '--', e: E): E {
  if (e.rep === 'f64') return f64(`(${e.code} ${op[0]} 1)`)
  const a = once(cx, asVal(e))
  const limit = op === '++' ? `${a.again} < 2147483647` : `${a.again} > -2147483648`
  return val(`(typeof ${a.first} === 'number' && ${limit} ? ${a.again} ${op[0]} 1 : ${op === '++' ? 'inc' : 'dec'}(F, ${a.again}))`, e.type)
}
