/** The one-page terminal: puts the line to the MUD, the screen, the log and the input together. */
import { Connection } from './connection.js'
import { Input } from './input.js'
import { Log } from './log.js'
import { Screen } from './terminal.js'
import './style.css'

const MODULES = ['Core 1', 'Char 1', 'Room 1', 'Comm.Channel 1', 'Wiz 1']

function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id)
  if (!(found instanceof type)) throw new TypeError(`the page has no #${id}`)
  return found
}

const status = element('status', HTMLElement)
const reconnect = element('reconnect', HTMLButtonElement)
const view = element('view', HTMLButtonElement)
const log = new Log(element('log', HTMLElement))
const screen = new Screen(element('terminal', HTMLElement), tellSize)

const connection = new Connection(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/`, {
  opened() {
    show('Connected', 'open')
    connection.gmcp('Core.Hello', { client: 'Hauki Web', version: '0.1.0' })
    connection.gmcp('Core.Supports.Set', MODULES)
    tellSize()
    input.focus()
  },
  text(text) {
    screen.write(text)
    log.write(text)
  },
  gmcp(name, data) {
    if (name === 'Core.Echo') input.secret((data as { on?: unknown } | undefined)?.on === false)
    else if (name === 'Core.Goodbye' && typeof data === 'string') show(data, 'open')
  },
  closed(reason) {
    input.secret(false)
    show(`Disconnected: ${reason}`, 'closed')
    screen.write(`\r\n\x1b[33m[Disconnected: ${reason}]\x1b[0m\r\n`)
    log.note(`Disconnected: ${reason}`)
  },
})

const input = new Input({
  form: element('form', HTMLFormElement),
  text: element('input', HTMLTextAreaElement),
  password: element('password', HTMLInputElement),
  selected: () => screen.hasSelection() || String(getSelection()) !== '',
}, {
  line(text, secret) {
    if (!connection.open) return connect()
    screen.toBottom()
    // After a hidden line the game itself moves on to the next.
    if (!secret) screen.write(`\x1b[36m${text}\x1b[0m\r\n`)
    connection.line(text)
  },
  interrupt: () => connection.gmcp('Core.Interrupt'),
  scroll: (pages) => screen.scroll(pages),
})

function connect(): void {
  show('Connecting…', 'opening')
  connection.connect()
}

function show(text: string, state: 'opening' | 'open' | 'closed'): void {
  status.textContent = text
  status.dataset.state = state
  reconnect.hidden = state !== 'closed'
}

function plainView(on: boolean): void {
  document.body.classList.toggle('plain', on)
  view.setAttribute('aria-pressed', String(on))
}

/** The plain view is what a screen reader's user reads: the MUD is told. */
function tellSize(): void {
  connection.gmcp('Core.Terminal', { cols: screen.cols, rows: screen.rows, screenReader: document.body.classList.contains('plain') })
}

reconnect.addEventListener('click', connect)
view.addEventListener('click', () => {
  plainView(!document.body.classList.contains('plain'))
  tellSize()
  input.focus()
})
connect()
