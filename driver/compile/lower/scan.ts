/** `sscanf(subject, format, targets…)`: matches, then assigns the values to the targets. */
import type * as A from '../../lang/ast.js'
import { INT, MIXED } from '../../lang/types.js'
import { site, type E, type FunctionContext } from './context.js'
import { operands } from './expr.js'
import { place, sequence } from './lvalue.js'
import { asVal, val } from './reps.js'

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
