/** The mesh parts that roles are put together from: a Core, a node, a driver's end. */
import { createWriteStream, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Logger } from 'pino'
import { loadOrCreateKeys } from '../../netd/keys.js'
import { connectMesh, startAgent, startCore, VaultError, type Agent, type AgentOptions, type Authority, type Core, type DriverMesh } from '../../vaultd/index.js'
import type { ObjectBridge } from '../../netd/session.js'
import { tracing } from '../../netd/tracing.js'
import { bool, ConfigError, int, list, text } from './config.js'
import { nameOf, type Joining } from './joining.js'
import { state } from './state.js'
import { WORKER_BUNDLE } from './paths.js'
import { SETTINGS, type Settings } from './settings.js'

/** The command-line tools' name in the swarm. */
export const TOOL_NAME = 'command-line'

/** Only this part of a served folder is readable through meshfs: never a mudlib's accounts. */
const SERVED = ['workers/']

export async function openCore(config: Settings, log: Logger): Promise<Core> {
  const authorities: Record<string, Authority> = {}
  const library = list(config, 'core.library').map((folder) => folder.replace(/^\/+|\/+$/g, '') + '/')
  // What is not set is wanted only where there is a library for it.
  const seen = (setting: string): string => {
    const path = text(config, setting).replace(/^\/+/, '')
    return path === SETTINGS.find((s) => s.name === setting)?.default && !library.some((folder) => path.startsWith(folder)) ? '' : path
  }
  for (const entry of list(config, 'core.authorities')) {
    const [name, folder] = entry.split('=')
    if (!name || !folder) throw new ConfigError(`core.authorities: ${JSON.stringify(entry)} is not authority=folder`)
    // The default stands for a mudlib that need not be here.
    if (entry !== 'wiki=mudlib' && !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new ConfigError(`core.authorities: ${JSON.stringify(entry)}: there is no folder ${resolve(folder)}`)
    authorities[name] = { folder: resolve(folder), only: SERVED, library, everywhere: { simulEfun: seen('core.worker_simul_efun'), include: seen('core.worker_include') } }
  }
  const core = await configured('core', () => startCore({ state: state(config, 'core'), host: text(config, 'core.host'), port: int(config, 'core.port'), authorities, library: Object.keys(authorities)[0], noteAt: state(config, 'core.json'), log }))
  // For the command-line tools on this machine: a key of theirs that it knows.
  core.enroll(loadOrCreateKeys(state(config, 'tool.key')).publicKey, 'driver', TOOL_NAME)
  return core
}

export function enrolled(core: Core, config: Settings, role: 'node' | 'driver'): Joining {
  const name = nameOf(config)
  core.enroll(loadOrCreateKeys(state(config, `${role}.key`)).publicKey, role, name)
  return { url: core.url, key: core.keys.publicKey, invite: null, name }
}

/** @param onJoined the Core has let it in; its vaults may not be warm yet. */
export function openAgent(config: Settings, at: Joining, log: Logger, onJoined?: () => void): Promise<Agent> {
  const isolation = text(config, 'node.isolation')
  return configured('node', () => startAgent({
    core: { url: at.url, key: at.key },
    keys: loadOrCreateKeys(state(config, 'node.key')),
    name: at.name,
    invite: at.invite,
    onJoined,
    state: state(config, 'node'),
    worker: { bundle: WORKER_BUNDLE },
    interface: text(config, 'node.interface'),
    firewall: bool(config, 'node.firewall'),
    tags: list(config, 'node.tags'),
    pool: { target: int(config, 'node.pool'), memory: int(config, 'node.memory') },
    maxVaults: int(config, 'node.max_vaults'),
    backend: text(config, 'node.backend') as AgentOptions['backend'],
    incus: {
      server: text(config, 'node.incus_server'), certificate: text(config, 'node.incus_certificate'), key: text(config, 'node.incus_key'), serverCertificate: text(config, 'node.incus_server_certificate'),
      pool: text(config, 'node.incus_pool'), target: text(config, 'node.incus_target'),
    },
    egress: { allow: list(config, 'node.egress'), networks: list(config, 'node.egress_networks'), bytes: int(config, 'node.egress_bytes'), perMinute: int(config, 'node.egress_per_minute') },
    isolation: isolation === 'best' ? undefined : (isolation as AgentOptions['isolation']),
    log,
  }))
}

export function openMesh(config: Settings, at: Joining, bridge: ObjectBridge, log: Logger): DriverMesh {
  const file = text(config, 'mesh.trace')
  if (file) writeSpans(file, log)
  return connectMesh({ core: { url: at.url, key: at.key }, keys: loadOrCreateKeys(state(config, 'driver.key')), name: at.name, invite: at.invite, bridge, log })
}

/** Spans as JSON lines; a disk that is full costs spans and nothing else. */
function writeSpans(file: string, log: Logger): void {
  const out = createWriteStream(resolve(file), { flags: 'a' })
  out.on('error', (e) => {
    log.error({ file, error: e.message }, 'spans cannot be written any more')
    tracing.listen(null)
  })
  tracing.listen((span) => void out.write(`${JSON.stringify(span)}\n`))
}

/** Faults of the configuration come out as ConfigError, with the setting's name in front. */
async function configured<T>(setting: string, start: () => Promise<T>): Promise<T> {
  try {
    return await start()
  } catch (e) {
    if (e instanceof VaultError && (e.code === 'CONFIG' || e.code === 'INTERFACE')) throw new ConfigError(`${setting}: ${e.message}`)
    throw e
  }
}
