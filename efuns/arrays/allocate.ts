/** allocate() and copy(). */
import { callClosure } from '../../driver/vm/calls.js'
import { Closure } from '../../driver/vm/closure.js'
import { LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { checkSize } from '../../driver/vm/ops.js'
import { ClassInstance, live, type Int, type Value } from '../../driver/vm/values.js'
import { eachCall } from '../callback.js'
import { efun, type Efun } from '../efun.js'
import { MAX_SAVE_DEPTH } from '../format/save.js'

export const allocate = efun({
  name: 'allocate', family: 'arrays', since: '0.1', ticks: 2, mode: 'calls',
  sig: 'mixed *allocate(int size, mixed value?)',
  doc: 'Returns an array of `size` elements.\n\nEach is `value`, or 0 when there is none. A function as `value` is called with each index, and its results are the elements. A negative size is an error.',
  examples: ['sizeof(allocate(5)) == 5', 'allocate(2, "x")[1] == "x"', 'allocate(3, (: $1 * 2 :))[2] == 4'],
  seeAlso: ['sizeof', 'allocate_mapping', 'allocate_buffer'],
}, (F, size: Int, value: Value) => {
  if (size < 0) throw new LpcError('Illegal array size.', { code: 'BAD_ARGUMENT' })
  const n = Number(size)
  checkSize(F, 'array', n, F.host.limits.arraySize)
  if (value instanceof Closure) {
    const out: Value[] = []
    return eachCall(F, n, (i) => callClosure(F, value, [i]), (v) => void out.push(v), () => out)
  }
  F.charge(n >> 1)
  return new Array<Value>(n).fill(value ?? 0)
})

/** How deep copy() follows a value, as save_object() does (FluffOS's MAX_SAVE_SVALUE_DEPTH): what contains itself ends here. */
const MAX_COPY_DEPTH = MAX_SAVE_DEPTH

/** A deep copy. Sharing is kept; objects, functions and strings stay themselves. */
function deepCopy(F: Fiber, root: Value): Value {
  const copies = new Map<Value, Value>()
  const copy = (value: Value, depth: number): Value => {
    const v = live(value)
    if (typeof v !== 'object') return v
    const known = copies.get(v)
    if (known !== undefined) return known
    if (depth > MAX_COPY_DEPTH) throw new LpcError(`Mappings, arrays and/or classes nested too deep (${MAX_COPY_DEPTH}) for copy().`, { code: LIMIT })
    const made = copyOne(F, v, (x) => copy(x, depth + 1))
    // Only when it is whole: a value that contains itself must not be found half made.
    copies.set(v, made)
    return made
  }
  return copy(root, 0)
}

function copyOne(F: Fiber, v: Value, copy: (x: Value) => Value): Value {
  if (Array.isArray(v)) {
    F.charge(1 + v.length * 4)
    return v.map(copy)
  }
  if (v instanceof Mapping) {
    F.charge(1 + v.size * 25)
    const m = new Mapping()
    v.sweep()
    for (const [k, x] of v) m.set(copy(k), copy(x))
    return m
  }
  if (v instanceof ClassInstance) {
    F.charge(1 + v.fields.length * 4)
    return new ClassInstance(v.def, v.fields.map(copy))
  }
  if (v instanceof Uint8Array) {
    F.charge(v.length >> 6)
    return v.slice()
  }
  return v
}

export const copy = efun({
  name: 'copy', family: 'arrays', since: '0.1', ticks: 2,
  sig: 'mixed copy(mixed value)',
  doc: 'Returns a copy of `value` in which all arrays, mappings, classes and buffers are copies too.\n\nValues that occur twice in it occur twice in the copy, and one that contains itself, or is nested more than 100 deep, is an error. Objects and functions are not copied.',
  examples: ['copy(({ 1, ({ 2 }) }))[1][0] == 2', 'copy("s") == "s"'],
}, (F, v: Value) => deepCopy(F, v))

export default [allocate, copy] as Efun[]
