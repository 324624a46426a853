/** Being told when a remote worker ends, and ending with it: monitors and links. */
import { callClosure } from '../../driver/vm/calls.js'
import type { Closure } from '../../driver/vm/closure.js'
import { BAD_ARGUMENT, LIMIT, LpcError } from '../../driver/vm/errors.js'
import { Mapping } from '../../driver/vm/mapping.js'
import type { LpcObject, RemoteFailure } from '../../driver/vm/object.js'
import { Float, type Value } from '../../driver/vm/values.js'
import { destruct } from '../../driver/world/destruct.js'
import { worldOf, type World } from '../../driver/world/world.js'
import { efun } from '../efun.js'

const family = 'mesh'
const since = '0.1'

/** Monitors and links on one ghost: each holds a function and is told by a fiber of its own. */
const MAX_WATCHES = 64

/** What watches each ghost, so that it can be counted and taken back. */
const watches = new WeakMap<LpcObject, Set<{ fn: unknown; owner: LpcObject; stop: () => void }>>()

function watch(efunName: string, ob: LpcObject, fn: unknown, owner: LpcObject, told: (why: RemoteFailure, again: boolean) => void): void {
  if (!ob.remote?.watch) throw new LpcError(`${efunName}: ${ob.name} is not the ghost of a remote worker.`, { code: BAD_ARGUMENT })
  const set = watches.get(ob) ?? new Set()
  watches.set(ob, set)
  if (set.size >= MAX_WATCHES) throw new LpcError(`${efunName}: ${ob.name} is watched ${MAX_WATCHES} times already.`, { code: LIMIT })
  const entry = { fn, owner, stop: () => {} }
  set.add(entry)
  entry.stop = ob.remote.watch((why, again) => {
    if (!again) set.delete(entry)
    told(why, again)
  })
}

/** What a session's own end means for the worker. */
const CODES_OF: Readonly<Record<string, string>> = { WORKER_LOST: 'NODE_LOST', TICKET_EXPIRED: 'TTL' }

/** The reason mapping of a monitor. */
function reason(ob: LpcObject, why: RemoteFailure, again: boolean): Mapping {
  const { reason = CODES_OF[why.code] ?? why.code, ...figures } = why.details ?? {}
  const info = ob.remote?.info()
  return Mapping.of([
    ['code', reason],
    ['message', why.message],
    ['restarting', again ? 1 : 0],
    ...(['worker', 'node', 'incarnation'] as const).map((k) => [k, info?.get(k) ?? 0] as [Value, Value]),
    ...Object.entries(figures).map(([k, v]) => [k, typeof v === 'number' && !Number.isInteger(v) ? new Float(v) : v] as [Value, Value]),
  ])
}

const CODES = '`"DESTRUCTED"`, `"OOM"`, `"CPU"`, `"STUCK"`, `"TTL"`, `"LEASE"`, `"SECCOMP"`, `"TASKS"`, `"BYTES"`, `"KILLED"`, `"EXIT"`, `"NODE_LOST"`, `"CLOSED"`'

export const mesh_monitor = efun({
  name: 'mesh_monitor', family, since, ticks: 50,
  sig: 'void mesh_monitor(object ob, function fn)',
  doc: `Has \`fn(ob, why)\` called when the worker behind the ghost \`ob\` ends, for whatever reason; soon, if it has ended already.

\`why\` is a mapping: \`code\` in one word (${CODES}), \`message\`, \`worker\`, \`node\`, \`incarnation\`, and the figures that were counted: \`memory_limit_mib\`, \`memory_peak_mib\`, \`heap_limit_mib\`, \`cpu_seconds\`, \`cpu_limit\`, \`throttled_seconds\`, \`exit_status\`, \`signal\`.
\`restarting\` is 1 when a worker with \`"restart": "on_failure"\` is being made anew: \`fn\` then stays and hears of the next end as well.

Calls in flight end with their own outcome before \`fn\` runs. When the object of \`fn\` is destructed meanwhile, nothing is called.`,
  seeAlso: ['mesh_demonitor', 'mesh_link', 'clone_distributed'],
}, (F, ob: LpcObject, fn: Closure) => {
  const world = worldOf(F)
  const owner = F.self
  watch('mesh_monitor', ob, fn, owner, (why, again) => {
    const mapping = reason(ob, why, again)
    // After what ended is through: the calls in flight hear of it first.
    world.clock.soon(() => {
      if (!owner.destructed && !fn.owner.destructed) world.start({ origin: owner }, (G) => callClosure(G, fn, [ob.destructed ? 0 : ob, mapping]))
    })
  })
  return 0
})

export const mesh_demonitor = efun({
  name: 'mesh_demonitor', family, since, ticks: 20,
  sig: 'int mesh_demonitor(object ob, function fn?)',
  doc: 'Takes back what this object asked for by `mesh_monitor(ob, fn)`; without `fn`, all its monitors on `ob`. How many there were.',
  seeAlso: ['mesh_monitor'],
}, (F, ob: LpcObject, fn?: Closure) => {
  let n = 0
  // bounded: MAX_WATCHES.
  for (const w of [...watches.get(ob) ?? []]) {
    if (w.fn === LINK || w.owner !== F.self || (fn !== undefined && w.fn !== fn)) continue
    w.stop()
    watches.get(ob)!.delete(w)
    n++
  }
  return n
})

const LINK = Symbol('link')

export const mesh_link = efun({
  name: 'mesh_link', family, since, ticks: 50,
  sig: 'void mesh_link(object ob, object other?)',
  doc: 'Ties the ghost `ob` and `other` (this object, when left out; it may be a ghost too): when the one ends, the other is destructed. A worker that is being restarted has not ended.',
  seeAlso: ['mesh_monitor', 'destruct'],
}, (F, ob: LpcObject, other: LpcObject = F.self) => {
  const world = worldOf(F)
  if (other === ob) throw new LpcError('mesh_link: An object cannot be tied to itself.', { code: BAD_ARGUMENT })
  tie(world, ob, other)
  if (other.remote) tie(world, other, ob)
  // destruct() of either is no end that a watch would tell: the ghost's may come much later.
  const died = (gone: LpcObject): void => {
    if (gone !== ob && gone !== other) return
    world.onDestruct.delete(died)
    end(world, gone === ob ? other : ob)
  }
  world.onDestruct.add(died)
  return 0
})

/** When the worker behind `ghost` ends, `other` goes. */
function tie(world: World, ghost: LpcObject, other: LpcObject): void {
  watch('mesh_link', ghost, LINK, other, (_why, again) => {
    if (!again) end(world, other)
  })
}

function end(world: World, ob: LpcObject): void {
  world.clock.soon(() => {
    if (!ob.destructed) world.start({ origin: ob }, (F) => destruct(world, F, ob))
  })
}
