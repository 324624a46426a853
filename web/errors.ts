/** The Errors tab: run-time errors that the game remembers, equal ones once, newest first, with their traces. */
import type { Connection } from './connection.js'
import { button, list, make, record, text } from './dom.js'
import type { Tool } from './tool.js'

/** Fields that hold seconds since 1970. */
const TIMES = new Set(['first', 'last', 'time'])

export class Errors implements Tool {
  readonly #list = make('div', { class: 'errors' })
  readonly #said = make('output', {})

  constructor(box: HTMLElement, private readonly connection: Connection) {
    box.append(make('div', { class: 'bar' }, make('h2', {}, 'Run-time errors'), this.#said, button('Look again', () => void this.#load())), this.#list)
  }

  show(): void {
    void this.#load()
  }

  hide(): void {}

  async #load(): Promise<void> {
    try {
      const found = list(record(record(await this.connection.tool('errors', { limit: 200 })).errors).value).reverse()
      this.#said.textContent = found.length === 0 ? 'None. Good.' : `${found.length}`
      this.#list.replaceChildren(...found.map((e) => this.#error(record(e))))
    } catch (e) {
      this.#said.textContent = (e as Error).message
    }
  }

  /** Field by field: what the mudlib keeps of an error is its own affair. Our library has message and trace in `text`. */
  #error(e: Record<string, unknown>): HTMLElement {
    const message = text(e.message) || text(e.error)
    const count = Number(e.count) > 1 ? ` (${text(e.count)} times)` : ''
    const rows = Object.entries(e).filter(([name]) => !['trace', 'message', 'text'].includes(name))
    const trace = text(e.text) !== '' ? text(e.text) : typeof e.trace === 'string' ? e.trace : list(e.trace).map((t) => (typeof t === 'string' ? t : `${text(record(t).function)}() at ${text(record(t).file) || text(record(t).program)}:${text(record(t).line)} in ${text(record(t).object)}`)).join('\n')
    return make('details', {}, make('summary', {}, `${text(e.id) === '' ? '' : `${text(e.id)}: `}${message.trim()}${count}`),
      make('dl', {}, ...rows.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, typeof value === 'object' ? JSON.stringify(value) : TIMES.has(name) ? new Date(Number(value) * 1_000).toLocaleString() : String(value))])),
      make('pre', {}, trace))
  }
}
