/**
 * The entries of a mapping with many keys that are all 32-bit ints, in insertion order: two arrays
 * and an open-addressed index into them. Quicker than Map, which follows a chain of entries three
 * times their size through memory.
 * Not for: few entries, other keys, LPC's rules about values (mapping.ts).
 */
import type { Value } from './values.js'

/** Marks in the index: never used, and used by an entry that is gone. */
const FREE = -1
const GONE = -2
/** In `values`, of an entry that is gone; its key means nothing. */
const NOTHING = Symbol('no entry') as unknown as Value
/** Steps to a free place that only keys chosen for it make necessary: half of the places are free. */
const CROWDED = 200

export class IntTable {
  size: number
  /** Keys meet so often that a Map is to be made of it: of its keys and values, nothing else holds any more. */
  crowded = false
  private index!: Int32Array

  /** Takes both arrays over. */
  constructor(private keys: number[], private values: Value[]) {
    this.size = keys.length
    this.makeIndex()
  }

  get(key: number): Value {
    const h = this.find(key)
    return h < 0 ? undefined : this.values[this.index[h]]
  }

  has(key: number): boolean {
    return this.find(key) >= 0
  }

  set(key: number, value: Value): void {
    const h = this.find(key)
    if (h >= 0) {
      this.values[this.index[h]] = value
      return
    }
    if (this.keys.length * 2 >= this.index.length) this.build()
    this.place(key, this.keys.length)
    // Never -0.
    this.keys.push(key | 0)
    this.values.push(value)
    this.size++
  }

  delete(key: number): boolean {
    const h = this.find(key)
    if (h < 0) return false
    this.values[this.index[h]] = NOTHING
    this.index[h] = GONE
    this.size--
    if (this.size * 4 < this.keys.length) this.build()
    return true
  }

  copy(): IntTable {
    return new IntTable(this.listKeys(), this.listValues())
  }

  *[Symbol.iterator](): IterableIterator<[Value, Value]> {
    const { keys, values } = this
    for (let i = 0; i < keys.length; i++) if (values[i] !== NOTHING) yield [keys[i], values[i]]
  }

  listKeys(): number[] {
    return this.size === this.keys.length ? this.keys.slice() : this.keys.filter((_, i) => this.values[i] !== NOTHING)
  }

  listValues(): Value[] {
    return this.size === this.values.length ? this.values.slice() : this.values.filter((v) => v !== NOTHING)
  }

  /** Where the index has `key`, or -1. */
  private find(key: number): number {
    const { keys, index } = this
    const mask = index.length - 1
    for (let h = hash(key, mask); ; h = (h + 1) & mask) {
      const at = index[h]
      if (at === FREE) return -1
      if (at !== GONE && keys[at] === key) return h
    }
  }

  private place(key: number, entry: number): void {
    const { index } = this
    const mask = index.length - 1
    const first = hash(key, mask)
    let h = first
    while (index[h] !== FREE) h = (h + 1) & mask
    index[h] = entry
    if (((h - first) & mask) > CROWDED) this.crowded = true
  }

  /** Leaves out what is gone, and makes a new index, with room for as many again. */
  private build(): void {
    const values = this.listValues()
    this.keys = this.listKeys()
    this.values = values
    this.makeIndex()
  }

  private makeIndex(): void {
    this.index = new Int32Array(4 << (32 - Math.clz32(this.size))).fill(FREE)
    for (let i = 0; i < this.size && !this.crowded; i++) this.place(this.keys[i], i)
  }
}

/** Fibonacci hashing: keys in a row, or at equal distances, fall apart. */
function hash(key: number, mask: number): number {
  return Math.imul(key, 0x9e3779b1) >>> Math.clz32(mask)
}
