/** allocate() and copy(). */
import { callClosure } from '../../driver/vm/calls.js'
import { Closure } from '../../driver/vm/closure.js'
import { LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { checkSize } from '../../driver/vm/ops.js'
import { ClassInstance, live, type Int, type Value } from '../../driver/vm/values.js'
import { eachCall } from '../callback.js'
import { efun, type Efun } from '../efun.js'

export const allocate = efun({
  name: 'allocate', family: 'arrays', since: '0.1', ticks: 2, mode: 'calls',
  sig: 'mixed *allocate(int size, mixed value?)',
  doc: 'Returns an array of `size` elements.\n\nEach is `value`, or 0 when there is none. A function as `value` is called with each index, and its results are the elements. A negative size is an error.',
  examples: ['sizeof(allocate(5)) == 5', 'allocate(2, "x")[1] == "x"', 'allocate(3, (: $1 * 2 :))[2] == 4'],
  seeAlso: ['sizeof', 'allocate_mapping', 'allocate_buffer'],
}, (F, size: Int, value: Value) => {
  if (size < 0) throw new LpcError(`allocate(): illegal array size ${size}.`, { code: 'BAD_ARGUMENT' })
  const n = Number(size)
  checkSize(F, 'array', n, F.host.limits.arraySize)
  if (value instanceof Closure) {
    const out: Value[] = []
    return eachCall(F, n, (i) => callClosure(F, value, [i]), (v) => void out.push(v), () => out)
  }
  F.charge(n >> 4)
  return new Array<Value>(n).fill(value ?? 0)
})

/** A deep copy. Sharing and cycles are kept; objects, functions and strings stay themselves. */
export function deepCopy(F: Fiber, root: Value): Value {
  const copies = new Map<Value, Value>()
  const todo: Array<() => void> = []
  const copy = (value: Value): Value => {
    const v = live(value)
    if (typeof v !== 'object') return v
    const known = copies.get(v)
    if (known !== undefined) return known
    let made: Value
    if (Array.isArray(v)) {
      F.charge(1 + (v.length >> 1))
      const a: Value[] = (made = new Array<Value>(v.length))
      todo.push(() => { for (let i = 0; i < v.length; i++) a[i] = copy(v[i]) })
    } else if (v instanceof Mapping) {
      F.charge(1 + v.size)
      const m = (made = new Mapping())
      v.sweep()
      todo.push(() => { for (const [k, x] of v.map) m.set(copy(k), copy(x)) })
    } else if (v instanceof ClassInstance) {
      F.charge(1 + v.fields.length)
      const c = (made = new ClassInstance(v.def, []))
      todo.push(() => { for (const f of v.fields) c.fields.push(copy(f)) })
    } else if (v instanceof Uint8Array) {
      F.charge(v.length >> 6)
      made = v.slice()
    } else return v
    copies.set(v, made)
    return made
  }
  const result = copy(root)
  for (let next = todo.pop(); next; next = todo.pop()) next()
  return result
}

export const copy = efun({
  name: 'copy', family: 'arrays', since: '0.1', ticks: 2,
  sig: 'mixed copy(mixed value)',
  doc: 'Returns a copy of `value` in which all arrays, mappings, classes and buffers are copies too.\n\nValues that occur twice in it occur twice in the copy, and a structure that contains itself is copied as such. Objects and functions are not copied.',
  examples: ['copy(({ 1, ({ 2 }) }))[1][0] == 2', 'copy("s") == "s"'],
}, (F, v: Value) => deepCopy(F, v))

export default [allocate, copy] as Efun[]
