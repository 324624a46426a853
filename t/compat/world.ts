/**
 * Somebody else's mudlib, run by the driver's command from a config file, on a copy, and a player who
 * talks to it by telnet. For the play scripts beside this file, which are run by hand where a checkout is
 * at hand: the suite has none. Not for: the shipped mudlib (t/mudlib/harness.ts).
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const ROOT = resolve(import.meta.dirname ?? '.', '../../..')

const BOOT_MS = 120_000
const ANSWER_MS = 30_000
/** SIGTERM saves the players first. */
const STOP_MS = 10_000

export interface WorldFiles {
  /** The checkout: copied, never written to. */
  readonly from: string
  /** Where in the scratch folder the copy goes; the config's `mudlib directory` counts from there. */
  readonly as: string
  /** Our files over the copy: host path to path in the scratch folder. */
  readonly overlay?: ReadonlyArray<readonly [from: string, to: string]>
  /** The config file in the scratch folder. */
  readonly config: string
  /** Further flags of the command, such as --mud-mudlib where the config names a folder of its author's. */
  readonly flags?: readonly string[]
  /** Changes what the copy says before it boots. */
  readonly prepare?: (dir: string) => void
}

export class RunningWorld {
  /** All that the driver wrote on its terminal. */
  output = ''

  private constructor(
    readonly dir: string,
    private readonly child: ChildProcess,
    private readonly players: Player[] = [],
  ) {}

  /** Boots it; ready when its telnet port is open. */
  static async start(files: WorldFiles): Promise<RunningWorld> {
    const dir = mkdtempSync(join(tmpdir(), 'hauki-compat-'))
    cpSync(files.from, join(dir, files.as), { recursive: true, filter: (f) => !/\/\.git$/.test(f) })
    for (const [from, to] of files.overlay ?? []) cpSync(from, join(dir, to), { recursive: true })
    files.prepare?.(dir)
    const args = [join(ROOT, 'bin/hauki'), 'driver', files.config, '--telnet-port=0', '--web-port=-1', '--telnet-host=127.0.0.1', `--state-dir=${join(dir, 'state')}`, ...files.flags ?? []]
    const world = new RunningWorld(dir, spawn(process.execPath, args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] }))
    const hear = (chunk: Buffer): void => void (world.output += chunk.toString())
    world.child.stdout!.on('data', hear)
    world.child.stderr!.on('data', hear)
    await waitFor(() => world.port !== null || world.child.exitCode !== null, BOOT_MS)
    if (world.port === null) {
      const { output } = world
      await world.stop()
      throw new PlayError(`The world did not boot.\n${output}`)
    }
    return world
  }

  get port(): number | null {
    return Number(/telnet\s+telnet 127\.0\.0\.1 (\d+)/.exec(this.output)?.[1] ?? NaN) || null
  }

  /** The driver's log: debug_message() goes there. */
  log(): string {
    const file = join(this.dir, 'state/hauki.log')
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  }

  async connect(name: string): Promise<Player> {
    const socket = connect(this.port!, '127.0.0.1')
    await new Promise<void>((ok, fail) => socket.once('connect', ok).once('error', fail))
    const player = new Player(name, socket)
    this.players.push(player)
    return player
  }

  async stop(): Promise<void> {
    for (const p of this.players) p.close()
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((done) => this.child.once('exit', done))
      this.child.kill('SIGTERM')
      const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS)
      await ended
      clearTimeout(timer)
    }
    rmSync(this.dir, { recursive: true, force: true })
  }
}

/** The play did not go as it should; the text has what was seen. */
export class PlayError extends Error {}

export class Player {
  /** Everything seen, without telnet's commands and without colours. */
  seen = ''
  closed = false
  private mark = 0

  constructor(
    readonly name: string,
    private readonly socket: Socket,
  ) {
    const reader = new TelnetReader((reply) => socket.write(reply))
    socket.on('data', (chunk) => void (this.seen += reader.text(chunk)))
    socket.on('close', () => void (this.closed = true))
    socket.on('error', () => void (this.closed = true))
  }

  /** Sends a line; what came before it no longer counts for expect(). */
  say(line: string): void {
    this.mark = this.seen.length
    this.socket.write(`${line}\r\n`)
  }

  /** Waits until `wanted` was seen since the last line sent; gives what was seen since then. */
  async expect(wanted: RegExp, ms = ANSWER_MS): Promise<string> {
    const since = (): string => this.seen.slice(this.mark)
    await waitFor(() => wanted.test(since()) || this.closed, ms)
    if (!wanted.test(since())) throw new PlayError(`${this.name}: wanted ${wanted}, ${this.closed ? 'the connection ended' : 'nothing like it came'}. Seen:\n${this.seen.slice(-2000)}`)
    return since()
  }

  async do(line: string, wanted: RegExp, ms?: number): Promise<string> {
    this.say(line)
    return this.expect(wanted, ms)
  }

  async ended(): Promise<void> {
    await waitFor(() => this.closed, ANSWER_MS)
    if (!this.closed) throw new PlayError(`${this.name}: the connection should have ended. Seen:\n${this.seen.slice(-1000)}`)
  }

  close(): void {
    this.socket.destroy()
  }
}

const [IAC, DONT, DO, WONT, WILL, SB, SE] = [255, 254, 253, 252, 251, 250, 240]

/** The least of telnet: every offer is declined, what is left is text. */
class TelnetReader {
  private state: 'text' | 'command' | 'option' | 'sub' | 'sub-iac' = 'text'
  private command = 0
  private readonly decoder = new TextDecoder()

  constructor(private readonly reply: (bytes: Uint8Array) => void) {}

  text(chunk: Uint8Array): string {
    const bytes: number[] = []
    for (const b of chunk) if (this.take(b)) bytes.push(b)
    return this.decoder.decode(Uint8Array.from(bytes), { stream: true }).replaceAll('\r', '').replaceAll(/\x1b\[[0-9;]*m/g, '')
  }

  /** True for a byte of text. */
  private take(b: number): boolean {
    switch (this.state) {
      case 'text':
        if (b === IAC) this.state = 'command'
        return b !== IAC
      case 'command':
        this.command = b
        this.state = b === SB ? 'sub' : b >= WILL ? 'option' : 'text'
        return false
      case 'option':
        if (this.command === WILL) this.reply(Uint8Array.of(IAC, DONT, b))
        if (this.command === DO) this.reply(Uint8Array.of(IAC, WONT, b))
        this.state = 'text'
        return false
      case 'sub':
        if (b === IAC) this.state = 'sub-iac'
        return false
      case 'sub-iac':
        this.state = b === SE ? 'text' : 'sub'
        return false
    }
  }
}

/** The world's folder from the command line or `variable`; ends the program with a word where there is none. */
export function checkoutOf(variable: string, has: string): string {
  const path = process.argv[2] ?? process.env[variable]
  if (path && existsSync(join(path, has))) return resolve(path)
  console.error(`usage: node ${process.argv[1]} FOLDER (or ${variable}=FOLDER), the checkout that has ${has}`)
  process.exit(64)
}

/** Runs a play to its end: 0, or 1 and what went wrong. */
export async function perform(files: WorldFiles, play: (world: RunningWorld, step: (what: string) => void) => Promise<void>): Promise<never> {
  let world: RunningWorld | null = null
  let code = 0
  try {
    world = await RunningWorld.start(files)
    await play(world, (what) => console.log(`ok - ${what}`))
  } catch (e) {
    code = 1
    console.log(`not ok - ${e instanceof PlayError ? e.message : (e as Error).stack}`)
    if (world) console.log(`--- the driver said\n${world.output.slice(-4000)}\n--- and logged\n${world.log().slice(-4000)}`)
  }
  await world?.stop()
  process.exit(code)
}

async function waitFor(ready: () => boolean, ms: number): Promise<void> {
  const end = Date.now() + ms
  while (!ready() && Date.now() < end) await new Promise((done) => setTimeout(done, 20))
}
