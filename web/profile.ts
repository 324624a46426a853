/** The Profile tab: where the driver's time goes, by function and by program. */
import type { Connection } from './connection.js'
import { button, list, make, record, table, text } from './dom.js'
import type { Tool } from './tool.js'

const SECONDS = 10

export class Profile implements Tool {
  readonly #said = make('output', {})
  readonly #report = make('div', { class: 'report' })
  #timer = 0

  constructor(box: HTMLElement, private readonly connection: Connection) {
    box.append(make('div', { class: 'bar' }, make('h2', {}, 'Profile'), this.#said,
      button(`Measure ${SECONDS} seconds`, () => void this.#ask('start')), button('Stop', () => void this.#ask('stop'))), this.#report)
  }

  show(): void {
    void this.#ask('report')
  }

  hide(): void {
    clearTimeout(this.#timer)
  }

  async #ask(action: 'start' | 'stop' | 'report'): Promise<void> {
    clearTimeout(this.#timer)
    try {
      const { running, report } = record(await this.connection.tool('profile', { action, seconds: SECONDS }))
      if (running === true) {
        this.#said.textContent = 'Measuring…'
        this.#timer = window.setTimeout(() => void this.#ask('report'), 1_000)
        return
      }
      this.#show(record(report))
    } catch (e) {
      this.#said.textContent = (e as Error).message
    }
  }

  #show(report: Record<string, unknown>): void {
    const busy = Number(report.sampled) - Number(report.idle)
    if (!Number.isFinite(busy)) {
      this.#said.textContent = 'Nothing was measured yet.'
      return
    }
    const running = report.running === 1
    this.#said.textContent = `${running ? 'Measuring' : 'Measured'} ${Number(report.seconds).toFixed(1)} s, busy ${percent(busy, Number(report.sampled))}`
    if (running) this.#timer = window.setTimeout(() => void this.#ask('report'), 1_000)
    const figures = (r: Record<string, unknown>): string[] => [percent(Number(r.self), busy), Number(r.self).toFixed(1), Number(r.total).toFixed(1)]
    this.#report.replaceChildren(
      table(['Self', 'Self ms', 'Total ms', 'Function', 'Where'], list(report.functions).slice(0, 40).map(record).map((r) => [...figures(r), `${text(r.function)}()`, `${text(r.file)}:${text(r.line)}`]), 'Functions'),
      table(['Self', 'Self ms', 'Total ms', 'Program'], list(report.programs).slice(0, 20).map(record).map((r) => [...figures(r), text(r.program)]), 'Programs'),
    )
  }
}

function percent(part: number, whole: number): string {
  return whole > 0 ? `${Math.round(part * 100 / whole)} %` : '–'
}
