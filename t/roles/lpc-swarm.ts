/**
 * LPC on both sides of a real swarm, in one process but for the vaults: a Core, nodes with the real
 * worker program, a driver's world. Nothing is left afterwards.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { objectBridge } from '../../driver/roles/bridge.js'
import { makeWorld } from '../../driver/roles/make-world.js'
import { WORKER_BUNDLE } from '../../driver/roles/paths.js'
import { applyDirect } from '../../driver/vm/calls.js'
import { LpcError } from '../../driver/vm/errors.js'
import { LpcObject } from '../../driver/vm/object.js'
import type { Result, Value } from '../../driver/vm/values.js'
import type { World } from '../../driver/world/world.js'
import { generateKeyPair } from '../../netd/keys.js'
import { connectMesh, startAgent, startCore, type Agent, type Core, type DriverMesh } from '../../vaultd/index.js'
import { SILENT, type Log } from '../../vaultd/log.js'
import { startTime, tree } from '../../vaultd/process/proc.js'

const log: Log = process.env.RIG_LOG ? { debug: console.error, info: console.error, warn: console.error, error: console.error } : SILENT

export const MASTER = 'int valid_distributed(mixed who, string source, mapping config) { return 1; }'

export interface SwarmOptions {
  /** Path → LPC text of the driver's mudlib; `/master.c` allows everything if not given. */
  readonly files: Readonly<Record<string, string>>
  readonly nodes?: number
  readonly agent?: Partial<Parameters<typeof startAgent>[0]>
  /** What the Core serves, by the folder in which `files` are. */
  readonly core?: (lib: string) => Partial<Parameters<typeof startCore>[0]>
}

export class LpcSwarm {
  readonly agents: Agent[] = []
  private readonly seen = new Map<number, string>()
  private constructor(readonly dir: string, readonly core: Core, readonly mesh: DriverMesh, readonly world: World) {}

  static async start(t: Test, o: SwarmOptions): Promise<LpcSwarm> {
    const dir = mkdtempSync(join(tmpdir(), 'hauki-lpc-swarm-'))
    for (const [path, text] of Object.entries({ '/master.c': MASTER, ...o.files })) {
      mkdirSync(dirname(join(dir, 'lib', path)), { recursive: true })
      writeFileSync(join(dir, 'lib', path), text)
    }
    mkdirSync(join(dir, 'core'))
    const core = await startCore({ state: join(dir, 'core'), log, ...o.core?.(join(dir, 'lib')) })
    const keys = generateKeyPair()
    core.enroll(keys.publicKey, 'driver', 'd1')
    const late: { world: World | null } = { world: null }
    const at = { url: core.url, key: core.keys.publicKey }
    const mesh = connectMesh({
      core: at, keys, name: 'd1', log,
      bridge: {
        exported: (ob) => objectBridge(late.world!).exported(ob),
        imported: (end, what) => objectBridge(late.world!).imported(end, what),
        calleeOf: (value) => objectBridge(late.world!).calleeOf!(value),
        serve: (ghost, method, args, context, done) => objectBridge(late.world!).serve!(ghost, method, args, context, done),
      },
    })
    await mesh.joined
    const world = makeWorld({ mudlibDir: join(dir, 'lib'), masterFile: '/master', mesh })
    late.world = world
    await new Promise<void>((done, fail) => world.boot((e) => (e ? fail(e) : done())))
    const swarm = new LpcSwarm(dir, core, mesh, world)
    t.teardown(() => swarm.close())
    for (let i = 1; i <= (o.nodes ?? 1); i++) await swarm.node(`n${i}`, o.agent)
    return swarm
  }

  async node(name: string, more: SwarmOptions['agent'] = {}): Promise<Agent> {
    const keys = generateKeyPair()
    this.core.enroll(keys.publicKey, 'node', name)
    const agent = await startAgent({
      core: { url: this.core.url, key: this.core.keys.publicKey }, keys, name, state: join(this.dir, name), worker: { bundle: WORKER_BUNDLE }, pool: { target: 2 }, log, ...more,
    })
    this.agents.push(agent)
    return agent
  }

  /** Calls a function of an object of the mudlib; rejects with the LpcError. */
  call(path: string, fn: string, ...args: Value[]): Promise<Value> {
    return new Promise((done, fail) => {
      const body = (F: Parameters<Parameters<World['start']>[1]>[0]): Result => {
        const ob = this.world.loader.load(F, path)
        if (!(ob instanceof LpcObject)) throw new LpcError(`${path} did not load at once`)
        const r = applyDirect(F, ob, fn, args)
        if (typeof r === 'symbol' && r.description === 'no function') throw new LpcError(`no ${fn}() in ${path}`)
        return r as Result
      }
      this.world.start({}, body, (error, value) => (error ? fail(error) : done(value)))
    })
  }

  /** Looks again and again, for what gives no event. */
  async until(test: () => boolean | Promise<boolean>, what: string, ms = 40_000): Promise<void> {
    const end = performance.now() + ms
    while (!(await test())) {
      if (performance.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}`)
      await new Promise((done) => setTimeout(done, 10))
    }
  }

  /** Workers that run, by the Core. */
  get running(): number {
    return this.core.registry.running().length
  }

  /** Kills the vault of a worker as the kernel would; the worker's id is the ghost's. */
  async kill(worker: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const row = this.core.registry.running().find((w) => w.id === worker)
    for (const agent of this.agents) {
      for (const v of agent.backend.list()) if (v.name === row?.vault) for (const pid of tree(v.pid).reverse()) process.kill(pid, signal)
    }
  }

  private note(): void {
    for (const pid of this.agents.flatMap((a) => a.pids()).flatMap(tree)) this.seen.set(pid, startTime(pid) ?? '')
  }

  async close(): Promise<void> {
    this.note()
    this.world.scheduler.stop()
    await this.mesh.close()
    for (const a of this.agents) await a.close()
    await this.core.close()
    const left = (): number[] => [...this.seen].filter(([pid, started]) => started !== '' && startTime(pid) === started).map(([pid]) => pid)
    await this.until(() => left().length === 0, 'all vaults to end', 5_000).catch(() => {})
    rmSync(this.dir, { recursive: true, force: true })
    if (left().length > 0) throw new Error(`processes left behind: ${left().join(' ')}`)
  }
}
