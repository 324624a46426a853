/**
 * Where control goes: may what follows a statement run? For warnings only: the code is emitted all
 * the same. A loop without a test ends only by `break`; calls are taken to come back.
 */
import type * as A from '../../lang/ast.js'
import { fold } from '../fold.js'

const memo = new WeakMap<A.Stmt, boolean>()

/** True when control may come out at the end of `s`. Only statements that hold others are worth remembering. */
export function completes(s: A.Stmt): boolean {
  switch (s.kind) {
    case 'Return':
    case 'Break':
    case 'Continue':
      return false
    case 'LocalDecl':
    case 'ExprStmt':
    case 'Foreach':
    case 'Empty':
      return true
  }
  const known = memo.get(s)
  if (known !== undefined) return known
  const r = compute(s)
  memo.set(s, r)
  return r
}

type Holder = Exclude<A.Stmt, { readonly kind: 'Return' | 'Break' | 'Continue' | 'LocalDecl' | 'ExprStmt' | 'Foreach' | 'Empty' }>

function compute(s: Holder): boolean {
  switch (s.kind) {
    case 'Block':
      return s.body.every(completes)
    case 'If': {
      const t = constant(s.test)
      if (t === true) return completes(s.then)
      return s.else === null || t === false || completes(s.then) || completes(s.else)
    }
    case 'While':
      return constant(s.test) !== true || breaks(s.body)
    case 'For':
      return (s.test !== null && constant(s.test) !== true) || breaks(s.body)
    case 'DoWhile':
      return constant(s.test) !== true || breaks(s.body)
    case 'Switch':
      return switchCompletes(s)
  }
}

function constant(e: A.Expr): boolean | undefined {
  const v = fold(e)
  return v === undefined ? undefined : v !== 0
}

/** Every value is caught, no case leaves by `break`, and the last does not run out at the end. */
function switchCompletes(s: A.Switch): boolean {
  if (!s.cases.some((c) => c.labels.some((l) => l.kind === 'default'))) return true
  if (s.cases.some((c) => leaves(c.body))) return true
  return s.cases.at(-1)!.body.every(completes)
}

/** A `break` in the list that can be reached. */
function leaves(list: readonly A.Stmt[]): boolean {
  for (const s of list) {
    if (breaks(s)) return true
    if (!completes(s)) return false
  }
  return false
}

/** Does a `break` in `s` leave the loop or switch around it? */
function breaks(s: A.Stmt): boolean {
  switch (s.kind) {
    case 'Break':
      return true
    case 'Block':
      return leaves(s.body)
    case 'If':
      return breaks(s.then) || (s.else !== null && breaks(s.else))
    default:
      return false
  }
}
