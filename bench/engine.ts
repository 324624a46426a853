/**
 * The engine beside its peers: FluffOS's binary (`--fluffos PATH`) on the same LPC, and
 * hand-written JavaScript. Parts: run time, compiling, memory, ticks and suspension.
 */
import { boot } from './engine/boot.js'
import { Fluffos } from './engine/fluffos.js'
import { Hauki } from './engine/hauki.js'
import { memory } from './engine/memory.js'
import { makeMudlib } from './engine/mudlib.js'
import { runtime } from './engine/runtime.js'
import { suspension } from './engine/suspension.js'
import type { Row } from './measure.js'

export interface EngineOptions {
  /** FluffOS's driver binary; without it its columns are left out. */
  readonly fluffos: string | null
  /** Only programs whose name matches. */
  readonly only: RegExp | null
}

export async function run({ fluffos: binary, only }: EngineOptions): Promise<Row[]> {
  const mudlib = makeMudlib()
  const hauki = new Hauki(mudlib.dir)
  let fluffos: Fluffos | null = null
  try {
    if (binary) fluffos = await Fluffos.start(binary, mudlib.dir)
    else console.log('no --fluffos PATH: its figures are left out')
    const rows = await runtime(hauki, fluffos, only)
    if (only) return rows
    return [...rows, ...suspension(hauki), ...(await memory(hauki, binary, mudlib.dir)), ...(await boot(binary))]
  } finally {
    fluffos?.stop()
    hauki.stop()
    mudlib.remove()
  }
}
