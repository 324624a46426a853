/** A binary min-heap. Equal items come out in the order `compare` gives them. */
export class Heap<T> {
  private items: T[] = []

  constructor(private readonly compare: (a: T, b: T) => number) {}

  get size(): number {
    return this.items.length
  }

  peek(): T | undefined {
    return this.items[0]
  }

  push(item: T): void {
    const a = this.items
    let i = a.push(item) - 1
    while (i > 0) {
      const up = (i - 1) >> 1
      if (this.compare(a[up], item) <= 0) break
      a[i] = a[up]
      i = up
    }
    a[i] = item
  }

  pop(): T | undefined {
    const a = this.items
    const top = a[0]
    const last = a.pop()
    if (a.length > 0 && last !== undefined) this.sink(0, last)
    return top
  }

  /** Keeps the items `keep` says yes to. O(n). */
  filter(keep: (item: T) => boolean): void {
    this.items = this.items.filter(keep)
    for (let i = (this.items.length >> 1) - 1; i >= 0; i--) this.sink(i, this.items[i])
  }

  private sink(i: number, item: T): void {
    const a = this.items
    for (;;) {
      let child = 2 * i + 1
      if (child >= a.length) break
      if (child + 1 < a.length && this.compare(a[child + 1], a[child]) < 0) child++
      if (this.compare(a[child], item) >= 0) break
      a[i] = a[child]
      i = child
    }
    a[i] = item
  }
}
