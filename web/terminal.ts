/** The picture: xterm.js as a screen without a keyboard, sized to its box. Not for: input. */
import { Terminal } from '@xterm/xterm'
import { commandOf, pageOf } from './links.js'
import '@xterm/xterm/css/xterm.css'

const FONT_SIZE = 15
const FONT_SIZE_NARROW = 13
const NARROW = 600
const MIN_COLS = 20
const MIN_ROWS = 5

export class Screen {
  readonly #terminal: Terminal

  /**
   * @param resized told the size after each change, the first one included
   * @param say a link that sends a line was clicked
   */
  constructor(private readonly box: HTMLElement, private readonly resized: (cols: number, rows: number) => void, say: (line: string) => void) {
    this.#terminal = new Terminal({
      disableStdin: true,
      convertEol: true,
      cursorInactiveStyle: 'none',
      scrollback: 5_000,
      fontSize: this.#fontSize(),
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      linkHandler: {
        allowNonHttpProtocols: true,
        activate: (_event, uri) => {
          const line = commandOf(uri)
          if (line !== null) return say(line)
          const page = pageOf(uri)
          if (page !== null && confirm(`Leave the game for this page?\n\n${page}`)) open(page, '_blank', 'noopener,noreferrer')
        },
        // What a link does is seen before it is clicked.
        hover: (_event, uri) => { this.box.title = commandOf(uri) ?? pageOf(uri) ?? '' },
        leave: () => { this.box.title = '' },
      },
      theme: {
        background: '#101418', foreground: '#d8dee4', cursor: '#101418',
        // The usual ones are too dark on this ground to be read.
        red: '#f28b82', green: '#8ccf7e', yellow: '#e5c76b', blue: '#82aaff', magenta: '#d0a2f7', cyan: '#6cd5e0',
      },
    })
    this.#terminal.open(box)
    this.#terminal.write('\x1b[?25l')
    // Its hidden textarea would be a second, dead input for the Tab key.
    this.#terminal.textarea?.setAttribute('tabindex', '-1')
    // Its first call comes after the layout.
    new ResizeObserver(() => this.#fit()).observe(box)
  }

  get cols(): number {
    return this.#terminal.cols
  }

  get rows(): number {
    return this.#terminal.rows
  }

  write(text: string): void {
    this.#terminal.write(text)
  }

  scroll(pages: number): void {
    this.#terminal.scrollPages(pages)
  }

  toBottom(): void {
    this.#terminal.scrollToBottom()
  }

  hasSelection(): boolean {
    return this.#terminal.hasSelection()
  }

  #fontSize(): number {
    return window.innerWidth < NARROW ? FONT_SIZE_NARROW : FONT_SIZE
  }

  /** The cell's size is what the screen measures divided by what it shows. */
  #fit(): void {
    if (this.#terminal.options.fontSize !== this.#fontSize()) this.#terminal.options.fontSize = this.#fontSize()
    const screen = this.box.querySelector('.xterm-screen')
    if (!(screen instanceof HTMLElement) || screen.clientWidth === 0 || this.box.clientHeight === 0) return
    const width = screen.clientWidth / this.#terminal.cols
    const height = screen.clientHeight / this.#terminal.rows
    const scrollbar = 14
    const cols = Math.max(MIN_COLS, Math.floor((this.box.clientWidth - scrollbar) / width))
    const rows = Math.max(MIN_ROWS, Math.floor(this.box.clientHeight / height))
    if (cols === this.#terminal.cols && rows === this.#terminal.rows) return
    this.#terminal.resize(cols, rows)
    this.resized(cols, rows)
  }
}
