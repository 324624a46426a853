/**
 * How LPC objects and functions pass over the mesh: ours become callees the other side may
 * call, theirs become ghosts or functions that call back. Used by driver and worker alike.
 */
import { clone_distributed } from '../../efuns/mesh/clones.js'
import { HANDOFF, HandedEnd, readGrant, type OpenByTicket } from '../../netd/handed.js'
import { narrower, rightsOf } from '../../netd/narrow.js'
import type { Callee, CallContext, Done, ObjectBridge } from '../../netd/session.js'
import { awaitValue } from '../vm/async.js'
import { applyDirect, callClosure, NO_FUNCTION } from '../vm/calls.js'
import { Closure } from '../vm/closure.js'
import { LpcError, type TraceEntry } from '../vm/errors.js'
import type { Fiber } from '../vm/fiber.js'
import { LpcObject, type RemoteFailure } from '../vm/object.js'
import type { Result, Value } from '../vm/values.js'
import { after } from '../world/flow.js'
import { callRemote, makeStandIn } from '../world/remote.js'
import type { World } from '../world/world.js'
import { CLONE } from './guest-mesh.js'

/** @param open reaches workers directly by tickets; without it objects of third parties are called through their giver. */
export function objectBridge(world: World, open?: OpenByTicket): ObjectBridge {
  return {
    exported: (ob) => (ob instanceof LpcObject && ob.remote ? ghostCallee(world, ob) : callee(world, ob)),
    imported(end, what) {
      const reached = what.elsewhere === true && open !== undefined ? new HandedEnd(end, open) : end
      const ghost = makeStandIn(world, reached)
      if (reached instanceof HandedEnd) reached.adopted(ghost)
      return what.kind === 'object' ? ghost : new Closure('functional', ghost, undefined as never, (F, self, _seg, ...args) => callRemote(world, F, self, 'evaluate', args), [], what.name)
    },
    // Arrays and names of objects mean something else where the caller is.
    calleeOf: (value) => (!(value instanceof LpcObject) || value.destructed ? undefined : value.remote ? ghostCallee(world, value) : callee(world, value)),
    serve(ghost, method, args, context, done) {
      // Runs as the worker's ghost: master->valid_distributed() sees who asks.
      if (method === CLONE) return runCall(world, ghost, context, (F) => clone_distributed.fn(F, args[0], args[1]), done)
      done(noSuchMethod(method), undefined)
    },
  }
}

/** Calls from the other side run as fibers of their own, with public functions only. */
export function callee(world: World, target: LpcObject | Closure): Callee {
  const ob = target instanceof Closure ? target.owner : target
  return {
    call(method, args, context, done) {
      return target instanceof Closure
        ? runCall(world, ob, context, (F) => callClosure(F, target, args), done)
        : runCall(world, ob, context, (F) => callPublic(F, ob, method, args), done)
    },
    destruct() {
      // An object of ours is not theirs to end.
    },
  }
}

/** A ghost that was given on: whoever holds it may ask for a ticket of its own, or call it through us. */
function ghostCallee(world: World, ghost: LpcObject): Callee {
  return {
    call(method, args, context, done) {
      if (method !== HANDOFF) return runCall(world, ghost, context, (F) => callRemote(world, F, ghost, method, args), done)
      const grant = readGrant(args, context.peer)
      const end = ghost.destructed ? null : ghost.remote
      if (grant === null || end?.handoff === undefined) return done(notGiven(ghost), undefined)
      const rights = rightsOf(end)
      // For somebody further on: one hand more.
      const further = !Buffer.from(grant.key!).equals(context.peer)
      if (further && rights.delegable < 1) return done(notGiven(ghost), undefined)
      end.handoff(narrower(grant, { ...rights, delegable: rights.delegable - (further ? 1 : 0) }), (failure, ticket) => done(failure, ticket ?? undefined))
    },
  }
}

/** Starts a fiber for an incoming call; returns its cancel function. */
export function runCall(world: World, ob: LpcObject, context: Omit<CallContext, 'peer'>, body: (F: Fiber) => Result, done: Done): () => void {
  if (ob.destructed) {
    done({ code: 'NO_SUCH_OBJECT', message: 'The object called is destructed.', outcome: 'NOT_EXECUTED', trace: [] }, undefined)
    return () => {}
  }
  const F = world.start({ chain: context.chain, origin: ob }, (G) => after(G, body(G), (v) => awaitValue(G, v)), (error, value) => (error ? done(failureOf(error), undefined) : done(null, value)))
  return () => F.cancel('Cancelled by the caller.')
}

export function callPublic(F: Fiber, ob: LpcObject, method: string, args: Value[]): Result {
  const found = ob.program.dispatch.table.get(method)
  if (found?.fn.access !== 'public') return undefined
  const r = applyDirect(F, ob, method, args)
  return r === NO_FUNCTION ? undefined : r
}

export function failureOf(e: LpcError): RemoteFailure {
  return { code: e.code, message: e.message, outcome: 'EXECUTED_FAILED', trace: e.trace.map((t: TraceEntry) => ({ program: t.program, line: t.line, function: t.function, object: t.object })) }
}

function notGiven(ghost: LpcObject): RemoteFailure {
  return { code: 'DENIED', message: `${ghost.name} may not be given on.`, outcome: 'NOT_EXECUTED', trace: [] }
}

function noSuchMethod(method: string): RemoteFailure {
  return { code: 'NO_SUCH_METHOD', message: `There is no ${method}() here.`, outcome: 'NOT_EXECUTED', trace: [] }
}
