/**
 * What the end-to-end tests share: `hauki up` as a process of its own on a copy of the mudlib,
 * and players on real sockets who wait for what they expect. Nothing here looks inside.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import WebSocket from 'ws'

export const ROOT = resolve(fileURLToPath(import.meta.url), '../../../..')
export const HAUKI = join(ROOT, 'bin', 'hauki')

/** Milliseconds for one answer. Fifty vaults on a busy machine take a while; only a failing test waits this long. */
const PATIENCE = 40_000

/** What a player of the tests is called with. */
export const PASSWORD = 'correct horse battery'

/** Text that grows, and waiting for something in it. */
class Stream {
  text = ''
  over = false
  private readonly looks = new Set<() => void>()

  protected push(text: string): void {
    this.text += text
    this.look()
  }

  protected end(): void {
    this.over = true
    this.look()
  }

  /** Waits for the first match in `text`; it and what is before it are returned and dropped. */
  async expect(what: RegExp, ms = PATIENCE): Promise<string> {
    const taken = await this.when(`${what}`, ms, () => {
      const m = what.exec(this.text)
      return m ? this.text.slice(0, m.index + m[0].length) : null
    })
    this.text = this.text.slice(taken.length)
    return taken
  }

  closed(ms = PATIENCE): Promise<true> {
    return this.when('the end', ms, () => this.over || null)
  }

  private when<T>(what: string, ms: number, test: () => T | null): Promise<T> {
    return new Promise((done, fail) => {
      const finish = (): void => {
        clearTimeout(timer)
        this.looks.delete(look)
      }
      const look = (): void => {
        const found = test()
        if (found === null && !this.over) return
        finish()
        if (found === null) fail(new Error(`it ended before ${what}; it said: ${this.said()}`))
        else done(found)
      }
      const timer = setTimeout(() => {
        finish()
        fail(new Error(`waited ${ms} ms in vain for ${what}; it said: ${this.said()}`))
      }, ms)
      this.looks.add(look)
      look()
    })
  }

  /** For the message of a failed test. */
  protected said(): string {
    return this.text
  }

  private look(): void {
    for (const look of this.looks) look()
  }
}

// ---- the program ---------------------------------------------------------------------------------

/** Any program of ours, its output, and how it ended. */
export class Child extends Stream {
  /** All of standard output, and of standard error. */
  out = ''
  err = ''
  status: number | NodeJS.Signals | null = null
  readonly process: ChildProcess

  /** `group`: in a process group of its own, as a shell starts it, for what a terminal's Ctrl-C reaches. */
  constructor(args: readonly string[], { cwd = ROOT, group = false } = {}) {
    super()
    // The settings of whoever runs the tests must not reach the program.
    const env = Object.fromEntries(Object.entries(process.env).filter(([k]) => !k.startsWith('HAUKI_')))
    this.process = spawn(process.execPath, [HAUKI, ...args], { cwd, env, detached: group, stdio: ['pipe', 'pipe', 'pipe'] })
    this.process.stdout!.on('data', (d: Buffer) => {
      this.out += d
      this.push(d.toString())
    })
    this.process.stderr!.on('data', (d: Buffer) => {
      this.err += d
    })
    this.process.on('close', (code, signal) => {
      this.status = signal ?? code
      this.end()
    })
  }

  protected override said(): string {
    return `${this.out}${this.err}`
  }

  get pid(): number {
    return this.process.pid!
  }
}

/** Runs a command to its end. */
export async function hauki(args: readonly string[], input = '', cwd = ROOT): Promise<Child> {
  const child = new Child(args, { cwd })
  child.process.stdin!.end(input)
  await child.closed()
  return child
}

/** A mudlib and a state folder of one test; they outlive the programs started on them. */
export class Place {
  readonly dir = mkdtempSync(join(tmpdir(), 'hauki-e2e-'))
  readonly mudlib = join(this.dir, 'mudlib')
  readonly state = join(this.dir, 'var')
  private readonly programs: Program[] = []
  private readonly seen = new Set<number>()

  constructor(t: Test) {
    const lib = join(ROOT, 'mudlib')
    // What a mudlib in use has grown is not copied: each test has a first boot.
    const grown = ['log', 'save', 'players', 'tmp', 'secure/save'].map((d) => join(lib, d))
    cpSync(lib, this.mudlib, { recursive: true, filter: (from) => !grown.includes(from) })
    t.teardown(async () => {
      for (const p of this.programs) await p.stop('SIGKILL')
      const left = await this.left(10_000)
      rmSync(this.dir, { recursive: true, force: true })
      if (left.length) throw new Error(`processes left behind: ${left.map(command).join('; ')}`)
    })
  }

  args(): string[] {
    return ['--state-dir', this.state, '--mud-mudlib', this.mudlib, '--core-authorities', `wiki=${this.mudlib}`, '--telnet-port', '0', '--web-port', '0', '--core-port', '0']
  }

  /** Starts `hauki up` here and waits until it is. */
  async start(...more: string[]): Promise<Program> {
    const p = new Program(this, [...this.args(), ...more])
    this.programs.push(p)
    await p.expect(/Ctrl-C stops everything/)
    return p
  }

  /** Processes that live and belong to this place: the programs, and their children ever seen, vaults with what runs in them. */
  processes(): number[] {
    const name = basename(this.dir)
    const parents = new Map<number, number>()
    for (const entry of readdirSync('/proc')) {
      const pid = Number(entry)
      const stat = pid > 0 ? proc(pid, 'stat') : ''
      const [, state, parent] = /\) (\S) (\d+)/.exec(stat) ?? []
      if (parent === undefined || state === 'Z' || state === 'X') continue
      parents.set(pid, Number(parent))
      if (proc(pid, 'cmdline').includes(name)) this.seen.add(pid)
    }
    for (let grew = true; grew;) {
      grew = false
      for (const [pid, parent] of parents) {
        if (this.seen.has(pid) || !this.seen.has(parent)) continue
        this.seen.add(pid)
        grew = true
      }
    }
    for (const pid of this.seen) if (!parents.has(pid)) this.seen.delete(pid)
    return [...this.seen]
  }

  /** `processes` once there are none, or after `ms`. */
  async left(ms: number): Promise<number[]> {
    const end = Date.now() + ms
    for (;;) {
      const left = this.processes()
      if (left.length === 0 || Date.now() > end) return left
      await after(20)
    }
  }
}

function proc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}

export function command(pid: number): string {
  return `${pid} ${proc(pid, 'cmdline').replaceAll('\0', ' ').slice(0, 200)}`
}

interface Worker {
  readonly worker: string
  readonly source: string
  readonly ended_at: number | null
}

/** A running `hauki up`. */
export class Program extends Child {
  constructor(readonly place: Place, args: readonly string[]) {
    super(['up', ...args], { group: true })
  }

  get telnetPort(): number {
    return Number(/telnet +telnet 127\.0\.0\.1 (\d+)/.exec(this.out)![1])
  }

  get webPort(): number {
    return Number(/web +http:\/\/127\.0\.0\.1:(\d+)/.exec(this.out)![1])
  }

  /** The password that the first boot printed for `wizard` or `planner`. */
  password(role: string): string {
    return new RegExp(`^ +${role} +name \\S+ +password (\\S+)$`, 'm').exec(this.out)![1]
  }

  /** The workers that run, by the Core's HTTP door; those that ended, too, with `all`. */
  async workers(all = false): Promise<Worker[]> {
    const swarm = /swarm +(http:\S+)\/nodes/.exec(this.out)![1]
    const workers = (await (await fetch(`${swarm}/workers`)).json()) as Worker[]
    return all ? workers : workers.filter((w) => w.ended_at === null)
  }

  /** Looks again and again, for what gives no event. */
  async until(test: () => boolean | Promise<boolean>, what: string, ms = 10_000): Promise<void> {
    const end = Date.now() + ms
    while (!(await test())) {
      if (Date.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}`)
      await after(20)
    }
  }

  /** Ctrl-C on a terminal: the signal reaches the whole process group. */
  interrupt(): void {
    this.place.processes()
    process.kill(-this.pid, 'SIGINT')
  }

  /** Ends it by a signal; resolves when it has ended. Its vaults are counted first. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | NodeJS.Signals | null> {
    if (this.status === null) {
      this.place.processes()
      this.process.kill(signal)
      await this.closed()
    }
    return this.status
  }

  /** Somebody on a telnet socket, logged in; players are made if they are new. */
  async player(name: string, password = PASSWORD): Promise<Telnet> {
    const p = await Telnet.open(this.telnetPort)
    await p.login(name, password)
    return p
  }
}

// ---- players -------------------------------------------------------------------------------------

/** What the spine needs of a player, on whatever wire. */
export abstract class Player extends Stream {
  abstract send(...lines: string[]): void

  /**
   * Types these lines and gives what comes from then on, up to the end of the answer to the last,
   * which is what `what` must tell from those before it.
   */
  async ask(lines: string | readonly string[], what: RegExp, ms = PATIENCE): Promise<string> {
    this.text = ''
    this.send(...[lines].flat())
    return (await this.expect(what, ms)) + (await this.rest())
  }

  abstract login(name: string, password: string): Promise<void>
  abstract close(): void

  /** What belongs to an answer after the part that was waited for. */
  protected abstract rest(): Promise<string>
}

export const IAC = 255
export const DONT = 254
export const DO = 253
export const WONT = 252
export const WILL = 251
export const SB = 250
export const GA = 249
export const SE = 240
export const ECHO = 1

/** The mark that a prompt ends in (IAC GA), as it appears in `text`. */
const MARK = '\u241e'

/** A telnet client that refuses every option but ECHO, as the plainest real ones do. */
export class Telnet extends Player {
  /** `WILL 1` and so on, in the order they came. */
  readonly commands: string[] = []
  /** Everything that came, IAC and all. */
  bytes = Buffer.alloc(0)
  private at = 0

  private constructor(readonly socket: Socket) {
    super()
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      this.bytes = Buffer.concat([this.bytes, chunk])
      this.read()
    })
    socket.on('close', () => this.end())
  }

  static open(port: number): Promise<Telnet> {
    return new Promise((done, fail) => {
      const socket = connect(port, '127.0.0.1', () => done(new Telnet(socket)))
      socket.once('error', fail)
    })
  }

  get echoing(): boolean {
    return this.commands.filter((c) => c === `WILL ${ECHO}` || c === `WONT ${ECHO}`).at(-1) === `WILL ${ECHO}`
  }

  send(...lines: string[]): void {
    for (const line of lines) this.socket.write(line + '\r\n')
  }

  async login(name: string, password: string): Promise<void> {
    await this.expect(/By what name/)
    const answer = await this.ask(name, /Password: |Shall that be you/)
    if (answer.includes('Shall')) {
      await this.ask('y', /Choose a password: /)
      await this.ask(password, /Once more: /)
    }
    await this.ask(password, /(Welcome|back in your body)[^]*> /)
  }

  close(): void {
    this.socket.destroy()
  }

  protected async rest(): Promise<string> {
    return (await this.expect(new RegExp(MARK))).replace(MARK, '')
  }

  /** Takes text and commands off the bytes; what is incomplete waits for more. */
  private read(): void {
    const b = this.bytes
    let text: number[] = []
    const flush = (): void => {
      if (text.length) this.push(Buffer.from(text).toString('utf8').replaceAll('\r', ''))
      text = []
    }
    while (this.at < b.length) {
      if (b[this.at] !== IAC) {
        text.push(b[this.at++])
        continue
      }
      const verb = b[this.at + 1]
      if (verb === undefined) break
      if (verb === SB) {
        const end = b.indexOf(Buffer.from([IAC, SE]), this.at)
        if (end < 0) break
        this.at = end + 2
      } else if (verb >= WILL && verb <= DONT) {
        if (b[this.at + 2] === undefined) break
        this.option(verb, b[this.at + 2])
        this.at += 3
      } else {
        if (verb === GA) text.push(...Buffer.from(MARK))
        else if (verb === IAC) text.push(IAC)
        this.at += 2
      }
    }
    flush()
  }

  private option(verb: number, option: number): void {
    this.commands.push(`${['WILL', 'WONT', 'DO', 'DONT'][verb - WILL]} ${option}`)
    if (verb === WILL) this.socket.write(Buffer.from([IAC, option === ECHO ? DO : DONT, option]))
    else if (verb === WONT && option === ECHO) this.socket.write(Buffer.from([IAC, DONT, option]))
    else if (verb === DO) this.socket.write(Buffer.from([IAC, WONT, option]))
  }
}

/** A client of the subprotocols gmcp.mudstandards.org and json.mudstandards.org. */
export class Web extends Player {
  /** GMCP that came: name and data. */
  readonly messages: [string, unknown][] = []

  private constructor(readonly socket: WebSocket) {
    super()
    socket.on('error', () => {})
    socket.on('message', (data: Buffer, binary) => {
      if (binary) this.push(data.toString('utf8').replaceAll('\r', ''))
      else this.message(data.toString('utf8'))
    })
    socket.on('close', () => this.end())
  }

  static open(port: number, protocol: string): Promise<Web> {
    return new Promise((done, fail) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/`, protocol)
      const web = new Web(socket)
      socket.once('open', () => done(web))
      socket.once('error', fail)
    })
  }

  send(...lines: string[]): void {
    for (const line of lines) this.socket.send(Buffer.from(line))
  }

  /** Sends GMCP in the form of the subprotocol. */
  gmcp(name: string, data: unknown): void {
    const json = JSON.stringify(data)
    this.socket.send(this.socket.protocol.startsWith('json') ? JSON.stringify({ proto: 'gmcp', id: name, data: json }) : `${name} ${json}`)
  }

  async login(name: string, password: string): Promise<void> {
    await this.expect(/By what name/)
    await this.ask(name, /Password: /)
    await this.ask(password, /Welcome|back in your body/)
  }

  close(): void {
    this.socket.close()
  }

  // One frame is one output cycle: what was waited for came with the rest.
  protected rest(): Promise<string> {
    const rest = this.text
    this.text = ''
    return Promise.resolve(rest)
  }

  private message(text: string): void {
    if (text.startsWith('{')) {
      const { id, data } = JSON.parse(text) as { id: string; data: string }
      this.messages.push([id, JSON.parse(data || 'null')])
    } else {
      const space = text.indexOf(' ')
      this.messages.push(space < 0 ? [text, null] : [text.slice(0, space), JSON.parse(text.slice(space + 1))])
    }
  }
}
