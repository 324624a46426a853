/**
 * Boot of a large mudlib by the command that users start, from FluffOS's own config file: CPU time
 * until logins are accepted, here and in FluffOS, cold and from the compile cache.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../../driver/roles/paths.js'
import { median, type Row } from '../measure.js'
import { writeBigMudlib } from './big-mudlib.js'
import { configText, cpuSeconds, Fluffos } from './fluffos.js'

const ROUNDS = 5
/** How long one boot may take. */
const BOOT_MS = 120_000

// More certificates than Node's own are read at every start where this is set: 20 to 70 ms.
const { NODE_EXTRA_CA_CERTS: _, ...ENV } = process.env

export async function boot(binary: string | null): Promise<Row[]> {
  const place = mkdtempSync(join(tmpdir(), 'hauki-boot-'))
  const [big, empty] = ['big', 'empty'].map((name) => join(place, name))
  const state = join(place, 'state')
  try {
    const { lines } = writeBigMudlib(big)
    writeEmpty(empty)
    const times = { cold: [] as number[], warm: [] as number[], start: [] as number[], fluffos: [] as number[] }
    // The first fills the caches.
    await hauki(big, state, true)
    for (let round = 0; round < ROUNDS; round++) {
      times.cold.push(await hauki(big, state, false))
      times.warm.push(await hauki(big, state, true))
      times.start.push(await hauki(empty, state, false))
      if (binary) {
        const peer = await Fluffos.start(binary, big)
        times.fluffos.push(peer.cpu())
        peer.stop()
      }
    }
    const [cold, warm, start] = [times.cold, times.warm, times.start].map(median)
    const rows: Row[] = [
      { name: 'compiling', value: lines / (cold - start), unit: 'lines/s of CPU', peer: `${lines} lines`, ratio: 1 },
      { name: 'start of Node and the engine', value: start, unit: 's of CPU', peer: 'of a cold boot', ratio: start / cold },
    ]
    if (!binary) return [...rows, { name: 'boot from the cache', value: warm, unit: 's of CPU', peer: 'of a cold boot', ratio: warm / cold }]
    const theirs = median(times.fluffos)
    rows.push({ name: 'cold boot', value: cold, unit: 's of CPU', peer: `of FluffOS's (${theirs.toFixed(2)} s)`, ratio: cold / theirs })
    rows.push({ name: 'boot from the cache', value: warm, unit: 's of CPU', peer: `of FluffOS's (${theirs.toFixed(2)} s)`, ratio: warm / theirs })
    return rows
  } finally {
    rmSync(place, { recursive: true })
  }
}

/** One boot's CPU seconds, all threads. */
async function hauki(mudlib: string, state: string, cached: boolean): Promise<number> {
  const config = join(mudlib, 'log', 'config')
  writeFileSync(config, configText(mudlib, 0))
  const args = [join(ROOT, 'bin', 'hauki'), 'driver', config, '--web-port=-1', `--state-dir=${state}`, '--log-level=error', ...(cached ? [] : ['--mud-compile-cache='])]
  const child = spawn(process.execPath, args, { env: ENV, stdio: ['ignore', 'pipe', 'pipe'] })
  const late = setTimeout(() => child.kill('SIGKILL'), BOOT_MS)
  let said = ''
  return new Promise((done, fail) => {
    let cpu: number | null = null
    for (const out of [child.stdout, child.stderr]) {
      out.setEncoding('utf8').on('data', (s: string) => {
        said += s
        if (cpu !== null || !said.includes('Hauki is up')) return
        cpu = cpuSeconds(child.pid!)
        child.kill('SIGINT')
      })
    }
    child.once('close', () => {
      clearTimeout(late)
      if (cpu === null) fail(new RangeError(`Hauki did not boot: ${said}`))
      else done(cpu)
    })
  })
}

function writeEmpty(dir: string): void {
  mkdirSync(join(dir, 'log'), { recursive: true })
  mkdirSync(join(dir, 'include'))
  writeFileSync(join(dir, 'include', 'globals.h'), '')
  writeFileSync(join(dir, 'master.c'), 'object connect(int port) { return 0; }\n')
  writeFileSync(join(dir, 'simul_efun.c'), '')
}
