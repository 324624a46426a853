/**
 * The binding power of every infix operator, in one table. Not for: prefix and postfix forms,
 * which always bind tighter (expressions.ts, postfix.ts).
 */
import type { AssignOp, BinaryOp, Logical } from './ast.js'

export type Infix =
  | { readonly kind: 'assign'; readonly power: number; readonly op: AssignOp }
  | { readonly kind: 'ternary'; readonly power: number }
  | { readonly kind: 'logical'; readonly power: number; readonly op: Logical['op'] }
  | { readonly kind: 'binary'; readonly power: number; readonly op: BinaryOp }

const assign = (...ops: AssignOp[]): [string, Infix][] => ops.map((op) => [op, { kind: 'assign', power: 100, op }])
const logical = (power: number, ...ops: Logical['op'][]): [string, Infix][] => ops.map((op) => [op, { kind: 'logical', power, op }])
const binary = (power: number, ...ops: BinaryOp[]): [string, Infix][] => ops.map((op) => [op, { kind: 'binary', power, op }])

/**
 * Token kind to operator. All associate to the left, but assignment and `?:`. An assignment binds
 * its left side tightest (`a + b = c` is `a + (b = c)`) and takes everything on its right.
 */
export const INFIX: ReadonlyMap<string, Infix> = new Map<string, Infix>([
  ['?', { kind: 'ternary', power: 1 }],
  ...logical(2, '??'),
  ...logical(3, '||'),
  ...logical(4, '&&'),
  ...binary(5, '|'),
  ...binary(6, '^'),
  ...binary(7, '&'),
  ...binary(8, '==', '!='),
  ...binary(9, '<', '<=', '>', '>='),
  ...binary(10, '<<', '>>'),
  ...binary(11, '+', '-'),
  ...binary(12, '*', '/', '%'),
  ...assign('=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=', '&&=', '||=', '??='),
])

/** The operand of `!`, `-`, `~`, `+` and casts. */
export const UNARY_POWER = 13
