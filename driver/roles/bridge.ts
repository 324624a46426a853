/**
 * How LPC objects and functions pass over the mesh: ours become callees the other side may
 * call, theirs become ghosts or functions that call back. Used by driver and worker alike.
 */
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

export function objectBridge(world: World): ObjectBridge {
  return {
    exported: (ob) => callee(world, ob),
    imported: (end, what) => {
      const ghost = makeStandIn(world, end)
      return what.kind === 'object' ? ghost : new Closure('functional', ghost, undefined as never, (F, self, _seg, ...args) => callRemote(world, F, self, 'evaluate', args), [], what.name)
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

/** Starts a fiber for an incoming call; returns its cancel function. */
export function runCall(world: World, ob: LpcObject, context: CallContext, body: (F: Fiber) => Result, done: Done): () => void {
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
