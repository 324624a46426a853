/** `catch` and `time_expression`: expressions that are statements underneath. */
import type * as A from '../../lang/ast.js'
import { INT, MIXED } from '../../lang/types.js'
import type { E, FunctionContext } from './context.js'
import { stmt, exprStmt } from './stmt.js'
import { val } from './reps.js'

/** 0, or what was thrown. The context (objects, player) is put back as it was at entry. */
export function catchExpr(cx: FunctionContext, e: A.Catch): E {
  const sp = cx.spill('F.sp')
  const player = cx.spill('F.player')
  const dst = cx.spillName()
  const body = cx.into(() => {
    bodyOf(cx, e.body)
    cx.js(`${dst} = 0`)
  })
  cx.out.push({ k: 'try', id: cx.id(), body, dst, sp, player })
  cx.live.push(dst)
  return val(dst, MIXED, true)
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
