/** What a piece of LPC does with variables: asks whether they were ever set, measures and indexes them. */
import type * as A from '../../lang/ast.js'

export interface Uses {
  /** Names under `undefinedp(x)`, `nullp(x)`, `x ?? y` and `x ??= y`, wherever they stand. */
  readonly asked: ReadonlySet<string>
  /** Names under `x[i]`, `strlen(x)` and `sizeof(x)`. */
  readonly measured: ReadonlySet<string>
}

export function usesOf(root: A.Block | A.Expr): Uses {
  const asked = new Set<string>()
  const measured = new Set<string>()
  const note = (names: Set<string>, e: A.Expr | undefined): void => {
    if (e?.kind === 'Ident') names.add(e.name)
  }
  const look = (e: A.Expr): void => {
    switch (e.kind) {
      case 'Call':
        if (e.name === 'undefinedp' || e.name === 'nullp') note(asked, e.args[0]?.expr)
        else if (e.name === 'strlen' || e.name === 'sizeof') note(measured, e.args[0]?.expr)
        break
      case 'Logical':
        if (e.op === '??') note(asked, e.left)
        break
      case 'Assign':
        if (e.op === '??=') note(asked, e.target)
        break
      case 'Index':
        note(measured, e.object)
        break
      default:
    }
  }
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const child of node) walk(child)
      return
    }
    if (typeof node !== 'object' || node === null || !('kind' in node || 'expr' in node || 'value' in node || 'body' in node)) return
    look(node as A.Expr)
    for (const key in node) {
      const child = (node as Record<string, unknown>)[key]
      if (typeof child === 'object' && key !== 'loc' && key !== 'type') walk(child)
    }
  }
  walk(root)
  return { asked, measured }
}
