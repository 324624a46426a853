/**
 * LPC mappings: insertion-ordered, keys by value for ints, strings and floats, by identity for
 * the rest. Keys that are destructed objects vanish. Not for: efuns over mappings.
 */
import { Float, live, type Value } from './values.js'
import { LpcObject } from './object.js'

/** What foreach walks with two variables: the keys that there were, and the value that each has now. */
export class Pairs {
  constructor(private readonly mapping: Mapping, readonly keys: Value[], private readonly values: Value[], private readonly changes: number) {}

  /** Looked up only where something has changed since. */
  value(i: number): Value {
    return this.mapping.unchanged(this.changes) ? this.values[i] : this.mapping.get(this.keys[i])
  }
}

export class Mapping {
  readonly map = new Map<Value, Value>()
  /** Canonical Float per value, so that equal floats are one key. Made at the first float key. */
  private floats: Map<number, Float> | undefined
  /** Some key is or was an object: only then can one be destructed. */
  private objects = false
  /** Counts what is set and deleted, so that a walk sees whether its values are still those. */
  private changes = 0

  static of(entries: Iterable<readonly [Value, Value]>): Mapping {
    const m = new Mapping()
    for (const [k, v] of entries) m.set(k, v)
    return m
  }

  get size(): number {
    return this.map.size
  }

  /** The value, or undefined (LPC's undefined zero) when the key is absent. */
  get(key: Value): Value {
    return this.map.get(typeof key === 'object' || key === undefined ? this.key(key) : key)
  }

  has(key: Value): boolean {
    return this.map.has(typeof key === 'object' || key === undefined ? this.key(key) : key)
  }

  set(key: Value, value: Value): void {
    this.changes = (this.changes + 1) | 0
    this.map.set(typeof key === 'object' || key === undefined ? this.key(key) : key, value)
  }

  delete(key: Value): boolean {
    this.changes = (this.changes + 1) | 0
    return this.map.delete(typeof key === 'object' || key === undefined ? this.key(key) : key)
  }

  /** Keys in insertion order, destructed objects removed first. */
  keys(): Value[] {
    this.sweep()
    return [...this.map.keys()]
  }

  values(): Value[] {
    this.sweep()
    return Array.from(this.map.values(), live)
  }

  /** Drops entries whose key is a destructed object. */
  sweep(): void {
    if (!this.objects) return
    for (const k of this.map.keys()) if (k instanceof LpcObject && k.destructed) this.map.delete(k)
  }

  /** For a walk over the pairs, in insertion order. */
  pairs(): Pairs {
    return new Pairs(this, this.keys(), [...this.map.values()], this.changes)
  }

  /** Nothing was set, deleted or could have been destructed since it had made so many changes. */
  unchanged(changes: number): boolean {
    return this.changes === changes && !this.objects
  }

  copy(): Mapping {
    const m = new Mapping()
    for (const [k, v] of this.map) m.set(k, v)
    return m
  }

  private key(key: Value): Value {
    if (key === undefined) return 0
    if (key instanceof Float) {
      this.floats ??= new Map()
      let f = this.floats.get(key.v)
      if (!f) this.floats.set(key.v, (f = key))
      return f
    }
    if (key instanceof LpcObject) this.objects = true
    return live(key)
  }
}
