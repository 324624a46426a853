/** Statements, and the scopes and regions they open. Loops and switch are in control.ts. */
import type * as A from '../../lang/ast.js'
import { checkClass } from '../declare.js'
import type { LStmt } from '../lir.js'
import { checkAssign, checkReturn } from './check.js'
import { site, type FunctionContext } from './context.js'
import { breakTo, continueTo, doWhileLoop, forLoop, foreachLoop, switchStmt, whileLoop } from './control.js'
import { condition, expr } from './expr.js'
import { warnUnreachable } from './warnings.js'
import { asF64, asVal, converted, isFloat, isInt, taken } from './reps.js'

export function stmts(cx: FunctionContext, list: readonly A.Stmt[]): void {
  warnUnreachable(cx, list)
  for (const s of list) stmt(cx, s)
}

export function stmt(cx: FunctionContext, s: A.Stmt): void {
  switch (s.kind) {
    case 'Block':
      return cx.block(() => stmts(cx, s.body))
    case 'LocalDecl':
      return localDecl(cx, s)
    case 'ExprStmt':
      return cx.statement(s.loc, () => exprStmt(cx, s.expr))
    case 'If':
      return ifStmt(cx, s)
    case 'While':
      return whileLoop(cx, s)
    case 'DoWhile':
      return doWhileLoop(cx, s)
    case 'For':
      return forLoop(cx, s)
    case 'Foreach':
      return foreachLoop(cx, s)
    case 'Switch':
      return switchStmt(cx, s)
    case 'Break':
      return breakTo(cx, s.loc)
    case 'Continue':
      return continueTo(cx, s.loc)
    case 'Return':
      return cx.statement(s.loc, () => returnStmt(cx, s))
    case 'Empty':
      return
  }
}

export function exprStmt(cx: FunctionContext, e: A.Expr): void {
  const v = expr(cx, e, false)
  // A call used as a statement left no value; a bare name has no effect.
  if (v.code && !v.stable) cx.js(v.code)
}

function localDecl(cx: FunctionContext, s: A.LocalDecl): void {
  for (const d of s.vars) {
    let js = ''
    cx.statement(d.loc, () => {
      // Declared after its initialiser, which sees the outer variable of the same name.
      const v = d.init ? expr(cx, d.init) : null
      if (v) checkAssign(cx, d.type, v.type, d, d.loc)
      checkClass(d.type, cx.mod.scope, cx.mod.diag, d.loc)
      // Numbers begin as 0, which is fast, unless somebody asks whether they were ever set.
      const asked = !v && (isFloat(d.type) || isInt(d.type)) && cx.asksWhetherSet(d.name)
      const local = cx.declare(d.name, d.type, d.loc, asked ? 'val' : undefined)
      js = local.js
      const zero = !asked && (isFloat(d.type) || isInt(d.type)) ? '0' : 'undefined'
      cx.js(`${js} = ${v ? (local.rep === 'f64' ? asF64(taken(cx, d.type, v)) : asVal(taken(cx, d.type, v))) : zero}${local.kind ? `, ${local.kind} = 0` : ''}`)
    })
    // statement() dropped the declaration's liveness with its temporaries.
    cx.live.push(js)
  }
}

/** A chain of `else if` is lowered in a loop: it may be longer than the stack is deep. */
function ifStmt(cx: FunctionContext, first: A.If): void {
  const open: Array<() => void> = []
  for (let s = first; ; ) {
    let test = ''
    cx.statement(s.loc, () => {
      test = condition(cx, s.test)
    })
    const then = cx.branch(() => cx.block(() => stmt(cx, s.then)))
    const other: LStmt[] = []
    cx.out.push({ k: 'if', test, then, else: other, ...site(s.test.loc) })
    const next = s.else
    if (!next) break
    open.push(cx.openBranch(other))
    if (next.kind !== 'If') {
      cx.block(() => stmt(cx, next))
      break
    }
    s = next
  }
  for (const close of open.reverse()) close()
}

function returnStmt(cx: FunctionContext, s: A.Return): void {
  let code = '0'
  if (s.value) {
    const v = expr(cx, s.value)
    checkReturn(cx, v.type, s.loc)
    code = asVal(converted(cx.returnType, v)) || '0'
  }
  cx.out.push({ k: 'return', code, ...site(s.loc) })
}
