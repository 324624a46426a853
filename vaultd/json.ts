/**
 * LPC values as JSON and back, for people with curl. Numbers keep their kind: `1` is an int (all 64
 * bits of it), `1.0` and `1e3` are floats. true, false and null are 1, 0 and undefined.
 * What JSON has no words for is an object with one `$` member:
 *
 *   {"$buffer": "base64"}    {"$mapping": [[key, value], …]}    {"$class": "name", "fields": {…}} (results only)
 *
 * JSON.parse cannot be used: it knows neither 64-bit ints nor 1.0. Objects and functions do not pass.
 */
import { Mapping } from '../driver/vm/mapping.js'
import { canonical, ClassInstance, Float, type Value } from '../driver/vm/values.js'
import { MAX_VALUE_DEPTH, MAX_VALUE_NODES } from '../netd/limits.js'
import { VaultError } from './errors.js'

/** Where a reader stands; a cursor over one text. */
class Text {
  at = 0
  nodes = 0
  constructor(readonly text: string) {}

  fail(what: string): never {
    throw new VaultError('BAD_REQUEST', `not JSON at character ${this.at}: ${what}`)
  }

  space(): void {
    const { text } = this
    for (let c = text.charCodeAt(this.at); c === 32 || (c >= 9 && c <= 13 && c !== 11 && c !== 12); c = text.charCodeAt(++this.at));
  }

  /** The token that `re` (sticky) matches here, or ''. */
  token(re: RegExp): string {
    re.lastIndex = this.at
    const m = re.exec(this.text)
    if (m === null) return ''
    this.at += m[0].length
    return m[0]
  }

  take(c: string): boolean {
    if (this.text[this.at] !== c) return false
    this.at++
    return true
  }
}

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
const WORD = /true|false|null/y
const INT = /^-?\d+$/

/** JSON as records: what a request is, before it is known which parts are LPC values. */
export type Json = undefined | Value | JsonRecord | Json[]
export class JsonRecord {
  readonly members = new Map<string, Json>()
}

/** Throws BAD_REQUEST for what is no JSON, or too deep. */
export function parseJson(source: string): Json {
  const t = new Text(source)
  const v = value(t, 0)
  t.space()
  if (t.at !== source.length) t.fail('more than one value')
  return v
}

function value(t: Text, depth: number): Json {
  if (depth > MAX_VALUE_DEPTH) t.fail(`deeper than ${MAX_VALUE_DEPTH}`)
  if (++t.nodes > MAX_VALUE_NODES) t.fail(`more than ${MAX_VALUE_NODES} values`)
  t.space()
  if (t.take('[')) return array(t, depth)
  if (t.take('{')) return record(t, depth)
  const s = t.token(STRING)
  if (s !== '') return JSON.parse(s) as string
  const n = t.token(NUMBER)
  if (n !== '') return number(t, n)
  const w = t.token(WORD)
  if (w === '') t.fail('a value was expected')
  return w === 'true' ? 1 : w === 'false' ? 0 : undefined
}

function number(t: Text, text: string): Value {
  if (!INT.test(text)) {
    const f = Number(text)
    if (!Number.isFinite(f)) t.fail('a number that is too large')
    return new Float(f)
  }
  // Beyond 64 bits it would be another number: say so instead.
  if (text.length > 20) t.fail('an int of more than 64 bits')
  const big = BigInt(text)
  if (BigInt.asIntN(64, big) !== big) t.fail('an int of more than 64 bits')
  return canonical(big)
}

function array(t: Text, depth: number): Json[] {
  const all: Json[] = []
  t.space()
  if (t.take(']')) return all
  for (;;) {
    all.push(value(t, depth + 1))
    t.space()
    if (t.take(']')) return all
    if (!t.take(',')) t.fail('"," or "]" was expected')
  }
}

function record(t: Text, depth: number): JsonRecord {
  const r = new JsonRecord()
  t.space()
  if (t.take('}')) return r
  for (;;) {
    t.space()
    const key = t.token(STRING)
    if (key === '') t.fail('a member name was expected')
    t.space()
    if (!t.take(':')) t.fail('":" was expected')
    r.members.set(JSON.parse(key) as string, value(t, depth + 1))
    t.space()
    if (t.take('}')) return r
    if (!t.take(',')) t.fail('"," or "}" was expected')
  }
}

/** A parsed part as an LPC value. Throws BAD_REQUEST for `$` members that are none of ours. */
export function toLpc(v: Json): Value {
  if (Array.isArray(v)) return (v as Json[]).map(toLpc)
  if (!(v instanceof JsonRecord)) return v
  const [first] = v.members.keys()
  if (first === undefined || !first.startsWith('$')) return Mapping.of([...v.members].map(([k, x]) => [k, toLpc(x)] as const))
  const inner = v.members.get(first)
  if (first === '$buffer' && typeof inner === 'string' && v.members.size === 1) return new Uint8Array(Buffer.from(inner, 'base64'))
  if (first === '$mapping' && Array.isArray(inner) && v.members.size === 1) return Mapping.of((inner as Json[]).map(pair))
  throw new VaultError('BAD_REQUEST', `{"${first.slice(0, 40)}": …} is none of {"$buffer": "base64"}, {"$mapping": [[key, value], …]}`)
}

function pair(v: Json): readonly [Value, Value] {
  if (!Array.isArray(v) || v.length !== 2) throw new VaultError('BAD_REQUEST', '{"$mapping": …} must hold pairs')
  return [toLpc(v[0] as Json), toLpc(v[1] as Json)]
}

/** JSON of an LPC value. Throws BAD_REQUEST for what has no JSON (objects, functions, cycles, NaN). */
export function writeJson(v: Value): string {
  const state = { nodes: 0 }
  return write(v, 0, state)
}

function write(v: Value, depth: number, state: { nodes: number }): string {
  if (depth > MAX_VALUE_DEPTH) throw new VaultError('BAD_REQUEST', `the value is deeper than ${MAX_VALUE_DEPTH}, or holds itself`)
  if (++state.nodes > MAX_VALUE_NODES) throw new VaultError('BAD_REQUEST', `the value has more than ${MAX_VALUE_NODES} parts`)
  const inner = (x: Value): string => write(x, depth + 1, state)
  if (v === undefined) return 'null'
  if (typeof v === 'number' || typeof v === 'bigint') return String(v)
  if (typeof v === 'string') return JSON.stringify(v)
  if (v instanceof Float) {
    if (!Number.isFinite(v.v)) throw new VaultError('BAD_REQUEST', 'JSON has no infinite numbers')
    return Number.isInteger(v.v) && Math.abs(v.v) < 1e21 ? `${Object.is(v.v, -0) ? '-0' : v.v}.0` : String(v.v)
  }
  if (Array.isArray(v)) return `[${v.map(inner).join(',')}]`
  if (v instanceof Uint8Array) return `{"$buffer":"${Buffer.from(v).toString('base64')}"}`
  if (v instanceof Mapping) return mapping(v, inner)
  if (v instanceof ClassInstance) return `{"$class":${JSON.stringify(v.def.name)},"fields":{${v.def.members.map((m, i) => `${JSON.stringify(m)}:${inner(v.fields[i])}`).join(',')}}}`
  throw new VaultError('BAD_REQUEST', 'objects and functions have no JSON: return what they hold')
}

function mapping(m: Mapping, inner: (x: Value) => string): string {
  const keys = m.keys()
  const plain = keys.every((k) => typeof k === 'string') && !(keys.length > 0 && (keys[0] as string).startsWith('$'))
  if (plain) return `{${keys.map((k) => `${JSON.stringify(k)}:${inner(m.get(k))}`).join(',')}}`
  return `{"$mapping":[${keys.map((k) => `[${inner(k)},${inner(m.get(k))}]`).join(',')}]}`
}
