/**
 * Real clients that play: each logs in, walks, talks, writes an object with the line editor,
 * compiles, clones and fights it, and leaves. Not tests themselves: plays.test.ts runs them
 * short, `node dist/t/e2e/plays-long.js --minutes 2 [client…]` at length.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { findChromium, Page } from '../net/chromium.js'
import { PASSWORD, type Program } from './kit.js'
import { Stream } from './stream.js'

/** Tintin++ is in a folder of its own on Debian. */
const PATHS = [...(process.env.PATH ?? '').split(delimiter), '/usr/games']

export function findProgram(name: string): string | null {
  for (const dir of PATHS) {
    try {
      accessSync(join(dir, name), constants.X_OK)
      return join(dir, name)
    } catch {
      // Not here.
    }
  }
  return null
}

/** Milliseconds for one answer. */
const PATIENCE = 40_000

/** Escape sequences of terminals: these clients paint, and we read words. */
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[@-Z\\-_=>78])/g

/** What a play needs of a client. */
export abstract class Somebody extends Stream {
  abstract send(line: string): void
  abstract gone(): Promise<void>

  /** Types a line and waits for something in what comes. */
  async ask(line: string, what: RegExp): Promise<string> {
    this.text = ''
    this.send(line)
    return this.expect(what, PATIENCE)
  }

  async login(name: string): Promise<void> {
    await this.expect(/By what name/, PATIENCE)
    await this.ask(name, /Password:/)
    await this.ask(PASSWORD, /Welcome|back in your body/)
  }
}

/** A program in a pseudo-terminal, or on plain pipes. */
class Terminal extends Somebody {
  readonly #child: ChildProcess

  constructor(command: readonly string[], pty: boolean, private readonly lineEnd: string, private readonly afterQuit = '') {
    super()
    const env = { ...process.env, TERM: 'xterm', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', HOME: '/nonexistent' }
    const quoted = command.map((w) => `'${w.replaceAll('\'', '\'\\\'\'')}'`).join(' ')
    this.#child = pty ? spawn('script', ['-qec', `stty cols 100 rows 40; exec ${quoted}`, '/dev/null'], { env, stdio: 'pipe' }) : spawn(command[0], command.slice(1), { env, stdio: 'pipe' })
    this.#child.stdout!.on('data', (d: Buffer) => this.push(d.toString('utf8').replace(ESCAPES, '').replaceAll('\r', '')))
    this.#child.stderr!.on('data', (d: Buffer) => this.push(d.toString('utf8')))
    this.#child.stdin!.on('error', () => {})
    this.#child.once('close', () => super.end())
  }

  send(line: string): void {
    this.#child.stdin!.write(line + this.lineEnd)
  }

  async gone(): Promise<void> {
    // Clients with windows of their own stay when the game has hung up.
    if (this.afterQuit) {
      await this.expect(/closed|disconnected|died|end of file/i)
      this.send(this.afterQuit)
    }
    this.#child.stdin!.end()
    await this.closed()
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}

/** In the page: what its log has got since the last time. */
const TAKE_LOG = `(() => {
  const log = document.getElementById('log')
  if (!log) return ''
  if (!window.taken) {
    window.taken = [...log.children].map((line) => line.textContent)
    new MutationObserver((all) => {
      for (const { addedNodes } of all) for (const line of addedNodes) window.taken.push(line.textContent)
    }).observe(log, { childList: true })
  }
  return window.taken.splice(0).map((line) => line + '\\n').join('')
})()`

/** Chromium on our own page, by its keyboard. */
class Browser extends Somebody {
  private constructor(private readonly page: Page) {
    super()
  }

  static async open(program: Program): Promise<Browser> {
    const browser = new Browser(await Page.open(findChromium()!, `http://127.0.0.1:${program.webPort}/`, 1200, 800))
    void browser.#read()
    return browser
  }

  send(line: string): void {
    this.#keys = this.#keys.then(async () => {
      await this.page.type(line)
      await this.page.key('Enter')
    })
  }

  async gone(): Promise<void> {
    await this.page.until('document.getElementById("status").dataset.state === "closed"')
    super.end()
    await this.page.close()
    if (this.page.complaints.length) throw new TypeError(`the page complained: ${this.page.complaints.join('; ')}`)
  }

  #keys = Promise.resolve()

  /** The page's log as a stream. */
  async #read(): Promise<void> {
    while (!this.over) {
      const lines = await this.page.value(TAKE_LOG)
      if (typeof lines === 'string' && lines !== '') this.push(lines)
      await after(50)
    }
  }
}

export interface Play {
  readonly name: string
  /** Why it cannot be here. */
  readonly missing: () => string | null
  run(program: Program, token: string, ms: number): Promise<number>
}

function typed(name: string, needs: string | null, open: (program: Program) => Somebody | Promise<Somebody>): Play {
  return {
    name,
    missing: () => (needs === null ? (findChromium() ? null : 'no Chromium installed') : findProgram(needs) && findProgram('script') ? null : `${needs} is not installed`),
    run: async (program, _token, ms) => play(await open(program), account(name), ms),
  }
}

/** Account of a client: letters only. */
export function account(name: string): string {
  return `play${name.replace(/[^a-z]/g, '')}`
}

export const PLAYS: readonly Play[] = [
  typed('telnet', 'telnet', (p) => new Terminal([findProgram('telnet')!, '127.0.0.1', String(p.telnetPort)], true, '\r')),
  // Verbatim: semicolons and braces of LPC are no commands of the client.
  typed('tintin', 'tt++', (p) => new Terminal([findProgram('tt++')!, '-G', '-e', `#config verbatim on;#session mud 127.0.0.1 ${p.telnetPort}`], true, '\r', '#end')),
  typed('tf', 'tf5', (p) => new Terminal([findProgram('tf5')!, '-f/dev/null', '-v', '127.0.0.1', String(p.telnetPort)], true, '\r', '/quit -y')),
  typed('netcat', 'nc', (p) => new Terminal([findProgram('nc')!, '127.0.0.1', String(p.telnetPort)], false, '\n')),
  typed('browser', null, (p) => Browser.open(p)),
  { name: 'mcp', missing: () => null, run: playMcp },
]

const WAYS = ['north', 'south', 'east', 'west', 'south', 'north', 'west', 'east']

/** A rat of somebody's own, with a mistake in its third line. */
function rat(animal: string): string[] {
  return ['inherit "/std/npc";', `void create() { ::create(); set_name("${animal}"); set_short("a ${animal}"); set_max_hp(3); }`, 'int query_answer() { return 42 }']
}

/** Plays for `ms`; returns how many commands were answered. Throws what did not come. */
async function play(me: Somebody, name: string, ms: number): Promise<number> {
  const end = performance.now() + ms
  let done = 0
  const ask = async (line: string, what: RegExp): Promise<string> => {
    done++
    return me.ask(line, what)
  }
  await me.login(name)
  await ask('look', /obvious|exit|lead|way/i)
  // The mistake, the caret, the correction.
  await ask('ed rat.c', /rat\.c/)
  me.send('a')
  const animal = `${name.slice(4)}rat`
  for (const line of rat(animal)) me.send(line)
  me.send('.')
  await ask('w', /rat\.c.*\d+/)
  me.send('q')
  await ask('update rat.c', /rat\.c\(3,\d+\)[^]*\^/)
  await ask('ed rat.c', /rat\.c/)
  me.send('3s/42/42;/')
  await ask('w', /rat\.c.*\d+/)
  me.send('q')
  await ask('update rat.c', /updated|loaded|ok/i)
  await ask('call rat.c->query_answer()', /42/)
  for (let round = 0; ; round++) {
    // Many fights would wear anybody out.
    await ask('eval this_player()->set_hp(this_player()->query_max_hp())', /=> /)
    await ask('clone rat.c', /rat#\d+/)
    await ask(`kill ${animal}`, /You attack|You are doing/)
    await me.expect(new RegExp(`${animal} dies|You flee`), 60_000)
    for (const way of WAYS) await ask(way, /exit|obvious|lead|way|no|can/i)
    await ask(`say round ${round}`, new RegExp(`You say.*round ${round}`))
    await ask('who', new RegExp(name, 'i'))
    await ask('inventory', /carry|empty|nothing/i)
    if (performance.now() > end) break
  }
  me.send('quit')
  await me.gone()
  return done
}

/** The same by the SDK's client: tools instead of lines. */
async function playMcp(program: Program, token: string, ms: number): Promise<number> {
  const client = new Client({ name: 'player', version: '1' }, { versionNegotiation: { mode: 'auto' } })
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${program.webPort}/mcp`), { requestInit: { headers: { Authorization: `Bearer ${token}` } } }))
  const end = performance.now() + ms
  let done = 0
  const call = async (name: string, args: Record<string, unknown>): Promise<Record<string, any>> => {
    done++
    const r = await client.callTool({ name, arguments: args }) as { isError?: boolean; structuredContent: Record<string, any> }
    if (r.isError) throw new TypeError(`${name}: ${JSON.stringify(r.structuredContent)}`)
    return r.structuredContent
  }
  const want = (what: unknown, expected: RegExp): void => {
    if (!expected.test(JSON.stringify(what))) throw new TypeError(`no ${expected} in ${JSON.stringify(what)}`)
  }
  const path = '/players/planner/rat.c'
  const wrong = await call('file_write', { path, content: rat('planrat').join('\n') + '\n', etag: null })
  want(wrong.compile, /"ok":false.*"line":3/)
  const right = await call('file_patch', { path, etag: wrong.etag, edits: [{ old: '42', new: '42;' }] })
  want(right.compile, /"ok":true/)
  for (let round = 0; ; round++) {
    want(await call('run', { source: `object o = clone_object("/players/planner/rat"); int n = o->query_answer(); destruct(o); return n + ${round};` }), new RegExp(`"value":${42 + round}`))
    want(await call('command', { command: 'look' }), /\w/)
    want(await call('command', { command: `say round ${round}` }), new RegExp(`round ${round}`))
    for (const command of WAYS) await call('command', { command })
    await call('object_inspect', { object: '/players/planner/rat' }).catch(() => null)
    if (performance.now() > end) break
    // Requests have a quota, as everybody's.
    await after(1_000)
  }
  // The answer to the last command of all: its body is no more.
  await call('command', { command: 'quit' }).catch((e: Error) => want(e.message, /The body left the game/))
  await client.close()
  return done
}

/** Accounts of the plays, as wizards: made and promoted by the one of the first boot. */
export async function prepare(program: Program): Promise<string> {
  const admin = await program.player('wizard', program.password('wizard'))
  for (const { name } of PLAYS) {
    if (name === 'mcp') continue
    const p = await program.player(account(name))
    p.send('quit')
    await p.closed()
    await admin.ask(`promote ${account(name)} wizard`, /is a wizard now/)
  }
  admin.send('quit')
  await admin.closed()
  return /token (\S+)/.exec(program.out)![1]
}

