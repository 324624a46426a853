/**
 * First pass: collects what the program declares (inherits, classes, variables, functions) into
 * a ProgramScope and reports conflicts. Looks into no function body.
 */
import type * as A from '../lang/ast.js'
import type { Diagnostics } from '../lang/diagnostics.js'
import type { Loc } from '../lang/source.js'
import { MIXED, sameType, showType, fits, type LpcType } from '../lang/types.js'
import { LpcError, CompileError } from '../vm/errors.js'
import type { Access } from '../vm/program.js'
import { fold } from './fold.js'
import type { CompileOptions } from './options.js'
import { checkOverriding } from './overrides.js'
import { classConstant, ProgramScope, segmentCount, type FunctionSig, type OwnFunction } from './scope.js'

export function declare(ast: A.Program, opts: CompileOptions, diag: Diagnostics): ProgramScope {
  const scope = new ProgramScope()
  for (const d of ast.decls) {
    switch (d.kind) {
      case 'Inherit':
        inherit(scope, d, opts, diag)
        break
      case 'Class':
        declareClass(scope, d, diag)
        break
      case 'Var':
        declareVars(scope, d, diag)
        break
      case 'Function':
        declareFunction(scope, d, opts, diag, ast.pragmas.has('pedantic'))
        break
    }
  }
  return scope
}

function accessOf(m: ReadonlySet<A.Modifier>): Access {
  return m.has('private') ? 'private' : m.has('protected') || m.has('static') ? 'protected' : 'public'
}

function inherit(scope: ProgramScope, d: A.InheritDecl, opts: CompileOptions, diag: Diagnostics): void {
  const path = fold(d.path)
  if (typeof path !== 'string') return diag.error('LPC3001', 'inherit needs a constant string', d.path.loc)
  let program
  try {
    program = opts.inherit(path, opts.file, d.modifiers.has('private'))
  } catch (e) {
    if (!(e instanceof LpcError)) throw e
    // The report alone: its message repeats the first error, and a chain of heirs would double it at each step.
    const why = e instanceof CompileError ? `it does not compile\n${e.report}` : e.message
    return diag.error('LPC3002', `cannot inherit "${path}": ${why}`, d.loc)
  }
  const base = scope.inherits.reduce((n, i) => n + segmentCount(i.program), 0)
  const label = program.name.slice(program.name.lastIndexOf('/') + 1)
  const index = scope.inherits.length
  const access = accessOf(d.modifiers)
  scope.inherits.push({ program, label, access, base })
  // Every variable of every inherited segment that its own program does not keep private.
  program.links.forEach((link, seg) => {
    for (const v of link.program.variables) {
      if (v.access === 'private') continue
      scope.variables.set(v.name, { name: v.name, type: v.type, nosave: v.nosave, access: v.access, loc: null, get js() { return `${scope.segment(index, seg)}.v_${v.name}` } })
    }
  })
  // What the ancestors only declare can be called; the values of its parameters are theirs.
  for (const [name, p] of program.prototypes) {
    if (!scope.prototypes.has(name)) scope.prototypes.set(name, { ...p, name, params: (p.params as FunctionSig['params']).map((x) => ({ ...x, value: null })), loc: null })
  }
  for (const [name, c] of program.classes) if (!scope.classes.has(name)) scope.classes.set(name, { name, members: c.members, types: c.types, js: classConstant(name) })
}

function declareClass(scope: ProgramScope, d: A.ClassDecl, diag: Diagnostics): void {
  const before = scope.classes.get(d.name)
  const members = d.members.map((m) => m.name)
  const types = d.members.map((m) => m.type)
  if (before && (before.members.join() !== members.join() || !before.types.every((t, i) => sameType(t, types[i])))) {
    diag.error('LPC3003', `class ${d.name} is defined twice, differently`, d.loc)
  }
  const twice = members.find((m, i) => members.indexOf(m) !== i)
  if (twice) diag.error('LPC3004', `class ${d.name} has two members named ${twice}`, d.loc)
  scope.classes.set(d.name, { name: d.name, members, types, js: classConstant(d.name) })
}

function declareVars(scope: ProgramScope, d: A.VarDecl, diag: Diagnostics): void {
  for (const m of ['async', 'varargs'] as const) if (d.modifiers.has(m)) diag.error('LPC3015', `only functions are ${m}`, d.loc)
  const access = accessOf(d.modifiers)
  const nosave = d.modifiers.has('nosave') || d.modifiers.has('static')
  for (const v of d.vars) {
    const own = scope.ownVariables.find((o) => o.name === v.name)
    if (own) {
      const same = sameType(own.type, v.type)
      diag[same ? 'warning' : 'error']('LPC3005', `variable ${v.name} is declared twice`, v.loc, own.loc ? [{ message: 'first declared here', loc: own.loc }] : [])
      // In FluffOS the second hides the first: its modifiers count.
      const last = { ...own, nosave, access }
      scope.ownVariables[scope.ownVariables.indexOf(own)] = last
      scope.variables.set(v.name, last)
      continue
    }
    const g = { name: v.name, type: v.type, nosave, access, loc: v.loc, js: `seg.v_${v.name}` }
    scope.ownVariables.push(g)
    scope.variables.set(v.name, g)
  }
}

function declareFunction(scope: ProgramScope, written: A.FunctionDecl, opts: CompileOptions, diag: Diagnostics, pedantic: boolean): void {
  const d = withDefaults(written, scope.prototypes.get(written.name))
  const sig: FunctionSig = {
    name: d.name,
    type: d.type,
    params: d.params.map((p) => ({ name: p.name, type: p.type, ref: p.ref, rest: p.rest, optional: p.default !== null, value: p.default })),
    varargs: d.modifiers.has('varargs'),
    access: accessOf(d.modifiers),
    nomask: d.modifiers.has('nomask'),
    async: d.modifiers.has('async'),
    loc: d.loc,
  }
  const proto = scope.prototypes.get(d.name)
  if (!d.body) {
    if (!proto) scope.prototypes.set(d.name, sig)
    return
  }
  const own = scope.functions.get(d.name)
  if (own) return diag.error('LPC3006', `function ${d.name}() is defined twice`, d.loc, [{ message: 'first defined here', loc: own.loc! }])
  if (proto) checkPrototype(proto, sig, diag)
  const inh = scope.inherited(d.name)
  if (inh && inh.resolved.fn.type.base !== 'unknown' && sig.type.base !== 'unknown' && !compatible(inh.resolved.fn.type, sig.type)) {
    diag.warning('LPC3012', `function ${d.name}() returns ${showType(sig.type)}, the one inherited from ${inh.resolved.fn.program.file} ${showType(inh.resolved.fn.type)}`, d.loc)
  }
  if (inh && inh.resolved.fn.async !== sig.async) {
    diag.error('LPC3013', `function ${d.name}() is ${sig.async ? '' : 'not '}async, the one inherited from ${inh.resolved.fn.program.file} is${sig.async ? ' not' : ''}: who calls it must know whether a promise comes back`, d.loc)
  }
  if (inh && pedantic) checkOverriding(inh.resolved.fn, sig, diag)
  if (sig.async) checkApply(d, opts, diag)
  if (inh?.resolved.fn.nomask) diag.error('LPC3007', `function ${d.name}() is nomask in ${inh.resolved.fn.program.name}`, d.loc)
  const fn: OwnFunction = { ...sig, varargs: sig.varargs || (proto?.varargs ?? false), decl: d, js: `$${d.name}` }
  scope.functions.set(d.name, fn)
}

/** Values that only the prototype gives its parameters. */
function withDefaults(d: A.FunctionDecl, proto: FunctionSig | undefined): A.FunctionDecl {
  if (!d.body || !proto?.params.some((p, i) => p.value && d.params[i] && !d.params[i].default)) return d
  return { ...d, params: d.params.map((p, i) => ({ ...p, default: p.default ?? proto.params[i]?.value ?? null })) }
}

/** The driver takes what an apply returns as its answer, and a promise is none. */
function checkApply(d: A.FunctionDecl, opts: CompileOptions, diag: Diagnostics): void {
  const on = opts.applies?.get(d.name)
  const why = `the driver calls ${d.name}() and would take the promise for its answer: leave out 'async', await works without`
  if (on === 'object') diag.error('LPC3014', why, d.loc)
  else if (on === 'master') diag.warning('LPC3014', why, d.loc)
}

/** Every class that a type names must exist. */
export function checkClass(t: LpcType, scope: ProgramScope, diag: Diagnostics, loc: Loc): void {
  for (const m of t.base === 'union' ? t.members! : [t]) {
    if (m.base === 'class' && m.className && !scope.classes.has(m.className)) diag.error('LPC3043', `undefined class ${m.className}`, loc)
  }
}

/** checkClass() for all declarations. */
export function checkClasses(ast: A.Program, scope: ProgramScope, diag: Diagnostics): void {
  const check = (t: LpcType, loc: Loc): void => checkClass(t, scope, diag, loc)
  for (const d of ast.decls) {
    switch (d.kind) {
      case 'Var':
        for (const v of d.vars) check(v.type, v.loc)
        break
      case 'Class':
        for (const m of d.members) check(m.type, m.loc)
        break
      case 'Function':
        check(d.type, d.loc)
        for (const p of d.params) check(p.type, p.loc)
        break
      case 'Inherit':
        break
    }
  }
}

function checkPrototype(proto: FunctionSig, sig: FunctionSig, diag: Diagnostics): void {
  const note = proto.loc ? [{ message: 'the prototype', loc: proto.loc }] : []
  if (!compatible(proto.type, sig.type)) {
    diag.warning('LPC3008', `function ${sig.name}() returns ${showType(sig.type)}, its prototype says ${showType(proto.type)}`, sig.loc!, note)
  } else if (proto.async !== sig.async) {
    diag.error('LPC3013', `function ${sig.name}() is ${sig.async ? '' : 'not '}async, its prototype is${sig.async ? ' not' : ''}`, sig.loc!, note)
  } else if (proto.params.length !== sig.params.length && !proto.varargs && !sig.varargs) {
    diag.warning('LPC3009', `function ${sig.name}() takes ${sig.params.length} arguments, its prototype says ${proto.params.length}`, sig.loc!, note)
  }
}

function compatible(a: LpcType, b: LpcType): boolean {
  return fits(a, b) || fits(b, a) || sameType(a, MIXED)
}
