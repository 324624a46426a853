/**
 * FluffOS's binary as a peer: started on the benchmark's mudlib with a config of ours, asked over
 * a loopback connection, one order a line. It times itself; the wire is not in the figures.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'

/** How long it may take to boot, and to answer one order. */
const BOOT_MS = 60_000
const ANSWER_MS = 120_000
/** Of /proc, a second. */
const CLOCK_TICKS = 100

/** Hauki reads it as well. */
export function configText(mudlib: string, port: number): string {
  return `name : bench
mud ip : 127.0.0.1
external_port_1 : telnet ${port}
mudlib directory : ${mudlib}
log directory : /log
include directories : /include
master file : /master
simulated efun file : /simul_efun
global include file : <globals.h>
debug log file : debug.log
default fail message : What?
maximum evaluation cost : 300000000
maximum call depth : 1000
maximum array size : 1000000
maximum mapping size : 1000000
maximum buffer size : 16777216
maximum string length : 16777216
inherit chain size : 30
maximum read file size : 4194304
maximum byte transfer : 1000000
time to clean up : 0
time to reset : 0
time to swap : 0
sane explode string : 1
sane sorting : 1
no resets : 1
hash table size : 7001
object table size : 1501
`
}

export class Fluffos {
  private text = ''
  private waiting: ((line: string) => void) | null = null

  private constructor(private readonly child: ChildProcess, private readonly socket: Socket) {
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      this.text += chunk
      const line = /^.*= (.*?)\r?\n/s.exec(this.text)
      if (!line || !this.waiting) return
      this.text = ''
      const wake = this.waiting
      this.waiting = null
      wake(line[1])
    })
  }

  static async start(binary: string, mudlib: string): Promise<Fluffos> {
    const port = await freePort()
    const config = join(mudlib, 'log', 'config')
    writeFileSync(config, configText(mudlib, port))
    const child = spawn(binary, [config], { cwd: mudlib, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const out of [child.stdout!, child.stderr!]) out.setEncoding('utf8').on('data', (s: string) => { said = (said + s).slice(-2_000) })
    const socket = await dial(port, child, () => said)
    const peer = new Fluffos(child, socket)
    return peer
  }

  /** One order to the meter object; the answer's words. Throws when LPC did. */
  async ask(fn: string, file: string, n: number): Promise<string[]> {
    const answer = await new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => reject(new RangeError(`FluffOS did not answer: ${fn} ${file}`)), ANSWER_MS)
      this.waiting = (line) => {
        clearTimeout(late)
        resolve(line)
      }
      this.socket.write(`${fn} ${file} ${n}\r\n`)
    })
    if (answer.startsWith('error')) throw new RangeError(`FluffOS, ${fn} ${file}: ${answer}`)
    return answer.split(' ')
  }

  /** Bytes of resident memory. */
  resident(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'latin1'))![1]) * 1024
  }

  /** CPU seconds so far. */
  cpu(): number {
    return cpuSeconds(this.child.pid!)
  }

  stop(): void {
    this.socket.destroy()
    this.child.kill('SIGKILL')
  }
}

/** CPU seconds of a process so far, all its threads, also those that have ended. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /, '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const s = createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address() as { port: number }
      s.close(() => resolve(port))
    })
  })
}

/** Connects as soon as it listens and is greeted. */
async function dial(port: number, child: ChildProcess, said: () => string): Promise<Socket> {
  const end = Date.now() + BOOT_MS
  while (Date.now() < end && child.exitCode === null) {
    const socket = await new Promise<Socket | null>((resolve) => {
      const s = connect(port, '127.0.0.1')
      s.once('error', () => resolve(null))
      s.once('connect', () => resolve(s))
    })
    if (socket) {
      await new Promise<void>((resolve) => {
        let text = ''
        const hear = (chunk: Buffer): void => {
          text += chunk.toString('latin1')
          if (!text.includes('ready')) return
          socket.off('data', hear)
          resolve()
        }
        socket.on('data', hear)
      })
      return socket
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  child.kill('SIGKILL')
  throw new RangeError(`FluffOS did not boot: ${said()}`)
}
