/**
 * Function values. `(: f, a :)` binds arguments; `(: expr :)` and `function (…) {…}` become
 * functions of the module, with what `$(x)` captured as leading parameters.
 */
import type * as A from '../../lang/ast.js'
import { FUNCTION, MIXED, type LpcType } from '../../lang/types.js'
import type { InheritedFunction } from '../scope.js'
import { FunctionContext, site, type E, type Functional } from './context.js'
import { checkOverride } from './check.js'
import { args, expr, operands } from './expr.js'
import { asVal, val } from './reps.js'
import { finishFunction, lowerBody } from './function.js'

export function functionRef(cx: FunctionContext, e: A.FunctionRef): E {
  const { scope, opts } = cx.mod
  if (e.scope.kind === 'none' && (cx.lookup(e.name) || scope.variables.has(e.name))) return variableFunctional(cx, e)
  const bound = `[${args(cx, e.args).code.join(', ')}]`
  const name = JSON.stringify(e.name)
  const inheritedRef = (found: InheritedFunction): E =>
    val(`new Closure('local', self, ${scope.segment(found.inherit, found.resolved.seg)}, ${cx.mod.superCode(found.inherit, e.name)}, ${bound}, ${name})`, FUNCTION)
  if (e.scope.kind === 'super') {
    const found = scope.above(e.name, e.scope.label)
    if (found) return inheritedRef(found)
  }
  if (e.scope.kind === 'none') {
    const own = scope.functions.get(e.name)
    if (own?.access === 'private') return val(`new Closure('local', self, seg, ${own.js}, ${bound}, ${name})`, FUNCTION)
    if (own || scope.prototypes.has(e.name) || scope.inherited(e.name)) {
      const r = cx.scratch()
      return val(`(${r} = seg.$l.fns[${scope.slot(e.name)}], new Closure('local', self, self.segs[${r}.seg], ${r}.code, ${bound}, ${name}))`, FUNCTION)
    }
    if (opts.simul?.dispatch.table.has(e.name)) return val(`simulClosure(self, seg, ${name}, ${bound})`, FUNCTION)
  }
  if (e.scope.kind === 'efun') checkOverride(cx, e.name, e.loc)
  const efun = e.scope.kind === 'super' ? undefined : opts.efuns.get(e.name)
  if (efun) return val(`efunClosure(self, seg, ${cx.mod.efun(e.name)}, ${name}, ${bound}, ${efun.params.at(-1)?.rest ? Infinity : efun.params.length}, ${efun.ticks})`, FUNCTION)
  // FluffOS, and its mudlibs, point at private functions of an inherit, which cannot be called.
  const kept = e.scope.kind === 'none' ? scope.inherited(e.name, true) : null
  if (kept) return inheritedRef(kept)
  cx.mod.diag.error('LPC3045', `undefined function ${e.name}()`, e.loc)
  return val('0', FUNCTION, true)
}

/** `(: x :)` with x a variable is an expression, not a reference. */
function variableFunctional(cx: FunctionContext, e: A.FunctionRef): E {
  const ident: A.Expr = { kind: 'Ident', loc: e.loc, name: e.name }
  const body: A.Expr = e.args.length ? { kind: 'Comma', loc: e.loc, exprs: [ident, ...e.args.map((a) => a.expr)] } : ident
  return exprFunction(cx, { kind: 'ExprFunction', loc: e.loc, body, arity: 0 })
}

export function exprFunction(cx: FunctionContext, e: A.ExprFunction): E {
  const functional: Functional = { maxParam: e.arity, captures: [] }
  const inner = new FunctionContext(cx.mod, `${cx.name} (: :)`, MIXED, e.loc, functional, cx)
  inner.strict = cx.strict
  inner.statement(e.loc, () => {
    const v = expr(inner, e.body)
    // `return` needs an LPC value; a void call leaves none.
    inner.out.push({ k: 'return', code: asVal(v) || '0', ...site(e.loc) })
  })
  const params = Array.from({ length: functional.maxParam }, (_, i) => `p${i + 1}`)
  return make(cx, inner, functional, params, null, e, 'functional')
}

export function anonFunction(cx: FunctionContext, e: A.AnonFunction): E {
  const functional: Functional = { maxParam: 0, captures: [] }
  const inner = new FunctionContext(cx.mod, `${cx.name} function`, e.type as LpcType, e.loc, functional, cx)
  inner.async = e.async
  const { params, rest } = lowerBody(inner, e.params, e.body)
  const all = params.length || !functional.maxParam ? params : Array.from({ length: functional.maxParam }, (_, i) => `p${i + 1}`)
  return make(cx, inner, functional, all, rest, e, 'anonymous')
}

function make(cx: FunctionContext, inner: FunctionContext, functional: Functional, params: string[], rest: string | null, e: A.Expr, kind: 'functional' | 'anonymous'): E {
  const js = cx.mod.jsName(`$${cx.name.replace(/\W+/g, '_')}$fn`)
  const captured = functional.captures.map((_, i) => `c${i}`)
  // Parameters are live at every suspend point of the functional: they were unknown until now.
  const fn = finishFunction(inner, js, [...captured, ...params], rest, e.loc, {
    alsoLive: [...captured, ...params],
    end: e.kind === 'AnonFunction' ? e.body.end : null,
    async: e.kind === 'AnonFunction' && e.async ? e.type : null,
  })
  cx.mod.functions.push(fn)
  const values = operands(cx, functional.captures).map(asVal)
  return val(`new Closure('${kind}', self, seg, ${js}, [${values.join(', ')}], ${JSON.stringify(`${cx.name}:${e.loc.line}`)}${inner.bindable ? '' : ', false'})`, FUNCTION)
}
