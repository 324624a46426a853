/** A headless Chromium driven over its DevTools protocol, for tests of web/. Small on purpose: one page, keys, expressions. */
import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import WebSocket from 'ws'
import { eventually, patient } from './kit.js'

/** The path of a Chromium, or null. */
export function findChromium(): string | null {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    for (const dir of (process.env.PATH ?? '').split(delimiter)) {
      try {
        accessSync(join(dir, name), constants.X_OK)
        return join(dir, name)
      } catch {
        // Not here.
      }
    }
  }
  return null
}

interface Reply { id?: number, method?: string, params?: Record<string, unknown>, result?: Record<string, unknown>, error?: { message: string } }

export class Page {
  /** Console errors and broken security rules. */
  readonly complaints: string[] = []
  #next = 1
  #session = ''
  readonly #pending = new Map<number, (reply: Reply) => void>()

  private constructor(private readonly process: ChildProcess, private readonly socket: WebSocket, private readonly profile: string) {
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString()) as Reply))
  }

  static async open(chromium: string, url: string, width: number, height: number): Promise<Page> {
    const profile = mkdtempSync(join(tmpdir(), 'hauki-chromium-'))
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const child = spawn(chromium, ['--headless', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', ...root, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] })
    let address = ''
    let said = ''
    await patient('Chromium to listen', (done) => {
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        address = /DevTools listening on (\S+)/.exec(said)?.[1] ?? ''
        if (address) done()
      })
    }, () => ` (it said: ${said.slice(-500)})`).catch((e: unknown) => {
      child.kill('SIGKILL')
      throw e
    })
    const socket = new WebSocket(address)
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    const page = new Page(child, socket, profile)
    const { targetId } = await page.#call('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await page.#call('Target.attachToTarget', { targetId, flatten: true })
    page.#session = sessionId as string
    await page.#call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 })
    for (const domain of ['Runtime', 'Log', 'Page']) await page.#call(`${domain}.enable`)
    await page.#call('Page.navigate', { url })
    return page
  }

  /** The value of an expression in the page. */
  async value(expression: string): Promise<unknown> {
    const { result } = await this.#call('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })
    return (result as { value?: unknown }).value
  }

  async until(expression: string): Promise<void> {
    await holds(expression, () => this.value(expression))
  }

  /** Goes to a page; `expression` of the old one cannot be asked any more. */
  async goTo(url: string): Promise<void> {
    await this.#call('Page.navigate', { url })
  }

  /** Opens a tab as the browser duplicates one: with a copy of this one's sessionStorage. Returns its `until`. */
  async duplicate(url: string): Promise<(expression: string) => Promise<void>> {
    const pages = async (): Promise<string[]> => ((await this.#call('Target.getTargets', {}, '')).targetInfos as { type: string, targetId: string }[]).filter((t) => t.type === 'page').map((t) => t.targetId)
    const before = await pages()
    await this.#call('Runtime.evaluate', { expression: `void open(${JSON.stringify(url)})`, userGesture: true })
    const [targetId] = (await pages()).filter((id) => !before.includes(id))
    const { sessionId } = await this.#call('Target.attachToTarget', { targetId, flatten: true }, '')
    return (expression) => holds(expression, async () => {
      const { result } = await this.#call('Runtime.evaluate', { expression, returnByValue: true }, sessionId as string)
      return (result as { value?: unknown }).value
    })
  }

  async type(text: string): Promise<void> {
    await this.#call('Input.insertText', { text })
  }

  /** @param modifiers 2 Ctrl, 8 Shift */
  async key(key: string, modifiers = 0): Promise<void> {
    const code = { Enter: 13, ArrowUp: 38, ArrowDown: 40, Escape: 27, Tab: 9, ArrowLeft: 37, ArrowRight: 39, End: 35, Backspace: 8, Delete: 46, ' ': 32 }[key] ?? (key.length === 1 ? key.toUpperCase().charCodeAt(0) : 0)
    const text = key === 'Enter' ? '\r' : key === ' ' ? ' ' : undefined
    const base = { key, code: key.length === 1 ? `Key${key.toUpperCase()}` : key, windowsVirtualKeyCode: code, modifiers }
    await this.#call('Input.dispatchKeyEvent', { type: text ? 'keyDown' : 'rawKeyDown', text, ...base })
    await this.#call('Input.dispatchKeyEvent', { type: 'keyUp', ...base })
  }

  /** Moves the mouse to the middle of the element, then clicks there. */
  async click(selector: string): Promise<void> {
    const at = await this.value(`(({ x, y, width, height }) => [x + width / 2, y + height / 2])(document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect())`) as [number, number]
    const mouse = (type: string, more = {}): Promise<unknown> => this.#call('Input.dispatchMouseEvent', { type, x: at[0], y: at[1], ...more })
    // Links are looked for when the mouse has come to another cell.
    await mouse('mouseMoved', { x: at[0] - 40 })
    await mouse('mouseMoved')
    await mouse('mousePressed', { button: 'left', clickCount: 1 })
    await mouse('mouseReleased', { button: 'left', clickCount: 1 })
  }

  /** The page as a PNG. */
  async screenshot(): Promise<Buffer> {
    const { data } = await this.#call('Page.captureScreenshot', { format: 'png' })
    return Buffer.from(data as string, 'base64')
  }

  async resize(width: number, height: number): Promise<void> {
    await this.#call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 })
  }

  /** Presses Tab until the element has the focus. */
  async tabTo(selector: string, back = false): Promise<void> {
    for (let i = 0; i < 200; i++) {
      if (await this.value(`document.activeElement?.matches(${JSON.stringify(selector)}) === true`)) return
      await this.key('Tab', back ? 8 : 0)
    }
    throw new TypeError(`no way by the Tab key to ${selector}`)
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.process.once('exit', resolve))
    // Asked politely, it ends its own children first; they would still write into the profile.
    this.#call('Browser.close').catch(() => {})
    const late = setTimeout(() => this.process.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(late)
    this.socket.close()
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }

  #call(method: string, params: Record<string, unknown> = {}, session = this.#session): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const id = this.#next++
      this.#pending.set(id, ({ result, error }) => error ? reject(new TypeError(`${method}: ${error.message}`)) : resolve(result ?? {}))
      this.socket.send(JSON.stringify({ id, method, params, sessionId: session === '' ? undefined : session }))
    })
  }

  #receive(message: Reply): void {
    if (message.id !== undefined) {
      this.#pending.get(message.id)?.(message)
      this.#pending.delete(message.id)
    } else if (message.method === 'Runtime.exceptionThrown') this.complaints.push(JSON.stringify(message.params))
    else if (message.method === 'Log.entryAdded') {
      const entry = message.params?.entry as { level: string, text: string }
      if (entry.level === 'error' || entry.level === 'warning') this.complaints.push(entry.text)
    }
  }
}

/** Asks a page until it says true. */
async function holds(expression: string, ask: () => Promise<unknown>): Promise<void> {
  let held = false
  let asking = false
  await eventually(`the page to have ${expression}`, () => {
    if (!asking && !held) {
      asking = true
      void ask().then((value) => {
        held = value === true
      }, () => { /* It was just going elsewhere. */ }).finally(() => {
        asking = false
      })
    }
    return held
  })
}
