/** What the tests of the front end share: a host of files in memory, and short forms of trees. */
import type { Arg, Block, Decl, Expr, FunctionDecl, Param, Scope, Stmt } from '../../driver/lang/ast.js'
import { oneLine } from '../../driver/lang/diagnostics.js'
import { parseLpc, preprocessLpc, type Parsed } from '../../driver/lang/index.js'
import type { SourceHost } from '../../driver/lang/source.js'
import { showType } from '../../driver/lang/types.js'

export interface HostOptions {
  readonly files?: Readonly<Record<string, string>>
  readonly predefines?: Readonly<Record<string, string>>
  readonly globalInclude?: string
}

/** Includes: `"x"` beside the including file, `<x>` in /include. */
export function host({ files = {}, predefines = {}, globalInclude = '' }: HostOptions = {}): SourceHost {
  return {
    include(name, from, system) {
      const path = name.startsWith('/') ? name : (system ? '/include/' : from.replace(/[^/]*$/, '')) + name
      return path in files ? { path, text: files[path] } : null
    },
    predefines: new Map(Object.entries(predefines)),
    efunDefined: (name) => name === 'sizeof',
    globalInclude,
  }
}

export function parse(text: string, options: HostOptions = {}): Parsed {
  return parseLpc(text, '/t.c', host(options))
}

/** What parsing says, one line each: `line,col CODE message`. */
export function said(text: string, options: HostOptions = {}): string[] {
  return parse(text, options).diagnostics.list.map((d) => oneLine(d).replace(/^\/t\.c\((\d+,\d+)\): /, '$1 ').replace(/(error|warning) LPC(\d+): /, (_, s: string, n: string) => `${s === 'error' ? 'E' : 'W'}${n} `))
}

/** The program's text after preprocessing, its lines joined by spaces. */
export function preprocessed(text: string, options: HostOptions = {}): string {
  return preprocessLpc(text, '/t.c', host(options)).text.trim().replace(/\s+/g, ' ')
}

/** One expression as an S-expression; an error throws, so that a test that expects none fails. */
export function expr(text: string, options: HostOptions = {}): string {
  const body = stmts(`return ${text};`, options)
  const match = /^\(return (.*)\)$/s.exec(body)
  return match ? match[1] : body
}

/** The statements of a function body. */
export function stmts(text: string, options: HostOptions = {}): string {
  const decls = clean(`void f() { ${text} }`, options)
  const f = decls.find((d): d is FunctionDecl => d.kind === 'Function')
  return f!.body!.body.map(showStmt).join(' ')
}

/** The declarations of a program. */
export function decls(text: string, options: HostOptions = {}): string {
  return clean(text, options).map(showDecl).join(' ')
}

function clean(text: string, options: HostOptions): readonly Decl[] {
  const { program, diagnostics } = parse(text, options)
  if (diagnostics.errors > 0) return [{ kind: 'Inherit', loc: diagnostics.list[0].loc, modifiers: new Set(), path: { kind: 'StringLit', loc: diagnostics.list[0].loc, value: diagnostics.list.map(oneLine).join('; ') } }, failure()]
  return program.decls
}

function failure(): FunctionDecl {
  const loc = { file: '', line: 1, col: 1, len: 1 }
  return { kind: 'Function', loc, modifiers: new Set(), type: { base: 'void', stars: 0 }, name: 'failed', params: [], body: { kind: 'Block', loc, body: [], end: loc }, strictTypes: false, broken: false }
}

function showDecl(d: Decl): string {
  const mods = [...d.modifiers].sort().map((m) => `${m} `).join('')
  switch (d.kind) {
    case 'Inherit': return `(${mods}inherit ${show(d.path)})`
    case 'Var': return `(${mods}var${d.vars.map((v) => ` ${showType(v.type)} ${v.name}${v.init ? ` = ${show(v.init)}` : ''}`).join(',')})`
    case 'Class': return `(${mods}class ${d.name}${d.members.map((v) => ` ${showType(v.type)} ${v.name}`).join(',')})`
    case 'Function': return `(${mods}function ${showType(d.type)} ${d.name} (${d.params.map(showParam).join(', ')})${d.body ? ` ${showStmt(d.body)}` : ''})`
  }
}

function showParam(p: Param): string {
  return `${showType(p.type)}${p.ref ? ' ref' : ''}${p.name ? ` ${p.name}` : ''}${p.rest ? '...' : ''}${p.default ? ` = ${show(p.default)}` : ''}`
}

function showStmt(s: Stmt): string {
  switch (s.kind) {
    case 'Block': return `{${s.body.map(showStmt).join(' ')}}`
    case 'LocalDecl': return `(local${s.vars.map((v) => ` ${showType(v.type)} ${v.name}${v.init ? ` = ${show(v.init)}` : ''}`).join(',')})`
    case 'ExprStmt': return show(s.expr)
    case 'If': return `(if ${show(s.test)} ${showStmt(s.then)}${s.else ? ` ${showStmt(s.else)}` : ''})`
    case 'While': return `(while ${show(s.test)} ${showStmt(s.body)})`
    case 'DoWhile': return `(do ${showStmt(s.body)} ${show(s.test)})`
    case 'For': return `(for [${s.init.map(showStmt).join(' ')}] [${s.test ? show(s.test) : ''}] [${s.update ? show(s.update) : ''}] ${showStmt(s.body)})`
    case 'Foreach': return `(foreach ${s.vars.map((v) => `${v.type ? `${showType(v.type)} ` : ''}${v.ref ? 'ref ' : ''}${v.name}`).join(', ')} in ${show(s.iterable)} ${showStmt(s.body)})`
    case 'Switch': return `(switch ${show(s.subject)}${s.cases.map((c) => ` ${c.labels.map((l) => (l.kind === 'default' ? 'default:' : l.kind === 'value' ? `${show(l.value)}:` : `${l.from ? show(l.from) : ''}..${l.to ? show(l.to) : ''}:`)).join('')}[${c.body.map(showStmt).join(' ')}]`).join('')})`
    case 'Break': return 'break'
    case 'Continue': return 'continue'
    case 'Return': return s.value ? `(return ${show(s.value)})` : '(return)'
    case 'Empty': return ';'
  }
}

const scoped = (s: Scope, name: string): string => (s.kind === 'none' ? name : s.kind === 'efun' ? `efun::${name}` : `${s.label ?? ''}::${name}`)
const showArg = (a: Arg): string => `${a.ref ? 'ref ' : ''}${show(a.expr)}${a.spread ? '...' : ''}`
const args = (list: readonly Arg[]): string => list.map((a) => ` ${showArg(a)}`).join('')
const either = (body: Expr | Block): string => (body.kind === 'Block' ? showStmt(body) : show(body))

export function show(e: Expr): string {
  switch (e.kind) {
    case 'IntLit': return String(e.value)
    case 'FloatLit': return Number.isInteger(e.value) ? `${e.value}.0` : String(e.value)
    case 'StringLit': return JSON.stringify(e.value)
    case 'TemplateLit': return `(template ${e.parts.map((p, i) => JSON.stringify(p) + (i < e.exprs.length ? ` ${show(e.exprs[i])} ` : '')).join('')})`
    case 'ArrayLit': return `(array${args(e.elements)})`
    case 'MappingLit': return `(mapping${e.entries.map((x) => ` ${show(x.key)}:${show(x.value)}`).join('')})`
    case 'Ident': return e.name
    case 'ParamRef': return `$${e.index}`
    case 'Capture': return `($ ${show(e.expr)})`
    case 'Assign': return `(${e.op} ${show(e.target)} ${show(e.value)})`
    case 'Unary': return `(${e.op} ${show(e.operand)})`
    case 'Update': return e.prefix ? `(${e.op} ${show(e.target)})` : `(${show(e.target)} ${e.op})`
    case 'Binary': case 'Logical': return `(${e.op} ${show(e.left)} ${show(e.right)})`
    case 'Conditional': return `(? ${show(e.test)} ${show(e.then)} ${show(e.else)})`
    case 'Comma': return `(, ${e.exprs.map(show).join(' ')})`
    case 'Call': return `(call ${scoped(e.scope, e.name)}${args(e.args)})`
    case 'CallOther': return `(${e.optional ? '?' : ''}-> ${show(e.target)} ${typeof e.name === 'string' ? e.name : show(e.name)}${args(e.args)})`
    case 'Invoke': return `(invoke ${show(e.fn)}${args(e.args)})`
    case 'Index': return `(${e.optional ? '?' : ''}[${e.fromEnd ? '<' : ''}] ${show(e.object)} ${show(e.index)})`
    case 'Range': return `([${e.fromEnd ? '<' : ''}..${e.toEnd ? '<' : ''}] ${show(e.object)} ${show(e.from)}${e.to ? ` ${show(e.to)}` : ''})`
    case 'Member': return `(${e.optional ? '?' : ''}. ${show(e.object)} ${e.name})`
    case 'FunctionRef': return `(&${scoped(e.scope, e.name)}${args(e.args)})`
    case 'ExprFunction': return `(fn/${e.arity} ${show(e.body)})`
    case 'AnonFunction': return `(function ${showType(e.type)} (${e.params.map(showParam).join(', ')}) ${showStmt(e.body)})`
    case 'Catch': return `(${e.async ? 'acatch' : 'catch'} ${either(e.body)})`
    case 'Sscanf': return `(sscanf ${show(e.subject)} ${show(e.format)}${e.targets.map((x) => ` ${show(x)}`).join('')})`
    case 'ParseCommand': return `(parse_command ${show(e.command)} ${show(e.scope)} ${show(e.pattern)}${e.targets.map((x) => ` ${show(x)}`).join('')})`
    case 'NewClass': return `(new ${e.className}${e.inits.map((i) => ` ${i.name ? `${i.name}:` : ''}${show(i.value)}`).join('')})`
    case 'NewObject': return `(new${args(e.args)})`
    case 'Cast': return `(cast ${showType(e.type)} ${show(e.operand)})`
    case 'TimeExpr': return `(time ${either(e.body)})`
    case 'Await': return `(await ${show(e.operand)})`
  }
}
