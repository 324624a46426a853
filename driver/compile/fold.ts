/**
 * Constant folding for the places where LPC takes a constant: inherit paths, case labels,
 * and adjacent string concatenation with `+`. Returns undefined when not constant.
 */
import type { Expr } from '../lang/ast.js'
import { canonical, type Int } from '../vm/values.js'

export type Constant = Int | string

export function fold(e: Expr): Constant | undefined {
  switch (e.kind) {
    case 'IntLit':
      return e.value
    case 'StringLit':
      return e.value
    case 'Unary': {
      const v = fold(e.operand)
      if (v === undefined || typeof v === 'string') return undefined
      if (e.op === '-') return canonical(-BigInt(v))
      if (e.op === '~') return canonical(~BigInt(v))
      if (e.op === '+') return v
      return v === 0 ? 1 : 0
    }
    case 'Binary': {
      const a = fold(e.left)
      const b = fold(e.right)
      if (a === undefined || b === undefined) return undefined
      if (e.op === '+' && (typeof a === 'string' || typeof b === 'string')) return `${a}${b}`
      if (typeof a === 'string' || typeof b === 'string') return undefined
      return foldInts(e.op, BigInt(a), BigInt(b))
    }
    case 'Conditional': {
      const t = fold(e.test)
      return t === undefined ? undefined : fold(t !== 0 ? e.then : e.else)
    }
    default:
      return undefined
  }
}

function foldInts(op: string, a: bigint, b: bigint): Int | undefined {
  switch (op) {
    case '+': return canonical(a + b)
    case '-': return canonical(a - b)
    case '*': return canonical(a * b)
    case '/': return b === 0n ? undefined : canonical(a / b)
    case '%': return b === 0n ? undefined : canonical(a % b)
    case '&': return canonical(a & b)
    case '|': return canonical(a | b)
    case '^': return canonical(a ^ b)
    case '<<': return canonical(a << (b & 63n))
    case '>>': return canonical(a >> (b & 63n))
    case '==': return a === b ? 1 : 0
    case '!=': return a !== b ? 1 : 0
    case '<': return a < b ? 1 : 0
    case '<=': return a <= b ? 1 : 0
    case '>': return a > b ? 1 : 0
    case '>=': return a >= b ? 1 : 0
    default: return undefined
  }
}

/** A constant as JavaScript text. */
export function literal(c: Constant): string {
  if (typeof c === 'bigint') return c < 0n ? `(${c}n)` : `${c}n`
  if (typeof c === 'number') return c < 0 ? `(${c})` : String(c)
  return JSON.stringify(c)
}
