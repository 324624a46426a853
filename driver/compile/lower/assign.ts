/** Assignments: `=`, operator assignments, logical assignments, `++` and `--`. */
import type * as A from '../../lang/ast.js'
import { MIXED, ZERO } from '../../lang/types.js'
import { checkAssign } from './check.js'
import { checkOperatorAssign, checkUnary } from './check-operators.js'
import { site, type E, type FunctionContext } from './context.js'
import { expr } from './expr.js'
import { assigns, hoists } from './hoists.js'
import { place, sequence, type Place } from './lvalue.js'
import { binary, stepped } from './operators.js'
import { asBool, asVal, converted, f64, simple, taken, val } from './reps.js'

export function assign(cx: FunctionContext, e: A.Assign): E {
  if (e.op === '&&=' || e.op === '||=' || e.op === '??=') return logicalAssign(cx, e)
  // The right side is evaluated first, as FluffOS does: it may change what the left side names.
  let v = expr(cx, e.value)
  if (hoists(cx.mod, e.target) && !v.stable) v = keep(cx, v)
  const p = place(cx, e.target)
  if (e.op === '=') {
    checkAssign(cx, p.type, v.type, e.target, e.loc)
    const stored = store(cx, p, taken(cx, p.type, v))
    // Of `a = b = 0`, or of anything(), each place is checked against that, not against the place before.
    return (v.type === MIXED || v.type === ZERO) && stored.rep === 'val' ? { ...stored, type: v.type } : stored
  }
  const op = e.op.slice(0, -1) as A.BinaryOp
  checkOperatorAssign(cx, op, p.type, v.type, e.loc)
  // `n += 1.5` adds 1 to an int n: the right side takes the declared type first, as FluffOS does.
  if ('+-*/'.includes(op) && (p.type.base !== 'buffer' || op === '+')) v = converted(p.type, v)
  if (p.setup.length === 0) {
    if (!assigns(e.value)) return p.write(binary(cx, op, p.read(), v, true))
    const first: string[] = []
    const held = scratched(cx, v, first)
    return retext(p.write(binary(cx, op, p.read(), held, true)), (code) => sequence(first, code))
  }
  // `a[i()] += v`: parts once, then the value, then read, combine and write.
  const setup = [...p.setup]
  const held = scratched(cx, v, setup)
  const sum = scratched(cx, binary(cx, op, p.read(), held, true), setup)
  return retext(p.write(sum), (code) => sequence(setup, code))
}

/** Stores `v`: evaluated before the parts of the place. */
function store(cx: FunctionContext, p: Place, v: E): E {
  if (p.setup.length === 0 && !needsName(p)) return p.write(v)
  const setup: string[] = []
  const held = scratched(cx, v, setup)
  return retext(p.write(held), (code) => sequence([...setup, ...p.setup], code))
}

/** Element and range writes mention the value more than once. */
function needsName(p: Place): boolean {
  return p.setup.length > 0
}

function scratched(cx: FunctionContext, v: E, setup: string[]): E {
  if (v.stable && simple(v.code)) return v
  const t = cx.scratch()
  if (v.rep === 'f64') {
    setup.push(`${t} = ${v.code}`)
    return f64(t, true)
  }
  setup.push(`${t} = ${asVal(v)}`)
  return val(t, v.type, true)
}

/** Keeps a value across statements. */
export function keep(cx: FunctionContext, v: E): E {
  if (v.stable) return v
  return v.rep === 'f64' ? f64(cx.spill(v.code), true) : val(cx.spill(asVal(v)), v.type, true)
}

function retext(e: E, f: (code: string) => string): E {
  return { ...e, code: f(e.code), stable: false }
}

function logicalAssign(cx: FunctionContext, e: A.Assign): E {
  if (e.op === '??=') cx.asks(e.target)
  const p = place(cx, e.target, hoists(cx.mod, e.value))
  if (p.setup.length) cx.js(p.setup.join(', '))
  const now = val(cx.spill(asVal(p.read())), p.type, true)
  const test = e.op === '??=' ? `(live(${now.code}) === undefined)` : e.op === '||=' ? `!${asBool(cx, now)}` : asBool(cx, now)
  const then = cx.branch(() => {
    const v = converted(p.type, expr(cx, e.value))
    checkAssign(cx, p.type, v.type, e.target, e.loc)
    cx.js(`${now.code} = ${asVal(p.write(v))}`)
  })
  cx.out.push({ k: 'if', test, then, else: [], ...site(cx.loc) })
  return val(now.code, MIXED, true)
}

export function update(cx: FunctionContext, e: A.Update, used: boolean): E {
  const p = place(cx, e.target)
  const before = p.read()
  checkUnary(cx, e.op, before.type, e.loc)
  if (e.prefix || !used) {
    if (p.setup.length === 0) return p.write(stepped(cx, e.op, before))
    const setup = [...p.setup]
    const next = scratched(cx, stepped(cx, e.op, before), setup)
    return retext(p.write(next), (code) => sequence(setup, code))
  }
  const t = cx.scratch()
  const old: E = before.rep === 'f64' ? f64(t, true) : val(t, before.type, true)
  const next = stepped(cx, e.op, old)
  // What was never set counts from a plain 0.
  const setup = [...p.setup, before.rep === 'val' ? `${t} = (${before.code}) ?? 0` : `${t} = ${before.code}`]
  if (p.setup.length === 0) return { ...old, code: sequence(setup, `${p.write(next).code}, ${t}`), stable: false }
  const held = scratched(cx, next, setup)
  return { ...old, code: sequence(setup, `${p.write(held).code}, ${t}`), stable: false }
}
