/**
 * What names mean in one program: inherits, variables, functions, classes. Built by the
 * declare pass, read by lowering. Not for: locals (lower/context.ts).
 */
import type * as A from '../lang/ast.js'
import type { Loc } from '../lang/source.js'
import { promiseOf, type LpcType } from '../lang/types.js'
import type { Access, InheritInfo, Program, Resolved } from '../vm/program.js'

export interface Inherited extends InheritInfo {
  /** First segment of this inherit in the heir's own numbering. */
  readonly base: number
}

/** A function of an inherit, by the number of that inherit. */
export interface InheritedFunction {
  readonly inherit: number
  readonly resolved: Resolved
}

/** A global variable: own, or in an inherited segment (a `$sN` field of ours). */
export interface GlobalVar {
  readonly name: string
  readonly type: LpcType
  readonly nosave: boolean
  readonly access: Access
  readonly loc: Loc | null
  /** `seg.v_hp` or `seg.$s0.v_hp`. */
  readonly js: string
}

export interface FunctionSig {
  readonly name: string
  readonly type: LpcType
  readonly params: ReadonlyArray<{ readonly name: string; readonly type: LpcType; readonly ref: boolean; readonly rest: boolean; readonly optional: boolean; readonly value?: A.Expr | null }>
  readonly varargs: boolean
  readonly access: Access
  readonly nomask: boolean
  readonly async: boolean
  readonly loc: Loc | null
}

/** What a call gives: an async function's result comes as a promise. */
export function resultOf(sig: { readonly type: LpcType; readonly async: boolean }): LpcType {
  return sig.async ? promiseOf(sig.type) : sig.type
}

/** An own function: its definition, or only a prototype so far. */
export interface OwnFunction extends FunctionSig {
  readonly decl: A.FunctionDecl
  readonly js: string
}

export interface ClassInfo {
  readonly name: string
  readonly members: readonly string[]
  readonly types: readonly LpcType[]
  /** Module-level constant that holds the ClassDef. */
  readonly js: string
}

/** The name of a class's layout in the emitted module. */
export function classConstant(name: string): string {
  return `class_${name}`
}

/** A reference to a segment of an inherited program, kept as field `$sN` of our segment. */
export interface SegmentRef {
  readonly inherit: number
  readonly seg: number
}

export class ProgramScope {
  readonly inherits: Inherited[] = []
  readonly variables = new Map<string, GlobalVar>()
  readonly ownVariables: GlobalVar[] = []
  readonly functions = new Map<string, OwnFunction>()
  readonly prototypes = new Map<string, FunctionSig>()
  readonly classes = new Map<string, ClassInfo>()
  readonly segmentRefs: SegmentRef[] = []
  /** Names called virtually, by slot. */
  readonly slots: string[] = []
  private readonly slotOf = new Map<string, number>()

  slot(name: string): number {
    let n = this.slotOf.get(name)
    if (n === undefined) {
      n = this.slots.length
      this.slots.push(name)
      this.slotOf.set(name, n)
    }
    return n
  }

  /** JavaScript text that reaches segment `seg` of inherit number `inherit`. */
  segment(inherit: number, seg: number): string {
    let n = this.segmentRefs.findIndex((r) => r.inherit === inherit && r.seg === seg)
    if (n < 0) n = this.segmentRefs.push({ inherit, seg }) - 1
    return `seg.$s${n}`
  }

  /** The function that a plain `name()` reaches where there is no own one: the last inherit that has it wins. With `kept` also one that it keeps private. */
  inherited(name: string, kept = false): InheritedFunction | null {
    for (let i = this.inherits.length - 1; i >= 0; i--) {
      const found = this.functionOf(i, name, kept)
      if (found) return found
    }
    return null
  }

  /** The function that `::name()` or `label::name()` reaches: here, as in FluffOS, the first inherit that has it wins. */
  above(name: string, label: string | null): InheritedFunction | null {
    for (let i = 0; i < this.inherits.length; i++) {
      const found = label === null || isLabelled(this.inherits[i], label) ? this.functionOf(i, name, false) : null
      if (found) return found
    }
    return null
  }

  hasLabel(label: string): boolean {
    return this.inherits.some((i) => isLabelled(i, label))
  }

  private functionOf(inherit: number, name: string, kept: boolean): InheritedFunction | null {
    const resolved = this.inherits[inherit].program.dispatch.table.get(name)
    return resolved && (kept || resolved.fn.access !== 'private') ? { inherit, resolved } : null
  }
}

function isLabelled(inh: Inherited, label: string): boolean {
  return inh.label === label || inh.program.name === label || inh.program.name.endsWith(`/${label}`)
}

export function segmentCount(p: Program): number {
  return p.links.length
}
