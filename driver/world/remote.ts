/**
 * Ghosts: local objects whose functions run in a worker elsewhere. Making them, calling them,
 * and turning the mesh's failures into LPC errors. Not for: frames and routes (netd).
 */
import { randomUUID } from 'node:crypto'
import type { Source } from '../mesh.js'
import { Dispatch, type Program } from '../vm/program.js'
import { LpcError, type TraceEntry } from '../vm/errors.js'
import type { Fiber } from '../vm/fiber.js'
import { LpcObject, type RemoteCall, type RemoteEnd, type RemoteFailure } from '../vm/object.js'
import { callNamed } from '../vm/calls.js'
import { live, WAIT, type Result, type Value } from '../vm/values.js'
import { after } from './flow.js'
import { MANY_UNDER_WAY } from './limits.js'
import type { World } from './world.js'

/** How long a call may take when the clone's config does not say. */
export const DEFAULT_CALL_MS = 30_000

/** What a worker and those that it had made may still have made, in all. */
export interface OwnerTree {
  left: number
}

/** What this driver knows of a worker that it had made, beside its end. */
export interface GhostEntry {
  readonly timeoutMs: number
  readonly tree: OwnerTree | null
  /** Name of the object that asked for it. */
  readonly owner: string
  /** What it was made from; null where that is text too long to be kept. */
  readonly source: Source | null
}

/** A call that every worker answers itself, with what it has written and logged last: an LPC function of that name is not reached. */
const LOG_METHOD = '__log__'

export const isLogCall = (method: string): boolean => method === LOG_METHOD

/** The program of every ghost: it has nothing, so that every call takes the remote path. */
const GHOST_PROGRAM: Program = (() => {
  const p = {
    name: '/ghost',
    file: '/ghost.c',
    version: 1,
    inherits: [],
    functions: new Map(),
    variables: [],
    classes: new Map(),
    links: [],
    files: [],
    saveTypes: false,
    makeSegments: () => [],
    initialise: () => {},
    lpcPosition: () => null,
  } as unknown as Program
  ;(p as { dispatch: Dispatch }).dispatch = new Dispatch(p)
  return p
})()

/** Makes the ghost of a worker. Its name is `/mesh/<worker>#n`. It lives until it is destructed. */
export function makeGhost(world: World, end: RemoteEnd, entry: GhostEntry): LpcObject {
  world.objects.checkRoom()
  const ghost = makeStandIn(world, end)
  world.objects.add(ghost)
  world.ghosts.set(ghost, entry)
  end.adopted?.(ghost)
  return ghost
}

/**
 * A ghost that no table holds: for objects of the other side that arrive as arguments. It lives
 * as long as LPC keeps it somewhere; the mesh gives the reference back when it is collected.
 */
export function makeStandIn(world: World, end: RemoteEnd): LpcObject {
  const worker = end.info().get('worker')
  const ghost = new LpcObject(world.objects.cloneName(`/mesh/${typeof worker === 'string' ? worker.replace(/[^\w.-]/g, '_') : 'worker'}`), GHOST_PROGRAM, [])
  ghost.dispatch = null
  ghost.remote = end
  ghost.clone = true
  ghost.loadTime = ghost.lastUsed = world.now()
  return ghost
}

/** A failure as the caller's LPC error: its own text, and the remote trace below the local one. */
export function remoteError(f: RemoteFailure, node: string): LpcError {
  const transport = f.outcome !== 'EXECUTED_FAILED'
  const error = new LpcError(transport ? `${f.message.replace(/\n$/, '')} [${f.code}, ${f.outcome}]` : f.message.replace(/^\*|\n$/g, ''), { code: f.code })
  error.trace = f.trace.map((t): TraceEntry => ({ ...t, node }))
  return error
}

function nodeOf(end: RemoteEnd): string {
  const node = end.info().get('node')
  return typeof node === 'string' ? node : '?'
}

function begin(world: World, F: Fiber, ghost: LpcObject, calls: readonly RemoteCall[], done: (error: LpcError | null, value: Value, made: number) => void): (() => void) | void {
  const end = ghost.remote!
  F.chain ||= randomUUID()
  const deadlineMs = world.ghosts.get(ghost)?.timeoutMs ?? DEFAULT_CALL_MS
  const { counters, clock } = world
  const began = clock.mono()
  const over = (failure: RemoteFailure | null, value: Value, made = 1): void => {
    counters.remoteTime.add(clock.mono() - began)
    if (failure) counters.remoteFailed++
    done(failure ? remoteError(failure, nodeOf(end)) : null, value, made)
  }
  const options = { chain: F.chain, deadlineMs, from: F.self.id }
  return calls.length === 1 ? end.call(calls[0].method, calls[0].args, options, over) : end.pipeline!(calls, options, over)
}

/** ghost->method(args): this fiber waits, the world goes on. */
export function callRemote(world: World, F: Fiber, ghost: LpcObject, method: string, args: Value[]): Result {
  return F.suspend(`${ghost.name}->${method}()`, (wake) => begin(world, F, ghost, [{ method, args }], (error, value) => wake(error, value)))
}

/** The last lines that a worker has written and logged, oldest first: an array of strings. */
export function workerLog(world: World, F: Fiber, ghost: LpcObject): Result {
  return callRemote(world, F, ghost, LOG_METHOD, [])
}

/** ghost->a()->b(): one trip where the other side can, else one after the other. */
export function callRemoteChain(world: World, F: Fiber, ghost: LpcObject, calls: readonly RemoteCall[]): Result {
  const next = (target: Value, i: number): Result => (i === calls.length ? target : after(F, callNamed(F, live(target), calls[i].method, calls[i].args), (v) => next(v, i + 1)))
  if (!ghost.remote?.pipeline) return next(ghost, 0)
  let made = calls.length
  const r: Result = F.suspend(`${ghost.name}->${calls.map((c) => `${c.method}()`).join('->')}`, (wake) => begin(world, F, ghost, calls, (error, value, n) => {
    made = n
    wake(error, value)
  }))
  return after(F, r, (v) => next(v, made))
}

/**
 * The same call on every element. Calls on ghosts are all in flight at once (of many on one worker the first few hundred); local objects are
 * called one after the other before the fiber waits. When any call fails, all are waited for and
 * the first failure (in order of the array) is thrown.
 */
export function callRemoteMany(world: World, F: Fiber, targets: Value[], method: string, args: Value[]): Result {
  const values: Value[] = targets.map(() => 0)
  const local: number[] = []
  targets.forEach((t, i) => {
    const ob = live(t)
    if (!(ob instanceof LpcObject && ob.remote) && (ob instanceof LpcObject || typeof ob === 'string')) local.push(i)
  })
  const locals = (from: number): Result => {
    for (let n = from; n < local.length; n++) {
      const i = local[n]
      const r = callNamed(F, live(targets[i]), method, args)
      if (r === WAIT) {
        return F.parkNative((v) => {
          values[i] = v
          return locals(n + 1)
        })
      }
      values[i] = r
    }
    return remotes()
  }
  const remotes = (): Result => {
    const ghosts = targets.flatMap((t, i) => (t instanceof LpcObject && !t.destructed && t.remote ? [i] : []))
    if (ghosts.length === 0) return values
    const errors: Array<[number, LpcError]> = []
    return F.suspend(`${ghosts.length} calls of ${method}()`, (wake) => {
      let left = ghosts.length
      let stopped = false
      const cancels = new Map<number, (() => void) | void>()
      const underWay = new Map<RemoteEnd, number>()
      const later = new Map<RemoteEnd, number[]>()
      const start = (i: number): void => {
        const ghost = targets[i] as LpcObject
        const end = ghost.remote!
        const n = underWay.get(end) ?? 0
        if (n >= MANY_UNDER_WAY) return void (later.get(end)?.push(i) ?? later.set(end, [i]))
        underWay.set(end, n + 1)
        let over = false
        const cancel = begin(world, F, ghost, [{ method, args }], (error, value) => {
          over = true
          cancels.delete(i)
          if (error) errors.push([i, error])
          else values[i] = value
          if (--left > 0) {
            underWay.set(end, underWay.get(end)! - 1)
            const next = later.get(end)?.shift()
            // In a turn of its own: what fails at once would otherwise go as deep as the array is long.
            if (next !== undefined) world.clock.soon(() => { if (!stopped) start(next) })
            return
          }
          const first = errors.sort((a, b) => a[0] - b[0])[0]
          wake(first ? first[1] : null, values)
        })
        if (!over) cancels.set(i, cancel)
      }
      ghosts.forEach(start)
      return () => {
        stopped = true
        for (const cancel of cancels.values()) cancel?.()
      }
    })
  }
  return locals(0)
}
