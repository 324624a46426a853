/** Small helpers around the page's elements. All text goes in as text nodes: what players write is never markup. */

export function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id)
  if (!(found instanceof type)) throw new TypeError(`the page has no #${id}`)
  return found
}

export type Child = Node | string

/** `make('button', { type: 'button', class: 'quiet' }, 'Save')`; a value of null leaves the attribute out. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Readonly<Record<string, string | null>> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value)
  made.append(...children)
  return made
}

export function button(text: string, click: () => void, attributes: Readonly<Record<string, string | null>> = {}): HTMLButtonElement {
  const made = make('button', { type: 'button', ...attributes }, text)
  made.addEventListener('click', click)
  return made
}

/** A table with a head; cells may be elements. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly Child[]>, caption: string): HTMLTableElement {
  return make('table', {}, make('caption', {}, caption),
    make('thead', {}, make('tr', {}, ...head.map((h) => make('th', { scope: 'col' }, h)))),
    make('tbody', {}, ...rows.map((row) => make('tr', {}, ...row.map((cell) => make('td', {}, cell))))))
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {}
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
