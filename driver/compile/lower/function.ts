/** A whole function: parameters, defaults, body, and the finished LFunction. */
import type * as A from '../../lang/ast.js'
import type { Loc } from '../../lang/source.js'
import { arrayOf, type LpcType } from '../../lang/types.js'
import type { LFunction } from '../lir.js'
import type { OwnFunction } from '../scope.js'
import { FunctionContext, site, type ModuleContext } from './context.js'
import { expr } from './expr.js'
import { asF64, asVal, val } from './reps.js'
import { stmts } from './stmt.js'
import { warnReturn } from './warnings.js'

export function lowerFunction(mod: ModuleContext, fn: OwnFunction): LFunction {
  const cx = new FunctionContext(mod, fn.name, fn.type, fn.decl.loc, null, null)
  cx.async = fn.async
  cx.checksValues = fn.decl.strictTypes
  if (cx.strict) for (const p of fn.decl.params) if (p.untyped) cx.mod.diag.error('LPC3038', `parameter ${p.name} has no type, and ${fn.decl.name}() has one`, p.loc)
  const { params, rest } = lowerBody(cx, fn.decl.params, fn.decl.body!)
  warnReturn(cx, fn)
  return finishFunction(cx, fn.js, params, rest, fn.decl.loc, { end: fn.decl.body!.end, async: fn.async ? fn.type : null })
}

/** Declares the parameters and lowers the body. Returns the JavaScript parameter names. */
export function lowerBody(cx: FunctionContext, list: readonly A.Param[], body: A.Block): { params: string[]; rest: string | null } {
  cx.body = body
  const params: string[] = []
  let rest: string | null = null
  for (const p of list) {
    const type = p.rest && p.type.stars === 0 && p.type.base !== 'mixed' ? arrayOf(p.type) : p.type
    const v = cx.declare(p.name || `unnamed${params.length}`, type, p.loc, p.ref ? 'ref' : undefined)
    // Nobody chooses the parameters of an apply or a callback.
    v.used = true
    if (p.rest) rest = v.js
    else params.push(v.js)
  }
  for (const p of list) {
    const v = p.name ? cx.lookup(p.name)! : null
    if (!v || p.rest) continue
    if (p.default) defaultValue(cx, v.js, p.default)
    if (v.rep === 'ref') cx.js(`${v.js} = Ref.of(${v.js})`)
    else if (v.rep === 'f64') cx.js(`${v.js} = ${asF64(val(v.js, v.type))}`)
  }
  cx.block(() => stmts(cx, body.body))
  return { params, rest }
}

/** `int n : (: expr :)`: the functional's expression, evaluated when the argument is missing. */
function defaultValue(cx: FunctionContext, js: string, e: A.Expr): void {
  // A functional that looks at its own arguments is called, with none.
  const body: A.Expr = e.kind !== 'ExprFunction' ? e : e.arity === 0 ? e.body : { kind: 'Invoke', loc: e.loc, fn: e, args: [] }
  const then = cx.into(() => cx.statement(e.loc, () => cx.js(`${js} = ${asVal(expr(cx, body))}`)))
  cx.out.push({ k: 'if', test: `${js} === undefined`, then, else: [], ...site(e.loc) })
}

/** The rest of what a function is. */
interface Finish {
  /** Live at every suspend point, as was not known before. */
  readonly alsoLive?: string[]
  readonly end: Loc | null
  /** The declared type of an async function. */
  readonly async: LpcType | null
}

/** How `%O` names what a promise delivers: the kind of value, as typeof() would. */
function payloadName(t: LpcType): string {
  return t.stars > 0 ? 'array' : t.base === 'unknown' || t.base === 'union' ? 'mixed' : t.base
}

export function finishFunction(cx: FunctionContext, js: string, params: string[], rest: string | null, loc: Loc, more: Finish): LFunction {
  const { alsoLive = [], end, async } = more
  const own = new Set([...params, ...(rest ? [rest] : [])])
  if (alsoLive.length) for (const c of cx.calls) c.live = [...new Set([...alsoLive, ...c.live])]
  return {
    name: cx.name,
    js,
    params,
    rest,
    vars: cx.vars.filter((v) => !own.has(v)),
    body: cx.out,
    ticks: 2 + cx.ticks,
    calls: cx.calls,
    file: loc.file,
    line: loc.line,
    col: loc.col,
    end: end && site(end),
    async: async && payloadName(async),
  }
}
