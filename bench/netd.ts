/**
 * A call over our session (sealed, LPC values, TCP) beside a raw uWebSockets.js echo driven by a ws
 * client, with the same 64 bytes, each against another process on loopback. Rounds are interleaved;
 * the figures are medians. Also the handshake with its ticket, beside a bare TCP connect.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { WebSocket } from 'ws'
import { generateKeyPair, keyFromText, keyToText } from '../netd/keys.js'
import { connect, type Session } from '../netd/session.js'
import { dialTcp } from '../netd/tcp.js'
import { issueTicket, newJti } from '../netd/ticket.js'

export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The peer's figure in the same unit. */
  readonly peer: number
  readonly ratio: number
}

const ROUNDS = 7
const ROUND_MS = 700
const WARM_MS = 1500

export async function run(): Promise<Row[]> {
  const core = generateKeyPair()
  const caller = generateKeyPair()
  const child = fork(new URL('./netd_server.js', import.meta.url).pathname)
  try {
    const server = await ready(child, keyToText(core.publicKey))
    const ticket = () => {
      const now = Date.now()
      return issueTicket({
        jti: newJti(), issuedAt: now, expiresAt: now + 30_000, sessionExpiresAt: 0, worker: 'bench', incarnation: 1, workerKey: keyFromText(server.workerKey), callerKey: caller.publicKey,
        node: 'bench', bootEpoch: 'bench', routes: [], methods: null, limits: { inFlight: 1024, lease: 3000 },
      }, core)
    }
    const open = async (resumable: boolean) => connect(await dialTcp('127.0.0.1', server.port), { ticket: ticket(), callerKeys: caller, ...(resumable ? { redial: () => dialTcp('127.0.0.1', server.port) } : {}) })
    const session = await open(true)
    const ws = new WebSocket(`ws://127.0.0.1:${server.echo}`, { perMessageDeflate: false })
    await new Promise((resolve, reject) => ws.once('open', resolve).once('error', reject))

    const rows: Row[] = []
    for (const depth of [1, 64]) {
      const ours: number[] = []
      const theirs: number[] = []
      await calls(session, depth, WARM_MS)
      await echoes(ws, depth, WARM_MS)
      for (let i = 0; i < ROUNDS; i++) {
        ours.push(await calls(session, depth, ROUND_MS))
        theirs.push(await echoes(ws, depth, ROUND_MS))
      }
      rows.push(row(`remote call, ${depth} in flight, beside a raw uWS echo`, ours, theirs, 'calls/s'))
    }
    const shake: number[] = []
    const bare: number[] = []
    for (let i = 0; i < 40; i++) {
      let t0 = performance.now()
      const s = await open(false)
      shake.push(performance.now() - t0)
      s.close()
      t0 = performance.now()
      const link = await dialTcp('127.0.0.1', server.port)
      bare.push(performance.now() - t0)
      link.close()
    }
    rows.push(row('ticket issued, redeemed and session open, beside a bare TCP connect', shake, bare, 'ms'))
    session.close()
    ws.close()
    return rows
  } finally {
    child.disconnect()
  }
}

function row(name: string, ours: number[], theirs: number[], unit: string): Row {
  const [value, peer] = [median(ours), median(theirs)]
  // Each round beside its neighbour: the machine's mood cancels out.
  return { name, value, unit, peer, ratio: median(ours.map((v, i) => v / theirs[i])) }
}

function median(list: number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1]
}

function ready(child: ChildProcess, core: string): Promise<{ workerKey: string; port: number; echo: number }> {
  return new Promise((resolve, reject) => {
    child.once('message', (m) => resolve(m as { workerKey: string; port: number; echo: number }))
    child.once('exit', () => reject(new Error('the bench server ended')))
    child.send(core)
  })
}

const TEXT = 'x'.repeat(64)

/** Round trips per second with `depth` under way. */
function calls(session: Session, depth: number, ms: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const t0 = performance.now()
    let n = 0
    let running = depth
    const args = [TEXT]
    const options = { chain: '0123456789abcdef', depth: 1, deadlineMs: 10_000 }
    const one = (): void => void session.call(0, 'echo', args, options, (failure, value) => {
      if (failure !== null || value !== TEXT) return reject(new Error(failure?.message ?? 'a wrong answer'))
      n++
      if (performance.now() - t0 < ms) return one()
      if (--running === 0) resolve((n / (performance.now() - t0)) * 1000)
    })
    for (let i = 0; i < depth; i++) one()
  })
}

function echoes(ws: WebSocket, depth: number, ms: number): Promise<number> {
  return new Promise((resolve) => {
    const t0 = performance.now()
    let n = 0
    let running = depth
    const message = Buffer.from(TEXT)
    const onMessage = () => {
      n++
      if (performance.now() - t0 < ms) return ws.send(message)
      if (--running > 0) return
      ws.off('message', onMessage)
      resolve((n / (performance.now() - t0)) * 1000)
    }
    ws.on('message', onMessage)
    for (let i = 0; i < depth; i++) ws.send(message)
  })
}

if (process.argv[1]?.endsWith('bench/netd.js')) console.table((await run()).map((r) => ({ ...r, value: +r.value.toPrecision(4), peer: +r.peer.toPrecision(4), ratio: +r.ratio.toFixed(2) })))
