/** `catch`, `await` and `time_expression`: expressions that are statements underneath. */
import type * as A from '../../lang/ast.js'
import { awaited, INT, MIXED } from '../../lang/types.js'
import type { E, FunctionContext } from './context.js'
import { stmt, stmts, exprStmt } from './stmt.js'
import { expr } from './expr.js'
import { asVal, val } from './reps.js'

/** 0, or what was thrown. The context (objects, player) is put back as it was at entry. */
export function catchExpr(cx: FunctionContext, e: A.Catch, used: boolean): E {
  const sp = cx.spill('F.sp')
  const player = cx.spill('F.player')
  const dst = cx.spillName()
  const body = cx.into(() => {
    const block = e.body
    if (block.kind === 'Block') cx.block(() => stmts(cx, block.body), !used)
    else bodyOf(cx, block)
    cx.js(`${dst} = 0`)
  })
  cx.out.push({ k: 'try', id: cx.id(), body, dst, sp, player })
  cx.live.push(dst)
  return val(dst, MIXED, true)
}

/** Waits for a promise. What cannot be one is its own value, and nothing waits. */
export function awaitExpr(cx: FunctionContext, e: A.Await, used: boolean): E {
  const v = expr(cx, e.operand)
  const type = awaited(v.type)
  if (v.rep !== 'val' || (type === v.type && (type.stars > 0 || (type.base !== 'mixed' && type.base !== 'unknown')))) return v
  cx.ticks++
  return val(cx.call(`awaitValue(F, ${asVal(v)})`, e.loc, used), type, true)
}

/** Microseconds of wall time. */
export function timeExpr(cx: FunctionContext, e: A.TimeExpr): E {
  const start = cx.spill('microseconds()')
  bodyOf(cx, e.body)
  return val(`(microseconds() - ${start})`, INT)
}

function bodyOf(cx: FunctionContext, body: A.Expr | A.Block): void {
  if (body.kind === 'Block') stmt(cx, body)
  else cx.statement(body.loc, () => exprStmt(cx, body))
}
