/** member_array(). */
import { callClosure } from '../../driver/vm/calls.js'
import { Closure } from '../../driver/vm/closure.js'
import { LpcError, badArgument } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { LONG } from '../../driver/vm/ops.js'
import { clusterIndex, clusterLength, clusterOffset, textTicks } from '../../driver/vm/text.js'
import { typeName } from '../../driver/vm/typename.js'
import { Float, isInt, live, truthy, type Int, type Result, type Value } from '../../driver/vm/values.js'
import { eachCall } from '../callback.js'
import { efun, type Efun } from '../efun.js'

const PREFIX = 1
const BACKWARDS = 2
const PREDICATE = 4

function inString(F: Fiber, s: string, item: Value, start: number, flags: number): Int {
  item ??= 0
  if (!isInt(item)) throw badArgument('member_array', 1, 'int', typeName(item))
  if (flags & BACKWARDS) throw new LpcError('member_array(): cannot search backwards in strings.', { code: 'BAD_ARGUMENT' })
  F.charge(textTicks(s))
  const size = clusterLength(s)
  if (start > size) throw new LpcError('member_array(): start is past the end of the string.', { code: 'BAD_ARGUMENT' })
  if (item === 0) return size
  if (item < 0 || item > 0x10ffff) return -1
  const at = s.indexOf(String.fromCodePoint(Number(item)), clusterOffset(s, start))
  return at < 0 ? -1 : clusterIndex(s, at)
}

/** Same type and same value; arrays, mappings, objects by identity. */
function matcher(item: Value, flags: number): (v: Value) => boolean {
  if (typeof item === 'string' && flags & PREFIX) return (v) => typeof v === 'string' && v.startsWith(item)
  if (item instanceof Float) return (v) => v instanceof Float && v.v === item.v
  // One empty array is as good as another.
  if (Array.isArray(item) && item.length === 0) return (v) => Array.isArray(v) && v.length === 0
  const want = item ?? 0
  return (v) => (live(v) ?? 0) === want
}

/** Elements that are compared with `item` unit by unit. */
function sameLength(arr: readonly Value[], item: string): number {
  let n = 0
  for (const v of arr) if (typeof v === 'string' && v.length === item.length) n++
  return n
}

const memberArray = efun({
  name: 'member_array', family: 'arrays', since: '0.1', ticks: 2, mode: 'calls',
  sig: 'int member_array(mixed item, string|mixed *arr, int start?, int flags?)',
  doc: 'Returns the index of `item` in the array, or of the character `item` in the string, or -1.\n\nThe search begins at `start`. `flags` is a sum of 1 (`item` is a string, and elements that start with it match), 2 (backwards from the end of the array; `start` counts from there) and 4 (`item` is a function that is called with each element until it returns true; it may wait).',
  examples: ['member_array("b", ({ "a", "b" })) == 1', 'member_array(3, ({ 1, 2 })) == -1', "member_array('y', \"xyzzy\", 2) == 4", 'member_array((: $1 > 10 :), ({ 1, 42 }), 0, 4) == 1'],
  seeAlso: ['strsrch', 'filter'],
}, (F, item: Value, arr: string | Value[], startArg: Int | undefined, flagsArg: Int | undefined): Result => {
  const start = Number(startArg ?? 0)
  const flags = Number(flagsArg ?? 0)
  if (start < 0) throw badArgument('member_array', 3, 'int that is not negative', String(start))
  if (typeof arr === 'string') return inString(F, arr, item, start, flags)
  const index = (i: number): number => (flags & BACKWARDS ? arr.length - 1 - start - i : start + i)
  if (flags & PREDICATE && item instanceof Closure) {
    let found = -1
    return eachCall(F, Math.max(0, arr.length - start), (i) => callClosure(F, item, [live(arr[index(i)])]), (v, i) => {
      if (!truthy(v)) return
      found = index(i)
      return false
    }, () => found)
  }
  F.charge(Math.max(0, arr.length - start) >> 4)
  if (typeof item === 'string' && item.length > LONG) F.charge(sameLength(arr, item) * (item.length >> 5))
  if (!(flags & (PREFIX | BACKWARDS)) && (typeof item === 'string' || typeof item === 'number' && item !== 0)) return arr.indexOf(item, start)
  const matches = matcher(item, flags)
  for (let i = 0; i < arr.length - start; i++) if (matches(arr[index(i)])) return index(i)
  return -1
})

export default [memberArray] as Efun[]
