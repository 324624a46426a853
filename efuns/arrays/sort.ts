/** sort_array(). */
import { LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { longTexts } from '../../driver/vm/ops.js'
import { Float, isInt, live, type Int, type Result, type Value } from '../../driver/vm/values.js'
import { callback2 } from '../callback.js'
import { efun, type Efun } from '../efun.js'

type Plain = Int | string

/** Ticks of one comparison. */
const COMPARE_TICKS = 8

/** What the built-in order compares: numbers, strings, or the first element of an array. */
function sortKey(v: Value): Plain | null {
  if (v instanceof Float) return v.v
  return typeof v === 'string' || isInt(v) ? v : null
}

function builtIn(F: Fiber, arr: Value[], direction: number): Value[] {
  const nested = Array.isArray(arr[0])
  const keyed = arr.map((v) => {
    if (Array.isArray(v) !== nested) throw mixedKinds()
    if (nested && (v as Value[]).length === 0) throw new LpcError('Illegal to have empty array in array for sort_array()', { code: 'BAD_ARGUMENT' })
    const inner = nested ? live((v as Value[])[0]) ?? 0 : v
    const key = sortKey(inner)
    if (key === null) throw mixedKinds()
    return { key, kind: typeof key === 'string' ? 1 : inner instanceof Float ? 2 : 3, v }
  })
  if (keyed.some((k) => k.kind !== keyed[0].kind)) throw mixedKinds()
  const sign = direction < 0 ? -1 : 1
  let compares = 0
  keyed.sort((a, b) => {
    if ((++compares & 63) === 0) F.charge(64 * COMPARE_TICKS)
    if (typeof a.key === 'string' && typeof b.key === 'string') longTexts(F, a.key, b.key)
    return a.key < b.key ? -sign : a.key > b.key ? sign : 0
  })
  return keyed.map((k) => k.v)
}

function mixedKinds(): LpcError {
  return new LpcError('built-in sort_array() can only handle homogeneous arrays of strings/ints/floats/arrays', { code: 'BAD_ARGUMENT' })
}

function byCallback(F: Fiber, arr: Value[], fn: Value, rest: Value[]): Result {
  const compare = callback2(F, 'sort_array', fn, rest)
  return F.without('sort_array comparator', () => mergeSort(arr, (a, b) => {
    if (--F.ticks < 0) F.outOfTicks()
    const r = compare(live(a), live(b))
    return isInt(r as Value) && (r as Int) > 0
  }))
}

/** Runs of this length are sorted by insertion. */
const RUN = 8

/**
 * A stable merge sort; `after(a, b)`: `a` belongs behind `b`. A comparator that contradicts itself
 * gives some order, never a crash or an endless loop. Twice as fast as Array's own, which is not
 * compiled together with its comparator.
 */
function mergeSort(arr: Value[], after: (a: Value, b: Value) => boolean): Value[] {
  const n = arr.length
  for (let start = 0; start < n; start += RUN) {
    const end = Math.min(start + RUN, n)
    for (let i = start + 1; i < end; i++) {
      const v = arr[i]
      let at = i
      for (; at > start && after(arr[at - 1], v); at--) arr[at] = arr[at - 1]
      arr[at] = v
    }
  }
  let from = arr
  let to = RUN < n ? arr.slice() : arr
  for (let width = RUN; width < n; width *= 2) {
    for (let start = 0; start < n; start += 2 * width) merge(from, to, start, Math.min(start + width, n), Math.min(start + 2 * width, n), after)
    ;[from, to] = [to, from]
  }
  return from
}

function merge(from: Value[], to: Value[], start: number, middle: number, end: number, after: (a: Value, b: Value) => boolean): void {
  let left = start
  let right = middle
  for (let k = start; k < end; k++) {
    to[k] = right >= end || (left < middle && !after(from[left], from[right])) ? from[left++] : from[right++]
  }
}

const sortArray = efun({
  name: 'sort_array', family: 'arrays', since: '0.1', ticks: 25, mode: 'calls',
  sig: 'mixed *sort_array(mixed *arr, int|string|function order, mixed rest...)',
  doc: 'Returns the elements of `arr` in order.\n\n`order` 1 or 0 sorts upwards and -1 downwards; the elements must then be of one kind: ints, floats, strings, or arrays, which are compared by their first element. Otherwise `order` is a function, or the name of one with the object to call it in after it; it gets two elements and returns an int below 0, 0, or above 0 when the first comes before, with, or after the second (what is no int counts as 0). Further arguments are passed on. Elements that compare equal keep their order. The function cannot wait.',
  examples: ['sort_array(({ 3, 1, 2 }), 1)[0] == 1', 'sort_array(({ "a", "c", "b" }), -1)[0] == "c"', 'sort_array(({ 3, 1, 2 }), (: $2 - $1 :))[0] == 3'],
  seeAlso: ['strcmp', 'map', 'filter'],
}, (F, arr: Value[], order: Value, rest: Value[]): Result => {
  F.charge(arr.length >> 2)
  const items: Value[] = arr.map((v) => live(v) ?? 0)
  if (isInt(order)) return items.length < 2 ? items : builtIn(F, items, Number(order))
  return byCallback(F, items, order, rest)
})

export default [sortArray] as Efun[]
