/**
 * Places that can be assigned: variables, elements, ranges, members. A Place evaluates its parts
 * once (`setup`), then can be read and written any number of times.
 */
import type * as A from '../../lang/ast.js'
import { INT, MIXED, type LpcType } from '../../lang/types.js'
import { checkIndex, checkMember, checkRange } from './check-operators.js'
import type { E, FunctionContext } from './context.js'
import { expr } from './expr.js'
import { hoists } from './hoists.js'
import { asF64, asVal, f64, isFloat, isString, simple, val } from './reps.js'

export interface Place {
  /** Comma-joined before the first use. */
  readonly setup: readonly string[]
  readonly type: LpcType
  read(): E
  /** JavaScript expression that stores `e` and evaluates to it. */
  write(e: E): E
}

/** With `held` the parts outlive suspend points: the value is lowered after them. */
export function place(cx: FunctionContext, e: A.LValue, held = false): Place {
  switch (e.kind) {
    case 'Ident':
      return variable(cx, e)
    case 'ParamRef': {
      const code = expr(cx, e).code
      return { setup: [], type: MIXED, read: () => val(code, MIXED), write: (v) => val(`(${code} = ${asVal(v)})`, v.type) }
    }
    case 'Index':
      return element(cx, e, held)
    case 'Range':
      return slice(cx, e, held)
    case 'Member':
      return memberPlace(cx, e, held)
  }
}

function variable(cx: FunctionContext, e: A.Ident): Place {
  const local = cx.lookup(e.name) ?? (cx.mod.scope.variables.has(e.name) ? null : cx.leftover(e.name, e.loc))
  if (local) {
    local.used = true
    const { store } = local
    if (store) return { setup: [], type: local.type, read: () => val(`live(${local.js})`, local.type), write: (v) => val(store(asVal(v)), v.type) }
    if (local.rep === 'f64') return { setup: [], type: local.type, read: () => f64(local.js), write: (v) => f64(`(${local.js} = ${asF64(v)})`) }
    const js = local.rep === 'ref' ? `${local.js}.v` : local.js
    const forget = local.kind ? `, ${local.kind} = 0, ${js}` : ''
    return { setup: [], type: local.type, read: () => val(js, local.type), write: (v) => val(`(${js} = ${asVal(v)}${forget})`, local.type) }
  }
  const g = cx.mod.scope.variables.get(e.name)
  if (!g) {
    cx.mod.diag.error('LPC3020', undefinedVariable(cx, e.name), e.loc)
    return { setup: [], type: MIXED, read: () => val('0', MIXED), write: (v) => v }
  }
  cx.touchesObject()
  return { setup: [], type: g.type, read: () => val(g.js, g.type), write: (v) => globalWrite(g.js, g.type, v) }
}

function globalWrite(js: string, type: LpcType, v: E): E {
  if (isFloat(type) && v.rep !== 'f64' && !isFloat(v.type)) return val(`(${js} = new Float(${asF64(v)}))`, type)
  return val(`(${js} = ${asVal(v)})`, type)
}

export function undefinedVariable(cx: FunctionContext, name: string): string {
  for (let o = cx.outer; o; o = o.outer) {
    if (o.lookup(name)) return `local variable ${name} of the enclosing function is not visible here; capture its value with $(${name})`
  }
  return `undefined variable ${name}`
}

/** Evaluates to a name that stays put while the rest of the statement is lowered. */
function pinned(cx: FunctionContext, e: A.Expr, setup: string[], later: boolean): E {
  const v = expr(cx, e)
  const code = asVal(v)
  if (v.stable && simple(code)) return val(code, v.type, true)
  if (later) return val(cx.spill(code), v.type, true)
  const t = cx.scratch()
  setup.push(`${t} = ${code}`)
  return val(t, v.type, true)
}

function element(cx: FunctionContext, e: A.Index, held: boolean): Place {
  const later = held || hoists(cx.mod, e.index)
  const parent = ownerPlace(cx, e.object, later)
  const setup: string[] = [...(parent?.setup ?? [])]
  const object = parent ? pinCode(cx, asVal(parent.read()), setup, later, parent.type) : pinned(cx, e.object, setup, later)
  const index = pinned(cx, e.index, setup, held)
  checkIndex(cx, object.type, index.type, e.fromEnd, e.loc)
  const elementType: LpcType = object.type.stars > 0 ? { ...object.type, stars: object.type.stars - 1 } : isString(object.type) ? INT : MIXED
  const [o, i] = [object.code, index.code]
  return {
    setup,
    type: elementType,
    read: () => val(`index(${o}, ${i}, ${e.fromEnd})`, elementType),
    write: (v) => {
      const w = asVal(v)
      const inPlace = e.fromEnd
        ? `setIndex(F, ${o}, ${i}, true, ${w})`
        : `(Array.isArray(${o}) && typeof ${i} === 'number' && ${i} >= 0 && ${i} < ${o}.length ? ${o}[${i}] = ${w} : setIndex(F, ${o}, ${i}, false, ${w}))`
      if (!parent || object.type.stars > 0 || object.type.base === 'mapping' || object.type.base === 'buffer') return val(inPlace, v.type)
      // Strings are values: the changed string goes back to where this one came from.
      const back = parent.write(val(`withChar(${o}, ${i}, ${e.fromEnd}, ${w})`, object.type)).code
      return val(`(typeof ${o} === 'string' ? (${back}, ${w}) : ${inPlace})`, v.type)
    },
  }
}

function pinCode(cx: FunctionContext, code: string, setup: string[], later: boolean, type: LpcType): E {
  if (later) return val(cx.spill(setup.length ? `(${setup.splice(0).join(', ')}, ${code})` : code), type, true)
  const t = cx.scratch()
  setup.push(`${t} = ${code}`)
  return val(t, type, true)
}

/** The place that holds the indexed value, when it is itself assignable. */
function ownerPlace(cx: FunctionContext, e: A.Expr, held: boolean): Place | null {
  switch (e.kind) {
    case 'Ident':
    case 'Index':
    case 'Member':
    case 'ParamRef':
      return place(cx, e, held)
    default:
      return null
  }
}

function slice(cx: FunctionContext, e: A.Range, held: boolean): Place {
  const later = held || hoists(cx.mod, e.from) || (e.to !== null && hoists(cx.mod, e.to))
  const parent = ownerPlace(cx, e.object, later)
  if (!parent) {
    cx.mod.diag.error('LPC3021', 'this range cannot be assigned: its string or array is not held by a variable', e.loc)
    return { setup: [], type: MIXED, read: () => val('0', MIXED), write: (v) => v }
  }
  const setup = [...parent.setup]
  const object = pinCode(cx, asVal(parent.read()), setup, later, parent.type)
  const from = pinned(cx, e.from, setup, held || (e.to !== null && hoists(cx.mod, e.to)))
  const to = e.to ? pinned(cx, e.to, setup, held) : val('0', MIXED, true)
  checkRange(cx, parent.type, e.to ? [from.type, to.type] : [from.type], e.loc)
  const ends = `${object.code}, ${from.code}, ${e.fromEnd}, ${to.code}, ${e.toEnd}, ${e.to === null}`
  return {
    setup,
    type: parent.type,
    read: () => val(`range(F, ${ends})`, parent.type),
    write: (v) => val(`(${parent.write(val(`withRange(F, ${ends}, ${asVal(v)})`, parent.type)).code}, ${asVal(v)})`, v.type),
  }
}

/** Members of a mapping, and members of those: what is none is told as of a mapping, as FluffOS does. */
const ofMapping = new WeakSet<A.Expr>()

function memberPlace(cx: FunctionContext, e: A.Member, held: boolean): Place {
  const setup: string[] = []
  const object = pinned(cx, e.object, setup, held)
  const cls = object.type.base === 'class' ? cx.mod.scope.classes.get(object.type.className!) : undefined
  checkMember(cx, object.type, e.loc)
  const inner = ofMapping.has(e.object)
  if (inner || object.type.base === 'mapping') ofMapping.add(e)
  const at = cls ? cls.members.indexOf(e.name) : -1
  if (cls && at < 0) cx.mod.diag.error('LPC3022', `class ${cls.name} has no member ${e.name}`, e.loc)
  const type = cls && at >= 0 ? cls.types[at] : MIXED
  const name = JSON.stringify(e.name)
  // What was restored without its class's name takes the one declared here.
  const declared = cls && at >= 0 ? `, ${cls.js}` : inner ? ', undefined, true' : ''
  return {
    setup,
    type,
    read: () => val(`member(${object.code}, ${name}${declared})`, type),
    write: (v) => val(`setMember(F, ${object.code}, ${name}, ${asVal(v)}${declared})`, type),
  }
}

/** `setup, last` as one expression. */
export function sequence(setup: readonly string[], last: string): string {
  return setup.length ? `(${setup.join(', ')}, ${last})` : last
}
