/**
 * The simulator (simulator.ts) on many seeds, on all processors, in processes of their own: TAP's hooks on
 * promises cost more than the simulation. SEEDS sets how many; a failing one is printed and replayed by
 * `node dist/t/netd/simulate.js SEED`.
 */
import t from 'tap'
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

const SEEDS = Number(process.env.SEEDS ?? 300)
const SCRIPT = new URL('./simulate.js', import.meta.url).pathname

function run(first: number, last: number): Promise<string[]> {
  const child = spawn(process.execPath, [SCRIPT, String(first), String(last)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (d) => { said += d })
  return new Promise((done) => child.on('close', () => done(said.trim().split('\n'))))
}

t.test(`${SEEDS} seeds of a bad network: one end per call, nothing runs twice, outcomes are true, order is kept, leases end`, async (t) => {
  const n = Math.min(SEEDS, availableParallelism())
  const bounds = Array.from({ length: n + 1 }, (_, i) => Math.floor((SEEDS * i) / n))
  const said = (await Promise.all(bounds.slice(1).map((last, i) => run(bounds[i] + 1, last)))).flat()
  t.same(said.filter((line) => line.startsWith('SEED=')).slice(0, 10), [], 'replay one: node dist/t/netd/simulate.js SEED')
  t.equal(said.filter((line) => /^\d+ seeds, 0 failed$/.test(line)).length, n, said.filter((l) => !l.startsWith('SEED=')).join(', '))
})
