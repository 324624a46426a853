/** The name of a value's run-time type, as typeof() and error messages give it. */
import { ClassInstance, Float, type Value } from './values.js'
import { Closure } from './closure.js'
import { Mapping } from './mapping.js'
import { LpcObject } from './object.js'
import { LpcPromise } from './promise.js'

export type TypeName = 'int' | 'float' | 'string' | 'array' | 'mapping' | 'object' | 'function' | 'buffer' | 'class' | 'promise'

export function typeName(v: Value): TypeName {
  switch (typeof v) {
    case 'undefined':
    case 'number':
    case 'bigint':
      return 'int'
    case 'string':
      return 'string'
    default:
      if (Array.isArray(v)) return 'array'
      if (v instanceof Float) return 'float'
      if (v instanceof Mapping) return 'mapping'
      if (v instanceof LpcObject) return v.destructed ? 'int' : 'object'
      if (v instanceof Closure) return 'function'
      if (v instanceof ClassInstance) return 'class'
      if (v instanceof LpcPromise) return 'promise'
      return 'buffer'
  }
}
