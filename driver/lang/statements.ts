/**
 * Statements and local declarations, and recovery inside blocks. Not for: loops and switch
 * (loops.ts, switches.ts), declarations outside functions (declarations.ts).
 */
import type { Block, Declarator, If, Stmt } from './ast.js'
import { Recovery, type Cursor } from './cursor.js'
import { commaExpression, expression } from './expressions.js'
import { MAX_CHAIN } from './limits.js'
import { doWhile, foreachLoop, forLoop, whileLoop } from './loops.js'
import type { Loc } from './source.js'
import { switchStatement } from './switches.js'
import { describe, type Token } from './tokens.js'
import { atType, stars, type } from './typenames.js'
import type { LpcType } from './types.js'

/** block: '{' statement… '}' */
export function block(p: Cursor): Block {
  return blockBehind(p, p.expect('{', 'to open a block'))
}

/** A function's block. If only its '{' is missing, says so and goes on as if it stood there. */
export function functionBlock(p: Cursor, after: string): Block {
  if (p.at('{')) return block(p)
  p.report('LPC2001', `expected '{' after ${after}, found ${describe(p.tok)}`, p.tok.loc)
  return blockBehind(p, p.previous)
}

function blockBehind(p: Cursor, open: Token): Block {
  p.enter()
  const body = statementsUntil(p, '}')
  p.leave()
  const close = p.expectClose('}', open)
  return { kind: 'Block', loc: open.loc, body, end: close.loc }
}

/** statement… up to a closing token; an error costs one statement. */
export function statementsUntil(p: Cursor, close: string): Stmt[] {
  const out: Stmt[] = []
  while (!p.at(close) && !p.at('}') && !p.at('EOF')) {
    const s = recovering(p, statement)
    if (s) out.push(s)
  }
  return out
}

/** Runs a rule; after a reported error inside it, goes on behind the broken statement. */
export function recovering<T>(p: Cursor, rule: (p: Cursor) => T): T | null {
  const mark = p.mark()
  try {
    return rule(p)
  } catch (e) {
    if (!(e instanceof Recovery) || e.to !== 'statement') throw e
    p.syncStatement(mark)
    return null
  }
}

const KEYWORDS: ReadonlySet<string> = new Set(['if', 'while', 'do', 'for', 'foreach', 'switch', 'return', 'break', 'continue'])

export function atStatementKeyword(p: Cursor): boolean {
  return KEYWORDS.has(p.tok.kind)
}

/** statement: block | local-declaration | 'if' … | loop | switch | jump ';' | comma_expr ';' | ';' */
export function statement(p: Cursor): Stmt {
  const t = p.tok
  switch (t.kind) {
    case '{': return block(p)
    case ';': p.advance(); return { kind: 'Empty', loc: t.loc }
    case 'if': return ifStatement(p)
    case 'while': return nested(p, whileLoop)
    case 'do': return nested(p, doWhile)
    case 'for': return nested(p, forLoop)
    case 'foreach': return nested(p, foreachLoop)
    case 'switch': return nested(p, switchStatement)
    case 'return': return returnStatement(p)
    case 'break': case 'continue': return jump(p, t.kind)
    case 'else': return p.fail('LPC2006', "'else' without 'if'", t.loc)
    case 'case': case 'default': return p.fail('LPC2006', `'${t.kind}' outside of a switch, or deeper than its cases`, t.loc)
    case 'private': case 'protected': case 'public': case 'static': case 'nomask': case 'nosave': case 'varargs': return modified(p)
  }
  if (atType(p)) return localDeclaration(p)
  const expr = commaExpression(p)
  p.expectSemicolon('after expression')
  return { kind: 'ExprStmt', loc: expr.loc, expr }
}

function nested<T extends Stmt>(p: Cursor, rule: (p: Cursor) => T | Block): T | Block {
  p.enter()
  const s = rule(p)
  p.leave()
  return s
}

/** 'if' '(' comma_expr ')' statement { 'else' 'if' '(' comma_expr ')' statement } [ 'else' statement ] */
function ifStatement(p: Cursor): Stmt {
  const heads: { loc: Loc; test: If['test']; then: Stmt }[] = []
  p.enter()
  let otherwise: Stmt | null = null
  do {
    const t = p.expect('if', 'here')
    heads.push({ loc: t.loc, test: condition(p, 'if'), then: statement(p) })
    if (heads.length > MAX_CHAIN) p.limit(`more than ${MAX_CHAIN} 'else if's in a row`)
    if (!p.accept('else')) break
    if (!p.at('if')) otherwise = statement(p)
  } while (!otherwise)
  p.leave()
  for (const h of heads.reverse()) otherwise = { kind: 'If', loc: h.loc, test: h.test, then: h.then, else: otherwise }
  return otherwise!
}

/** '(' comma_expr ')' */
export function condition(p: Cursor, word: string): If['test'] {
  const open = p.expect('(', `after '${word}'`)
  const test = commaExpression(p)
  p.expectClose(')', open)
  return test
}

/** 'return' [ comma_expr ] ';' */
function returnStatement(p: Cursor): Stmt {
  const { loc } = p.advance()
  const value = p.at(';') ? null : commaExpression(p)
  p.expectSemicolon('after return')
  return { kind: 'Return', loc, value }
}

/** ( 'break' | 'continue' ) ';' */
function jump(p: Cursor, kind: 'break' | 'continue'): Stmt {
  const { loc } = p.advance()
  if (p.loops === 0 && (kind === 'continue' || p.switches === 0)) {
    p.diags.error('LPC2012', kind === 'break' ? "'break' outside of a loop or switch" : "'continue' outside of a loop", loc)
  }
  p.expectSemicolon(`after '${kind}'`)
  return kind === 'break' ? { kind: 'Break', loc } : { kind: 'Continue', loc }
}

/** A modifier where a statement should begin: a local variable has none, but a function may follow. */
function modified(p: Cursor): never {
  if (p.tok.loc.col === 1) missingBrace(p)
  return p.fail('LPC2007', `'${p.tok.text}' cannot stand inside a function: locals have no modifiers`, p.tok.loc)
}

/** local-declaration: type declarator { ',' declarator } ';' */
function localDeclaration(p: Cursor): Stmt {
  const start = p.tok
  if (start.loc.col === 1 && p.firstOnLine() && looksLikeFunction(p)) missingBrace(p)
  if (p.inDefault) p.diags.error('LPC2023', 'a default value cannot declare variables', start.loc)
  const t = type(p)
  const vars = declarators(p, t, 'local variable')
  if (p.at('(') && vars.length === 1) p.fail('LPC2008', `a function cannot be declared inside a function (is a '}' missing above?)`)
  p.expectSemicolon('after declaration')
  return { kind: 'LocalDecl', loc: start.loc, vars }
}

/** `type *name (` : a function header. */
function looksLikeFunction(p: Cursor): boolean {
  let i = 1
  if (p.at('class') || p.at('struct')) i++
  while (p.peek(i).kind === '*') i++
  return p.peek(i).kind === 'NAME' && p.peek(i + 1).kind === '('
}

function missingBrace(p: Cursor): never {
  p.report('LPC2008', `expected '}' before the next function, found ${describe(p.tok)}: a block above is not closed`, p.tok.loc)
  return p.leaveFunction()
}

/** declarator { ',' declarator } */
export function declarators(p: Cursor, base: LpcType, what: string): Declarator[] {
  const vars = [declarator(p, base, what)]
  while (p.accept(',')) vars.push(declarator(p, base, what))
  return vars
}

/** declarator: '*'… NAME [ '=' expr ] */
export function declarator(p: Cursor, base: LpcType, what: string): Declarator {
  const t = stars(p, base)
  const name = p.name(`a ${what}'s name`)
  return declared(p, t, name.text, name.loc, what)
}

/** The rest of a declarator whose name was read. */
export function declared(p: Cursor, t: LpcType, name: string, loc: Loc, what: string): Declarator {
  if (t.base === 'void') p.diags.error('LPC2009', `${what} ${name} cannot be void`, loc)
  if (p.tok.kind.endsWith('=') && INITIALIZES.has(p.tok.kind)) p.fail('LPC2001', `only '=' can initialize ${name}, not '${p.tok.text}'`, p.tok.loc)
  return { loc, name, type: t, init: p.accept('=') ? expression(p) : null }
}

const INITIALIZES: ReadonlySet<string> = new Set(['+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=', '&&=', '||=', '??='])
