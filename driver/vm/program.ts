/**
 * Compiled programs, linked for inheritance.
 *
 * Each LPC file is compiled once. Its functions take the variable segment of their own program
 * explicitly, so that the same code serves every heir. Linking a program gives each inherited
 * instance a number (its segment), and each instance a Link: which function a virtual call of
 * that instance reaches, and where its own inherits' segments are.
 */
import type { LpcType } from '../lang/types.js'
import type { Fiber } from './fiber.js'
import type { LpcObject } from './object.js'
import type { ClassDef, Result, Value } from './values.js'

/** The fast form of a function. */
export type Code = (F: Fiber, self: LpcObject, seg: Segment, ...args: any[]) => Result

/** The variables of one program instance in one object. Emitted code knows the fields: `v_NAME`. */
export interface Segment {
  $l: Link
  [variable: string]: any
}

export type Access = 'public' | 'protected' | 'private'

export interface FunctionInfo {
  readonly name: string
  readonly program: Program
  readonly code: Code
  readonly access: Access
  readonly nomask: boolean
  readonly varargs: boolean
  readonly async: boolean
  readonly type: LpcType
  readonly params: ReadonlyArray<{ readonly name: string; readonly type: LpcType; readonly ref: boolean; readonly rest: boolean; readonly optional: boolean }>
  readonly line: number
}

export interface VariableInfo {
  readonly name: string
  readonly type: LpcType
  readonly access: Access
  readonly nosave: boolean
}

/** A function found in a program: its code, and which segment of the object it works in. */
export interface Resolved {
  readonly fn: FunctionInfo
  readonly code: Code
  readonly seg: number
}

/** Name to function, as call_other sees one linked program. Its identity keys inline caches. */
export class Dispatch {
  readonly table = new Map<string, Resolved>()
  /** Private functions of inherits that nothing visible hides: the driver's applies reach them, nobody else. */
  readonly hidden = new Map<string, Resolved>()
  constructor(readonly program: Program) {}
}

/**
 * What one program instance inside a linked program needs to know. Emitted code calls virtual
 * function number K as `l.cK`, in segment `l.tK` of the object; -1 where it is what the instance's own
 * text defines, in its own segment, so that V8 sees the target itself.
 */
export interface Link {
  /** Virtual functions by the instance's own slot number. */
  readonly fns: readonly Resolved[]
  /** Segment numbers of the instance's own inherits, in order of declaration. */
  readonly inherits: readonly number[]
  readonly seg: number
  readonly program: Program
  [fast: `c${number}`]: Code
  [fast: `t${number}`]: number
}

export interface InheritInfo {
  readonly program: Program
  /** Label for `label::f()`: the last path component without extension. */
  readonly label: string
  readonly access: Access
}

export interface Program {
  /** `/std/room.c`'s program is named `/std/room`. */
  readonly name: string
  readonly file: string
  /** Counts compilations of this file. */
  readonly version: number
  readonly inherits: readonly InheritInfo[]
  /** Own functions, in order of definition. */
  readonly functions: ReadonlyMap<string, FunctionInfo>
  readonly variables: readonly VariableInfo[]
  readonly classes: ReadonlyMap<string, ClassDef & { readonly types: readonly LpcType[] }>
  readonly dispatch: Dispatch
  /** Functions it or its inherits declare and none defines: an heir may call them, and define them. */
  readonly prototypes: ReadonlyMap<string, Pick<FunctionInfo, 'access' | 'nomask' | 'varargs' | 'async' | 'type' | 'params'>>
  /** One Link per segment; the program's own is the last. */
  readonly links: readonly Link[]
  /** All files read for it. */
  readonly files: readonly string[]
  readonly saveTypes: boolean
  /** A link of this program with other functions: for segments that outlive a recompilation. */
  relink(link: Link, fns: readonly Resolved[]): Link
  /** Makes a fresh set of segments and runs no initialiser. */
  makeSegments(): Segment[]
  /** Runs the variable initialisers of every segment, inherits first. Does not suspend. */
  initialise(F: Fiber, self: LpcObject): void
  /** LPC line for a position in the emitted JavaScript, and the function there. */
  lpcPosition(jsLine: number): { file: string; line: number } | null
}

/** Own variable values by name: for save_object, variables(), hot reload. */
export function readVariable(ob: LpcObject, seg: number, name: string): Value {
  return ob.segs[seg]['v_' + name] as Value
}
