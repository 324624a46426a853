/** AI planners in a driver: the audit log in the state folder, their WebSocket protocol, their MCP server. */
import type { Route } from '../net/http/routes.js'
import type { OpenSide } from '../net/wire.js'
import { mcpRoute, openChannel, Planner, PROTO, verifyLog } from '../planner/index.js'
import type { World } from '../world/world.js'
import { ConfigError, bool, list, text } from './config.js'
import { state } from './state.js'
import { VERSION } from './paths.js'
import type { Settings } from './settings.js'

export interface PlannerDoors {
  readonly sides: ReadonlyMap<string, OpenSide>
  readonly routes: readonly Route[]
  close(): Promise<void>
}

const NONE: PlannerDoors = { sides: new Map(), routes: [], close: async () => {} }

export function auditFile(config: Settings): string {
  return state(config, 'audit', 'planner.ndjson')
}

/** Before the world boots: its mudlib may have switched planners off. */
export function openPlanners(config: Settings, world: World): PlannerDoors {
  if (!bool(config, 'planner.enabled')) return NONE
  const planner = new Planner(world, { auditFile: auditFile(config) })
  const origins = list(config, 'web.origins').map(hostOf)
  const mcp = mcpRoute(planner, { version: VERSION, hosts: [text(config, 'web.host'), ...list(config, 'planner.hosts')], origins })
  return {
    sides: new Map([[PROTO, openChannel(planner)]]),
    routes: [mcp.route],
    async close() {
      await mcp.close()
      planner.close()
    },
  }
}

function hostOf(origin: string): string {
  try {
    return new URL(origin).hostname
  } catch {
    throw new ConfigError(`web.origins: ${JSON.stringify(origin)} is no origin such as https://mud.example`)
  }
}

/** `hauki audit verify [FILE]` */
export async function audit([what, file]: readonly string[], config: Settings): Promise<number> {
  if (what !== 'verify') throw new ConfigError('usage: hauki audit verify [FILE]')
  const path = file ?? auditFile(config)
  let verdict
  try {
    verdict = await verifyLog(path)
  } catch (e) {
    throw new ConfigError(`${path}: ${(e as Error).message}`)
  }
  if (verdict.broken) {
    console.error(`${verdict.file}:${verdict.broken.line}: ${verdict.broken.why} (${verdict.entries} good entries before it)`)
    return 1
  }
  const since = verdict.first === 1 ? '' : ` from number ${verdict.first} on; older files are elsewhere`
  console.log(`${path}: ${verdict.entries - verdict.first + 1} entries, unbroken${since}; the last is ${verdict.head}`)
  return 0
}
