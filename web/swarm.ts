/** The Swarm tab: nodes, vaults and workers, the driver's figures as plots, and one worker in full. */
import type { Connection } from './connection.js'
import { button, list, make, record, table, text, type Child } from './dom.js'
import { Plots } from './plots.js'
import type { Tool } from './tool.js'

const EVERY_MS = 1_000
/** Seconds shown. */
const SHOWN = 600

export class Swarm implements Tool {
  readonly #said = make('output', {})
  readonly #tables = make('div', { class: 'tables' })
  readonly #worker = make('section', { class: 'worker', 'aria-label': 'Worker', hidden: '' })
  readonly #plots: Plots
  #columns: readonly string[] = []
  #rows: number[][] = []
  #last = 0
  #timer = 0
  /** The worker that is looked at. */
  #focus = ''
  #log: HTMLElement | null = null

  constructor(box: HTMLElement, private readonly connection: Connection) {
    const plots = make('div', { class: 'plots' })
    box.append(make('div', { class: 'bar' }, make('h2', {}, 'Swarm'), this.#said), this.#tables, this.#worker, plots)
    this.#plots = new Plots(plots, [
      { title: 'CPU and event loop', lines: [['cpu', 'CPU %'], ['loop_p99', 'loop p99 ms']], unit: '' },
      { title: 'Memory', lines: [['rss', 'process'], ['heap', 'heap']], unit: 'MiB' },
      { title: 'Rates', lines: [['commands', 'commands'], ['calls', 'remote calls'], ['errors', 'errors']], unit: 'a second' },
      { title: 'Command time', lines: [['command_p50', 'p50'], ['command_p99', 'p99']], unit: 'ms' },
      { title: 'Remote call time', lines: [['call_p50', 'p50'], ['call_p99', 'p99']], unit: 'ms' },
      { title: 'World', lines: [['players', 'players'], ['ghosts', 'ghosts']], unit: '' },
    ])
  }

  show(): void {
    void this.#tick()
  }

  hide(): void {
    clearTimeout(this.#timer)
  }

  async #tick(): Promise<void> {
    clearTimeout(this.#timer)
    const [swarm] = await Promise.all([
      this.connection.tool('swarm').then((r) => record(record(record(r).status).value), (e: Error) => e),
      this.#figures().catch(() => {}),
    ])
    if (swarm instanceof Error) this.#said.textContent = swarm.message
    else this.#show(list(swarm.nodes).map(record), list(swarm.workers).map(record))
    if (this.#focus !== '') await this.#readLog(this.#focus)
    this.#timer = window.setTimeout(() => void this.#tick(), EVERY_MS)
  }

  async #figures(): Promise<void> {
    const { columns, rows, last } = record(await this.connection.tool('figures', { after: this.#last }))
    this.#columns = list(columns).map(text)
    // A new driver counts from the beginning.
    if (Number(last) < this.#last) this.#rows = []
    this.#last = Number(last)
    this.#rows = [...this.#rows, ...list(rows) as number[][]].slice(-SHOWN)
    if (this.#rows.length > 0) this.#plots.draw(this.#columns, this.#rows)
  }

  /** A worker that is busy answers late: the next look waits for it. */
  async #readLog(worker: string): Promise<void> {
    const log = this.#log
    const lines = await this.connection.tool('worker_log', { worker }).then((r) => list(record(r).lines).map(text).join('\n') || 'It has written nothing.', (e: Error) => e.message)
    if (!log || worker !== this.#focus || log.textContent === lines) return
    const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 8
    log.textContent = lines
    if (atEnd) log.scrollTop = log.scrollHeight
  }

  #show(nodes: ReadonlyArray<Record<string, unknown>>, workers: ReadonlyArray<Record<string, unknown>>): void {
    this.#said.textContent = `${nodes.filter((n) => truthy(n.alive)).length} of ${nodes.length} nodes up, ${workers.length} workers`
    const had = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.worker : undefined
    this.#tables.replaceChildren(
      table(['Node', 'State', 'Isolation', 'Running', 'Warm vaults', 'Memory MiB', 'Load', 'Tags'], nodes.map((n) => [
        text(n.name), !truthy(n.alive) ? 'DOWN' : truthy(n.drained) ? 'drained' : 'up', text(n.isolation), text(n.running), text(n.warm), `${text(n.free_memory)} free of ${text(n.memory)}`,
        Number(n.load).toFixed(2), list(n.tags).map(text).join(' '),
      ]), 'Nodes'),
      table(['Worker', 'Node', 'Vault', 'Isolation', 'Owner', 'Source', 'Age'], workers.map((w): Child[] => [
        button(text(w.worker), () => void this.#open(w), { 'data-worker': text(w.worker) }), text(w.node), text(w.vault), text(w.isolation), text(w.owner), text(w.source).slice(0, 60), age(Number(w.started_at)),
      ]), 'Workers'),
    )
    // The table is made anew each second: whoever is on a button stays there.
    if (had !== undefined) this.#tables.querySelector<HTMLElement>(`[data-worker="${CSS.escape(had)}"]`)?.focus()
    if (this.#focus !== '' && !workers.some((w) => w.worker === this.#focus)) {
      this.#worker.querySelector('output')?.replaceChildren('It has ended.')
      this.#focus = ''
    }
  }

  async #open(w: Record<string, unknown>): Promise<void> {
    const id = text(w.worker)
    this.#focus = id
    const said = make('output', {})
    const known = record(await this.connection.tool('worker', { worker: id }).catch((e: Error) => ({ error: e.message })))
    const rows = Object.entries({ ...w, ...record(known.info) }).map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)])
    let sure = false
    const end = button('End it', () => {
      if (!sure) {
        sure = true
        end.textContent = 'Really end it?'
        return
      }
      void this.connection.tool('worker_end', { worker: id }).then(() => {
        said.textContent = 'It was ended.'
        end.hidden = true
      }, (e: Error) => { said.textContent = e.message })
    })
    const close = button('Close', () => {
      this.#worker.hidden = true
      this.#focus = ''
    })
    this.#log = make('pre', { tabindex: '0', class: 'log' }, 'Asking it…')
    const source = typeof known.source === 'string' ? known.source : typeof known.error === 'string' ? known.error : 'Its source is too long to be kept, or cannot be read any more.'
    this.#worker.replaceChildren(make('div', { class: 'bar' }, make('h3', {}, id), said, end, close),
      make('h3', {}, 'Log'), this.#log, make('h3', {}, 'Source'), make('pre', { tabindex: '0', class: 'source' }, source),
      make('details', {}, make('summary', {}, 'What is known'), table(['What', 'Value'], rows, 'What is known')))
    void this.#readLog(id)
    this.#worker.hidden = false
    end.focus()
  }
}

function truthy(value: unknown): boolean {
  return value === true || typeof value === 'number' && value !== 0
}

function age(startedAt: number): string {
  const s = Math.max(0, Math.round((Date.now() - startedAt) / 1_000))
  return s < 60 ? `${s} s` : s < 3_600 ? `${Math.floor(s / 60)} min` : `${Math.floor(s / 3_600)} h`
}
