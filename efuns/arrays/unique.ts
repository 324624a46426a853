/** unique_array() and unique_mapping(): grouping by what a function says of each element. */
import { callCallback, callClosure } from '../../driver/vm/calls.js'
import { Closure } from '../../driver/vm/closure.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { eq } from '../../driver/vm/ops.js'
import { LpcObject } from '../../driver/vm/object.js'
import { Float, isInt, live, type Result, type Value } from '../../driver/vm/values.js'
import { callback, eachCall } from '../callback.js'
import { efun, type Efun } from '../efun.js'

/** Numbers first, then strings, each upwards; then the rest as they came. */
function sorted(groups: Mapping): Mapping {
  const rank = (k: Value): number => (isInt(k) || k instanceof Float ? 0 : typeof k === 'string' ? 1 : 2)
  const plain = (k: Value): number | bigint | string => (k instanceof Float ? k.v : isInt(k) || typeof k === 'string' ? k : 0)
  return Mapping.of([...groups].sort(([a], [b]) => {
    const r = rank(a) - rank(b)
    return r !== 0 ? r : plain(a) < plain(b) ? -1 : plain(a) > plain(b) ? 1 : 0
  }))
}

function put(groups: Mapping, key: Value, item: Value): void {
  const group = groups.get(key)
  if (group) (group as Value[]).push(item)
  else groups.set(key, [item])
}

export default [
  efun({
    name: 'unique_array', family: 'arrays', since: '0.1', ticks: 4, mode: 'calls',
    sig: 'mixed *unique_array(mixed *arr, string|function fn, mixed skip?)',
    doc: 'Groups the elements of `arr` for which `fn` returns the same value, and returns an array of these groups.\n\nA function gets the element; a name is called in the element, which must be an object (others are left out). Elements for which the value is `skip`, or 0 without it, are left out. `fn` may wait.',
    examples: ['sizeof(unique_array(({ 1, 2, 2, 3 }), (: $1 :))) == 3', 'sizeof(unique_array(({ 1, 2, 2, 3 }), (: $1 % 2 :))) == 1'],
    seeAlso: ['unique_mapping', 'filter'],
  }, (F, arr: Value[], fn: string | Closure, skip: Value): Result => {
    const items = arr.map(live)
    const groups = new Mapping()
    const call = (i: number): Result => {
      const v = items[i]
      if (fn instanceof Closure) return callClosure(F, fn, [v])
      return v instanceof LpcObject ? callCallback(F, fn, v, []) : skip
    }
    return eachCall(F, items.length, call, (v, i) => { if (!eq(F, v, skip) && (v !== undefined || fn instanceof Closure)) put(groups, v, items[i]) }, () => groups.values())
  }),
  efun({
    name: 'unique_mapping', family: 'arrays', since: '0.1', ticks: 4, mode: 'calls',
    sig: 'mapping unique_mapping(mixed *arr, string|function fn, mixed rest...)',
    doc: 'Groups the elements of `arr` by what `fn` returns for them, and returns a mapping from these values to arrays of elements.\n\nThe array is walked from its end, so that the last element comes first in its group. Keys that are numbers or strings come in order. `fn` is a function, or the name of one with the object to call it in after it. `fn` may wait.',
    examples: ['unique_mapping(({ 1, 2, 3 }), (: $1 % 2 :))[1][0] == 3', 'sizeof(unique_mapping(({ 1, 2, 3 }), (: $1 % 2 :))) == 2'],
    seeAlso: ['unique_array'],
  }, (F, arr: Value[], fn: Value, rest: Value[]): Result => {
    if (arr.length === 0) return new Mapping()
    const items = arr.map(live).reverse()
    const call = callback(F, 'unique_mapping', fn, rest)
    const groups = new Mapping()
    return eachCall(F, items.length, (i) => call(items[i]), (v, i) => put(groups, v, items[i]), () => {
      F.charge(groups.size)
      return sorted(groups)
    })
  }),
] as Efun[]
