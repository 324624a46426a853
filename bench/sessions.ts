/**
 * What players cost: memory of an idle telnet connection, commands a second with a thousand of
 * them typing, a shout to five thousand, and the time from nothing to the first login. The driver
 * is a process of its own on a tiny library (sessions/lib); its peer a bare Node server.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../driver/roles/paths.js'
import { median, type Row } from './measure.js'
import { Crowd } from './sessions/crowd.js'

const IDLE = 10_000
const TYPING = 1_000
const SECONDS = 8
const HEARING = 5_000
const BOOTS = 5
/** Milliseconds that garbage has to go before memory is read. */
const SETTLE_MS = 2_000

export async function run(): Promise<Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-bench-sessions-'))
  try {
    const ours = await Program.start(join(ROOT, 'bin', 'hauki'), ['driver', '--mud-mudlib', join(ROOT, 'bench', 'sessions', 'lib'), '--mud-master', '/master', '--mud-simul-efun', '', '--mud-global-include', '',
      '--state-dir', join(dir, 'var'), '--telnet-port', '0', '--web-port=-1', '--planner-enabled', 'false', '--log-level', 'warn'], /telnet +telnet \S+ (\d+)/)
    const bare = await Program.start(fileURLToPath(new URL('./sessions/bare.js', import.meta.url)), [], /port (\d+)/)
    const rows: Row[] = []
    try {
      const [mine, theirs] = [await idle(ours), await idle(bare)]
      rows.push({ name: `idle connection, of ${IDLE}`, value: mine, unit: 'KiB', peer: 'of a bare Node server\'s', ratio: mine / theirs })
      const [typed, echoed] = [await typing(ours), await typing(bare)]
      rows.push({ name: `${TYPING} users typing, commands a second`, value: typed.perSecond, unit: '/s', peer: 'of a bare Node server\'s', ratio: typed.perSecond / echoed.perSecond })
      rows.push({ name: 'the same, median', value: typed.p50, unit: 'ms', peer: 'of a bare Node server\'s', ratio: typed.p50 / echoed.p50 })
      rows.push({ name: 'the same, 99 of 100 within', value: typed.p99, unit: 'ms', peer: 'of a bare Node server\'s', ratio: typed.p99 / echoed.p99 })
      const heard = await shouting(ours)
      rows.push({ name: `a shout to ${HEARING}, until the last has it`, value: heard, unit: 'ms', peer: 'of a second', ratio: heard / 1_000 })
    } finally {
      await ours.stop()
      await bare.stop()
    }
    const boot = await booting(join(dir, 'boot'))
    rows.push({ name: 'start to the first greeting, our mudlib, warm', value: boot, unit: 'ms', peer: 'of a second', ratio: boot / 1_000 })
    return rows
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

class Program {
  private constructor(private readonly child: ChildProcess, readonly port: number) {}

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

  /** Resident memory in KiB. */
  memory(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))![1])
  }

  async stop(): Promise<void> {
    const gone = new Promise((done) => this.child.once('exit', done))
    this.child.kill('SIGTERM')
    const late = setTimeout(() => this.child.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(late)
  }
}

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, SETTLE_MS))

/** KiB a connection, by what the process grows. */
async function idle(program: Program): Promise<number> {
  const first = await Crowd.come(program.port, 100)
  first.leave()
  await settle()
  const before = program.memory()
  const crowd = await Crowd.come(program.port, IDLE)
  await settle()
  const after = program.memory()
  crowd.leave()
  await settle()
  return (after - before) / IDLE
}

async function typing(program: Program): Promise<{ perSecond: number; p50: number; p99: number }> {
  const crowd = await Crowd.come(program.port, TYPING)
  await crowd.type(2)
  const figures = await crowd.type(SECONDS)
  crowd.leave()
  return figures
}

async function shouting(program: Program): Promise<number> {
  const crowd = await Crowd.come(program.port, HEARING)
  const times: number[] = []
  for (let i = 0; i < 5; i++) times.push(await crowd.shout())
  crowd.leave()
  return median(times)
}

/** From the command to the login's question, with the caches of the start before. */
async function booting(state: string): Promise<number> {
  const times: number[] = []
  for (let i = -1; i < BOOTS; i++) {
    const began = performance.now()
    const program = await Program.start(join(ROOT, 'bin', 'hauki'), ['driver', '--mud-mudlib', join(ROOT, 'mudlib'), '--state-dir', state, '--telnet-port', '0', '--web-port', '0', '--log-level', 'warn'], /telnet +telnet \S+ (\d+)/)
    await new Promise<void>((done, fail) => {
      const socket = connect(program.port, '127.0.0.1')
      socket.once('error', fail)
      socket.on('data', (d) => {
        if (!d.toString('latin1').includes('By what name')) return
        socket.destroy()
        done()
      })
    })
    if (i >= 0) times.push(performance.now() - began)
    await program.stop()
  }
  return median(times)
}
