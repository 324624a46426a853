/**
 * The Core alone with a large swarm: a thousand simulated nodes that accept every order at once,
 * ten thousand workers in the registry. The choice of a node, a whole placement with its records
 * and its ticket, and a ticket's issue and redemption; `npm run bench -- scale`.
 */
import { generateKeyPair } from '../netd/keys.js'
import type { Peer } from '../netd/control.js'
import { issueTicket, memoryJtiStore, newJti, verifyTicket } from '../netd/ticket.js'
import { startCore, type Core } from '../vaultd/core.js'
import { SILENT } from '../vaultd/log.js'
import { choose } from '../vaultd/matchmaker.js'
import { spawn } from '../vaultd/spawn.js'
import { readSpawn } from '../vaultd/swarm.js'
import { encodeValue } from '../netd/codec.js'
import { freshState } from '../t/vaultd/base.js'
import type { Row } from './measure.js'

const NODES = 1_000
const WORKERS = 10_000
const CHOICES = 5_000
const PLACEMENTS = 3_000
const TICKETS = 2_000
/** The limits that the mission sets (ms). */
const CHOICE_LIMIT = 1
const TICKET_LIMIT = 0.5

const quantile = (list: number[], q: number) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))]

/** Milliseconds of this thread's own work: a loaded machine makes it no longer. */
const worked = (from: NodeJS.CpuUsage) => {
  const d = process.cpuUsage(from)
  return (d.user + d.system) / 1000
}

export async function run(): Promise<Row[]> {
  const core = await startCore({ state: freshState(), log: SILENT })
  try {
    await fill(core)
    return [...choices(core), ...(await placements(core)), tickets()]
  } finally {
    await core.close()
  }
}

/** Nodes whose every answer is there at once. */
async function fill(core: Core): Promise<void> {
  const key = generateKeyPair().publicKey
  core.registry.transaction(() => {
    for (let i = 0; i < NODES; i++) core.enroll(Uint8Array.from({ length: 32 }, (_, at) => (at < 4 ? (i >> (8 * at)) & 255 : 7)), 'node', `n${i}`)
  })
  for (let i = 0; i < NODES; i++) {
    const name = `n${i}`
    const answer = { ok: { key, vault: 'vaultd-000000000000', isolation: 'lxc', host: '10.0.0.1', port: 1024 + i, warm: true } }
    const peer = { closed: false, call: () => Promise.resolve(answer), notify() {}, close() {} } as unknown as Peer
    core.nodes.set(name, {
      hello: { name, bootEpoch: 'x', isolation: 'lxc', backend: 'lxc', address: '10.0.0.1', tags: i % 10 === 0 ? ['gpu', 'net'] : ['net'], cpus: 4 + (i % 5), memory: 32_768, maxVaults: 500 },
      peer, load: { freeMemory: 16_000 + i, load: (i % 7) / 3, running: i % 17, warm: i % 5 }, heard: Infinity, joinedAt: 0,
    })
  }
  core.registry.transaction(() => {
    for (let i = 0; i < WORKERS; i++) {
      core.registry.saveWorker({
        id: `w_old${i}`, incarnation: 1, node: `n${i % NODES}`, vault: 'vaultd-000000000000', isolation: 'lxc', owner: key, ownerName: 'bench', source: 'text', sourceHash: '0'.repeat(64),
        lease: 3_000, workerKey: key, startedAt: Date.now(), endedAt: null, endReason: null,
      })
    }
  })
}

const request = readSpawn({ text: 'int x;', requires: ['gpu'], lease: 3_000, timeout: 10_000, args: encodeValue([]), isolation: 'lxc' })

function choices(core: Core): Row[] {
  const want = { ...request, memory: 128, avoid: new Set<string>() }
  const times: number[] = []
  for (let i = -500; i < CHOICES; i++) {
    // The shortest of three looks at the same picture: on a loaded machine the longest are somebody else's.
    let best = Infinity
    let chosen = ''
    for (let look = 0; look < 3; look++) {
      const from = performance.now()
      chosen = choose(core.candidates(), want).name
      best = Math.min(best, performance.now() - from)
    }
    core.promise(chosen)
    if (i >= 0) times.push(best)
  }
  const row = (q: number, name: string): Row => ({ name: `choice of a node, ${NODES} nodes, ${name}`, value: quantile(times, q), unit: 'ms', peer: `of its limit, ${CHOICE_LIMIT} ms`, ratio: quantile(times, q) / CHOICE_LIMIT })
  return [row(0.5, 'p50'), row(0.99, 'p99')]
}

async function placements(core: Core): Promise<Row[]> {
  const caller = { key: generateKeyPair().publicKey, name: 'bench' }
  for (let i = 0; i < 300; i++) await spawn(core, request, caller)
  const [cpu, from] = [process.cpuUsage(), performance.now()]
  for (let i = 0; i < PLACEMENTS; i++) await spawn(core, request, caller)
  const [ms, wall] = [worked(cpu) / PLACEMENTS, (performance.now() - from) / PLACEMENTS]
  return [
    { name: `a whole placement at the Core, ${WORKERS} workers in the registry, processor time`, value: ms, unit: 'ms', peer: `of ${CHOICE_LIMIT} ms`, ratio: ms / CHOICE_LIMIT },
    { name: 'placements one after the other', value: 1000 / wall, unit: 'a second', peer: 'of the 3,000 wanted', ratio: 1000 / wall / 3_000 },
  ]
}

function tickets(): Row {
  const [core, worker, caller] = [generateKeyPair(), generateKeyPair(), generateKeyPair()]
  const store = memoryJtiStore()
  const one = (): void => {
    const now = Date.now()
    const ticket = issueTicket({
      jti: newJti(), issuedAt: now, expiresAt: now + 30_000, sessionExpiresAt: 0, worker: 'w_0123456789abcdef', incarnation: 1, workerKey: worker.publicKey, callerKey: caller.publicKey, node: 'n1', bootEpoch: 'x',
      routes: [{ kind: 'direct', host: '10.0.0.1', port: 1024 }], methods: null, limits: { inFlight: 64, lease: 3_000 },
    }, core)
    const claims = verifyTicket(ticket, { corePublicKey: core.publicKey, workerKey: worker.publicKey, callerKey: caller.publicKey, worker: 'w_0123456789abcdef', incarnation: 1, bootEpoch: 'x', now })
    store.redeem(claims.jti, claims.expiresAt)
  }
  for (let i = 0; i < 200; i++) one()
  const cpu = process.cpuUsage()
  for (let i = 0; i < TICKETS; i++) one()
  const ms = worked(cpu) / TICKETS
  return { name: 'a ticket issued and redeemed, processor time', value: ms, unit: 'ms', peer: `of its limit, ${TICKET_LIMIT} ms`, ratio: ms / TICKET_LIMIT }
}
