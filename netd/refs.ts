/**
 * The objects that two sides of a session hold of each other.
 *
 * Ours that they hold: numbered by us, counted by how often they were sent. Theirs that we hold:
 * one stand-in each, held weakly; when the last use of it here is gone, they are told.
 * Not for: calling them (conversation.ts).
 */
import type { Closure } from '../driver/vm/closure.js'
import { LpcObject, type RemoteEnd } from '../driver/vm/object.js'
import type { Value } from '../driver/vm/values.js'
import type { Ref, Refs } from './codec.js'
import { MeshError } from './errors.js'
import { MAX_EXPORTS } from './limits.js'
import type { Callee, ObjectBridge } from './session.js'

interface Export {
  readonly ob: LpcObject | Closure
  readonly callee: Callee
  /** Times sent and not yet given back. */
  sent: number
}

interface Import {
  readonly ob: WeakRef<LpcObject | Closure>
  /** Times received and not yet given back. */
  count: number
}

/** Not the list that the next message fills. */
const NOTHING: readonly number[] = []

export class RefTable implements Refs {
  private readonly exports = new Map<number, Export>()
  private readonly exportIds = new Map<LpcObject | Closure, number>()
  private readonly imports = new Map<number, Import>()
  private readonly importIds = new WeakMap<LpcObject | Closure, number>()
  private nextId = 1
  /** What the message under way has sent, to be taken back if it does not leave. */
  private fresh: number[] = []
  private readonly gone = new FinalizationRegistry<number>((id) => {
    // It may have arrived again since.
    if (this.imports.get(id)?.ob.deref() === undefined) this.drop(id)
  })

  /** @param endOf makes the RemoteEnd of one of theirs; @param release tells them `[id, count]`. */
  constructor(private readonly bridge: ObjectBridge, private readonly endOf: (id: number) => RemoteEnd, private readonly release: (id: number, count: number) => void) {}

  exportRef(ob: LpcObject | Closure): Ref {
    const kind = ob instanceof LpcObject ? 'object' : 'function'
    const theirs = this.importIds.get(ob)
    if (theirs !== undefined) return { mine: false, kind, id: theirs, name: '' }
    if (this.bridge.root?.() === ob) return { mine: true, kind, id: 0, name: ob.name }
    let id = this.exportIds.get(ob)
    if (id === undefined) {
      if (this.exports.size >= MAX_EXPORTS) throw new MeshError('OVERLOADED', `The other side holds ${MAX_EXPORTS} objects of this one already.`)
      id = this.nextId++
      this.exports.set(id, { ob, callee: this.bridge.exported(ob), sent: 0 })
      this.exportIds.set(ob, id)
    }
    this.exports.get(id)!.sent++
    this.fresh.push(id)
    return { mine: true, kind, id, name: ob.name, elsewhere: ob instanceof LpcObject && ob.remote !== null }
  }

  importRef({ mine, kind, id, name, elsewhere }: Ref): Value {
    if (!mine) {
      if (id === 0) return this.bridge.root?.() ?? 0
      const own = this.exports.get(id)
      // Given back meanwhile, or never given: as good as destructed.
      return own === undefined || (own.ob instanceof LpcObject && own.ob.destructed) ? 0 : own.ob
    }
    const known = this.imports.get(id)
    const alive = known?.ob.deref()
    if (known !== undefined && alive !== undefined) {
      known.count++
      return alive
    }
    if (this.imports.size >= MAX_EXPORTS) throw new MeshError('OVERLOADED', `This side holds ${MAX_EXPORTS} objects of the other already.`)
    const ob = this.bridge.imported(this.endOf(id), { kind, name, elsewhere })
    this.adopt(id, ob, (known?.count ?? 0) + 1)
    return ob
  }

  classDef(name: string, members: readonly string[]): ReturnType<NonNullable<Refs['classDef']>> {
    return this.bridge.classDef?.(name, members)
  }

  /** `ob` is the local stand-in of their object `id`. */
  adopt(id: number, ob: LpcObject | Closure, count = 0): void {
    this.imports.set(id, { ob: new WeakRef(ob), count })
    this.importIds.set(ob, id)
    this.gone.register(ob, id, ob)
  }

  /** What stands here for their object `id`. */
  held(id: number): LpcObject | Closure | undefined {
    return this.imports.get(id)?.ob.deref()
  }

  /** Ours by its number; undefined once given back. */
  callee(id: number): Callee | undefined {
    const own = this.exports.get(id)
    return own === undefined || (own.ob instanceof LpcObject && own.ob.destructed) ? undefined : own.callee
  }

  /** Ours that the message under way gives away. */
  get given(): readonly number[] {
    return this.fresh.length > 0 ? this.fresh : NOTHING
  }

  /** The message left. */
  commit(): void {
    if (this.fresh.length > 0) this.fresh = []
  }

  /** The message did not leave. */
  rollback(): void {
    for (const id of this.fresh) this.givenBack(id, 1)
    this.fresh = []
  }

  /** They gave back `count` of the references to `id`; true if that was the last. Throws MeshError PROTOCOL for more than they had. */
  givenBack(id: number, count: number): boolean {
    const own = this.exports.get(id)
    if (own === undefined || count > own.sent) throw new MeshError('PROTOCOL', 'The other side gives back what it does not hold.')
    own.sent -= count
    if (own.sent > 0) return false
    this.exports.delete(id)
    this.exportIds.delete(own.ob)
    own.callee.released?.()
    return true
  }

  /** We give up theirs. */
  drop(id: number): void {
    const known = this.imports.get(id)
    if (known === undefined) return
    this.imports.delete(id)
    const ob = known.ob.deref()
    if (ob !== undefined) {
      this.importIds.delete(ob)
      this.gone.unregister(ob)
    }
    if (id !== 0 && known.count > 0) this.release(id, known.count)
  }

  /** The session is over. */
  clear(): void {
    const all = [...this.exports.values()]
    this.exports.clear()
    this.exportIds.clear()
    this.imports.clear()
    for (const e of all) e.callee.released?.()
  }
}
