/**
 * A remote call from LPC to LPC (driver → agent → vault and back) beside its peers: the same 64 bytes,
 * in the same run, rounds interleaved, medians of ratios. Then what is built on it: chains in one trip,
 * the relay, arrays, streams. What a peer needs and is not here is said and left out.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, type Row } from './measure.js'
import { openPeers, TEXT, type Peer } from './mesh-peers.js'
import { start, type Swarm } from './swarm.js'

const CALLER = `
object w, relayed; object *all; int items;
void make(string src) { w = clone_distributed(src); relayed = clone_distributed(src, ([ "routing": "relay_only" ])); }
void make_many(string src, int n) { all = clone_distributed(src, ([ "count": n ])); }
int calls(int n, string s) { for (int i = 0; i < n; i++) w->echo(s); return n; }
int relay_calls(int n, string s) { for (int i = 0; i < n; i++) relayed->echo(s); return n; }
int chains(int n, string s) { for (int i = 0; i < n; i++) w->me()->me()->me()->me()->me()->me()->me()->echo(s); return n; }
int apart(int n, string s) { object o; for (int i = 0; i < n; i++) { o = w->me(); o = o->me(); o = o->me(); o = o->me(); o = o->me(); o = o->me(); o = o->me(); o->echo(s); } return n; }
int arrays(int n, string s) { for (int i = 0; i < n; i++) all->echo(s); return n * sizeof(all); }
int stream(int n, string s) { items = 0; w->items(n, (: items++ :)); return items; }
void end() { destruct(w); destruct(relayed); foreach (object o in all) destruct(o); }
`
const WORKER = 'string echo(string s) { return s; } object me() { return this_object(); } void items(int n, function out) { for (int i = 0; i < n; i++) mesh_emit(out, "xxxxxxxxxxxxxxxx"); }'
const ROUND_MS = Number(process.env.BENCH_MS ?? 500)
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7)
const MANY = 8

export async function run(): Promise<Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-bench-'))
  const swarm = await start(dir, CALLER)
  const peers = await openPeers()
  for (const word of peers.skipped) console.log(`left out: ${word}`)
  try {
    await swarm.run('make', [WORKER])
    await swarm.run('make_many', [WORKER, MANY])
    const rows: Row[] = []
    for (const depth of [1, 64]) rows.push(...await besidePeers(swarm, peers.list, depth))
    rows.push(
      await beside(swarm, 'relayed, 1 in flight', ['relay_calls', 1], 'of direct', ['calls', 1]),
      await beside(swarm, 'relayed, 64 in flight', ['relay_calls', 64], 'of direct', ['calls', 64]),
      await beside(swarm, 'chain of 8 calls in one trip', ['chains', 1], 'of single calls', ['calls', 1]),
      await beside(swarm, 'chain of 8 calls, one after the other', ['apart', 1], 'of single calls', ['calls', 1]),
      await beside(swarm, `call on an array of ${MANY} ghosts, per ghost`, ['arrays', 1], 'of single calls', ['calls', 1]),
      await beside(swarm, 'items of a stream', ['stream', 1], 'of single calls', ['calls', 1]),
    )
    await swarm.run('end', [])
    return rows
  } finally {
    peers.close()
    await swarm.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Calls a second of an LPC loop, with so many fibers in it. */
async function rate(swarm: Swarm, fn: string, depth: number): Promise<number> {
  const from = performance.now()
  let n = 0
  const loop = async (): Promise<void> => {
    while (performance.now() - from < ROUND_MS) {
      const made = Number(await swarm.run(fn, [50, TEXT]))
      n += made
    }
  }
  await Promise.all(Array.from({ length: depth }, loop))
  return (n * 1000) / (performance.now() - from)
}

async function besidePeers(swarm: Swarm, peers: readonly Peer[], depth: number): Promise<Row[]> {
  const ours: number[] = []
  const theirs = peers.map((): number[] => [])
  for (let i = -2; i < ROUNDS; i++) {
    const a = await rate(swarm, 'calls', depth)
    const b: number[] = []
    for (const p of peers) b.push(await p.rate(depth, ROUND_MS))
    if (i < 0) continue
    ours.push(a)
    b.forEach((v, k) => theirs[k].push(v))
  }
  return peers.map((p, k) => ({ name: `LPC to LPC, ${depth} in flight`, value: median(ours), unit: 'calls/s', peer: `of ${p.name} (${Math.round(median(theirs[k])).toLocaleString('en')}/s)`, ratio: median(ours.map((v, i) => v / theirs[k][i])) }))
}

async function beside(swarm: Swarm, name: string, [fn, depth]: [string, number], peer: string, [other, otherDepth]: [string, number]): Promise<Row> {
  const a: number[] = []
  const b: number[] = []
  for (let i = -1; i < ROUNDS; i++) {
    const x = await rate(swarm, fn, depth)
    const y = await rate(swarm, other, otherDepth)
    if (i < 0) continue
    a.push(x)
    b.push(y)
  }
  return { name, value: median(a), unit: '/s', peer: `${peer} (${Math.round(median(b)).toLocaleString('en')}/s)`, ratio: median(a.map((v, i) => v / b[i])) }
}
