/**
 * What players cost: memory of an idle telnet connection, commands a second with a thousand of
 * them typing, a shout to five thousand, and the time from nothing to the first login. The driver
 * is a process of its own on a tiny library (sessions/lib); its peers a bare Node server, and
 * FluffOS's binary (`--fluffos PATH`) on the same library.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../driver/roles/paths.js'
import { median, type Row } from './measure.js'
import { Crowd } from './sessions/crowd.js'
import { Program } from './sessions/program.js'

const IDLE = 10_000
const TYPING = 1_000
const SECONDS = 5
const HEARING = 5_000
const BOOTS = 5
/** Milliseconds that garbage has to go before memory is read. */
const SETTLE_MS = 1_500

const LIB = join(ROOT, 'bench', 'sessions', 'lib')
/** How often the servers are measured in turn. */
const ROUNDS = 3

interface Typed {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Processor microseconds of the server a command. */
  readonly cpu: number
}

/** What one server did in all rounds. */
interface Measured {
  readonly idle: number[]
  readonly typing: Typed[]
  readonly shout: number[]
}

/** @param fluffos path of FluffOS's binary; null: without it */
export async function run(fluffos: string | null): Promise<Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-bench-sessions-'))
  if (fluffos === null) console.log('no --fluffos PATH: its figures are left out')
  try {
    const servers: Record<string, () => Promise<Program>> = {
      ours: () => Program.start(join(ROOT, 'bin', 'hauki'), ['driver', '--mud-mudlib', LIB, '--mud-master', '/master', '--mud-simul-efun', '', '--mud-global-include', '',
        '--state-dir', join(dir, 'var'), '--telnet-port', '0', '--web-port=-1', '--planner-enabled', 'false', '--log-level', 'warn'], /telnet +telnet \S+ (\d+)/),
      bare: () => Program.start(fileURLToPath(new URL('./sessions/bare.js', import.meta.url)), [], /port (\d+)/),
      ...fluffos === null ? {} : { fluffos: () => Program.fluffos(fluffos, LIB, join(dir, 'lib')) },
    }
    const measured: Record<string, Measured> = {}
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, start] of Object.entries(servers)) {
        const all = (measured[name] ??= { idle: [], typing: [], shout: [] })
        const program = await start()
        try {
          all.idle.push(await idle(program))
          all.typing.push(await typing(program))
          if (name !== 'bare') all.shout.push(await shouting(program))
        } finally {
          await program.stop()
        }
      }
    }
    const boot = await booting(join(dir, 'boot'))
    return [...rows(measured), { name: 'start to the first greeting, our mudlib, warm', value: boot, unit: 'ms', peer: 'of a second', ratio: boot / 1_000 }]
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function rows({ ours, ...peers }: Record<string, Measured>): Row[] {
  const figures: Array<[name: string, unit: string, (m: Measured) => number[]]> = [
    [`idle connection, of ${IDLE}`, 'KiB', (m) => m.idle],
    [`${TYPING} users typing, commands a second`, '/s', (m) => m.typing.map((t) => t.perSecond)],
    ['the same, processor time of a command', 'µs', (m) => m.typing.map((t) => t.cpu)],
    ['the same, median', 'ms', (m) => m.typing.map((t) => t.p50)],
    ['the same, 99 of 100 within', 'ms', (m) => m.typing.map((t) => t.p99)],
    [`a shout to ${HEARING}, until the last has it`, 'ms', (m) => m.shout],
  ]
  const titles: Readonly<Record<string, string>> = { bare: "of a bare Node server's", fluffos: "of FluffOS's" }
  return figures.flatMap(([name, unit, of]) => Object.entries(peers).flatMap(([peer, m]) => {
    const value = median(of(ours))
    return of(m).length === 0 ? [] : [{ name, value, unit, peer: titles[peer], ratio: value / median(of(m)) }]
  }))
}

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, SETTLE_MS))

/** KiB a connection, by what the process grows. */
async function idle(program: Program): Promise<number> {
  const first = await Crowd.come(program.port, 100, program.greeting)
  first.leave()
  await settle()
  const before = program.memory()
  const crowd = await Crowd.come(program.port, IDLE, program.greeting)
  await settle()
  const after = program.memory()
  crowd.leave()
  await settle()
  return (after - before) / IDLE
}

async function typing(program: Program): Promise<Typed> {
  const crowd = await Crowd.come(program.port, TYPING, program.greeting)
  await crowd.type(2)
  const before = program.cpu()
  const figures = await crowd.type(SECONDS)
  const cpu = (program.cpu() - before) * 1e6 / figures.count
  crowd.leave()
  return { ...figures, cpu }
}

async function shouting(program: Program): Promise<number> {
  const crowd = await Crowd.come(program.port, HEARING, program.greeting)
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
