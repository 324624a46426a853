/** The MUD part of a role: a world, its listeners, and their orderly end. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Logger } from 'pino'
import type { Route } from '../net/http/routes.js'
import type { Mesh } from '../mesh.js'
import { DEFAULT_LIMITS } from '../vm/limits.js'
import type { LpcError } from '../vm/errors.js'
import type { CacheStore } from '../compile/cache/index.js'
import type { World } from '../world/world.js'
import type { ReleasedSession } from '../world/copyover.js'
import { ConfigError, int, text } from './config.js'
import { goOn, pack, release } from './copyover.js'
import { openCompileCache } from './compile-cache.js'
import { makeWorld } from './make-world.js'
import { definitions, mudlibOf } from './mudlib.js'
import { openPlanners } from './planner.js'
import { openPorts } from './ports.js'
import type { Settings } from './settings.js'
import { state } from './state.js'
import type { Handoff, Received } from './successor.js'

export interface Mud {
  readonly world: World
  /** `telnet 127.0.0.1 4000`, one per listener: for the start-up message. */
  readonly addresses: readonly { readonly what: string; readonly where: string }[]
  /** Saves, closes all sessions and listeners. */
  close(reason: string): Promise<void>
  /** The same, but for what another process goes on with. */
  handOver(reason: string): Promise<() => Handoff>
}

export interface MudOptions {
  readonly mesh: Mesh
  readonly log: Logger
  /** Where write() goes without a this_player(); absent: to the log. */
  readonly console?: (text: string) => void
  readonly routes?: readonly Route[]
  /** shutdown() in LPC ends here, after everything is closed. */
  readonly exit: (code: number) => void
  /** reexec() in LPC; absent: there is none. */
  readonly reexec?: () => void
  /** What the process before has left to go on with. */
  readonly from?: Received | null
}

export async function startMud(config: Settings, o: MudOptions): Promise<Mud> {
  const world = makeWorld({
    ...mudlibOf(config),
    mudlibDir: folder(config, 'mud.mudlib'),
    compileCache: compileCache(config, o.log),
    limits: { ...DEFAULT_LIMITS, evalTicks: int(config, 'mud.eval_ticks') },
    heartBeatMs: int(config, 'mud.heart_beat_ms'),
    resetSeconds: int(config, 'mud.reset_seconds'),
    cleanUpSeconds: int(config, 'mud.clean_up_seconds'),
    mudName: text(config, 'mud.name'),
    // As FluffOS with a mudlib error handler: master hears of caught errors as well (eval shows their traces).
    reportCaught: true,
    ...config.profile?.world,
    ...definitions(config),
    mesh: o.mesh,
    logger: o.log,
    exit: o.exit,
    reexec: o.reexec ?? null,
    console: o.console ?? null,
  })
  const unused = config.profile?.unused ?? []
  if (unused.length) o.log.info({ keys: unused }, 'Settings of the config file that have no effect here')
  const planners = openPlanners(config, world)
  const failure = await new Promise<LpcError | null>((done) => world.boot(done))
  if (failure?.code === 'BOOT') throw new ConfigError(`${failure.message} Set mud.mudlib, mud.master and mud.simul_efun.`)
  if (failure) throw failure
  const ports = await openPorts(config, world, planners, o)
  const sessions = o.from ? goOn(world, ports, o.from) : 0
  if (o.from) o.log.info({ sessions }, 'Going on with the connections of the process before')
  const closeRest = async (): Promise<void> => {
    await planners.close()
    await ports.close()
    await o.mesh.close()
  }
  return {
    world,
    addresses: ports.addresses,
    async close() {
      // Players read this; the log already names the signal.
      await new Promise<void>((done) => world.shutdown('The driver is stopping.', done))
      await closeRest()
    },
    async handOver(reason) {
      const handed = ports.handOver()
      const sessions = await new Promise<readonly ReleasedSession[]>((done) => world.handOver(reason, done))
      const travelling = await release(sessions)
      await closeRest()
      return () => pack(handed, travelling)
    },
  }
}

function compileCache(config: Settings, log: Logger): CacheStore | null {
  const dir = text(config, 'mud.compile_cache')
  return dir === '' ? null : openCompileCache(state(config, dir), int(config, 'mud.compile_cache_mib') * 2 ** 20, log)
}

function folder(config: Settings, name: string): string {
  const dir = resolve(text(config, name))
  try {
    readFileSync(dir)
  } catch (e) {
    // Reading a folder as a file fails with EISDIR; anything else means there is none.
    if ((e as NodeJS.ErrnoException).code === 'EISDIR') return dir
  }
  throw new ConfigError(`${name} = ${JSON.stringify(text(config, name))}: no such folder (${dir})`)
}
