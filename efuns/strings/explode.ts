/** explode(), explode_reversible() and implode(): strings to arrays and back. */
import { Closure } from '../../driver/vm/closure.js'
import { badArgument } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { checkSize } from '../../driver/vm/ops.js'
import { clusters, textTicks } from '../../driver/vm/text.js'
import { searchTicks, splitText } from '../../driver/vm/search.js'
import { typeName } from '../../driver/vm/typename.js'
import { live, type Result, type Value } from '../../driver/vm/values.js'
import { callClosure } from '../../driver/vm/calls.js'
import { eachCall } from '../callback.js'
import { efun, type Efun } from '../efun.js'

function split(F: Fiber, s: string, separator: string): string[] {
  if (s === '') return []
  F.charge(textTicks(s) + searchTicks(s, separator))
  const parts = separator === '' ? clusters(s) : splitText(s, separator)
  F.charge(parts.length * 2)
  checkSize(F, 'array', parts.length, F.host.limits.arraySize)
  return parts
}

export const explode = efun({
  name: 'explode', family: 'strings', since: '0.1', ticks: 3,
  sig: 'string *explode(string str, string separator)',
  doc: 'Cuts `str` at each `separator` and returns the pieces.\n\nOne separator at the very start and one at the very end are ignored. An empty separator gives the characters one by one. An empty `str` has no pieces.',
  examples: ['implode(explode("a,b,c", ","), "-") == "a-b-c"', 'sizeof(explode(",a,", ",")) == 1', 'sizeof(explode("orc", "")) == 3', 'sizeof(explode("", ",")) == 0'],
  seeAlso: ['explode_reversible', 'implode', 'sscanf', 'reg_assoc'],
}, (F, s: string, separator: string) => {
  const parts = split(F, s, separator)
  if (separator === '') return parts
  if (parts.length > 1 && parts[0] === '') parts.shift()
  if (parts.length > 0 && s.length > 0 && parts.at(-1) === '') parts.pop()
  // Nothing but separators is nothing at all, however many there are.
  return parts.every((p) => p === '') ? [] : parts
})

const explodeReversible = efun({
  name: 'explode_reversible', family: 'strings', since: '0.1', ticks: 3,
  sig: 'string *explode_reversible(string str, string separator)',
  doc: 'Cuts `str` at each `separator` and returns all pieces, empty ones too.\n\n`implode()` with the same separator gives `str` back.',
  examples: ['sizeof(explode_reversible(",a,", ",")) == 3', 'implode(explode_reversible("..x..", "."), ".") == "..x.."'],
  seeAlso: ['explode', 'implode'],
}, (F, s: string, separator: string) => split(F, s, separator))

function join(F: Fiber, arr: Value[], separator: string): string {
  const strings = arr.filter((v): v is string => typeof v === 'string')
  let size = separator.length * Math.max(0, strings.length - 1)
  for (const s of strings) size += s.length
  F.charge(arr.length * 3 + (size >> 4))
  checkSize(F, 'string', size, F.host.limits.stringLength)
  return strings.join(separator)
}

function fold(F: Fiber, arr: Value[], fn: Closure, start: Value): Result {
  const from = start === undefined ? 1 : 0
  let total: Value = start === undefined ? (arr.length ? live(arr[0]) : 0) : start
  return eachCall(F, Math.max(0, arr.length - from), (i) => callClosure(F, fn, [total, live(arr[i + from])]), (v) => void (total = v), () => total)
}

export const implode = efun({
  name: 'implode', family: 'strings', since: '0.1', ticks: 3, mode: 'calls',
  sig: 'mixed implode(mixed *arr, string|function separator, mixed start?)',
  doc: 'Joins the strings of `arr` with `separator` between them.\n\nWhat is not a string is left out. With a function instead of a separator the array is folded: the function gets the result so far and the next element, from the left, and the last result is returned. `start` is the first result so far; without it that is the first element.',
  examples: ['implode(({ "a", "b" }), "-") == "a-b"', 'implode(({ 1, "a", 2 }), "-") == "a"', 'implode(({ 1, 2, 3 }), (: $1 + $2 :)) == 6', 'implode(({ 1, 2 }), (: $1 + $2 :), "") == "12"'],
  seeAlso: ['explode', 'map', 'sprintf'],
}, (F, arr: Value[], separator: string | Closure, start: Value) => {
  if (typeof separator !== 'string') return fold(F, arr, separator, start)
  if (start !== undefined) throw badArgument('implode', 3, 'nothing behind a string', typeName(start))
  return join(F, arr, separator)
})

export default [explode, explodeReversible, implode] as Efun[]
