/** What a piece of LPC does with variables: asks whether they were ever set, measures and indexes them. */
import type * as A from '../../lang/ast.js'

/** Names under `undefinedp(x)`, `nullp(x)`, `x ?? y` and `x ??= y`, wherever they stand. */
export function namesAsked(root: A.Block | A.Expr): Set<string> {
  return collect(root, (e, note) => {
    if (e.kind === 'Call' && (e.name === 'undefinedp' || e.name === 'nullp')) note(e.args[0]?.expr)
    else if (e.kind === 'Logical' && e.op === '??') note(e.left)
    else if (e.kind === 'Assign' && e.op === '??=') note(e.target)
  })
}

/** Names under `x[i]`, `strlen(x)` and `sizeof(x)`. */
export function namesMeasured(root: A.Block | A.Expr): Set<string> {
  return collect(root, (e, note) => {
    if (e.kind === 'Index') note(e.object)
    else if (e.kind === 'Call' && (e.name === 'strlen' || e.name === 'sizeof')) note(e.args[0]?.expr)
  })
}

function collect(root: A.Block | A.Expr, look: (e: A.Expr, note: (e: A.Expr | undefined) => void) => void): Set<string> {
  const names = new Set<string>()
  const note = (e: A.Expr | undefined): void => {
    if (e?.kind === 'Ident') names.add(e.name)
  }
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk)
    if (typeof node !== 'object' || node === null || !('kind' in node || 'expr' in node || 'value' in node || 'body' in node)) return
    look(node as A.Expr, note)
    for (const [key, child] of Object.entries(node)) if (typeof child === 'object' && key !== 'loc' && key !== 'type') walk(child)
  }
  walk(root)
  return names
}
