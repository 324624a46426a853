/** Boot of a large mudlib: CPU time here and in FluffOS, cold and from the compile cache. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median, type Row } from '../measure.js'
import { writeBigMudlib } from './big-mudlib.js'
import { Fluffos } from './fluffos.js'

const CHILD = fileURLToPath(new URL('boot-child.js', import.meta.url))
const ROUNDS = 5

interface Boot {
  readonly total: number
  readonly boot: number
  readonly objects: number
}

export async function boot(binary: string | null): Promise<Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-boot-'))
  const cache = mkdtempSync(join(tmpdir(), 'hauki-cache-'))
  try {
    const { lines } = writeBigMudlib(dir)
    const times = { cold: [] as Boot[], warm: [] as Boot[], fluffos: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      times.cold.push(once(dir, '-'))
      const warm = once(dir, cache)
      // The first fills the cache.
      if (round > 0) times.warm.push(warm)
      if (binary) {
        const peer = await Fluffos.start(binary, dir)
        times.fluffos.push(peer.cpu())
        peer.stop()
      }
    }
    const cold = median(times.cold.map((b) => b.total))
    const warm = median(times.warm.map((b) => b.total))
    const start = median(times.cold.map((b) => b.total - b.boot))
    const rows: Row[] = [
      { name: 'compiling', value: lines / (cold - start), unit: 'lines/s of CPU', peer: `${lines} lines, ${times.cold[0].objects} objects`, ratio: 1 },
      { name: 'start of Node and the engine', value: start, unit: 's of CPU', peer: 'of a cold boot', ratio: start / cold },
    ]
    if (!binary) return [...rows, { name: 'boot from the cache', value: warm, unit: 's of CPU', peer: 'of a cold boot', ratio: warm / cold }]
    const theirs = median(times.fluffos)
    rows.push({ name: 'cold boot', value: cold, unit: 's of CPU', peer: `of FluffOS's (${theirs.toFixed(2)} s)`, ratio: cold / theirs })
    rows.push({ name: 'boot from the cache', value: warm, unit: 's of CPU', peer: `of FluffOS's (${theirs.toFixed(2)} s)`, ratio: warm / theirs })
    return rows
  } finally {
    rmSync(dir, { recursive: true })
    rmSync(cache, { recursive: true })
  }
}

function once(dir: string, cache: string): Boot {
  return JSON.parse(execFileSync(process.execPath, [CHILD, dir, cache], { encoding: 'utf8' }).trim().split('\n').at(-1)!) as Boot
}
