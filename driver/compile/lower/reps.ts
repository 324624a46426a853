/**
 * Conversions between the representations of a lowered expression: LPC value, JavaScript
 * boolean, raw double. And the names that need no temporary.
 */
import { FLOAT, INT, type LpcType } from '../../lang/types.js'
import type { E, FunctionContext } from './context.js'

export function val(code: string, type: LpcType, stable = false): E {
  return { code, rep: 'val', type, stable }
}

export function bool(code: string): E {
  return { code, rep: 'bool', type: INT, stable: false }
}

export function f64(code: string, stable = false): E {
  return { code, rep: 'f64', type: FLOAT, stable }
}

/** Text that can be repeated without evaluating anything: a local, a temporary, a literal. */
export function simple(code: string): boolean {
  return /^(?:[\w$]+|"(?:[^"\\]|\\.)*"|\(-\d+n?\))$/.test(code)
}

/** `[setup, name]`: text evaluated once, then a name for it. `setup` is the first mention. */
export function once(cx: FunctionContext, code: string): { first: string; again: string } {
  if (simple(code)) return { first: code, again: code }
  const t = cx.scratch()
  return { first: `(${t} = ${code})`, again: t }
}

/** As an LPC value. */
export function asVal(e: E): string {
  switch (e.rep) {
    case 'val':
      return e.code
    case 'bool':
      return `(${e.code} ? 1 : 0)`
    case 'f64':
      return `new Float(${e.code})`
  }
}

/** As a JavaScript boolean: LPC truth. */
export function asBool(cx: FunctionContext, e: E): string {
  switch (e.rep) {
    case 'bool':
      return e.code
    case 'f64':
      return `(${e.code} !== 0)`
    case 'val': {
      if (/^\d+$/.test(e.code)) return e.code === '0' ? 'false' : 'true'
      const x = once(cx, e.code)
      return `(typeof ${x.first} === 'number' ? ${x.again} !== 0 : truthy(${x.again}))`
    }
  }
}

/** As a raw double, for float variables and float arithmetic. */
export function asF64(e: E): string {
  switch (e.rep) {
    case 'f64':
      return e.code
    case 'bool':
      return `(${e.code} ? 1 : 0)`
    case 'val':
      return /^\d+$/.test(e.code) ? e.code : `toF64(${e.code})`
  }
}

/**
 * What a value becomes in a place of a declared type, where both types are known: floats are cut
 * to ints, ints become floats, strings and arrays of bytes become buffers.
 */
export function converted(to: LpcType, e: E): E {
  if (to.stars > 0) return e
  if (to.base === 'int' && isFloat(e.type)) return e.rep === 'f64' ? val(`cut(${e.code})`, INT) : val(`cut(toF64(${e.code}))`, INT)
  if (to.base === 'float' && isInt(e.type) && e.rep !== 'f64') return f64(asF64(e))
  if (to.base === 'buffer' && (isString(e.type) || e.type.stars > 0)) return val(`bytesOf(F, ${asVal(e)})`, to)
  return e
}

/** The kinds of values that a variable is held to. */
const KINDS: ReadonlySet<string> = new Set(['int', 'float', 'string', 'object', 'mapping', 'function', 'buffer', 'class'])

/** converted(), and with strict_types what is not known to fit a variable is looked at before it takes it. */
export function taken(cx: FunctionContext, to: LpcType, e: E): E {
  const c = converted(to, e)
  if (!cx.checksValues || c !== e || e.rep !== 'val') return c
  if (e.presumed) return converted(to, { ...e, type: e.presumed })
  const kind = to.stars > 0 ? 'array' : KINDS.has(to.base) ? to.base : null
  if (kind === null || (e.type.stars > 0 ? 'array' : e.type.base) === kind || /^-?\d+$/.test(e.code)) return c
  return val(`typed(${e.code}, "${kind}")`, e.type)
}

export function isFloat(t: LpcType): boolean {
  return t.base === 'float' && t.stars === 0
}

export function isInt(t: LpcType): boolean {
  return t.base === 'int' && t.stars === 0
}

export function isString(t: LpcType): boolean {
  return t.base === 'string' && t.stars === 0
}
