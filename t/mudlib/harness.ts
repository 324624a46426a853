/**
 * The shipped mudlib in a World of its own, on a copy of its files, and players on wires in
 * memory. What a player gets is what telnet would get, without the bytes.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { makeWorld } from '../../driver/roles/make-world.js'
import type { Wire, WireEvents } from '../../driver/net/wire.js'
import { applyDirect } from '../../driver/vm/calls.js'
import { LpcError } from '../../driver/vm/errors.js'
import type { LpcObject } from '../../driver/vm/object.js'
import { Mapping } from '../../driver/vm/mapping.js'
import type { Value } from '../../driver/vm/values.js'
import type { WorldConfig } from '../../driver/world/config.js'
import type { World } from '../../driver/world/world.js'

export const MUDLIB = resolve(import.meta.dirname ?? '.', '../../../mudlib')

/** What the world writes while it runs: not part of the library. */
const RUNTIME = /\/(?:log|save|tmp|players)$/

/** The settings the driver role gives the shipped library. */
export const MUDLIB_CONFIG = {
  masterFile: '/secure/master',
  simulEfunFile: '/secure/simul_efun',
  globalInclude: '#include <globals.h>\n',
  reportCaught: true,
  // Nobody says or does anything unasked, so that what is seen is the answer; a fight says otherwise.
  heartBeatMs: 3_600_000,
} satisfies Partial<WorldConfig>

export interface Game {
  readonly world: World
  /** Folder of this game's copy of the library. */
  readonly dir: string
  /** Passwords of the first boot, by account name. */
  readonly passwords: ReadonlyMap<string, string>
  connect(): Promise<Player>
  /** Connects and logs in an account of the first boot. */
  login(name: 'wizard' | 'planner'): Promise<Player>
  /** Connects and makes a new character. */
  create(name: string): Promise<Player>
  call(path: string, fn: string, ...args: Value[]): Promise<Value>
  stop(): void
}

export const PASSWORD = 'correct horse'

/** @param prepare what is done to the copy of the library before it is loaded */
export async function startGame(config: Partial<WorldConfig> = {}, prepare: (dir: string) => void = () => {}): Promise<Game> {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-mudlib-'))
  cpSync(MUDLIB, dir, { recursive: true, filter: (from) => !RUNTIME.test(from) || !from.startsWith(MUDLIB) || from === MUDLIB })
  prepare(dir)
  const world = makeWorld({ mudlibDir: dir, ...MUDLIB_CONFIG, ...config })
  const players: Player[] = []
  const stop = () => {
    for (const player of players) player.giveUp()
    world.scheduler.stop()
    world.sessions.closeAll('The test is over.')
    rmSync(dir, { recursive: true, force: true })
  }
  await new Promise<void>((ok, fail) => world.boot((error) => (error ? fail(error) : ok())))
  const credentials = await applyMaster(world, 'first_boot')
  const passwords = new Map<string, string>()
  if (credentials instanceof Mapping) {
    for (const one of credentials.values() as Mapping[]) passwords.set(String(one.get('name')), String(one.get('password')))
  }
  const connect = async () => {
    const player = new Player()
    players.push(player)
    const greeted = player.nextPrompt()
    player.events = world.sessions.accept(player.wire)
    await greeted
    return player
  }
  return {
    world, dir, passwords, connect, stop,
    async login(name) {
      const player = await connect()
      await player.do(name, passwords.get(name)!)
      return player
    },
    async create(name) {
      const player = await connect()
      await player.do(name, 'y', PASSWORD, PASSWORD)
      return player
    },
    call: (path, fn, ...args) => callObject(world, path, fn, args),
  }
}

function applyMaster(world: World, fn: string): Promise<Value> {
  return new Promise((ok, fail) => world.start({}, (F) => applyDirect(F, world.master!, fn, []) as Value, (e, v) => (e ? fail(e) : ok(v))))
}

function callObject(world: World, path: string, fn: string, args: Value[]): Promise<Value> {
  return new Promise((ok, fail) =>
    world.start(
      {},
      (F) => {
        const loaded = world.loader.load(F, path)
        if (typeof loaded === 'symbol' || !loaded) throw new LpcError(`${path} did not load at once`)
        return applyDirect(F, loaded as LpcObject, fn, args) as Value
      },
      (e, v) => (e ? fail(e) : ok(v)),
    ),
  )
}

/** Output to others leaves in a later turn of the event loop, and gives rise to none. */
async function delivered(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((next) => setImmediate(next))
}

/** Milliseconds after which a player that gets no prompt gives up: only a broken game is that slow. */
const PATIENCE = 40_000

export class Player {
  events!: WireEvents
  closed = ''
  /** Everything it was shown since the last do(). */
  seen = ''
  echoing = true
  /** GMCP messages, oldest first. */
  readonly messages: Array<[string, unknown]> = []
  private atEnd = (): void => {}
  /** Resolves when the game has closed the connection. */
  readonly ended = new Promise<void>((done) => { this.atEnd = done })
  private waiting: (() => void) | null = null
  private timer: NodeJS.Timeout | undefined

  readonly wire: Wire = {
    info: { kind: 'telnet', address: '127.0.0.1', port: 4000, client: '', terminal: '', cols: 80, rows: 24, utf8: true, screenReader: false, gmcp: false, links: '' },
    write: (text) => void (this.seen += text),
    prompt: (text) => {
      this.seen += text
      this.waiting?.()
    },
    echo: (on) => void (this.echoing = on),
    gmcp: (name, data) => void this.messages.push([name, data]),
    close: (reason) => {
      this.closed = reason || 'closed'
      this.waiting?.()
      this.atEnd()
    },
  }

  nextPrompt(): Promise<void> {
    return new Promise((ok, fail) => {
      clearTimeout(this.timer)
      this.timer = setTimeout(() => fail(new Error(`no prompt; seen: ${this.seen}`)), PATIENCE)
      this.waiting = () => {
        this.giveUp()
        ok()
      }
    })
  }

  /** Waits for nothing any more: a prompt that never came must not hold the process. */
  giveUp(): void {
    clearTimeout(this.timer)
    this.waiting = null
  }

  /** Types lines one after the other; what the last one showed, its prompt included. */
  async do(...lines: string[]): Promise<string> {
    for (const line of lines) {
      this.seen = ''
      const prompt = this.nextPrompt()
      this.events.line(line)
      await prompt
    }
    await delivered()
    return this.seen
  }

  /** Types a line and does not wait. The promise is the prompt after it. */
  start(line: string): Promise<void> {
    this.seen = ''
    const prompt = this.nextPrompt()
    this.events.line(line)
    return prompt
  }
}
