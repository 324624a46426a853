/** Objects on other machines: making them, asking what they are, and looking at the swarm. */
import type { CloneConfig, Source } from '../../driver/mesh.js'
import { BAD_ARGUMENT, DENIED, LIMIT, LpcError } from '../../driver/vm/errors.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { LpcObject } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { destruct } from '../../driver/world/destruct.js'
import { MAX_KEPT_TEXT } from '../../driver/world/limits.js'
import { makeGhost, remoteError, workerLog, type OwnerTree } from '../../driver/world/remote.js'
import { allowed } from '../../driver/world/security.js'
import { worldOf, type World } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { WAITING } from '../scheduling/waiting.js'
import { cloneConfig } from './config.js'

const family = 'mesh'
const since = '0.1'

/** UTF-16 units of source text sent to a node. */
const MAX_SOURCE = 1_048_576
/** Characters of a gem-pointer. */
const MAX_POINTER = 1_024

/** A gem-pointer, or the LPC text itself. */
function sourceOf(v: Value): Source {
  if (typeof v !== 'string') throw new LpcError('clone_distributed: The source must be a gem-pointer or LPC text.', { code: BAD_ARGUMENT })
  if (/^gem-pointer:\/\//.test(v)) {
    if (v.length > MAX_POINTER || !/^gem-pointer:\/\/[^/\s]+\/\S+$/.test(v)) throw new LpcError('clone_distributed: A gem-pointer is gem-pointer://authority/path.', { code: BAD_ARGUMENT })
    return { pointer: v }
  }
  if (v.length > MAX_SOURCE) throw new LpcError(`clone_distributed: Source text too long (limit ${MAX_SOURCE} characters).`, { code: LIMIT })
  if (v.trim() === '') throw new LpcError('clone_distributed: The source text is empty.', { code: BAD_ARGUMENT })
  return { text: v }
}

/** Whose count the clones are on: a worker's own count on what its creator allowed it and all its descendants. */
function ownerTree(world: World, caller: LpcObject, wanted: CloneConfig): OwnerTree | null {
  if (!caller.remote) return wanted.clones === undefined ? null : { left: wanted.clones }
  const tree = world.ghosts.get(caller)?.tree
  if (!tree || tree.left < wanted.count) throw new LpcError(`clone_distributed: ${caller.name} may have ${tree?.left ?? 0} more workers made. Its creator allows it with the config key "clones".`, { code: DENIED })
  tree.left -= wanted.count
  return tree
}

/** What a worker had made goes with it. */
function endWith(world: World, parent: LpcObject, child: LpcObject): void {
  parent.remote?.watch?.(() => {
    world.clock.soon(() => {
      if (!child.destructed) world.start({ origin: child }, (F) => destruct(world, F, child))
    })
  })
}

export const clone_distributed = efun({
  name: 'clone_distributed', family, since, ticks: 500, mode: 'waits',
  sig: 'mixed clone_distributed(string source, mapping config?)',
  doc: `Makes a clone of an LPC program inside a vault on some node of the swarm, and gives a ghost: an object whose functions run over there. \`ob->f(x)\` on it waits for the answer, \`destruct(ob)\` ends the vault.

A call on an array of ghosts has all calls in flight at once. \`w->a()->b(x)\` is one trip: \`b\` is called over there on the object that \`a\` gave, when its arguments are constants or local variables. Objects and functions as arguments can be called back; a ghost given to another worker is called by it directly (\`mesh_narrow()\`). Streams of results: \`mesh_emit()\`. One value may have 16 MiB; long ones do not hold up others. An object's calls on one worker keep their order.

\`source\` is a gem-pointer (\`"gem-pointer://authority/path"\`) or the LPC text itself. The keys of \`config\`, all optional:

- \`routing\`: \`"p2p_preferred"\` (default), \`"p2p_only"\`, \`"relay_preferred"\`, \`"relay_only"\`
- \`count\`: make so many (1 to 256) side by side and give an array of them
- \`requires\`: capability tags the node must have; \`node\`: the name of one node
- \`memory\` in MiB (32 to 8192; 128), \`cpu\` in cores (1), \`ttl\` in seconds
- \`pids\` (processes and threads), \`files\` (open ones), \`ticks\` of one evaluation (a call's; its making has the usual number): what it may use at once
- \`cpu_seconds\` of processor time, \`bytes\` in and out: what it may use in all; beyond, it ends
- \`lease\`: seconds the worker lives on without hearing from here (3)
- \`timeout\`: seconds a call, and the making itself, may take (30)
- \`args\`: arguments for \`create()\`
- \`isolation\`: the least accepted: \`"process"\` (default), \`"lxc"\`, \`"none"\`
- \`restart\`: \`"never"\` (default) or \`"on_failure"\`: a worker that dies is made anew, at most \`max_restarts\` times (3) in \`restart_window\` seconds (60). The ghost stays, with a new incarnation that knows nothing of the last; calls in flight end with their outcome, later ones wait for it
- \`clones\`: how many workers it may itself make with clone_distributed() (none). They are the caller's, and end with it

A worker lives until its ghost is destructed, its \`ttl\` is over or this driver is gone for the \`lease\`: also when nobody holds the ghost any more, as after an error between the clone and the \`destruct()\`. \`catch\` such errors, or give a \`ttl\`.

A program that does not compile is an error here with the line over there. Failures of the mesh are errors too: their text ends in a code and an outcome (NOT_SENT, NOT_EXECUTED, UNKNOWN).

\`master->valid_distributed(caller, source, config)\` decides; without that apply it is denied.

${WAITING}`,
  seeAlso: ['remotep', 'mesh_info', 'mesh_monitor', 'destruct', 'meshfs_resolve', 'swarm_status'],
}, (F, source: Value, config: Value) => {
  const world = worldOf(F)
  const from = sourceOf(source)
  const { config: wanted, many } = cloneConfig(config)
  // A worker has no master: its caller's decides.
  if (world.master !== null && !allowed(world, F, 'valid_distributed', [F.self, source, config ?? 0], false)) throw new LpcError('clone_distributed: Permission denied by master->valid_distributed().', { code: DENIED })
  const caller = F.self
  const tree = ownerTree(world, caller, wanted)
  F.charge(wanted.count * 100)
  return F.suspend('clone_distributed()', (wake) => {
    let over = false
    const stop = world.mesh.clone(from, wanted, caller.name, (failure, ends) => {
      if (failure) {
        over = true
        if (caller.remote && tree !== null) tree.left += wanted.count
        return wake(remoteError(failure, failure.node ?? 'mesh'), undefined)
      }
      // Whoever asked is gone: the workers must not outlive the wish.
      if (over || caller.destructed) {
        for (const end of ends) end.destruct()
        return wake(new LpcError('clone_distributed: The caller is gone.'), undefined)
      }
      over = true
      try {
        const entry = { timeoutMs: wanted.timeout, tree, owner: caller.name, source: 'text' in from && from.text.length > MAX_KEPT_TEXT ? null : from }
        const ghosts = ends.map((end) => makeGhost(world, end, entry))
        if (caller.remote) for (const ghost of ghosts) endWith(world, caller, ghost)
        wake(null, many ? ghosts : ghosts[0])
      } catch (e) {
        for (const end of ends) end.destruct()
        wake(e, undefined)
      }
    })
    return () => {
      over = true
      stop()
    }
  })
})

export const remotep = efun({
  name: 'remotep', family, since, ticks: 1,
  sig: 'int remotep(mixed ob?)',
  doc: '1 for the ghost of a remote worker, else 0.',
  examples: ['remotep(this_object()) == 0', 'remotep("x") == 0'],
  seeAlso: ['mesh_info', 'clone_distributed'],
}, (F, ob: Value) => ((ob === undefined ? F.self : ob) instanceof LpcObject && ((ob ?? F.self) as LpcObject).remote ? 1 : 0))

export const mesh_info = efun({
  name: 'mesh_info', family, since, ticks: 20,
  sig: 'mapping mesh_info(object ob)',
  doc: 'What is known of a ghost\'s worker. 0 for an object that is not remote.\n\n- `worker`, `incarnation`, `node`, `vault`, `isolation`, `address`, `warm`: what it is and where it runs\n- `state` (`open`, `reconnecting`, `restarting`, `closing`, `lost`), `route` in use (`direct`, `relay`), `rtt_us`: how it is reached\n- `calls` made on it, `in_flight` of them without an answer, `served`: calls from there that run here\n- `bytes_out`, `bytes_in`, `queued`: sealed bytes of the session, and those that have not left or are kept until they are acknowledged\n- `restarts`, with `"restart": "on_failure"`; `methods` and `delegable`, of a `mesh_narrow()` view; `handed`, in a worker that was given the ghost: `direct` or `through the giver`',
  seeAlso: ['remotep', 'swarm_status'],
}, (_F, ob: Value) => (ob instanceof LpcObject && ob.remote ? Mapping.of(ob.remote.info()) : 0))

export const mesh_log = efun({
  name: 'mesh_log', family, since, ticks: 20, mode: 'waits',
  sig: 'string * mesh_log(object ob)',
  doc: `What the worker of a ghost has written and logged last, a line each, oldest first: its \`write()\`, and errors that no call was waiting for, with their traces. The worker keeps a few hundred lines.\n\nA call like any other: a worker that is busy answers late, one that is gone not at all. 0 for an object that is not remote.\n\n${WAITING}`,
  seeAlso: ['mesh_info', 'swarm_status'],
}, (F, ob: Value) => (ob instanceof LpcObject && ob.remote ? workerLog(worldOf(F), F, ob) : 0))

export const meshfs_resolve = efun({
  name: 'meshfs_resolve', family, since, ticks: 100, mode: 'waits',
  sig: 'string meshfs_resolve(string uri)',
  doc: `The document behind a gem-pointer. An error when there is none or its authority cannot be reached.\n\n${WAITING}`,
  seeAlso: ['clone_distributed'],
}, (F, uri: string) => {
  if (uri.length > MAX_POINTER || !/^gem-pointer:\/\/[^/\s]+\/\S+$/.test(uri)) throw new LpcError('meshfs_resolve: A gem-pointer is gem-pointer://authority/path.', { code: BAD_ARGUMENT })
  return F.suspend(`meshfs_resolve(${uri})`, (wake) => {
    worldOf(F).mesh.resolve(uri, (failure, text) => wake(failure ? remoteError(failure, 'mesh') : null, text))
  })
})

export const swarm_status = efun({
  name: 'swarm_status', family, since, ticks: 100, mode: 'waits',
  sig: 'mixed swarm_status()',
  doc: `The nodes, vaults and workers of the swarm, as the Core knows them.\n\n${WAITING}`,
  seeAlso: ['mesh_info', 'clone_distributed'],
}, (F) =>
  F.suspend('swarm_status()', (wake) => {
    worldOf(F).mesh.status((failure, status) => wake(failure ? remoteError(failure, 'mesh') : null, status))
  }))
