/** map() and filter() over arrays, mappings and strings, and their older names. */
import { callClosure1 } from '../../driver/vm/calls.js'
import { Closure } from '../../driver/vm/closure.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { checkSize } from '../../driver/vm/ops.js'
import { clusterAt, clusters, textTicks } from '../../driver/vm/text.js'
import { Float, WAIT, isInt, live, truthy, type Result, type Value } from '../../driver/vm/values.js'
import { callback, callback1, eachCall, type Callback, type Callback1 } from '../callback.js'
import { efun, type Efun } from '../efun.js'

/**
 * Elements of `items` from `i` on are replaced by what they are mapped to: the copy that the caller
 * made becomes the result. A loop of its own, not eachCall(), whose `call` and `take` are others each time.
 */
function mapItems(F: Fiber, items: Value[], i: number, call: Callback1): Result {
  for (; i < items.length; i++) {
    if (--F.ticks < 0) F.outOfTicks()
    const r = call instanceof Closure ? callClosure1(F, call, live(items[i])) : call(live(items[i]))
    if (r === WAIT) return mapLater(F, items, i, call)
    items[i] = r
  }
  return items
}

function mapLater(F: Fiber, items: Value[], i: number, call: Callback1): Result {
  return F.parkNative((v) => {
    items[i] = v
    return mapItems(F, items, i + 1, call)
  })
}

function mapMapping(F: Fiber, m: Mapping, call: Callback): Result {
  const keys = m.keys()
  const out = new Mapping()
  return eachCall(F, keys.length, (i) => call(live(keys[i]), live(m.get(keys[i]))), (v, i) => out.set(keys[i], v), () => out)
}

/** An int other than 0 replaces the character; any other result leaves it. */
function mapString(F: Fiber, s: string, call: Callback): Result {
  F.charge(textTicks(s))
  const chars = clusters(s)
  const take = (v: Value, i: number): void => {
    if (isInt(v) && v > 0 && v <= 0x10ffff) chars[i] = String.fromCodePoint(Number(v))
  }
  return eachCall(F, chars.length, (i) => call(clusterAt(chars[i], 0)), take, () => {
    const r = chars.join('')
    checkSize(F, 'string', r.length, F.host.limits.stringLength)
    return r
  })
}

/** What filter() takes for a yes: all but 0, a float of 0 too. */
function keeps(v: Value): boolean {
  return v !== 0 && v !== undefined && (truthy(v) || v instanceof Float)
}

/** The same: what is kept moves down to `kept`. */
function filterItems(F: Fiber, items: Value[], i: number, kept: number, call: Callback1): Result {
  for (; i < items.length; i++) {
    if (--F.ticks < 0) F.outOfTicks()
    const r = call instanceof Closure ? callClosure1(F, call, live(items[i])) : call(live(items[i]))
    if (r === WAIT) return filterLater(F, items, i, kept, call)
    if (keeps(r)) items[kept++] = live(items[i])
  }
  items.length = kept
  return items
}

function filterLater(F: Fiber, items: Value[], i: number, kept: number, call: Callback1): Result {
  return F.parkNative((v) => {
    if (keeps(v)) items[kept++] = live(items[i])
    return filterItems(F, items, i + 1, kept, call)
  })
}

function filterMapping(F: Fiber, m: Mapping, call: Callback): Result {
  const keys = m.keys()
  const values = m.values()
  const out = new Mapping()
  return eachCall(F, keys.length, (i) => call(live(keys[i]), live(values[i])), (v, i) => { if (keeps(v)) out.set(keys[i], values[i]) }, () => out)
}

function filterString(F: Fiber, s: string, call: Callback): Result {
  F.charge(textTicks(s))
  const chars = clusters(s)
  let out = ''
  return eachCall(F, chars.length, (i) => call(clusterAt(chars[i], 0)), (v, i) => { if (keeps(v)) out += chars[i] }, () => out)
}

const CALLBACK = '`fn` is a function, or the name of a function with the object to call it in after it (an object or its file name; this_object() when left out). Further arguments are passed on behind. Nothing is changed in place; `fn` may wait.'

function mapEfun(name: string, sig: string, summary: string, examples: string[]): Efun {
  return efun({
    name, family: 'arrays', since: '0.1', ticks: 3, mode: 'calls', sig, examples,
    doc: `${summary}\n\nThe function gets an element of an array, or key and value of a mapping, or the code of a character of a string (where only results that are ints other than 0 replace the character). ${CALLBACK}`,
    seeAlso: ['filter', 'implode', 'unique_array'],
  }, (F, v: Value[] | Mapping | string, fn: Value, rest: Value[]) => {
    if (Array.isArray(v)) return v.length === 0 ? [] : mapItems(F, v.slice(), 0, callback1(F, name, fn, rest))
    const call = callback(F, name, fn, rest)
    return typeof v === 'string' ? mapString(F, v, call) : mapMapping(F, v, call)
  })
}

function filterEfun(name: string, sig: string, summary: string, examples: string[]): Efun {
  return efun({
    name, family: 'arrays', since: '0.1', ticks: 3, mode: 'calls', sig, examples,
    doc: `${summary}\n\nThe function gets an element of an array, or key and value of a mapping, or the code of a character of a string. ${CALLBACK}`,
    seeAlso: ['map', 'unique_array', 'member_array'],
  }, (F, v: Value[] | Mapping | string, fn: Value, rest: Value[]) => {
    if (Array.isArray(v)) return v.length === 0 ? [] : filterItems(F, v.slice(), 0, 0, callback1(F, name, fn, rest))
    const call = callback(F, name, fn, rest)
    return typeof v === 'string' ? filterString(F, v, call) : filterMapping(F, v, call)
  })
}

export default [
  mapEfun('map', 'mixed map(string|mixed *|mapping collection, string|function fn, mixed rest...)', 'Returns what `fn` makes of each part of `collection`, in the same shape.', ['map(({ 1, 2 }), (: $1 * 2 :))[1] == 4', 'map(([ "a": 1 ]), (: $2 + 1 :))["a"] == 2', 'map("abc", (: $1 + 1 :)) == "bcd"']),
  mapEfun('map_array', 'mixed map_array(string|mixed *|mapping collection, string|function fn, mixed rest...)', 'Returns an array of what `fn` makes of each element.', ['map_array(({ 1, 2 }), (: $1 * 2 :))[0] == 2']),
  mapEfun('map_mapping', 'mixed map_mapping(string|mixed *|mapping collection, string|function fn, mixed rest...)', 'Returns a mapping with the same keys whose values are what `fn` makes of key and value.', ['map_mapping(([ "a": 1 ]), (: $2 + 1 :))["a"] == 2']),
  filterEfun('filter', 'mixed filter(string|mixed *|mapping collection, string|function fn, mixed rest...)', 'Returns the parts of `collection` for which `fn` returns true, in the same shape.', ['sizeof(filter(({ 1, 0, 2 }), (: $1 :))) == 2', 'sizeof(filter(([ 1: 2, 0: 3 ]), (: $1 :))) == 1', "filter(\"a-b\", (: $1 != '-' :)) == \"ab\""]),
  filterEfun('filter_array', 'mixed filter_array(string|mixed *|mapping collection, string|function fn, mixed rest...)', 'Returns the elements for which `fn` returns true.', ['sizeof(filter_array(({ 1, 0, 2 }), (: $1 :))) == 2']),
  filterEfun('filter_mapping', 'mixed filter_mapping(string|mixed *|mapping collection, string|function fn, mixed rest...)', 'Returns the pairs for which `fn`, given key and value, returns true.', ['sizeof(filter_mapping(([ 1: 0, 2: 1 ]), (: $2 :))) == 1']),
] as Efun[]
