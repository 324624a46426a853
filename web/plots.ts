/** Figures over time as uPlot draws them: one cursor over all plots. */
import uPlot from 'uplot'

export interface Plot {
  readonly title: string
  /** Columns of the figures, and how each is called. */
  readonly lines: ReadonlyArray<readonly [column: string, label: string]>
  readonly unit: string
}

const COLOURS = ['#7cc4e8', '#f0b35e', '#a8d58c', '#c7a0f0']
const HEIGHT = 150

export class Plots {
  readonly #made: Array<{ plot: Plot, chart: uPlot, figure: HTMLElement }> = []

  constructor(private readonly box: HTMLElement, private readonly plots: readonly Plot[]) {
    new ResizeObserver(() => {
      for (const { chart, figure } of this.#made) if (figure.clientWidth > 0) chart.setSize({ width: figure.clientWidth, height: HEIGHT })
    }).observe(box)
  }

  draw(columns: readonly string[], rows: ReadonlyArray<readonly number[]>): void {
    const data = (plot: Plot): uPlot.AlignedData => ['time', ...plot.lines.map(([column]) => column)].map((name) => rows.map((row) => row[columns.indexOf(name)])) as unknown as uPlot.AlignedData
    if (this.#made.length === 0) for (const plot of this.plots) this.#make(plot, data(plot))
    else for (const { plot, chart } of this.#made) chart.setData(data(plot))
    for (const { plot, figure } of this.#made) this.#say(plot, figure, columns, rows)
  }

  #make(plot: Plot, data: uPlot.AlignedData): void {
    const figure = document.createElement('figure')
    const caption = document.createElement('figcaption')
    figure.append(caption)
    this.box.append(figure)
    const axis = { stroke: '#93a1ad', grid: { stroke: '#2c3843' }, ticks: { stroke: '#2c3843' } }
    const chart = new uPlot({
      width: Math.max(200, figure.clientWidth), height: HEIGHT, legend: { show: false }, cursor: { sync: { key: 'swarm' } }, axes: [axis, { ...axis, size: 56 }],
      scales: { y: { range: (_u, _min, max) => [0, Math.max(1, max * 1.1)] } },
      series: [{}, ...plot.lines.map(([, label], i) => ({ label, stroke: COLOURS[i], width: 1.5, points: { show: false } }))],
    }, data, figure)
    this.#made.push({ plot, chart, figure })
  }

  /** The latest figures in words: the picture says nothing to a screen reader. */
  #say(plot: Plot, figure: HTMLElement, columns: readonly string[], rows: ReadonlyArray<readonly number[]>): void {
    const last = rows.at(-1)
    const caption = figure.querySelector('figcaption')!
    const parts = plot.lines.map(([column, label], i) => {
      const span = document.createElement('span')
      span.style.color = COLOURS[i]
      span.textContent = ` ${label} ${last ? Number(last[columns.indexOf(column)].toPrecision(3)) : '–'}`
      return span
    })
    caption.replaceChildren(`${plot.title}:`, ...parts, ` ${plot.unit}`)
  }
}
