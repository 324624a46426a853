/** The Files tab: folders, and a file in the editor. Saving compiles, and errors stand in the gutter. */
import { ToolError, type Connection } from './connection.js'
import { button, list, make, record, text } from './dom.js'
import { Editor, type Efun } from './editor.js'
import type { Tool } from './tool.js'

/** The file in the editor; its text where that is not saved. */
export interface Draft { readonly path: string, readonly etag: string | null, readonly source: string | null }

const SOURCE = /\.(?:c|lpc|h)$/

export class Files implements Tool {
  readonly #where = make('nav', { class: 'crumbs', 'aria-label': 'Folder' })
  readonly #entries = make('ul', { class: 'entries', 'aria-label': 'Files' })
  readonly #name = make('input', { 'aria-label': 'New file', placeholder: 'new file', spellcheck: 'false', autocapitalize: 'off' })
  readonly #title = make('output', { class: 'title' }, 'No file is open.')
  readonly #editor: Editor
  readonly #efuns = new Map<string, Efun>()
  #folder = ''
  /** The file that is open; `etag` null: it is not there yet. */
  #open: { path: string, etag: string | null, dirty: boolean } | null = null

  /** @param draft what was open before the page was loaded anew */
  constructor(box: HTMLElement, private readonly connection: Connection, draft: Draft | null) {
    const editing = make('div', { class: 'editor' })
    const made = make('form', { class: 'newfile' }, this.#name, make('button', { type: 'submit' }, 'New'))
    made.addEventListener('submit', (event) => {
      event.preventDefault()
      if (/^[\w.-]+$/.test(this.#name.value)) this.#edit(`${this.#folder}/${this.#name.value}`, null, '')
      this.#name.value = ''
    })
    box.classList.add('files')
    box.append(
      make('div', { class: 'tree' }, this.#where, this.#entries, made),
      make('div', { class: 'sheet' }, make('div', { class: 'bar' }, this.#title, button('Save and compile', () => void this.#save(), { 'aria-keyshortcuts': 'Control+S' })), editing, make('p', { class: 'quiet' }, 'Ctrl+S saves and compiles. After Ctrl+M the Tab key leaves the editor.')),
    )
    this.#editor = new Editor(editing, () => this.#efuns, {
      check: (source) => (this.#open ? this.connection.tool('check', { path: this.#open.path, source }) : Promise.resolve(null)),
      save: () => void this.#save(),
      changed: () => {
        if (!this.#open || this.#open.dirty) return
        this.#open.dirty = true
        this.#tell('')
      },
    })
    window.addEventListener('beforeunload', (event) => {
      if (this.#open?.dirty) event.preventDefault()
    })
    void this.#start(draft)
  }

  get draft(): Draft | null {
    const open = this.#open
    return open && { path: open.path, etag: open.etag, source: open.dirty || open.etag === null ? this.#editor.source : null }
  }

  show(): void {
    if (this.#folder) void this.#list(this.#folder)
  }

  hide(): void {}

  /** Begins with the file that was open, else at home, where one may write. */
  async #start(draft: Draft | null): Promise<void> {
    if (draft && draft.source !== null) {
      this.#edit(draft.path, draft.etag, draft.source)
      this.#open!.dirty = true
      this.#tell('not saved yet')
    }
    const manual = record(await this.connection.tool('manual').catch(() => ({})))
    for (const row of list(manual.efuns)) {
      const [name, sig, doc] = list(row).map(text)
      this.#efuns.set(name, { name, sig, doc })
    }
    const { home } = record(await this.connection.tool('hello').catch(() => ({})))
    await this.#list(draft ? draft.path.replace(/\/[^/]*$/, '') || '/' : text(home) || '/')
    if (draft?.source === null) await this.#read(draft.path)
  }

  async #list(path: string): Promise<void> {
    const entries: unknown[] = []
    try {
      for (let offset: unknown = 0; typeof offset === 'number';) {
        const page = record(await this.connection.tool('file_list', { path, offset }))
        entries.push(...list(record(page.entries).value))
        offset = page.next_offset
      }
    } catch (e) {
      if (path !== '/') return this.#list('/')
      return this.#tell((e as Error).message)
    }
    this.#folder = path === '/' ? '' : path
    const parts = path.split('/').filter((p) => p !== '')
    this.#where.replaceChildren(button('/', () => void this.#list('/')), ...parts.map((part, i) => button(`${part}/`, () => void this.#list(`/${parts.slice(0, i + 1).join('/')}`))))
    this.#entries.replaceChildren(...entries.map((entry) => {
      const { name, type } = record(entry)
      const full = `${this.#folder}/${text(name)}`
      return make('li', {}, button(type === 'directory' ? `${text(name)}/` : text(name), () => void (type === 'directory' ? this.#list(full) : this.#read(full))))
    }))
  }

  async #read(path: string): Promise<void> {
    try {
      let [source, offset, etag]: [string, number | null, string] = ['', 0, '']
      while (offset !== null) {
        const page = record(await this.connection.tool('file_read', { path, offset }))
        if (offset > 0 && text(page.etag) !== etag) return this.#tell(`${path} changes while it is read: open it again.`)
        source += text(record(page.content).value)
        etag = text(page.etag)
        offset = typeof page.next_offset === 'number' ? page.next_offset : null
      }
      this.#edit(path, etag, source)
    } catch (e) {
      this.#tell((e as Error).message)
    }
  }

  #edit(path: string, etag: string | null, source: string): void {
    if (this.#open?.dirty && !window.confirm(`${this.#open.path} is not saved. Leave it?`)) return
    this.#open = { path, etag, dirty: false }
    this.#editor.open(source, path, SOURCE.test(path))
    this.#tell(etag === null ? 'new' : '')
  }

  /** @param etag of what it shall replace */
  async #save(etag = this.#open?.etag ?? null): Promise<void> {
    const open = this.#open
    if (!open) return
    try {
      const result = record(await this.connection.tool('file_write', { path: open.path, etag, content: this.#editor.source }))
      open.etag = text(result.etag)
      open.dirty = false
      const compile = record(result.compile)
      this.#editor.mark(result.compile)
      const errors = list(compile.diagnostics).length
      this.#tell(result.compile === undefined ? 'saved' : compile.ok === true ? `saved, compiles${result.loaded === true ? '; `update` it to use it' : ''}` : `saved, ${errors} error${errors === 1 ? '' : 's'}`)
      if (result.created === true) await this.#list(this.#folder || '/')
    } catch (e) {
      if (!(e instanceof ToolError) || e.code !== 'CONFLICT') return this.#tell(`NOT saved: ${(e as Error).message}`)
      const theirs = typeof e.data.etag === 'string' ? e.data.etag : null
      const what = theirs === null ? 'is not there any more' : open.etag === null ? 'is there already' : 'was changed by somebody else'
      if (window.confirm(`${open.path} ${what}. Put yours in its place?`)) return this.#save(theirs)
      this.#tell(`NOT saved: it ${what}`)
    }
  }

  #tell(what: string): void {
    const open = this.#open
    this.#title.textContent = !open ? what || 'No file is open.' : `${open.path}${open.dirty ? ' *' : ''}${what === '' ? '' : ` (${what})`}`
  }
}
