/** The MUD part of a role: a world, its listeners, and their orderly end. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Logger } from 'pino'
import { listenTelnet } from '../net/telnet/listen.js'
import { listenWeb } from '../net/websocket/listen.js'
import type { Route } from '../net/http/routes.js'
import type { Mesh } from '../mesh.js'
import { DEFAULT_LIMITS } from '../vm/limits.js'
import type { LpcError } from '../vm/errors.js'
import type { World } from '../world/world.js'
import { ConfigError, int, list, text } from './config.js'
import { makeWorld } from './make-world.js'
import { WEB_DIR } from './paths.js'
import { mudlibOf } from './mudlib.js'
import { openPlanners, type PlannerDoors } from './planner.js'
import type { Settings } from './settings.js'

export interface Mud {
  readonly world: World
  /** `telnet 127.0.0.1 4000`, one per listener: for the start-up message. */
  readonly addresses: readonly { readonly what: string; readonly where: string }[]
  /** Saves, closes all sessions and listeners. */
  close(reason: string): Promise<void>
}

export interface MudOptions {
  readonly mesh: Mesh
  readonly log: Logger
  /** Where write() goes without a this_player(); absent: to the log. */
  readonly console?: (text: string) => void
  readonly routes?: readonly Route[]
  /** shutdown() in LPC ends here, after everything is closed. */
  readonly exit: (code: number) => void
}

export async function startMud(config: Settings, o: MudOptions): Promise<Mud> {
  const world = makeWorld({
    ...mudlibOf(config),
    mudlibDir: folder(config, 'mud.mudlib'),
    limits: { ...DEFAULT_LIMITS, evalTicks: int(config, 'mud.eval_ticks') },
    heartBeatMs: int(config, 'mud.heart_beat_ms'),
    resetSeconds: int(config, 'mud.reset_seconds'),
    cleanUpSeconds: int(config, 'mud.clean_up_seconds'),
    mudName: text(config, 'mud.name'),
    // As FluffOS with a mudlib error handler: master hears of caught errors as well (eval shows their traces).
    reportCaught: true,
    ...config.profile?.world,
    mesh: o.mesh,
    logger: o.log,
    exit: o.exit,
    console: o.console ?? null,
  })
  const unused = config.profile?.unused ?? []
  if (unused.length) o.log.info({ keys: unused }, 'Settings of the config file that have no effect here')
  const planners = openPlanners(config, world)
  const failure = await new Promise<LpcError | null>((done) => world.boot(done))
  if (failure) throw failure
  return listen(config, world, planners, o)
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

async function listen(config: Settings, world: World, planners: PlannerDoors, o: MudOptions): Promise<Mud> {
  const closers: Array<() => Promise<void>> = []
  const addresses: Array<{ what: string; where: string }> = []
  const { accept } = world.sessions
  const mssp = () => ({ NAME: text(config, 'mud.name'), PLAYERS: String(world.sessions.size), UPTIME: String(Math.floor(world.bootedAt / 1000)), CODEBASE: 'Hauki', FAMILY: 'LPMud' })
  const common = { accept, mssp, log: o.log }
  const web = { staticDir: WEB_DIR, routes: [...o.routes ?? [], ...planners.routes], sides: planners.sides, origins: list(config, 'web.origins'), ...common }
  const host = text(config, 'telnet.host')
  const attempt = async <T extends { port: number; close(): Promise<void> }>(what: string, setting: string, start: () => Promise<T>, where: (port: number) => string): Promise<void> => {
    try {
      const l = await start()
      closers.push(() => l.close())
      addresses.push({ what, where: where(l.port) })
    } catch (e) {
      for (const close of closers) await close()
      throw new ConfigError(`cannot listen for ${what}: ${e instanceof Error ? e.message : e}. Change ${setting} in hauki.toml, or give --${setting.replaceAll(/[._]/g, '-')}.`)
    }
  }
  if (int(config, 'telnet.port') >= 0) {
    await attempt('telnet', 'telnet.port', () => listenTelnet({ host, port: int(config, 'telnet.port'), ...common }), (p) => `telnet ${host} ${p}`)
  }
  if (int(config, 'telnet.tls_port') >= 0) {
    const tls = { key: readFileSync(text(config, 'telnet.tls_key')), cert: readFileSync(text(config, 'telnet.tls_cert')) }
    await attempt('telnet over TLS', 'telnet.tls_port', () => listenTelnet({ host, port: int(config, 'telnet.tls_port'), tls, ...common }), (p) => `telnets ${host} ${p}`)
  }
  for (const p of config.profile?.ports ?? []) {
    if (p.kind === 'websocket') {
      if (p.tls) o.log.warn({ port: p.port }, 'No WebSocket over TLS here: put a proxy in front; the port is not opened')
      else await attempt('web', 'the port in the config file', () => listenWeb({ host, port: p.port, ...web }), (at) => `http://${host}:${at}/`)
    } else {
      const tls = p.tls ? { key: readFileSync(p.tls.key), cert: readFileSync(p.tls.cert) } : undefined
      await attempt('telnet', 'the port in the config file', () => listenTelnet({ host, port: p.port, tls, ...common }), (at) => `telnet ${host} ${at}`)
    }
  }
  if (int(config, 'web.port') >= 0) {
    const host = text(config, 'web.host')
    await attempt('web', 'web.port', () => listenWeb({ host, port: int(config, 'web.port'), ...web }), (p) => `http://${host}:${p}/`)
  }
  return {
    world,
    addresses,
    async close() {
      // Players read this; the log already names the signal.
      await new Promise<void>((done) => world.shutdown('The driver is stopping.', done))
      await planners.close()
      await Promise.all(closers.map((c) => c()))
      await o.mesh.close()
    },
  }
}

/** Where the generated accounts of a first boot come from: master->first_boot(). */
export function stateDir(config: Settings): string {
  return join(resolve(text(config, 'state.dir')))
}
