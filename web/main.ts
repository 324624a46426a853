/** The page: puts the line to the MUD, the screen, the log, the input, the panel and the tabs together. */
import { Connection } from './connection.js'
import { element, record } from './dom.js'
import { Input } from './input.js'
import { Log } from './log.js'
import { Panel } from './panel.js'
import { Tabs, type Tab } from './tabs.js'
import { Screen } from './terminal.js'
import type { Tool } from './tool.js'
import 'uplot/dist/uPlot.min.css'
import './style.css'

const MODULES = ['Core 1', 'Session 1', 'Char 1', 'Room 1', 'Comm.Channel 1', 'Wiz 1']

const status = element('status', HTMLElement)
const reconnect = element('reconnect', HTMLButtonElement)
const view = element('view', HTMLButtonElement)
const dock = element('dock', HTMLButtonElement)
const log = new Log(element('log', HTMLElement))
const screen = new Screen(element('terminal', HTMLElement), tellSize, (line) => input.say(line))

const connection = new Connection(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/`, {
  opened(resumed) {
    show('Connected', 'open')
    connection.gmcp('Core.Hello', { client: 'Hauki Web', version: '0.1.0' })
    connection.gmcp('Core.Supports.Set', MODULES)
    tellSize()
    if (resumed) note('Back where you were.')
    else input.focus()
  },
  text(text) {
    screen.write(text)
    log.write(text)
  },
  gmcp(name, data) {
    if (name === 'Core.Echo') input.secret(record(data).on === false)
    else if (name === 'Core.Goodbye' && typeof data === 'string') show(data, 'open')
    else panel.gmcp(name, data)
    // Somebody is playing now: the server says whether with tools.
    if (name === 'Char.Name') void askTools()
  },
  closed(reason, again) {
    if (again !== null) return show(`Connection lost (${reason}): trying again…`, 'opening')
    input.secret(false)
    tabs.allow(false)
    show(`Disconnected: ${reason}`, 'closed')
    note(`Disconnected: ${reason}`)
  },
})

const panel = new Panel(element('panel', HTMLElement), {
  go: (way) => input.say(way),
  ask: (name) => connection.gmcp(name),
})

const tools = new Map<Tab, Promise<Tool>>()
let shown: Tool | null = null

/** The code of a tool comes when it is first looked at. */
const TOOLS: Readonly<Record<Exclude<Tab, 'game'>, (box: HTMLElement) => Promise<Tool>>> = {
  files: async (box) => new (await import('./files.js')).Files(box, connection),
  errors: async (box) => new (await import('./errors.js')).Errors(box, connection),
  profile: async (box) => new (await import('./profile.js')).Profile(box, connection),
  swarm: async (box) => new (await import('./swarm.js')).Swarm(box, connection),
}

const tabs = new Tabs((tab) => {
  shown?.hide()
  shown = null
  if (tab === 'game') return
  const tool = tools.get(tab) ?? TOOLS[tab](element(`view-${tab}`, HTMLElement))
  tools.set(tab, tool)
  void tool.then((t) => {
    if (tabs.at !== tab) return
    shown = t
    t.show()
  })
})

async function askTools(): Promise<void> {
  tabs.allow(await connection.tool('hello').then(() => true, () => false))
}

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
    if (!secret) screen.write(`\x1b[36m${text.replace(/\p{Cc}/gu, '')}\x1b[0m\r\n`)
    connection.line(text)
  },
  interrupt: () => connection.gmcp('Core.Interrupt'),
  scroll: (pages) => screen.scroll(pages),
})

function connect(): void {
  show('Connecting…', 'opening')
  connection.connect()
}

function note(text: string): void {
  screen.write(`\r\n\x1b[33m[${text}]\x1b[0m\r\n`)
  log.note(text)
}

function show(text: string, state: 'opening' | 'open' | 'closed'): void {
  status.textContent = text
  status.dataset.state = state
  reconnect.hidden = state !== 'closed'
}

/** The plain view is what a screen reader's user reads: the MUD is told. */
function tellSize(): void {
  connection.gmcp('Core.Terminal', { cols: screen.cols, rows: screen.rows, screenReader: document.body.classList.contains('plain'), links: true })
}

reconnect.addEventListener('click', connect)
dock.addEventListener('click', () => {
  const open = document.body.classList.toggle('docked')
  dock.setAttribute('aria-expanded', String(open))
})
view.addEventListener('click', () => {
  const plain = document.body.classList.toggle('plain')
  view.setAttribute('aria-pressed', String(plain))
  tellSize()
  input.focus()
})
connect()
