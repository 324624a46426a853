/**
 * The compiler: LPC text in, Program out. The passes, in order:
 *   parse    text → AST                          driver/lang
 *   declare  AST → what names mean               declare.ts
 *   lower    AST → statements and JavaScript     lower/
 *   emit     lowered form → script text          emit/
 *   load     script → functions                  emit/module.ts
 *   link     functions → Program                 link.ts
 * Each collects diagnostics; a pass that reported errors is the last.
 */
import { render, type Diagnostic, type Diagnostics } from '../lang/diagnostics.js'
import { parseLpc, type LineOf } from '../lang/index.js'
import { VOID } from '../lang/types.js'
import { CompileError } from '../vm/errors.js'
import type { Program } from '../vm/program.js'
import { checkClasses, declare } from './declare.js'
import { emitModule, loadModule, resumableText, type Emitted } from './emit/module.js'
import type { LFunction } from './lir.js'
import { link, type Layout } from './link.js'
import { FunctionContext, ModuleContext } from './lower/context.js'
import { lowerFunction } from './lower/function.js'
import { expr } from './lower/expr.js'
import { place } from './lower/lvalue.js'
import { converted } from './lower/reps.js'
import { checkAssign } from './lower/check.js'
import type { CompileOptions } from './options.js'
import { patiently } from './patience.js'
import type * as A from '../lang/ast.js'

export type { CompileOptions, EfunEntry } from './options.js'

/** Warnings of a compilation that succeeded, rendered. */
export interface Compiled {
  readonly program: Program
  readonly warnings: readonly Diagnostic[]
}

/** Throws CompileError with all errors of the file. */
export function compileLpc(opts: CompileOptions): Program {
  return compileWithWarnings(opts).program
}

export function compileWithWarnings(opts: CompileOptions): Compiled {
  return patiently(() => compiled(opts))
}

function compiled(opts: CompileOptions): Compiled {
  const { ast, mod, emitted, diagnostics, lineOf } = front(opts)
  const { module } = loadModule(emitted, opts, mod.scope.inherits)
  const program = link(opts, ast.files, ast.pragmas.has('save_types'), mod.scope, module)
  const warnings = inOrder(diagnostics)
  if (opts.warn && warnings.length) opts.warn(warnings.map((d) => render(d, lineOf)).join('\n'))
  return { program, warnings }
}

/** All passes up to emit, for the cache (cache/): nothing has been run or told yet. Throws CompileError. */
export interface Parts {
  readonly emitted: Emitted
  readonly layout: Layout
  /** Lowered forms, for the resumable ones. */
  readonly functions: readonly LFunction[]
  readonly files: readonly string[]
  readonly saveTypes: boolean
  /** Rendered; empty for none. */
  readonly warnings: string
}

export function compileParts(opts: CompileOptions): Parts {
  const { ast, mod, emitted, functions, diagnostics, lineOf } = front(opts)
  return { emitted, layout: mod.scope, functions, files: ast.files, saveTypes: ast.pragmas.has('save_types'), warnings: inOrder(diagnostics).map((d) => render(d, lineOf)).join('\n') }
}

/** The emitted JavaScript, both forms, for `--dump=js`. */
export function dumpJs(opts: CompileOptions): string {
  const { mod, emitted, functions } = front(opts)
  const fast = emitted.text()
  const names = [...functions.flatMap((f) => [f.js, `k${f.js}`]), ...[...mod.efuns].map((n) => `e_${n}`)]
  return [fast, ...functions.filter((f) => f.calls.length).map((f) => `// ${f.name}(), resumable\n${resumableText(f, names, opts).text}`)].join('\n\n')
}

interface Front {
  readonly ast: A.Program
  readonly mod: ModuleContext
  readonly emitted: Emitted & { text(): string }
  readonly functions: LFunction[]
  readonly diagnostics: Diagnostics
  readonly lineOf: LineOf
}

/** The passes up to emit. */
function front(opts: CompileOptions): Front {
  const { program: ast, diagnostics, texts, lineOf } = parseLpc(opts.text, opts.file, opts.source)
  const stop = () => {
    if (diagnostics.errors) throw failure(opts.file, diagnostics, lineOf)
  }
  if (!ast.complete) stop()
  const scope = declare(ast, opts, diagnostics)
  checkClasses(ast, scope, diagnostics)
  const mod = new ModuleContext(scope, opts, diagnostics, opts.debug ? texts : null)
  mod.warnsReturn = ast.pragmas.has('strict_types') || ast.pragmas.has('warn_return')
  mod.castCallOthers = ast.pragmas.has('cast_call_others') && ast.pragmas.has('strict_types')
  mod.typedLiterals = ast.pragmas.has('typed_literals')
  const functions = [...scope.functions.values()].filter((f) => !f.decl.broken).map((f) => lowerFunction(mod, f))
  const init = lowerInitialisers(mod, ast)
  stop()
  const all = [...functions, ...mod.functions]
  return { ast, mod, emitted: emitModule(mod, all, init), functions: init ? [...all, init] : all, diagnostics, lineOf }
}

/** Own variables with initialisers, in order, as one function. */
function lowerInitialisers(mod: ModuleContext, ast: A.Program): LFunction | null {
  const vars = ast.decls.flatMap((d) => (d.kind === 'Var' && !d.broken ? d.vars : [])).filter((v) => v.init)
  if (!vars.length) return null
  const cx = new FunctionContext(mod, '(initialiser)', VOID, vars[0].loc, null, null)
  cx.checksValues = ast.pragmas.has('strict_types')
  for (const v of vars) {
    cx.body = v.init
    cx.statement(v.loc, () => {
      const value = expr(cx, v.init!)
      checkAssign(cx, v.type, value.type, v, v.loc)
      const p = place(cx, { kind: 'Ident', loc: v.loc, name: v.name })
      cx.js(p.write(converted(v.type, value)).code)
    })
  }
  return { name: cx.name, js: '$init$', params: [], rest: null, vars: cx.vars, body: cx.out, async: null, ticks: 1 + cx.ticks, calls: cx.calls, line: vars[0].loc.line, col: vars[0].loc.col, file: vars[0].loc.file, end: null }
}

/** As they stand in the file, each included file where it comes. */
function inOrder(d: Diagnostics): Diagnostic[] {
  const files = [...new Set(d.list.map((x) => x.loc.file))]
  return [...d.list].sort((a, b) => files.indexOf(a.loc.file) - files.indexOf(b.loc.file) || a.loc.line - b.loc.line || a.loc.col - b.loc.col)
}

function failure(file: string, d: Diagnostics, lineOf: (file: string, line: number) => string | undefined): CompileError {
  const list = inOrder(d)
  const errors = list.filter((x) => x.severity === 'error')
  const first = errors[0]
  const report = list.map((x) => render(x, lineOf)).join('\n')
  const rest = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const flat = list.map((x) => ({ file: x.loc.file, line: x.loc.line, col: x.loc.col, code: x.code, message: x.message, severity: x.severity }))
  return new CompileError(`${file} does not compile: ${first.loc.file}:${first.loc.line}: ${first.message}${rest}`, report, flat)
}
