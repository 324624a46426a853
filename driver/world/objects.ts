/**
 * The object table: names to objects, and the clones of each blueprint.
 * Not for: making (loader.ts) or ending them (destruct.ts).
 */
import { LIMIT, LpcError } from '../vm/errors.js'
import type { LpcObject } from '../vm/object.js'
import { MAX_OBJECTS } from './limits.js'
import { baseName } from './paths.js'

export class ObjectTable {
  private readonly byName = new Map<string, LpcObject>()
  private readonly families = new Map<string, Set<LpcObject>>()
  private cloneSerial = 0

  get size(): number {
    return this.byName.size
  }

  get(name: string): LpcObject | undefined {
    return this.byName.get(name)
  }

  /** Every object, in order of creation. Objects made during the walk may or may not be met. */
  all(): IterableIterator<LpcObject> {
    return this.byName.values()
  }

  /** The blueprint and its clones. */
  family(base: string): LpcObject[] {
    return [...(this.families.get(base) ?? [])]
  }

  /** How many clones a blueprint has. */
  clones(base: string): number {
    const f = this.families.get(base)
    return f ? f.size - (this.byName.has(base) ? 1 : 0) : 0
  }

  /** A fresh clone name of a blueprint: `/std/room#12`. */
  cloneName(base: string): string {
    return `${base}#${++this.cloneSerial}`
  }

  checkRoom(): void {
    if (this.byName.size >= MAX_OBJECTS) throw new LpcError(`Too many objects (limit ${MAX_OBJECTS}).`, { code: LIMIT })
  }

  add(ob: LpcObject): void {
    this.byName.set(ob.name, ob)
    const base = baseName(ob.name)
    let family = this.families.get(base)
    if (!family) this.families.set(base, (family = new Set()))
    family.add(ob)
  }

  remove(ob: LpcObject): void {
    if (this.byName.get(ob.name) === ob) this.byName.delete(ob.name)
    const base = baseName(ob.name)
    const family = this.families.get(base)
    if (family?.delete(ob) && family.size === 0) this.families.delete(base)
  }

  rename(ob: LpcObject, name: string): void {
    this.remove(ob)
    ob.name = name
    this.add(ob)
  }
}
