/**
 * Does lowering an expression emit statements before it? True for everything that can suspend.
 * Operands to its left are then kept in temporaries, so that evaluation order holds.
 */
import type * as A from '../../lang/ast.js'
import { MAX_EXPRESSION_DEPTH } from '../limits.js'
import type { ModuleContext } from './context.js'

export function hoists(mod: ModuleContext, e: A.Expr): boolean {
  if (isLeaf(e)) return false
  const known = mod.hoistMemo.get(e)
  if (known !== undefined) return known
  const r = compute(mod, e)
  mod.hoistMemo.set(e, r)
  return r
}

type Leaf = A.IntLit | A.FloatLit | A.StringLit | A.Ident | A.ParamRef

/** Most expressions are: they need no memory of what was found. */
function isLeaf(e: A.Expr): e is Leaf {
  switch (e.kind) {
    case 'IntLit':
    case 'FloatLit':
    case 'StringLit':
    case 'Ident':
    case 'ParamRef':
      return true
    default:
      return false
  }
}

function compute(mod: ModuleContext, e: Exclude<A.Expr, Leaf>): boolean {
  const any = (...list: Array<A.Expr | null>) => list.some((x) => x !== null && hoists(mod, x))
  const args = (list: readonly A.Arg[]) => list.some((a) => a.ref || hoists(mod, a.expr))
  switch (e.kind) {
    case 'Capture':
      return false
    case 'CallOther':
    case 'Invoke':
    case 'Catch':
    case 'NewObject':
    case 'Await':
    case 'TimeExpr':
    case 'ParseCommand':
    case 'Sscanf':
      return true
    case 'Call':
      return callSuspends(mod, e) || args(e.args)
    case 'TemplateLit':
      return any(...e.exprs)
    case 'ArrayLit':
      return args(e.elements)
    case 'MappingLit':
      return e.entries.some((x) => any(x.key, x.value))
    case 'Assign':
      return e.op === '&&=' || e.op === '||=' || e.op === '??=' || any(e.target, e.value)
    case 'Unary':
      return any(e.operand)
    case 'Update':
      return any(e.target)
    case 'Binary':
    case 'Logical':
      return chainLength(e) >= MAX_EXPRESSION_DEPTH || any(e.left, e.right)
    case 'Conditional':
      return any(e.test, e.then, e.else)
    case 'Comma':
      return any(...e.exprs)
    case 'Index':
      return e.optional || any(e.object, e.index)
    case 'Range':
      return any(e.object, e.from, e.to)
    case 'Member':
      return any(e.object)
    case 'FunctionRef':
      return args(e.args)
    case 'ExprFunction':
    case 'AnonFunction':
      // Captured expressions are spilled by the functional itself.
      return true
    case 'NewClass':
      return e.inits.some((x) => any(x.value))
    case 'Cast':
      return any(e.operand)
  }
}

type Infix = A.Binary | A.Logical
const chains = new WeakMap<Infix, number>()

/** Operators in a row to the left: `a + b + c` has two. */
export function chainLength(e: Infix): number {
  if (e.left.kind !== 'Binary' && e.left.kind !== 'Logical') return 1
  let n = chains.get(e)
  if (n === undefined) chains.set(e, (n = 1 + chainLength(e.left)))
  return n
}

/** Here the JavaScript of a chain is cut: what is on the left goes into a temporary. */
export function cutsChain(e: Infix): boolean {
  return chainLength(e) % MAX_EXPRESSION_DEPTH === 0
}

/**
 * Does evaluating an expression that emits no statements assign anything? What is read before it
 * must then be kept. Bodies of function values run later and do not count.
 */
export function assigns(e: A.Expr): boolean {
  if (isLeaf(e)) return false
  const known = assigning.get(e)
  if (known !== undefined) return known
  const r = computeAssigns(e)
  assigning.set(e, r)
  return r
}

const assigning = new WeakMap<A.Expr, boolean>()

function computeAssigns(e: A.Expr): boolean {
  if (e.kind === 'Assign' || e.kind === 'Update') return true
  const inside = (x: unknown): boolean => {
    if (typeof x !== 'object' || x === null) return false
    if (Array.isArray(x)) return x.some(inside)
    return 'kind' in x ? assigns(x as A.Expr) : 'expr' in x ? inside(x.expr) : 'value' in x && inside(x.value)
  }
  return Object.entries(e).some(([key, x]) => key !== 'loc' && inside(x))
}

/** Everything but a plain efun may suspend. */
function callSuspends(mod: ModuleContext, e: A.Call): boolean {
  const { scope, opts } = mod
  if (e.scope.kind === 'none' && (scope.functions.has(e.name) || scope.prototypes.has(e.name) || scope.inherited(e.name) || opts.simul?.dispatch.table.has(e.name))) return true
  if (e.scope.kind === 'super') return true
  return opts.efuns.get(e.name)?.mode !== 'plain'
}
