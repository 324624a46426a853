/**
 * What the end-to-end tests share: `hauki up` as a process of its own on a copy of the mudlib,
 * what it leaves behind, and other commands of ours. Nothing here looks inside.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { Telnet } from './players.js'
import { Stream } from './stream.js'

export { Telnet, Web } from './players.js'

const ROOT = resolve(fileURLToPath(import.meta.url), '../../../..')
const HAUKI = join(ROOT, 'bin', 'hauki')

/** The password of the players that the tests make. */
export const PASSWORD = 'correct horse battery'

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

  /** Ends it by a signal; resolves when it has ended, with how. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | NodeJS.Signals | null> {
    if (this.status === null) {
      this.process.kill(signal)
      await this.closed()
    }
    return this.status
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
  private readonly nodes: Child[] = []
  private readonly seen = new Set<number>()

  constructor(t: Test) {
    const lib = join(ROOT, 'mudlib')
    // What a mudlib in use has grown is not copied: each test has a first boot.
    const grown = ['log', 'save', 'players', 'tmp', 'secure/save'].map((d) => join(lib, d))
    cpSync(lib, this.mudlib, { recursive: true, filter: (from) => !grown.includes(from) })
    t.teardown(async () => {
      for (const p of [...this.nodes, ...this.programs]) await p.stop('SIGKILL')
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

  /** Starts a node that joins the Core here, as on another machine, and waits until it has. */
  async joinNode(name: string): Promise<Child> {
    const invite = (await hauki(['core', 'invite', 'node', '--state-dir', this.state])).out.trim()
    const node = new Child(['node', '--join', invite, '--state-dir', join(this.dir, name), '--mesh-name', name])
    this.nodes.push(node)
    await node.expect(/joined ws:/)
    return node
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

  private async swarm(what: string): Promise<unknown> {
    return (await fetch(`${/swarm +(http:\S+)\/nodes/.exec(this.out)![1]}/${what}`)).json()
  }

  /** The workers that run, by the Core's HTTP door; those that ended, too, with `all`. */
  async workers(all = false): Promise<Worker[]> {
    const workers = (await this.swarm('workers')) as Worker[]
    return all ? workers : workers.filter((w) => w.ended_at === null)
  }

  /** The nodes that have joined, with what runs on each as they last said. */
  nodes(): Promise<Array<{ readonly name: string; readonly running: number }>> {
    return this.swarm('nodes') as Promise<Array<{ name: string; running: number }>>
  }

  /** Looks again and again, for what gives no event. */
  async until(test: () => boolean | Promise<boolean>, what: string, ms = 40_000): Promise<void> {
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

  /** Its vaults are counted first. */
  override stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | NodeJS.Signals | null> {
    if (this.status === null) this.place.processes()
    return super.stop(signal)
  }

  /** Somebody on a telnet socket, logged in; players are made if they are new. */
  async player(name: string, password = PASSWORD): Promise<Telnet> {
    const p = await Telnet.open(this.telnetPort)
    await p.login(name, password)
    return p
  }
}
