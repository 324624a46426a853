/**
 * Clone to first answer: from a warm pool, cold, and many at once; beside them what the machine
 * itself needs to start node. Prints a table and one line of JSON.
 *
 * The worker is the JavaScript guest of t/vaultd, so that the figures are those of vaultd and
 * netd without the LPC compiler.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { ADD, call, clone, Rig } from '../t/vaultd/rig.js'
import { until } from '../t/vaultd/base.js'

const quantile = (list: number[], q: number) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))]
const ms = (n: number) => Math.round(n * 100) / 100

async function bare(args: string[]): Promise<number> {
  const from = performance.now()
  const child = spawn(process.execPath, args, { env: {}, stdio: 'ignore' })
  await once(child, 'exit')
  return performance.now() - from
}

async function toFirstAnswer(mesh: Awaited<ReturnType<Rig['mesh']>>): Promise<{ ms: number; end: Awaited<ReturnType<typeof clone>>[0] }> {
  const from = performance.now()
  const [end] = await clone(mesh, { text: ADD })
  await call(end, 'add', [1])
  return { ms: performance.now() - from, end }
}

export async function vaultd(rounds = 60): Promise<Record<string, number | string>> {
  const rig = await Rig.start({ agent: { pool: { target: 4 } } })
  const mesh = await rig.mesh()
  const { pool } = rig.agents[0]
  const warm: number[] = []
  const node: number[] = []
  for (let i = 0; i < rounds; i++) {
    await until(() => pool.warm === 4 && pool.starting === 0, 20_000)
    const r = await toFirstAnswer(mesh)
    if (i >= 5) warm.push(r.ms)
    r.end.destruct()
    if (i % 5 === 0) node.push(await bare(['-e', '0']))
  }
  const batches: number[] = []
  for (let i = 0; i < 3; i++) {
    await until(() => pool.warm === 4 && pool.starting === 0 && rig.core.registry.running().length === 0, 20_000)
    const from = performance.now()
    const all = await Promise.all(Array.from({ length: 50 }, () => toFirstAnswer(mesh)))
    batches.push(performance.now() - from)
    for (const r of all) r.end.destruct()
  }
  const isolation = rig.agents[0].backend.isolation
  await rig.close()

  const coldRig = await Rig.start({ agent: { pool: { target: 0 } } })
  const coldMesh = await coldRig.mesh()
  const cold: number[] = []
  for (let i = 0; i < 15; i++) {
    const r = await toFirstAnswer(coldMesh)
    if (i > 1) cold.push(r.ms)
    r.end.destruct()
    await until(() => coldRig.agents[0].backend.list().length === 0)
    node.push(await bare(['-e', '0']))
  }
  await coldRig.close()
  return {
    isolation, warm_p50: ms(quantile(warm, 0.5)), warm_p99: ms(quantile(warm, 0.99)), cold_p50: ms(quantile(cold, 0.5)), cold_p99: ms(quantile(cold, 0.99)),
    fifty_at_once: ms(quantile(batches, 0.5)), per_second: ms(50_000 / quantile(batches, 0.5)), node_e0: ms(quantile(node, 0.5)), warm_over_node: ms(quantile(warm, 0.5) / quantile(node, 0.5)), cold_over_node: ms(quantile(cold, 0.5) / quantile(node, 0.5)),
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const r = await vaultd()
  console.table(r)
  console.log(JSON.stringify({ vaultd: r }))
}
