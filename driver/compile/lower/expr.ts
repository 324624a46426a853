/**
 * Expressions to JavaScript text. One case per AST node; what can suspend goes out as
 * statements first (see hoists.ts). Calls are in call.ts, functionals in functional.ts.
 */
import type * as A from '../../lang/ast.js'
import { FLOAT, INT, MAPPING, MIXED, unionOf, STRING, ZERO, arrayOf, classType, type LpcType } from '../../lang/types.js'
import { assign, keep, update } from './assign.js'
import { callExpr, callOther, invokeExpr, newObject } from './call.js'
import { site, type E, type FunctionContext, type LocalVar } from './context.js'
import { anonFunction, exprFunction, functionRef } from './functional.js'
import { checkBinary, checkIndex, checkRange, checkUnary } from './check-operators.js'
import { fold, literal } from '../fold.js'
import { assigns, cutsChain, hoists } from './hoists.js'
import { place, sequence, undefinedVariable } from './lvalue.js'
import { binary } from './operators.js'
import { asBool, asF64, asVal, bool, f64, isFloat, isInt, isString, once, simple, val } from './reps.js'
import { awaitExpr, catchExpr, timeExpr } from './special.js'
import { parseCommand, sscanfExpr } from './scan.js'

export function expr(cx: FunctionContext, e: A.Expr, used = true): E {
  switch (e.kind) {
    case 'IntLit':
      return val(literal(e.value), e.value === 0 ? ZERO : INT, true)
    case 'FloatLit':
      return f64(String(e.value), true)
    case 'StringLit':
      return val(JSON.stringify(e.value), STRING, true)
    case 'TemplateLit':
      return template(cx, e)
    case 'ArrayLit':
      return arrayLit(cx, e)
    case 'MappingLit':
      return mappingLit(cx, e)
    case 'Ident':
      return ident(cx, e)
    case 'ParamRef':
      return paramRef(cx, e)
    case 'Capture':
      return capture(cx, e)
    case 'Assign':
      return assign(cx, e)
    case 'Unary':
      return unary(cx, e)
    case 'Update':
      return update(cx, e, used)
    case 'Binary':
      return binaryExpr(cx, e)
    case 'Logical':
      return logical(cx, e)
    case 'Conditional':
      return conditional(cx, e)
    case 'Comma':
      return comma(cx, e, used)
    case 'Call':
      return callExpr(cx, e, used)
    case 'CallOther':
      return callOther(cx, e, used)
    case 'Invoke':
      return invokeExpr(cx, e, used)
    case 'Index':
      return indexExpr(cx, e)
    case 'Range':
      return rangeExpr(cx, e)
    case 'Member':
      return memberExpr(cx, e)
    case 'FunctionRef':
      return functionRef(cx, e)
    case 'ExprFunction':
      return exprFunction(cx, e)
    case 'AnonFunction':
      return anonFunction(cx, e)
    case 'Catch':
      return catchExpr(cx, e, used)
    case 'TimeExpr':
      return timeExpr(cx, e)
    case 'Sscanf':
      return sscanfExpr(cx, e)
    case 'NewClass':
      return newClass(cx, e)
    case 'NewObject':
      return newObject(cx, e, used)
    case 'Cast':
      return cast(cx, e)
    case 'Await':
      return awaitExpr(cx, e, used)
    case 'ParseCommand':
      return parseCommand(cx, e, used)
  }
}

/** Several operands in order: each is kept when a later one emits statements. */
export function operands(cx: FunctionContext, list: readonly A.Expr[]): E[] {
  return list.map((e, i) => {
    const v = expr(cx, e)
    if (v.stable) return v
    const later = list.slice(i + 1)
    if (later.some((l) => hoists(cx.mod, l))) return keep(cx, v)
    // `a + (a = 2)`: a bare name would be read again after the assignment.
    if (!simple(v.code) || !later.some(assigns)) return v
    return { ...v, code: `(${cx.scratch()} = ${v.code})` }
  })
}

/** Arguments or elements as text, spreads included. */
export function args(cx: FunctionContext, list: readonly A.Arg[]): { code: string[]; types: LpcType[] | null } {
  const values = operands(cx, list.map((a) => a.expr))
  const code = list.map((a, i) => (a.spread ? `...spread(F, ${asVal(values[i])})` : asVal(values[i])))
  return { code, types: list.some((a) => a.spread) ? null : values.map((v) => v.type) }
}

function template(cx: FunctionContext, e: A.TemplateLit): E {
  const values = operands(cx, e.exprs)
  const text = e.parts.map((p, i) => (i < values.length ? `${JSON.stringify(p)}, templateText(${asVal(values[i])})` : JSON.stringify(p)))
  return val(`joinText(F, [${text.join(', ')}])`, STRING)
}

function arrayLit(cx: FunctionContext, e: A.ArrayLit): E {
  const { code, types } = args(cx, e.elements)
  const of = cx.mod.typedLiterals && types?.length ? unionOf(types) : MIXED
  return val(`[${code.join(', ')}]`, arrayOf(of))
}

function mappingLit(cx: FunctionContext, e: A.MappingLit): E {
  if (e.entries.length === 0) return val('new Mapping()', MAPPING)
  const values = operands(cx, e.entries.flatMap((x) => [x.key, x.value]))
  return val(`mappingOf(F, [${values.map(asVal).join(', ')}])`, MAPPING)
}

function ident(cx: FunctionContext, e: A.Ident): E {
  const local = cx.lookup(e.name)
  if (!local && !cx.mod.scope.variables.has(e.name)) {
    if (cx.leftover(e.name, e.loc)) return place(cx, e).read()
    // The bare name of a function is the function.
    if (isFunction(cx, e.name)) return functionRef(cx, { kind: 'FunctionRef', loc: e.loc, scope: { kind: 'none' }, name: e.name, args: [] })
    cx.mod.diag.error('LPC3020', undefinedVariable(cx, e.name), e.loc)
    return val('0', MIXED, true)
  }
  return place(cx, e).read()
}

function isFunction(cx: FunctionContext, name: string): boolean {
  const { scope, opts } = cx.mod
  return scope.functions.has(name) || scope.prototypes.has(name) || scope.inherited(name) !== null || (opts.simul?.dispatch.table.has(name) ?? false) || opts.efuns.has(name)
}

function paramRef(cx: FunctionContext, e: A.ParamRef): E {
  if (!cx.functional) {
    cx.mod.diag.error('LPC3041', `$${e.index} outside a functional`, e.loc)
    return val('0', MIXED, true)
  }
  cx.functional.maxParam = Math.max(cx.functional.maxParam, e.index)
  return val(`p${e.index}`, MIXED)
}

function capture(cx: FunctionContext, e: A.Capture): E {
  if (!cx.functional || !cx.outer) {
    cx.mod.diag.error('LPC3042', '$(…) outside a functional', e.loc)
    return val('0', MIXED, true)
  }
  cx.functional.captures.push(e.expr)
  return val(`c${cx.functional.captures.length - 1}`, MIXED)
}

function unary(cx: FunctionContext, e: A.Unary): E {
  const constant = fold(e)
  if (constant !== undefined && typeof constant !== 'string') return val(literal(constant), INT, true)
  const v = expr(cx, e.operand)
  checkUnary(cx, e.op, v.type, e.loc)
  switch (e.op) {
    case '+':
      return v
    case '!':
      return v.rep === 'val' ? notExpr(cx, v) : bool(`!${asBool(cx, v)}`)
    case '-': {
      if (v.rep === 'f64') return f64(`(-${v.code})`)
      const x = once(cx, asVal(v))
      return val(`(typeof ${x.first} === 'number' ? 0 - ${x.again} : neg(F, ${x.again}))`, v.type)
    }
    case '~':
      return val(`bnot(F, ${asVal(v)})`, INT)
  }
}

function notExpr(cx: FunctionContext, v: E): E {
  const x = once(cx, asVal(v))
  return bool(`(typeof ${x.first} === 'number' ? ${x.again} === 0 : not(${x.again}) === 1)`)
}

function binaryExpr(cx: FunctionContext, e: A.Binary): E {
  const constant = fold(e)
  if (constant !== undefined) return val(literal(constant), typeof constant === 'string' ? STRING : startsWithZero(e.left) ? ZERO : INT, true)
  const [a, b] = operands(cx, [e.left, e.right])
  if ((e.op === '/' || e.op === '%') && isZero(e.right) && isConstant(e.left)) cx.mod.diag.error('LPC3062', `${e.op === '/' ? 'division' : 'modulus'} by zero`, e.loc)
  if (!checkBinary(cx, e.op, a.type, b.type, e.loc)) return val('0', MIXED, true)
  const v = binary(cx, e.op, a, b)
  return cutsChain(e) ? keep(cx, v) : v
}

/** A folded sum has the type of its first number, and a 0 goes with any type: so FluffOS has it, and flags are made of `0 << 5 | 3`. */
function startsWithZero(e: A.Expr): boolean {
  return e.kind === 'Binary' ? startsWithZero(e.left) : e.kind === 'IntLit' && e.value === 0
}

function isZero(e: A.Expr): boolean {
  return e.kind === 'FloatLit' ? e.value === 0 : fold(e) === 0
}

function isConstant(e: A.Expr): boolean {
  return e.kind === 'FloatLit' || fold(e) !== undefined
}

function logical(cx: FunctionContext, e: A.Logical): E {
  if (e.op === '??') cx.asks(e.left)
  let a = expr(cx, e.left)
  if (cutsChain(e)) a = keep(cx, a)
  if (hoists(cx.mod, e.right)) {
    const dst = cx.spill(asVal(a))
    const test = e.op === '??' ? `(live(${dst}) === undefined)` : e.op === '&&' ? asBool(cx, val(dst, a.type)) : `!${asBool(cx, val(dst, a.type))}`
    const then = cx.branch(() => cx.js(`${dst} = ${asVal(expr(cx, e.right))}`))
    cx.out.push({ k: 'if', test, then, else: [], ...site(cx.loc) })
    return val(dst, MIXED, true)
  }
  const b = expr(cx, e.right)
  const type = a.type.base === b.type.base && a.type.stars === b.type.stars ? a.type : MIXED
  if (e.op === '??') {
    const x = once(cx, asVal(a))
    return val(`(live(${x.first}) !== undefined ? ${x.again} : ${asVal(b)})`, type)
  }
  if (a.rep === 'bool' && b.rep === 'bool') return bool(`(${a.code} ${e.op} ${b.code})`)
  const x = once(cx, asVal(a))
  const test = asBool(cx, val(x.first, a.type))
  return val(e.op === '&&' ? `(${test} ? ${asVal(b)} : ${x.again})` : `(${test} ? ${x.again} : ${asVal(b)})`, type)
}

/** `a && b`, `!a`, comparisons in a test position: straight to a JavaScript boolean. */
export function condition(cx: FunctionContext, e: A.Expr): string {
  if (e.kind === 'Logical' && e.op !== '??' && !hoists(cx.mod, e.right)) {
    let a = condition(cx, e.left)
    if (cutsChain(e)) a = cx.spill(a)
    return `(${a} ${e.op} ${condition(cx, e.right)})`
  }
  if (e.kind === 'Unary' && e.op === '!') return `!${condition(cx, e.operand)}`
  return asBool(cx, expr(cx, e))
}

function conditional(cx: FunctionContext, e: A.Conditional): E {
  const test = condition(cx, e.test)
  if (hoists(cx.mod, e.then) || hoists(cx.mod, e.else)) {
    const dst = cx.spillName()
    let type: LpcType = MIXED
    const then = cx.branch(() => {
      const v = expr(cx, e.then)
      type = v.type
      cx.js(`${dst} = ${asVal(v)}`)
    })
    const other = cx.branch(() => {
      const v = expr(cx, e.else)
      if (v.type.base !== type.base || v.type.stars !== type.stars) type = MIXED
      cx.js(`${dst} = ${asVal(v)}`)
    })
    cx.out.push({ k: 'if', test, then, else: other, ...site(cx.loc) })
    cx.live.push(dst)
    return val(dst, type, true)
  }
  const a = expr(cx, e.then)
  const b = expr(cx, e.else)
  if (a.rep === 'bool' && b.rep === 'bool') return bool(`(${test} ? ${a.code} : ${b.code})`)
  const numeric = (x: E) => isFloat(x.type) || isInt(x.type)
  if ((a.rep === 'f64' || b.rep === 'f64') && isFloat(a.type) && isFloat(b.type) && numeric(a)) return f64(`(${test} ? ${asF64(a)} : ${asF64(b)})`)
  const type = a.type.base === b.type.base && a.type.stars === b.type.stars && a.type.className === b.type.className ? a.type : MIXED
  return val(`(${test} ? ${asVal(a)} : ${asVal(b)})`, type)
}

function comma(cx: FunctionContext, e: A.Comma, used: boolean): E {
  const last = e.exprs.length - 1
  const before = e.exprs.slice(0, last)
  if (e.exprs.some((x) => hoists(cx.mod, x))) {
    for (const x of before) {
      const v = expr(cx, x, false)
      if (v.code) cx.js(v.code)
    }
    return expr(cx, e.exprs[last], used)
  }
  const codes = before.map((x) => expr(cx, x, false).code)
  const v = expr(cx, e.exprs[last], used)
  return { ...v, code: sequence(codes, v.code), stable: false }
}

/** `m?.[i]`: undefined instead of an error when there is nothing to index; the index is then not evaluated. */
function optionalIndex(cx: FunctionContext, e: A.Index): E {
  const object = keep(cx, expr(cx, e.object))
  const dst = cx.spill('undefined')
  const then = cx.branch(() => cx.js(`${dst} = indexOrNothing(${asVal(object)}, ${asVal(expr(cx, e.index))}, ${e.fromEnd})`))
  cx.out.push({ k: 'if', test: asBool(cx, object), then, else: [], ...site(cx.loc) })
  return val(dst, MIXED, true)
}

function indexExpr(cx: FunctionContext, e: A.Index): E {
  if (e.optional) return optionalIndex(cx, e)
  const [o, i] = operands(cx, [e.object, e.index])
  checkIndex(cx, o.type, i.type, e.fromEnd, e.loc)
  const at = fold(e.index)
  if (e.object.kind === 'ArrayLit' && typeof at === 'number' && !e.object.elements.some((x) => x.spread) && (e.fromEnd ? at < 1 || at > e.object.elements.length : at < 0 || at >= e.object.elements.length)) {
    cx.mod.diag.error('LPC3063', `the array has ${e.object.elements.length} elements: no element ${e.fromEnd ? '<' : ''}${at}`, e.loc)
  }
  const type: LpcType = o.type.stars > 0 ? { ...o.type, stars: o.type.stars - 1 } : o.type.base === 'string' ? INT : MIXED
  if (e.fromEnd || o.type.base === 'mapping' || o.type.base === 'string') {
    if (o.type.base === 'mapping' && o.type.stars === 0 && !e.fromEnd) {
      const a = once(cx, asVal(o))
      return val(`(${a.first} instanceof Mapping ? ${a.again}.get(${asVal(i)}) : index(${a.again}, ${asVal(i)}, false))`, MIXED)
    }
    if (isString(o.type) && !e.fromEnd) {
      const n = once(cx, asVal(i))
      const s = asVal(o)
      const local = e.object.kind === 'Ident' ? cx.lookup(e.object.name) : null
      if (local?.kind && local.js === s) return val(`(${n.first === n.again ? '' : `${n.first}, `}${stringKind(local)} === 1 && typeof ${n.again} === 'number' && ${n.again} >= 0 && ${n.again} < ${s}.length ? ${s}.charCodeAt(${n.again}) : index(${s}, ${n.again}, false))`, type)
      return val(`charAt(${s}, ${asVal(i)})`, type)
    }
    return val(`index(${asVal(o)}, ${asVal(i)}, ${e.fromEnd})`, type)
  }
  const a = once(cx, asVal(o))
  const n = once(cx, asVal(i))
  const t = cx.scratch()
  const eager = a.first === a.again && n.first === n.again ? '' : `${[a.first, n.first].filter((x, k) => x !== [a, n][k].again).join(', ')}, `
  // Elements that are objects may be destructed: those, and holes of every kind, are index()'s.
  return val(`(${eager}Array.isArray(${a.again}) && typeof ${n.again} === 'number' && typeof (${t} = ${a.again}[${n.again}]) !== 'object' && ${t} !== undefined ? ${t} : index(${a.again}, ${n.again}, false))`, type)
}

/** What is known of the string in a local variable, looked at first if need be. */
export function stringKind(local: LocalVar): string {
  return `(${local.kind} || (${local.kind} = textKind(F, ${local.js})))`
}

function rangeExpr(cx: FunctionContext, e: A.Range): E {
  const [o, from, to] = operands(cx, e.to ? [e.object, e.from, e.to] : [e.object, e.from])
  checkRange(cx, o.type, to ? [from.type, to.type] : [from.type], e.loc)
  return val(`range(F, ${asVal(o)}, ${asVal(from)}, ${e.fromEnd}, ${to ? asVal(to) : 0}, ${e.toEnd}, ${e.to === null})`, o.type)
}

function memberExpr(cx: FunctionContext, e: A.Member): E {
  if (e.optional) {
    return val(`memberOrNothing(${asVal(expr(cx, e.object))}, ${JSON.stringify(e.name)})`, MIXED)
  }
  const p = place(cx, e)
  const v = p.read()
  return { ...v, code: sequence(p.setup, v.code), stable: false }
}

function newClass(cx: FunctionContext, e: A.NewClass): E {
  const cls = cx.mod.scope.classes.get(e.className)
  if (!cls) {
    cx.mod.diag.error('LPC3043', `undefined class ${e.className}`, e.loc)
    return val('0', MIXED, true)
  }
  const values = operands(cx, e.inits.map((x) => x.value))
  const fields = cls.members.map(() => 'undefined')
  e.inits.forEach((x, i) => {
    const at = x.name === null ? i : cls.members.indexOf(x.name)
    if (at < 0 || at >= fields.length) cx.mod.diag.error('LPC3022', `class ${e.className} has no member ${x.name ?? `number ${i + 1}`}`, x.value.loc)
    else fields[at] = asVal(values[i])
  })
  return val(`new ClassInstance(${cls.js}, [${fields.join(', ')}])`, classType(e.className))
}

/** Casts only tell the checker; FluffOS converts nothing here, but float variables need numbers. */
function cast(cx: FunctionContext, e: A.Cast): E {
  cx.mod.cast = e.operand
  const v = expr(cx, e.operand)
  if (isFloat(e.type) && v.rep === 'f64') return v
  return { ...v, code: asVal(v), rep: 'val', type: e.type.base === 'float' ? FLOAT : e.type }
}
