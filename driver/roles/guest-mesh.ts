/**
 * The mesh of a worker: what it clones, its caller has made for it. The caller's driver asks its master,
 * counts, owns the new worker and ends it with this one; the worker gets a ghost that calls it directly.
 * Not for: the caller's side (bridge.ts).
 */
import type { Session } from '../../netd/session.js'
import { NO_MESH, type CloneConfig, type Mesh } from '../mesh.js'
import { Mapping } from '../vm/mapping.js'
import { LpcObject, type RemoteEnd, type RemoteFailure } from '../vm/object.js'
import { Float, type Value } from '../vm/values.js'

/** The question of a worker for one of its own. */
export const CLONE = 'mesh.clone'

const ALONE: RemoteFailure = { code: 'CORE_DOWN', message: 'The caller of this worker is gone.', outcome: 'NOT_SENT', trace: [] }

/** @param owner the session of whoever made this worker. */
export function guestMesh(owner: () => Session | null): Mesh {
  return {
    ...NO_MESH,
    clone(source, config, _owner, done) {
      const session = owner()
      if (session === null) {
        done(ALONE, [])
        return () => {}
      }
      const from = 'pointer' in source ? source.pointer : source.text
      return session.call(0, CLONE, [from, toMapping(config)], { deadlineMs: config.timeout }, (failure, value) => {
        if (failure !== null) return done(failure, [])
        done(null, (Array.isArray(value) ? value : [value]).flatMap((v): RemoteEnd[] => (v instanceof LpcObject && v.remote ? [v.remote] : [])))
      })
    },
  }
}

/** The config as clone_distributed() takes it. */
function toMapping(c: CloneConfig): Mapping {
  const seconds = (ms: number): Float => new Float(ms / 1_000)
  const list: Array<[Value, Value]> = [['routing', c.routing], ['count', c.count], ['requires', [...c.requires]], ['lease', seconds(c.lease)], ['timeout', seconds(c.timeout)], ['args', [...c.args]], ['isolation', c.isolation]]
  if (c.node !== null) list.push(['node', c.node])
  if (c.memory !== null) list.push(['memory', c.memory])
  if (c.cpu !== null) list.push(['cpu', new Float(c.cpu)])
  if (c.ttl !== null) list.push(['ttl', seconds(c.ttl)])
  for (const [key, v] of [['pids', c.limits?.tasks], ['files', c.limits?.files], ['bytes', c.limits?.bytes], ['ticks', c.limits?.ticks]] as const) if (v !== undefined) list.push([key, v])
  if (c.limits?.cpuSeconds !== undefined) list.push(['cpu_seconds', new Float(c.limits.cpuSeconds)])
  if (c.restart !== undefined) list.push(['restart', 'on_failure'], ['max_restarts', c.restart.max], ['restart_window', seconds(c.restart.within)])
  if (c.clones !== undefined) list.push(['clones', c.clones])
  return Mapping.of(list)
}
