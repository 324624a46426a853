/**
 * Calls, and what is left of them in memory: `node dist/t/vaultd/soak.js CALLS ROUTING`. Core, node and driver
 * are this process, the worker is in its vault; both say what they hold after a full collection, before
 * and after. Prints `{ calls, seconds, here, there }`, the last two in bytes gained.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { call, clone, Rig } from './rig.js'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void
const held = (): number => {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** The same in the worker. */
const WORKER = `const v8 = process.getBuiltinModule('v8'); v8.setFlagsFromString('--expose-gc')
const gc = process.getBuiltinModule('vm').runInNewContext('gc')
exports.echo = (x) => x
exports.held = () => { gc(); gc(); const m = process.memoryUsage(); return m.heapUsed + m.external }`

const CALLS = Number(process.argv[2] ?? 1_000_000)
const routing = (process.argv[3] ?? 'p2p_only') as 'p2p_only' | 'relay_only'
const DEPTH = 64
const rig = await Rig.start({ agent: { pool: { target: 0 } } })
const mesh = await rig.mesh()
const [w] = await clone(mesh, { text: WORKER }, { routing, lease: 60_000 })

async function calls(n: number): Promise<void> {
  let left = n
  const one = async (): Promise<void> => {
    while (left-- > 0) await call(w, 'echo', [[left, 'x'.repeat(left % 100)]], 60_000)
  }
  await Promise.all(Array.from({ length: DEPTH }, one))
}

async function measure(): Promise<[number, number]> {
  const there = Number(await call(w, 'held'))
  for (let i = 0; i < 3; i++) {
    await new Promise((done) => setTimeout(done, 50))
    gc()
  }
  return [held(), there]
}

// What is compiled and sized on the way to full speed is no leak.
await calls(Math.min(30_000, CALLS))
const [here, there] = await measure()
const from = performance.now()
await calls(CALLS)
const seconds = (performance.now() - from) / 1000
const [hereAfter, thereAfter] = await measure()
console.log(JSON.stringify({ calls: CALLS, seconds: Math.round(seconds * 10) / 10, here: hereAfter - here, there: thereAfter - there, contexts: getHeapStatistics().number_of_native_contexts }))
await rig.close()
process.exit(0)
