/** sscanf() and parse_command(), which assign what they find to the variables they are called with. */
import type * as A from '../../lang/ast.js'
import { INT, MIXED } from '../../lang/types.js'
import { callExpr } from './call.js'
import { site, type E, type FunctionContext } from './context.js'
import { operands } from './expr.js'
import { place, sequence } from './lvalue.js'
import { asVal, val } from './reps.js'

/** `sscanf(subject, format, targets…)`: matches, then assigns the values to the targets. */
export function sscanfExpr(cx: FunctionContext, e: A.Sscanf): E {
  const [subject, format] = operands(cx, [e.subject, e.format])
  cx.ticks += 4
  const r = cx.spill(`scan(F, ${asVal(subject)}, ${asVal(format)}, ${e.targets.length})`)
  // r = { count, values }: targets beyond the matches keep their values.
  e.targets.forEach((t, i) => {
    const then = cx.into(() => {
      const p = place(cx, t)
      cx.js(sequence(p.setup, p.write(val(`${r}.values[${i}]`, MIXED, true)).code))
    })
    cx.out.push({ k: 'if', test: `${i} < ${r}.values.length`, then, else: [], ...site(cx.loc) })
  })
  return val(`${r}.count`, INT, true)
}

/** A call of the efun whose variables are passed by reference. */
export function parseCommand(cx: FunctionContext, e: A.ParseCommand, used: boolean): E {
  const arg = (ref: boolean) => (expr: A.Expr): A.Arg => ({ expr, ref, spread: false, loc: expr.loc })
  const args = [...[e.command, e.scope, e.pattern].map(arg(false)), ...e.targets.map(arg(true))]
  return callExpr(cx, { kind: 'Call', loc: e.loc, scope: { kind: 'efun' }, name: 'parse_command', args }, used)
}
