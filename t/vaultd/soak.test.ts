/** Memory after many calls (soak.ts), in processes of their own: TAP's hooks hold on to promises. CALLS sets how many. */
import t from 'tap'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const CALLS = Number(process.env.CALLS ?? 40_000)
const MIB = 1 << 20

for (const [routing, calls] of [['p2p_only', CALLS], ['relay_only', CALLS >> 1]] as const) {
  t.test(`${calls} calls (${routing}) leave nothing behind at either end: 1 MiB at most`, async (t) => {
    const { stdout } = await promisify(execFile)(process.execPath, [new URL('./soak.js', import.meta.url).pathname, String(calls), routing])
    const said = JSON.parse(stdout) as { calls: number; here: number; there: number }
    t.ok(said.here < MIB, `${(said.here / 1024).toFixed(0)} KiB more in Core, node and driver`)
    t.ok(said.there < MIB, `${(said.there / 1024).toFixed(0)} KiB more in the worker`)
  })
}
