/** A server under measurement, as a process of its own: where it listens, and its memory. */
import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'

const BOOT_MS = 60_000
const STOP_MS = 10_000
/** Of /proc, a second. */
const CLOCK_TICKS = 100

const fluffosConfig = (lib: string, port: number): string => `name : bench
mud ip : 127.0.0.1
external_port_1 : telnet ${port}
mudlib directory : ${lib}
log directory : /log
include directories : /include
master file : /master
global include file : <globals.h>
debug log file : debug.log
default fail message : What?
maximum evaluation cost : 30000000
time to clean up : 0
time to reset : 0
time to swap : 0
no resets : 1
`

export class Program {
  /** @param greeting what a connection gets before it types; FluffOS shows no prompt until then */
  private constructor(private readonly child: ChildProcess, readonly port: number, readonly greeting = '> ') {}

  /** A script of ours, which prints its port. */
  static start(file: string, args: readonly string[], port: RegExp): Promise<Program> {
    const child = spawn(process.execPath, ['--expose-gc', file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    return new Promise((done, fail) => {
      let said = ''
      child.once('exit', (code) => fail(new TypeError(`${file} ended (${code}): ${said}`)))
      child.stdout!.on('data', (d: Buffer) => {
        said += d
        const at = port.exec(said)
        if (at) done(new Program(child, Number(at[1])))
      })
    })
  }

  /** FluffOS's binary on a copy of the library `from` in the folder `to`. */
  static async fluffos(binary: string, from: string, to: string): Promise<Program> {
    cpSync(from, to, { recursive: true })
    for (const d of ['log', 'include']) mkdirSync(join(to, d), { recursive: true })
    const port = await freePort()
    // It wants one, and nothing in it.
    writeFileSync(join(to, 'include', 'globals.h'), '\n')
    writeFileSync(join(to, 'log', 'config'), fluffosConfig(to, port))
    const child = spawn(binary, [join(to, 'log', 'config')], { cwd: to, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const out of [child.stdout!, child.stderr!]) out.setEncoding('utf8').on('data', (s: string) => { said = (said + s).slice(-2_000) })
    const end = Date.now() + BOOT_MS
    while (Date.now() < end && child.exitCode === null) {
      if (await listens(port)) return new Program(child, port, 'Welcome.\r\n')
      await after(50)
    }
    child.kill('SIGKILL')
    throw new TypeError(`FluffOS did not boot: ${said}`)
  }

  /** Resident memory in KiB. */
  memory(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))![1])
  }

  /** Processor seconds so far, all threads. */
  cpu(): number {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'latin1').replace(/^.*\) /, '').split(' ')
    return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS
  }

  async stop(): Promise<void> {
    const gone = new Promise((done) => this.child.once('exit', done))
    this.child.kill('SIGTERM')
    const late = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS)
    await gone
    clearTimeout(late)
  }
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const s = createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address() as AddressInfo
      s.close(() => done(port))
    })
  })
}

function listens(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', () => done(false))
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
  })
}
