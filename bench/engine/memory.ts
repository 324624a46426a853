/**
 * Memory of what a mudlib is made of. Here: the heap after a collection, before and after; in
 * FluffOS: resident pages of a fresh process, since it does not tell its allocator's count.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Row } from '../measure.js'
import { Fluffos } from './fluffos.js'
import type { Hauki } from './hauki.js'

const KINDS: ReadonlyArray<readonly [kind: string, name: string, count: number]> = [
  ['clone', 'an empty clone', 30_000],
  ['clone20', 'a clone with 20 variables', 30_000],
  ['ints', 'an array of 1,000 ints', 3_000],
  ['mapping', 'a mapping of 1,000 strings', 200],
]

export async function memory(hauki: Hauki, binary: string | null, mudlib: string): Promise<Row[]> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heap = (): number => {
    collect()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const rows: Row[] = []
  for (const [kind, name, count] of KINDS) {
    // Once before: what is compiled or cached on the way does not count.
    hauki.ask('hold', kind, 10)
    hauki.ask('release', kind, 0)
    const before = heap()
    hauki.ask('hold', kind, count)
    const ours = (heap() - before) / count
    hauki.ask('release', kind, 0)
    if (!binary) {
      rows.push({ name, value: ours, unit: 'bytes', peer: 'no FluffOS to compare with', ratio: 1 })
      continue
    }
    const peer = await Fluffos.start(binary, mudlib)
    await peer.ask('hold', kind, 10)
    const start = peer.resident()
    await peer.ask('hold', kind, count)
    const theirs = (peer.resident() - start) / count
    peer.stop()
    rows.push({ name, value: ours, unit: 'bytes', peer: `of FluffOS's (${Math.round(theirs).toLocaleString('en')})`, ratio: ours / theirs })
  }
  return rows
}
