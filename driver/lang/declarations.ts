/**
 * What stands outside functions: inherits, variables, functions, classes, changes of the default
 * modifiers, and recovery between them. Not for: bodies (statements.ts), parameters (parameters.ts).
 */
import type { ClassDecl, Decl, Declarator, FunctionDecl, Modifier } from './ast.js'
import { Recovery, type Cursor } from './cursor.js'
import { expression } from './expressions.js'
import { parameters } from './parameters.js'
import type { Loc } from './source.js'
import { atStatementKeyword, declarator, declarators, declared, functionBlock } from './statements.js'
import { describe, type Token } from './tokens.js'
import { atType, stars, type } from './typenames.js'
import { MIXED, UNKNOWN, type LpcType } from './types.js'

const MODIFIERS: ReadonlySet<string> = new Set(['private', 'protected', 'public', 'nomask', 'nosave', 'static', 'varargs'])
const ACCESS: readonly Modifier[] = ['private', 'protected', 'public']

/** program: { declaration | ';' } */
export function declarations(p: Cursor): Decl[] {
  const out: Decl[] = []
  const state = { defaults: new Set<Modifier>() }
  while (!p.at('EOF')) {
    const mark = p.mark()
    try {
      const d = declaration(p, state)
      if (d) out.push(d)
    } catch (e) {
      if (!(e instanceof Recovery)) throw e
      p.lost = true
      if (e.to === 'end') break
      if (e.to === 'declaration') p.restore(mark)
      else p.syncDeclaration(mark)
    }
  }
  return out
}

/** declaration: modifier… ( ':' | 'inherit' … | class | [ type ] '*'… NAME ( function | variables ) ) */
function declaration(p: Cursor, state: { defaults: Set<Modifier> }): Decl | null {
  const start = p.tok
  if (p.accept(';')) return null
  if (p.at('}')) return p.fail('LPC2017', "'}' without '{'", start.loc)
  const own = modifiers(p)
  if (own.size > 0 && p.accept(':')) {
    state.defaults = own
    return null
  }
  if (p.at('inherit')) return inherit(p, own)
  if ((p.at('class') || p.at('struct')) && (p.peek(1).kind === '{' || p.peek(2).kind === '{')) return classDeclaration(p, withDefaults(own, state.defaults))
  const typed = atType(p) || p.at('function')
  const base = typed ? type(p) : UNKNOWN
  for (const m of modifiers(p)) own.add(m)
  const all = withDefaults(own, state.defaults)
  const t = stars(p, base)
  if (p.tok === start && !p.at('NAME') && !p.atNameLikeKeyword()) p.fail('LPC2002', `expected a declaration, found ${describe(start)}`, start.loc)
  // Behind a type even `new (` can only be a name: old worlds have functions called so.
  const name = typed && p.at('new') ? p.advance() : p.name(typed ? 'a name after the type' : 'a name')
  if (p.at('(')) return functionDeclaration(p, all, typed || t.stars > 0 ? t : UNKNOWN, name, typed)
  return variables(p, all, typed, own, base, t, name, start.loc)
}

/** modifier… ; access may be said once. */
function modifiers(p: Cursor): Set<Modifier> {
  const out = new Set<Modifier>()
  while (MODIFIERS.has(p.tok.kind) || atContextualModifier(p)) {
    const t = p.advance()
    const m = t.text as Modifier
    if (ACCESS.includes(m) && ACCESS.some((a) => a !== m && out.has(a))) p.diags.error('LPC2018', `'${m}' contradicts '${ACCESS.find((a) => out.has(a))!}'`, t.loc)
    out.add(m)
  }
  return out
}

/** `async`, and LDMud's `virtual` and `visible` (which change nothing here), are names unless another modifier, a type or a name follows. */
function atContextualModifier(p: Cursor): boolean {
  if (!p.atWord('async') && !p.atWord('virtual') && !p.atWord('visible')) return false
  const next = p.peek(1)
  return next.kind === 'NAME' || next.kind === 'inherit' || MODIFIERS.has(next.kind) || TYPE_STARTS.has(next.kind)
}

const TYPE_STARTS: ReadonlySet<string> = new Set(['void', 'mixed', 'int', 'float', 'string', 'object', 'mapping', 'function', 'buffer', 'class', 'struct', '<'])

/** What `private:` and its kin add to a declaration that does not say otherwise. */
function withDefaults(own: Set<Modifier>, defaults: ReadonlySet<Modifier>): Set<Modifier> {
  if (defaults.size === 0) return own
  const out = new Set(own)
  const hasAccess = ACCESS.some((a) => own.has(a))
  for (const d of defaults) if (!hasAccess || !ACCESS.includes(d)) out.add(d)
  return out
}

/** 'inherit' expr ';' */
function inherit(p: Cursor, own: ReadonlySet<Modifier>): Decl {
  const { loc } = p.advance()
  const path = expression(p)
  p.expectSemicolon('after inherit')
  return { kind: 'Inherit', loc, modifiers: own, path }
}

/** NAME '(' parameters ')' ( block | ';' ) */
function functionDeclaration(p: Cursor, mods: Set<Modifier>, t: LpcType, name: Token, typed: boolean): FunctionDecl {
  // FluffOS lets create() go without, even then.
  if (!typed && name.text !== 'create' && p.pragma('strict_types')) p.diags.error('LPC2019', `function ${name.text} has no result type`, name.loc)
  const before = p.diags.errors
  const { params, varargs } = parameters(p)
  if (varargs) mods.add('varargs')
  const head = { kind: 'Function', loc: name.loc, modifiers: mods, type: t, name: name.text, params, strictTypes: p.pragma('strict_types') } as const
  if (p.accept(';')) return { ...head, body: null, broken: false }
  if (!p.at('{') && !missingBrace(p)) {
    p.expectSemicolon(`or '{' after the parameters of ${name.text}`)
    return { ...head, body: null, broken: false }
  }
  const body = functionBlock(p, `the parameters of ${name.text}`)
  return { ...head, body, broken: p.diags.errors > before }
}

/** What follows a header is its body without the '{', not the next declaration or a typing error. */
function missingBrace(p: Cursor): boolean {
  return p.firstOnLine() && p.tok.loc.col > 1 && !p.at('EOF') && (atType(p) || atStatementKeyword(p) || p.at('NAME'))
}

/** type declarator { ',' declarator } ';' */
function variables(p: Cursor, mods: Set<Modifier>, typed: boolean, own: ReadonlySet<Modifier>, base: LpcType, first: LpcType, name: Token, start: Loc): Decl {
  if (!typed && own.size === 0 && (p.at('NAME') || atType(p))) return p.fail('LPC2004', `unknown type '${name.text}' (a class is written 'class ${name.text}')`, name.loc)
  if (!typed && (own.size === 0 || p.pragma('strict_types'))) p.diags.error('LPC2019', `variable ${name.text} has no type`, name.loc)
  const of = typed ? base : MIXED
  const before = p.diags.errors
  const vars: Declarator[] = [declared(p, typed ? first : MIXED, name.text, name.loc, 'variable')]
  while (p.accept(',')) vars.push(declarator(p, of, 'variable'))
  p.expectSemicolon('after declaration')
  return { kind: 'Var', loc: start, modifiers: mods, vars, broken: p.diags.errors > before }
}

/** ( 'class' | 'struct' ) NAME '{' { type declarator { ',' declarator } ';' } '}' */
function classDeclaration(p: Cursor, mods: ReadonlySet<Modifier>): ClassDecl {
  p.advance()
  const name = p.name('a class name')
  const open = p.advance()
  const members: Declarator[] = []
  while (!p.at('}')) {
    if (!atType(p) && !p.at('function')) p.fail('LPC2004', `expected a member's type or '}' in class ${name.text}, found ${describe(p.tok)}`)
    for (const m of declarators(p, type(p), 'member')) {
      if (m.init) p.diags.error('LPC2021', `member ${m.name} cannot be initialized in its class`, m.init.loc)
      members.push(m)
    }
    p.expectSemicolon('after members')
  }
  p.expectClose('}', open)
  if (p.at('NAME') && !p.firstOnLine() && !atContextualModifier(p) && !atType(p)) p.fail('LPC2022', `a class declares no variable: write 'class ${name.text} ${p.tok.text};' by itself`, p.tok.loc)
  return { kind: 'Class', loc: name.loc, modifiers: mods, name: name.text, members }
}
