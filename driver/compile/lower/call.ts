/**
 * Calls: local (virtual or direct), inherited, efun, simul_efun, call_other, function values.
 * Everything but plain efuns becomes a suspend point.
 */
import type * as A from '../../lang/ast.js'
import type { Loc } from '../../lang/source.js'
import { INT, MIXED, OBJECT, type LpcType } from '../../lang/types.js'
import { acceptsArgs, checkArgs, checkOverride, checkTypes } from './check.js'
import { site, type E, type FunctionContext } from './context.js'
import { args, expr, operands, stringKind } from './expr.js'
import { keep } from './assign.js'
import { assigns, hoists } from './hoists.js'
import { place, sequence } from './lvalue.js'
import { asBool, asVal, converted, once, simple, val } from './reps.js'
import { resultOf, type FunctionSig } from '../scope.js'

/** Arguments with `ref` ones boxed; `after` writes the boxes back. */
interface Prepared {
  readonly code: string[]
  readonly types: LpcType[] | null
  after(): void
}

function prepare(cx: FunctionContext, list: readonly A.Arg[]): Prepared {
  if (!list.some((a) => a.ref)) return { ...args(cx, list), after: () => {} }
  const code: string[] = []
  const types: LpcType[] = []
  const back: Array<() => void> = []
  for (const a of list) {
    if (!a.ref) {
      const v = keep(cx, expr(cx, a.expr))
      types.push(v.type)
      code.push(a.spread ? `...spread(F, ${asVal(v)})` : asVal(v))
      continue
    }
    // What comes back may be of any type.
    types.push(MIXED)
    const p = place(cx, a.expr as A.LValue)
    const now = asVal(p.read())
    const box = cx.spill(`new Ref(${sequence(p.setup, now)})`)
    code.push(box)
    back.push(() => {
      // The parts are evaluated again: a ref to an element names the element as it is now.
      const q = place(cx, a.expr as A.LValue)
      cx.js(sequence(q.setup, q.write(val(`${box}.v`, MIXED, true)).code))
    })
  }
  return { code, types: list.some((a) => a.spread) ? null : types, after: () => back.forEach((b) => b()) }
}

function suspend(cx: FunctionContext, code: string, prepared: Prepared, type: LpcType, loc: Loc, used: boolean): E {
  const dst = cx.call(code, loc, used)
  prepared.after()
  cx.ticks++
  return val(dst, type, true)
}

// ---- f(…), ::f(…), efun::f(…) -------------------------------------------------------------------

export function callExpr(cx: FunctionContext, e: A.Call, used: boolean): E {
  const { scope, opts } = cx.mod
  if (e.scope.kind === 'super') return superCall(cx, e, e.scope.label, used)
  if (e.scope.kind === 'none') {
    const own = scope.functions.get(e.name) ?? scope.prototypes.get(e.name)
    if (own) return localCall(cx, e, own, used)
    const inherited = scope.inherited(e.name)
    if (inherited) return localCall(cx, e, inherited.resolved.fn as unknown as FunctionSig, used)
    if (opts.simul?.dispatch.table.has(e.name)) return simulCall(cx, e, used)
    const variable = cx.lookup(e.name) ?? scope.variables.get(e.name)
    if (!opts.efuns.has(e.name) && variable && holdsFunction(variable.type)) {
      return invokeExpr(cx, { kind: 'Invoke', loc: e.loc, fn: { kind: 'Ident', loc: e.loc, name: e.name }, args: e.args }, used)
    }
  }
  if (!opts.efuns.has(e.name)) {
    if (cx.strict || e.scope.kind === 'efun') cx.mod.diag.error('LPC3045', e.scope.kind === 'efun' ? `no efun named ${e.name}()` : `undefined function ${e.name}()`, e.loc)
    else cx.mod.diag.warning('LPC3045', `undefined function ${e.name}()`, e.loc)
    const p = prepare(cx, e.args)
    return suspend(cx, `undefinedFunction(${[JSON.stringify(e.name), ...p.code].join(', ')})`, p, MIXED, e.loc, used)
  }
  if (e.scope.kind === 'efun') checkOverride(cx, e.name, e.loc)
  return efunCall(cx, e, used)
}

/** `f(…)` with f a variable calls the function in it. */
function holdsFunction(t: LpcType): boolean {
  return t.stars === 0 && (t.base === 'function' || t.base === 'mixed')
}

function localCall(cx: FunctionContext, e: A.Call, sig: FunctionSig, used: boolean): E {
  const own = cx.mod.scope.functions.get(e.name)
  cx.touchesObject()
  const p = prepare(cx, e.args)
  checkArgs(cx, e.name, knownSig(cx, e, sig, p.types), p.types, e.args.length, e.loc)
  const list = p.code.map((c) => `, ${c}`).join('')
  // A private function cannot be overridden.
  if (own && own.access === 'private') return suspend(cx, `${own.js}(F, self, seg${list})`, p, resultOf(sig), e.loc, used)
  const l = cx.scratch()
  const slot = cx.mod.scope.slot(e.name)
  const other = `self.segs[${l}.t${slot}]`
  const virtual = (segment: string, a: string) => `${l}.c${slot}(F, self, ${segment}${a})`
  if (!own) return suspend(cx, `(${l} = seg.$l, ${virtual(other, list)})`, p, resultOf(sig), e.loc, used)
  if (p.code.some((c) => c.startsWith('...'))) return suspend(cx, `(${l} = seg.$l, ${virtual(`${l}.t${slot} < 0 ? seg : ${other}`, list)})`, p, resultOf(sig), e.loc, used)
  const held = p.code.map((c) => (simple(c) ? { setup: '', name: c } : hold(cx, c)))
  const names = held.map((h) => `, ${h.name}`).join('')
  const setup = [`${l} = seg.$l`, ...held.map((h) => h.setup).filter(Boolean)].join(', ')
  return suspend(cx, `(${setup}, ${l}.t${slot} < 0 ? ${own.js}(F, self, seg${names}) : ${virtual(other, names)})`, p, resultOf(sig), e.loc, used)
}

/** A call that fits the prototype may stand before the definition, where FluffOS knows no more than that. */
function knownSig(cx: FunctionContext, e: A.Call, sig: FunctionSig, types: readonly LpcType[] | null): FunctionSig {
  const proto = cx.mod.scope.prototypes.get(e.name)
  return proto && types && acceptsArgs(proto, types, e.args.length) ? proto : sig
}

function superCall(cx: FunctionContext, e: A.Call, label: string | null, used: boolean): E {
  const { scope, opts } = cx.mod
  const found = scope.above(e.name, label)
  if (!found) {
    // `efun::f` is its own scope; a bare `::f` of an overridden efun reaches the efun.
    if (label === null && opts.efuns.has(e.name)) {
      checkOverride(cx, e.name, e.loc)
      return efunCall(cx, e, used)
    }
    const where = label === null ? 'no inherited function' : scope.hasLabel(label) ? `no function` : `nothing inherited is labelled ${label};`
    cx.mod.diag.error('LPC3046', label === null ? `${where} ${e.name}()` : `${where} ${e.name}() in ${label}`, e.loc)
    args(cx, e.args)
    return val('0', MIXED, true)
  }
  cx.touchesObject()
  const p = prepare(cx, e.args)
  countArgs(cx, e, found.resolved.fn as unknown as FunctionSig, p.types)
  const list = p.code.map((c) => `, ${c}`).join('')
  const code = cx.mod.superCode(found.inherit, e.name)
  return suspend(cx, `${code}(F, self, ${scope.segment(found.inherit, found.resolved.seg)}${list})`, p, resultOf(found.resolved.fn), e.loc, used)
}

/** FluffOS checks no arguments of simul_efuns and of `::f()`, and mudlibs rely on it: only their count, with a warning. */
function countArgs(cx: FunctionContext, e: A.Call, sig: Pick<FunctionSig, 'params' | 'varargs' | 'type'>, types: readonly LpcType[] | null): void {
  const { strict } = cx
  cx.strict = false
  checkArgs(cx, e.name, sig, types, e.args.length, e.loc)
  cx.strict = strict
}

function simulCall(cx: FunctionContext, e: A.Call, used: boolean): E {
  const fn = cx.mod.opts.simul!.dispatch.table.get(e.name)!.fn
  const p = prepare(cx, e.args)
  countArgs(cx, e, fn, p.types)
  return suspend(cx, `callSimul(F, ${JSON.stringify(e.name)}, [${p.code.join(', ')}])`, p, resultOf(fn), e.loc, used)
}

function efunCall(cx: FunctionContext, e: A.Call, used: boolean): E {
  const efun = cx.mod.opts.efuns.get(e.name)!
  if (e.name === 'undefinedp' || e.name === 'nullp') cx.asks(e.args[0]?.expr)
  const special = inlineEfun(cx, e)
  if (special) return special
  const p = prepare(cx, e.args)
  checkEfunArgs(cx, e, p.types)
  // As in assignments: what is known to be of the other kind of number becomes what is asked for.
  p.types?.forEach((t, i) => {
    const wanted = efun.params[i]?.type
    if (wanted?.base === 'int' || wanted?.base === 'float') p.code[i] = asVal(converted(wanted, val(p.code[i], t)))
  })
  cx.ticks += efun.ticks
  if (e.name === 'evaluate' && p.types && p.code.length > 0) return suspend(cx, invocation(cx, p.code[0], p.code.slice(1)), p, efun.returns, e.loc, used)
  const code = `${cx.mod.efun(e.name)}(F${p.code.map((c) => `, ${c}`).join('')})`
  if (efun.mode === 'plain') {
    if (!e.args.some((a) => a.ref)) return val(code, efun.returns)
    const r = val(cx.spill(code), efun.returns, true)
    p.after()
    return r
  }
  return suspend(cx, code, p, efun.returns, e.loc, used)
}

/** Efun signatures are known exactly: a wrong count is always an error. */
function checkEfunArgs(cx: FunctionContext, e: A.Call, types: LpcType[] | null): void {
  const { params } = cx.mod.opts.efuns.get(e.name)!
  if (!types) {
    if (!params.at(-1)?.rest && !params.at(-1)?.optional) cx.mod.diag.error('LPC3037', `the arguments of ${e.name}() are fixed: '...' cannot spread an array over them`, e.loc)
    return
  }
  const least = params.filter((p) => !p.optional && !p.rest).length
  const most = params.at(-1)?.rest ? Infinity : params.length
  if (types.length < least) cx.mod.diag.error('LPC3035', `too few arguments to ${e.name}(): ${types.length}, at least ${least} wanted`, e.loc)
  else if (types.length > most) cx.mod.diag.error('LPC3034', `too many arguments to ${e.name}(): ${types.length}, at most ${most} wanted`, e.loc)
  else if (cx.strict) checkTypes(cx, e.name, params.map((p) => ({ ...p, ref: false })), types, e.loc)
}

/** The efuns that are cheaper as text than as calls. */
function inlineEfun(cx: FunctionContext, e: A.Call): E | null {
  if (e.name === 'this_object' && e.args.length === 0) return val('self', OBJECT, true)
  const of = e.args.length === 1 && !e.args[0].spread && !e.args[0].ref ? e.args[0].expr : null
  const local = of?.kind === 'Ident' ? cx.lookup(of.name) : null
  if ((e.name === 'sizeof' || e.name === 'strlen') && local?.kind) {
    return val(`(${stringKind(local)} === 1 ? ${local.js}.length : ${cx.mod.efun(e.name)}(F, ${local.js}))`, INT)
  }
  if (e.name === 'sizeof' && of) {
    const a = once(cx, asVal(expr(cx, of)))
    return val(`(Array.isArray(${a.first}) ? (${a.again}).length : ${cx.mod.efun('sizeof')}(F, ${a.again}))`, INT)
  }
  return null
}

// ---- ob->f(…), (*f)(…), new(…) ------------------------------------------------------------------

export function callOther(cx: FunctionContext, e: A.CallOther, used: boolean, piped = false): E {
  if (used && cx.mod.castCallOthers && cx.strict && cx.mod.cast !== e) cx.mod.diag.error('LPC3062', 'what another object returns must be cast to be used: `(string)ob->f()`', e.loc)
  let target = e.target.kind === 'CallOther' && pipes(cx, e) ? callOther(cx, e.target, true, true) : expr(cx, e.target)
  if (!target.stable && (changing(cx, e.args) || typeof e.name !== 'string' || e.optional)) target = keep(cx, target)
  if (!e.optional) return otherCall(cx, e, asVal(target), used, piped ? 'callPiped' : 'callOther')
  const dst = cx.spill('undefined')
  const then = cx.branch(() => cx.js(`${dst} = ${asVal(otherCall(cx, e, asVal(target), true))}`))
  cx.out.push({ k: 'if', test: asBool(cx, target), then, else: [], ...site(cx.loc) })
  return val(dst, MIXED, true)
}

/** `a->f()->g(x)`: may f be put off until g, so that both go to a remote object in one trip? Only if nothing happens between them. */
function pipes(cx: FunctionContext, e: A.CallOther): boolean {
  const plain = (c: A.CallOther): boolean => typeof c.name === 'string' && !c.optional && !c.args.some((a) => a.spread || a.ref)
  const still = ({ expr: x }: A.Arg): boolean => x.kind === 'IntLit' || x.kind === 'FloatLit' || x.kind === 'StringLit' || (x.kind === 'Ident' && cx.lookup(x.name) !== null)
  return e.target.kind === 'CallOther' && plain(e.target) && plain(e) && e.args.every(still)
}

function otherCall(cx: FunctionContext, e: A.CallOther, target: string, used: boolean, slow: 'callOther' | 'callPiped' = 'callOther'): E {
  cx.ticks += 2
  if (typeof e.name !== 'string') {
    const name = asVal(keep(cx, expr(cx, e.name)))
    const p = prepare(cx, e.args)
    return suspend(cx, `callNamed(F, ${target}, ${name}, [${p.code.join(', ')}])`, p, MIXED, e.loc, used)
  }
  const p = prepare(cx, e.args)
  const name = JSON.stringify(e.name)
  if (p.code.some((c) => c.startsWith('...'))) return suspend(cx, `callN(F, ${target}, ${name}, [${p.code.join(', ')}])`, p, MIXED, e.loc, used)
  const ic = cx.mod.callSite()
  // The cached path is emitted in place: each site has its own feedback, and V8 may inline the callee.
  const w = once(cx, target)
  const held = p.code.map((c) => (simple(c) ? { setup: '', name: c } : hold(cx, c)))
  const setup = [...(w.first === w.again ? [] : [w.first]), ...held.map((h) => h.setup).filter(Boolean)]
  const names = held.map((h) => h.name)
  const cached = `(F.enter(${w.again}), leave(F, ${ic}.code(F, ${w.again}, ${w.again}.segs[${ic}.seg]${names.map((n) => `, ${n}`).join('')})))`
  const code = `${w.again}?.dispatch === ${ic}.dispatch || relink(${ic}, ${w.again}, ${name}) ? ${cached} : ${slow}(F, ${w.again}, ${name}, [${names.join(', ')}])`
  return suspend(cx, setup.length ? `(${setup.join(', ')}, ${code})` : code, p, MIXED, e.loc, used)
}

/** May evaluating the arguments change what was read before them? */
function changing(cx: FunctionContext, list: readonly A.Arg[]): boolean {
  return list.some((a) => a.ref || hoists(cx.mod, a.expr) || assigns(a.expr))
}

function hold(cx: FunctionContext, code: string): { setup: string; name: string } {
  const t = cx.scratch()
  return { setup: `${t} = ${code}`, name: t }
}

export function invokeExpr(cx: FunctionContext, e: A.Invoke, used: boolean): E {
  let fn = expr(cx, e.fn)
  if (!fn.stable && changing(cx, e.args)) fn = keep(cx, fn)
  const p = prepare(cx, e.args)
  cx.ticks += 2
  if (p.code.some((c) => c.startsWith('...'))) return suspend(cx, `invoke(F, ${asVal(fn)}, [${p.code.join(', ')}])`, p, MIXED, e.loc, used)
  return suspend(cx, invocation(cx, asVal(fn), p.code), p, MIXED, e.loc, used)
}

/** `(*f)(args)` as text: a function of this very object, with nothing bound, is called in place. */
function invocation(cx: FunctionContext, fn: string, args: readonly string[]): string {
  const f = once(cx, fn)
  // A number is no function, and `7.code` no JavaScript.
  if (/^\d/.test(f.again)) return `invoke(F, ${f.again}, [${args.join(', ')}])`
  const held = args.map((c) => (simple(c) ? { setup: '', name: c } : hold(cx, c)))
  const setup = [...(f.first === f.again ? [] : [f.first]), ...held.map((h) => h.setup).filter(Boolean)]
  const list = held.map((h) => h.name)
  const other = list.length === 1 || list.length === 2 ? `invoke${list.length}(F, ${f.again}, ${list.join(', ')})` : `invoke(F, ${f.again}, [${list.join(', ')}])`
  const code = `${f.again}?.direct === self ? (F.enter(self), leave(F, ${f.again}.code(F, self, ${[`${f.again}.seg`, ...list].join(', ')}))) : ${other}`
  return setup.length ? `(${setup.join(', ')}, ${code})` : code
}

export function newObject(cx: FunctionContext, e: A.NewObject, used: boolean): E {
  if (!cx.mod.opts.efuns.has('clone_object')) {
    cx.mod.diag.error('LPC3045', 'new() needs the efun clone_object()', e.loc)
    operands(cx, e.args.map((a) => a.expr))
    return val('0', OBJECT, true)
  }
  const p = prepare(cx, e.args)
  cx.ticks += 20
  return suspend(cx, `${cx.mod.efun('clone_object')}(F, ${p.code.join(', ')})`, p, OBJECT, e.loc, used)
}
