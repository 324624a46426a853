/** abs(), powers, logarithms, angles, rounding. Where FluffOS has an error for what has no result, so has this, else the result is nan. */
import { LpcError, badArgument } from '../../driver/vm/errors.js'
import { typeName } from '../../driver/vm/typename.js'
import { Float, canonical, isInt, live, type Int, type Value } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'

const family = 'math'
const since = '0.1'

function number(v: Value): number {
  return v instanceof Float ? v.v : Number(v ?? 0)
}

/** What a function has no result for, by the condition that its error names. */
const OUTSIDE: Readonly<Record<string, (x: number) => boolean>> = {
  'x < 0.0': (x) => x < 0, 'x <= 0.0': (x) => x <= 0, 'x > 1.0': (x) => x > 1, 'x < -1.0': (x) => x < -1,
}

/** Those that take an int of which the compiler did not know that it is one; the others refuse it. */
const INTS_TOO: ReadonlySet<string> = new Set(['sqrt', 'log10', 'log2'])

/** A float function of one number; `outside` names the conditions of OUTSIDE that are errors. */
function unary(name: string, summary: string, fn: (x: number) => number, examples: string[], seeAlso: string[], ...outside: string[]): Efun {
  return efun({ name, family, since, ticks: 2, sig: `float ${name}(${INTS_TOO.has(name) ? 'int|' : ''}float x)`, doc: summary, examples, seeAlso }, (_F, v: Value) => {
    const x = number(v)
    for (const condition of outside) if (OUTSIDE[condition](x)) throw new LpcError(`math: ${name}(x) with (${condition})`, { code: 'BAD_ARGUMENT' })
    return new Float(fn(x))
  })
}

const trig = ['sin', 'cos', 'tan', 'asin', 'acos', 'atan']
const logs = ['exp', 'log', 'log10', 'log2', 'pow']
const rounding = ['floor', 'ceil', 'round', 'to_int']

function vector(name: string, position: number, arr: Value[]): number[] {
  return arr.map((x) => {
    const v = live(x) ?? 0
    if (!isInt(v) && !(v instanceof Float)) throw badArgument(name, position, 'array of numbers', `one with ${typeName(v)}`)
    return number(v)
  })
}

function vectors(name: string, a: Value[], b: Value[]): [number[], number[]] {
  if (a.length !== b.length) throw new LpcError(`${name}: cannot take the ${name} of vectors of different sizes.`, { code: 'BAD_ARGUMENT' })
  return [vector(name, 1, a), vector(name, 2, b)]
}

const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i], 0)

export default [
  efun({
    name: 'abs', family, since, ticks: 1,
    sig: 'int|float abs(int|float x)',
    doc: 'Returns `x` without its sign.',
    examples: ['abs(-3) == 3', 'abs(-1.5) == 1.5'],
  }, (_F, v: Int | Float) => (v instanceof Float ? new Float(Math.abs(v.v)) : typeof v === 'bigint' ? canonical(v < 0n ? -v : v) : Math.abs(v))),
  efun({
    name: 'pow', family, since, ticks: 2,
    sig: 'float pow(int|float x, int|float y)',
    doc: 'Returns `x` to the power of `y`.\n\nA negative `x` with a `y` that is not whole gives nan.',
    examples: ['pow(2, 10) == 1024.0', 'pow(9, 0.5) == 3.0'],
    seeAlso: ['sqrt', 'exp'],
  }, (_F, x: Value, y: Value) => new Float(number(x) ** number(y))),
  unary('sqrt', 'Returns the square root of `x`.\n\nA negative `x` is an error.', Math.sqrt, ['sqrt(9) == 3.0'], ['pow'], 'x < 0.0'),
  unary('exp', 'Returns e to the power of `x`.', Math.exp, ['exp(0) == 1.0'], logs),
  unary('log', 'Returns the natural logarithm of `x`.\n\nAn `x` that is not above 0 is an error.', Math.log, ['log(1) == 0.0'], logs, 'x <= 0.0'),
  unary('log10', 'Returns the logarithm of `x` to base 10.\n\nAn `x` that is not above 0 is an error.', Math.log10, ['log10(1000) == 3.0'], logs, 'x <= 0.0'),
  unary('log2', 'Returns the logarithm of `x` to base 2.\n\nAn `x` that is not above 0 is an error.', Math.log2, ['log2(8) == 3.0'], logs, 'x <= 0.0'),
  unary('sin', 'Returns the sine of `x`, which is in radians.', Math.sin, ['sin(0) == 0.0'], trig),
  unary('cos', 'Returns the cosine of `x`, which is in radians.', Math.cos, ['cos(0) == 1.0'], trig),
  unary('tan', 'Returns the tangent of `x`, which is in radians.', Math.tan, ['tan(0) == 0.0'], trig),
  unary('asin', 'Returns the angle, in radians, whose sine is `x`.\n\nAn `x` outside -1 to 1 is an error.', Math.asin, ['asin(0) == 0.0'], trig, 'x < -1.0', 'x > 1.0'),
  unary('acos', 'Returns the angle, in radians, whose cosine is `x`.\n\nAn `x` outside -1 to 1 is an error.', Math.acos, ['acos(1) == 0.0'], trig, 'x < -1.0', 'x > 1.0'),
  unary('atan', 'Returns the angle, in radians, whose tangent is `x`.', Math.atan, ['atan(0) == 0.0'], trig),
  unary('floor', 'Returns the greatest whole number not above `x`, as a float.', Math.floor, ['floor(-1.2) == -2.0'], rounding),
  unary('ceil', 'Returns the least whole number not below `x`, as a float.', Math.ceil, ['ceil(1.2) == 2.0'], rounding),
  unary('round', 'Returns the whole number nearest to `x`, as a float.\n\nHalves are rounded away from 0.', (x) => Math.sign(x) * Math.round(Math.abs(x)), ['round(1.5) == 2.0', 'round(-1.5) == -2.0'], rounding),
  efun({
    name: 'norm', family, since, ticks: 2,
    sig: 'float norm(mixed *v)',
    doc: 'Returns the length of the vector `v`, an array of numbers.',
    examples: ['norm(({ 3, 4 })) == 5.0'],
    seeAlso: ['distance', 'dotprod', 'angle'],
  }, (F, v: Value[]) => {
    F.charge(v.length * 2)
    const x = vector('norm', 1, v)
    return new Float(Math.sqrt(dot(x, x)))
  }),
  efun({
    name: 'dotprod', family, since, ticks: 2,
    sig: 'float dotprod(mixed *a, mixed *b)',
    doc: 'Returns the scalar product of two vectors, arrays of numbers of the same size.',
    examples: ['dotprod(({ 1, 2 }), ({ 3, 4 })) == 11.0'],
    seeAlso: ['norm', 'angle'],
  }, (F, a: Value[], b: Value[]) => {
    F.charge(a.length * 2)
    return new Float(dot(...vectors('dotprod', a, b)))
  }),
  efun({
    name: 'distance', family, since, ticks: 2,
    sig: 'float distance(mixed *a, mixed *b)',
    doc: 'Returns the distance between two points, arrays of numbers of the same size.',
    examples: ['distance(({ 0, 0 }), ({ 3, 4 })) == 5.0'],
    seeAlso: ['norm'],
  }, (F, a: Value[], b: Value[]) => {
    F.charge(a.length * 2)
    const [x, y] = vectors('distance', a, b)
    return new Float(Math.sqrt(x.reduce((sum, v, i) => sum + (v - y[i]) ** 2, 0)))
  }),
  efun({
    name: 'angle', family, since, ticks: 2,
    sig: 'float angle(mixed *a, mixed *b)',
    doc: 'Returns the angle between two vectors in radians.\n\nBoth are arrays of numbers of the same size; with a vector of length 0 the result is nan.',
    examples: ['angle(({ 2, 0 }), ({ 5, 0 })) == 0.0'],
    seeAlso: ['dotprod', 'norm'],
  }, (F, a: Value[], b: Value[]) => {
    F.charge(a.length * 2)
    const [x, y] = vectors('angle', a, b)
    return new Float(Math.acos(Math.max(-1, Math.min(1, dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))))))
  }),
] as Efun[]
