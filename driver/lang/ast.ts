/**
 * The syntax tree: closed unions, every node with its Loc, no behaviour.
 * Names are unresolved here; compile/resolve gives them meaning.
 */
import type { Loc } from './source.js'
import type { LpcType } from './types.js'

export interface Program {
  readonly file: string
  readonly decls: readonly Decl[]
  readonly pragmas: ReadonlySet<string>
  /** False when a declaration was lost to an error: what is missing then says nothing about the rest. */
  readonly complete: boolean
  /** All files read: the file itself and its includes. */
  readonly files: readonly string[]
}

// ---- Top level -------------------------------------------------------------------------------

export type Modifier = 'private' | 'protected' | 'public' | 'nomask' | 'nosave' | 'static' | 'varargs' | 'virtual' | 'visible' | 'async'

export type Decl = InheritDecl | VarDecl | FunctionDecl | ClassDecl

export interface InheritDecl {
  readonly kind: 'Inherit'
  readonly loc: Loc
  readonly modifiers: ReadonlySet<Modifier>
  /** A constant string expression. */
  readonly path: Expr
}

export interface VarDecl {
  readonly kind: 'Var'
  readonly loc: Loc
  readonly modifiers: ReadonlySet<Modifier>
  readonly vars: readonly Declarator[]
  /** There were errors in it. */
  readonly broken: boolean
}

export interface Declarator {
  readonly loc: Loc
  readonly name: string
  readonly type: LpcType
  readonly init: Expr | null
}

export interface FunctionDecl {
  readonly kind: 'Function'
  readonly loc: Loc
  readonly modifiers: ReadonlySet<Modifier>
  readonly type: LpcType
  readonly name: string
  readonly params: readonly Param[]
  /** Null for a prototype. */
  readonly body: Block | null
  /** `#pragma strict_types` holds where the body begins. */
  readonly strictTypes: boolean
  /** There were errors in the body. */
  readonly broken: boolean
}

export interface Param {
  readonly loc: Loc
  /** Empty in a prototype that names no parameter. */
  readonly name: string
  readonly type: LpcType
  readonly ref: boolean
  /** `mixed args...`: collects the rest as an array. */
  readonly rest: boolean
  /** `int n : (: 3 :)` gives an ExprFunction or AnonFunction; `int n = 3` gives the plain expression. */
  readonly default: Expr | null
  /** Written without one: `f(x)`, as before types. */
  readonly untyped: boolean
}

export interface ClassDecl {
  readonly kind: 'Class'
  readonly loc: Loc
  readonly modifiers: ReadonlySet<Modifier>
  readonly name: string
  readonly members: readonly Declarator[]
}

// ---- Statements ------------------------------------------------------------------------------

export type Stmt =
  | Block | LocalDecl | ExprStmt | If | While | DoWhile | For | Foreach | Switch
  | Break | Continue | Return | Empty

interface Node<K extends string> {
  readonly kind: K
  readonly loc: Loc
}

export interface Block extends Node<'Block'> { readonly body: readonly Stmt[]; readonly end: Loc }
export interface LocalDecl extends Node<'LocalDecl'> { readonly vars: readonly Declarator[] }
export interface ExprStmt extends Node<'ExprStmt'> { readonly expr: Expr }
export interface If extends Node<'If'> { readonly test: Expr; readonly then: Stmt; readonly else: Stmt | null }
export interface While extends Node<'While'> { readonly test: Expr; readonly body: Stmt }
export interface DoWhile extends Node<'DoWhile'> { readonly test: Expr; readonly body: Stmt }
export interface For extends Node<'For'> {
  /** LocalDecl and ExprStmt only. */
  readonly init: readonly Stmt[]
  readonly test: Expr | null
  readonly update: Expr | null
  readonly body: Stmt
}
export interface ForeachVar {
  readonly loc: Loc
  readonly name: string
  /** Null: an existing variable is used. */
  readonly type: LpcType | null
  readonly ref: boolean
}
export interface Foreach extends Node<'Foreach'> {
  /** One variable, or two for mappings. */
  readonly vars: readonly ForeachVar[]
  readonly iterable: Expr
  readonly body: Stmt
}
export type CaseLabel =
  | { readonly kind: 'default'; readonly loc: Loc }
  | { readonly kind: 'value'; readonly loc: Loc; readonly value: Expr }
  | { readonly kind: 'range'; readonly loc: Loc; readonly from: Expr | null; readonly to: Expr | null }
export interface SwitchCase { readonly labels: readonly CaseLabel[]; readonly body: readonly Stmt[] }
export interface Switch extends Node<'Switch'> { readonly subject: Expr; readonly cases: readonly SwitchCase[] }
export type Break = Node<'Break'>
export type Continue = Node<'Continue'>
export interface Return extends Node<'Return'> { readonly value: Expr | null }
export type Empty = Node<'Empty'>

// ---- Expressions -----------------------------------------------------------------------------

export type Expr =
  | IntLit | FloatLit | StringLit | TemplateLit | ArrayLit | MappingLit | Ident | ParamRef | Capture
  | Assign | Unary | Update | Binary | Logical | Conditional | Comma
  | Call | CallOther | Invoke | Index | Range | Member
  | FunctionRef | ExprFunction | AnonFunction
  | Catch | Sscanf | ParseCommand | NewClass | NewObject | Cast | TimeExpr | Await

export interface IntLit extends Node<'IntLit'> { readonly value: number | bigint }
export interface FloatLit extends Node<'FloatLit'> { readonly value: number }
export interface StringLit extends Node<'StringLit'> { readonly value: string }
/** parts.length === exprs.length + 1 */
export interface TemplateLit extends Node<'TemplateLit'> { readonly parts: readonly string[]; readonly exprs: readonly Expr[] }
export interface ArrayLit extends Node<'ArrayLit'> { readonly elements: readonly Arg[] }
export interface MappingLit extends Node<'MappingLit'> { readonly entries: ReadonlyArray<{ readonly key: Expr; readonly value: Expr }> }
export interface Ident extends Node<'Ident'> { readonly name: string }
/** `$1` in a functional; index counts from 1. */
export interface ParamRef extends Node<'ParamRef'> { readonly index: number }
/** `$(expr)` in a functional: evaluated when the functional is made. */
export interface Capture extends Node<'Capture'> { readonly expr: Expr }

export type LValue = Ident | Index | Range | Member | ParamRef
export type AssignOp = '=' | '+=' | '-=' | '*=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | '&&=' | '||=' | '??='
export interface Assign extends Node<'Assign'> { readonly op: AssignOp; readonly target: LValue; readonly value: Expr }
export interface Unary extends Node<'Unary'> { readonly op: '-' | '!' | '~' | '+'; readonly operand: Expr }
export interface Update extends Node<'Update'> { readonly op: '++' | '--'; readonly prefix: boolean; readonly target: LValue }
export type BinaryOp = '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '<<' | '>>' | '==' | '!=' | '<' | '<=' | '>' | '>='
export interface Binary extends Node<'Binary'> { readonly op: BinaryOp; readonly left: Expr; readonly right: Expr }
export interface Logical extends Node<'Logical'> { readonly op: '&&' | '||' | '??'; readonly left: Expr; readonly right: Expr }
export interface Conditional extends Node<'Conditional'> { readonly test: Expr; readonly then: Expr; readonly else: Expr }
export interface Comma extends Node<'Comma'> { readonly exprs: readonly Expr[] }

/** An argument or array element: plain, spread (`x...`), or by reference (`ref x`). */
export interface Arg { readonly expr: Expr; readonly spread: boolean; readonly ref: boolean; readonly loc: Loc }

/** How a name was qualified: `f`, `::f`, `label::f`, `efun::f`. */
export type Scope = { readonly kind: 'none' } | { readonly kind: 'super'; readonly label: string | null } | { readonly kind: 'efun' }

export interface Call extends Node<'Call'> { readonly scope: Scope; readonly name: string; readonly args: readonly Arg[] }
/** `target->name(args)`; `target->(expr)(args)` has an expression for its name; `optional` is `?->`/`?.`. */
export interface CallOther extends Node<'CallOther'> {
  readonly target: Expr
  readonly name: string | Expr
  readonly args: readonly Arg[]
  readonly optional: boolean
}
/** `(*f)(args)` */
export interface Invoke extends Node<'Invoke'> { readonly fn: Expr; readonly args: readonly Arg[] }
/** `a[i]`, `a[<i]`; `optional` for `a?.[i]`, which is 0 where `a` has no such element. */
export interface Index extends Node<'Index'> { readonly object: Expr; readonly index: Expr; readonly fromEnd: boolean; readonly optional?: boolean }
/** `a[i..j]`, each end possibly `<`; `to` null for `a[i..]`. */
export interface Range extends Node<'Range'> {
  readonly object: Expr
  readonly from: Expr
  readonly fromEnd: boolean
  readonly to: Expr | null
  readonly toEnd: boolean
}
/** Class member: `p->x` (no parentheses after it) or `p.x`. */
export interface Member extends Node<'Member'> { readonly object: Expr; readonly name: string; readonly optional: boolean }

/**
 * `(: name :)` or `(: name, args :)`. When the name turns out to be a variable, the resolver
 * reads it as an expression functional.
 */
export interface FunctionRef extends Node<'FunctionRef'> { readonly scope: Scope; readonly name: string; readonly args: readonly Arg[] }
/** `(: expr :)`; arity is the highest `$n` used. */
export interface ExprFunction extends Node<'ExprFunction'> { readonly body: Expr; readonly arity: number }
/** `function int (int a) { … }`, and `(: stmt; … :)`. */
export interface AnonFunction extends Node<'AnonFunction'> { readonly type: LpcType; readonly async: boolean; readonly params: readonly Param[]; readonly body: Block }

export interface Catch extends Node<'Catch'> { readonly body: Expr | Block; /** `acatch` */ readonly async: boolean }
export interface Sscanf extends Node<'Sscanf'> { readonly subject: Expr; readonly format: Expr; readonly targets: readonly LValue[] }
export interface ParseCommand extends Node<'ParseCommand'> { readonly command: Expr; readonly scope: Expr; readonly pattern: Expr; readonly targets: readonly LValue[] }
/** `new(class point, x: 1, y: 2)`; inits without names are positional and have name null. */
export interface NewClass extends Node<'NewClass'> { readonly className: string; readonly inits: ReadonlyArray<{ readonly name: string | null; readonly value: Expr }> }
/** `new("file", args)` */
export interface NewObject extends Node<'NewObject'> { readonly args: readonly Arg[] }
export interface Cast extends Node<'Cast'> { readonly type: LpcType; readonly operand: Expr }
/** `time_expression { … }`: microseconds spent. */
export interface TimeExpr extends Node<'TimeExpr'> { readonly body: Expr | Block }
export interface Await extends Node<'Await'> { readonly operand: Expr }
