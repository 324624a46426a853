/** element_of(), shuffle(), max(), min(). */
import { LpcError } from '../../driver/vm/errors.js'
import { Float, isInt, live, type Int, type Value } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'
import { randomBelow } from '../math/rng.js'

function bad(message: string): LpcError {
  return new LpcError(message, { code: 'BAD_ARGUMENT' })
}

/** Index of the first greatest element by `sign` (1 greatest, -1 least). */
function extreme(efun: string, arr: Value[], sign: 1 | -1): number {
  if (arr.length === 0) throw bad(`Can't find ${efun} of an empty array.`)
  let best = 0
  let bestKey: Int | string = 0
  let text = false
  arr.forEach((value, i) => {
    const v = live(value) ?? 0
    const key = v instanceof Float ? v.v : v
    if (typeof key !== 'string' && !isInt(key)) throw bad('Array must consist of ints, floats or strings.')
    if (i === 0) {
      bestKey = key
      text = typeof key === 'string'
      return
    }
    if ((typeof key === 'string') !== text) throw bad('Inhomogeneous array.')
    if (sign > 0 ? key > bestKey : key < bestKey) {
      best = i
      bestKey = key
    }
  })
  return best
}

function extremeEfun(name: 'max' | 'min', word: string, sign: 1 | -1, examples: string[]): Efun {
  return efun({
    name, family: 'arrays', since: '0.1', ticks: 2,
    sig: `mixed ${name}(mixed *arr, int want_index?)`,
    doc: `Returns the ${word} element of an array of numbers or of strings, or its index when \`want_index\` is not 0.\n\nOf equal ones it is the first. An empty array is an error.`,
    examples,
    seeAlso: ['sort_array'],
  }, (F, arr: Value[], wantIndex: Int | undefined) => {
    F.charge(arr.length * 2)
    const i = extreme(name, arr, sign)
    return wantIndex ? i : live(arr[i]) ?? 0
  })
}

export default [
  extremeEfun('max', 'greatest', 1, ['max(({ 1, 3, 2 })) == 3', 'max(({ "b", "a" }), 1) == 0']),
  extremeEfun('min', 'least', -1, ['min(({ 2, 1, 3 })) == 1', 'min(({ 2, 1, 3 }), 1) == 1']),
  efun({
    name: 'element_of', family: 'arrays', since: '0.1', ticks: 2,
    sig: 'mixed element_of(mixed *arr)',
    doc: 'Returns a random element of `arr`.\n\nAn empty array is an error.',
    examples: ['element_of(({ 42 })) == 42'],
    seeAlso: ['random', 'shuffle'],
  }, (_F, arr: Value[]) => {
    if (arr.length === 0) throw bad('Can\'t take element from empty array.')
    return live(arr[Number(randomBelow(arr.length))])
  }),
  efun({
    name: 'shuffle', family: 'arrays', since: '0.1', ticks: 2,
    sig: 'mixed *shuffle(mixed *arr)',
    doc: 'Puts the elements of `arr` into a random order, in place, and returns `arr`.\n\nEvery order is equally likely. Shuffle `arr[0..]` to keep the original.',
    examples: ['sizeof(shuffle(({ 1, 2, 3 }))) == 3'],
    seeAlso: ['element_of', 'random'],
  }, (F, arr: Value[]) => {
    F.charge(arr.length >> 1)
    for (let i = arr.length - 1; i > 0; i--) {
      const j = Number(randomBelow(i + 1))
      const t = arr[i]
      arr[i] = arr[j]
      arr[j] = t
    }
    return arr
  }),
] as Efun[]
