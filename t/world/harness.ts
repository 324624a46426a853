/**
 * A whole small MUD for tests: a mudlib made of strings in a temporary folder, a clock that moves
 * when told, and wires that are arrays of text. Everything else is the real thing.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import tap, { type Test } from 'tap'
import { dirname, join } from 'node:path'
import type { Wire, WireEvents, WireInfo } from '../../driver/net/wire.js'
import { makeWorld } from '../../driver/roles/make-world.js'
import { applyDirect, NO_FUNCTION } from '../../driver/vm/calls.js'
import { LpcError } from '../../driver/vm/errors.js'
import type { FiberOptions } from '../../driver/vm/fiber.js'
import { LpcObject } from '../../driver/vm/object.js'
import { live, type Value } from '../../driver/vm/values.js'
import type { Clock, WorldConfig } from '../../driver/world/config.js'
import { after } from '../../driver/world/flow.js'
import type { World } from '../../driver/world/world.js'

/** A result as LPC would print it: destructed objects and undefined are 0. */
function seen(v: Value): Value {
  return Array.isArray(v) ? v.map(seen) : (live(v) ?? 0)
}

export class TestClock implements Clock {
  private time = 0
  private serial = 0
  private timers: Array<{ at: number; order: number; fn: () => void }> = []
  private turns: Array<() => void> = []

  now = () => 1_700_000_000_000 + this.time
  mono = () => this.time

  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.time + ms, order: ++this.serial, fn }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter((t) => t !== timer)
    }
  }

  soon(fn: () => void): void {
    this.turns.push(fn)
  }

  /** Runs turns and microtasks until nothing is left to do now. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      for (let i = 0; i < 20; i++) await Promise.resolve()
      const turns = this.turns
      this.turns = []
      for (const t of turns) t()
      quiet = turns.length ? 0 : quiet + 1
    }
  }

  /** Moves time on, firing timers in order. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms
    await this.settle()
    for (;;) {
      const next = this.timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0]
      if (!next) break
      this.timers.splice(this.timers.indexOf(next), 1)
      this.time = Math.max(this.time, next.at)
      next.fn()
      await this.settle()
    }
    this.time = end
  }
}

export class TestWire implements Wire {
  text = ''
  prompts: string[] = []
  echoes: boolean[] = []
  gmcpSent: Array<[string, unknown]> = []
  closedBecause: string | null = null
  events!: WireEvents
  readonly info: WireInfo = { kind: 'telnet', address: '192.0.2.7', port: 4000, client: 'test', terminal: 'xterm', cols: 80, rows: 24, utf8: true, screenReader: false, gmcp: true, links: '' }

  write(text: string): void {
    this.text += text
  }
  prompt(text: string): void {
    const cut = text.lastIndexOf('\n') + 1
    if (cut > 0) this.write(text.slice(0, cut))
    this.prompts.push(text.slice(cut))
  }
  echo(on: boolean): void {
    this.echoes.push(on)
  }
  gmcp(name: string, data: unknown): void {
    this.gmcpSent.push([name, data])
  }
  close(reason: string): void {
    this.closedBecause = reason
  }
  /** The text since the last call. */
  take(): string {
    const t = this.text
    this.text = ''
    return t
  }
}

let suspendEverywhere = false

/** Runs a test twice: as it is, and with every LPC call made to wait. The answers must not differ. */
export function both(name: string, body: (t: Test) => Promise<void>): void {
  for (const waiting of [false, true]) {
    void tap.test(waiting ? `${name} (waiting at every call)` : name, async (t) => {
      suspendEverywhere = waiting
      await body(t)
    })
  }
}

/** A master that allows everything; `extra` is LPC put behind it. */
export const master = (extra = ''): string => `
int valid_read(string f, object o, string fn) { return 1; }
int valid_write(string f, object o, string fn) { return 1; }
int valid_distributed(object o, string s, mixed c) { return 1; }
${extra}
`

export class Mud {
  readonly clock = new TestClock()
  readonly dir: string
  readonly world: World
  readonly logged: Array<{ level: string; fields: any; message: string }> = []
  readonly written: string[] = []
  exitCode: number | null = null

  constructor(files: Record<string, string>, config: Partial<WorldConfig> = {}) {
    this.dir = mkdtempSync(join(tmpdir(), 'hauki-world-'))
    this.write({ '/master.c': master(), ...files })
    const log = (level: string) => (fields: object, message: string) => void this.logged.push({ level, fields, message })
    this.world = makeWorld({
      mudlibDir: this.dir,
      masterFile: '/master',
      suspendEverywhere,
      clock: this.clock,
      logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
      console: (text) => void this.written.push(text),
      exit: (code) => void (this.exitCode = code),
      ...config,
    })
  }

  write(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.dir, path)), { recursive: true })
      writeFileSync(join(this.dir, path), text)
    }
  }

  async boot(): Promise<this> {
    let failed: LpcError | null | undefined
    this.world.boot((e) => (failed = e))
    await this.clock.settle()
    if (failed === undefined) throw new LpcError('boot did not end')
    if (failed) throw failed
    return this
  }

  /** Runs until the call is over or waits; the promise settles when it is over. */
  start(path: string, fn: string, args: Value[] = [], options: FiberOptions = {}): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.world.start(
        options,
        (F) =>
          after(F, this.world.loader.load(F, path), (ob) => {
            if (!(ob instanceof LpcObject)) throw new LpcError(`no object ${path}`)
            const r = applyDirect(F, ob, fn, args)
            if (r === NO_FUNCTION) throw new LpcError(`no function ${fn} in ${path}`)
            return r
          }),
        (error, value) => (error ? reject(error) : resolve(seen(value))),
      )
    })
  }

  /** Calls and settles: for calls that need no time to pass. */
  async call(path: string, fn: string, ...args: Value[]): Promise<Value> {
    const p = this.start(path, fn, args)
    p.catch(() => {})
    await this.clock.settle()
    return p
  }

  connect(): TestWire {
    const wire = new TestWire()
    wire.events = this.world.sessions.accept(wire)
    return wire
  }

  /** Types a line and lets everything it starts happen. */
  async type(wire: TestWire, line: string): Promise<string> {
    wire.events.line(line)
    await this.clock.settle()
    return wire.take()
  }

  close(): void {
    this.world.scheduler.stop()
    rmSync(this.dir, { recursive: true, force: true })
  }
}
