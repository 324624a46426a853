/**
 * LPC mappings: insertion-ordered, keys by value for ints, strings and floats, by identity for
 * the rest. Keys that are destructed objects vanish. Not for: efuns over mappings.
 */
import { Float, live, type Value } from './values.js'
import { IntTable } from './int-table.js'
import { LpcObject } from './object.js'

/** What foreach walks with two variables: the keys that there were, and the value that each has now. */
export class Pairs {
  constructor(private readonly mapping: Mapping, readonly keys: Value[], private readonly values: Value[], private readonly changes: number) {}

  /** Looked up only where something has changed since. */
  value(i: number): Value {
    return this.mapping.unchanged(this.changes) ? this.values[i] : this.mapping.get(this.keys[i])
  }
}

/** With so many keys, when all of them are 32-bit ints, they move into an IntTable. */
const MANY = 32

export class Mapping {
  /** The entries, unless `ints` has them. */
  private readonly map = new Map<Value, Value>()
  private ints: IntTable | null = null
  /** It has had MANY keys, and was looked at. */
  private grown = false
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
    return this.ints !== null ? this.ints.size : this.map.size
  }

  /** The value, or undefined (LPC's undefined zero) when the key is absent. */
  get(key: Value): Value {
    if (typeof key === 'object' || key === undefined) key = this.key(key)
    if (this.ints !== null) return typeof key === 'number' ? this.ints.get(key) : undefined
    return this.map.get(key)
  }

  has(key: Value): boolean {
    if (typeof key === 'object' || key === undefined) key = this.key(key)
    if (this.ints !== null) return typeof key === 'number' && this.ints.has(key)
    return this.map.has(key)
  }

  set(key: Value, value: Value): void {
    this.changes = (this.changes + 1) | 0
    if (typeof key === 'object' || key === undefined) key = this.key(key)
    const { ints } = this
    if (ints === null) {
      this.map.set(key, value)
      if (!this.grown && this.map.size >= MANY) this.grow()
    } else if (isSmall(key)) {
      ints.set(key, value)
      if (ints.crowded) this.useMap(ints)
    } else {
      this.useMap(ints)
      this.map.set(key, value)
    }
  }

  delete(key: Value): boolean {
    this.changes = (this.changes + 1) | 0
    if (typeof key === 'object' || key === undefined) key = this.key(key)
    const { ints } = this
    if (ints === null) return this.map.delete(key)
    const there = isSmall(key) && ints.delete(key)
    if (ints.crowded) this.useMap(ints)
    return there
  }

  /** Pairs in insertion order, destructed objects removed first. */
  [Symbol.iterator](): IterableIterator<[Value, Value]> {
    this.sweep()
    return (this.ints ?? this.map)[Symbol.iterator]()
  }

  /** Pairs as they lie, with those whose key is gone and that nobody has looked at since. */
  held(): Array<[Value, Value]> {
    return [...(this.ints ?? this.map)]
  }

  /** Keys in insertion order, destructed objects removed first. */
  keys(): Value[] {
    this.sweep()
    return this.ints !== null ? this.ints.listKeys() : [...this.map.keys()]
  }

  values(): Value[] {
    this.sweep()
    return this.rawValues().map(live)
  }

  /** Drops entries whose key is a destructed object. */
  sweep(): void {
    if (!this.objects) return
    for (const k of this.map.keys()) if (k instanceof LpcObject && k.destructed) this.map.delete(k)
  }

  /** For a walk over the pairs, in insertion order. */
  pairs(): Pairs {
    return new Pairs(this, this.keys(), this.rawValues(), this.changes)
  }

  /** Nothing was set, deleted or could have been destructed since it had made so many changes. */
  unchanged(changes: number): boolean {
    return this.changes === changes && !this.objects
  }

  copy(): Mapping {
    const ints = this.ints?.copy()
    if (!ints || ints.crowded) return Mapping.of(this)
    const m = new Mapping()
    m.ints = ints
    m.grown = true
    return m
  }

  private rawValues(): Value[] {
    return this.ints !== null ? this.ints.listValues() : [...this.map.values()]
  }

  private grow(): void {
    this.grown = true
    const keys = [...this.map.keys()]
    if (!keys.every(isSmall)) return
    const ints = new IntTable(keys, [...this.map.values()])
    if (ints.crowded) return
    this.ints = ints
    this.map.clear()
  }

  /** Back again, for good. */
  private useMap(ints: IntTable): void {
    for (const [k, v] of ints) this.map.set(k, v)
    this.ints = null
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
    return live(key) ?? 0
  }
}

function isSmall(key: Value): key is number {
  return typeof key === 'number' && (key | 0) === key
}
