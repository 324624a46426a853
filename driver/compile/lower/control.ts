/** Loops, foreach, switch, break and continue. */
import type * as A from '../../lang/ast.js'
import type { Loc } from '../../lang/source.js'
import { INT, MIXED, type LpcType } from '../../lang/types.js'
import { fold, literal } from '../fold.js'
import type { Int } from '../../vm/values.js'
import type { LStmt, LSwitch, Site } from '../lir.js'
import { checkAssign } from './check.js'
import { site, type FunctionContext } from './context.js'
import { condition, expr } from './expr.js'
import { place, sequence } from './lvalue.js'
import { Overlaps } from './overlaps.js'
import { asVal, val } from './reps.js'
import { exprStmt, stmt, stmts } from './stmt.js'

interface Test {
  readonly pre: LStmt[]
  readonly code: string
  readonly at: Site
}

function test(cx: FunctionContext, e: A.Expr): Test {
  let code = ''
  const pre = cx.into(() => cx.statement(e.loc, () => (code = condition(cx, e))))
  return { pre, code, at: site(e.loc) }
}

/** One loop: `parts` lowers test, body and update; the turn's ticks are charged at its start. */
function loop(cx: FunctionContext, loc: Loc, post: boolean, parts: (id: number) => { test: Test | null; body: LStmt[]; update: LStmt[] }): void {
  const id = cx.id()
  const before = cx.ticks
  cx.ticks = 0
  cx.targets.push({ id, loop: true })
  const p = parts(id)
  cx.targets.pop()
  const ticks = 1 + cx.ticks
  cx.ticks = before
  cx.out.push({ k: 'loop', id, post, ...p, ticks, ...site(loc) })
}

export function whileLoop(cx: FunctionContext, s: A.While): void {
  loop(cx, s.loc, false, () => ({ test: test(cx, s.test), body: cx.into(() => cx.block(() => stmt(cx, s.body))), update: [] }))
}

export function doWhileLoop(cx: FunctionContext, s: A.DoWhile): void {
  loop(cx, s.loc, true, () => {
    const body = cx.into(() => cx.block(() => stmt(cx, s.body)))
    return { test: test(cx, s.test), body, update: [] }
  })
}

export function forLoop(cx: FunctionContext, s: A.For): void {
  cx.block(() => {
    stmts(cx, s.init)
    loop(cx, s.loc, false, () => ({
      test: s.test ? test(cx, s.test) : null,
      body: cx.into(() => cx.block(() => stmt(cx, s.body))),
      update: s.update ? cx.into(() => cx.statement(s.update!.loc, () => exprStmt(cx, s.update!))) : [],
    }))
  })
}

export function foreachLoop(cx: FunctionContext, s: A.Foreach): void {
  cx.block(() => {
    cx.loc = s.loc
    const source = expr(cx, s.iterable)
    const whole = cx.spill(asVal(source))
    const pairs = s.vars.length === 2
    const snapshot = pairs && !s.vars.some((v) => v.ref)
    const walk = cx.spill(snapshot ? `iteratePairs(F, ${whole})` : `iterate(F, ${whole}, ${pairs}${s.vars[0].ref ? ', true' : ''})`)
    const items = snapshot ? `${walk}.keys` : walk
    const i = cx.spill('0')
    const setters = s.vars.map((v, n) => {
      if (v.ref && !pairs) {
        // A ref variable is the element itself.
        const local = cx.declare(v.name, v.type ?? MIXED, v.loc)
        Object.assign(local, { js: `${items}[${i}]`, rep: 'val', store: (value: string) => `setItem(F, ${whole}, ${items}, ${i}, ${value})` })
        cx.live.pop()
        cx.vars.pop()
        return `aim(${whole}, ${items}[${i}])`
      }
      if (v.ref && n === 1) {
        const local = cx.declare(v.name, v.type ?? MIXED, v.loc)
        Object.assign(local, { js: `${whole}.get(${items}[${i}])`, rep: 'val', store: (value: string) => `setPair(${whole}, ${items}[${i}], ${value})` })
        cx.live.pop()
        cx.vars.pop()
        return ''
      }
      const target: A.Ident = { kind: 'Ident', loc: v.loc, name: v.name }
      if (v.type) cx.declare(v.name, v.type, v.loc)
      const element = pairs ? MIXED : elementType(source.type)
      if (cx.mod.typedLiterals) checkAssign(cx, v.type ?? MIXED, element, target, v.loc)
      const p = place(cx, target)
      const item = n === 0 ? `live(${items}[${i}])` : snapshot ? `${walk}.value(${i})` : `${whole}.get(${items}[${i}])`
      return sequence(p.setup, p.write(val(item, MIXED)).code)
    })
    loop(cx, s.loc, false, () => ({
      test: { pre: [], code: `${i} < ${items}.length`, at: site(s.loc) },
      body: cx.into(() => {
        for (const code of setters) if (code) cx.js(code)
        cx.block(() => stmt(cx, s.body))
      }),
      update: cx.into(() => {
        cx.loc = s.loc
        cx.js(`${i}++`)
      }),
    }))
  })
}

/** What foreach takes out of a value of that type, as far as that is known. */
function elementType(t: LpcType): LpcType {
  if (t.stars > 0) return { ...t, stars: t.stars - 1 }
  return t.base === 'int' || t.base === 'string' ? INT : MIXED
}

// ---- switch ------------------------------------------------------------------------------------

/** What checks the subject: a string among the cases makes it one of strings. */
function switched(s: A.Switch): string {
  const labels = s.cases.flatMap((c) => c.labels).filter((l) => l.kind !== 'default')
  if (labels.length === 0) return 'switchValue'
  return labels.some((l) => l.kind === 'value' && typeof fold(l.value) === 'string') ? 'switchString' : 'switchInt'
}

export function switchStmt(cx: FunctionContext, s: A.Switch): void {
  let subject = ''
  const live = cx.live.length
  cx.loc = s.loc
  cx.ticks++
  subject = cx.spill(`${switched(s)}(${asVal(expr(cx, s.subject))})`)
  const id = cx.id()
  const seen = new Map<unknown, Loc>()
  const overlaps = new Overlaps()
  // 0 goes with strings too: it is what a string variable holds before it holds one.
  let someInt: Loc | null = null
  let someString: Loc | null = null
  cx.targets.push({ id, loop: false })
  const cases: Array<LSwitch['cases'][number]> = []
  cx.block(() => {
    for (const c of s.cases) {
      const literals: string[] = []
      const ranges: Array<readonly [string | null, string | null]> = []
      let isDefault = false
      for (const l of c.labels) {
        if (l.kind === 'default') isDefault = true
        else if (l.kind === 'value') {
          const v = caseValue(cx, l.value)
          if (v === null) continue
          const before = seen.get(v)
          if (before) cx.mod.diag.warning('LPC3050', `case ${typeof v === 'string' ? JSON.stringify(v) : v} appears twice: the first counts`, l.loc, [{ message: 'first here', loc: before }])
          const other = typeof v === 'string' ? someInt : v !== 0 ? someString : null
          if (other) cx.mod.diag.error('LPC3053', 'the cases of a switch are all ints or all strings', l.loc, [{ message: 'the other kind', loc: other }])
          if (typeof v === 'string') someString = l.loc
          else if (v !== 0) someInt = l.loc
          if (before) continue
          seen.set(v, l.loc)
          if (typeof v !== 'string') overlaps.add(v, v, l.loc)
          literals.push(literal(v))
        } else {
          const [from, to] = [bound(cx, l.from), bound(cx, l.to)]
          if (from !== false && to !== false) {
            overlaps.add(from, to, l.loc)
            ranges.push([from === null ? null : literal(from), to === null ? null : literal(to)])
          }
        }
      }
      cases.push({ literals, ranges, isDefault, body: cx.branch(() => stmts(cx, c.body)) })
    }
  })
  overlaps.check(cx)
  cx.targets.pop()
  cx.out.push({ k: 'switch', id, subject, cases, ...site(s.loc) })
  cx.live.length = live
}

function caseValue(cx: FunctionContext, e: A.Expr): number | bigint | string | null {
  const v = fold(e)
  if (v === undefined) {
    cx.mod.diag.error('LPC3051', 'a case label must be a constant', e.loc)
    return null
  }
  return v
}

/** One end of a range, null where it is open, false where it is none. */
function bound(cx: FunctionContext, e: A.Expr | null): Int | null | false {
  if (!e) return null
  const v = caseValue(cx, e)
  if (typeof v === 'string') cx.mod.diag.error('LPC3052', 'a case range needs ints', e.loc)
  return v === null || typeof v === 'string' ? false : v
}

// ---- break and continue --------------------------------------------------------------------------

// The parser has refused those outside a loop or switch.

export function breakTo(cx: FunctionContext, loc: Loc): void {
  cx.out.push({ k: 'break', id: cx.targets.at(-1)!.id, ...site(loc) })
}

export function continueTo(cx: FunctionContext, loc: Loc): void {
  cx.out.push({ k: 'continue', id: cx.targets.findLast((t) => t.loop)!.id, ...site(loc) })
}
