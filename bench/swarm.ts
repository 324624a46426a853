/**
 * The mission measured from LPC: remote calls through agent and vault beside a raw uWebSockets.js
 * echo with the same bytes, and clone_distributed() to its first answer from a warm pool.
 * Core and node are processes of their own, as in a swarm; the driver is this one.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import { generateKeyPair, keyToText } from '../netd/keys.js'
import { readConfig } from '../driver/roles/config.js'
import { objectBridge } from '../driver/roles/bridge.js'
import { makeWorld } from '../driver/roles/make-world.js'
import { joiningNeeded } from '../driver/roles/joining.js'
import { openMesh } from '../driver/roles/mesh-parts.js'
import { makeLogger } from '../driver/roles/log.js'
import { ROOT } from '../driver/roles/paths.js'
import { applyDirect } from '../driver/vm/calls.js'
import { LpcObject } from '../driver/vm/object.js'
import { Float, type Result, type Value } from '../driver/vm/values.js'
import { median, type Row } from './measure.js'

const CALLER = `
object w;
void make(string src) { w = clone_distributed(src); }
void end() { destruct(w); }
int calls(int n, string s) { for (int i = 0; i < n; i++) w->echo(s); return n; }
int first(string src) { object x = clone_distributed(src); x->echo("x"); destruct(x); return 1; }
`
const WORKER = 'string echo(string s) { return s; }'
const TEXT = 'x'.repeat(64)
const ROUND_MS = 700
const ROUNDS = 7

export interface Swarm {
  readonly run: (fn: string, args: Value[]) => Promise<Value>
  readonly close: () => Promise<void>
}

export async function run(): Promise<Row[]> {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-bench-'))
  const swarm = await start(dir)
  const peer = await echoServer()
  try {
    const rows: Row[] = []
    await swarm.run('make', [WORKER])
    for (const depth of [1, 64]) {
      const ours: number[] = []
      const theirs: number[] = []
      for (let i = -2; i < ROUNDS; i++) {
        const a = await remoteCalls(swarm, depth)
        const b = await echoes(peer.socket, depth)
        if (i >= 0) {
          ours.push(a)
          theirs.push(b)
        }
      }
      rows.push({ name: `remote call from LPC to LPC, ${depth} in flight`, value: median(ours), unit: 'calls/s', peer: 'of a raw uWS echo, same bytes', ratio: median(ours.map((v, i) => v / theirs[i])) })
    }
    await swarm.run('end', [])
    rows.push(...(await clones(swarm)))
    rows.push(await allWarm())
    return rows
  } finally {
    peer.close()
    await swarm.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** One fiber each in flight; the loop is LPC's own. */
async function remoteCalls(swarm: Swarm, depth: number): Promise<number> {
  const from = performance.now()
  let n = 0
  const loop = async (): Promise<void> => {
    while (performance.now() - from < ROUND_MS) {
      const done = Number(await swarm.run('calls', [50, TEXT]))
      n += done
    }
  }
  await Promise.all(Array.from({ length: depth }, loop))
  return (n / (performance.now() - from)) * 1000
}

/** One clone after the other, each when the pool is full again; and as many as go in a row. */
async function clones(swarm: Swarm): Promise<Row[]> {
  const warm: number[] = []
  const node: number[] = []
  for (let i = -5; i < 60; i++) {
    await new Promise((r) => setTimeout(r, 250))
    const from = performance.now()
    await swarm.run('first', [WORKER])
    if (i >= 0) warm.push(performance.now() - from)
    if (i >= 0 && i % 6 === 0) node.push(await bareNode())
  }
  const rate = await fiftyAtOnce(swarm)
  const cold = median(node)
  const p = (q: number) => [...warm].sort((a, b) => a - b)[Math.min(warm.length - 1, Math.floor(warm.length * q))]
  const beside = 'of a bare `node -e 0`'
  return [
    { name: 'clone_distributed to first answer, warm, p50', value: p(0.5), unit: 'ms', peer: beside, ratio: p(0.5) / cold },
    { name: 'clone_distributed to first answer, warm, p99', value: p(0.99), unit: 'ms', peer: beside, ratio: p(0.99) / cold },
    { name: 'fifty clones at once, to first answer and destruct', value: rate, unit: 'clones/s', peer: 'of bare node starts, one after the other', ratio: (rate * cold) / 1000 },
  ]
}

/** Clones a second. */
async function fiftyAtOnce(swarm: Swarm): Promise<number> {
  const from = performance.now()
  await Promise.all(Array.from({ length: 50 }, () => swarm.run('first', [WORKER])))
  return 50_000 / (performance.now() - from)
}

/** The same where fifty warm vaults wait. */
async function allWarm(): Promise<Row> {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-bench-'))
  const swarm = await start(dir, CALLER, 50)
  try {
    const rates: number[] = []
    for (let i = 0; i < 3; i++) {
      await new Promise((r) => setTimeout(r, 12_000))
      rates.push(await fiftyAtOnce(swarm))
    }
    const cold = await bareNode()
    return { name: 'fifty clones at once from fifty warm vaults', value: median(rates), unit: 'clones/s', peer: 'of bare node starts, one after the other', ratio: (median(rates) * cold) / 1000 }
  } finally {
    await swarm.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function bareNode(): Promise<number> {
  const from = performance.now()
  await once(spawn(process.execPath, ['-e', '0'], { env: {}, stdio: 'ignore' }), 'exit')
  return performance.now() - from
}

// ---- parts ---------------------------------------------------------------------------------------

/** A Core, a node with so many warm vaults, and a driver; `lpc` is the driver's one object. */
export async function start(dir: string, lpc = CALLER, pool = 4): Promise<Swarm> {
  const children: ChildProcess[] = []
  const role = async (args: string[], wanted: RegExp, count: number): Promise<string[]> => {
    const child = spawn(process.execPath, [join(ROOT, 'bin', 'hauki'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    children.push(child)
    const found: string[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      const m = wanted.exec(line)
      if (m && found.push(m[0]) === count) break
    }
    child.stdout.resume()
    return found
  }
  const [forNode, forDriver] = await role(['core', '--invite', 'node,driver', '--core-port', '0', '--state-dir', join(dir, 'core')], /hauki-invite\S+/, 2)
  await role(['node', '--join', forNode, '--state-dir', join(dir, 'node'), '--node-pool', String(pool)], /joined/, 1)

  const config = readConfig(null, { 'state-dir': join(dir, 'driver'), 'mesh-invite': forDriver, 'mesh-name': 'bench' }, {})
  writeFileSync(join(dir, 'caller.c'), lpc)
  writeFileSync(join(dir, 'master.c'), 'int valid_distributed() { return 1; }')
  const late: { world: ReturnType<typeof makeWorld> | null } = { world: null }
  const mesh = openMesh(config, joiningNeeded(config, 'driver'), { exported: (ob) => objectBridge(late.world!).exported(ob), imported: (e, w) => objectBridge(late.world!).imported(e, w), calleeOf: (v) => objectBridge(late.world!).calleeOf!(v), serve: (g, m, x, c, d) => objectBridge(late.world!).serve!(g, m, x, c, d) }, makeLogger(config, 'bench'))
  await mesh.joined
  const world = (late.world = makeWorld({ mudlibDir: dir, masterFile: '/master', mesh }))
  await new Promise<void>((done, fail) => world.boot((e) => (e ? fail(e) : done())))
  let ob: LpcObject | null = null
  world.start({}, (F) => world.loader.load(F, '/caller'), (_e, v) => { ob = v as LpcObject })
  const target = ob as LpcObject | null
  if (!target) throw new RangeError('the benchmark did not compile')
  return {
    run: (fn, args) => new Promise((done, fail) => void world.start({}, (F) => applyDirect(F, target, fn, args) as Result, (e, v) => (e ? fail(e) : done(v instanceof Float ? v.v : v)))),
    async close() {
      world.scheduler.stop()
      await mesh.close()
      for (const c of children.reverse()) {
        c.kill('SIGINT')
        await once(c, 'exit')
      }
    },
  }
}

async function echoServer(): Promise<{ socket: WebSocket; close(): void }> {
  const child = fork(new URL('./netd_server.js', import.meta.url).pathname)
  child.send(keyToText(generateKeyPair().publicKey))
  const [{ echo }] = (await once(child, 'message')) as [{ echo: number }]
  const socket = new WebSocket(`ws://127.0.0.1:${echo}`, { perMessageDeflate: false })
  await once(socket, 'open')
  return {
    socket,
    close() {
      socket.close()
      child.disconnect()
    },
  }
}

function echoes(ws: WebSocket, depth: number): Promise<number> {
  return new Promise((done) => {
    const from = performance.now()
    let n = 0
    let running = depth
    const message = Buffer.from(TEXT)
    const onMessage = (): void => {
      n++
      if (performance.now() - from < ROUND_MS) return ws.send(message)
      if (--running > 0) return
      ws.off('message', onMessage)
      done((n / (performance.now() - from)) * 1000)
    }
    ws.on('message', onMessage)
    for (let i = 0; i < depth; i++) ws.send(message)
  })
}
