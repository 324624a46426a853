/**
 * The switch statement and its labels. Not for: whether labels are constant or repeat (compile/).
 */
import type { Block, CaseLabel, Stmt, Switch, SwitchCase } from './ast.js'
import type { Cursor } from './cursor.js'
import { expression } from './expressions.js'
import { condition, recovering, statement } from './statements.js'
import { describe } from './tokens.js'

/** 'switch' '(' comma_expr ')' '{' local-declaration… { label… statement… } '}' */
export function switchStatement(p: Cursor): Switch | Block {
  const { loc } = p.advance()
  const subject = condition(p, 'switch')
  const open = p.expect('{', "after 'switch (…)'")
  p.switches++
  const locals = statements(p)
  if (locals.some((s) => s.kind !== 'LocalDecl')) p.diags.error('LPC2013', "statements before the first 'case' are never reached", locals.find((s) => s.kind !== 'LocalDecl')!.loc)
  const cases: SwitchCase[] = []
  let previousDefault: CaseLabel | undefined
  while (!p.at('}') && !p.at('EOF')) {
    const labels = caseLabels(p)
    for (const l of labels) {
      if (l.kind !== 'default') continue
      if (previousDefault) p.diags.error('LPC2014', "a second 'default'", l.loc, [{ message: 'the first one', loc: previousDefault.loc }])
      previousDefault ??= l
    }
    cases.push({ labels, body: statements(p) })
  }
  p.switches--
  const close = p.expectClose('}', open)
  const node: Switch = { kind: 'Switch', loc, subject, cases }
  // Locals before the first case belong to the whole switch: a block around it says just that.
  return locals.length === 0 ? node : { kind: 'Block', loc: open.loc, body: [...locals, node], end: close.loc }
}

/** statement… up to the next label or the end */
function statements(p: Cursor): Stmt[] {
  const out: Stmt[] = []
  while (!p.at('case') && !p.at('default') && !p.at('}') && !p.at('EOF')) {
    const s = recovering(p, statement)
    if (s) out.push(s)
  }
  return out
}

/** label… : ( 'case' value | 'default' ) ':' */
function caseLabels(p: Cursor): CaseLabel[] {
  const out: CaseLabel[] = []
  while (p.at('case') || p.at('default')) {
    const l = recovering(p, label)
    if (l) out.push(l)
  }
  return out
}

/** label: 'default' ':' | 'case' ( expr | expr '..' [ expr ] | '..' expr ) ':' */
function label(p: Cursor): CaseLabel {
  const { loc, kind } = p.advance()
  if (kind === 'default') {
    colon(p, "'default'")
    return { kind: 'default', loc }
  }
  if (p.accept('..')) {
    const to = expression(p)
    colon(p, 'a case')
    return { kind: 'range', loc, from: null, to }
  }
  const value = expression(p)
  const range = p.accept('..') !== null
  const to = range && !p.at(':') ? expression(p) : null
  if (value.kind === 'StringLit' && range) p.diags.error('LPC2015', 'case ranges are for ints, not strings', value.loc)
  colon(p, 'a case')
  return range ? { kind: 'range', loc, from: value, to } : { kind: 'value', loc, value }
}

function colon(p: Cursor, after: string): void {
  if (p.accept(':')) return
  p.fail('LPC2001', `expected ':' after ${after}, found ${describe(p.tok)}`)
}
