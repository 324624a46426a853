/** The page: puts the line to the MUD, the screen, the log, the input, the panel and the tabs together. */
import { Connection } from './connection.js'
import { element, record } from './dom.js'
import { Input } from './input.js'
import { Log } from './log.js'
import { Panel } from './panel.js'
import { leave, takeUp, type Stay } from './stay.js'
import { Tabs, type Tab } from './tabs.js'
import { Screen } from './terminal.js'
import type { Tool } from './tool.js'
import type { Files } from './files.js'
import { Transcript, type Shown } from './transcript.js'
import 'uplot/dist/uPlot.min.css'
import './style.css'

const MODULES = ['Core 1', 'Session 1', 'Char 1', 'Room 1', 'Comm.Channel 1', 'Wiz 1']

const status = element('status', HTMLElement)
const reconnect = element('reconnect', HTMLButtonElement)
const view = element('view', HTMLButtonElement)
const dock = element('dock', HTMLButtonElement)
const log = new Log(element('log', HTMLElement))
const screen = new Screen(element('terminal', HTMLElement), tellSize, (line) => input.say(line))

const transcript = new Transcript()
/** What the page before a reload has left, until its session is ours. */
let left: Stay | null = takeUp()
let files: Files | null = null
/** What that page had in its editor, until the Files tab is looked at. */
let draft = left?.files ?? null
let tabAgain: Tab | null = null

const connection = new Connection(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/`, {
  opened(resumed) {
    show('Connected', 'open')
    connection.gmcp('Core.Hello', { client: 'Hauki Web', version: '0.1.0' })
    connection.gmcp('Core.Supports.Set', MODULES)
    tellSize()
    // A reloaded page shows what it showed: nothing need be said.
    if (resumed && left) restore(left)
    else if (resumed) note('Back where you were.')
    if (!resumed || left) input.focus()
    if (!resumed) draft = null
    left = null
  },
  text: (text) => put('text', text),
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
    left = null
    tabs.allow(false)
    show(`Disconnected: ${reason}`, 'closed')
    note(`Disconnected: ${reason}`)
  },
}, left?.place)

const panel = new Panel(element('panel', HTMLElement), {
  go: (way) => input.say(way),
  ask: (name) => connection.gmcp(name),
})

const tools = new Map<Tab, Promise<Tool>>()
let shown: Tool | null = null

/** The code of a tool comes when it is first looked at. */
const TOOLS: Readonly<Record<Exclude<Tab, 'game'>, (box: HTMLElement) => Promise<Tool>>> = {
  files: async (box) => (files = new (await import('./files.js')).Files(box, connection, draft)),
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
  if (tabAgain && tabs.allowed) tabs.show(tabAgain)
  tabAgain = null
}

/** Puts the page as the one before it was. */
function restore(stay: Stay): void {
  log.quietly(() => stay.shown.forEach((shown) => put(...shown)))
  panel.restore(stay.panel)
  if (stay.plain) setPlain(true)
  tabAgain = stay.tab
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
    if (!secret) put('typed', text)
    connection.line(text)
  },
  interrupt: () => connection.gmcp('Core.Interrupt'),
  scroll: (pages) => screen.scroll(pages),
})

function connect(): void {
  show('Connecting…', 'opening')
  connection.connect()
}

/** Shows something, and remembers it. */
function put(...shown: Shown): void {
  const [kind, text] = shown
  transcript.add(...shown)
  if (kind === 'typed') return screen.write(`\x1b[36m${text.replace(/\p{Cc}/gu, '')}\x1b[0m\r\n`)
  if (kind === 'text') log.write(text)
  else log.note(text)
  screen.write(kind === 'text' ? text : `\r\n\x1b[33m[${text}]\x1b[0m\r\n`)
}

function note(text: string): void {
  put('note', text)
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
function setPlain(plain: boolean): void {
  document.body.classList.toggle('plain', plain)
  view.setAttribute('aria-pressed', String(plain))
  tellSize()
}

view.addEventListener('click', () => {
  setPlain(!document.body.classList.contains('plain'))
  input.focus()
})

addEventListener('pagehide', () => {
  const { place } = connection
  if (left && place) return leave(left)
  if (!place) return
  const plain = document.body.classList.contains('plain')
  leave({ place, shown: transcript.shown, panel: panel.state, tab: tabs.at, plain, files: files?.draft ?? draft })
})
// The browser has kept the page as it was: nobody else comes for what it has left.
addEventListener('pageshow', () => void takeUp())
connect()
