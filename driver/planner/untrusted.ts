/**
 * What players, or code of others, may have written, as JSON: always under `untrusted`, so that a
 * model's host can keep it apart from instructions. Also LPC values to JSON, within bounds.
 */
import { Closure } from '../vm/closure.js'
import { Mapping } from '../vm/mapping.js'
import { LpcObject } from '../vm/object.js'
import { ClassInstance, Float, isInt, live, type Value } from '../vm/values.js'
import { VALUE_CHARS, VALUE_DEPTH, VALUE_NODES } from './limits.js'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export interface Untrusted<T = unknown> {
  readonly untrusted: true
  readonly value: T
}

export function untrusted<T>(value: T): Untrusted<T> {
  return { untrusted: true, value }
}

export function clip(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, limit)
}

/**
 * An LPC value as JSON: ints beyond 2^53 and floats that are none as strings; an object as
 * `{"object": name}`, a function as `{"function": …}`, a buffer as `{"base64": …}`. What is too
 * deep, too long or too much is null, and `truncated` says so.
 */
export function toJson(value: Value): { json: Json; truncated: boolean } {
  let nodes = VALUE_NODES
  let chars = VALUE_CHARS
  let truncated = false
  const text = (s: string): string => {
    const kept = clip(s, chars)
    if (kept.length < s.length) truncated = true
    chars -= kept.length
    return kept
  }
  const put = (v: Value, depth: number): Json => {
    const x = live(v)
    if (--nodes < 0) {
      truncated = true
      return null
    }
    if (typeof x === 'string') return text(x)
    if (x === undefined) return 0
    if (isInt(x)) return typeof x === 'bigint' ? String(x) : x
    if (x instanceof Float) return Number.isFinite(x.v) ? x.v : String(x.v)
    if (x instanceof LpcObject) return { object: x.name }
    if (x instanceof Closure) return { function: text(x.owner.name) }
    if (x instanceof Uint8Array) return { base64: text(Buffer.from(x).toString('base64')) }
    if (depth >= VALUE_DEPTH) {
      truncated = true
      return null
    }
    if (Array.isArray(x)) {
      const items = x.slice(0, Math.max(0, nodes))
      if (items.length < x.length) truncated = true
      return items.map((item) => put(item, depth + 1))
    }
    if (x instanceof ClassInstance) return Object.fromEntries(x.def.members.map((m, i) => [m, put(x.fields[i], depth + 1)]))
    const out: Array<[string, Json]> = []
    for (const [k, item] of x as Mapping) {
      if (nodes <= 0) {
        truncated = true
        break
      }
      const key = live(k)
      out.push([typeof key === 'string' ? text(key) : keyText(key), put(item, depth + 1)])
    }
    return Object.fromEntries(out)
  }
  return { json: put(value, 0), truncated }
}

function keyText(k: Value): string {
  if (k instanceof LpcObject) return k.name
  if (k instanceof Float) return String(k.v)
  return isInt(k) || k === undefined ? String(k ?? 0) : typeof k
}

/** JSON as an LPC value, for what master judges. */
export function fromJson(json: unknown): Value {
  if (json === null || json === undefined) return undefined
  if (typeof json === 'string') return json
  if (typeof json === 'boolean') return json ? 1 : 0
  if (typeof json === 'number') return Number.isSafeInteger(json) ? json + 0 : new Float(json)
  if (Array.isArray(json)) return json.map(fromJson)
  return Mapping.of(Object.entries(json as object).map(([k, v]) => [k, fromJson(v)] as const))
}
