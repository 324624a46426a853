/**
 * Our value codec beside msgpackr with extension types (the same fidelity: mappings with any
 * key, ints apart from floats, classes, shared structure) and beside JSON, which has none of it.
 */
import { addExtension, Packr } from 'msgpackr'
import { ClassInstance, Float, type Value } from '../driver/vm/values.js'
import { Mapping } from '../driver/vm/mapping.js'
import { decodeValue, encodeValue } from '../netd/codec.js'

addExtension({ Class: Float, type: 1, pack: (f: Float) => { const b = Buffer.alloc(8); b.writeDoubleLE(f.v); return b }, unpack: (b: Buffer) => new Float(b.readDoubleLE(0)) })
addExtension({ Class: Mapping, type: 2, write: (m: Mapping) => { const a: Value[] = []; for (const [k, v] of m) a.push(k, v); return a }, read: (a: Value[]) => { const m = new Mapping(); for (let i = 0; i < a.length; i += 2) m.set(a[i], a[i + 1]); return m } })
addExtension({ Class: ClassInstance, type: 3, write: (c: ClassInstance) => [c.def.name, c.def.members, c.fields], read: ([name, members, fields]: [string, string[], Value[]]) => new ClassInstance({ name, members }, fields) })
const packr = new Packr({ structuredClone: true, moreTypes: true, useRecords: false })

const samples: Record<string, Value> = {
  'one 64 B string': ['x'.repeat(64)],
  'small mapping': Mapping.of([['name', 'Latest AI architectures'], ['score', new Float(0.93)], ['hits', 42], ['big', 9007199254740993n], ['tags', ['ai', 'llm', 'mud']], ['deep', Mapping.of([['a', 1], ['b', 'två']])]]),
  'array of 100 ints': Array.from({ length: 100 }, (_, i) => i * 37),
  '50 mappings': Array.from({ length: 50 }, (_, i) => Mapping.of([['id', i], ['name', `object ${i}`], ['hp', new Float(i / 3)], ['pos', [i, i + 1, -i]]])),
}

function time(fn: () => void): number {
  const until = performance.now() + 300
  let n = 0
  const t0 = performance.now()
  while (performance.now() < until) {
    for (let i = 0; i < 50; i++) fn()
    n += 50
  }
  return ((performance.now() - t0) / n) * 1000
}

export function run(): Array<{ name: string; value: number; unit: string; peer: number; ratio: number }> {
  const rows = []
  for (const [name, v] of Object.entries(samples)) {
    const ours = encodeValue(v)
    const theirs = packr.pack(v)
    const figures: Array<[string, () => void, () => void]> = [
      ['encode', () => encodeValue(v), () => packr.pack(v)],
      ['decode', () => decodeValue(ours), () => packr.unpack(theirs)],
    ]
    for (const [what, a, b] of figures) {
      const A = [], B = []
      for (let round = 0; round < 5; round++) (A.push(time(a)), B.push(time(b)))
      const m = (x: number[]) => x.sort((p, q) => p - q)[2]
      rows.push({ name: `${what} ${name}`, value: m(A), unit: 'µs', peer: m(B), ratio: m(A) / m(B) })
    }
    rows.push({ name: `size ${name}`, value: ours.length, unit: 'B', peer: theirs.length, ratio: ours.length / theirs.length })
  }
  return rows
}

if (process.argv[1]?.endsWith('netd_codec.js')) console.table(run().map((r) => ({ ...r, value: +r.value.toFixed(2), peer: +r.peer.toFixed(2), ratio: +r.ratio.toFixed(2) })))
