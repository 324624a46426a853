/**
 * Random LPC values for the property tests, and their comparison (structure, sharing, cycles).
 */
import fc from 'fast-check'
import { LpcObject } from '../../driver/vm/object.js'
import type { Program } from '../../driver/vm/program.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { canonical, ClassInstance, Float, type Value } from '../../driver/vm/values.js'

/** An object of the world as far as the mesh looks at it. */
export function object(name: string): LpcObject {
  return new LpcObject(name, { dispatch: null } as unknown as Program, [])
}

const ints: fc.Arbitrary<Value> = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(canonical))
const floats: fc.Arbitrary<Value> = fc.double().map((d) => new Float(d))
const strings: fc.Arbitrary<Value> = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((a) => String.fromCharCode(...a)),
)
const scalars: fc.Arbitrary<Value> = fc.oneof(ints, floats, strings, fc.constant(undefined))

export const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalars,
    fc.uint8Array({ maxLength: 50 }),
    fc.array(tie('value'), { maxLength: 20 }),
    fc.array(fc.tuple(fc.oneof(ints, floats, strings, fc.array(tie('value'), { maxLength: 3 })), tie('value')), { maxLength: 20 }).map((e) => Mapping.of(e)),
    fc.tuple(fc.string({ maxLength: 20 }), fc.uniqueArray(fc.string({ maxLength: 9 }), { maxLength: 6 }), fc.array(tie('value'), { minLength: 6, maxLength: 6 })).map(([name, members, fields]) => new ClassInstance({ name, members }, fields.slice(0, members.length))),
  ),
})).value

/** Null if both are the same value: kinds, -0 and NaN apart, sharing and cycles included. */
export function differ(a: Value, b: Value, pairs = new Map<Value, Value>(), path = 'value'): string | null {
  if (typeof a !== 'object' || typeof b !== 'object') return Object.is(a, b) ? null : `${path}: ${String(a)} and ${String(b)}`
  if (a instanceof Float || b instanceof Float) return a instanceof Float && b instanceof Float && Object.is(a.v, b.v) ? null : `${path}: floats differ`
  const met = pairs.get(a)
  if (met !== undefined) return met === b ? null : `${path}: sharing differs`
  pairs.set(a, b)
  if (a.constructor !== b.constructor && !(a instanceof Uint8Array && b instanceof Uint8Array)) return `${path}: ${a.constructor.name} and ${b.constructor.name}`
  const [x, y] = [parts(a), parts(b)]
  if (x.length !== y.length) return `${path}: ${x.length} and ${y.length} parts`
  for (let i = 0; i < x.length; i++) {
    const d = differ(x[i], y[i], pairs, `${path}.${i}`)
    if (d !== null) return d
  }
  return null
}

function parts(v: Value): Value[] {
  if (Array.isArray(v)) return v
  if (v instanceof Uint8Array) return [...v]
  if (v instanceof Mapping) return [...v].flat()
  if (v instanceof ClassInstance) return [v.def.name, ...v.def.members, ...v.fields]
  return [v]
}
