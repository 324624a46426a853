/**
 * A whole swarm on loopback for tests: Core, agents, drivers, real vaults. Every rig ends with
 * the proof that no process of it is left.
 */
import { build } from 'esbuild'
import { join } from 'node:path'
import { generateKeyPair, type KeyPair } from '../../netd/keys.js'
import type { CloneConfig, Source } from '../../driver/mesh.js'
import type { RemoteEnd, RemoteFailure } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { startAgent, type Agent, type AgentOptions } from '../../vaultd/agent.js'
import { connectMesh, type DriverMesh, type MeshOptions } from '../../vaultd/client.js'
import { startCore, type Core, type CoreOptions } from '../../vaultd/core.js'
import { SILENT, type Log } from '../../vaultd/log.js'
import { startTime, tree } from '../../vaultd/process/proc.js'
import { folder, freshState, until } from './base.js'

export const log: Log = process.env.RIG_LOG ? { debug: console.error, info: console.error, warn: console.error, error: console.error } : SILENT

/** The worker program of the tests, bundled as the real one is. */
export const bundle = join(folder, 'guest.cjs')
await build({ entryPoints: [new URL('./js-guest.js', import.meta.url).pathname], outfile: bundle, bundle: true, platform: 'node', format: 'cjs', target: 'node20', minify: true, logLevel: 'error' })

export const defaults: CloneConfig = {
  routing: 'p2p_preferred', count: 1, requires: [], node: null, memory: null, cpu: null, ttl: null, lease: 3000, timeout: 20_000, args: [], isolation: 'none',
}

export class Rig {
  core!: Core
  readonly agents: Agent[] = []
  readonly meshes: DriverMesh[] = []
  readonly #seen = new Map<number, string>()
  readonly state = freshState()
  #nodes = 0
  #drivers = 0

  static async start(options: { agent?: Partial<AgentOptions> | null; core?: Partial<CoreOptions> } = {}): Promise<Rig> {
    const rig = new Rig()
    rig.core = await startCore({ state: rig.state, log, ...options.core })
    if (options.agent !== null) await rig.agent(options.agent)
    return rig
  }

  async agent(options: Partial<AgentOptions> = {}): Promise<Agent> {
    const keys = options.keys ?? generateKeyPair()
    const name = options.name ?? `n${++this.#nodes}`
    this.core.enroll(keys.publicKey, 'node', name)
    const agent = await startAgent({
      core: { url: this.core.url, key: this.core.keys.publicKey }, keys, name, state: freshState(), worker: { bundle }, pool: { target: 2 }, log, ...options,
    })
    this.agents.push(agent)
    return agent
  }

  async mesh(keys: KeyPair = generateKeyPair(), more: Partial<MeshOptions> = {}): Promise<DriverMesh> {
    const name = `d${++this.#drivers}`
    this.core.enroll(keys.publicKey, 'driver', name)
    const mesh = connectMesh({ core: { url: this.core.url, key: this.core.keys.publicKey }, keys, name, log, ...more })
    this.meshes.push(mesh)
    await mesh.joined
    return mesh
  }

  /** Ends the Core and starts it again on the same port and state. */
  async restartCore(options: Partial<CoreOptions> = {}): Promise<void> {
    const { port } = this.core
    await this.core.close()
    this.core = await startCore({ state: this.state, port, log, ...options })
  }

  /** Notes all processes that live now: they must be gone at the end. */
  note(): number[] {
    const pids = this.agents.flatMap((a) => a.pids()).flatMap(tree)
    for (const pid of pids) this.#seen.set(pid, startTime(pid) ?? '')
    return pids
  }

  /** Those noted that still live. */
  left(): number[] {
    return [...this.#seen].filter(([pid, started]) => startTime(pid) === started && started !== '').map(([pid]) => pid)
  }

  async close(): Promise<number[]> {
    this.note()
    for (const m of this.meshes) await m.close()
    for (const a of this.agents) await a.close()
    await this.core.close()
    await until(() => this.left().length === 0)
    return this.left()
  }
}

export function clone(mesh: DriverMesh, source: Source, config: Partial<CloneConfig> = {}): Promise<RemoteEnd[]> {
  return new Promise((resolve, reject) => {
    mesh.clone(source, { ...defaults, ...config }, '/test', (failure, ends) => (failure === null ? resolve(ends) : reject(failure)))
  })
}

export function call(end: RemoteEnd, method: string, args: Value[] = [], deadlineMs = 10_000): Promise<Value> {
  return new Promise((resolve, reject) => {
    end.call(method, args, { chain: '', deadlineMs }, (failure, value) => (failure === null ? resolve(value) : reject(failure)))
  })
}

/** The failure a promise rejects with. */
export async function failureOf(p: Promise<unknown>): Promise<RemoteFailure> {
  try {
    await p
  } catch (e) {
    return e as RemoteFailure
  }
  return { code: 'NONE', message: 'it did not fail', outcome: 'UNKNOWN', trace: [] }
}

/** JavaScript of a worker for the tests. */
export const ADD = 'let n = 0; exports.add = (x) => n += x; exports.echo = (x) => x; exports.fail = () => { throw new Error("no luck") }; exports.never = () => new Promise(() => {}); exports.spin = () => { for (;;); }'

/** Of all vaults a rig has: none may be left afterwards. */
export async function gone(t: { same(a: unknown, b: unknown, text: string): unknown }, rig: Rig): Promise<void> {
  t.same(await rig.close(), [], 'no process is left')
}
