/** Giving a worker on with fewer rights. */
import { BAD_ARGUMENT, LpcError } from '../../driver/vm/errors.js'
import { Mapping } from '../../driver/vm/mapping.js'
import type { Grant, LpcObject } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { DEFAULT_CALL_MS, makeGhost } from '../../driver/world/remote.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'

/** Function names in one grant, as a ticket carries them. */
const MAX_NAMES = 64
const MAX_HOPS = 8

function rights(m: Mapping): Grant {
  const bad = (what: string) => new LpcError(`mesh_narrow: ${what}`, { code: BAD_ARGUMENT })
  // bounded: the first key that is not one of ours ends it.
  for (const k of m.keys()) if (k !== 'methods' && k !== 'delegable') throw bad('the rights are "methods" and "delegable".')
  const methods = m.get('methods') ?? 0
  const delegable = m.get('delegable') ?? 0
  if (methods !== 0 && !(Array.isArray(methods) && methods.length <= MAX_NAMES && methods.every((n) => typeof n === 'string' && /^[A-Za-z_]\w{0,127}$/.test(n)))) throw bad(`"methods" must be an array of at most ${MAX_NAMES} function names.`)
  if (typeof delegable !== 'number' || !(delegable >= 0 && delegable <= MAX_HOPS)) throw bad(`"delegable" must be a whole number from 0 to ${MAX_HOPS}.`)
  return { methods: methods === 0 ? null : (methods as string[]), delegable }
}

export const mesh_narrow = efun({
  name: 'mesh_narrow', family: 'mesh', since: '0.1', ticks: 50,
  sig: 'object mesh_narrow(object ob, mapping rights)',
  doc: `Another ghost of the same worker, with fewer rights: to be given to other workers.

A ghost that is an argument of a call on another worker arrives there as a ghost: the other worker gets a ticket of its own, signed by the Core, and calls the worker directly, not through here. A plain ghost is given on with all functions, but not to be given on again (calls of further hands then go through the hand before). With \`mesh_narrow()\`:

- \`methods\`: the functions of the worker that may be called; 0 for all
- \`delegable\`: how often it may be given on again (0)

Rights only ever get fewer from hand to hand. Only the owner's ghost keeps the worker alive and ends it; destructing this one ends nothing.`,
  seeAlso: ['clone_distributed', 'mesh_info'],
}, (F, ob: LpcObject, given: Mapping): Value => {
  if (!ob.remote?.narrow) throw new LpcError(`mesh_narrow: ${ob.name} is not the ghost of a remote worker.`, { code: BAD_ARGUMENT })
  const world = worldOf(F)
  return makeGhost(world, ob.remote.narrow(rights(given)), world.ghosts.get(ob) ?? { timeoutMs: DEFAULT_CALL_MS, tree: null, owner: F.self.name, source: null })
})
