/**
 * `npm run bench [-- engine swarm netd] [--fluffos PATH] [--only WORDS]`: prints tables, and all
 * rows as one line of JSON.
 */
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { table, type Row } from './measure.js'

const HELP = `npm run bench -- [PART…] [--fluffos PATH] [--only WORDS]

  PART           engine, ticks, sessions, mesh, swarm, lxc, scale, netd; all of them without one
  --fluffos PATH FluffOS's binary, to be measured in the same run (engine, sessions)
  --only WORDS   programs of engine whose name matches this regular expression
  --help         this text`

function options() {
  try {
    return parseArgs({ allowPositionals: true, options: { fluffos: { type: 'string' }, only: { type: 'string' }, help: { type: 'boolean', short: 'h' } } })
  } catch (e) {
    console.error(`bench: ${(e as Error).message.split('. ')[0]}\n\n${HELP}`)
    process.exit(64)
  }
}

const { values, positionals: wanted } = options()
if (values.help) {
  console.log(HELP)
  process.exit()
}

const PARTS: Readonly<Record<string, () => Promise<Row[]>>> = {
  engine: async () => (await import('./engine.js')).run({ fluffos: values.fluffos ?? null, only: values.only ? new RegExp(values.only) : null }),
  ticks: async () => (await import('./ticks.js')).run(),
  sessions: async () => (await import('./sessions.js')).run(values.fluffos ?? null),
  mesh: async () => (await import('./mesh.js')).run(),
  swarm: async () => (await import('./swarm.js')).run(),
  lxc: async () => (await import('./lxc.js')).run(),
  scale: async () => (await import('./scale.js')).run(),
  netd: async () => (await (await import('./netd.js')).run()).map((r) => ({ ...r, peer: 'of its peer' })),
}

const unknown = wanted.find((w) => !(w in PARTS))
if (unknown !== undefined) {
  console.error(`no benchmark ${unknown}; there are ${Object.keys(PARTS).join(', ')}`)
  process.exit(64)
}
const all: Row[] = []
console.log(`node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0].toFixed(1)}`)
for (const [name, run] of Object.entries(PARTS)) {
  if (wanted.length && !wanted.includes(name)) continue
  console.log(`\n${name}`)
  const rows = await run()
  console.log(table(rows))
  all.push(...rows)
}
console.log(`\n${JSON.stringify(all)}`)
process.exit()
