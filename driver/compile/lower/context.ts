/**
 * The state of lowering: one ModuleContext per program, one FunctionContext per function or
 * functional. Allocates names, collects statements and suspend points, keeps local scopes.
 * Not for: what any construct means (expr.ts and its neighbours).
 */
import type * as A from '../../lang/ast.js'
import type { Diagnostics } from '../../lang/diagnostics.js'
import { MAX_LOCALS } from '../../lang/limits.js'
import type { Loc } from '../../lang/source.js'
import { useSite } from '../../lang/tokens.js'
import type { LpcType } from '../../lang/types.js'
import { usesOf, type Uses } from './asked.js'
import { isFloat, isString } from './reps.js'
import { warnShadow, warnUnused } from './warnings.js'
import type { LCall, LFunction, LStmt, Site } from '../lir.js'
import { MAX_KEPT } from '../limits.js'
import type { CompileOptions } from '../options.js'
import type { ProgramScope } from '../scope.js'

/** How the JavaScript text of an expression represents the LPC value. */
export type Rep = 'val' | 'bool' | 'f64'

/** A lowered expression: pure JavaScript text plus what is known of it. */
export interface E {
  readonly code: string
  readonly rep: Rep
  readonly type: LpcType
  /** Evaluating it later or twice gives the same: literals and temporaries. */
  readonly stable: boolean
  /** What FluffOS takes `mixed + int` for: the type of the side that has one. */
  readonly presumed?: LpcType
}

export interface LocalVar {
  readonly name: string
  readonly js: string
  readonly type: LpcType
  /** `ref`: the variable is a Ref box. */
  readonly rep: 'val' | 'f64' | 'ref'
  /** A `ref` variable of foreach, which is the element itself: how it is written. */
  readonly store?: (value: string) => string
  /**
   * A string that is measured or indexed has a variable beside it: 1 while it is known to be simple
   * (vm/text.ts), 2 while it is known not to be. Whatever assigns the string sets it to 0; where a
   * parked frame goes on it is undefined.
   */
  readonly kind?: string
  readonly loc: Loc
  used: boolean
}

export class ModuleContext {
  readonly functions: LFunction[] = []
  readonly efuns = new Set<string>()
  /** Inherited functions called statically: constant name to [inherit, function name]. */
  readonly supers = new Map<string, { inherit: number; name: string }>()
  callSites = 0
  /** Own global variables of which the program asks whether they were ever set. */
  readonly askedGlobals = new Set<string>()
  /** A function that may end without its result is worth a warning. */
  warnsReturn = false
  /** `#pragma cast_call_others`, once an option of FluffOS: the value of `ob->f()` must be cast to be used. */
  castCallOthers = false
  /** The operand of the cast being lowered. */
  cast: A.Expr | null = null
  /** `#pragma typed_literals`: `({ 1, "a" })` is no `int *`. */
  typedLiterals = false
  private kept = 0
  private tooMuch = false
  private readonly jsNames = new Set<string>()
  /** Memo of `hoists` (see hoists.ts). */
  readonly hoistMemo = new Map<A.Expr, boolean>()

  constructor(
    readonly scope: ProgramScope,
    readonly opts: CompileOptions,
    readonly diag: Diagnostics,
    /** Text of every file read, for source maps; null when there are none. */
    readonly texts: ReadonlyMap<string, string> | null = null,
  ) {}

  callSite(): string {
    return `ic${this.callSites++}`
  }

  efun(name: string): string {
    this.efuns.add(name)
    return `e_${name}`
  }

  /** A constant holding the code of an inherited function. */
  superCode(inherit: number, name: string): string {
    const js = `sup${inherit}_${name}`
    this.supers.set(js, { inherit, name })
    return js
  }

  /** Counts what a suspend point keeps; false, and an error, once it is too much. */
  keeps(n: number, loc: Loc): boolean {
    this.kept += n
    if (this.kept <= MAX_KEPT) return true
    if (!this.tooMuch) this.diag.error('LPC3080', `the program is too large: more than ${MAX_KEPT} local variables are in use at its calls, all told`, loc)
    this.tooMuch = true
    return false
  }

  jsName(wanted: string): string {
    let name = wanted
    for (let i = 2; this.jsNames.has(name); i++) name = `${wanted}$${i}`
    this.jsNames.add(name)
    return name
  }
}

/** Where traces place a statement: for text out of a macro, where the macro was used. */
export function site(loc: Loc): Site {
  const { line, col, file } = useSite(loc)
  return { line, col, file }
}

/** A loop or switch that break and continue may target. */
export interface Target {
  readonly id: number
  readonly loop: boolean
}

/** What an enclosing functional offers its body: `$n` and `$(x)`. */
export interface Functional {
  maxParam: number
  /** Expressions captured at creation, in order; parameter `cN` holds them. */
  readonly captures: A.Expr[]
}

export class FunctionContext {
  out: LStmt[] = []
  live: string[] = []
  readonly vars: string[] = []
  readonly calls: LCall[] = []
  readonly targets: Target[] = []
  /** Ticks of the region (function body, loop turn, branch) being lowered. */
  ticks = 0
  loc: Loc
  /** Types are checked: the function has a declared type. A `(: :)` is checked as what is around it. */
  strict: boolean
  /** `#pragma strict_types`: values of a type that was not known are looked at when a variable takes them. */
  checksValues: boolean
  private scopes: Map<string, LocalVar>[] = [new Map()]
  /** Locals of `catch { };` statements that have ended, with the number of calls until then. */
  private readonly leftovers = new Map<string, { v: LocalVar; calls: number }>()
  /** Of those, what was used nevertheless. */
  private readonly kept: string[] = []
  private scratchNext = 0
  private scratchMade = 0
  private spills = 0
  private ids = 0
  /** False once it touches functions or variables of its object. */
  bindable = true
  /** The function's body, for asksWhetherSet(). */
  body: A.Block | A.Expr | null = null
  private uses: Uses | null = null
  /** The body of an async function. */
  async = false
  private readonly names = new Map<string, number>()

  constructor(
    readonly mod: ModuleContext,
    /** LPC name, for traces. */
    readonly name: string,
    readonly returnType: LpcType,
    loc: Loc,
    readonly functional: Functional | null,
    /** For messages about locals of an enclosing function. */
    readonly outer: FunctionContext | null,
  ) {
    this.loc = loc
    this.strict = returnType.base !== 'unknown'
    this.checksValues = outer?.checksValues ?? false
  }

  // ---- statements ----------------------------------------------------------------------------

  js(code: string): void {
    this.out.push({ k: 'js', code, ...site(this.loc) })
  }

  /** Lowers into a list of its own. */
  into(body: () => void): LStmt[] {
    const saved = this.out
    const list: LStmt[] = (this.out = [])
    try {
      body()
    } finally {
      this.out = saved
    }
    return list
  }

  /** A region that may not run: heavy ones are charged inside, light ones with their parent. */
  branch(body: () => void): LStmt[] {
    const close = this.openBranch()
    body()
    return close()
  }

  /** The same for what is lowered until `close` is called, which gives the list. */
  openBranch(list: LStmt[] = []): () => LStmt[] {
    const { out, ticks } = this
    this.out = list
    this.ticks = 0
    return () => {
      const cost = this.ticks
      this.out = out
      this.ticks = ticks
      if (cost > 16) list.unshift({ k: 'js', code: `F.ticks -= ${cost}`, ...site(this.loc) })
      else this.ticks += cost
      return list
    }
  }

  // ---- names ---------------------------------------------------------------------------------

  id(): number {
    return this.ids++
  }

  /** A temporary within one expression; never lives across a suspend point. */
  scratch(): string {
    const n = this.scratchNext++
    if (n === this.scratchMade) {
      this.vars.push(`t${n}`)
      this.scratchMade++
    }
    return `t${n}`
  }

  /** A temporary that lives until the end of the statement, across suspend points. */
  spill(code: string): string {
    const name = this.spillName()
    this.js(`${name} = ${code}`)
    this.live.push(name)
    return name
  }

  spillName(): string {
    const name = `s${this.spills++}`
    this.vars.push(name)
    return name
  }

  /** Runs one statement; its temporaries end with it. */
  statement(loc: Loc, body: () => void): void {
    this.loc = loc
    this.ticks++
    const live = this.live.length
    const scratch = this.scratchNext
    body()
    this.scratchNext = scratch
    this.live.length = live
  }

  block(body: () => void, ofCatch = false): void {
    const live = this.live.length
    this.scopes.push(new Map())
    body()
    const scope = this.scopes.pop()!
    // Those of a catch block may be used yet.
    warnUnused(this, ofCatch ? [] : scope.values())
    if (ofCatch) for (const [name, v] of scope) if (v.rep === 'val') this.leftovers.set(name, { v, calls: this.calls.length })
    this.live.length = live
  }

  /** A local of a `catch { };` that has ended: such blocks were no scopes once, and worlds rely on it. With a warning. */
  leftover(name: string, loc: Loc): LocalVar | null {
    const left = this.leftovers.get(name)
    if (!left) return null
    const { js } = left.v
    if (!this.kept.includes(js)) {
      this.mod.diag.warning('LPC3023', `local variable ${name} is used behind the catch block that declares it`, loc, [{ message: 'declared here', loc: left.v.loc }])
      for (const c of this.calls.slice(left.calls)) c.live = [...c.live, js]
      this.kept.push(js)
    }
    return left.v
  }

  declare(name: string, type: LpcType, loc: Loc, rep: LocalVar['rep'] = isFloat(type) ? 'f64' : 'val'): LocalVar {
    const here = this.scopes.at(-1)!
    const before = this.find(name)
    if (!before) warnShadow(this, name, loc)
    else this.mod.diag.error('LPC3010', `local variable ${name} is declared twice`, loc, [{ message: 'first declared here', loc: before.loc }])
    if (this.scopes.reduce((sum, scope) => sum + scope.size, 0) === MAX_LOCALS) this.mod.diag.error('LPC3016', `more than ${MAX_LOCALS} local variables at one place`, loc)
    const n = this.names.get(name) ?? 0
    this.names.set(name, n + 1)
    const js = n ? `l_${name}$${n}` : `l_${name}`
    const kind = rep === 'val' && isString(type) && this.measures(name) ? `k${js.slice(1)}` : undefined
    const v: LocalVar = { name, js, type, rep, loc, used: false, kind }
    here.set(name, v)
    this.vars.push(js)
    if (kind) this.vars.push(kind)
    this.live.push(js)
    return v
  }

  /** Something of the object itself is used: neither this functional nor those around it can move to another. */
  touchesObject(): void {
    for (let cx: FunctionContext | null = this; cx; cx = cx.outer) cx.bindable = false
  }

  /** Does the function look at whether a variable of this name was ever set: `undefinedp(x)`, `x ?? y`? */
  asksWhetherSet(name: string): boolean {
    return this.usesOf(name, 'asked')
  }

  private measures(name: string): boolean {
    return this.usesOf(name, 'measured')
  }

  private usesOf(name: string, how: keyof Uses): boolean {
    if (!this.body) return false
    this.uses ??= usesOf(this.body)
    return this.uses[how].has(name)
  }

  /** The program asks whether `e` was ever set: an own global of type int then does not begin as 0. */
  asks(e: A.Expr | undefined): void {
    if (e?.kind === 'Ident' && !this.lookup(e.name)) this.mod.askedGlobals.add(e.name)
  }

  /** The local of that name, which is then used. */
  lookup(name: string): LocalVar | null {
    const v = this.find(name)
    if (v) v.used = true
    return v
  }

  private find(name: string): LocalVar | null {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const v = this.scopes[i].get(name)
      if (v) return v
    }
    return null
  }

  // ---- suspend points ------------------------------------------------------------------------

  /** Emits a call that may suspend. Returns the variable with its value, or '' when unused. */
  call(code: string, loc: Loc, used: boolean): string {
    const dst = used ? this.spillName() : null
    const c: LCall = { k: 'call', dst, code, live: this.mod.keeps(this.live.length + this.kept.length, loc) ? [...this.live, ...this.kept] : [], ...site(loc), pc: this.calls.length }
    this.calls.push(c)
    this.out.push(c)
    if (dst) this.live.push(dst)
    return dst ?? ''
  }
}
