/**
 * Results that are only the target of the next call: kept by the callee until that call comes, so that
 * `w->a()->b()` is one trip. Bounded: what nobody comes for is dropped, the oldest first.
 */
import type { RemoteFailure } from '../driver/vm/object.js'
import { failure } from './errors.js'
import { MAX_KEPT } from './limits.js'

type Ready<V> = (failed: RemoteFailure | null, value: V) => void

interface Kept<V> {
  /** Null while the call runs. */
  result: { failed: RemoteFailure | null; value: V } | null
  waiting: Ready<V> | null
}

export class Promises<V> {
  private readonly kept = new Map<number, Kept<V>>()

  /** A call whose result a later one will be made on has begun. */
  begin(call: number): void {
    if (this.kept.size >= MAX_KEPT) {
      const [oldest, k] = this.kept.entries().next().value!
      this.kept.delete(oldest)
      k.waiting?.(gone(), undefined as V)
    }
    this.kept.set(call, { result: null, waiting: null })
  }

  /** It has ended. */
  settle(call: number, failed: RemoteFailure | null, value: V): void {
    const k = this.kept.get(call)
    if (k === undefined) return
    k.result = { failed, value }
    if (k.waiting === null) return
    this.kept.delete(call)
    k.waiting(failed, value)
  }

  /** The one call that is made on the result of `call`. */
  take(call: number, ready: Ready<V>): void {
    const k = this.kept.get(call)
    if (k === undefined || k.waiting !== null) return ready(gone(), undefined as V)
    if (k.result === null) {
      k.waiting = ready
      return
    }
    this.kept.delete(call)
    ready(k.result.failed, k.result.value)
  }

  clear(): void {
    this.kept.clear()
  }
}

function gone(): RemoteFailure {
  return failure('NO_SUCH_OBJECT', 'The call that this one was to be made on the result of is not known.', 'NOT_EXECUTED')
}
