/**
 * Loops. Not for: `break` and `continue`, which are statements like any other (statements.ts).
 */
import type { DoWhile, Expr, For, Foreach, ForeachVar, Stmt, While } from './ast.js'
import type { Cursor } from './cursor.js'
import { commaExpression } from './expressions.js'
import { condition, declarator, statement } from './statements.js'
import { describe } from './tokens.js'
import { atType, stars, type } from './typenames.js'

function loopBody(p: Cursor): Stmt {
  p.loops++
  const s = statement(p)
  p.loops--
  return s
}

/** 'while' '(' comma_expr ')' statement */
export function whileLoop(p: Cursor): While {
  const { loc } = p.advance()
  return { kind: 'While', loc, test: condition(p, 'while'), body: loopBody(p) }
}

/** 'do' statement 'while' '(' comma_expr ')' ';' */
export function doWhile(p: Cursor): DoWhile {
  const { loc } = p.advance()
  const body = loopBody(p)
  p.expect('while', "after the body of 'do'")
  const test = condition(p, 'while')
  p.expectSemicolon("after 'do … while'")
  return { kind: 'DoWhile', loc, test, body }
}

/** 'for' '(' [ init ] ';' [ comma_expr ] ';' [ comma_expr ] ')' statement */
export function forLoop(p: Cursor): For {
  const { loc } = p.advance()
  const open = p.expect('(', "after 'for'")
  const init = p.at(';') ? [] : forInit(p)
  p.expect(';', "after the first part of 'for'")
  const test = p.at(';') ? null : commaExpression(p)
  p.expect(';', "after the condition of 'for'")
  const update = p.at(')') ? null : commaExpression(p)
  p.expectClose(')', open)
  return { kind: 'For', loc, init, test, update, body: loopBody(p) }
}

/** init: comma_expr | type declarator { ',' [ type ] declarator } */
function forInit(p: Cursor): Stmt[] {
  const { loc } = p.tok
  if (!atType(p)) {
    const expr: Expr = commaExpression(p)
    return [{ kind: 'ExprStmt', loc: expr.loc, expr }]
  }
  let base = type(p)
  const vars = [declarator(p, base, 'local variable')]
  while (p.accept(',')) {
    if (atType(p)) base = type(p)
    vars.push(declarator(p, base, 'local variable'))
  }
  return [{ kind: 'LocalDecl', loc, vars }]
}

/** 'foreach' '(' variable [ ',' variable ] ( 'in' | ':' ) comma_expr ')' statement */
export function foreachLoop(p: Cursor): Foreach {
  const { loc } = p.advance()
  const open = p.expect('(', "after 'foreach'")
  const vars = [foreachVar(p)]
  if (p.accept(',')) {
    vars.push(foreachVar(p))
    if (vars[0].ref) p.diags.error('LPC2010', "the keys of a mapping cannot be 'ref': only its values can be changed in place", vars[0].loc)
  }
  if (!p.accept(':')) {
    if (!p.atWord('in')) p.fail('LPC2001', `expected 'in' after the variables of 'foreach', found ${describe(p.tok)}`)
    p.advance()
  }
  const iterable = commaExpression(p)
  p.expectClose(')', open)
  return { kind: 'Foreach', loc, vars, iterable, body: loopBody(p) }
}

/** variable: [ type ] [ 'ref' | '&' ] '*'… NAME */
function foreachVar(p: Cursor): ForeachVar {
  let ref = isRef(p)
  const declared = atType(p) ? type(p) : null
  ref = isRef(p) || ref
  const full = declared ? stars(p, declared) : null
  ref = isRef(p) || ref
  const name = p.name("a variable of 'foreach'")
  if (full?.base === 'void') p.diags.error('LPC2009', `variable ${name.text} cannot be void`, name.loc)
  return { loc: name.loc, name: name.text, type: full, ref }
}

function isRef(p: Cursor): boolean {
  return p.accept('ref') !== null || p.accept('&') !== null
}
