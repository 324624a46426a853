/** Streams of results: items for a function of the other side. */
import { callClosure } from '../../driver/vm/calls.js'
import type { Closure } from '../../driver/vm/closure.js'
import type { Result, Value } from '../../driver/vm/values.js'
import { remoteError } from '../../driver/world/remote.js'
import { after } from '../../driver/world/flow.js'
import { efun } from '../efun.js'
import { WAITING } from '../scheduling/waiting.js'

export const mesh_emit = efun({
  name: 'mesh_emit', family: 'mesh', since: '0.1', ticks: 20, mode: 'waits',
  sig: 'int mesh_emit(function out, mixed item...)',
  doc: `Gives an item to the function \`out\` that came as an argument from the other side, without waiting for it to be done: a stream of results.

    // in the worker                             // the caller
    int lines(string text, function out) {       int n = w->lines(text, (: add_line :));
        foreach (string s in explode(text, "\\n"))
            mesh_emit(out, s);
        return 1;
    }

The items arrive in order, one after the other (the next when \`out\` has returned, whether it waits or not), and all of them before the call returns. This waits only while 64 items or 1 MiB are on the way: a slow consumer slows the producer down. Give \`out\` several values and it gets as many arguments.

An error in \`out\` ends the stream and comes back here as an error, at this or the next item. When the caller gives up the call (interrupted, out of time, destructed), the producer ends too. On a function of this side it is called at once. Always 1.

${WAITING}`,
  seeAlso: ['evaluate', 'clone_distributed'],
}, (F, out: Closure, items: Value[] = []): Result => {
  const { remote } = out.owner
  if (!remote?.emit) return after(F, callClosure(F, out, items), () => 1)
  F.charge(items.length)
  return F.suspend('mesh_emit()', (wake) => remote.emit!(items, (failure) => wake(failure ? remoteError(failure, 'mesh') : null, 1)))
})
