/**
 * The ports of a MUD: telnet, telnet over TLS, web, as the settings or a FluffOS config file name
 * them. Each has a name by which the next process finds it again (copyover.ts).
 */
import { listenTelnet, type TelnetListener, type TelnetOptions } from '../net/telnet/listen.js'
import { listenWeb, type WebListener } from '../net/websocket/listen.js'
import type { World } from '../world/world.js'
import { openTools, TOOLS } from '../planner/index.js'
import { ConfigError, fileOf, int, list, text } from './config.js'
import { inherited, type HandedPorts } from './copyover.js'
import { Figures } from './figures.js'
import { metricsRoute, netFigures, traffic } from './metrics.js'
import { WEB_DIR } from './paths.js'
import type { MudOptions } from './mud.js'
import type { PlannerDoors } from './planner.js'
import type { Settings } from './settings.js'

export interface Ports {
  readonly addresses: ReadonlyArray<{ readonly what: string; readonly where: string }>
  readonly telnet: ReadonlyMap<string, TelnetListener>
  readonly web: ReadonlyMap<string, WebListener>
  /** Keeps new clients waiting for the next process. */
  handOver(): HandedPorts
  close(): Promise<void>
}

/** Opens them all, or none. */
export async function openPorts(config: Settings, world: World, planners: PlannerDoors, o: MudOptions): Promise<Ports> {
  const telnet = new Map<string, TelnetListener>()
  const web = new Map<string, WebListener>()
  const addresses: Array<{ what: string; where: string }> = []
  const before = inherited(o.from ?? null)
  const { accept } = world.sessions
  const figures = new Figures(world, () => netFigures(telnet.values(), web.values()))
  world.traffic = () => traffic(telnet.values(), web.values())
  const mssp = () => ({ NAME: text(config, 'mud.name'), PLAYERS: String(world.sessions.size), UPTIME: String(Math.floor(world.bootedAt / 1000)), CODEBASE: 'Hauki', FAMILY: 'LPMud' })
  const common = { accept, mssp, log: o.log }
  const close = async (): Promise<void> => {
    figures.stop()
    await Promise.all([...telnet.values(), ...web.values()].map((l) => l.close()))
  }
  const attempt = async <L extends { port: number }>(all: Map<string, L>, what: string, setting: string, start: (name: string) => Promise<L>, where: (port: number) => string): Promise<void> => {
    const name = `${what} ${all.size}`
    try {
      const listener = await start(name)
      all.set(name, listener)
      addresses.push({ what, where: where(listener.port) })
    } catch (e) {
      await close()
      throw new ConfigError(`cannot listen for ${what}: ${e instanceof Error ? e.message : e}. Change ${setting}${setting.includes('.') ? ` (or ${setting.split('.')[0]}.host) in the config file, or give --${setting.replaceAll(/[._]/g, '-')}` : ''}.`)
    }
  }
  const openTelnet = (setting: string, host: string, port: number, tls?: TelnetOptions['tls']): Promise<void> =>
    attempt(telnet, tls ? 'telnet over TLS' : 'telnet', setting, (name) => listenTelnet({ host, port, tls, fd: before.fd(name), ...common }), (p) => `${tls ? 'telnets' : 'telnet'} ${host} ${p}`)
  const openWeb = (setting: string, host: string, port: number): Promise<void> =>
    attempt(web, 'web', setting, (name) => listenWeb({
      host, port: before.port(name) ?? port, staticDir: WEB_DIR, routes: [...o.routes ?? [], ...planners.routes, metricsRoute(world, figures, text(config, 'web.metrics_token'))],
      sides: new Map([...planners.sides, [TOOLS, openTools(world, figures)]]), origins: list(config, 'web.origins'), ...common,
    }), (p) => `http://${host}:${p}/`)

  const host = text(config, 'telnet.host')
  if (int(config, 'telnet.port') >= 0) await openTelnet('telnet.port', host, int(config, 'telnet.port'))
  if (int(config, 'telnet.tls_port') >= 0) {
    await openTelnet('telnet.tls_port', host, int(config, 'telnet.tls_port'), { key: fileOf('telnet.tls_key', text(config, 'telnet.tls_key')), cert: fileOf('telnet.tls_cert', text(config, 'telnet.tls_cert')) })
  }
  for (const p of config.profile?.ports ?? []) {
    const inFile = 'the port in the config file'
    if (p.kind !== 'websocket') await openTelnet(inFile, host, p.port, p.tls ? { key: fileOf(inFile, p.tls.key), cert: fileOf(inFile, p.tls.cert) } : undefined)
    else if (p.tls) o.log.warn({ port: p.port }, 'No WebSocket over TLS here: put a proxy in front; the port is not opened')
    else await openWeb(inFile, host, p.port)
  }
  if (int(config, 'web.port') >= 0) await openWeb('web.port', text(config, 'web.host'), int(config, 'web.port'))
  return {
    addresses, telnet, web, close,
    handOver: () => ({
      telnet: [...telnet].flatMap(([name, listener]) => {
        const port = listener.handOver()
        return port ? [{ name, port }] : []
      }),
      web: Object.fromEntries([...web].map(([name, { port }]) => [name, port])),
    }),
  }
}
