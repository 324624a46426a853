/**
 * Last pass: a Program from a loaded module. Gives every inherited instance its segment number
 * and its Link, builds the dispatch table, and makes objects' segments.
 */
import type { LpcType } from '../lang/types.js'
import { LpcError } from '../vm/errors.js'
import type { Fiber } from '../vm/fiber.js'
import type { LpcObject } from '../vm/object.js'
import { Dispatch, type Access, type Code, type FunctionInfo, type InheritInfo, type Link, type Program, type Resolved, type Segment, type VariableInfo } from '../vm/program.js'
import type { ClassDef } from '../vm/values.js'
import type { Module } from './emit/module.js'
import type { CompileOptions } from './options.js'
import { classConstant, type FunctionSig, type Inherited, type SegmentRef } from './scope.js'

/** What linking needs to know of a program: its scope, or what a cache kept of it. */
export interface Layout {
  readonly inherits: readonly Inherited[]
  readonly slots: readonly string[]
  readonly segmentRefs: readonly SegmentRef[]
  readonly ownVariables: readonly VariableInfo[]
  readonly classes: ReadonlyMap<string, { readonly members: readonly string[]; readonly types: readonly LpcType[] }>
  readonly functions: ReadonlyMap<string, Signature & { readonly js: string }>
  /** Functions it declares, own or inherited. */
  readonly prototypes: ReadonlyMap<string, Signature>
}

/** A function as heirs see it. */
export type Signature = Pick<FunctionSig, 'access' | 'nomask' | 'varargs' | 'async' | 'type' | 'params'> & { readonly loc: { readonly line: number } | null }

const NARROWER: Record<Access, number> = { public: 0, protected: 1, private: 2 }

export class LinkedProgram implements Program {
  readonly functions = new Map<string, FunctionInfo>()
  readonly variables: VariableInfo[]
  readonly classes = new Map<string, ClassDef & { readonly types: readonly LpcType[] }>()
  readonly dispatch: Dispatch
  readonly prototypes: ReadonlyMap<string, Signature>
  readonly links: Link[] = []
  readonly inherits: readonly InheritInfo[]
  /** Names this program calls virtually. */
  readonly slots: readonly string[]
  readonly segmentRefs: readonly SegmentRef[]

  constructor(
    readonly name: string,
    readonly file: string,
    readonly version: number,
    readonly files: readonly string[],
    readonly saveTypes: boolean,
    scope: Layout,
    private readonly module: Module,
  ) {
    this.inherits = scope.inherits
    this.slots = scope.slots
    this.segmentRefs = scope.segmentRefs
    this.variables = scope.ownVariables.map((v) => ({ name: v.name, type: v.type, access: v.access, nosave: v.nosave }))
    // The very layouts that the code makes instances with.
    for (const [name, c] of scope.classes) this.classes.set(name, Object.assign(module.code(classConstant(name)) as unknown as ClassDef, { types: c.types }))
    for (const [name, f] of scope.functions) {
      const { access, nomask, varargs, async, type, params, loc } = f
      this.functions.set(name, { name, program: this, code: module.code(f.js), access, nomask, varargs, async, type, params, line: loc?.line ?? 0 })
    }
    this.dispatch = new Dispatch(this)
    const own = scope.inherits.reduce((n, i) => n + i.program.links.length, 0)
    this.fillDispatch(scope.inherits, own)
    this.fillLinks(scope.inherits, own)
    this.prototypes = new Map([...scope.prototypes].filter(([name, p]) => p.access !== 'private' && !this.dispatch.table.has(name)))
  }

  private fillDispatch(inherits: readonly Inherited[], own: number): void {
    const { table, hidden } = this.dispatch
    for (const i of inherits) {
      for (const [name, r] of i.program.dispatch.hidden) hidden.set(name, { ...r, seg: i.base + r.seg })
      for (const [name, r] of i.program.dispatch.table) {
        if (r.fn.access === 'private') {
          hidden.set(name, { ...r, seg: i.base + r.seg })
          continue
        }
        const fn = NARROWER[i.access] > NARROWER[r.fn.access] ? { ...r.fn, access: i.access } : r.fn
        table.set(name, { fn, code: r.code, seg: i.base + r.seg })
      }
    }
    for (const [name, fn] of this.functions) table.set(name, { fn, code: fn.code, seg: own })
  }

  private fillLinks(inherits: readonly Inherited[], own: number): void {
    for (const i of inherits) {
      for (const link of i.program.links) {
        const program = link.program as LinkedProgram
        const inner = link.inherits.map((b) => b + i.base)
        this.links.push(program.link(i.base + link.seg, inner, program.slots.map((name, k) => this.virtual(name, link.fns[k], i.base))))
      }
    }
    this.links.push(this.link(own, inherits.map((i) => i.base), this.slots.map((name) => this.dispatch.table.get(name) ?? undefinedFunction(name, own))))
  }

  /** The Link of an instance of this program, at segment `seg` of some heir. */
  private link(seg: number, inherits: readonly number[], fns: readonly Resolved[]): Link {
    const link = new this.module.Link(this, seg, inherits, fns)
    fns.forEach((r, k) => {
      link[`c${k}`] = r.code
      link[`t${k}`] = r.seg === seg && r.code === this.functions.get(this.slots[k])?.code ? -1 : r.seg
    })
    return link
  }

  relink(link: Link, fns: readonly Resolved[]): Link {
    return this.link(link.seg, link.inherits, fns)
  }

  /** What a virtual call of an inherited instance reaches here: an override, or what it had. */
  private virtual(name: string, before: Resolved, base: number): Resolved {
    // Our own private function overrides as any other; what another inherit keeps private fills in only what this one merely declares.
    const r = this.dispatch.table.get(name) ?? (before.fn ? undefined : this.dispatch.hidden.get(name))
    if (r && !before.fn?.nomask) return r
    return before.fn ? { fn: before.fn, code: before.code, seg: base + before.seg } : undefinedFunction(name, base + before.seg)
  }

  makeSegments(): Segment[] {
    const segs = this.links.map((link) => {
      const seg = new (link.program as LinkedProgram).module.Seg()
      seg.$l = link
      return seg
    })
    for (const seg of segs) {
      const { program, inherits } = seg.$l
      const refs = (program as LinkedProgram).segmentRefs
      for (let k = 0; k < refs.length; k++) seg[`$s${k}`] = segs[inherits[refs[k].inherit] + refs[k].seg]
    }
    return segs
  }

  initialise(F: Fiber, self: LpcObject): void {
    F.without('a variable initialiser', () => {
      for (const seg of self.segs) (seg.$l.program as LinkedProgram).module.init?.(F, self, seg)
      return undefined
    })
  }

  lpcPosition(jsLine: number): { file: string; line: number } | null {
    return this.module.positions[0].position(jsLine)
  }
}

/** A prototype without a definition anywhere: an error when it is called, not before. */
function undefinedFunction(name: string, seg: number): Resolved {
  const code: Code = () => {
    throw new LpcError(`Undefined function called: ${name}`, { code: 'NO_FUNCTION' })
  }
  return { fn: undefined as unknown as FunctionInfo, code, seg }
}

export function link(opts: Pick<CompileOptions, 'path' | 'file' | 'version'>, files: readonly string[], saveTypes: boolean, scope: Layout, module: Module): Program {
  return new LinkedProgram(opts.path, opts.file, opts.version, files, saveTypes, scope, module)
}
