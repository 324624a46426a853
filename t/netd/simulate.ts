/**
 * The simulator from the command line: `node dist/t/netd/simulate.js FIRST [LAST]` runs those seeds, prints
 * a line for each that fails, and at the end how many ran.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { simulate } from './simulator.js'

const first = Number(process.argv[2] ?? 1)
const last = Number(process.argv[3] ?? first)
let failed = 0
for (let seed = first; seed <= last; seed++) {
  const faults = await simulate(seed)
  // Virtual time never lets a real turn end, and what a WeakRef was asked for is kept until then.
  await turn()
  if (faults.length === 0) continue
  failed++
  console.log(`SEED=${seed}: ${faults.slice(0, 5).join('; ')}`)
}
console.log(`${last - first + 1} seeds, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
